//! What both take: every type of value, options, raw names, wire names, no fields at all.
#![allow(unused_imports)]
use bursar::{Secret, schema, value};
use bursar_macros::{params, record};

/// Parameters.
#[params]
pub struct Given {
    /// Text.
    pub name: String,
    /// A secret.
    pub code: Secret,
    /// May be absent.
    pub r#type: Option<u32>,
}

/// No parameters.
#[params]
pub struct Nothing {}

/// A row.
#[record]
#[serde(rename_all = "camelCase")]
pub struct Got {
    /// A number.
    pub user_id: i64,
    /// May be null.
    #[serde(rename = "createdAt")]
    pub created_at: Option<bursar::Instant>,
    /// Exact.
    pub cost: bursar::Decimal,
}

fn main() {}
