//! `POST /1/users/:id/reset`: gives a user a new token; the old one dies at once.
//!
//! `?token=` chooses it, in builds from 2023-06-30 on; older ones ignore it and generate one, so compare the reply.
//! Resetting oneself kills the session's own token, and the session goes on with the new one.
//! Facts: docs/platforms/opencatd.md §5 and §7, checked 2026-11-21.

use bursar_macros::params;

use super::init::LOST;
use super::{GetMe, ListUsers, User, readings};
use crate::Secret;
use crate::config::check_secret;
use crate::error::{BursarError, ErrorKind, Hints};
use crate::http::{Reply, RequestBuilder};
use crate::io::Io;
use crate::opencatd::{ROOT, is_storage_fault, require_id};
use crate::operation::{Info, Operation, Platform, Safety};
use crate::options::Dialect;

/// Resets the token of a user.
///
/// If the reply is lost, it counts as reset when the listed token has changed, to the chosen one if there is one; that
/// nobody else resets this user meanwhile is the premise. Of root, only a chosen token can be seen to work.
///
/// Errors of its own: `not_found` for an unknown id; `conflict` for a chosen token that somebody has; `invalid_request`
/// for one that cannot be sent; `outcome_unknown` when the reply is lost and no listing shows the new token.
#[params]
pub struct ResetToken {
    /// The user's id, from 1. 1 is root: the session itself.
    pub id: i64,
    /// The new token; generated unless given. Old builds ignore it.
    pub token: Option<Secret>,
}

impl Operation for ResetToken {
    type Output = User;

    const INFO: Info = Info::post(Platform::OpenCatd, "/1/users/{id}/reset", Safety::Once);

    const HINTS: Hints = &[(
        ErrorKind::OutcomeUnknown,
        "Call `opencatd.users.list`, which shows the token in force, in the Workers port after a while. If root \
         was reset, the command root_token of the Go server prints it.",
    )];

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        require_id(self.id)?;
        request.fill("id", self.id);
        if let Some(token) = &self.token {
            // Of oneself, it will stand in the session's header.
            if self.id == ROOT {
                check_secret("token", token).map_err(|_| BursarError::invalid("token", "must be printable ASCII"))?;
            }
            if token.is_empty() || token.expose().chars().any(char::is_control) {
                return Err(BursarError::invalid("token", "must not be empty or hold control characters"));
            }
            request.query("token", token.expose());
        }
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
        // In the worker root is 0, which no call here addresses; 1 is somebody else.
        let oneself = self.id == ROOT && io.session().dialect() == Dialect::Go;
        let user = if oneself { self.reset_oneself(&io).await } else { self.reset_other(&io).await }?;
        if oneself {
            io.session().adopt_token(&user.token);
        }
        Ok(user)
    }
}

impl ResetToken {
    async fn reset_oneself(&self, io: &Io) -> Result<User, BursarError> {
        let lost = match io.exchange(self).await {
            Err(lost) if lost.is_outcome_unknown() => lost,
            other => return other,
        };
        let Some(token) = self.token.as_ref().filter(|_| io.verifies()) else {
            return Err(lost.because(LOST));
        };
        let mut looks = io.looks();
        while looks.next().await {
            match io.look_with(&GetMe {}, token).await {
                Ok(me) if me.id == self.id && me.token == *token => return Ok(me),
                _ => {}
            }
        }
        Err(lost.because(LOST))
    }

    async fn reset_other(&self, io: &Io) -> Result<User, BursarError> {
        if !io.verifies() {
            return io.exchange(self).await;
        }
        let go = io.session().dialect() == Dialect::Go;
        let before = if go { self.target(io.reading(&ListUsers {}, None).await?.rows) } else { None };
        io.note(readings(&before));
        let lost = match io.exchange(self).await {
            Err(lost) if lost.is_outcome_unknown() => lost,
            other => return other,
        };
        let mut seen = readings(&before);
        let mut looks = io.looks();
        while looks.next().await {
            let listed = io.look(&ListUsers {}, None).await;
            let after = listed.ok().and_then(|listed| self.target(listed.rows));
            if let Some(after) = &after {
                seen = readings([after]);
                io.note(&seen);
            }
            // The worker shows changes late, to some readers earlier than to others.
            if !go {
                break;
            }
            if let (Some(before), Some(after)) = (&before, after)
                && before.name == after.name
                && before.token != after.token
                && self.token.as_ref().is_none_or(|chosen| *chosen == after.token)
            {
                return Ok(after);
            }
        }
        Err(lost.with_readings(seen))
    }

    fn target(&self, users: Vec<User>) -> Option<User> {
        users.into_iter().find(|user| user.id == self.id)
    }
}
