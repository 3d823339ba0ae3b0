//! The benchmarks: what a package costs, against what its users would write by hand.

use std::fs;

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;

use crate::kotlin;
use crate::node::Node;
use crate::npm;
use crate::python;
use crate::swift;
use crate::tools::{root, run};
use crate::wasm;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Subject {
    /// The npm package, in Node. The figures go to docs/benchmarks/node.md.
    Node,
    /// The Python package, as its wheel is installed. The figures go to docs/benchmarks/python.md.
    Python,
    /// The Kotlin package, on the JVM. The figures go to docs/benchmarks/kotlin.md.
    Kotlin,
    /// The Swift package. The figures go to docs/benchmarks/swift.md.
    Swift,
}

/// Builds and measures the subjects, all of them unless some are named.
pub(crate) fn bench(only: &[Subject]) -> Result<()> {
    for subject in Subject::value_variants().iter().filter(|subject| only.is_empty() || only.contains(subject)) {
        match subject {
            Subject::Swift => swift::bench(false)?,
            Subject::Node => {
                let node = Node::find()?;
                npm::build(&node)?;
                package(&node, &[])?;
            }
            Subject::Python => python::measured(&[])?,
            Subject::Kotlin => kotlin::bench()?,
        }
    }
    Ok(())
}

/// Measures the npm package that is built, with options of the benchmark's program.
pub(crate) fn package(node: &Node, options: &[&str]) -> Result<()> {
    let folder = root().join("benches/node");
    node.install(&folder)?;
    let module = wasm::named(npm::CORE, "bench")?;
    let packed = node.npm(&root().join("npm")).args(["pack", "--dry-run", "--json", "--ignore-scripts"]).output();
    let packed = packed.context("cannot start npm")?;
    ensure!(packed.status.success(), "npm pack: {}", String::from_utf8_lossy(&packed.stderr));
    let listing = module.with_file_name("pack.json");
    fs::write(&listing, packed.stdout)?;
    run(node.run(&folder).arg("bench.mjs").arg(module).arg(listing).args(options))
}
