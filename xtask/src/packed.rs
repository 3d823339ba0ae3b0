//! The tests of what users of the npm package install: the tarball, in a fresh project, in every runtime.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::node::Node;
use crate::tools::{apt, has_apt, program, root, run, target};

/// Runs the tests in `tests/npm` on what was built.
pub(crate) fn test(node: &Node, sandbox: &Path) -> Result<()> {
    let (tarball, consumer) = packed(node)?;
    run(node
        .run(&root())
        .args(["--test", "--test-reporter=dot"])
        .args(["bundles", "node", "package", "runtimes"].map(|name| format!("tests/npm/{name}.test.mjs")))
        .env("BURSAR_SANDBOX", sandbox)
        .env("BURSAR_TOOLS", tools(node)?)
        .env("BURSAR_TARBALL", tarball)
        .env("BURSAR_CONSUMER", consumer)
        .env("BURSAR_CHROMIUM", chromium()?))
}

/// Packs what was built, and installs it into a project that has nothing else.
fn packed(node: &Node) -> Result<(PathBuf, PathBuf)> {
    let folder = target().join("npm-packed");
    let consumer = folder.join("consumer");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&consumer)?;
    fs::write(consumer.join("package.json"), "{ \"private\": true, \"type\": \"module\" }\n")?;
    let quiet = ["--loglevel=error", "--silent"];
    run(node.npm(&root().join("npm")).arg("pack").args(quiet).arg("--pack-destination").arg(&folder))?;
    let tarball = folder.join(format!("bursar-{}.tgz", env!("CARGO_PKG_VERSION")));
    run(node.npm(&consumer).args(["install", "--offline", "--no-audit", "--no-fund"]).args(quiet).arg(&tarball))?;
    Ok((tarball, consumer))
}

/// Installs the runtimes, bundlers and checkers that the tests' lock file names, outside of the sources.
pub(crate) fn tools(node: &Node) -> Result<PathBuf> {
    let from = root().join("tests/npm");
    let folder = target().join("npm-tools");
    fs::create_dir_all(&folder)?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(from.join(name), folder.join(name))?;
    }
    node.install(&folder)?;
    Ok(folder)
}

/// The browser that bundles are tried in. A new machine that is Debian's gets it from there.
fn chromium() -> Result<PathBuf> {
    const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let found = || NAMES.iter().find_map(|name| program(name));
    if let Some(found) = found() {
        return Ok(found);
    }
    if has_apt() {
        apt(&["chromium"])?;
    }
    found().context("Chromium or Chrome is needed on the PATH: the package is tried in a browser, too")
}
