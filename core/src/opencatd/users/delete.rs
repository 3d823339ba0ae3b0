//! `DELETE /1/users/:id`: deletes a user. `ok` is also said of ids that never existed, so the user is read first.
//!
//! Old builds give the id to the next user: a deletion is never sent twice. Root cannot be deleted.
//! Facts: docs/platforms/opencatd.md §5 and §7, checked 2026-11-21.

use bursar_macros::params;

use super::{ListUsers, User, readings};
use crate::error::{BursarError, ErrorKind, Hints};
use crate::http::{Reply, RequestBuilder};
use crate::io::Io;
use crate::opencatd::{Deleted, require_id, settle_deletion};
use crate::operation::{Info, Operation, Platform};

/// Deletes a user, and with it the user's token.
///
/// If the reply is lost, the user counts as deleted when the same id, name and token are gone, and nobody else has the id.
///
/// Errors of its own: `not_found`, with nothing sent, when no user has the id; `invalid_request` for root and for ids
/// below 1; `outcome_unknown` when the reply is lost and the listing does not prove it.
#[params]
pub struct DeleteUser {
    /// The user's id, from 1.
    pub id: i64,
}

impl Operation for DeleteUser {
    type Output = ();

    const INFO: Info = Info::delete(Platform::OpenCatd, "/1/users/{id}");

    const HINTS: Hints = &[(
        ErrorKind::OutcomeUnknown,
        "Call `opencatd.users.list`: if the id is gone, or is another user's by now, the user was deleted. If \
         this one is still there after a minute, call again.",
    )];

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        require_id(self.id)?;
        request.fill("id", self.id);
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<(), BursarError> {
        reply.record::<Deleted>().map(drop)
    }

    async fn run(self, io: Io) -> Result<(), BursarError> {
        io.check(&self)?;
        if !io.verifies() {
            return io.exchange(&self).await;
        }
        let Some(target) = self.target(io.reading(&ListUsers {}, None).await?.rows) else {
            return Err(BursarError::new(ErrorKind::NotFound, "no user has this id; nothing was sent"));
        };
        let seen = readings([&target]);
        io.note(&seen);
        match io.exchange(&self).await {
            Err(lost) if lost.is_outcome_unknown() => {
                let lost = lost.with_readings(seen);
                settle_deletion(&io, &ListUsers {}, |rows| self.target(rows), |row| readings(row), lost).await
            }
            other => other,
        }
    }
}

impl DeleteUser {
    fn target(&self, users: Vec<User>) -> Option<User> {
        users.into_iter().find(|user| user.id == self.id)
    }
}
