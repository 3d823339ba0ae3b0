//! Reads both cards and writes a receipt, to be stored before the transfer is sent. Changes nothing.

use bursar_macros::{params, record};

use super::receipt::{Pair, Receipt, WRONG_PAIR};
use super::transfer::require_amount;
use crate::Secret;
use crate::error::{BursarError, ErrorKind, Hints};
use crate::io::Io;
use crate::operation::Flow;

/// Prepares a transfer whose outcome can be found out later, after a crash too.
///
/// Errors of its own: `refused` when a card cannot be read; `invalid_request` for an amount that cannot be moved.
#[params]
pub struct PrepareTransfer {
    /// Phone number of the giving card's owner.
    pub phone: String,
    /// Redemption code of the giving card.
    pub code: Secret,
    /// Phone number of the receiving card's owner.
    pub target_phone: String,
    /// Redemption code of the receiving card.
    pub target_code: Secret,
    /// Calls to move, from 1 to 2^53.
    pub amount: u64,
}

/// A transfer that can be sent.
#[record]
pub struct PreparedTransfer {
    /// JSON without secrets. Store it, then hand it to `cards.transfer`, and later to `cards.check_transfer`.
    pub receipt: String,
    /// Calls to move.
    pub amount: u64,
    /// Id of the giving card.
    pub source_id: String,
    /// Id of the receiving card.
    pub target_id: String,
    /// Calls on the giving card.
    pub source_before: Option<i64>,
    /// Calls on the receiving card.
    pub target_before: Option<i64>,
}

impl Flow for PrepareTransfer {
    type Output = PreparedTransfer;

    const HINTS: Hints = &[(ErrorKind::Refused, WRONG_PAIR)];

    async fn run(self, io: Io) -> Result<PreparedTransfer, BursarError> {
        let pair = Pair::new((&self.phone, &self.code), (&self.target_phone, &self.target_code));
        pair.check()?;
        require_amount(self.amount)?;
        let receipt = Receipt::of(&io, self.amount, &pair.read(&io).await?);
        Ok(PreparedTransfer {
            receipt: receipt.to_json(),
            amount: receipt.amount,
            source_id: receipt.source_id,
            target_id: receipt.target_id,
            source_before: receipt.source_before,
            target_before: receipt.target_before,
        })
    }
}
