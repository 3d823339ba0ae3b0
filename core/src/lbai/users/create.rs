//! `GET /ai-api/v1/apiService/addUser`: creates a user and returns its token. A GET that changes state.
//!
//! No call finds a user by its identifier, and what a second call with the same one gives is not documented: keep the
//! `user_id`. Facts: docs/platforms/lbai.md §4.1, checked 2026-11-21.

use bursar_macros::{params, record};

use crate::Secret;
use crate::error::{BursarError, ErrorKind, Hints};
use crate::http::{Reply, RequestBuilder};
use crate::operation::{Info, Operation, Platform, Safety};

/// Creates a user with its own memory space, file space and AI partner.
///
/// Errors of its own: `invalid_request` for an identifier of another length; `refused`, with the platform's code, for
/// one that is taken; `outcome_unknown` when the reply is lost.
#[params]
pub struct CreateUser {
    /// Your own id for the user: a phone number, e-mail address or user id of 10 to 50 characters. The server refuses
    /// one that is taken.
    pub identifier: String,
    /// Tags a group of users (`0`, `1`, `2`, …) for cost queries. Two of the published pages call it required, the
    /// sample leaves it out: send it.
    pub group_id: Option<String>,
    /// Name to show.
    pub nick_name: Option<String>,
    /// URL of an avatar that you host.
    pub head_pic: Option<String>,
    /// Days that the token lives; long-term unless given.
    pub validity: Option<u32>,
}

/// A user that was created.
#[record]
#[serde(rename_all = "camelCase")]
pub struct CreatedUser {
    /// The platform's id of the user, as digits. Keep it: it cannot be looked up.
    pub user_id: String,
    /// The user's token.
    pub token: Secret,
}

impl Operation for CreateUser {
    type Output = CreatedUser;

    const INFO: Info = Info::get(Platform::Lbai, "/ai-api/v1/apiService/addUser", Safety::Once);

    const HINTS: Hints = &[(
        ErrorKind::OutcomeUnknown,
        "No documented call looks a user up, but identifiers are documented to be unique: call again with the \
         same one. If it is refused as taken, the user exists, and only the platform can tell its id.",
    )];

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        // Which characters are allowed is contradictory (e-mail addresses are, `@` is not): the server decides.
        if !(10..=50).contains(&self.identifier.chars().count()) {
            return Err(BursarError::invalid("identifier", "must have 10 to 50 characters"));
        }
        request.query("identifier", &self.identifier);
        request.query_if("groupId", self.group_id.as_ref());
        request.query_if("nickName", self.nick_name.as_ref());
        request.query_if("headPic", self.head_pic.as_ref());
        request.query_if("validity", self.validity.as_ref());
        request.header("cache-control", "no-store");
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<CreatedUser, BursarError> {
        reply.record()
    }
}
