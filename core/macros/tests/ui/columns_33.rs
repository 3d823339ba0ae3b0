//! The null bits of a page are 32.
#![allow(unused_imports)]
use bursar::{Secret, schema, value};
use bursar_macros::{params, record};

/// A row.
#[record]
pub struct Row {
    /// Column 1.
    pub c1: i64,
    /// Column 2.
    pub c2: i64,
    /// Column 3.
    pub c3: i64,
    /// Column 4.
    pub c4: i64,
    /// Column 5.
    pub c5: i64,
    /// Column 6.
    pub c6: i64,
    /// Column 7.
    pub c7: i64,
    /// Column 8.
    pub c8: i64,
    /// Column 9.
    pub c9: i64,
    /// Column 10.
    pub c10: i64,
    /// Column 11.
    pub c11: i64,
    /// Column 12.
    pub c12: i64,
    /// Column 13.
    pub c13: i64,
    /// Column 14.
    pub c14: i64,
    /// Column 15.
    pub c15: i64,
    /// Column 16.
    pub c16: i64,
    /// Column 17.
    pub c17: i64,
    /// Column 18.
    pub c18: i64,
    /// Column 19.
    pub c19: i64,
    /// Column 20.
    pub c20: i64,
    /// Column 21.
    pub c21: i64,
    /// Column 22.
    pub c22: i64,
    /// Column 23.
    pub c23: i64,
    /// Column 24.
    pub c24: i64,
    /// Column 25.
    pub c25: i64,
    /// Column 26.
    pub c26: i64,
    /// Column 27.
    pub c27: i64,
    /// Column 28.
    pub c28: i64,
    /// Column 29.
    pub c29: i64,
    /// Column 30.
    pub c30: i64,
    /// Column 31.
    pub c31: i64,
    /// Column 32.
    pub c32: i64,
    /// Column 33.
    pub c33: i64,
}

fn main() {}
