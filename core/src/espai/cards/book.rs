//! What a session remembers of its transfers, so that no reading is taken for the wrong one's trace.

use super::receipt::Receipt;
use super::{KnownBy, Transferred};
use crate::Secret;
use crate::error::BursarError;
use crate::io::Io;

/// What to do while two transfers of the same cards cannot be told apart.
pub(super) const TWO_TRANSFERS: &str = "Wait some minutes, read the cards, and compare with `readings`: moved by this amount, \
                                        by the other's or by both tells which were applied, unless the amounts are equal. A \
                                        new session does not know of the other.";

/// The transfers of a session: those of unknown outcome, for each card the last one that was applied, and the receipts
/// that were used. It grows with the cards and receipts that the session has to do with.
///
/// Vectors, as there are few of all three, and a map of each would be compiled anew.
///
/// A card goes by its redemption code, which is always known, and by its id, which is known once it was read: codes may be
/// written in more than one way.
#[derive(Clone, Default)]
pub(crate) struct TransferBook {
    next: u64,
    doubts: Vec<Entry>,
    applied: Vec<Applied>,
    /// The receipts as they were when their transfers were known to be applied, and how that was known.
    used: Vec<(Receipt, KnownBy)>,
}

#[derive(Clone)]
struct Entry {
    id: u64,
    codes: [Secret; 2],
    receipt: Option<Receipt>,
}

#[derive(Clone)]
struct Applied {
    /// One of the card's names.
    card: Secret,
    /// Id of the transfer's receipt.
    receipt: Option<String>,
    /// What the card held when it was known last.
    now: Option<i64>,
}

/// The names of source and target.
fn names(codes: [&Secret; 2], receipt: Option<&Receipt>) -> [Vec<Secret>; 2] {
    let [source, target] = codes.map(|code| vec![code.clone()]);
    let Some(receipt) = receipt else { return [source, target] };
    let with = |names: Vec<Secret>, id: &str| names.into_iter().chain([Secret::new(id)]).collect();
    [with(source, &receipt.source_id), with(target, &receipt.target_id)]
}

impl Entry {
    fn is_of(&self, receipt: &Receipt) -> bool {
        self.receipt.as_ref().is_some_and(|own| own.id == receipt.id)
    }

    /// Why nothing can be concluded about another transfer.
    fn obstacle(&self) -> String {
        let which = match &self.receipt {
            Some(receipt) => format!(" ({} calls, receipt {})", receipt.amount, receipt.id),
            None => String::new(),
        };
        format!(
            "another transfer of these cards{which} is still of unknown outcome, so that in this session nothing can be \
             concluded from what they hold"
        )
    }

    fn names(&self) -> [Vec<Secret>; 2] {
        let [source, target] = &self.codes;
        names([source, target], self.receipt.as_ref())
    }
}

impl TransferBook {
    /// A transfer of unknown outcome that touches either card, besides the given one.
    fn other_doubt(&self, cards: &[Vec<Secret>; 2], except: Option<u64>) -> Option<&Entry> {
        let named = |name: &Secret| cards.iter().flatten().any(|other| other == name);
        let touching = |doubt: &Entry| doubt.names().iter().flatten().any(named);
        self.doubts.iter().find(|doubt| Some(doubt.id) != except && touching(doubt))
    }

    /// Why readings of these two cards cannot be taken for the trace of a receipt's transfer: another one is in doubt, or was
    /// applied since the receipt's readings.
    pub(super) fn obstacle(&self, codes: [&Secret; 2], receipt: &Receipt) -> Option<String> {
        let own = self.doubts.iter().find(|doubt| doubt.is_of(receipt)).map(|doubt| doubt.id);
        let cards = names(codes, Some(receipt));
        if let Some(doubt) = self.other_doubt(&cards, own) {
            return Some(doubt.obstacle());
        }
        let unmoved = cards.iter().zip([receipt.source_before, receipt.target_before]).all(|(names, before)| {
            names
                .iter()
                .filter_map(|name| self.applied.iter().find(|last| last.card == *name))
                .all(|last| last.receipt.as_ref() == Some(&receipt.id) || (last.now.is_some() && last.now == before))
        });
        let moved = "another transfer of these cards was applied since the receipt's readings, so that nothing can be \
                     concluded from what they hold now";
        (!unmoved).then(|| moved.to_owned())
    }

    /// What became of a receipt's transfer, if this session has seen that it was applied.
    ///
    /// # Errors
    /// `invalid_request` for a receipt that is not the one that was used.
    pub(super) fn applied(&self, receipt: &Receipt) -> Result<Option<Transferred>, BursarError> {
        match self.used.iter().find(|(used, _)| used.id == receipt.id) {
            Some((used, known_by)) if used.agrees_with(receipt) => Ok(Some(used.transferred(known_by.clone()))),
            Some(_) => Err(BursarError::invalid("receipt", "was changed since its transfer was applied")),
            None => Ok(None),
        }
    }

    /// Why the transfer of a receipt must not be sent, if it was sent before, as a code and in words.
    pub(super) fn objection(&self, receipt: &Receipt) -> Option<(&'static str, &'static str)> {
        if self.doubts.iter().any(|doubt| doubt.is_of(receipt)) {
            let detail = "the transfer of this receipt was sent already, with unknown outcome: check it first";
            return Some(("in_doubt", detail));
        }
        let is_used = self.used.iter().any(|(used, _)| used.id == receipt.id);
        is_used.then_some(("applied", "the transfer of this receipt was applied already"))
    }

    /// Notes that this transfer was applied, and how that is known.
    pub(super) fn settle(&mut self, codes: [&Secret; 2], receipt: Option<&Receipt>, known_by: KnownBy) {
        let expected = receipt.map_or([None, None], Receipt::expected);
        for (names, now) in names(codes, receipt).into_iter().zip(expected) {
            for card in names {
                self.applied.retain(|last| last.card != card);
                self.applied.push(Applied { card, receipt: receipt.map(|receipt| receipt.id.clone()), now });
            }
        }
        if let Some(receipt) = receipt {
            self.doubts.retain(|doubt| !doubt.is_of(receipt));
            self.used.retain(|(used, _)| used.id != receipt.id);
            self.used.push((receipt.clone(), known_by));
        }
    }

    /// Notes what the cards hold before the next transfer: what was applied earlier is in it.
    fn read(&mut self, codes: [&Secret; 2], receipt: &Receipt) {
        for (names, before) in names(codes, Some(receipt)).iter().zip([receipt.source_before, receipt.target_before]) {
            for name in names {
                for last in self.applied.iter_mut().filter(|last| last.card == *name) {
                    last.now = before;
                }
            }
        }
    }
}

/// One transfer under way: in doubt until it says otherwise. A call that is dropped leaves the doubt behind, unless the
/// request cannot have reached the server.
pub(super) struct Doubt {
    io: Io,
    id: u64,
    over: bool,
}

impl Doubt {
    pub(super) fn begin(io: &Io, codes: [&Secret; 2], receipt: Option<Receipt>) -> Self {
        let mut book = io.session().transfers();
        if let Some(receipt) = &receipt {
            book.read(codes, receipt);
        }
        let id = book.next;
        book.next = id.saturating_add(1);
        book.doubts.push(Entry { id, codes: codes.map(Secret::clone), receipt });
        drop(book);
        Self { io: io.clone(), id, over: false }
    }

    /// Why readings of the two cards cannot be taken for this transfer's trace.
    pub(super) fn obstacle(&self) -> Option<String> {
        let book = self.io.session().transfers();
        let own = book.doubts.iter().find(|doubt| doubt.id == self.id)?;
        book.other_doubt(&own.names(), Some(self.id)).map(Entry::obstacle)
    }

    /// It was applied, and this is what was seen.
    pub(super) fn applied(self, seen: Option<&Receipt>, known_by: KnownBy) {
        let mut book = self.io.session().transfers();
        let own = book.doubts.iter().position(|doubt| doubt.id == self.id);
        if let Some(Entry { codes: [source, target], receipt, .. }) = own.map(|at| book.doubts.remove(at)) {
            book.settle([&source, &target], seen.or(receipt.as_ref()), known_by);
        }
    }

    /// It certainly was not.
    pub(super) fn void(mut self) {
        self.over = true;
    }
}

impl Drop for Doubt {
    fn drop(&mut self) {
        if self.over || !self.io.exposed() {
            self.io.session().transfers().doubts.retain(|doubt| doubt.id != self.id);
        }
    }
}
