//! What the commands run.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::kotlin;
use crate::npm;
use crate::python;
use crate::swift;
use crate::tools::{COVERAGE, DENY, cargo, run, rustup};
use crate::wasm::{self, WASM};

/// Lines of the core that tests reach, in percent.
const COVERED: &str = "90";

/// One part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// rustfmt.
    Format,
    /// clippy, with and without features.
    Lint,
    /// The core compiles for wasm, and clippy reads what is there only.
    Wasm,
    /// Unit, property, vector and sandbox tests.
    Test,
    /// The fetch client and the example Worker, in Node and in workerd.
    Worker,
    /// The npm package: generated files, build, linters, and its tests in Node.
    Npm,
    /// The Python package: generated files, build, linters, type checkers, and its tests from the wheel on every Python.
    Python,
    /// The Kotlin package: generated files, build, linters, docs, its tests, and those of a user's project.
    Kotlin,
    /// The Swift package: generated files, build, linter, tests, documentation and example.
    Swift,
    /// rustdoc without warnings.
    Docs,
    /// Licences, sources and bans of the dependencies.
    Deny,
}

/// A language that has a demo.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Language {
    /// The crate.
    #[default]
    Rust,
    /// The npm package, in Node.
    Node,
    /// The Python package.
    Python,
    /// The Kotlin package, on the JVM.
    Kotlin,
    /// The Swift package.
    Swift,
}

/// Builds and runs the demo.
pub(crate) fn demo(language: Language) -> Result<()> {
    match language {
        Language::Rust => run(cargo().args(["run", "--quiet", "--package", "bursar-demo"])),
        Language::Node => npm::demo(),
        Language::Python => python::example("demo.py"),
        Language::Kotlin => kotlin::demo(),
        Language::Swift => swift::demo(),
    }
}

/// Runs the stages, all of them unless some are named, and tells how long each took.
pub(crate) fn test(only: &[Stage]) -> Result<()> {
    let mut times: Vec<(Stage, Duration, bool)> = Vec::new();
    for stage in Stage::value_variants().iter().copied().filter(|stage| only.is_empty() || only.contains(stage)) {
        println!("\n== {}", name(stage));
        let began = Instant::now();
        let result = stage.run();
        times.push((stage, began.elapsed(), result.is_ok()));
        if let Err(error) = result {
            eprintln!("xtask: {error:#}");
        }
    }
    println!("\n{:<8} {:>8}", "stage", "seconds");
    for (stage, time, passed) in &times {
        println!("{:<8} {:>8.1} {}", name(*stage), time.as_secs_f64(), if *passed { "" } else { "FAILED" });
    }
    println!("{:<8} {:>8.1}", "total", times.iter().map(|(_, time, _)| time.as_secs_f64()).sum::<f64>());
    if times.iter().any(|(.., passed)| !passed) {
        bail!("some stages failed");
    }
    Ok(())
}

/// Measures the coverage of the core.
pub(crate) fn coverage() -> Result<()> {
    rustup("component", "llvm-tools")?;
    COVERAGE.ensure()?;
    // The fetch client runs in JavaScript only, where its tests are not counted.
    let sources_of_others = "(tests/|xtask|examples|core/macros|core/tests|core/src/transport/fetch)";
    run(cargo().args([
        "llvm-cov",
        "--workspace",
        "--all-features",
        "--ignore-filename-regex",
        sources_of_others,
        "--fail-under-lines",
        COVERED,
    ]))
}

fn name(stage: Stage) -> String {
    stage.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

impl Stage {
    fn run(self) -> Result<()> {
        let bursar = |arguments: &[&str]| run(cargo().args(arguments).args(["--package", "bursar"]));
        match self {
            Self::Format => {
                rustup("component", "rustfmt")?;
                run(cargo().args(["fmt", "--all", "--check"]))
            }
            Self::Lint => {
                rustup("component", "clippy")?;
                let strict = ["--", "--deny", "warnings"];
                run(cargo().args(["clippy", "--workspace", "--all-targets", "--all-features"]).args(strict))?;
                run(cargo().args(["clippy", "--package", "bursar", "--no-default-features"]).args(strict))
            }
            Self::Wasm => {
                rustup("target", WASM)?;
                bursar(&["check", "--target", WASM, "--no-default-features"])?;
                bursar(&["check", "--target", WASM, "--features", "schema,webhooks"])?;
                run(cargo()
                    .args(["clippy", "--target", WASM, "--package", "bursar", "--features", "fetch"])
                    .args(["--package", "bursar-worker", "--package", "bursar-wasm-tests", "--package", "bursar-wasm"])
                    .args(["--", "--deny", "warnings"]))
            }
            Self::Test => run(cargo().args(["test", "--workspace", "--all-features"])),
            Self::Worker => wasm::test(),
            Self::Npm => npm::test(),
            Self::Python => python::test(),
            Self::Kotlin => kotlin::test(),
            Self::Swift => swift::test(),
            Self::Docs => run(cargo().env("RUSTDOCFLAGS", "--deny warnings").args([
                "doc",
                "--workspace",
                "--all-features",
                "--no-deps",
            ])),
            Self::Deny => {
                DENY.ensure()?;
                run(cargo().args(["deny", "--all-features", "check", "bans", "licenses", "sources"]))
            }
        }
    }
}
