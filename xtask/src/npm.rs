//! The npm package: its generated client, its build, its linters and its tests.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::bench;
use crate::node::Node;
use crate::packed;
use crate::tools::{cargo, root, run};
use crate::wasm;

pub(crate) const CORE: &str = "bursar-wasm";

/// Writes the generated clients; with `check`, only says whether they drifted.
pub(crate) fn generate(check: bool) -> Result<()> {
    let mut generate = cargo();
    generate.args(["run", "--quiet", "--package", "bursar-generate"]);
    if check {
        generate.args(["--", "--check"]);
    }
    run(&mut generate)
}

/// Builds the package into `npm/dist`.
pub(crate) fn build(node: &Node) -> Result<()> {
    let folder = root().join("npm");
    node.install(&folder)?;
    let glue = wasm::build(&[CORE], "npm")?;
    run(node.run(&folder).arg("build.mjs").arg(glue))
}

/// Builds the package and the sandbox that its examples start, and tells what to do with them.
pub(crate) fn package() -> Result<()> {
    build(&Node::find()?)?;
    let sandbox = wasm::sandbox()?;
    println!("The package is in npm/dist, and its sandbox is {}.", sandbox.display());
    println!(
        "To try it: `cd examples/node && npm start`. To install it elsewhere: `cd npm && npm pack` makes the tarball."
    );
    Ok(())
}

/// Tells the library's story through the package.
pub(crate) fn demo() -> Result<()> {
    let node = Node::find()?;
    build(&node)?;
    let folder = example(&node)?;
    run(node.run(&folder).arg("demo.mjs").env("BURSAR_SANDBOX", wasm::sandbox()?))
}

/// The example's folder, with the package in it.
fn example(node: &Node) -> Result<PathBuf> {
    let folder = root().join("examples/node");
    node.link(&folder)?;
    Ok(folder)
}

/// Builds it, runs its linters and tests, on the sources, the example and what users install, and tries its benchmark.
pub(crate) fn test() -> Result<()> {
    generate(true)?;
    let node = Node::find()?;
    build(&node)?;
    let (folder, example) = (root().join("npm"), example(&node)?);
    let tools = folder.join("node_modules");
    let tool =
        |folder: &Path, name: &str, arguments: &[&str]| run(node.run(folder).arg(tools.join(name)).args(arguments));
    let sources = ["npm", "tests/npm", "examples/node", "examples/worker", "benches/node"];
    tool(&root(), "prettier/bin/prettier.cjs", &[&["--check", "--log-level", "warn"][..], &sources].concat())?;
    tool(&folder, "eslint/bin/eslint.js", &["src"])?;
    tool(&root().join("benches/node"), "eslint/bin/eslint.js", &["."])?;
    tool(&folder, "typescript/bin/tsc", &["--project", "../examples/node"])?;
    let sandbox = wasm::sandbox()?;
    // More files at once than there are cores: they mostly wait.
    let runner = ["--test", "--test-reporter=dot", "--test-concurrency=4"];
    run(node.run(&folder).args(runner).arg("test/").env("BURSAR_SANDBOX", &sandbox))?;
    run(node.run(&example).args(runner).env("BURSAR_SANDBOX", &sandbox))?;
    packed::test(&node, &sandbox)?;
    // So that the benchmark stays one that runs.
    bench::package(&node, &["--quick"])
}
