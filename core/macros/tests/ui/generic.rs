//! A generic type has no one schema.
#![allow(unused_imports)]
use bursar::{Secret, schema, value};
use bursar_macros::{params, record};

/// Generic.
#[record]
pub struct Row<T> {
    /// Any.
    pub id: T,
}

fn main() {}
