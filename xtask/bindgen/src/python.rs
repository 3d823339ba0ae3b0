//! The module that UniFFI writes for Python. It loads the library and tells of panics; `bursar/_core.py` calls the functions by
//! address.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

/// How UniFFI names the module of the crate `bursar-uniffi`.
const GENERATED: &str = "bursar_uniffi.py";

/// Writes the module of a library that is not stripped.
pub(crate) fn write(library: &Path, output: &Path) -> Result<()> {
    let folder = output.parent().context("a file has a folder")?;
    let text = |path: &Path| path.to_str().map(str::to_owned).context("paths must be UTF-8");
    let options = GenerateOptions {
        languages: vec![TargetLanguage::Python],
        source: text(library)?.into(),
        out_dir: text(folder)?.into(),
        ..GenerateOptions::default()
    };
    generate(options)?;
    let generated = folder.join(GENERATED);
    fs::rename(&generated, output).with_context(|| format!("cannot write {}", output.display()))
}
