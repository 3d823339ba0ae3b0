//! The crossing of `bursar::handles` for JavaScript. It forwards and decides nothing.
//!
//! Every function that answers leaves its answer in memory and returns the address of a head of 16 numbers, which the
//! host reads before it calls again: nothing is copied, nothing is freed.
//!
//! | word | `S` send, `W` wait | `V` value, `E` failure |
//! |---|---|---|
//! | 0 | the tag's character code | the tag's character code |
//! | 1, 2 | address and bytes of the text | rows; 1 if there is a total |
//! | 3, 4 | | the total, low and high half |
//! | 5 to 10 | | addresses of numbers, lengths, ascii, wide and marks; pieces |
//! | 11 to 14 | | address and bytes of the cursor and of the meta |
//!
//! `bursar::packed::Rows` tells how rows are read. Handles and milliseconds are numbers, as JavaScript has no cheap other.
#![forbid(unsafe_code)]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// Addresses and handles are what JavaScript can hold; wasm32 has no others.
#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)]
#![allow(missing_docs, reason = "the functions are those of bursar::handles::Table")]

use std::cell::RefCell;

use bursar::handles::{Answer, Table};
use bursar::packed::{Block, Layout, Packing};
use wasm_bindgen::prelude::wasm_bindgen;

const WORDS: usize = 16;

static TABLE: Table = Table::with_packing(Packing::Rows16);

thread_local! {
    /// The last answer, which JavaScript reads in place, and its head.
    static LAST: RefCell<([u32; WORDS], Option<Answer>)> = const { RefCell::new(([0; WORDS], None)) };
}

fn leave(answer: Answer) -> u32 {
    LAST.with_borrow_mut(|(head, last)| {
        *head = match last.insert(answer) {
            Answer::Packed(block) => packed(block),
            Answer::Send(text) => spoken(b'S', text),
            Answer::Wait(text) => spoken(b'W', text),
            _ => [0; WORDS],
        };
        head.as_ptr() as u32
    })
}

fn spoken(tag: u8, text: &str) -> [u32; WORDS] {
    let mut head = [0; WORDS];
    let words = [tag.into(), text.as_ptr() as u32, text.len() as u32];
    head.iter_mut().zip(words).for_each(|(word, value)| *word = value);
    head
}

fn packed(block: &Block) -> [u32; WORDS] {
    let Layout::Rows(rows) = &block.layout else { return [0; WORDS] };
    let total = block.total.unwrap_or_default();
    let next = block.next.as_deref().unwrap_or_default();
    [
        block.tag.into(),
        rows.rows,
        block.total.is_some().into(),
        total as u32,
        (total >> 32) as u32,
        rows.numbers.as_ptr() as u32,
        rows.lengths.as_ptr() as u32,
        rows.ascii.as_ptr() as u32,
        rows.wide.as_ptr() as u32,
        rows.marks.as_ptr() as u32,
        (rows.marks.len() / 2) as u32,
        next.as_ptr() as u32,
        next.len() as u32,
        block.meta.as_ptr() as u32,
        block.meta.len() as u32,
        0,
    ]
}

#[wasm_bindgen]
pub fn session_open(config: &str) -> u32 {
    leave(TABLE.session_open(config.as_bytes()))
}

#[wasm_bindgen]
pub fn session_close(session: f64) {
    TABLE.session_close(session as u64);
}

#[wasm_bindgen]
pub fn session_token(session: f64) -> u32 {
    leave(TABLE.session_token(session as u64))
}

#[wasm_bindgen]
pub fn session_set_token(session: f64, token: &str) -> u32 {
    leave(TABLE.session_set_token(session as u64, token.as_bytes()))
}

#[wasm_bindgen]
pub fn open(session: f64, request: &str, now: f64) -> u32 {
    leave(TABLE.open(session as u64, request.as_bytes(), now as u64))
}

#[wasm_bindgen]
pub fn received(call: f64, head: &str, body: Vec<u8>, now: f64) -> u32 {
    leave(TABLE.received(call as u64, head.as_bytes(), body, now as u64))
}

#[wasm_bindgen]
pub fn failed(call: f64, loss: u8, detail: &str, now: f64) -> u32 {
    leave(TABLE.failed(call as u64, loss, detail.as_bytes(), now as u64))
}

#[wasm_bindgen]
pub fn waited(call: f64, now: f64) -> u32 {
    leave(TABLE.waited(call as u64, now as u64))
}

#[wasm_bindgen]
pub fn describe(call: f64) -> u32 {
    leave(TABLE.describe(call as u64))
}

#[wasm_bindgen]
pub fn close(call: f64) {
    TABLE.close(call as u64);
}

#[wasm_bindgen]
pub fn live() -> f64 {
    TABLE.live() as f64
}

/// Forgets the last answer, which may hold secrets and a large page.
#[wasm_bindgen]
pub fn forget() {
    LAST.set(([0; WORDS], None));
}
