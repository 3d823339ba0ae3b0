//! What a session remembers of its transfers, so that no reading is taken for the wrong one's trace.

use std::collections::BTreeMap;

use super::receipt::Receipt;
use crate::Secret;
use crate::io::Io;

/// The transfers of a session: those of unknown outcome, and for each card the last one that was applied.
///
/// Cards go by their redemption code: it is known also where nothing was read.
#[derive(Default)]
pub(crate) struct TransferBook {
    next: u64,
    doubts: BTreeMap<u64, Entry>,
    applied: BTreeMap<Secret, Applied>,
}

struct Entry {
    codes: [Secret; 2],
    receipt: Option<Receipt>,
}

struct Applied {
    receipt: Option<Receipt>,
    /// What the card held when it was known last.
    now: Option<i64>,
}

impl TransferBook {
    /// Whether no transfer of unknown outcome touches either card, besides the given one.
    fn is_free(&self, codes: [&Secret; 2], except: Option<u64>) -> bool {
        let touches = |doubt: &Entry| codes.iter().any(|code| doubt.codes.contains(code));
        self.doubts.iter().all(|(id, doubt)| Some(*id) == except || !touches(doubt))
    }

    /// Whether readings of these two cards can be the trace of a receipt's transfer: no other one is in doubt, and none was
    /// applied since the receipt's readings.
    pub(super) fn is_clear(&self, codes: [&Secret; 2], receipt: &Receipt) -> bool {
        let own = self.doubts.iter().find(|(_, doubt)| doubt.is_of(receipt)).map(|(id, _)| *id);
        let [source, target] = codes;
        let unmoved =
            [(source, receipt.source_before), (target, receipt.target_before)].into_iter().all(|(code, before)| {
                let own = |last: &Applied| last.receipt.as_ref().is_some_and(|other| other.is_same(receipt));
                self.applied.get(code).is_none_or(|last| own(last) || (last.now.is_some() && last.now == before))
            });
        unmoved && self.is_free(codes, own)
    }

    /// Whether this very transfer was sent, and its outcome is not known.
    pub(super) fn is_in_doubt(&self, receipt: &Receipt) -> bool {
        self.doubts.values().any(|doubt| doubt.is_of(receipt))
    }

    /// Notes that this transfer was applied.
    pub(super) fn settle(&mut self, codes: [&Secret; 2], receipt: Option<&Receipt>) {
        if let Some(receipt) = receipt {
            self.doubts.retain(|_, doubt| !doubt.is_of(receipt));
        }
        let expected = receipt.map_or([None, None], Receipt::expected);
        for (code, now) in codes.into_iter().zip(expected) {
            self.applied.insert(code.clone(), Applied { receipt: receipt.cloned(), now });
        }
    }

    /// Notes what the cards hold before the next transfer: what was applied earlier is in it.
    fn read(&mut self, codes: [&Secret; 2], receipt: &Receipt) {
        let [source, target] = codes;
        for (code, before) in [(source, receipt.source_before), (target, receipt.target_before)] {
            if let Some(last) = self.applied.get_mut(code) {
                last.now = before;
            }
        }
    }
}

impl Entry {
    fn is_of(&self, receipt: &Receipt) -> bool {
        self.receipt.as_ref().is_some_and(|own| own.is_same(receipt))
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
        book.doubts.insert(id, Entry { codes: codes.map(Secret::clone), receipt });
        drop(book);
        Self { io: io.clone(), id, over: false }
    }

    /// Whether readings of the two cards can be this transfer's trace: nothing else of unknown outcome touches them.
    pub(super) fn is_alone(&self) -> bool {
        let book = self.io.session().transfers();
        let own = book.doubts.get(&self.id);
        own.is_some_and(|Entry { codes: [source, target], .. }| book.is_free([source, target], Some(self.id)))
    }

    /// It was applied.
    pub(super) fn applied(self) {
        let mut book = self.io.session().transfers();
        if let Some(Entry { codes: [source, target], receipt }) = book.doubts.remove(&self.id) {
            book.settle([&source, &target], receipt.as_ref());
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
            self.io.session().transfers().doubts.remove(&self.id);
        }
    }
}
