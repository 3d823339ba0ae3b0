//! What a session remembers of its transfers, so that no reading is taken for the wrong one's trace.

use std::collections::BTreeMap;

use super::receipt::Receipt;
use crate::Secret;
use crate::call::Io;

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
    /// What the card has since, if it was read before.
    after: Option<i64>,
}

impl TransferBook {
    /// Whether a reading of these two cards can be this transfer's trace: no other transfer of unknown outcome touches
    /// either, and none was applied since the receipt's readings.
    pub(super) fn is_clear(&self, codes: [&Secret; 2], receipt: &Receipt) -> bool {
        let own = |other: Option<&Receipt>| other.is_some_and(|other| other.is_same(receipt));
        let untouched = self
            .doubts
            .values()
            .all(|doubt| own(doubt.receipt.as_ref()) || codes.iter().all(|code| !doubt.codes.contains(code)));
        let [source, target] = codes;
        let unmoved =
            [(source, receipt.source_before), (target, receipt.target_before)].into_iter().all(|(code, before)| {
                self.applied
                    .get(code)
                    .is_none_or(|last| own(last.receipt.as_ref()) || (last.after.is_some() && last.after == before))
            });
        untouched && unmoved
    }

    /// Whether this very transfer was sent, and its outcome is not known.
    pub(super) fn is_in_doubt(&self, receipt: &Receipt) -> bool {
        self.doubts.values().any(|doubt| doubt.receipt.as_ref().is_some_and(|other| other.is_same(receipt)))
    }

    /// Notes that this transfer was applied.
    pub(super) fn settle(&mut self, codes: [&Secret; 2], receipt: Option<&Receipt>) {
        self.doubts.retain(|_, doubt| match (receipt, &doubt.receipt) {
            (Some(receipt), Some(other)) => !other.is_same(receipt),
            _ => true,
        });
        let afters = receipt.map_or([None, None], Receipt::expected);
        for (code, after) in codes.into_iter().zip(afters) {
            self.applied.insert(code.clone(), Applied { receipt: receipt.cloned(), after });
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
        let id = book.next;
        book.next = id.saturating_add(1);
        book.doubts.insert(id, Entry { codes: codes.map(Secret::clone), receipt });
        drop(book);
        Self { io: io.clone(), id, over: false }
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
