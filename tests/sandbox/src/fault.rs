//! Faults: which requests they meet and what they do to them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::platform::Platform;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The connection is reset (RST) after the request was read; nothing is processed.
    ResetBefore,
    /// The request is processed, then the connection is reset (RST) without a reply.
    ResetAfter,
    /// The connection is closed (FIN; RST with `reset`) after the request was read, as a keep-alive connection dies.
    /// Meets reused connections only, unless `only_reused` is false. Not processed, unless `process` is true.
    KillKeepalive,
    /// A pause of `ms` before the work (with `late` between the work and the reply). The work is done even if the
    /// client has gone by then.
    Delay,
    /// Processed; the body comes in pieces of `bytes` (1 by default), `ms` apart.
    Drip,
    /// Processed; `Content-Length` is true, but only `bytes` of the body (half by default) follow, then FIN (RST with
    /// `reset`).
    Truncate,
    /// Processed; 200 with a body that is no JSON (`body` to choose it).
    Garbage,
    /// Not processed; a proxy's page in HTML with status 502 (`status` to choose it).
    Html,
    /// Not processed; `status` with `headers` and `body` (a text as it is, anything else as JSON).
    Status,
    /// Processed; 200 with a body of `bytes` (16 MiB and 1 by default), without `Content-Length` if `chunked`.
    Oversize,
    /// Not processed; `status` (302 by default) to `location`.
    Redirect,
    /// Processed; `Content-Length` says `bytes` less (1 by default) than the body that follows.
    WrongLength,
    /// Processed; the reply is `raw`, or else something that is no HTTP.
    Malformed,
    /// opencatd: the storage fails with `text` (`disk I/O error (10)` by default): on lists two JSON documents back to
    /// back.
    DoubleJson,
    /// opencatd: the storage fails with `database is locked (5) (SQLITE_BUSY)`, in the shape of each call.
    Locked,
}

/// A fault and the requests that it meets. All fields but `kind` are optional in JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// Which server; absent is any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// Path, exactly, or all that begin with it if it ends with `*`; absent is any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// HTTP method; absent is any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// How many more requests it meets; 1 by default.
    #[serde(default = "one")]
    pub count: u32,
    /// How many matching requests pass before; 0 by default.
    #[serde(default)]
    pub skip: u32,
    /// Whether first requests of connections are left alone; by default only by `kill_keepalive`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_reused: Option<bool>,
    /// Whether the server does its work; the default depends on the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<bool>,
    /// Close by RST instead of FIN.
    #[serde(default)]
    pub reset: bool,
    /// Milliseconds: between pieces for `drip`, otherwise before the work.
    #[serde(default)]
    pub ms: u64,
    /// The pause of `ms` comes after the work.
    #[serde(default)]
    pub late: bool,
    /// A number of bytes, by kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<usize>,
    /// `oversize`: send in chunks.
    #[serde(default)]
    pub chunked: bool,
    /// HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Headers of the reply, e.g. `retry-after`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Body of the reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// `redirect`: where to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// `malformed`: all bytes of the reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// `double_json`: the storage's error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

fn one() -> u32 {
    1
}

impl Fault {
    /// A fault that meets the next request, wherever it goes.
    #[must_use]
    pub fn new(kind: FaultKind) -> Self {
        Self {
            kind,
            platform: None,
            path: None,
            method: None,
            count: 1,
            skip: 0,
            only_reused: None,
            process: None,
            reset: false,
            ms: 0,
            late: false,
            bytes: None,
            chunked: false,
            status: None,
            headers: BTreeMap::new(),
            body: None,
            location: None,
            raw: None,
            text: None,
        }
    }

    /// A fault that meets the next request to a path of a server.
    #[must_use]
    pub fn at(kind: FaultKind, platform: Platform, path: &str) -> Self {
        Self { platform: Some(platform), path: Some(path.to_owned()), ..Self::new(kind) }
    }

    /// Says what is wrong with the fault itself.
    pub(crate) fn check(&self) -> Result<(), String> {
        use FaultKind::{DoubleJson, Locked, Redirect, Status};
        let storage = matches!(self.kind, DoubleJson | Locked);
        let catd = matches!(self.platform, Some(Platform::OpenCatd | Platform::OpenCatdDev));
        let status = self.status.is_none_or(|status| (200..=599).contains(&status));
        let headers = self.headers.iter().all(|(name, value)| {
            axum::http::HeaderName::try_from(name).is_ok() && axum::http::HeaderValue::try_from(value).is_ok()
        });
        for (wrong, message) in [
            (storage && !catd, "double_json and locked need platform opencatd or opencatd_dev"),
            (self.count == 0, "count must be at least 1"),
            (self.path.as_ref().is_some_and(|path| !path.starts_with(['/', '*'])), "path must begin with /"),
            (self.kind == Status && self.status.is_none(), "status needs a status"),
            (self.kind == Redirect && self.location.is_none(), "redirect needs a location"),
            (self.bytes.is_some_and(|bytes| bytes > 1 << 30), "bytes must be at most 1073741824"),
            (!status, "status must lie between 200 and 599"),
            (!headers, "headers holds a name or value that HTTP does not allow"),
        ] {
            if wrong {
                return Err(message.to_owned());
            }
        }
        Ok(())
    }

    /// Whether the server does its work.
    pub(crate) fn processes(&self) -> bool {
        use FaultKind::{Html, KillKeepalive, Redirect, ResetBefore, Status};
        self.process.unwrap_or(!matches!(self.kind, Html | KillKeepalive | Redirect | ResetBefore | Status))
    }

    /// The text with which the storage fails.
    pub(crate) fn storage_text(&self) -> Option<String> {
        match self.kind {
            FaultKind::Locked => Some("database is locked (5) (SQLITE_BUSY)".to_owned()),
            FaultKind::DoubleJson => Some(self.text.clone().unwrap_or_else(|| "disk I/O error (10)".to_owned())),
            _ => None,
        }
    }

    fn meets(&self, platform: Platform, method: &str, path: &str, request: u64) -> bool {
        let at = |wanted: &String| match wanted.strip_suffix('*') {
            Some(prefix) => path.starts_with(prefix),
            None => path == wanted,
        };
        let reused_only = self.only_reused.unwrap_or(self.kind == FaultKind::KillKeepalive);
        self.platform.is_none_or(|wanted| wanted == platform)
            && self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.path.as_ref().is_none_or(at)
            && (!reused_only || request > 1)
    }
}

/// Takes the first fault that meets a request, and counts it.
pub(crate) fn take(
    faults: &mut Vec<Fault>,
    platform: Platform,
    method: &str,
    path: &str,
    request: u64,
) -> Option<Fault> {
    for fault in faults.iter_mut() {
        if !fault.meets(platform, method, path, request) {
            continue;
        }
        if fault.skip > 0 {
            fault.skip -= 1;
            continue;
        }
        fault.count = fault.count.saturating_sub(1);
        let taken = fault.clone();
        faults.retain(|fault| fault.count > 0);
        return Some(taken);
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Fault, FaultKind, take};
    use crate::platform::Platform;

    #[test]
    fn counts_skips_and_matches() {
        let mut fault = Fault::at(FaultKind::ResetBefore, Platform::EspAi, "/cdkey/*");
        fault.skip = 1;
        fault.count = 2;
        let mut faults = vec![fault];
        let mut meet = |path: &str| take(&mut faults, Platform::EspAi, "POST", path, 1).is_some();
        assert_eq!([meet("/order/pay"), meet("/cdkey/list")], [false, false]);
        assert_eq!([meet("/cdkey/list"), meet("/cdkey/detail"), meet("/cdkey/list")], [true, true, false]);
        assert!(faults.is_empty());
    }

    #[test]
    fn keep_alive_kills_leave_first_requests_alone() {
        let mut faults = vec![Fault::new(FaultKind::KillKeepalive)];
        assert!(take(&mut faults, Platform::Lbai, "GET", "/", 1).is_none());
        assert!(take(&mut faults, Platform::Lbai, "GET", "/", 2).is_some());
    }

    #[test]
    fn the_readme_has_every_kind() {
        let rows = include_str!("../README.md").lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
        let lower = |name: &&str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let told: BTreeSet<&str> = rows.map(|(name, _)| name).filter(lower).collect();
        // Serde lists the kinds when it is given another.
        let listed = serde_json::from_str::<FaultKind>("\"\"").unwrap_err().to_string();
        let kinds: BTreeSet<&str> = listed.split('`').skip(1).step_by(2).filter(|name| !name.is_empty()).collect();
        assert_eq!(told, kinds);
    }

    #[test]
    fn says_what_is_wrong() {
        assert!(Fault::new(FaultKind::Locked).check().unwrap_err().contains("opencatd"));
        assert!(Fault::new(FaultKind::Redirect).check().unwrap_err().contains("location"));
        assert!(Fault::new(FaultKind::Status).check().is_err());
        assert!(Fault::at(FaultKind::Delay, Platform::Lbai, "/x").check().is_ok());
    }
}
