//! The options of sessions and calls: one set, given as one JSON object.

use std::collections::BTreeMap;
use std::fmt;

use bursar_macros::options;
use serde_json::Value as Json;

use crate::decode::plain;
use crate::error::BursarError;
use crate::fields::{Found, Place};
use crate::http::header_value;

/// How a session or a call behaves. What a call leaves out, its session decides; what that leaves out has a default.
#[options]
#[derive(Clone, Default)]
#[serde(default)]
pub struct Options {
    /// How long one attempt may take, in milliseconds. 30,000.
    pub timeout_ms: Option<u32>,
    /// How long connecting may take, in milliseconds. 10,000.
    pub connect_timeout_ms: Option<u32>,
    /// How long the whole call may take, waits and readings included, in milliseconds. 60,000.
    pub deadline_ms: Option<u32>,
    /// How often a request is sent again at most. 2.
    pub max_retries: Option<u32>,
    /// Whether a state change is settled by reading when its reply is lost. True.
    pub verify: Option<bool>,
    /// Whether answers carry status, headers, request id and events. False.
    pub meta: Option<bool>,
    /// Extra headers; those that carry credentials cannot be set.
    pub headers: BTreeMap<String, String>,
    /// Another base URL.
    pub base_url: Option<String>,
    /// Which server speaks: opencatd only.
    pub dialect: Option<Dialect>,
    /// Of a call: another path.
    pub path: Option<String>,
    /// Of a call: extra query parameters; a name that the operation sends is replaced.
    pub query: BTreeMap<String, String>,
    /// Of a call: an object is merged into the body (into a root array's first element), anything else replaces it.
    pub body: Option<Json>,
    /// Of a call: the cursor of the page to read next.
    pub after: Option<String>,
}

/// Which implementation of opencatd's API answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dialect {
    /// The Go server.
    #[default]
    Go,
    /// The port to Cloudflare Workers and Deno.
    Worker,
}

impl Place for Option<Dialect> {
    fn blank() -> Self {
        None
    }

    fn fill(&mut self, found: Found<'_>) -> Result<(), &'static str> {
        *self = match found {
            Found::Null => None,
            Found::Text("go") => Some(Dialect::Go),
            Found::Text("worker") => Some(Dialect::Worker),
            _ => return Err("`go` or `worker`"),
        };
        Ok(())
    }
}

/// One option, as data.
#[derive(Clone, Copy, Debug)]
pub struct OptionSchema {
    /// The name, in camelCase.
    pub name: &'static str,
    /// Its type: `integer`, `bool`, `text`, `texts` (an object of texts) or `json`.
    pub ty: &'static str,
    /// Whether a session takes it; calls take all but `dialect`.
    pub session: bool,
    /// What it does, in which unit, and its default.
    pub doc: &'static str,
}

const fn option(name: &'static str, ty: &'static str, session: bool, doc: &'static str) -> OptionSchema {
    OptionSchema { name, ty, session, doc }
}

/// Every option.
pub const OPTIONS: &[OptionSchema] = &[
    option("timeoutMs", "integer", true, "How long one attempt may take, in milliseconds. Default 30,000."),
    option("connectTimeoutMs", "integer", true, "How long connecting may take, in milliseconds. Default 10,000."),
    option(
        "deadlineMs",
        "integer",
        true,
        "How long the whole call may take, waits and readings included, in milliseconds. Default 60,000.",
    ),
    option("maxRetries", "integer", true, "How often a request is sent again at most. Default 2."),
    option(
        "verify",
        "bool",
        true,
        "Whether a state change is settled by reading when its reply is lost. Default true.",
    ),
    option("meta", "bool", true, "Whether answers carry status, headers, request id and events. Default false."),
    option("headers", "texts", true, "Extra headers; those that carry credentials cannot be set."),
    option("baseUrl", "text", true, "Another base URL. Required for opencatd, which is self-hosted."),
    option("dialect", "text", true, "Which server speaks, opencatd only: `go` (default) or `worker`."),
    option("path", "text", false, "Another path for this call."),
    option("query", "texts", false, "Extra query parameters; a name that the operation sends is replaced."),
    option(
        "body",
        "json",
        false,
        "An object is merged into the body (into a root array's first element); anything else replaces it.",
    ),
    option("after", "text", false, "The cursor of the page to read next, as the page before gave it."),
];

/// Headers that a caller cannot set: they carry credentials, or frame the message.
const RESERVED: &[&str] = &[
    "authorization",
    "x-api-key",
    "cookie",
    "proxy-authorization",
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
];

impl Options {
    /// These options, with what they leave out taken from the session's.
    pub(crate) fn over(self, session: &Self) -> Self {
        let mut headers = session.headers.clone();
        headers.extend(self.headers);
        Self {
            timeout_ms: self.timeout_ms.or(session.timeout_ms),
            connect_timeout_ms: self.connect_timeout_ms.or(session.connect_timeout_ms),
            deadline_ms: self.deadline_ms.or(session.deadline_ms),
            max_retries: self.max_retries.or(session.max_retries),
            verify: self.verify.or(session.verify),
            meta: self.meta.or(session.meta),
            headers,
            dialect: session.dialect,
            ..self
        }
    }

    /// Refuses what cannot work.
    pub(crate) fn check(&self) -> Result<(), BursarError> {
        let refuse =
            |name: &str, problem: &str| Err(BursarError::configuration(format!("{name}: {problem}")).with_path(name));
        for (name, value) in [
            ("timeoutMs", self.timeout_ms),
            ("connectTimeoutMs", self.connect_timeout_ms),
            ("deadlineMs", self.deadline_ms),
        ] {
            if value == Some(0) {
                return refuse(name, "must be at least 1");
            }
        }
        if self.max_retries.is_some_and(|retries| retries > 10) {
            return refuse("maxRetries", "must be at most 10");
        }
        for (name, value) in &self.headers {
            let lower = name.to_ascii_lowercase();
            let token = !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
            if !token || RESERVED.contains(&lower.as_str()) {
                let why = if token { "carries credentials or framing" } else { "is no name of a header" };
                return refuse("headers", &format!("`{}` is not allowed: it {why}", plain(name)));
            }
            let place = format!("headers.{}", plain(name));
            header_value(&place, value).map_err(|error| error.with_path("headers"))?;
        }
        Ok(())
    }

    /// Refuses what only a call may have.
    pub(crate) fn check_session(&self) -> Result<(), BursarError> {
        for (name, given) in [
            ("path", self.path.is_some()),
            ("query", !self.query.is_empty()),
            ("body", self.body.is_some()),
            ("after", self.after.is_some()),
        ] {
            if given {
                return Err(BursarError::configuration(format!("{name}: is an option of calls, not of sessions"))
                    .with_path(name));
            }
        }
        self.check()
    }

    pub(crate) fn verifies(&self) -> bool {
        self.verify.unwrap_or(true)
    }
}

impl fmt::Debug for Options {
    /// Header values, query values and bodies may hold secrets: only what cannot is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("timeout_ms", &self.timeout_ms)
            .field("deadline_ms", &self.deadline_ms)
            .field("max_retries", &self.max_retries)
            .field("verify", &self.verify)
            .field("base_url", &self.base_url)
            .field("dialect", &self.dialect)
            .finish_non_exhaustive()
    }
}
