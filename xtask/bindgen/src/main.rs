//! Writes the JavaScript glue of a wasm module, to be initialised by hand: `bursar-bindgen IN.wasm OUT_FOLDER [--names]`.
//!
//! The names of its functions are for those who ask what is in it; nobody else should have to load them.

use std::env;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut arguments = env::args_os().skip(1);
    let input = arguments.next().context("which module?")?;
    let folder = arguments.next().context("into which folder?")?;
    let names = arguments.next().is_some_and(|option| option == "--names");
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
