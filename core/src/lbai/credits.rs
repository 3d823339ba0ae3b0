//! What the enterprise has left: its balance, in chips.

use bursar_macros::params;

use super::GetBalance;
use crate::credits::{CreditBasis, CreditUnit, Credits};
use crate::error::BursarError;
use crate::io::Io;
use crate::operation::{Flow, Platform};

/// Reads the balance as credits.
///
/// Errors of its own: those of `account.balance`.
#[params]
pub struct GetCredits {}

impl Flow for GetCredits {
    type Output = Credits;

    async fn run(self, io: Io) -> Result<Credits, BursarError> {
        let balance = io.reading(&GetBalance {}, None).await?.balance;
        Ok(Credits::remaining(Platform::Lbai, balance.into(), CreditUnit::CHIPS, CreditBasis::BALANCE))
    }
}
