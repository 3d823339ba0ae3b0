//! Writes the glue between the core and other languages.
//!
//! * `bursar-bindgen wasm IN.wasm OUT_FOLDER [--names]`: for JavaScript, to be initialised by hand. The names of its functions
//!   are for those who ask what is in it; nobody else should have to load them.
//! * `bursar-bindgen python LIBRARY OUT.py`: for Python, tuned. The library must not be stripped.
//! * `bursar-bindgen kotlin LIBRARY OUT_FOLDER`: for Kotlin, tuned, into a folder of sources.
//! * `bursar-bindgen swift LIBRARY PACKAGE_FOLDER`: for Swift, tuned, with the header. The library must not be stripped.

mod kotlin;
mod python;
mod swift;
mod tune;

use std::env;
use std::ffi::OsString;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

const LANGUAGES: &str = "wasm, python, kotlin or swift?";

fn main() -> Result<()> {
    let mut arguments = env::args_os().skip(1);
    let language = arguments.next().context(LANGUAGES)?;
    let input = arguments.next().context("which module or library?")?;
    let output = arguments.next().context("where to?")?;
    match language.to_str() {
        Some("wasm") => wasm(input, output, arguments.next().is_some_and(|option| option == "--names")),
        Some("kotlin") => kotlin::write(input.as_ref(), output.as_ref()),
        Some("python") => python::write(input.as_ref(), output.as_ref()),
        Some("swift") => swift::write(input.as_ref(), output.as_ref()),
        _ => bail!(LANGUAGES),
    }
}

fn wasm(input: OsString, folder: OsString, names: bool) -> Result<()> {
    Bindgen::new()
        .input_path(input)
        .web(true)?
        // Without a default place of the module, bundlers find nothing in the glue that they would have to resolve.
        .omit_default_module_path(true)
        .typescript(false)
        .remove_name_section(!names)
        .remove_producers_section(true)
        .generate(folder)
}
