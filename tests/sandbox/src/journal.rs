//! The journal: every request that was read whole, in the order of arrival.

use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fault::FaultKind;
use crate::platform::Platform;

/// One request that reached a server. Holds no secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arrival {
    /// Never used again while the sandbox runs, unlike `n`.
    #[serde(skip)]
    pub(crate) ticket: u64,
    /// 1, 2, 3 … since the start or the last reset of everything.
    pub n: u64,
    /// Which server.
    pub platform: Platform,
    /// HTTP method.
    pub method: String,
    /// Path as it came, percent-encoded.
    pub path: String,
    /// Query as it came, without the question mark; the value of `token` is replaced by `***`.
    pub query: String,
    /// Which connection: a number that is never used again while the sandbox runs.
    pub connection: u64,
    /// 1 for the first request of the connection.
    pub request: u64,
    /// How the request authenticated: `none`, `bearer`, `raw`, `x-api-key` or `both`.
    pub auth: String,
    /// The fault that was applied.
    pub fault: Option<FaultKind>,
    /// Status that was sent; `None` while nothing has been sent, and for ever if a fault sent none.
    pub status: Option<u16>,
    /// What changed, e.g. `{"transfer":{"source":…,"target":…,"amount":10,"applied":true}}`; `None` for what changes nothing.
    pub did: Option<Value>,
    /// Whether the server is through with the request.
    pub done: bool,
}

/// How a request authenticated, without telling with what.
pub(crate) fn auth_of(headers: &HeaderMap) -> &'static str {
    let bearer = headers.get("authorization").map(|value| value.as_bytes().starts_with(b"Bearer "));
    match (bearer, headers.contains_key("x-api-key")) {
        (None, false) => "none",
        (None, true) => "x-api-key",
        (Some(_), true) => "both",
        (Some(true), false) => "bearer",
        (Some(false), false) => "raw",
    }
}

/// The query without the token that a reset may carry.
pub(crate) fn redacted(query: &str) -> String {
    let hide = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if name.eq_ignore_ascii_case("token") => format!("{name}=***"),
        _ => pair.to_owned(),
    };
    query.split('&').map(hide).collect::<Vec<_>>().join("&")
}
