//! opencatd: users, keys and usages of a self-hosted "OpenCat for Team" server.
//!
//! Success is HTTP 200 without a top-level `error`; errors come with many statuses, 200 included, and under text/plain.
//! Only the root user may administer. Facts: `docs/platforms/opencatd.md`.

mod credits;
mod keys;
mod period;
mod usages;
mod users;

pub use credits::GetCredits;
pub use keys::{ApiType, CreateKey, DeleteKey, Key, ListKeys};
pub use usages::{ListUsages, Usage};
pub use users::{CreateUser, DeleteUser, FindUser, GetMe, InitUsers, ListUsers, ResetToken, User};

use bursar_macros::object;
use serde_json::{Value as Json, json};

use crate::decode;
use crate::error::{BursarError, ErrorKind};
use crate::http::{Arrived, written};
use crate::io::Io;
use crate::operation::{Operation, Output};
use crate::options::Dialect;
use crate::page::Page;
use crate::retry::Certainty;
use crate::sort::{Payload, Sorted, by_status, foreign};

/// The id of the root user, who alone may administer.
pub(crate) const ROOT: i64 = 1;

#[object]
struct Failed {
    error: Option<Json>,
}

/// Done: HTTP 2xx and no top-level `error`, which is a text or an object with `message`. Some failures write a second
/// JSON document behind the first, so only the first is looked at.
pub(crate) fn sort(reply: &Arrived) -> Sorted<'_> {
    let json = std::str::from_utf8(reply.json());
    let text = json.unwrap_or_default();
    let is_object = text.trim_ascii_start().starts_with('{');
    // What is no object is no failure; what it is, its reader says.
    let failed = match decode::first::<Failed>(text) {
        _ if !is_object => None,
        Some(failed) => failed.error,
        // Two errors, or one that is cut off: who cannot read it cannot say that there is none.
        None => {
            let unread =
                || foreign(reply, BursarError::new(ErrorKind::Decode, "whether it is an error cannot be read"));
            return by_status(reply, None).unwrap_or_else(unread);
        }
    };
    let Some(error) = failed else {
        let Some(by_status) = by_status(reply, None) else {
            return match json {
                Ok(body) if !body.trim().is_empty() => {
                    Sorted::Done(Payload { json: Some(body), root: "", total: None })
                }
                Ok(_) => foreign(reply, BursarError::new(ErrorKind::Decode, "the body is empty")),
                Err(_) => foreign(reply, BursarError::new(ErrorKind::Decode, "the body is not valid UTF-8")),
            };
        };
        return by_status;
    };
    let said = error.as_str().or_else(|| error.get("message").and_then(Json::as_str));
    refusal(reply, said.filter(|said| !said.is_empty()).unwrap_or("no message"))
}

/// What the server's words mean; its statuses are not reliable.
fn refusal<'a>(reply: &Arrived, said: &str) -> Sorted<'a> {
    let starts = |words: &[&str]| words.iter().any(|word| said.starts_with(word));
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    // The statement did not run; but it may have been the second of two, see `is_storage_fault`.
    if has(&["database is locked"]) {
        let certainty = Certainty::Refused { patience: true };
        return Sorted::Failed(BursarError::new(ErrorKind::Server, said), certainty);
    }
    // A duplicate key is HTTP 500, and a definite refusal all the same.
    if has(&["UNIQUE constraint failed", "already exists", "commit conflict"]) {
        return Sorted::refused(ErrorKind::Conflict, said);
    }
    let kind = match reply.status {
        500.. => return by_status(reply, Some(said)).unwrap_or_else(|| Sorted::unclear(ErrorKind::Server, said)),
        _ if has(&["not found"]) => ErrorKind::NotFound,
        _ if starts(&["invalid", "id is not a number"]) => ErrorKind::InvalidRequest,
        _ if starts(&["Unauthorized"]) => ErrorKind::Authentication,
        // Words that are not documented, under the statuses that the server gives to faults of its own: creating and
        // resetting write first and read afterwards, and report either step alike.
        200..=299 => ErrorKind::Refused,
        403 => ErrorKind::Permission,
        _ => return by_status(reply, Some(said)).unwrap_or_else(|| Sorted::unclear(ErrorKind::Server, said)),
    };
    let certainty = match kind {
        ErrorKind::Refused | ErrorKind::Permission => Certainty::Unclear { passing: false },
        _ => Certainty::Refused { patience: false },
    };
    Sorted::Failed(BursarError::new(kind, said), certainty)
}

/// Whether the storage failed, as it does when it is locked. Creating and resetting write first and read afterwards, and either step can meet the lock:
/// for them it proves nothing. (router.go: `HandleAddUser`, `HandleAddKey`, `HandleResetUserToken`.)
fn is_storage_fault(refusal: &BursarError) -> bool {
    refusal.kind == ErrorKind::Server
}

/// An id that the server takes for what it is: `0` means root to the worker, and words are ids to the Go server.
fn require_id(id: i64) -> Result<(), BursarError> {
    if id >= 1 { Ok(()) } else { Err(BursarError::invalid("id", "must be at least 1")) }
}

/// The reply to a deletion. `ok` is also said of ids that never existed, so the target is read before it is deleted.
#[object]
struct Deleted {
    message: String,
}

/// Rows by id and name, as an error may show them.
fn candidates(rows: &mut dyn Iterator<Item = (i64, &str)>) -> String {
    let rows: Vec<_> = rows.map(|(id, name)| json!({ "id": id, "name": name })).collect();
    written(&json!({ "candidates": rows }))
}

/// Settles a deletion whose reply was lost: it is done when a listing has no row of its id any more. The worker's listings lag
/// behind its writes, so that they prove nothing.
async fn settle_deletion<L, R>(
    io: &Io,
    listing: &L,
    find: impl Fn(Vec<R>) -> Option<R>,
    readings: impl Fn(&Option<R>) -> String,
    mut lost: BursarError,
) -> Result<(), BursarError>
where
    L: Operation<Output = Page<R>>,
    Page<R>: Output,
{
    let mut looks = io.looks();
    while looks.next().await {
        let Ok(listed) = io.look(listing, None).await else { continue };
        let row = find(listed.rows);
        let seen = readings(&row);
        io.note(&seen);
        lost = lost.with_readings(seen);
        match (io.session().dialect(), row) {
            (Dialect::Go, None) => return Ok(()),
            (Dialect::Worker, _) => break,
            (Dialect::Go, Some(_)) => {}
        }
    }
    Err(lost)
}
