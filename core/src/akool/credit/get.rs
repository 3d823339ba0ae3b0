//! `GET /api/open/v3/faceswap/quota/info`: what the account has left.
//!
//! Listed under the face-swap tool, but used as the balance of the whole account (account-wide: unverified). Credits are
//! deducted when a job is submitted and may be settled when it ends. Facts: docs/platforms/akool.md §4, checked 2026-11-21.

use bursar_macros::{params, record};

use crate::Decimal;
use crate::error::BursarError;
use crate::http::{Reply, RequestBuilder};
use crate::operation::{Info, Operation, Platform, Safety};

/// Reads the credit of the account.
///
/// Errors of its own: `authentication` when the credential is refused, by client id and secret only after a new token
/// is refused too.
#[params]
pub struct GetCredit {}

/// What the account has left.
#[record]
pub struct Credit {
    /// In credits, not a currency; may be fractional. AKOOL writes a number, of which 15 digits are kept.
    pub credit: Decimal,
}

impl Operation for GetCredit {
    type Output = Credit;

    const INFO: Info = Info::get(Platform::Akool, "/api/open/v3/faceswap/quota/info", Safety::Repeat);

    fn request(&self, _: &mut RequestBuilder) -> Result<(), BursarError> {
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<Credit, BursarError> {
        reply.record()
    }
}
