//! The Kotlin package: its library, the file that calls it, its build by Maven, its linters and its tests.

use std::env::consts::{ARCH, DLL_PREFIX, DLL_SUFFIX, OS};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::npm;
use crate::tools::{apt, cargo, has_apt, program, root, run, target};
use crate::wasm;

/// Which library goes into the jar.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Debug,
    Release,
}

/// Builds the package for this machine, and installs it into the user's own Maven repository.
pub(crate) fn build() -> Result<()> {
    println!("building the core and the jars, which takes some minutes the first time");
    crossing(Profile::Release)?;
    run(maven()?.current_dir(root().join("kotlin")).args(["-Dmaven.test.skip=true", "install"]))?;
    println!("installed dev.bursar:bursar and dev.bursar:bursar-testing into your Maven repository");
    Ok(())
}

/// Tells the library's story through the package.
pub(crate) fn demo() -> Result<()> {
    crossing(Profile::Debug)?;
    maven_in("kotlin", &["-Dmaven.test.skip=true", "install"])?;
    maven_in("examples/kotlin", &["compile", "exec:java", "-Dexec.mainClass=example.DemoKt"])
}

/// Measures it against what its users would write by hand.
pub(crate) fn bench() -> Result<()> {
    crossing(Profile::Release)?;
    maven_in("kotlin", &["-Dmaven.test.skip=true", "install"])?;
    let page = root().join("docs/benchmarks/kotlin.md");
    maven_in("benches/kotlin", &["compile", "exec:java", &format!("-Dexec.args=15 {}", page.display())])
}

/// Builds it, and runs its linters and tests, a user's project and the examples.
pub(crate) fn test() -> Result<()> {
    npm::generate(true)?;
    crossing(Profile::Debug)?;
    maven_in("kotlin", &["-Pchecks", "install"])?;
    maven_in("tests/kotlin", &["verify"])?;
    maven_in("examples/kotlin", &["verify"])
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

/// Maven, as the user has it. A new machine that is Debian's gets it from there.
fn maven() -> Result<Command> {
    if program("mvn").is_none() && has_apt() {
        apt(&["maven", "default-jdk-headless"])?;
    }
    let found = program("mvn").context("Maven 3.8 or newer is needed on the PATH, with a JDK 17 or newer")?;
    let mut maven = Command::new(found);
    maven.args(["--quiet", "--batch-mode", "--no-transfer-progress"]);
    // cargo tells what it runs where its libraries are, and JNA looks there: what is tried is the one in the jar.
    for name in ["LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"] {
        maven.env_remove(name);
    }
    Ok(maven)
}

/// Runs Maven in a project of this repository, with a repository of its own: tests install nothing for others. Once all has been
/// fetched that the project asks for, no server is asked any more.
pub(crate) fn maven_in(project: &str, goals: &[&str]) -> Result<()> {
    let (folder, repository) = (root().join(project), target().join("kotlin/m2"));
    let mut asked = goals.join(" ").into_bytes();
    for project in projects(&folder)? {
        asked.extend(fs::read(project)?);
    }
    let stamp = repository.join(format!(
        ".{}-{}",
        project.replace('/', "-"),
        goals.concat().replace(['/', '\\', ':', ' '], "-")
    ));
    let fetched = fs::read(&stamp).is_ok_and(|fetched| fetched == asked);
    let mut maven = maven()?;
    maven.current_dir(&folder).arg(format!("-Dmaven.repo.local={}", repository.display()));
    if fetched {
        maven.arg("--offline");
    }
    run(maven.args(goals).env("BURSAR_SANDBOX", wasm::sandbox()?))?;
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
