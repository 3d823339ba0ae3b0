//! `GET /ai-api/v1/apiService/logout`: destroys a user's token. Whether it deletes anything else is not documented.
//!
//! The page's parameter table is lost, and its sample request is a `refreshToken` call, which would mint a token. That
//! `userId` is the parameter is unverified: override `path` or `query` if the server wants something else.
//! Facts: docs/platforms/lbai.md §4.3, checked 2026-11-21.

use bursar_macros::params;

use crate::error::{BursarError, ErrorKind, Hints};
use crate::http::{Reply, RequestBuilder, require};
use crate::operation::{Info, Operation, Platform, Safety};

/// Logs a user off.
///
/// Errors of its own: `invalid_request` for an empty id; `outcome_unknown` when the reply is lost.
#[params]
pub struct LogoutUser {
    /// The platform's id of the user (unverified).
    pub user_id: String,
}

impl Operation for LogoutUser {
    type Output = ();

    const INFO: Info = Info::get(Platform::Lbai, "/ai-api/v1/apiService/logout", Safety::Once);

    const HINTS: Hints = &[(
        ErrorKind::OutcomeUnknown,
        "The token may be dead already, and no documented call tells. If the user must be logged off, call \
         again: twice is presumably harmless (undocumented).",
    )];

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        require("userId", &self.user_id)?;
        request.query("userId", &self.user_id);
        request.header("cache-control", "no-store");
        Ok(())
    }

    fn parse(&self, _: &Reply<'_>) -> Result<(), BursarError> {
        Ok(())
    }
}
