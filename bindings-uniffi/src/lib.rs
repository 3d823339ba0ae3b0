//! The crossing of `bursar::handles` for Python, Kotlin and Swift, by UniFFI. It forwards and decides nothing.
//!
//! Everything is a number: what is given is an address and a length of bytes that the host keeps for as long as the call takes.
//! Functions that answer write the answer's address and length, 16 bytes, to the address `out`, and give what [`release`] takes
//! once the answer was read. UniFFI's own bytes, strings and lists take from five to fifty times as long.
//!
//! `bursar::handles::Answer` tells what an answer says, `bursar::packed` how rows are read. The packages call these functions
//! in one place each, and nobody else does: a wrong address ends the process.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(missing_docs, reason = "the functions are those of bursar::handles::Table")]

mod addresses;

use bursar::handles::Table;

use crate::addresses::{given, leave};

uniffi::setup_scaffolding!();

static TABLE: Table = Table::new();

#[uniffi::export]
#[must_use]
pub fn session_open(config: u64, config_length: u64, out: u64) -> u64 {
    leave(&TABLE.session_open(given(config, config_length)), out)
}

#[uniffi::export]
pub fn session_close(session: u64) {
    TABLE.session_close(session);
}

#[uniffi::export]
#[must_use]
pub fn session_token(session: u64, out: u64) -> u64 {
    leave(&TABLE.session_token(session), out)
}

#[uniffi::export]
#[must_use]
pub fn session_set_token(session: u64, token: u64, token_length: u64, out: u64) -> u64 {
    leave(&TABLE.session_set_token(session, given(token, token_length)), out)
}

#[uniffi::export]
#[must_use]
pub fn open(session: u64, request: u64, request_length: u64, now: u64, out: u64) -> u64 {
    leave(&TABLE.open(session, given(request, request_length), now), out)
}

#[uniffi::export]
#[must_use]
pub fn received(call: u64, head: u64, head_length: u64, body: u64, body_length: u64, now: u64, out: u64) -> u64 {
    leave(&TABLE.received(call, given(head, head_length), given(body, body_length).to_vec(), now), out)
}

#[uniffi::export]
#[must_use]
pub fn failed(call: u64, loss: u8, detail: u64, detail_length: u64, now: u64, out: u64) -> u64 {
    leave(&TABLE.failed(call, loss, given(detail, detail_length), now), out)
}

#[uniffi::export]
#[must_use]
pub fn waited(call: u64, now: u64, out: u64) -> u64 {
    leave(&TABLE.waited(call, now), out)
}

#[uniffi::export]
#[must_use]
pub fn describe(call: u64, out: u64) -> u64 {
    leave(&TABLE.describe(call), out)
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

/// Gives the memory of an answer back.
#[uniffi::export]
pub fn release(answer: u64) {
    addresses::release(answer);
}

#[cfg(feature = "ureq")]
pub mod transport;
