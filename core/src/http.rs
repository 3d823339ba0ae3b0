//! Requests, replies and base URLs as plain values.

use std::borrow::Cow;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use form_urlencoded::byte_serialize;
use serde_json::{Map, Value as Json};

use crate::Secret;
use crate::decode;
use crate::error::{BursarError, ErrorKind};
use crate::options::Dialect;
use crate::page::Cursor;
pub(crate) use crate::reply::AtOnce;
pub use crate::reply::{Arrived, Reply};

/// The reply headers that the core reads or passes on. A host may hand back more.
pub const REPLY_HEADERS: &[&str] =
    &["content-type", "date", "retry-after", "x-request-id", "request-id", "x-trace-id", "cf-ray"];

/// Headers with lower-case names, in order.
pub type Headers = Vec<(Cow<'static, str>, String)>;

/// What the host is to send, once, without following a redirect.
///
/// Its `Debug` shows no header value, no query value and no body.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Request {
    /// The method, in capitals.
    pub method: Cow<'static, str>,
    /// The whole URL.
    pub url: String,
    /// The headers; names in lower case, values printable ASCII.
    pub headers: Headers,
    /// The body, if there is one.
    pub body: Option<String>,
    /// How long the whole attempt may take, in milliseconds.
    pub timeout_ms: u32,
    /// How long connecting may take, in milliseconds.
    pub connect_timeout_ms: u32,
    /// How many bytes of body to read at most; more is `TooLarge`.
    pub max_body_bytes: u32,
    /// Whether this request may reach the server at most once: no replay, no reused connection that might be dead.
    pub once: bool,
}

impl Request {
    /// The URL without the values of its query.
    #[must_use]
    pub fn redacted_url(&self) -> String {
        redact_query(&self.url)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &self.redacted_url())
            .field("headers", &names)
            .field("body_bytes", &self.body.as_ref().map(String::len))
            .field("timeout_ms", &self.timeout_ms)
            .field("once", &self.once)
            .finish_non_exhaustive()
    }
}

/// Query values hold identifiers, phones and tokens; names tell enough.
pub(crate) fn redact_query(url: &str) -> String {
    let Some((path, query)) = url.split_once('?') else { return url.to_owned() };
    let mut redacted = format!("{path}?");
    for (at, pair) in query.split('&').enumerate() {
        if at > 0 {
            redacted.push('&');
        }
        // A pair without a name is all value.
        redacted.push_str(pair.split_once('=').map_or("", |(name, _)| name));
        redacted.push_str(if pair.contains('=') { "=***" } else { "***" });
    }
    redacted
}

impl From<decode::Misfit> for BursarError {
    fn from(misfit: decode::Misfit) -> Self {
        Self::new(ErrorKind::Decode, misfit.to_string()).with_path(misfit.path)
    }
}

/// Collects what an operation adds to its request.
#[derive(Clone, Default)]
pub struct RequestBuilder {
    pub(crate) method: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) filled: Option<(&'static str, String)>,
    pub(crate) query: Vec<(Cow<'static, str>, String)>,
    pub(crate) headers: Headers,
    pub(crate) json: Option<Json>,
    pub(crate) text: Option<String>,
    pub(crate) cursor: Cursor,
    /// Which opencatd answers.
    pub(crate) dialect: Dialect,
    /// AKOOL's client id and secret, for the one call that sends them in its body.
    pub(crate) client: Option<(Secret, Secret)>,
}

impl fmt::Debug for RequestBuilder {
    /// Query, headers and body carry secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBuilder").field("method", &self.method).finish_non_exhaustive()
    }
}

impl RequestBuilder {
    /// Adds a query parameter.
    pub(crate) fn query(&mut self, name: &'static str, value: impl fmt::Display) {
        self.query.push((name.into(), value.to_string()));
    }

    /// Adds a query parameter if there is a value.
    pub(crate) fn query_if(&mut self, name: &'static str, value: Option<&impl fmt::Display>) {
        if let Some(value) = value {
            self.query(name, value);
        }
    }

    /// Adds a header.
    pub(crate) fn header(&mut self, name: &'static str, value: &str) {
        self.headers.push((name.into(), value.to_owned()));
    }

    /// Fills `{name}` in the path with a number.
    pub(crate) fn fill(&mut self, name: &'static str, value: i64) {
        self.filled = Some((name, value.to_string()));
    }

    /// Sets a JSON body that is an object of texts.
    pub(crate) fn fields(&mut self, fields: &[(&str, &str)]) {
        let mut pairs = fields.iter().map(|(name, text)| (*name, Some((*text).to_owned())));
        self.json(Json::Object(texts(&mut pairs)));
    }

    /// What a list is asked for, in one text.
    pub(crate) fn shape(&self) -> String {
        let mut shape = self.path.clone().unwrap_or_default();
        write_query(&mut shape, &self.query);
        shape.push_str(&self.json.as_ref().map(written).unwrap_or_default());
        shape
    }

    /// Sets a JSON body.
    pub(crate) fn json(&mut self, body: Json) {
        self.json = Some(body);
    }
}

/// Refuses a body where it means nothing, and where some HTTP clients refuse to send it.
pub(crate) fn takes_body(method: &str) -> Result<(), BursarError> {
    if ["GET", "HEAD"].contains(&method) {
        Err(BursarError::invalid("body", "GET and HEAD carry none"))
    } else {
        Ok(())
    }
}

/// The text of a JSON value. (Its `Display` writes the same, through a second writer.)
pub(crate) fn written(json: &Json) -> String {
    serde_json::to_string(json).unwrap_or_default()
}

/// An object of those texts that are given. (A map that is collected sorts its pairs first, which is much code.)
pub(crate) fn texts(pairs: &mut dyn Iterator<Item = (&str, Option<String>)>) -> Map<String, Json> {
    let mut object = Map::new();
    for (name, text) in pairs {
        if let Some(text) = text {
            object.insert(name.to_owned(), Json::String(text));
        }
    }
    object
}

/// `invalid_request` unless the text holds something.
pub(crate) fn require(field: &str, text: &str) -> Result<(), BursarError> {
    if text.trim().is_empty() { Err(BursarError::invalid(field, "must not be empty")) } else { Ok(()) }
}

/// A header value that cannot break out of its line.
pub(crate) fn header_value<'a>(name: &str, value: &'a str) -> Result<&'a str, BursarError> {
    if value.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t')) {
        Ok(value)
    } else {
        Err(BursarError::configuration(format!("{name}: only printable ASCII may stand in a header")))
    }
}

/// A path that a caller gives: from the root, printable ASCII, without a fragment. HTTP libraries resolve segments of dots, so
/// that another path would be sent than is told.
pub(crate) fn checked_path<'a>(field: &str, path: &'a str) -> Result<&'a str, BursarError> {
    if !path.starts_with('/') || !path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#' && byte != b'\\') {
        return Err(BursarError::invalid(field, "must begin with `/` and hold printable ASCII without `#`"));
    }
    if path.split('?').next().unwrap_or_default().split('/').any(is_dots) {
        return Err(BursarError::invalid(field, "must hold no segment of dots only"));
    }
    Ok(path)
}

fn is_dots(segment: &str) -> bool {
    let (mut rest, mut dots) = (segment, 0_u32);
    while let Some(after) = [".", "%2e", "%2E"].iter().find_map(|dot| rest.strip_prefix(dot)) {
        (rest, dots) = (after, dots.saturating_add(1));
    }
    rest.is_empty() && (1..=2).contains(&dots)
}

pub(crate) fn write_query(url: &mut String, query: &[(Cow<'static, str>, String)]) {
    for (name, value) in query {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.extend(byte_serialize(name.as_bytes()));
        url.push('=');
        url.extend(byte_serialize(value.as_bytes()));
    }
}

/// Checks a base URL: https (http only to this machine, or when the caller insists), a host, no query, no user name.
/// Gives it without a slash at the end.
pub(crate) fn base_url(text: &str, allow_insecure: bool) -> Result<String, BursarError> {
    let refuse = |problem: &str| Err(BursarError::configuration(format!("baseUrl: {problem}")).with_path("baseUrl"));
    let lower = text.to_ascii_lowercase();
    let (secure, rest) = match (lower.strip_prefix("https://"), lower.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return refuse("must begin with https:// (or http://, for a server on this machine)"),
    };
    if !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        return refuse("must hold printable ASCII only");
    }
    if text.contains(['?', '#']) {
        return refuse("must have no query and no fragment");
    }
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.contains('@') {
        return refuse("must hold no user name or password");
    }
    let Some(host) = host_of(authority) else { return refuse("has no valid host and port") };
    if !secure && !allow_insecure && !is_loopback(host) {
        return refuse("plain http is for this machine only; use https, or set allowInsecure");
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// The host in front of a valid port, or `None`.
fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']')?;
            host.parse::<Ipv6Addr>().ok()?;
            (host, if after.is_empty() { None } else { Some(after.strip_prefix(':')?) })
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    if let Some(port) = port {
        port.parse::<u16>().ok()?;
    }
    (!host.is_empty()).then_some(host)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || host.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback())
}

/// Scheme, host and port: what decides whether two base URLs are the same server.
pub(crate) fn origin(base_url: &str) -> String {
    let lower = base_url.to_ascii_lowercase();
    let end = lower.match_indices('/').nth(2).map_or(lower.len(), |(at, _)| at);
    let origin = lower.get(..end).unwrap_or_default();
    let default = if origin.starts_with("https:") { ":443" } else { ":80" };
    origin.strip_suffix(default).unwrap_or(origin).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn paths() {
        for path in ["/", "/a", "/a.b/..c/...", "/a?next=../b", "/%zz|x"] {
            assert_eq!(checked_path("path", path).unwrap(), path);
        }
        for path in ["", "a", "/é", "/a b", "/a#b", "/a\\b", "/..", "/a/../b", "/a/%2e%2E/b", "/a/.?x", "/.%2e"] {
            let error = checked_path("path", path).unwrap_err();
            assert_eq!((error.kind, error.path.as_deref()), (ErrorKind::InvalidRequest, Some("path")), "{path}");
        }
    }

    #[test]
    fn base_urls() {
        for (text, plain) in [
            ("https://api.espai.fun", "https://api.espai.fun"),
            ("https://h.example:8443/prefix/", "https://h.example:8443/prefix"),
            ("http://localhost:80", "http://localhost:80"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            ("http://[::1]:9", "http://[::1]:9"),
        ] {
            assert_eq!(base_url(text, false).unwrap(), plain);
        }
        for text in [
            "",
            "api.espai.fun",
            "ftp://x",
            "http://api.espai.fun",
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example",
            "https://",
            "https://u:p@h",
            "https://h?x=1",
            "https://h#f",
            "https://h/a b",
            "https://h:port",
            "https://h:70000",
            "https://h\r\nx: y",
            "https://[::1",
            "http://127.0.0.1@evil.example",
            "http://localhost\\@evil.example",
        ] {
            assert_eq!(base_url(text, false).unwrap_err().kind, ErrorKind::Configuration, "{text}");
        }
        assert!(base_url("http://10.0.0.1:8080", true).is_ok());
    }

    #[test]
    fn origins_ignore_case_and_path() {
        assert_eq!(origin("HTTPS://H.example:1/a/b"), "https://h.example:1");
        assert_eq!(origin("https://h.example"), "https://h.example");
        assert_eq!(origin("https://h.example:443/x"), "https://h.example");
        assert_eq!(origin("http://localhost:80"), "http://localhost");
        assert_eq!(origin("https://[::1]:80"), "https://[::1]:80");
    }

    #[test]
    fn a_request_renders_no_secret() {
        let request = Request {
            method: "GET".into(),
            url: "https://h/p?identifier=15916888888&x=2".into(),
            headers: vec![("authorization".into(), "Bearer hunter2".into())],
            body: Some("hunter2".into()),
            timeout_ms: 1,
            connect_timeout_ms: 1,
            max_body_bytes: 1,
            once: true,
        };
        let shown = format!("{request:?}");
        assert!(!shown.contains("hunter2") && !shown.contains("159168"), "{shown}");
        assert!(shown.contains("identifier=***&x=***"), "{shown}");
    }
}
