//! Node and npm: what is there, and what the lock files ask for.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::tools::run;

/// The oldest Node whose test runner and fetch are stable.
const OLDEST: u32 = 20;

/// Scripts of dependencies do not run, and no server is asked about them.
const QUIET: [&str; 4] = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/// The programs.
pub(crate) struct Node {
    node: PathBuf,
    npm: PathBuf,
}

impl Node {
    pub(crate) fn find() -> Result<Self> {
        let (node, npm) = (program("node")?, program("npm")?);
        let version = Command::new(&node).arg("--version").output().context("cannot start node")?.stdout;
        let version = String::from_utf8_lossy(&version).trim().to_owned();
        let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
        ensure!(major >= Some(OLDEST), "Node {OLDEST} or newer is needed; found {version}");
        Ok(Self { node, npm })
    }

    /// Node, in a folder.
    pub(crate) fn run(&self, folder: &Path) -> Command {
        let mut command = Command::new(&self.node);
        command.current_dir(folder);
        command
    }

    /// Installs what a folder's lock file says, unless it is there.
    pub(crate) fn install(&self, folder: &Path) -> Result<()> {
        let (lock, stamp) = (fs::read(folder.join("package-lock.json"))?, folder.join("node_modules/.installed"));
        if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
            return Ok(());
        }
        run(Command::new(&self.npm).current_dir(folder).arg("ci").args(QUIET))?;
        Ok(fs::write(stamp, lock)?)
    }

    /// Links the packages of this repository that a folder asks for. Nothing is fetched, so there is no lock file.
    pub(crate) fn link(&self, folder: &Path) -> Result<()> {
        run(Command::new(&self.npm).current_dir(folder).arg("install").args(QUIET))
    }
}

/// Where a program is, by `PATH`.
fn program(name: &str) -> Result<PathBuf> {
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
    let path = env::var_os("PATH").unwrap_or_default();
    for folder in env::split_paths(&path) {
        for ending in endings {
            let file = folder.join(format!("{name}{ending}"));
            if file.is_file() {
                return Ok(file);
            }
        }
    }
    bail!("{name} is needed on the PATH (Node {OLDEST} or newer, https://nodejs.org)")
}
