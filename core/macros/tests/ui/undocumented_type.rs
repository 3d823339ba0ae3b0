//! Docs are part of every generated client.
#![allow(unused_imports)]
use bursar::{Secret, schema, value};
use bursar_macros::{params, record};

#[params]
pub struct Params {
    /// An id.
    pub id: i64,
}

fn main() {}
