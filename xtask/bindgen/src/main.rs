//! Writes the JavaScript glue of a wasm module, to be initialised by hand: `bursar-bindgen IN.wasm OUT_FOLDER`.

use std::env;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut arguments = env::args_os().skip(1);
    let input = arguments.next().context("which module?")?;
    let folder = arguments.next().context("into which folder?")?;
    Bindgen::new()
        .input_path(input)
        .web(true)?
        // Without a default place of the module, bundlers find nothing in the glue that they would have to resolve.
        .omit_default_module_path(true)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
}
