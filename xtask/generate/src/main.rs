//! Writes each language's client from the core's schema. Running it twice changes nothing.

mod kotlin;
mod names;
mod python;
mod schema;
mod swift;
mod templates;
mod typescript;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, bail};

/// Files to be written, by their path from the repository's root.
pub(crate) type Files = BTreeMap<PathBuf, String>;

fn main() -> Result<()> {
    let check = match env::args().nth(1).as_deref() {
        None => false,
        Some("--check") => true,
        Some(other) => bail!("unknown argument {other}; there is --check"),
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = typescript::files()?;
    files.extend(python::files()?);
    files.extend(kotlin::files()?);
    files.extend(swift::files()?);
    let mut drifted = Vec::new();
    for (path, text) in &files {
        let whole = root.join(path);
        if fs::read_to_string(&whole).is_ok_and(|there| there == *text) {
            continue;
        }
        drifted.push(path.display().to_string());
        if !check {
            fs::create_dir_all(whole.parent().context("a file has a folder")?)?;
            fs::write(&whole, text).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    match (check, drifted.is_empty()) {
        (true, false) => bail!("generated files drifted; run `cargo xtask generate`: {}", drifted.join(", ")),
        (false, false) => println!("wrote {}", drifted.join(", ")),
        (_, true) => println!("{} generated files are as they should be", files.len()),
    }
    Ok(())
}
