//! The crossing of `bursar::handles` for Python, Kotlin and Swift, by UniFFI. It forwards and decides nothing.
//!
//! Arguments are integers and bytes only, and every answer is bytes: UniFFI's strings and lists cost five times more.
//! `bursar::handles::Answer` tells what an answer says, `bursar::packed` how rows are read.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(missing_docs, reason = "the functions are those of bursar::handles::Table")]

mod packed;

use bursar::handles::Table;

use crate::packed::Packed;

uniffi::setup_scaffolding!();

static TABLE: Table = Table::new();

#[uniffi::export]
pub fn session_open(config: &[u8]) -> Packed {
    TABLE.session_open(config).into()
}

#[uniffi::export]
pub fn session_close(session: u64) {
    TABLE.session_close(session);
}

#[uniffi::export]
#[must_use]
pub fn session_token(session: u64) -> Packed {
    TABLE.session_token(session).into()
}

#[uniffi::export]
pub fn session_set_token(session: u64, token: &[u8]) -> Packed {
    TABLE.session_set_token(session, token).into()
}

#[uniffi::export]
pub fn open(session: u64, request: &[u8], now: u64) -> Packed {
    TABLE.open(session, request, now).into()
}

#[uniffi::export]
pub fn received(call: u64, head: &[u8], body: &[u8], now: u64) -> Packed {
    TABLE.received(call, head, body.to_vec(), now).into()
}

#[uniffi::export]
pub fn failed(call: u64, loss: u8, detail: &[u8], now: u64) -> Packed {
    TABLE.failed(call, loss, detail, now).into()
}

#[uniffi::export]
pub fn waited(call: u64, now: u64) -> Packed {
    TABLE.waited(call, now).into()
}

#[uniffi::export]
#[must_use]
pub fn describe(call: u64) -> Packed {
    TABLE.describe(call).into()
}

#[uniffi::export]
pub fn close(call: u64) {
    TABLE.close(call);
}

#[uniffi::export]
#[must_use]
pub fn live() -> u64 {
    TABLE.live()
}

#[cfg(feature = "ureq")]
pub mod transport {
    use super::{Packed, TABLE};

    #[uniffi::export]
    pub fn run(session: u64, request: &[u8], now: u64) -> Packed {
        TABLE.run(session, request, now).into()
    }

    #[uniffi::export]
    pub fn run_start(session: u64, request: &[u8], now: u64) -> Packed {
        TABLE.run_start(session, request, now).into()
    }

    #[uniffi::export]
    pub fn run_wait(job: u64, ms: u64) -> Packed {
        TABLE.run_wait(job, ms).into()
    }

    #[uniffi::export]
    pub fn run_cancel(job: u64) -> Packed {
        TABLE.run_cancel(job).into()
    }
}
