//! Parameters are flat.
#![allow(unused_imports)]
use bursar::{Secret, schema, value};
use bursar_macros::{params, record};

/// Parameters.
#[params]
pub struct Params {
    /// Not flat.
    pub ids: Vec<String>,
}

fn main() {}
