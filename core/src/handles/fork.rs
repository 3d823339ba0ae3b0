//! A process that forks: its copy has only the thread that forked, and whatever another one held stays held there for ever.

use std::mem;
use std::sync::{Arc, MutexGuard};

use super::{Entry, Hosted, Inner, Table};

/// The table of a process that is about to fork: nobody changes it meanwhile.
#[derive(Debug)]
#[must_use = "the table waits for as long as this lives"]
pub struct Held<'a>(MutexGuard<'a, Inner>);

impl Table {
    /// Before a fork. In the process that goes on, dropping it is all.
    pub fn hold(&self) -> Held<'_> {
        Held(self.inner())
    }
}

impl Held<'_> {
    /// In the copy: sessions get locks, leases and connections of their own, and another sequence of random numbers, which
    /// `seed` begins. What they know of tokens and transfers stays.
    pub fn renew(mut self, seed: u64) {
        for (_, entry) in &mut self.0.entries {
            if let Entry::Session(hosted) = entry {
                let Hosted { session, packing, wire } = hosted;
                let own = Hosted {
                    session: Arc::new(session.renewed(seed)),
                    packing: *packing,
                    wire: Arc::new(wire.another()),
                };
                // The connections are the parent's, too: to close them properly would end them for both.
                mem::forget(mem::replace(hosted, own));
            }
        }
    }
}
