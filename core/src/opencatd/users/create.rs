//! `POST /1/users`: creates a user with a fresh token.
//!
//! A taken name is HTTP 200 with a UNIQUE error; newer builds reserve the names of deleted users for ever.
//! Facts: docs/platforms/opencatd.md §5 to §7, checked 2026-11-21.

use bursar_macros::params;

use super::{ListUsers, User, readings};
use crate::error::{BursarError, ErrorKind, Hints};
use crate::http::{Reply, RequestBuilder, require};
use crate::io::Io;
use crate::opencatd::is_storage_fault;
use crate::operation::{Info, Operation, Platform, Safety};
use crate::options::Dialect;

/// Creates a user.
///
/// If the reply is lost, the user counts as created when exactly one new user has the name and none had it before; that
/// nobody else creates users of this name meanwhile is the premise.
///
/// Errors of its own: `conflict` for a name that is taken, or that a deleted user reserves; `invalid_request` for an
/// empty one; `outcome_unknown` when the reply is lost and the listing proves nothing.
#[params]
pub struct CreateUser {
    /// Unique and case-sensitive; kept as given, spaces included.
    pub name: String,
}

impl Operation for CreateUser {
    type Output = User;

    const INFO: Info = Info::post(Platform::OpenCatd, "/1/users", Safety::Once);

    const HINTS: Hints = &[(
        ErrorKind::OutcomeUnknown,
        "Call `opencatd.users.list`: a user of this name, which the Workers port shows late, holds its token. \
         If there is none after a minute, call again.",
    )];

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        require("name", &self.name)?;
        request.fields(&[("name", &self.name)]);
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<User, BursarError> {
        reply.record()
    }

    /// The server stores it before it reads it back, and says the same of a lock in either step.
    fn doubts(&self, refusal: &BursarError) -> bool {
        is_storage_fault(refusal)
    }

    async fn run(self, io: Io) -> Result<User, BursarError> {
        io.check(&self)?;
        if !io.verifies() {
            return io.exchange(&self).await;
        }
        let go = io.session().dialect() == Dialect::Go;
        let before = if go { self.named(io.reading(&ListUsers {}, None).await?.rows) } else { Vec::new() };
        io.note(readings(&before));
        match io.exchange(&self).await {
            Err(lost) if lost.is_outcome_unknown() && go => self.settle(&io, &before, lost).await,
            Err(lost) if lost.is_outcome_unknown() => self.candidates(&io, lost).await,
            Err(taken) if taken.kind == ErrorKind::Conflict && go && before.is_empty() => {
                Err(taken
                    .because("no user of this name is listed: a deleted one reserves it, or it was made this moment"))
            }
            other => other,
        }
    }
}

impl CreateUser {
    fn named(&self, mut users: Vec<User>) -> Vec<User> {
        users.retain(|user| user.name == self.name);
        users
    }

    async fn settle(&self, io: &Io, before: &[User], lost: BursarError) -> Result<User, BursarError> {
        let mut seen = readings(before);
        let mut looks = io.looks();
        while looks.next().await {
            let Ok(listed) = io.look(&ListUsers {}, None).await else { continue };
            let after = self.named(listed.rows);
            seen = readings(&after);
            io.note(&seen);
            if let ([], [user]) = (before, after.as_slice()) {
                return Ok(user.clone());
            }
        }
        Err(lost.with_readings(seen))
    }

    /// The worker allows duplicates and shows new users late: whom it lists proves nothing.
    async fn candidates(&self, io: &Io, lost: BursarError) -> Result<User, BursarError> {
        match io.look(&ListUsers {}, None).await {
            Ok(listed) => Err(lost.with_readings(readings(&self.named(listed.rows)))),
            Err(_) => Err(lost),
        }
    }
}
