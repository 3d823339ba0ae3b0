//! The ledger of all credits, and consumption, the only declared way in which their sum shrinks.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{EspAi, cards::Card};

/// What has come into the cards and gone out of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Totals {
    pub(super) initial: i64,
    pub(super) consumed: i64,
    pub(super) issued: i64,
    pub(super) absorbed: i64,
}

/// All credits of the ESP-AI cards.
///
/// `initial + issued == sum + consumed + absorbed` at any time; `balanced` says so. Without unlimited cards in play `issued` and
/// `absorbed` are 0, and the sum changes by declared consumption only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Every card that exists.
    pub cards: Vec<LedgerCard>,
    /// Credits of all limited cards together.
    pub sum: i64,
    /// Credits consumed through [`consume`](crate::Sandbox::consume).
    pub consumed: i64,
    /// Credits that the demo data and seeds brought into being.
    pub initial: i64,
    /// Credits that unlimited cards gave to limited ones.
    pub issued: i64,
    /// Credits that unlimited cards took from limited ones.
    pub absorbed: i64,
    /// Whether the books agree.
    pub balanced: bool,
}

/// One card in the [`Ledger`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerCard {
    /// Card id.
    pub id: String,
    /// Card type, `0` to `5`.
    pub r#type: String,
    /// Phone of the owner.
    pub phone: String,
    /// Remaining credits; `None` is unlimited.
    pub credits: Option<i64>,
}

impl EspAi {
    /// The books as they are.
    pub(crate) fn ledger(&self) -> Ledger {
        let phone = |card: &Card| self.owners.get(card.owner).map(|owner| owner.phone.clone()).unwrap_or_default();
        let row = |card: &Card| LedgerCard {
            id: card.id.clone(),
            r#type: card.kind.clone(),
            phone: phone(card),
            credits: card.api_limit,
        };
        let sum = self.cards.iter().filter_map(|card| card.api_limit).sum();
        let Totals { initial, consumed, issued, absorbed } = self.totals;
        Ledger {
            cards: self.cards.iter().map(row).collect(),
            sum,
            consumed,
            initial,
            issued,
            absorbed,
            balanced: initial + issued == sum + consumed + absorbed,
        }
    }

    /// Uses up calls of a card, named by its id or its code.
    pub(crate) fn consume(&mut self, card: &str, amount: i64, now: i64) -> Result<Option<i64>, String> {
        if amount < 1 {
            return Err("amount must be at least 1".to_owned());
        }
        let place = self.cards.iter().position(|row| row.id == card || row.code == card).ok_or("no such card")?;
        let left = self.cards.get(place).and_then(|card| card.api_limit);
        if left.is_some_and(|left| left < amount) {
            return Err(format!("the card has only {} credits", left.unwrap_or_default()));
        }
        if self.change(place, -amount, now).is_some() {
            self.totals.consumed += amount;
        }
        self.log(place, "3", amount, now);
        Ok(left.map(|left| left - amount))
    }

    /// What the ready file tells of the first cards, codes included: a test needs them.
    pub(crate) fn card_table(&self) -> Value {
        self.cards.iter().take(20).map(|card| self.public_card(card)).collect()
    }
}
