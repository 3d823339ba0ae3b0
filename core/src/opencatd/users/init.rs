//! `POST /1/users/init`: makes the root user of a fresh server. Needs no credential: the first caller owns the server.
//!
//! The token is shown in this reply only. A second call is HTTP 403. Facts: docs/platforms/opencatd.md §5, checked
//! 2026-11-21.

use bursar_macros::params;

use super::User;
use crate::error::{BursarError, ErrorKind, Hints};
use crate::http::{Reply, RequestBuilder};
use crate::io::Io;
use crate::operation::{Info, Operation, Platform, Safety};

/// Makes the root user; the session keeps its token.
///
/// Errors of its own: `conflict` when the server has a root user already; `outcome_unknown` when the reply is lost: the
/// detail names the server's command that prints the token.
#[params]
pub struct InitUsers {}

impl Operation for InitUsers {
    type Output = User;

    const INFO: Info = Info::post(Platform::OpenCatd, "/1/users/init", Safety::Once).without_credential();

    const HINTS: Hints = &[(
        ErrorKind::OutcomeUnknown,
        "Call again: it makes the root user now, or it is `conflict`, as there is one; then the command \
         root_token of the Go server prints the token.",
    )];

    fn request(&self, _: &mut RequestBuilder) -> Result<(), BursarError> {
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<User, BursarError> {
        reply.record()
    }

    async fn run(self, io: Io) -> Result<User, BursarError> {
        match io.exchange(&self).await {
            Ok(root) => {
                io.session().adopt_token(&root.token);
                Ok(root)
            }
            Err(lost) if lost.is_outcome_unknown() => Err(lost.because(LOST)),
            Err(error) => Err(error),
        }
    }
}

/// What remains to do when root's token may have been made or changed and was not seen.
pub(super) const LOST: &str = "if it happened, the server's command `root_token` prints the token";
