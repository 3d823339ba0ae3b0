//! The project's commands. Each does all of its own set-up.

mod bench;
mod kotlin;
mod node;
mod npm;
mod packed;
mod python;
mod pythons;
mod stages;
mod swift;
mod toolchain;
mod tools;
mod wasm;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's commands.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Tells the library's story against the sandbox: all four platforms, over real HTTP, in a few seconds.
    Demo {
        /// Through which language.
        #[arg(long, value_enum, default_value_t)]
        language: stages::Language,
    },
    /// Runs every check that the project has: format, lints, wasm, tests, the Worker, the packages, docs, dependencies.
    Test {
        /// Runs only these stages: format, lint, wasm, test, worker, npm, python, kotlin, swift, docs, deny.
        #[arg(long, value_delimiter = ',')]
        only: Vec<stages::Stage>,
    },
    /// Builds the example Worker, and tells where it is.
    Worker,
    /// Writes the clients of all languages from the core's schema.
    Generate,
    /// Builds the npm package into npm/dist, and the sandbox that its examples start.
    Npm,
    /// Builds the Python package: the wheel and the source distribution in target/python/dist, and what the sources need to
    /// be imported from python/src.
    Python,
    /// Runs the Python example, which closes a month: a table of cards and a chart of usage, against the sandbox unless the
    /// environment names accounts.
    MonthEnd,
    /// Builds the Kotlin package, and installs it into the local Maven repository.
    Kotlin,
    /// What the Swift package needs: its library, the calls to it, and the toolchain.
    Swift {
        #[command(subcommand)]
        task: swift::Task,
    },
    /// Measures the packages against what their users would write by hand, and writes the pages in docs/benchmarks.
    Bench {
        /// Measures only these: node, python, kotlin, swift.
        #[arg(long, value_delimiter = ',')]
        only: Vec<bench::Subject>,
    },
    /// Measures which lines of the core the tests reach, and fails below 90%.
    Coverage,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Demo { language } => {
            // cargo is quiet, so that the story is all there is to read.
            eprintln!("xtask: building the demo, which takes a few minutes the first time\u{2026}");
            stages::demo(language)
        }
        Command::Test { only } => stages::test(&only),
        Command::Worker => wasm::worker(),
        Command::Generate => npm::generate(false),
        Command::Npm => npm::package(),
        Command::Python => python::build(),
        Command::MonthEnd => python::example("month_end.py"),
        Command::Kotlin => kotlin::build(),
        Command::Swift { task } => task.run(),
        Command::Bench { only } => bench::bench(&only),
        Command::Coverage => stages::coverage(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
