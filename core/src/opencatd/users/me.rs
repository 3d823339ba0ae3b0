//! `GET /1/me`: the caller. Builds before 2023-06-10 answer root only.
//!
//! A user that was removed behind the server's cache is HTTP 200 with `record not found`.
//! Facts: docs/platforms/opencatd.md §5, checked 2026-11-21.

use bursar_macros::params;

use super::User;
use crate::error::BursarError;
use crate::http::{Reply, RequestBuilder};
use crate::operation::{Info, Operation, Platform, Safety};

/// Reads the user whose token the session has.
///
/// Errors of its own: `authentication` for a token that may not ask; `not_found` for a user who was removed behind the
/// server's cache.
#[params]
pub struct GetMe {}

impl Operation for GetMe {
    type Output = User;

    const INFO: Info = Info::get(Platform::OpenCatd, "/1/me", Safety::Repeat);

    fn request(&self, _: &mut RequestBuilder) -> Result<(), BursarError> {
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<User, BursarError> {
        reply.record()
    }
}
