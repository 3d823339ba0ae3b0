//! Where secrets come from: a file, standard input, a descriptor, a command, a prompt; and where new ones go.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use bursar::Secret;

use crate::failure::{Failure, is_attended, remark};

/// Whether standard input was read already.
static STDIN: AtomicBool = AtomicBool::new(false);

/// A secret is a line, not a film.
const LONGEST: u64 = 64 * 1024;

/// Reads what a flag says: `@FILE`, `@-`, `@fd:N`, or the secret itself, with a warning unless it is only the sandbox's.
pub(crate) fn given(flag: &str, text: &str, harmless: bool) -> Result<Secret, Failure> {
    let Some(source) = text.strip_prefix('@') else {
        if !harmless {
            remark(&format!(
                "warning: {flag} was given as an argument: other users of this machine can see it, and your shell \
                 keeps it. @FILE, @- (standard input) or @fd:N reads it instead."
            ));
        }
        return Ok(text.into());
    };
    let failed = |what: String| Failure::file(format!("{flag}: cannot read {what}"));
    if source == "-" {
        if STDIN.swap(true, Ordering::SeqCst) {
            return Err(Failure::Usage(format!("{flag}: standard input can be read once only")));
        }
        return read(io::stdin().lock()).map_err(failed("standard input".to_owned()));
    }
    if let Some(number) = source.strip_prefix("fd:") {
        if !number.bytes().all(|byte| byte.is_ascii_digit()) || number.is_empty() {
            return Err(Failure::Usage(format!("{flag}: @fd: takes the number of an open descriptor, such as @fd:3")));
        }
        let path = format!("/dev/fd/{number}");
        return File::open(&path).and_then(read).map_err(failed(format!("descriptor {number}")));
    }
    file(Path::new(source)).map_err(failed(source.to_owned()))
}

/// Reads a secret from a file.
pub(crate) fn file(path: &Path) -> io::Result<Secret> {
    File::open(path).and_then(read)
}

fn read(source: impl Read) -> io::Result<Secret> {
    let mut text = String::new();
    source.take(LONGEST).read_to_string(&mut text)?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(line.strip_suffix('\r').unwrap_or(line).into())
}

/// The first line that a command prints, such as a password manager's.
pub(crate) fn command(words: &[String]) -> Result<Secret, String> {
    let (program, arguments) = words.split_first().ok_or("names no command")?;
    let output = Command::new(program)
        .args(arguments)
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot run {program}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{program} failed: {}", output.status));
    }
    let text = String::from_utf8(output.stdout).map_err(|_| format!("{program} printed no text"))?;
    Ok(text.lines().next().unwrap_or_default().into())
}

/// Asks for a secret without showing it; `None` when nobody is there to be asked.
pub(crate) fn ask(what: &str) -> Result<Option<Secret>, Failure> {
    if !is_attended() {
        return Ok(None);
    }
    let typed = rpassword::prompt_password(format!("{what} (not shown): "));
    typed.map(|text| Some(text.into())).map_err(Failure::file(format!("cannot ask for {what}")))
}

/// A new file that only its owner can read. Made before anything is sent: a token that cannot be written is lost.
#[derive(Debug)]
pub(crate) struct Safe {
    path: PathBuf,
    file: File,
    used: bool,
}

impl Safe {
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(Failure::file(format!("cannot make the new file {}", path.display())))?;
        Ok(Self { path: path.to_owned(), file, used: false })
    }

    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        self.used = true;
        writeln!(self.file, "{text}")?;
        self.file.sync_all()
    }
}

impl Drop for Safe {
    /// A file without a secret in it would only be in the way of the next attempt.
    fn drop(&mut self) {
        if !self.used {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
