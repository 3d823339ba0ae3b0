//! `POST /cdkey/transfer`: moves calls from one card to another.
//!
//! The reply tells neither balances nor an id, and the server has no idempotency key: what was lost is never sent again,
//! but looked for in both cards. Trial cards cannot take part. Facts: docs/platforms/espai.md §5.3, checked 2026-11-21.

use bursar_macros::{params, record};

use super::book::{Doubt, TWO_TRANSFERS};
use super::receipt::{Cards, Pair, Receipt};
use crate::Secret;
use crate::error::{BursarError, ErrorKind, Hints};
use crate::http::{Reply, RequestBuilder};
use crate::io::Io;
use crate::operation::{Info, Operation, Platform, Safety};
use crate::session::Lease;
use crate::value::{MAX_INTEGER, open_enum};

/// Moves calls between two paid cards.
///
/// If the reply is lost, it counts as applied when both cards, of types 1 to 4, moved by exactly the amount. The premise:
/// nobody else moves credits of these cards meanwhile. Transfers of one session take turns, and while one of them is of
/// unknown outcome, no later one of either card is settled by reading: the error names the one in doubt.
///
/// Errors of its own: `refused`, with the platform's words, for what the platform does not grant, such as a trial card;
/// `conflict` for a receipt that does not fit any more; `outcome_unknown` when the reply is lost and the cards do not
/// prove it.
#[params]
pub struct TransferCards {
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
    /// From `cards.prepare_transfer`. If the cards have changed since, it is `conflict`, and nothing is sent.
    pub receipt: Option<String>,
}

open_enum! {
    /// How a transfer is known to have been applied.
    KnownBy {
        /// The server said so.
        REPLY = "reply",
        /// The reply was lost, and both cards show it.
        READING = "reading",
    }
}

/// A transfer that was applied.
#[record]
pub struct Transferred {
    /// How that is known.
    pub known_by: KnownBy,
    /// Calls that moved.
    pub amount: u64,
    /// Id of the giving card; null with `verify: false`.
    pub source_id: Option<String>,
    /// Id of the receiving card; null with `verify: false`.
    pub target_id: Option<String>,
    /// Calls on the giving card before; null with `verify: false`.
    pub source_before: Option<i64>,
    /// Calls on the receiving card before; null with `verify: false`.
    pub target_before: Option<i64>,
    /// Calls on the giving card after; null when known by reply, which does not tell.
    pub source_after: Option<i64>,
    /// Calls on the receiving card after; null when known by reply.
    pub target_after: Option<i64>,
}

pub(super) fn require_amount(amount: u64) -> Result<(), BursarError> {
    if (1..=MAX_INTEGER).contains(&amount) {
        Ok(())
    } else {
        Err(BursarError::invalid("amount", "must be from 1 to 2^53"))
    }
}

impl Operation for TransferCards {
    type Output = Transferred;

    const INFO: Info = Info::post(Platform::EspAi, "/cdkey/transfer", Safety::Once);

    const HINTS: Hints = &[
        (
            ErrorKind::OutcomeUnknown,
            "Wait a minute. Readings, if the error has them, are a receipt: hand them to \
             `espai.cards.check_transfer` with the same phones and codes. Else read both cards with \
             `espai.cards.get` and compare with what they held.",
        ),
        (
            ErrorKind::Refused,
            "Nothing was moved. Likely: a phone and code that are not of the same card, more calls than the giving \
             card has (`api_limit`), a trial card (type 0), or a wrong key. `espai.cards.get` reads either card.",
        ),
    ];

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        self.pair().check()?;
        require_amount(self.amount)?;
        request.fields(&[
            ("phone", &self.phone),
            ("code", self.code.expose()),
            ("target_phone", &self.target_phone),
            ("target_code", self.target_code.expose()),
            ("limit", &self.amount.to_string()),
        ]);
        Ok(())
    }

    fn parse(&self, _: &Reply<'_>) -> Result<Transferred, BursarError> {
        let (id, reading) = (None::<String>, None);
        Ok(Transferred {
            known_by: KnownBy::REPLY,
            amount: self.amount,
            source_id: id.clone(),
            target_id: id,
            source_before: reading,
            target_before: reading,
            source_after: reading,
            target_after: reading,
        })
    }

    async fn run(self, io: Io) -> Result<Transferred, BursarError> {
        io.check(&self)?;
        let promised = self.receipt.as_deref().map(Receipt::parse).transpose()?;
        let _turn = io.exclusive(Lease::Transfer).await?;
        let receipt =
            if io.verifies() || promised.is_some() { Some(self.read(&io, promised.as_ref()).await?) } else { None };
        if let Some(receipt) = &receipt {
            io.note(receipt.to_json());
        }
        let doubt = Doubt::begin(&io, self.pair().codes(), receipt.clone());
        match (io.exchange(&self).await, receipt) {
            (Ok(plain), receipt) => {
                doubt.applied(None, KnownBy::REPLY);
                Ok(receipt.map_or(plain, |receipt| receipt.transferred(KnownBy::REPLY)))
            }
            (Err(lost), Some(receipt)) if lost.is_outcome_unknown() && io.verifies() => {
                self.settle(&io, doubt, receipt, lost).await
            }
            (Err(lost), Some(receipt)) if lost.is_outcome_unknown() => Err(lost.with_readings(receipt.to_json())),
            (Err(lost), None) if lost.is_outcome_unknown() => Err(lost),
            (Err(error), _) => {
                doubt.void();
                Err(error)
            }
        }
    }
}

impl TransferCards {
    fn pair(&self) -> Pair<'_> {
        Pair::new((&self.phone, &self.code), (&self.target_phone, &self.target_code))
    }

    /// What both cards hold now; a conflict if that is not what was promised.
    async fn read(&self, io: &Io, promised: Option<&Receipt>) -> Result<Receipt, BursarError> {
        let before: Cards = self.pair().read(io).await?;
        let receipt = Receipt::of(io, self.amount, &before);
        let Some(promised) = promised else { return Ok(receipt) };
        let conflict = |(code, detail): (&str, &str)| {
            let error = BursarError::new(ErrorKind::Conflict, detail).because("nothing was sent now");
            Err(error.with_code(Some(code.to_owned())).with_readings(receipt.to_json()))
        };
        if let Some(objection) = io.session().transfers().objection(promised) {
            return conflict(objection);
        }
        if !receipt.agrees_with(promised) {
            return conflict(("changed", "the cards, or the amount, are not those of the receipt any more"));
        }
        Ok(Receipt { id: promised.id.clone(), ..receipt })
    }

    async fn settle(
        &self,
        io: &Io,
        doubt: Doubt,
        mut receipt: Receipt,
        lost: BursarError,
    ) -> Result<Transferred, BursarError> {
        let pair = self.pair();
        // An earlier transfer of unknown outcome may still move the same cards.
        let obstacle = doubt.obstacle();
        let mut looks = io.looks();
        while looks.next().await {
            let Some(cards) = pair.look(io).await else { continue };
            receipt.see(&cards);
            io.note(receipt.to_json());
            if obstacle.is_none() && receipt.is_proven_by(&cards) {
                doubt.applied(Some(&receipt), KnownBy::READING);
                return Ok(receipt.transferred(KnownBy::READING));
            }
        }
        let lost = lost.with_readings(receipt.to_json());
        Err(match obstacle {
            Some(obstacle) => lost.because(&obstacle).with_hint(TWO_TRANSFERS),
            None => lost,
        })
    }
}
