//! The Swift package: its library, its generated files, its linters and its tests.

use std::fs;
use std::path::{self, Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use clap::Subcommand;

use crate::npm;
use crate::toolchain::Swift;
use crate::tools::{cargo, quietly, root, run, target};
use crate::wasm;

/// What is linked into programs in Swift.
const LIBRARY: &str = "libbursar_uniffi.a";
/// What UniFFI's generator writes, in the package.
const BINDINGS: [&str; 2] = ["Sources/BursarFFI/bursar_uniffi.swift", "Sources/CBursar/bursar_uniffiFFI.h"];
/// Beside the library, wherever the two are moved to.
const PKG_CONFIG: &str = "prefix=${pcfiledir}/../..
libdir=${prefix}/lib

Name: bursar
Description: Administers accounts on AI platforms
Version: ";
/// The folders whose Swift is ours to format.
const SOURCES: [&str; 3] = ["swift", "examples/swift", "benches/swift"];

/// The page of the figures; what stands behind the mark is written anew each time.
const PAGE: &str = "docs/benchmarks/swift.md";
const MARK: &str = "<!-- Written by `cargo xtask bench --only swift` from here. -->\n";

/// What is done for the Swift package.
#[derive(Subcommand)]
pub(crate) enum Task {
    /// Puts the library, and the file by which `pkg-config` and `swift build` find it, into a folder.
    Install {
        /// Such as /usr/local. Anything but the default prefixes needs `PKG_CONFIG_PATH` set to its `lib/pkgconfig`.
        #[arg(long)]
        prefix: PathBuf,
    },
    /// Writes what calls the library, after its functions have changed.
    Bindings,
    /// Runs a program of the Swift toolchain in the package's folder, such as `cargo xtask swift run swift build`.
    Run {
        /// The program and its arguments.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        words: Vec<String>,
    },
}

impl Task {
    pub(crate) fn run(self) -> Result<()> {
        match self {
            Self::Install { prefix } => {
                // SwiftPM splits what the file says where it is blank.
                let prefix = path::absolute(prefix)?;
                let blank = prefix.to_string_lossy().contains(char::is_whitespace);
                ensure!(
                    !blank,
                    "--prefix: {} has a blank in it, which no file of pkg-config can name",
                    prefix.display()
                );
                install(&library(true)?, &prefix)?;
                println!("{}", prefix.join("lib/pkgconfig/bursar.pc").display());
                Ok(())
            }
            Self::Bindings => bindings(&library(false)?, &package()),
            Self::Run { words } => {
                let swift = Swift::find()?;
                let prefix = prefix(&library(false)?)?;
                let (name, arguments) = words.split_first().context("which program?")?;
                run(in_package(&swift, name, &package(), &prefix)?.args(arguments))
            }
        }
    }
}

fn package() -> PathBuf {
    root().join("swift")
}

/// Compiles what is linked into programs.
fn library(release: bool) -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["rustc", "--quiet", "--package", "bursar-uniffi", "--features", "ureq", "--crate-type", "staticlib"]);
    if release {
        build.arg("--release");
    }
    run(&mut build)?;
    Ok(target().join(if release { "release" } else { "debug" }).join(LIBRARY))
}

fn install(library: &Path, prefix: &Path) -> Result<()> {
    let folder = prefix.join("lib");
    fs::create_dir_all(folder.join("pkgconfig")).with_context(|| format!("cannot make {}", folder.display()))?;
    fs::copy(library, folder.join(LIBRARY))?;
    let version = env!("CARGO_PKG_VERSION");
    let text = format!("{PKG_CONFIG}{version}\nLibs: -L${{libdir}} -lbursar_uniffi\n");
    Ok(fs::write(folder.join("pkgconfig/bursar.pc"), text)?)
}

/// Where the tests take the library from.
fn prefix(library: &Path) -> Result<PathBuf> {
    let prefix = target().join("swift/prefix");
    install(library, &prefix)?;
    Ok(prefix)
}

/// Writes what calls the library into a package's folder.
fn bindings(library: &Path, package: &Path) -> Result<()> {
    fs::create_dir_all(package.join("Sources/CBursar"))?;
    run(cargo().args(["run", "--quiet", "--package", "bursar-bindgen", "--", "swift"]).arg(library).arg(package))
}

/// Whether the bindings in the package are those of the library.
fn check(library: &Path) -> Result<()> {
    let fresh = target().join("swift/bindings");
    bindings(library, &fresh)?;
    for name in BINDINGS {
        let same = fs::read(fresh.join(name))? == fs::read(package().join(name))?;
        ensure!(same, "swift/{name} drifted; run `cargo xtask swift bindings`");
    }
    Ok(())
}

/// A program of the toolchain, which finds the library.
fn in_package(swift: &Swift, name: &str, folder: &Path, prefix: &Path) -> Result<Command> {
    let mut command = swift.program(name, folder)?;
    command.env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"));
    Ok(command)
}

/// Builds it, and runs its linters and tests, those of the example, and what makes its documentation.
pub(crate) fn test() -> Result<()> {
    npm::generate(true)?;
    let swift = Swift::find()?;
    let library = library(false)?;
    check(&library)?;
    let (prefix, sandbox) = (prefix(&library)?, wasm::sandbox()?);
    run(swift.program("swift", &root())?.args(["format", "lint", "--strict", "--recursive"]).args(SOURCES))?;
    let scratch = target().join("swift/build");
    // One test at a time: some measure how long things take.
    let tests = |words: &[&str]| -> Result<Command> {
        let mut command = in_package(&swift, "swift", &package(), &prefix)?;
        command.args(words).arg("--scratch-path").arg(&scratch).env("BURSAR_SANDBOX", &sandbox);
        Ok(command)
    };
    quietly(&mut tests(&["build", "--build-tests", "-Xswiftc", "-warnings-as-errors"])?)?;
    // One test at a time: some measure how long things take.
    quietly(&mut tests(&["test", "--skip-build", "--no-parallel"])?)?;
    documentation(&swift, &scratch, &prefix)?;
    consumer(&swift, &prefix, &sandbox)?;
    bench(true)
}

/// Makes the documentation of the package, whose links must lead somewhere.
fn documentation(swift: &Swift, scratch: &Path, prefix: &Path) -> Result<()> {
    let graphs = scratch.join("graphs");
    if graphs.exists() {
        fs::remove_dir_all(&graphs)?;
    }
    fs::create_dir_all(&graphs)?;
    let extract = ["-module-name", "Bursar", "-minimum-access-level", "public", "-target"];
    let built = fs::canonicalize(scratch.join("debug"))?;
    let triple = built.parent().and_then(Path::file_name).context("a build has a triple")?;
    quietly(
        in_package(swift, "swift-symbolgraph-extract", &package(), prefix)?
            .args(extract)
            .arg(triple)
            .arg("-I")
            .arg(built.join("Modules"))
            .args([
                "-Xcc",
                &format!("-fmodule-map-file={}", package().join("Sources/CBursar/module.modulemap").display()),
            ])
            .arg("-output-dir")
            .arg(&graphs),
    )?;
    quietly(
        swift
            .program("docc", &package())?
            .args(["convert", "--fallback-display-name", "Bursar", "--fallback-bundle-identifier", "bursar.Bursar"])
            .args(["--warnings-as-errors", "--additional-symbol-graph-dir"])
            .arg(&graphs)
            .arg("--output-path")
            .arg(scratch.join("Bursar.doccarchive")),
    )
}

/// What users have: a package of their own, which asks for this one. Its programs are the example, and the one in the README.
fn consumer(swift: &Swift, prefix: &Path, sandbox: &Path) -> Result<()> {
    let read = |path: &str| fs::read_to_string(root().join(path)).with_context(|| format!("cannot read {path}"));
    let program = read("examples/swift/accounts/Sources/Readme/main.swift")?;
    let page = read("swift/README.md")?;
    let shown: Vec<_> = program.split("// readme\n").skip(1).filter_map(|part| part.split_once("// end\n")).collect();
    ensure!(
        !shown.is_empty() && shown.iter().all(|(shown, _)| page.contains(shown)),
        "swift/README.md shows another program than the example `Readme`"
    );
    for name in ["Readme", "Report"] {
        quietly(example(swift, prefix, name)?.env("BURSAR_SANDBOX", sandbox))?;
    }
    Ok(())
}

/// Two packages of one build must not lie in folders of the same name.
fn example_folder() -> PathBuf {
    root().join("examples/swift/accounts")
}

/// Builds a program of the example, and gives it to be run. What its build says is shown only if it fails.
fn example(swift: &Swift, prefix: &Path, name: &str) -> Result<Command> {
    let scratch = target().join("swift/examples");
    let mut build = in_package(swift, "swift", &example_folder(), prefix)?;
    quietly(build.args(["build", "--scratch-path"]).arg(&scratch).args(["--product", name]))?;
    let program = scratch.join("debug").join(name);
    swift.program(program.to_str().context("paths must be UTF-8")?, &example_folder())
}

/// Tells the library's story through the package.
pub(crate) fn demo() -> Result<()> {
    let swift = Swift::find()?;
    let prefix = prefix(&library(false)?)?;
    run(example(&swift, &prefix, "Demo")?.env("BURSAR_SANDBOX", wasm::sandbox()?))
}

/// Measures the package, as it is released, and writes the page of its figures; or quickly, so that the benchmark stays one
/// that runs.
pub(crate) fn bench(quick: bool) -> Result<()> {
    let swift = Swift::find()?;
    let prefix = target().join("swift/released");
    install(&library(true)?, &prefix)?;
    let (folder, scratch) = (root().join("benches/swift/bench"), target().join("swift/bench"));
    let build = ["build", "--configuration", "release", "--scratch-path"];
    quietly(in_package(&swift, "swift", &folder, &prefix)?.args(build).arg(&scratch))?;
    let program = scratch.join("release/Bench");
    let mut measure = swift.program(program.to_str().context("paths must be UTF-8")?, &folder)?;
    if quick {
        return quietly(measure.arg("--quick"));
    }
    let output = measure.stderr(Stdio::inherit()).output().context("cannot start the benchmark")?;
    ensure!(output.status.success(), "the benchmark failed");
    let page = fs::read_to_string(root().join(PAGE))?;
    let (head, _) = page.split_once(MARK).with_context(|| format!("{PAGE} has no mark"))?;
    let commit = Command::new("git").current_dir(root()).args(["log", "-1", "--format=%h of %cs"]).output();
    let commit = commit.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    let version = swift.program("swift", &folder)?.arg("--version").stderr(Stdio::null()).output()?.stdout;
    let version = String::from_utf8_lossy(&version).lines().next().unwrap_or_default().to_owned();
    let figures = String::from_utf8(output.stdout)?;
    let text = format!("{head}{MARK}\nMeasured at commit {commit}. {}, {version}.\n\n## Goals\n\n{figures}", machine());
    fs::write(root().join(PAGE), text)?;
    println!("{figures}");
    Ok(())
}

/// What it is measured on.
fn machine() -> String {
    let told = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = told
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map(|name| name.trim_start_matches([' ', '\t', ':']));
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    format!(
        "{}, {cores} cores, load {}",
        model.unwrap_or("an unknown processor"),
        load.split(' ').next().unwrap_or_default()
    )
}
