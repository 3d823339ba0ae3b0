//! The demo accounts and cards, and more of them on request.

use serde_json::{Value, json};

use super::cards::Card;
use super::ledger::Totals;
use super::{EspAi, Owner};
use crate::generator::Generator;

/// 2025-04-01, the create time of the documented sample.
const FIRST_TIME: i64 = 1_743_506_056_109;

impl EspAi {
    /// Two accounts without a card.
    pub(crate) fn empty(seed: u64) -> Self {
        let mut generator = Generator::new(seed, "espai");
        let owners = [("琳琅", "15916888888", "linlang@example.com"), ("阿福", "17516888888", "")]
            .into_iter()
            .map(|(name, phone, email)| Owner {
                user_id: generator.hex(32),
                name: name.to_owned(),
                phone: phone.to_owned(),
                email: email.to_owned(),
                api_key: generator.hex(32),
            })
            .collect();
        Self {
            generator,
            owners,
            cards: Vec::new(),
            logs: Vec::new(),
            totals: Totals::default(),
            orders: 0,
            list_cap: None,
            batch_total: false,
            unlimited_shows: None,
        }
    }

    /// For the first account a card of every type and an empty one; for the second account two.
    pub(crate) fn demo(seed: u64) -> Self {
        let mut server = Self::empty(seed);
        let cards = [
            (0, "1", 1_000),
            (0, "2", 2_200),
            (0, "3", 5_000),
            (0, "4", 15_000),
            (0, "5", 0),
            (0, "0", 500),
            (0, "1", 0),
            (1, "1", 1_000),
            (1, "3", 300),
        ];
        for (place, (owner, kind, credits)) in (0_i64..).zip(cards) {
            server.insert_card(owner, kind, credits, FIRST_TIME + place * 60_000);
        }
        server
    }

    /// Adds a card; the credits of an unlimited one (type 5) do not count.
    pub(crate) fn insert_card(&mut self, owner: usize, kind: &str, credits: i64, now: i64) -> Value {
        let api_limit = (kind != "5").then_some(credits);
        self.totals.initial += api_limit.unwrap_or(0);
        let (id, code) = (self.generator.hex(32), self.generator.alphanumeric(8));
        let card = Card { id, create_time: now, update_time: None, code, owner, api_limit, kind: kind.to_owned() };
        let row = self.public_card(&card);
        self.cards.push(card);
        row
    }

    /// The account with a phone, by its place.
    pub(crate) fn owner_with_phone(&self, phone: &str) -> Option<usize> {
        self.owners.iter().position(|owner| owner.phone == phone)
    }

    /// Key of the account at a place.
    pub(crate) fn api_key(&self, place: usize) -> Option<&str> {
        self.owners.get(place).map(|owner| owner.api_key.as_str())
    }

    /// What a test needs to use a card.
    pub(super) fn public_card(&self, card: &Card) -> Value {
        let owner = self.owners.get(card.owner);
        json!({
            "id": card.id,
            "phone": owner.map(|owner| &owner.phone),
            "code": card.code,
            "type": card.kind,
            "api_limit": card.api_limit,
            "user_name": owner.map(|owner| &owner.name),
        })
    }
}
