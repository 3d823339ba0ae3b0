//! What users consumed.

mod list;

pub use list::{ListUsages, Usage};
