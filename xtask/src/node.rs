//! Node and npm: what is there, and what the lock files ask for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::tools::{program, run};

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
        let needed = |name| {
            program(name)
                .with_context(|| format!("{name} is needed on the PATH (Node {OLDEST} or newer, https://nodejs.org)"))
        };
        let (node, npm) = (needed("node")?, needed("npm")?);
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

    /// npm, in a folder.
    pub(crate) fn npm(&self, folder: &Path) -> Command {
        let mut command = Command::new(&self.npm);
        command.current_dir(folder);
        command
    }

    /// Installs what a folder's lock file says, unless it is there.
    pub(crate) fn install(&self, folder: &Path) -> Result<()> {
        let (lock, stamp) = (fs::read(folder.join("package-lock.json"))?, folder.join("node_modules/.installed"));
        if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
            return Ok(());
        }
        run(self.npm(folder).arg("ci").args(QUIET))?;
        Ok(fs::write(stamp, lock)?)
    }

    /// Links the packages of this repository that a folder asks for. Nothing is fetched, so there is no lock file.
    pub(crate) fn link(&self, folder: &Path) -> Result<()> {
        run(self.npm(folder).arg("install").args(QUIET))
    }
}
