//! The npm package: its generated client, its build, its linters and its tests.

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

/// Builds it, runs its linters and tests, on the sources and on what users install, and tries its benchmark.
pub(crate) fn test() -> Result<()> {
    generate(true)?;
    let node = Node::find()?;
    build(&node)?;
    let folder = root().join("npm");
    let tools = folder.join("node_modules");
    for (folder, sources) in [(&folder, "src"), (&root().join("benches/node"), ".")] {
        let tool = |name: &str, arguments: &[&str]| run(node.run(folder).arg(tools.join(name)).args(arguments));
        tool("prettier/bin/prettier.cjs", &["--check", "--log-level", "warn", "."])?;
        tool("eslint/bin/eslint.js", &[sources])?;
    }
    let sandbox = wasm::sandbox()?;
    run(node.run(&folder).args(["--test", "--test-reporter=dot", "test/"]).env("BURSAR_SANDBOX", &sandbox))?;
    packed::test(&node, &sandbox)?;
    // So that the benchmark stays one that runs.
    bench::package(&node, &["--quick"])
}
