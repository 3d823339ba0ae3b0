//! The npm package: its generated client, its build, its linters and its tests.

use anyhow::Result;

use crate::node::Node;
use crate::tools::{cargo, root, run};
use crate::wasm;

const CORE: &str = "bursar-wasm";

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

/// Builds it, and runs its linters and tests.
pub(crate) fn test() -> Result<()> {
    generate(true)?;
    let node = Node::find()?;
    build(&node)?;
    let folder = root().join("npm");
    let tool = |name: &str, arguments: &[&str]| {
        run(node.run(&folder).arg(folder.join("node_modules").join(name)).args(arguments))
    };
    tool("prettier/bin/prettier.cjs", &["--check", "--log-level", "warn", "."])?;
    tool("eslint/bin/eslint.js", &["src"])?;
    let sandbox = wasm::sandbox()?;
    // More files at once than there are cores: they mostly wait.
    let runner = ["--test", "--test-reporter=dot", "--test-concurrency=4"];
    run(node.run(&folder).args(runner).arg("test/").env("BURSAR_SANDBOX", sandbox))
}
