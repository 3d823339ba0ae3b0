//! Rows are flat.
#![allow(unused_imports)]
use bursar::{Secret, schema, value};
use bursar_macros::{params, record};

/// Inside.
#[record]
pub struct Inner {
    /// An id.
    pub id: i64,
}

/// A row.
#[record]
pub struct Row {
    /// Not flat.
    pub inner: Inner,
}

fn main() {}
