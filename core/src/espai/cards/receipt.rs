//! The trace that a transfer leaves in two cards, and the receipt that tells what to look for.

use bursar_macros::object;
use serde::Serialize;

use super::{Card, GetCard, KnownBy, Transferred};
use crate::Secret;
use crate::decode;
use crate::error::BursarError;
use crate::http::require;
use crate::io::Io;

/// What both cards held before a transfer, and how much was to move. Holds no code and no phone, so it can be stored. An
/// error of unknown outcome carries one as its `readings`, with what was seen last.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[object]
pub(super) struct Receipt {
    /// Tells transfers apart that are alike in everything else.
    pub(super) id: String,
    pub(super) amount: u64,
    pub(super) source_id: String,
    pub(super) target_id: String,
    pub(super) source_before: Option<i64>,
    pub(super) target_before: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) source_after: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) target_after: Option<i64>,
}

impl Receipt {
    pub(super) fn parse(text: &str) -> Result<Self, BursarError> {
        decode::object(text, "").map_err(|_| BursarError::invalid("receipt", "is no receipt of a transfer"))
    }

    pub(super) fn of(io: &Io, amount: u64, before: &Cards) -> Self {
        Self {
            id: format!("{:016x}", io.session().random()),
            amount,
            source_id: before.source.id.clone(),
            target_id: before.target.id.clone(),
            source_before: before.source.api_limit,
            target_before: before.target.api_limit,
            source_after: None,
            target_after: None,
        }
    }

    /// Whether both speak of the same cards, readings and amount.
    pub(super) fn agrees_with(&self, other: &Self) -> bool {
        let plain =
            |receipt: &Self| Self { id: String::new(), source_after: None, target_after: None, ..receipt.clone() };
        plain(self) == plain(other)
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What both cards hold if the transfer was applied and nothing else happened.
    pub(super) fn expected(&self) -> [Option<i64>; 2] {
        let amount = i64::try_from(self.amount).ok();
        let source = self.source_before.zip(amount).and_then(|(before, amount)| before.checked_sub(amount));
        let target = self.target_before.zip(amount).and_then(|(before, amount)| before.checked_add(amount));
        [source, target]
    }

    /// Notes what was seen.
    pub(super) fn see(&mut self, cards: &Cards) {
        self.source_after = cards.source.api_limit;
        self.target_after = cards.target.api_limit;
    }

    /// Whether these readings prove it: the same two distinct cards, both counted, moved by exactly the amount.
    /// Anything else decides nothing: the server may still be working.
    pub(super) fn is_proven_by(&self, cards: &Cards) -> bool {
        let [source, target] = self.expected();
        let same =
            cards.source.id == self.source_id && cards.target.id == self.target_id && self.source_id != self.target_id;
        let counted = cards.source.r#type.is_counted() && cards.target.r#type.is_counted();
        let moved = source.is_some()
            && target.is_some()
            && cards.source.api_limit == source
            && cards.target.api_limit == target;
        same && counted && moved
    }

    /// What is told of a transfer that was applied.
    pub(super) fn transferred(&self, known_by: KnownBy) -> Transferred {
        Transferred {
            known_by,
            amount: self.amount,
            source_id: Some(self.source_id.clone()),
            target_id: Some(self.target_id.clone()),
            source_before: self.source_before,
            target_before: self.target_before,
            source_after: self.source_after,
            target_after: self.target_after,
        }
    }
}

/// What to do after the reading of two cards was refused.
pub(super) const WRONG_PAIR: &str = "Nothing was changed. Likely: a phone and code that are not of the same card, or a \
                                     wrong key. `espai.cards.get` reads either card, and `espai.cards.list` tells whether \
                                     the key works.";

/// The two cards of a transfer, as they were read.
pub(super) struct Cards {
    pub(super) source: Card,
    pub(super) target: Card,
}

/// Which two cards.
pub(super) struct Pair<'a> {
    source: (&'a str, &'a Secret),
    target: (&'a str, &'a Secret),
}

impl<'a> Pair<'a> {
    /// By phone and code: the giving card, and the receiving one.
    pub(super) fn new(source: (&'a str, &'a Secret), target: (&'a str, &'a Secret)) -> Self {
        Self { source, target }
    }

    pub(super) fn codes(&self) -> [&Secret; 2] {
        [self.source.1, self.target.1]
    }

    pub(super) fn check(&self) -> Result<(), BursarError> {
        require("phone", self.source.0)?;
        require("code", self.source.1.expose())?;
        require("targetPhone", self.target.0)?;
        require("targetCode", self.target.1.expose())?;
        if self.source == self.target {
            return Err(BursarError::invalid("targetCode", "is the card that the credits come from"));
        }
        Ok(())
    }

    fn halves(&self) -> [GetCard; 2] {
        [self.source, self.target].map(|(phone, code)| GetCard { phone: phone.to_owned(), code: code.clone() })
    }

    /// Reads both cards before anything is sent.
    pub(super) async fn read(&self, io: &Io) -> Result<Cards, BursarError> {
        let [source, target] = self.halves();
        Ok(Cards { source: io.reading(&source, None).await?, target: io.reading(&target, None).await? })
    }

    /// Looks at both cards after a loss.
    pub(super) async fn look(&self, io: &Io) -> Option<Cards> {
        let [source, target] = self.halves();
        Some(Cards { source: io.look(&source, None).await.ok()?, target: io.look(&target, None).await.ok()? })
    }
}
