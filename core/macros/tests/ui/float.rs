//! A float is no exact number.
#![allow(unused_imports)]
use bursar::{Secret, schema, value};
use bursar_macros::{params, record};

/// A row.
#[record]
pub struct Row {
    /// Inexact.
    pub cost: f64,
}

fn main() {}
