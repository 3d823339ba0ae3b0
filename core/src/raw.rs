//! Any method and path: a call that the table of operations does not know.
//!
//! It carries the session's credential, and its reply is sorted by the platform's rule, like any other.

use bursar_macros::{params, record};

use crate::Secret;
use crate::error::BursarError;
use crate::http::{REPLY_HEADERS, Reply, RequestBuilder, checked_path, takes_body};
use crate::operation::{Auth, Info, Operation, Safety};
use crate::value::open_enum;

open_enum! {
    /// Whether a request may be sent again.
    RawSafety {
        /// It may change state: sent again only when it certainly did not arrive or was refused for the moment.
        ONCE = "once",
        /// It reads, or repeating it changes nothing.
        REPEAT = "repeat",
    }
}

/// A request of the caller's own.
///
/// The reply is sorted as the platform's others are: one with a status other than 2xx, and a refusal in the platform's
/// envelope, are errors, of the kind that they would be elsewhere, with `status` and `code`. Everything else is handed over.
///
/// Errors of its own: `invalid_request` for a method, path or body that cannot be sent; `outcome_unknown` when the
/// reply to a request that may arrive only once is lost.
#[params]
pub struct Raw {
    /// The HTTP method, such as `GET`.
    pub method: String,
    /// The path from the base URL on, with its query if it has one: `/1/me`.
    pub path: String,
    /// The body, sent as `application/json`. A secret, as Bursar cannot know what it holds.
    pub body: Option<Secret>,
    /// Whether it may be sent again; `once` unless given, whatever the method: LBAI changes state by GET. Say `repeat` of a
    /// GET or HEAD that only reads.
    pub safety: Option<RawSafety>,
}

/// What a secret becomes as a JSON text, and within one.
const RENDERINGS: [&str; 2] = ["\"***\"", "Secret(***)"];

/// A reply as it came.
#[record]
pub struct RawReply {
    /// The HTTP status, from 200 to 299.
    pub status: i64,
    /// The headers that are passed on, as `name: value` lines.
    pub headers: String,
    /// The body as text; bytes that are no UTF-8 become U+FFFD. A secret, as replies hold tokens.
    pub body: Secret,
}

impl Operation for Raw {
    type Output = RawReply;

    const INFO: Info = Info { platform: None, method: "GET", path: "/", safety: Safety::Once, auth: Auth::Session };

    fn safety(&self) -> Safety {
        if self.safety == Some(RawSafety::REPEAT) { Safety::Repeat } else { Safety::Once }
    }

    fn changes_state(&self) -> bool {
        Operation::safety(self) == Safety::Once
    }

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
        if !known.contains(&self.method.as_str()) {
            return Err(BursarError::invalid("method", format!("must be one of {}", known.join(", "))));
        }
        if self.safety.as_ref().is_some_and(|safety| ![RawSafety::ONCE, RawSafety::REPEAT].contains(safety)) {
            return Err(BursarError::invalid("safety", "must be `once` or `repeat`"));
        }
        if self.body.is_some() {
            takes_body(&self.method)?;
        }
        // Writing a secret into a body by hand gives what it renders as, which a server would store.
        if self.body.as_ref().is_some_and(|body| RENDERINGS.iter().any(|shown| body.expose().contains(shown))) {
            let problem = "holds `***`, which stands for a secret where none is shown; expose the secret to send it";
            return Err(BursarError::invalid("body", problem));
        }
        request.method = Some(self.method.clone());
        request.path = Some(checked_path("path", &self.path)?.to_owned());
        request.text = self.body.as_ref().map(|body| body.expose().to_owned());
        Ok(())
    }

    /// What the platform refuses stays a refusal; whatever else came with a 2xx is the caller's to read.
    fn takes_any_reply(&self) -> bool {
        true
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<RawReply, BursarError> {
        let arrived = reply.arrived;
        let header = |name: &&str| Some(format!("{name}: {}", arrived.header(name)?));
        let headers: Vec<String> = REPLY_HEADERS.iter().filter_map(header).collect();
        let body = String::from_utf8_lossy(&arrived.body).into_owned();
        Ok(RawReply { status: arrived.status.into(), headers: headers.join("\n"), body: body.into() })
    }
}
