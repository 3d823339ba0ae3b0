//! Runs other programs, and brings those up that are missing.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Checks licences, sources and duplicate versions of the dependencies.
pub(crate) const DENY: Tool = Tool { package: "cargo-deny", version: "0.20.2", subcommand: "deny" };
/// Counts the lines that tests reach.
pub(crate) const COVERAGE: Tool = Tool { package: "cargo-llvm-cov", version: "0.9.1", subcommand: "llvm-cov" };

/// A cargo subcommand that has to be installed first.
pub(crate) struct Tool {
    package: &'static str,
    version: &'static str,
    subcommand: &'static str,
}

impl Tool {
    /// Installs the tool, in the version that is asked for, unless it is there.
    pub(crate) fn ensure(&self) -> Result<()> {
        let found = cargo().args([self.subcommand, "--version"]).stderr(Stdio::null()).output();
        if found.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim().ends_with(self.version)) {
            return Ok(());
        }
        eprintln!("xtask: installing {} {} (once, takes some minutes)", self.package, self.version);
        run(cargo().args(["install", "--quiet", "--locked", self.package, "--version", self.version]))
    }
}

/// The cargo that runs this program.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    quiet(&mut cargo);
    cargo
}

/// Hides what cargo tells this program about itself: build scripts that watch it would run again, and with them half of the
/// dependencies.
pub(crate) fn quiet(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let own = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"];
        if own.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            command.env_remove(name);
        }
    }
}

/// The compiler's flags, as cargo takes them encoded, that keep names of this machine's folders out of what is published:
/// messages of panics name files.
pub(crate) fn remapped() -> OsString {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let told = Command::new("rustc").current_dir(root()).args(["--print", "sysroot"]).output();
    let library =
        told.ok().map(|told| Path::new(String::from_utf8_lossy(&told.stdout).trim()).join("lib/rustlib/src/rust"));
    // Names with the types that generic code was made for; `cargo xtask bench` tells by them what an operation weighs.
    let mut flags = OsString::from("-Csymbol-mangling-version=v0");
    // Half the code for AES, which reads a webhook now and then.
    flags.push("\u{1f}--cfg=aes_backend_soft=\"compact\"");
    for (from, to) in [(Some(root()), "/bursar"), (home, "/cargo"), (library, "/rust")] {
        let Some(from) = from else { continue };
        flags.push("\u{1f}--remap-path-prefix=");
        flags.push(from);
        flags.push("=");
        flags.push(to);
    }
    flags
}

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let mut folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    folder.pop();
    folder
}

/// The folder of what is built.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// Where a program is, by `PATH`.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = env::split_paths(&path).collect();
    let files =
        folders.iter().flat_map(|folder| endings.iter().map(move |ending| folder.join(format!("{name}{ending}"))));
    files.into_iter().find(|file| file.is_file())
}

/// Whether packages of Debian's can be installed here: by apt, as root.
pub(crate) fn has_apt() -> bool {
    let is_root = || Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    program("apt-get").is_some() && is_root()
}

/// Installs packages of Debian's, which a new machine misses.
pub(crate) fn apt(packages: &[&str]) -> Result<()> {
    eprintln!("xtask: installing {} (once)", packages.join(", "));
    let apt = |words: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.args(["--quiet=2", "--yes", "--no-install-recommends"]).args(words);
        run(apt.env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null()))
    };
    apt(&["update"])?;
    apt(&[&["install"], packages].concat())
}

/// Adds a compilation target or component of the toolchain, if rustup is what manages it.
pub(crate) fn rustup(what: &str, name: &str) -> Result<()> {
    let listed = Command::new("rustup").current_dir(root()).args([what, "list", "--installed"]).output();
    match listed {
        Ok(output) if String::from_utf8_lossy(&output.stdout).lines().any(|line| line.starts_with(name)) => Ok(()),
        Ok(_) => run(Command::new("rustup").current_dir(root()).args([what, "add", name])),
        // A toolchain of a distribution: it has the target, or the build says that it has not.
        Err(_) => Ok(()),
    }
}

/// Runs a program to its end; its failure is ours.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let shown = words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    let status = command.status().with_context(|| format!("cannot start {shown}"))?;
    if !status.success() {
        bail!("failed: {shown}");
    }
    Ok(())
}

/// Runs a program to its end, and shows what it said only if it fails.
pub(crate) fn quietly(command: &mut Command) -> Result<()> {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let shown = words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    let output = command.output().with_context(|| format!("cannot start {shown}"))?;
    if !output.status.success() {
        let said = [output.stdout, output.stderr].concat();
        bail!("failed: {shown}\n{}", String::from_utf8_lossy(&said));
    }
    Ok(())
}
