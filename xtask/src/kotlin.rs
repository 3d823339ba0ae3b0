//! The Kotlin package: its library, the file that calls it, its build by Maven, its linters and its tests.

use std::env::consts::{ARCH, DLL_PREFIX, DLL_SUFFIX, OS};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::npm;
use crate::tools::{cargo, program, root, run, target};
use crate::wasm;

/// Which library goes into the jar.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Debug,
    Release,
}

/// Builds the package for this machine, and installs it into the user's own Maven repository.
pub(crate) fn build() -> Result<()> {
    crossing(Profile::Release)?;
    run(maven()?.current_dir(root().join("kotlin")).args(["-DskipTests", "install"]))
}

/// Builds it, and runs its linters and tests, a user's project and the examples.
pub(crate) fn test() -> Result<()> {
    npm::generate(true)?;
    crossing(Profile::Debug)?;
    let sandbox = wasm::sandbox()?;
    let tests = |folder: &str, goals: &[&str]| -> Result<()> {
        let folder = root().join(folder);
        settled(&folder, |offline| {
            let mut maven = own_maven()?;
            maven.current_dir(&folder).args(offline).args(goals).env("BURSAR_SANDBOX", &sandbox);
            Ok(maven)
        })
    };
    tests("kotlin", &["-Pchecks", "install"])?;
    tests("tests/kotlin", &["verify"])
}

/// Writes what the module `crossing` is made of: the file that UniFFI writes, and the library as a resource.
pub(crate) fn crossing(profile: Profile) -> Result<()> {
    let mut build = cargo();
    build.args(["build", "--quiet", "--package", "bursar-uniffi"]);
    if profile == Profile::Release {
        build.arg("--release");
    }
    run(&mut build)?;
    let name = format!("{DLL_PREFIX}bursar_uniffi{DLL_SUFFIX}");
    let library = target().join(if profile == Profile::Release { "release" } else { "debug" }).join(&name);
    let sources = root().join("kotlin/crossing/src/main");
    // What was built for another version or machine must not stay in the jar.
    if sources.exists() {
        fs::remove_dir_all(&sources)?;
    }
    let resources = sources.join("resources").join(platform());
    fs::create_dir_all(&resources)?;
    fs::create_dir_all(sources.join("kotlin"))?;
    run(cargo()
        .args(["run", "--quiet", "--package", "bursar-bindgen", "--", "kotlin"])
        .arg(&library)
        .arg(sources.join("kotlin")))?;
    let place = resources.join(&name);
    fs::copy(&library, &place).with_context(|| format!("cannot write {}", place.display()))?;
    Ok(())
}

/// How JNA calls this machine.
fn platform() -> String {
    let system = match OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    format!("{system}-{}", ARCH.replace('_', "-"))
}

/// Maven, as the user has it.
fn maven() -> Result<Command> {
    let found = program("mvn").context(
        "Maven 3.8 or newer is needed on the PATH, with a JDK 17 or newer (on Debian: apt install maven default-jdk)",
    )?;
    let mut maven = Command::new(found);
    maven.args(["--quiet", "--batch-mode", "--no-transfer-progress"]);
    Ok(maven)
}

/// Maven with a repository among what is built: tests install nothing for others.
pub(crate) fn own_maven() -> Result<Command> {
    let mut maven = maven()?;
    maven.arg(format!("-Dmaven.repo.local={}", repository().display()));
    Ok(maven)
}

fn repository() -> PathBuf {
    target().join("kotlin/m2")
}

/// Runs Maven, without asking a server once all has been fetched that the project's files ask for.
pub(crate) fn settled(folder: &Path, maven: impl Fn(&[&str]) -> Result<Command>) -> Result<()> {
    let mut asked = Vec::new();
    for project in projects(folder)? {
        asked.extend(fs::read(project)?);
    }
    let name = folder.strip_prefix(root())?.to_string_lossy().replace(['/', '\\'], "-");
    let stamp = repository().join(format!(".fetched-{name}"));
    if fs::read(&stamp).is_ok_and(|fetched| fetched == asked) {
        return run(&mut maven(&["--offline"])?);
    }
    run(&mut maven(&[])?)?;
    Ok(fs::write(stamp, asked)?)
}

/// The project's file, and those of its modules, however deep.
fn projects(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = vec![folder.join("pom.xml")];
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.join("pom.xml").is_file() {
            found.extend(projects(&path)?);
        }
    }
    found.sort();
    Ok(found)
}
