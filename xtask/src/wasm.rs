//! Builds the modules for wasm and runs their tests, in Node and in workerd.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::tools::{cargo, root, run, rustup, target};

pub(crate) const WASM: &str = "wasm32-unknown-unknown";
/// The oldest Node whose test runner and fetch are stable.
const NODE: u32 = 20;
const WORKER: &str = "bursar-worker";
const TESTS: &str = "bursar-wasm-tests";

/// Makes a Worker that can be deployed: the module, its glue and `worker.js` in one folder.
pub(crate) fn worker() -> Result<()> {
    let folder = build(&[WORKER])?;
    fs::copy(root().join("examples/worker/worker.js"), folder.join("worker.js"))?;
    println!("{}", folder.join("worker.js").display());
    Ok(())
}

/// Builds everything and runs the tests in `tests/wasm/node`.
pub(crate) fn test() -> Result<()> {
    let node = program("node")?;
    let npm = program("npm")?;
    let version = Command::new(&node).arg("--version").output().context("cannot start node")?.stdout;
    let version = String::from_utf8_lossy(&version).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    ensure!(major >= Some(NODE), "the stage worker needs Node {NODE} or newer; found {version}");
    let packages = packages(&npm)?;
    let modules = build(&[WORKER, TESTS])?;
    run(cargo().args(["build", "--quiet", "--package", "bursar-sandbox"]))?;
    let mut tests: Vec<_> = fs::read_dir(root().join("tests/wasm/node"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    tests.sort();
    ensure!(!tests.is_empty(), "tests/wasm/node holds no tests");
    let sandbox = target().join("debug").join(format!("bursar-sandbox{}", env::consts::EXE_SUFFIX));
    run(Command::new(node)
        .args(["--test", "--test-reporter=dot"])
        .args(tests)
        .env("BURSAR_MODULES", modules)
        .env("BURSAR_NPM", packages)
        .env("BURSAR_SANDBOX", sandbox))
}

/// Compiles packages and writes their glue. Gives the folder.
fn build(packages: &[&str]) -> Result<PathBuf> {
    rustup("target", WASM)?;
    // Messages of panics name files: not those of whoever built it.
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let sysroot = Command::new("rustc").current_dir(root()).args(["--print", "sysroot"]).output()?.stdout;
    let library = Path::new(String::from_utf8_lossy(&sysroot).trim()).join("lib/rustlib/src/rust");
    let mut flags = OsString::new();
    for (from, to) in [(Some(root()), "/bursar"), (home, "/cargo"), (Some(library), "/rust")] {
        let Some(from) = from else { continue };
        flags.push(if flags.is_empty() { "" } else { "\u{1f}" });
        flags.push("--remap-path-prefix=");
        flags.push(from);
        flags.push("=");
        flags.push(to);
    }
    let mut compile = cargo();
    compile.args(["build", "--quiet", "--profile", "wasm", "--target", WASM]).env("CARGO_ENCODED_RUSTFLAGS", flags);
    for package in packages {
        compile.args(["--package", package]);
    }
    run(&mut compile)?;
    let folder = target().join("worker");
    for package in packages {
        let module = target().join(WASM).join("wasm").join(format!("{}.wasm", package.replace('-', "_")));
        run(cargo().args(["run", "--quiet", "--package", "bursar-bindgen", "--"]).arg(module).arg(&folder))?;
    }
    // Node takes a file for a module if its folder says so.
    fs::write(folder.join("package.json"), "{ \"type\": \"module\" }\n")?;
    Ok(folder)
}

/// Installs what the lock file says, outside of the sources, unless it is there.
fn packages(npm: &Path) -> Result<PathBuf> {
    let from = root().join("tests/wasm/node");
    let folder = target().join("worker-packages");
    let (lock, stamp) = (fs::read(from.join("package-lock.json"))?, folder.join("installed"));
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(folder);
    }
    fs::create_dir_all(&folder)?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(from.join(name), folder.join(name))?;
    }
    let quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    run(Command::new(npm).current_dir(&folder).arg("ci").args(quiet))?;
    fs::write(stamp, lock)?;
    Ok(folder)
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
    bail!("the stage worker needs {name} on the PATH (Node {NODE} or newer, https://nodejs.org)")
}
