//! `GET /ai-api/v1/account/banlance`: what the enterprise has left. The path is misspelt on the server.
//!
//! Facts: docs/platforms/lbai.md §4.4, checked 2026-11-21.

use bursar_macros::{params, record};

use crate::error::BursarError;
use crate::http::{Reply, RequestBuilder};
use crate::operation::{Info, Operation, Platform, Safety};

/// Reads the balance of the enterprise.
///
/// Errors of its own: `refused`, with the platform's code, for what the platform does not grant.
#[params]
pub struct GetBalance {}

/// What the enterprise has left.
#[record]
pub struct Balance {
    /// In chips, the platform's credit; never a currency. May lag behind consumption. (That the unit is chips is
    /// unverified: the page names none.)
    pub balance: i64,
}

impl Operation for GetBalance {
    type Output = Balance;

    const INFO: Info = Info::get(Platform::Lbai, "/ai-api/v1/account/banlance", Safety::Repeat);

    fn request(&self, _: &mut RequestBuilder) -> Result<(), BursarError> {
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<Balance, BursarError> {
        reply.record()
    }
}
