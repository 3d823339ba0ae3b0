//! Docs are part of every generated client.
#![allow(unused_imports)]
use bursar::{Secret, schema, value};
use bursar_macros::{params, record};

/// A row.
#[record]
pub struct Row {
    pub id: i64,
}

fn main() {}
