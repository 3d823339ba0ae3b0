//! The one failure, in the one shape that every language shows.

use std::fmt;

use bursar_macros::record;

use crate::operation::Platform;
use crate::schema::{Known, Names, Slot, Type};
use crate::value::{Found, Value, Writer};

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $variant:ident, $upper:ident = $name:literal, $hint:literal;)*) => {
        /// What kind of failure it was. The set is open: later versions may add kinds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind { $($(#[doc = $doc])* $variant,)* }

        impl ErrorKind {
            /// The kind's name in every language, such as `outcome_unknown`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What to do next, where the operation does not know better.
            #[must_use]
            pub fn hint(self) -> &'static str {
                match self { $(Self::$variant => $hint,)* }
            }

            fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }

        /// Every kind, as data.
        pub const ERROR_KINDS: &[Known] = &[$(Known { name: stringify!($upper), value: $name, doc: concat!($($doc),*) }),*];
    };
}

kinds! {
    /// The server was not reached, or the connection broke.
    Connection, CONNECTION = "connection", "Check the network and the base URL, then call again.";
    /// The attempt's or the call's time ran out.
    Timeout, TIMEOUT = "timeout", "Call again, or allow more time.";
    /// The caller cancelled, and no state change can have reached the server.
    Cancelled, CANCELLED = "cancelled", "Nothing was changed; call again when you want to.";
    /// The credential is missing, wrong or expired.
    Authentication, AUTHENTICATION = "authentication", "Check the credential of this platform.";
    /// The credential may not do this.
    Permission, PERMISSION = "permission", "Use a credential that is allowed to do this, or ask the platform.";
    /// What was named does not exist.
    NotFound, NOT_FOUND = "not_found", "Check the id or name; list what exists.";
    /// It clashes with what exists: a taken name, a reading that changed.
    Conflict, CONFLICT = "conflict", "Read the present state, then decide again.";
    /// A parameter is wrong; refused before sending, or by the server.
    InvalidRequest, INVALID_REQUEST = "invalid_request", "Correct the parameter that the detail names.";
    /// The credit does not suffice.
    InsufficientCredit, INSUFFICIENT_CREDIT = "insufficient_credit", "Add credit, then call again.";
    /// Too many calls.
    RateLimited, RATE_LIMITED = "rate_limited", "Wait (`retry_after_ms`, if given), then call again.";
    /// The platform refused for a reason of its own; nothing was changed.
    Refused, REFUSED = "refused", "Nothing was changed; the detail holds the platform's reason.";
    /// The server failed.
    Server, SERVER = "server", "Call again later; if it stays, ask the platform.";
    /// The reply is not what the platform documents.
    Decode, DECODE = "decode", "Check the base URL (a proxy?); else report the path that the error names.";
    /// A state change may or may not have happened.
    OutcomeUnknown, OUTCOME_UNKNOWN = "outcome_unknown", "It may have happened: read the present state before you repeat it.";
    /// The client is set up wrongly, or used wrongly.
    Configuration, CONFIGURATION = "configuration", "Correct the client's configuration as the detail says.";
}

/// What to do next after failures of some kinds.
pub type Hints = &'static [(ErrorKind, &'static str)];

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

static KIND_NAMES: Names = Names { name: "ErrorKind", doc: "What kind of failure it was.", known: ERROR_KINDS };

impl Value for ErrorKind {
    const SLOT: Slot = Slot::required(Type::Open(&KIND_NAMES));

    fn blank() -> Self {
        Self::Server
    }

    fn read(found: Found<'_>) -> Result<Self, &'static str> {
        match found {
            Found::Text(name) => Self::from_name(name),
            _ => None,
        }
        .ok_or("a kind of error")
    }

    fn put(&self, out: &mut dyn Writer) {
        out.text(Some(self.name()));
    }

    fn none(out: &mut dyn Writer) {
        out.text(None);
    }
}

/// What went wrong, as the record that every language receives.
#[record]
pub struct Failure {
    /// What kind of failure it was.
    pub kind: ErrorKind,
    /// The platform's id, if one was involved.
    pub platform: Option<String>,
    /// Full name of the operation; empty outside of one.
    pub operation: String,
    /// HTTP status of the last reply.
    pub status: Option<i64>,
    /// The platform's own code; or why a receipt is not used (a `conflict`): `applied`, as its transfer was applied
    /// already, `in_doubt`, as that was sent and its outcome is not known, or `changed`, as the cards are not as they were.
    pub code: Option<String>,
    /// What went wrong; the server's words where it has some. Holds no secret.
    pub detail: String,
    /// What to do next.
    pub hint: String,
    /// Whether calling again unchanged is safe and may help.
    pub retryable: bool,
    /// The server's id of the request.
    pub request_id: Option<String>,
    /// How long the server asks to wait, in milliseconds.
    pub retry_after_ms: Option<i64>,
    /// How often this call tried to send a request, readings and tokens included.
    pub attempts: i64,
    /// Where in the reply or the parameters it does not fit, such as `data[0].id`.
    pub path: Option<String>,
    /// What was read of the state around a change of unknown outcome, as JSON without secrets.
    pub readings: Option<String>,
    /// At most 256 characters of a reply that was not the platform's, scrubbed.
    pub body: Option<String>,
}

/// The error of every operation.
///
/// It dereferences to its [`Failure`], so `error.kind`, `error.detail` and the others are read directly. `Display` is one
/// line with all that a user needs; `Debug` adds the rest, a line each. Neither holds a secret.
#[derive(Clone, PartialEq, thiserror::Error)]
pub struct BursarError(Box<Failure>);

impl BursarError {
    pub(crate) fn new(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self(Box::new(Failure {
            kind,
            platform: None,
            operation: String::new(),
            status: None,
            code: None,
            detail: detail.into(),
            hint: String::new(),
            retryable: false,
            request_id: None,
            retry_after_ms: None,
            attempts: 0,
            path: None,
            readings: None,
            body: None,
        }))
    }

    /// A parameter that cannot be sent; `field` is its public name.
    pub(crate) fn invalid(field: &str, problem: impl fmt::Display) -> Self {
        let mut error = Self::new(ErrorKind::InvalidRequest, format!("{field}: {problem}"));
        error.0.path = Some(field.to_owned());
        error
    }

    pub(crate) fn configuration(detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, detail)
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status.into());
        self
    }

    pub(crate) fn with_code(mut self, code: Option<String>) -> Self {
        self.0.code = code;
        self
    }

    pub(crate) fn with_path(mut self, path: impl Into<String>) -> Self {
        self.0.path = Some(path.into());
        self
    }

    pub(crate) fn with_readings(mut self, readings: impl fmt::Display) -> Self {
        self.0.readings = Some(readings.to_string());
        self
    }

    /// Says what to do next, where that is known better than from the kind and the operation.
    pub(crate) fn with_hint(mut self, hint: &str) -> Self {
        hint.clone_into(&mut self.0.hint);
        self
    }

    /// Appends a sentence to the detail.
    pub(crate) fn because(mut self, more: &str) -> Self {
        if !self.0.detail.is_empty() {
            self.0.detail.push_str("; ");
        }
        self.0.detail.push_str(more);
        self
    }

    /// The same failure of a state change that may have happened.
    pub(crate) fn into_outcome_unknown(mut self) -> Self {
        self.0.kind = ErrorKind::OutcomeUnknown;
        self
    }

    /// Whether a state change may or may not have happened.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        self.kind == ErrorKind::OutcomeUnknown
    }

    /// Notes whose failure it is.
    pub(crate) fn set_origin(&mut self, platform: Platform, operation: &str, attempts: u32) {
        self.0.platform = Some(platform.id().to_owned());
        operation.clone_into(&mut self.0.operation);
        self.0.attempts = attempts.into();
    }

    pub(crate) fn edit(&mut self) -> &mut Failure {
        &mut self.0
    }

    /// Takes the operation's hint, unless a better one is there.
    pub(crate) fn or_hint(self, hints: Hints) -> Self {
        let known = hints.iter().find(|(kind, _)| *kind == self.kind && self.hint.is_empty());
        match known {
            Some((_, hint)) => self.with_hint(hint),
            None => self,
        }
    }

    /// The packed form, with the parts that follow from the kind filled in; a hint that is there already says more.
    pub(crate) fn complete(mut self) -> Self {
        use ErrorKind::{Connection, RateLimited, Server, Timeout};
        if self.0.hint.is_empty() {
            self.0.kind.hint().clone_into(&mut self.0.hint);
        }
        self.0.retryable = matches!(self.0.kind, Connection | Timeout | RateLimited | Server);
        self
    }
}

impl std::ops::Deref for BursarError {
    type Target = Failure;

    fn deref(&self) -> &Failure {
        &self.0
    }
}

impl BursarError {
    fn summary(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind.name())?;
        match &self.platform {
            _ if !self.operation.is_empty() => write!(f, " in {}", self.operation)?,
            Some(platform) => write!(f, " for {platform}")?,
            None => {}
        }
        if let Some(status) = self.status {
            write!(f, " (HTTP {status}")?;
            match &self.code {
                Some(code) => write!(f, ", code {code})")?,
                None => f.write_str(")")?,
            }
        }
        if self.attempts > 1 {
            write!(f, " after {} attempts", self.attempts)?;
        }
        write!(f, ": {}", self.detail)
    }

    /// What else is known, each on a line of its own.
    fn facts(&self) -> [(&'static str, Option<String>); 6] {
        let whether = |is: bool| if is { "yes" } else { "no" }.to_owned();
        [
            ("safe to call again", Some(whether(self.retryable))),
            ("server asks to wait", self.retry_after_ms.map(|ms| format!("{ms} ms"))),
            ("request id", self.request_id.clone()),
            ("path", self.path.clone().filter(|path| !path.is_empty())),
            ("readings", self.readings.clone()),
            ("body of the reply", self.body.clone()),
        ]
    }
}

impl fmt::Display for BursarError {
    /// One line: what failed, where, why, and what to do next.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary(f)?;
        if !self.hint.is_empty() {
            write!(f, ". {}", self.hint)?;
        }
        Ok(())
    }
}

impl fmt::Debug for BursarError {
    /// For people, as this is what Rust prints of an error that `main` returns: the message, and a line for all else that
    /// is known. `{:#?}` shows the [`Failure`] field by field.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            return self.0.fmt(f);
        }
        self.summary(f)?;
        if !self.hint.is_empty() {
            write!(f, "\n  what to do: {}", self.hint)?;
        }
        for (name, fact) in self.facts() {
            if let Some(fact) = fact {
                write!(f, "\n  {name}: {fact}")?;
            }
        }
        Ok(())
    }
}
