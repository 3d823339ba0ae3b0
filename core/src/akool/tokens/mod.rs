//! Bearer tokens.

mod create;

pub use create::{CreateToken, Token};
