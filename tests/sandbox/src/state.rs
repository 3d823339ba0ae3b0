//! The state file: all that must survive a restart, as JSON.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::world::World;

const VERSION: u64 = 1;

/// Reads a state file; `None` if there is none yet.
pub(crate) fn load(path: &Path) -> Result<Option<World>, String> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    let mut whole: Value = serde_json::from_slice(&bytes).map_err(|error| format!("not a state file: {error}"))?;
    if whole.get("version").and_then(Value::as_u64) != Some(VERSION) {
        return Err(format!("not a state file of version {VERSION}"));
    }
    let world = whole.get_mut("world").map(Value::take).unwrap_or_default();
    serde_json::from_value(world).map(Some).map_err(|error| format!("not a state file: {error}"))
}

/// Writes the state file, so that a crash leaves the old or the new one.
pub(crate) fn save(path: &Path, world: &World) -> io::Result<()> {
    let whole = json!({"version": VERSION, "world": world});
    replace(path, whole.to_string().as_bytes())
}

/// Writes under another name first, then renames.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary: PathBuf = path.with_file_name(name);
    fs::write(&temporary, bytes)?;
    fs::rename(&temporary, path).inspect_err(|_| {
        let _ = fs::remove_file(&temporary);
    })
}
