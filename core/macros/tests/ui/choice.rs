//! An enumeration is not flat.
#![allow(unused_imports)]
use bursar::{Secret, schema, value};
use bursar_macros::{params, record};

/// A choice.
#[params]
pub enum Choice {
    /// One.
    One,
    /// Two.
    Two,
}

fn main() {}
