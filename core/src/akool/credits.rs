//! What the account has left, in credits.

use bursar_macros::params;

use super::GetCredit;
use crate::credits::{CreditBasis, CreditUnit, Credits};
use crate::error::BursarError;
use crate::io::Io;
use crate::operation::{Flow, Platform};

/// Reads the credit as credits.
///
/// Errors of its own: those of `credit.get`.
#[params]
pub struct GetCredits {}

impl Flow for GetCredits {
    type Output = Credits;

    async fn run(self, io: Io) -> Result<Credits, BursarError> {
        let credit = io.reading(&GetCredit {}, None).await?.credit;
        Ok(Credits::remaining(Platform::Akool, credit, CreditUnit::CREDITS, CreditBasis::BALANCE))
    }
}
