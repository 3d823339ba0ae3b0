//! Builds the modules for wasm and runs their tests, in Node and in workerd.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::node::Node;
use crate::packed;
use crate::tools::{cargo, remapped, root, run, rustup, target};

pub(crate) const WASM: &str = "wasm32-unknown-unknown";
const WORKER: &str = "bursar-worker";
const TESTS: &str = "bursar-wasm-tests";

/// Makes a Worker that can be deployed: the module, its glue and `worker.js` in one folder.
pub(crate) fn worker() -> Result<()> {
    let folder = build(&[WORKER], "worker")?;
    fs::copy(root().join("examples/worker/worker.js"), folder.join("worker.js"))?;
    println!("{}", folder.join("worker.js").display());
    Ok(())
}

/// Builds everything and runs the tests in `tests/wasm/node`.
pub(crate) fn test() -> Result<()> {
    let node = Node::find()?;
    let tools = packed::tools(&node)?;
    let modules = build(&[WORKER, TESTS], "worker")?;
    let mut tests: Vec<_> = fs::read_dir(root().join("tests/wasm/node"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    tests.sort();
    ensure!(!tests.is_empty(), "tests/wasm/node holds no tests");
    run(node
        .run(&root())
        .args(["--test", "--test-reporter=dot"])
        .args(tests)
        .env("BURSAR_MODULES", modules)
        .env("BURSAR_TOOLS", tools)
        .env("BURSAR_SANDBOX", sandbox()?))
}

/// Builds the sandbox's program.
pub(crate) fn sandbox() -> Result<PathBuf> {
    run(cargo().args(["build", "--quiet", "--package", "bursar-sandbox"]))?;
    Ok(target().join("debug").join(format!("bursar-sandbox{}", env::consts::EXE_SUFFIX)))
}

/// Compiles packages and writes their glue into this folder of what is built.
pub(crate) fn build(packages: &[&str], folder: &str) -> Result<PathBuf> {
    rustup("target", WASM)?;
    let mut compile = cargo();
    compile
        .args(["build", "--quiet", "--profile", "wasm", "--target", WASM])
        .env("CARGO_ENCODED_RUSTFLAGS", remapped());
    for package in packages {
        compile.args(["--package", package]);
    }
    run(&mut compile)?;
    let folder = target().join(folder);
    for package in packages {
        glue(package, &folder, &[])?;
    }
    // Node takes a file for a module if its folder says so.
    fs::write(folder.join("package.json"), "{ \"type\": \"module\" }\n")?;
    Ok(folder)
}

/// Writes the module of a package that is compiled, with the names of its functions, into this folder of what is built.
pub(crate) fn named(package: &str, folder: &str) -> Result<PathBuf> {
    let folder = target().join(folder);
    glue(package, &folder, &["--names"])?;
    Ok(folder.join(format!("{}_bg.wasm", package.replace('-', "_"))))
}

fn glue(package: &str, folder: &Path, options: &[&str]) -> Result<()> {
    let module = target().join(WASM).join("wasm").join(format!("{}.wasm", package.replace('-', "_")));
    run(cargo()
        .args(["run", "--quiet", "--package", "bursar-bindgen", "--", "wasm"])
        .arg(module)
        .arg(folder)
        .args(options))
}
