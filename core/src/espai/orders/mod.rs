//! Buying quota.

mod create;

pub use create::{Commodity, CommodityType, CreateOrder, Order};
