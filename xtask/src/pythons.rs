//! The Pythons of this machine, and environments of theirs.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::tools::{program, root, run, target};

/// The oldest minor version of Python 3 that the package runs on, and the newest that is looked for.
const MINORS: std::ops::Range<u32> = 10..30;

/// Prints the minor version of a Python 3 that can make an environment and load the package.
const PROBE: &str = "import ctypes, ensurepip, ssl, sys; print(sys.version_info[1] if sys.version_info[0] == 3 else 0)";

/// A Python, in an environment of its own.
pub(crate) struct Python {
    /// `3.11`.
    pub(crate) version: String,
    /// The environment's.
    pub(crate) program: PathBuf,
    folder: PathBuf,
    base: PathBuf,
}

/// The Python to work with, which is the one on the `PATH` if that is new enough; and one of each other version.
pub(crate) fn pythons() -> Result<(Python, Vec<Python>)> {
    let mut found: Vec<(u32, PathBuf)> = Vec::new();
    for base in candidates() {
        let told = Command::new(&base).args(["-I", "-c", PROBE]).stderr(Stdio::null()).output();
        let minor = told.ok().and_then(|told| String::from_utf8_lossy(&told.stdout).trim().parse().ok());
        if let Some(minor) = minor.filter(|minor| MINORS.contains(minor) && found.iter().all(|(had, _)| had != minor)) {
            found.push((minor, base));
        }
    }
    let mut pythons = found.into_iter().map(|(minor, base)| {
        let version = format!("3.{minor}");
        Python::at(&format!("venv-{version}"), version, base)
    });
    let first = pythons.next().context("Python 3.10 or newer is needed on the PATH (https://www.python.org)")?;
    Ok((first, pythons.collect()))
}

/// What may be a Python: on the `PATH`, or where pyenv and uv keep theirs.
fn candidates() -> Vec<PathBuf> {
    let names = ["python3".to_owned(), "python".to_owned()].into_iter();
    let mut files: Vec<PathBuf> =
        names.chain(MINORS.map(|minor| format!("python3.{minor}"))).filter_map(|name| program(&name)).collect();
    let home = env::home_dir().unwrap_or_default();
    let of = |name: &str, default: PathBuf| env::var_os(name).map_or(default, PathBuf::from);
    let pyenv = of("PYENV_ROOT", home.join(".pyenv")).join("versions");
    let uv = of("UV_PYTHON_INSTALL_DIR", home.join(".local/share/uv/python"));
    for folder in [pyenv, uv] {
        let versions = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
        let mut versions: Vec<_> = versions.map(|version| version.join("bin/python3")).collect();
        versions.sort();
        files.extend(versions);
    }
    files
}

impl Python {
    fn at(name: &str, version: String, base: PathBuf) -> Self {
        let folder = target().join("python").join(name);
        let program = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
        Self { version, program, folder, base }
    }

    /// The same Python, in another environment.
    pub(crate) fn named(&self, name: &str) -> Self {
        Self::at(name, self.version.clone(), self.base.clone())
    }

    /// Makes the environment anew.
    pub(crate) fn make(&self) -> Result<()> {
        run(Command::new(&self.base).args(["-m", "venv", "--clear"]).arg(&self.folder))
    }

    /// Makes the environment and installs what a file asks for, unless that is there.
    pub(crate) fn install(&self, wanted: &Path) -> Result<()> {
        let (lock, stamp) = (fs::read(wanted)?, self.folder.join(".installed"));
        if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
            return Ok(());
        }
        self.make()?;
        run(self.pip().arg("--requirement").arg(wanted))?;
        Ok(fs::write(stamp, lock)?)
    }

    /// Python, in the package's folder, with the environment's programs on its `PATH`.
    pub(crate) fn run(&self) -> Command {
        let own = self.program.parent().map(Path::to_path_buf);
        let path = env::var_os("PATH").unwrap_or_default();
        let mut command = Command::new(&self.program);
        command.current_dir(root().join("python"));
        if let Ok(path) = env::join_paths(own.into_iter().chain(env::split_paths(&path))) {
            command.env("PATH", path);
        }
        command
    }

    /// A module that is a program.
    pub(crate) fn module(&self, name: &str) -> Command {
        let mut command = self.run();
        command.args(["-m", name]);
        command
    }

    /// `pip install`, without its chatter.
    pub(crate) fn pip(&self) -> Command {
        let mut command = self.module("pip");
        command.args(["install", "--quiet", "--disable-pip-version-check"]);
        command
    }
}
