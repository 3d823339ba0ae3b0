//! The Python package: its library and private module, its linters and its tests.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::npm;
use crate::tools::{cargo, program, root, run, target};
use crate::wasm;

/// Builds the library, and puts it into the package's sources with the module that calls it: from there it can be imported.
pub(crate) fn build() -> Result<()> {
    run(cargo().args(["build", "--quiet", "--package", "bursar-uniffi", "--features", "ureq"]))?;
    let name = format!("{DLL_PREFIX}bursar_uniffi{DLL_SUFFIX}");
    let (library, package) = (target().join("debug").join(&name), root().join("python/src/bursar"));
    run(cargo()
        .args(["run", "--quiet", "--package", "bursar-bindgen", "--", "python"])
        .arg(&library)
        .arg(package.join("_native.py")))?;
    // A process that has loaded the old one keeps it: it is another file.
    let (fresh, place) = (package.join(format!("{name}.new")), package.join(&name));
    fs::copy(&library, &fresh)?;
    fs::rename(&fresh, &place).with_context(|| format!("cannot write {}", place.display()))
}

/// Builds it, and runs its linters, type checkers and tests on the sources.
pub(crate) fn test() -> Result<()> {
    npm::generate(true)?;
    build()?;
    let python = environment()?;
    let module = |name: &str| {
        let mut command = Command::new(&python);
        command.current_dir(root().join("python")).args(["-m", name]);
        command
    };
    run(module("ruff").args(["check", "--quiet", "."]))?;
    run(module("ruff").args(["format", "--check", "--quiet", "."]))?;
    run(&mut module("mypy"))?;
    run(module("pyright").arg("--pythonpath").arg(&python))?;
    run(module("pytest").env("BURSAR_SANDBOX", wasm::sandbox()?))
}

/// The Python of an environment that has what the tests need, in the versions that are asked for.
fn environment() -> Result<PathBuf> {
    let wanted = root().join("python/requirements-dev.txt");
    let folder = target().join("python/venv");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let (lock, stamp) = (fs::read(&wanted)?, folder.join(".installed"));
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(python);
    }
    let found = program("python3").or_else(|| program("python"));
    let found = found.context("Python 3.10 or newer is needed on the PATH (https://www.python.org)")?;
    run(Command::new(found).args(["-m", "venv", "--clear"]).arg(&folder))?;
    let quiet = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    run(Command::new(&python).args(quiet).arg(&wanted))?;
    fs::write(stamp, lock)?;
    Ok(python)
}
