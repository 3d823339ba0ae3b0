//! What goes wrong, how it is told, and the exit code that says so.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anstyle::{AnsiColor, Style};
use bursar::schema::{ERROR_KINDS, OPERATIONS, OPTIONS};
use bursar::{BursarError, ErrorKind};

use crate::command::{camel, kebab, option_flag};
use crate::rows::Rows;

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The operation's own.
    #[error(transparent)]
    Bursar(#[from] BursarError),
    /// The operation's own, with what this program can say besides.
    #[error("{error}")]
    Advised { error: BursarError, advice: String },
    /// The command line asks for what cannot be; nothing was sent.
    #[error("{0}")]
    Usage(String),
    /// An account is not set up, or wrongly; nothing was sent.
    #[error("{message}")]
    Setup { message: String, hint: String },
    /// A file of the user's could not be read or written.
    #[error("{what}: {error}")]
    File { what: String, error: io::Error },
    /// What came cannot be printed.
    #[error("cannot write the output: {0}")]
    Output(io::Error),
    /// What an operation gave cannot be printed; it was done.
    #[error("it was done, but its output is lost: {0}")]
    OutputLost(io::Error),
    /// An operation was done, and then a file of the user's could not be written.
    #[error("it was done, but {what}: {error}")]
    DoneBut { what: String, error: io::Error },
    /// This program knows why nothing can be concluded, whatever the operation says.
    #[error("{detail}")]
    Doubt { detail: String, readings: Option<String>, advice: String },
    /// The user was asked, and does not want it.
    #[error("nothing was moved")]
    Declined,
    /// The user pressed Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// The user pressed Ctrl-C while rows were being printed.
    #[error("interrupted; the output is cut short")]
    CutShort,
}

impl Failure {
    pub(crate) fn setup(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Setup { message: message.into(), hint: hint.into() }
    }

    /// What is wrong with a command line, without the usage that a person is shown below it.
    pub(crate) fn wrong_command_line(error: &clap::Error) -> Self {
        let text = error.render().to_string();
        let text = text.split("\n\nUsage:").next().unwrap_or_default();
        Self::Usage(text.strip_prefix("error: ").unwrap_or(text).trim().to_owned())
    }

    pub(crate) fn file(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |error| Self::File { what, error }
    }

    /// The same, with whose account it is about.
    pub(crate) fn of(self, platform: &str) -> Self {
        match self {
            Self::Setup { message, hint } => Self::Setup { message: format!("{platform}: {message}"), hint },
            Self::File { what, error } => Self::File { what: format!("{platform}: {what}"), error },
            other => other,
        }
    }

    /// Whether the reader of the output went away, as `head` does: that is no failure.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// The same, of an operation that has changed what it was to change.
    pub(crate) fn after_the_deed(self) -> Self {
        match self {
            Self::Output(error) => Self::OutputLost(error),
            Self::File { what, error } => Self::DoneBut { what, error },
            other => other,
        }
    }

    /// What was read of the state around a change of unknown outcome.
    pub(crate) fn readings(&self) -> Option<String> {
        match self {
            Self::Bursar(error) | Self::Advised { error, .. } => error.readings.clone(),
            _ => None,
        }
    }

    /// Whether a state change may or may not have happened.
    pub(crate) fn is_outcome_unknown(&self) -> bool {
        self.code() == code(ErrorKind::OutcomeUnknown)
    }

    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Bursar(error) | Self::Advised { error, .. } => code(error.kind),
            Self::Setup { .. } => code(ErrorKind::Configuration),
            Self::Usage(_) => 2,
            Self::File { .. } | Self::Output(_) | Self::OutputLost(_) | Self::DoneBut { .. } => 1,
            Self::Doubt { .. } => code(ErrorKind::OutcomeUnknown),
            Self::Interrupted | Self::CutShort | Self::Declined => 130,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// One exit code for each kind. A kind that is newer than this table is 1.
fn code(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::Connection => 10,
        ErrorKind::Timeout => 11,
        ErrorKind::Cancelled => 130,
        ErrorKind::Authentication => 13,
        ErrorKind::Permission => 14,
        ErrorKind::NotFound => 15,
        ErrorKind::Conflict => 16,
        ErrorKind::InvalidRequest => 17,
        ErrorKind::InsufficientCredit => 18,
        ErrorKind::RateLimited => 19,
        ErrorKind::Refused => 20,
        ErrorKind::Server => 21,
        ErrorKind::Decode => 22,
        ErrorKind::OutcomeUnknown => 23,
        ErrorKind::Configuration => 24,
        _ => 1,
    }
}

const KINDS: [ErrorKind; 15] = [
    ErrorKind::Connection,
    ErrorKind::Timeout,
    ErrorKind::Authentication,
    ErrorKind::Permission,
    ErrorKind::NotFound,
    ErrorKind::Conflict,
    ErrorKind::InvalidRequest,
    ErrorKind::InsufficientCredit,
    ErrorKind::RateLimited,
    ErrorKind::Refused,
    ErrorKind::Server,
    ErrorKind::Decode,
    ErrorKind::OutcomeUnknown,
    ErrorKind::Configuration,
    ErrorKind::Cancelled,
];

/// The table of exit codes, for the help.
pub(crate) fn exit_codes() -> String {
    let mut text = "Exit codes:\n    0  done\n    1  a file or the output could not be read or written\n    2  the \
                    command line is wrong; nothing was sent\n"
        .to_owned();
    for kind in KINDS {
        let about = ERROR_KINDS.iter().find(|known| known.value == kind.name()).map_or("", |known| known.doc);
        let about = about.trim().trim_end_matches('.');
        let _ = writeln!(text, "  {:>3}  {}: {about}", code(kind), kind.name());
    }
    text
}

/// Tells a failure on standard error: as JSON when the output is JSON, else in words.
pub(crate) fn tell(failure: &Failure) {
    // Nobody is left to tell when standard error is closed too.
    let _ = if JSON.load(Ordering::SeqCst) { tell_json(failure) } else { tell_words(failure) };
}

fn tell_json(failure: &Failure) -> io::Result<()> {
    let object = match failure {
        Failure::Bursar(error) | Failure::Advised { error, .. } => {
            let rows = Rows::of_failure(error);
            let mut object = rows.rows.first().map(|row| rows.object(row, false)).unwrap_or_default();
            if let (Failure::Advised { advice, .. }, Some(object)) = (failure, object.as_object_mut()) {
                object.insert("advice".to_owned(), advice.as_str().into());
            }
            object
        }
        Failure::Doubt { detail, readings, advice } => serde_json::json!({
            "kind": kind_of(failure), "detail": detail, "readings": readings, "advice": advice
        }),
        other => serde_json::json!({ "kind": kind_of(other), "detail": other.to_string() }),
    };
    writeln!(io::stderr(), "{}", clean_json(&serde_json::json!({ "error": object }).to_string()))
}

fn kind_of(failure: &Failure) -> &'static str {
    match failure {
        Failure::Bursar(error) | Failure::Advised { error, .. } => error.kind.name(),
        Failure::Setup { .. } => ErrorKind::Configuration.name(),
        Failure::Usage(_) => ErrorKind::InvalidRequest.name(),
        Failure::Interrupted | Failure::CutShort | Failure::Declined => ErrorKind::Cancelled.name(),
        Failure::Doubt { .. } => ErrorKind::OutcomeUnknown.name(),
        Failure::File { .. } | Failure::Output(_) | Failure::OutputLost(_) | Failure::DoneBut { .. } => "io",
    }
}

fn tell_words(failure: &Failure) -> io::Result<()> {
    let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
    let bold = Style::new().bold();
    let mut out = anstream::stderr().lock();
    write!(out, "{red}error{red:#}: ")?;
    match failure {
        Failure::Bursar(error) | Failure::Advised { error, .. } => {
            writeln!(out, "{}", clean(&headline(error)))?;
            if failure.is_outcome_unknown() {
                writeln!(out, "  {bold}Whether it happened is not known.{bold:#}")?;
            }
            for (name, text) in details(error) {
                writeln!(out, "  {name:<9} {}", clean(&text))?;
            }
            if let Failure::Advised { advice, .. } = failure {
                writeln!(out, "  {:<9} {}", "later", clean(advice))?;
            }
        }
        Failure::Doubt { detail, readings, advice } => {
            writeln!(out, "{}: {}", kind_of(failure), clean(detail))?;
            writeln!(out, "  {bold}Whether it happened is not known.{bold:#}")?;
            if let Some(readings) = readings {
                writeln!(out, "  read      {}", clean(readings))?;
            }
            writeln!(out, "  later     {}", clean(advice))?;
        }
        Failure::Setup { message, hint } => {
            writeln!(out, "{}", clean(message))?;
            writeln!(out, "  next      {}", clean(hint))?;
        }
        other => writeln!(out, "{}", clean(&other.to_string()))?,
    }
    Ok(())
}

fn headline(error: &BursarError) -> String {
    let whose = match (&error.platform, error.operation.as_str()) {
        (_, operation) if !operation.is_empty() => format!(" in {operation}"),
        (Some(platform), _) => format!(" for {platform}"),
        (None, _) => String::new(),
    };
    let detail = if error.status.is_none() { with_flags(error) } else { error.detail.clone() };
    format!("{}{whose}: {detail}", error.kind.name())
}

/// What core calls `targetPhone` is `--target-phone` here.
fn with_flags(error: &BursarError) -> String {
    let fields = OPERATIONS.iter().find(|operation| operation.name == error.operation).map(|of| of.params.fields);
    let flag = |name: &str| {
        let field = fields.unwrap_or_default().iter().find(|field| camel(field.name) == name);
        let field = field.map(|field| kebab(field.name));
        let option = || OPTIONS.iter().find(|option| option.name == name).map(|option| option_flag(option.name));
        Some(format!("--{}", field.or_else(option)?))
    };
    let (begin, rest) = match (&error.path, error.detail.split_once(':')) {
        (Some(path), Some((name, rest))) if path == name => (flag(name).map(|flag| flag + ":"), rest),
        _ => (None, error.detail.as_str()),
    };
    let words = rest.split(' ').map(|word| {
        let is_name = word.chars().any(|c| c.is_ascii_uppercase());
        flag(word.trim_end_matches(':')).filter(|_| is_name).unwrap_or_else(|| word.to_owned())
    });
    let rest = words.collect::<Vec<_>>().join(" ");
    match begin {
        Some(begin) => begin + &rest,
        None if rest.len() < error.detail.len() => error.detail.clone(),
        None => rest,
    }
}

fn details(error: &BursarError) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    let mut line = |name, text: Option<String>| lines.extend(text.map(|text| (name, text)));
    line(
        "reply",
        error.status.map(|status| match &error.code {
            Some(code) => format!("HTTP {status}, code {code}"),
            None => format!("HTTP {status}"),
        }),
    );
    line("at", error.path.clone().filter(|_| error.status.is_some()));
    line("request", error.request_id.clone());
    line("body", error.body.clone());
    line("read", error.readings.clone());
    line("wait", error.retry_after_ms.map(|ms| format!("{ms} ms, says the server")));
    line("next", Some(error.hint.clone()).filter(|hint| !hint.is_empty()));
    lines
}

/// What would move a terminal's cursor, turn its text around, or end a line where none ends.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Servers' words on a terminal.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|c| if is_unsafe(c) { '\u{fffd}' } else { c }).collect()
}

/// JSON that is safe on a terminal, and means the same: what JSON leaves as it is, escaped.
pub(crate) fn clean_json(json: &str) -> String {
    json.chars().fold(String::with_capacity(json.len()), |mut out, c| {
        if is_unsafe(c) && c != '\n' {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
        out
    })
}

/// Whether standard error is read by a program, too.
static JSON: AtomicBool = AtomicBool::new(false);

/// From here on, what is told is JSON: one object a line.
pub(crate) fn tell_as_json() {
    JSON.store(true, Ordering::SeqCst);
}

/// A remark on standard error, which never mixes with the output.
pub(crate) fn remark(text: &str) {
    let _ = if JSON.load(Ordering::SeqCst) {
        writeln!(io::stderr(), "{}", clean_json(&serde_json::json!({ "remark": text }).to_string()))
    } else {
        writeln!(anstream::stderr(), "{text}")
    };
}

/// Whether somebody sits at the terminal who can be asked.
pub(crate) fn is_attended() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}
