//! The account's credit.

mod get;

pub use get::{Credit, GetCredit};
