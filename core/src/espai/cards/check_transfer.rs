//! Finds out by reading whether the transfer of a receipt was applied. Changes nothing.

use bursar_macros::params;

use super::Transferred;
use super::book::TWO_TRANSFERS;
use super::receipt::{Pair, Receipt, WRONG_PAIR};
use super::transfer::KnownBy;
use crate::Secret;
use crate::error::{BursarError, ErrorKind, Hints};
use crate::io::Io;
use crate::operation::Flow;
use crate::session::Lease;

/// Checks a transfer. Gives `outcome_unknown` unless both cards moved by exactly the amount; that nobody else moved
/// credits of these two cards since is the premise.
///
/// A session that has seen the transfer applied says so again, whatever the cards hold by now. One that has another transfer
/// of the same cards in doubt concludes nothing from what they hold, and says which one it is. A new session, such as that of a
/// new process, knows of no other transfers: it takes the trace of an equal one for this one's.
///
/// Errors of its own: `outcome_unknown` when neither the cards nor the session prove it; `invalid_request` for a
/// receipt that is none.
#[params]
pub struct CheckTransfer {
    /// The receipt, as `cards.prepare_transfer` gave it; the `readings` of an error of unknown outcome are one too.
    pub receipt: String,
    /// Phone number of the giving card's owner.
    pub phone: String,
    /// Redemption code of the giving card.
    pub code: Secret,
    /// Phone number of the receiving card's owner.
    pub target_phone: String,
    /// Redemption code of the receiving card.
    pub target_code: Secret,
}

impl Flow for CheckTransfer {
    type Output = Transferred;

    const HINTS: Hints = &[
        (ErrorKind::Refused, WRONG_PAIR),
        (
            ErrorKind::OutcomeUnknown,
            "Compare before and after in `readings`. If the cards hold what they held, the server may still be at \
             work: check again after some minutes. Else something besides this transfer moved them; \
             `espai.cards.balance_logs` may tell what.",
        ),
    ];

    async fn run(self, io: Io) -> Result<Transferred, BursarError> {
        let pair = Pair::new((&self.phone, &self.code), (&self.target_phone, &self.target_code));
        pair.check()?;
        let mut receipt = Receipt::parse(&self.receipt)?;
        // A transfer that runs now would move the readings under our eyes.
        let _turn = io.exclusive(Lease::Transfer).await?;
        let cards = pair.read(&io).await?;
        if (&cards.source.id, &cards.target.id) != (&receipt.source_id, &receipt.target_id) {
            return Err(BursarError::invalid("receipt", "speaks of other cards"));
        }
        let mut book = io.session().transfers();
        let known = book.applied(&receipt)?;
        receipt.see(&cards);
        let obstacle = book.obstacle(pair.codes(), &receipt);
        if obstacle.is_none() && receipt.is_proven_by(&cards) {
            book.settle(pair.codes(), Some(&receipt), KnownBy::READING);
            return Ok(receipt.transferred(KnownBy::READING));
        }
        if let Some(known) = known {
            return Ok(known);
        }
        let unknown =
            |detail: &str| BursarError::new(ErrorKind::OutcomeUnknown, detail).with_readings(receipt.to_json());
        Err(match obstacle {
            Some(obstacle) => unknown(&obstacle).with_hint(TWO_TRANSFERS),
            None => unknown("the readings do not prove that the transfer was applied"),
        })
    }
}
