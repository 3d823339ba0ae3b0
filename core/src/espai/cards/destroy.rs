//! `POST /cdkey/destroy`: destroys a paid card that has nothing left. The body is an array at the root.
//!
//! Irreversible. What a second call on the same id gives is not documented. Facts: docs/platforms/espai.md §5.4, checked
//! 2026-11-21.

use std::collections::BTreeSet;

use bursar_macros::params;
use serde_json::json;

use super::{Card, ListCards};
use crate::error::{BursarError, ErrorKind, Hints};
use crate::http::{Reply, RequestBuilder, require, written};
use crate::io::Io;
use crate::operation::{Info, Operation, Platform, Safety};

/// Destroys a card. It must be a paid one with 0 calls left.
///
/// If the reply is lost, it counts as destroyed when a complete listing does not show it any more.
///
/// Errors of its own: `not_found`, with nothing sent, when no card of the account has the id; `refused` for a card with
/// calls left; `outcome_unknown` when the reply is lost and no complete listing shows that it is gone.
#[params]
pub struct DestroyCard {
    /// The card's id, 32 hex digits.
    pub id: String,
}

impl Operation for DestroyCard {
    type Output = ();

    const INFO: Info = Info::post(Platform::EspAi, "/cdkey/destroy", Safety::Once);

    const HINTS: Hints = &[
        (
            ErrorKind::OutcomeUnknown,
            "Call `espai.cards.list`: if the card is not there, it is destroyed. If it is still there after a \
             minute, call again.",
        ),
        (
            ErrorKind::Refused,
            "Nothing was destroyed. Likely: the card has calls left (`api_limit`), is a trial card (type 0), or the \
             key is wrong. `espai.cards.list` shows.",
        ),
    ];

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        require("id", &self.id)?;
        request.json(json!([{ "id": self.id }]));
        Ok(())
    }

    fn parse(&self, _: &Reply<'_>) -> Result<(), BursarError> {
        Ok(())
    }

    async fn run(self, io: Io) -> Result<(), BursarError> {
        io.check(&self)?;
        if !io.verifies() {
            return io.exchange(&self).await;
        }
        if !self.is_listed(&io).await? {
            return Err(BursarError::new(ErrorKind::NotFound, "no card of this account has this id; nothing was sent"));
        }
        let mut seen = written(&json!({ "id": self.id, "listed": true }));
        io.note(&seen);
        let lost = match io.exchange(&self).await {
            Err(lost) if lost.is_outcome_unknown() => lost,
            other => return other,
        };
        let mut looks = io.looks();
        while looks.next().await {
            let mut listing = Listing::default();
            while let Some(request) = listing.next() {
                let Ok(page) = io.look(&request, None).await else { break };
                listing.take(page.rows, page.total);
            }
            let listed = listing.ids.contains(&self.id);
            if listing.complete && !listed {
                return Ok(());
            }
            seen = written(&json!({ "id": self.id, "listed": if listed { Some(true) } else { None } }));
            io.note(&seen);
        }
        Err(lost.with_readings(seen))
    }
}

impl DestroyCard {
    /// Filters are not documented well enough to prove an absence: what the filter does not find, a complete listing may.
    async fn is_listed(&self, io: &Io) -> Result<bool, BursarError> {
        let filter = ListCards { id: Some(self.id.clone()), ..ListCards::default() };
        if io.reading(&filter, None).await?.rows.iter().any(|card| card.id == self.id) {
            return Ok(true);
        }
        let mut listing = Listing::default();
        while let Some(request) = listing.next() {
            let page = io.reading(&request, None).await?;
            listing.take(page.rows, page.total);
        }
        if listing.ids.contains(&self.id) || listing.complete {
            return Ok(listing.ids.contains(&self.id));
        }
        Err(BursarError::new(ErrorKind::Decode, "the server's list of cards is not complete; nothing was sent"))
    }
}

/// All cards, page after page until an empty one. Complete when as many were seen as the server states.
#[derive(Default)]
struct Listing {
    page: u32,
    ids: BTreeSet<String>,
    total: Option<u64>,
    over: bool,
    complete: bool,
}

impl Listing {
    fn next(&mut self) -> Option<ListCards> {
        self.page = self.page.saturating_add(1);
        (!self.over).then(|| ListCards { page: (self.page > 1).then_some(self.page), ..ListCards::default() })
    }

    fn take(&mut self, rows: Vec<Card>, total: Option<u64>) {
        self.total = self.total.max(total);
        let (known, empty) = (self.ids.len(), rows.is_empty());
        self.ids.extend(rows.into_iter().map(|card| card.id));
        // A server that ignores the page number never sends an empty one: that listing proves nothing.
        self.over = empty || self.ids.len() == known;
        // Nor does one whose server does not say how many there are.
        self.complete = empty && self.total.is_some_and(|total| self.ids.len() as u64 >= total);
    }
}
