//! The Python package: what is built, its linters, and its tests from the wheel that users install.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::npm;
use crate::pythons::{Python, pythons};
use crate::tools::{cargo, quiet, remapped, root, run, target};
use crate::wasm;

/// What Pythons other than the first are tried with, beside all of it: every vector, every operation, and what is in the wheel.
const MAIN: [&str; 4] =
    ["tests/test_corpus.py", "tests/test_operations.py", "tests/test_package.py", "tests/test_wheel.py"];

/// The linter's settings, for what is not in the package's folder, too.
const SETTINGS: [&str; 2] = ["--config", "pyproject.toml"];

/// What a user does first.
const SMOKE: &str = "import bursar; bursar.EspAi(api_key='k-0123').begin('espai.cards.list').close()";

/// The wheel and the source distribution.
struct Built {
    wheel: PathBuf,
    sdist: PathBuf,
}

/// Builds the wheel and the source distribution, and makes the sources importable.
pub(crate) fn build() -> Result<()> {
    in_sources()?;
    let built = packed()?;
    println!("{}\n{}", built.wheel.display(), built.sdist.display());
    Ok(())
}

/// Builds it, runs its linters and type checkers on the sources, and its tests from the wheel, on every Python there is.
pub(crate) fn test() -> Result<()> {
    npm::generate(true)?;
    in_sources()?;
    let built = packed()?;
    let (python, others) = pythons()?;
    python.install(&requirements())?;
    for others in [&["check", "--quiet"][..], &["format", "--check", "--quiet"]] {
        run(python.module("ruff").args(others).args([".", "../benches/python", "../examples/python"]).args(SETTINGS))?;
    }
    run(&mut python.module("mypy"))?;
    run(python.module("pyright").arg("--pythonpath").arg(&python.program))?;
    let sandbox = wasm::sandbox()?;
    tested(&python, &built.wheel, &sandbox, &[])?;
    // What a user's type checker sees: the wheel alone, without this package's settings.
    run(python.module("mypy").args(["--strict", "--config-file=", "tests/consumer.py"]))?;
    exemplified(&python, &built.wheel, &sandbox, &["-m", "unittest", "--quiet"])?;
    // So that the benchmark stays one that runs.
    benched(&python, &built.wheel, &["--quick"])?;
    for other in others {
        println!("Python {}", other.version);
        other.install(&requirements())?;
        tested(&other, &built.wheel, &sandbox, &MAIN)?;
    }
    compiles(&python, &built.sdist)
}

/// Builds the wheel, and measures it with options of the benchmark's program.
pub(crate) fn measured(options: &[&str]) -> Result<()> {
    in_sources()?;
    let built = packed()?;
    benched(&pythons()?.0, &built.wheel, options)
}

/// Measures the wheel, beside its peers in an environment of their own.
fn benched(python: &Python, wheel: &Path, options: &[&str]) -> Result<()> {
    let python = python.named("bench");
    let folder = root().join("benches/python");
    python.install(&folder.join("requirements.txt"))?;
    run(python.pip().args(["--no-index", "--no-deps", "--force-reinstall"]).arg(wheel))?;
    run(python.run().current_dir(folder).arg("bench.py").arg(wheel).args(options))
}

/// Runs a program of the example: the story, or the month's end.
pub(crate) fn example(program: &str) -> Result<()> {
    in_sources()?;
    let built = packed()?;
    exemplified(&pythons()?.0, &built.wheel, &wasm::sandbox()?, &[program])
}

/// Runs Python in the example's folder, with the wheel and what the example draws with.
fn exemplified(python: &Python, wheel: &Path, sandbox: &Path, arguments: &[&str]) -> Result<()> {
    let (python, folder) = (python.named("example"), root().join("examples/python"));
    python.install(&folder.join("requirements.txt"))?;
    run(python.pip().args(["--no-index", "--no-deps", "--force-reinstall"]).arg(wheel))?;
    run(python.run().current_dir(folder).args(arguments).env("BURSAR_SANDBOX", sandbox))
}

fn requirements() -> PathBuf {
    root().join("python/requirements-dev.txt")
}

/// Runs tests, all of them unless some are named, on the wheel.
fn tested(python: &Python, wheel: &Path, sandbox: &Path, tests: &[&str]) -> Result<()> {
    run(python.pip().args(["--no-index", "--no-deps", "--force-reinstall"]).arg(wheel))?;
    run(python.module("pytest").args(tests).env("BURSAR_SANDBOX", sandbox).env("BURSAR_WHEEL", wheel))
}

/// Builds the library, and puts it into the package's sources with the module that calls it: from there it can be imported.
fn in_sources() -> Result<()> {
    run(cargo().args(["build", "--quiet", "--package", "bursar-uniffi", "--features", "ureq"]))?;
    let name = format!("{DLL_PREFIX}bursar_uniffi{DLL_SUFFIX}");
    let (library, package) = (target().join("debug").join(&name), root().join("python/src/bursar/_native"));
    let bindings = root().join("python/bindings");
    for folder in [&bindings, &package] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let module = bindings.join("bursar_uniffi.py");
    run(cargo().args(["run", "--quiet", "--package", "bursar-bindgen", "--", "python"]).arg(&library).arg(&module))?;
    fs::copy(&module, package.join("bursar_uniffi.py"))?;
    fs::write(package.join("__init__.py"), "from .bursar_uniffi import *  # NOQA\n")?;
    // A process that has loaded the old one keeps it: it is another file.
    let (fresh, place) = (package.join(format!("{name}.new")), package.join(&name));
    fs::copy(&library, &fresh)?;
    fs::rename(&fresh, &place).with_context(|| format!("cannot write {}", place.display()))
}

/// Builds what is published, into target/python/dist.
fn packed() -> Result<Built> {
    let folder = target().join("python/dist");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for license in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(root().join(license), root().join("python").join(license))?;
    }
    let python = pythons()?.0.named("build");
    python.install(&root().join("python/requirements-build.txt"))?;
    let program = "import sys, backend\nbackend.build_wheel(sys.argv[1])\nbackend.build_sdist(sys.argv[1])";
    let arguments = "--compatibility pypi --compression-level 9 --locked";
    let mut build = compiling(&python);
    run(build.args(["-c", program]).arg(&folder).env("MATURIN_PEP517_ARGS", arguments))?;
    let made = |ending: &str| -> Result<PathBuf> {
        let mut files = fs::read_dir(&folder)?.filter_map(|entry| Some(entry.ok()?.path()));
        files.find(|path| path.to_string_lossy().ends_with(ending)).context("the build has made nothing")
    };
    Ok(Built { wheel: made(".whl")?, sdist: made(".tar.gz")? })
}

/// A Python that compiles the library with what was compiled before, and with no name of a folder of this machine in it.
fn compiling(python: &Python) -> Command {
    let mut command = python.run();
    command.env("CARGO_TARGET_DIR", target()).env("CARGO_ENCODED_RUSTFLAGS", remapped());
    quiet(&mut command);
    command
}

/// Proves that the source distribution holds all that it needs. One that was tried before is not tried again.
fn compiles(python: &Python, sdist: &Path) -> Result<()> {
    let folder = target().join("python/sdist");
    let (bytes, stamp) = (fs::read(sdist)?, folder.join("tried.tar.gz"));
    if fs::read(&stamp).is_ok_and(|tried| tried == bytes) {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    // As new files: cargo goes by their times, and the archive's are all the same.
    run(Command::new("tar").arg("-xzmf").arg(sdist).arg("-C").arg(&folder))?;
    let fresh = python.named("sdist-venv");
    fresh.make()?;
    let source = folder.join(format!("bursar-{}", env!("CARGO_PKG_VERSION")));
    run(compiling(&fresh).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).arg(source))?;
    run(fresh.run().args(["-I", "-c", SMOKE]))?;
    Ok(fs::write(stamp, bytes)?)
}
