//! The ready file of the process: it belongs to one sandbox, and goes away with it.

use std::fmt;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use bursar_sandbox::write_whole;
use serde_json::Value;

/// How long a sandbox on this machine may take to say that it lives.
const PATIENCE: Duration = Duration::from_millis(500);

/// The file belongs to a sandbox that still runs.
#[derive(Debug, thiserror::Error)]
#[error("{} belongs to a sandbox that still runs (control at {control}); stop it, or name another ready file", .path.display())]
pub(crate) struct InUse {
    path: PathBuf,
    control: String,
}

/// Refuses the file of a sandbox that answers: its clients would find themselves at another one. What a killed sandbox left
/// behind is replaced.
pub(crate) fn check(path: &Path) -> Result<(), InUse> {
    let ready = fs::read(path).ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok()).unwrap_or_default();
    match ready.get("control").and_then(Value::as_str) {
        Some(control) if lives(control).unwrap_or(false) => {
            Err(InUse { path: path.to_owned(), control: control.to_owned() })
        }
        _ => Ok(()),
    }
}

/// Whether a sandbox answers there; the port may be another program's by now.
fn lives(control: &str) -> Option<bool> {
    let address: SocketAddr = control.strip_prefix("http://")?.parse().ok()?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let request = format!("GET /_sandbox/health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut reply = Vec::new();
    stream.take(4_096).read_to_end(&mut reply).ok()?;
    Some(reply.ends_with(br#"{"ok":true}"#))
}

/// A ready file that was written.
#[derive(Debug)]
pub(crate) struct ReadyFile {
    path: PathBuf,
    content: String,
}

impl ReadyFile {
    pub(crate) fn write(path: PathBuf, content: &str) -> Result<Self, String> {
        match write_whole(&path, content.as_bytes()) {
            Ok(()) => Ok(Self { path, content: content.to_owned() }),
            Err(error) => Err(format!("cannot write the ready file {}: {error}", path.display())),
        }
    }
}

impl fmt::Display for ReadyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.display().fmt(f)
    }
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        // Somebody may have put another file in its place.
        if fs::read_to_string(&self.path).is_ok_and(|found| found == self.content) {
            let _ = fs::remove_file(&self.path);
        }
    }
}
