//! `GET /ai-api/v1/apiService/refreshToken`: makes a new token for a user; the old one stops working.
//!
//! When the reply is lost, the old token may be dead and the new one unknown. Calling again is safe for the account, but
//! rotates once more. Facts: docs/platforms/lbai.md §4.2, checked 2026-11-21.

use bursar_macros::{params, record};

use crate::Secret;
use crate::error::{BursarError, ErrorKind, Hints};
use crate::http::{Reply, RequestBuilder, require};
use crate::operation::{Info, Operation, Platform, Safety};

/// Rotates the token of a user.
///
/// Errors of its own: `invalid_request` for an empty id; `outcome_unknown` when the reply is lost: the old token may be
/// dead.
#[params]
pub struct RefreshToken {
    /// The platform's id of the user.
    pub user_id: String,
    /// Days that the token lives; long-term unless given.
    pub validity: Option<u32>,
    /// Whether a lost reply may be answered by rotating once more. Without it the outcome is then unknown.
    pub allow_extra_rotation: Option<bool>,
}

/// The token of a user.
#[record]
pub struct UserToken {
    /// The token.
    pub token: Secret,
}

impl Operation for RefreshToken {
    type Output = UserToken;

    const INFO: Info = Info::get(Platform::Lbai, "/ai-api/v1/apiService/refreshToken", Safety::Once);

    const HINTS: Hints = &[(
        ErrorKind::OutcomeUnknown,
        "The old token may be dead, and no call reads the new one: call again, which makes another.",
    )];

    fn safety(&self) -> Safety {
        if self.allow_extra_rotation == Some(true) { Safety::Repeat } else { Safety::Once }
    }

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        require("userId", &self.user_id)?;
        request.query("userId", &self.user_id);
        request.query_if("validity", self.validity.as_ref());
        request.header("cache-control", "no-store");
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<UserToken, BursarError> {
        reply.record()
    }
}
