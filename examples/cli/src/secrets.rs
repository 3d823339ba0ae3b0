//! Where secrets come from: a file, standard input, a descriptor, a command, a prompt; and where new ones go.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use bursar::Secret;

use crate::failure::{Failure, is_attended, remark};
use crate::interrupt;

/// Whether standard input was read already.
static STDIN: AtomicBool = AtomicBool::new(false);

/// What is read: a file that is longer is another one than was meant, and its beginning would be sent for the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    /// A secret is a line, whose end is not part of it.
    Line,
    /// The body of a request is sent as it is.
    Body,
}

impl Length {
    /// In bytes.
    fn longest(self) -> u64 {
        match self {
            Self::Line => 64 * 1024,
            Self::Body => 16 * 1024 * 1024,
        }
    }
}

/// Reads what a flag says: `@FILE`, `@-`, `@fd:N`, or the secret itself, with a warning unless it is only the sandbox's.
pub(crate) fn given(flag: &str, text: &str, harmless: bool) -> Result<Secret, Failure> {
    take(flag, text, harmless, Length::Line)
}

/// The same for the body of a request.
pub(crate) fn body(flag: &str, text: &str, harmless: bool) -> Result<Secret, Failure> {
    take(flag, text, harmless, Length::Body)
}

fn take(flag: &str, text: &str, harmless: bool, length: Length) -> Result<Secret, Failure> {
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
        return read(io::stdin().lock(), length).map_err(failed("standard input".to_owned()));
    }
    if let Some(number) = source.strip_prefix("fd:") {
        if !number.bytes().all(|byte| byte.is_ascii_digit()) || number.is_empty() {
            return Err(Failure::Usage(format!("{flag}: @fd: takes the number of an open descriptor, such as @fd:3")));
        }
        let path = format!("/dev/fd/{number}");
        return File::open(&path).and_then(|file| read(file, length)).map_err(failed(format!("descriptor {number}")));
    }
    File::open(source).and_then(|file| read(file, length)).map_err(failed(source.to_owned()))
}

/// Reads a secret from a file.
pub(crate) fn file(path: &Path) -> io::Result<Secret> {
    read(File::open(path)?, Length::Line)
}

fn read(source: impl Read, length: Length) -> io::Result<Secret> {
    let mut bytes = Vec::new();
    let longest = length.longest();
    // One more than is allowed tells a file that is too long from one that just fits.
    let read = source.take(longest.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(read).is_ok_and(|read| read > longest) {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it holds more than {} KiB", longest / 1024)));
    }
    let text =
        String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not text (UTF-8)"))?;
    if length == Length::Body {
        return Ok(text.into());
    }
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
    let typed = interrupt::hidden(|| rpassword::prompt_password(format!("{what} (not shown): ")));
    if interrupt::is_requested() || typed.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::Interrupted) {
        return Err(Failure::Interrupted);
    }
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
        writeln!(self.file, "{text}")?;
        self.used = true;
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
