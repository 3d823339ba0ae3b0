//! The enterprise account.

mod balance;

pub use balance::{Balance, GetBalance};
