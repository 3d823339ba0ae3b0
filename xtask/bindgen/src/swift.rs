//! The module that UniFFI writes for Swift, where `SwiftPM` finds the library, linters look away, and a panic of
//! the core does not end the process.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

use crate::tune::{Change, tune};

/// How UniFFI names what it writes for the crate `bursar-uniffi`.
const MODULE: &str = "bursar_uniffi.swift";
const HEADER: &str = "bursar_uniffiFFI.h";
const MAP: &str = "bursar_uniffiFFI.modulemap";

const CHANGES: &[Change] = &[
    Change {
        what: "where linters look away",
        anchor: "// swiftlint:disable all\n",
        instead: "// swift-format-ignore-file\n",
    },
    // SwiftPM finds the library by the name of a target. Nobody who imports the package sees C.
    Change {
        what: "where the header is",
        anchor: "#if canImport(bursar_uniffiFFI)
import bursar_uniffiFFI
#endif
",
        instead: "internal import CBursar
",
    },
    // It would end the process. What a function gives then is 0, which is no answer; the message may hold anything.
    Change {
        what: "what a panic does",
        anchor: "    let neverThrow: ((RustBuffer) throws -> Never)? = nil
    return try makeRustCall(callback, errorHandler: neverThrow)
",
        instead: "    uniffiEnsureBursarUniffiInitialized()
    var callStatus = RustCallStatus.init()
    let returned = callback(&callStatus)
    if callStatus.code != CALL_SUCCESS {
        callStatus.errorBuf.deallocate()
    }
    return returned
",
    },
];

/// Writes the module, and the header of the library that it calls, into a package's sources.
pub(crate) fn write(library: &Path, package: &Path) -> Result<()> {
    let (swift, c) = (package.join("Sources/BursarFFI"), package.join("Sources/CBursar"));
    let text = |path: &Path| path.to_str().map(str::to_owned).context("paths must be UTF-8");
    fs::create_dir_all(&swift)?;
    let options = GenerateOptions {
        languages: vec![TargetLanguage::Swift],
        source: text(library)?.into(),
        out_dir: text(&swift)?.into(),
        ..GenerateOptions::default()
    };
    generate(options)?;
    // The package has a map of its own, which names the target.
    fs::remove_file(swift.join(MAP))?;
    fs::rename(swift.join(HEADER), c.join(HEADER))?;
    let module = swift.join(MODULE);
    let tuned = tune(&fs::read_to_string(&module)?, CHANGES)?;
    fs::write(&module, tuned).with_context(|| format!("cannot write {}", module.display()))
}
