//! The file that UniFFI writes for Kotlin.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

pub(crate) fn write(library: &Path, output: &Path) -> Result<()> {
    let options = GenerateOptions {
        languages: vec![TargetLanguage::Kotlin],
        source: library.to_str().unwrap().into(),
        out_dir: output.to_str().unwrap().into(),
        config_override: Some(concat!(env!("CARGO_MANIFEST_DIR"), "/../../bindings-uniffi/uniffi.toml").into()),
        ..GenerateOptions::default()
    };
    generate(options)
}
