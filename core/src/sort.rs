//! Sorting a reply: done, refused, or proving nothing. Each platform has its own rule; what they share is here.

use crate::decode;
use crate::error::{BursarError, ErrorKind};
use crate::fields::{Data, Fields};
use crate::http::Arrived;
use crate::operation::Platform;
use crate::retry::Certainty;
use crate::scrub;
use crate::{akool, espai, lbai, opencatd};

/// What a reply means.
#[derive(Debug)]
pub(crate) enum Sorted<'a> {
    /// A success, and its payload.
    Done(Payload<'a>),
    /// Anything else, and how certain it is that nothing happened.
    Failed(BursarError, Certainty),
}

/// What stands inside the envelope.
#[derive(Debug, Default)]
pub(crate) struct Payload<'a> {
    pub(crate) json: Option<&'a str>,
    pub(crate) root: &'static str,
    pub(crate) total: Option<u64>,
}

impl Sorted<'_> {
    /// A refusal: nothing happened.
    pub(crate) fn refused(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self::Failed(BursarError::new(kind, detail), Certainty::Refused { patience: kind == ErrorKind::RateLimited })
    }

    /// A reply that proves nothing.
    pub(crate) fn unclear(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self::Failed(BursarError::new(kind, detail), Certainty::Unclear { passing: kind == ErrorKind::Server })
    }

    /// Adds the platform's code to a failure.
    pub(crate) fn with_code(self, code: Option<String>) -> Self {
        match self {
            Self::Failed(error, certainty) => Self::Failed(error.with_code(code), certainty),
            done @ Self::Done(_) => done,
        }
    }
}

/// Sorts by the platform's rule, and reads what the envelope carries, if it is to be read.
pub(crate) fn sort<'a>(platform: Platform, reply: &'a Arrived, to: Data<'_>) -> Sorted<'a> {
    let sorted = match platform {
        Platform::Lbai => lbai::sort(reply, to),
        Platform::OpenCatd => opencatd::sort(reply),
        Platform::Akool => akool::sort(reply, to),
        Platform::EspAi => espai::sort(reply, to),
    };
    match sorted {
        Sorted::Failed(error, certainty) => {
            let mut error = error.with_status(reply.status);
            let failure = error.edit();
            failure.request_id = reply.request_id().map(str::to_owned);
            failure.retry_after_ms = crate::retry::retry_after_ms(reply).and_then(|ms| i64::try_from(ms).ok());
            Sorted::Failed(error, certainty)
        }
        done @ Sorted::Done(_) => done,
    }
}

/// What a status says where the body says nothing: `None` for 2xx.
pub(crate) fn by_status<'a>(reply: &Arrived, detail: Option<&str>) -> Option<Sorted<'a>> {
    let status = reply.status;
    let said = || match detail {
        Some(said) => said.to_owned(),
        None => format!("HTTP status {status}"),
    };
    let sorted = match status {
        200..=299 => return None,
        // Redirects are never followed: they would carry the credential elsewhere.
        300..=399 => Sorted::Failed(
            BursarError::new(
                ErrorKind::Server,
                format!("HTTP status {status}: a redirect, which is not followed; check the base URL"),
            ),
            Certainty::Unclear { passing: false },
        ),
        // The platforms have words for what they do not find. Without them it is a path that the platform does not have, or
        // a server that is not the platform's: whoever deletes must not take it for gone.
        404 | 410 if detail.is_none() => Sorted::refused(
            ErrorKind::Configuration,
            format!(
                "HTTP status {status}, and not in the platform's words; check the base URL, and the path if it is yours"
            ),
        ),
        // 408 says that the server gave up waiting: it may have seen the request.
        400..=499 if status != 408 => Sorted::refused(kind_of(status), said()),
        _ => Sorted::unclear(ErrorKind::Server, said()),
    };
    Some(with_excerpt(sorted, reply))
}

/// Opens the platform's envelope and gives the text of its `data`; a reply without one is sorted by its status.
pub(crate) fn open<'a>(
    reply: &'a Arrived,
    envelope: &mut dyn Fields,
    to: Data<'_>,
) -> Result<Option<&'a str>, Sorted<'a>> {
    decode::text(reply.json(), "")
        .and_then(|json| decode::envelope(json, envelope, "data", to))
        .map_err(|misfit| by_status(reply, None).unwrap_or_else(|| foreign(reply, misfit)))
}

/// A 2xx reply that is not the platform's.
pub(crate) fn foreign<'a>(reply: &Arrived, problem: impl Into<BursarError>) -> Sorted<'a> {
    with_excerpt(Sorted::Failed(problem.into(), Certainty::Unclear { passing: false }), reply)
}

fn with_excerpt<'a>(sorted: Sorted<'a>, reply: &Arrived) -> Sorted<'a> {
    match sorted {
        Sorted::Failed(mut error, certainty) => {
            error.edit().body = scrub::excerpt(&reply.body);
            Sorted::Failed(error, certainty)
        }
        done @ Sorted::Done(_) => done,
    }
}

/// The kind of a 4xx.
fn kind_of(status: u16) -> ErrorKind {
    match status {
        400 | 405 | 406 | 411 | 413..=415 | 422 => ErrorKind::InvalidRequest,
        401 | 407 => ErrorKind::Authentication,
        402 => ErrorKind::InsufficientCredit,
        403 | 451 => ErrorKind::Permission,
        404 | 410 => ErrorKind::NotFound,
        409 | 412 | 423 => ErrorKind::Conflict,
        429 => ErrorKind::RateLimited,
        _ => ErrorKind::Refused,
    }
}
