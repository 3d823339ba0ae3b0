//! Fields without names cannot be named in other languages.
#![allow(unused_imports)]
use bursar::{Secret, schema, value};
use bursar_macros::{params, record};

/// A tuple.
#[params]
pub struct Pair(pub String, pub String);

fn main() {}
