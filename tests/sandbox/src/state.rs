//! The state file: all that must survive a restart, as JSON.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};
use tempfile::NamedTempFile;

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
    written(path, bytes)?.persist(path)?;
    sync_folder(path)
}

/// The same for a name that must not be taken, be it by a link.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    written(path, bytes)?.persist_noclobber(path)?;
    sync_folder(path)
}

/// A file beside `path` under a name that nobody can guess, so that no link lies in wait for it. It is on the disk before it
/// gets its name: else that could stand for nothing after the power was lost.
fn written(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new_in(folder(path))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The name is on the disk, too, where a folder can be asked for that.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(folder(path))?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_takes_no_name_that_is_there_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("receipt");
        create(&path, b"first").unwrap();
        assert_eq!(create(&path, b"second").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"first");
        replace(&path, b"third").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"third");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lie_in_wait_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let other = folder.path().join("other");
        let path = folder.path().join("receipt");
        let guessed = folder.path().join(format!("receipt.{}.tmp", std::process::id()));
        for link in [&path, &guessed] {
            std::os::unix::fs::symlink(&other, link).unwrap();
        }
        assert_eq!(create(&path, b"new").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        replace(&path, b"whole").unwrap();
        assert!(!other.exists() && fs::symlink_metadata(&path).unwrap().is_file());
    }
}
