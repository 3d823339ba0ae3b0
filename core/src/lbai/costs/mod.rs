//! What users and groups consumed.

mod list;
mod total;

pub use list::{Cost, ListCosts};
pub use total::{CostTotal, TotalCost};
