//! Built-in transports: the drivers of the machine for Rust programs. They send, sleep and cancel; they decide nothing.

#[cfg(feature = "ureq")]
mod client;
#[cfg(feature = "fetch")]
pub mod fetch;
#[cfg(feature = "ureq")]
mod gate;
#[cfg(feature = "ureq")]
mod job;
#[cfg(feature = "ureq")]
mod lookup;
mod shared;
#[cfg(feature = "ureq")]
mod ureq;
#[cfg(feature = "ureq")]
mod workers;

#[cfg(feature = "ureq")]
pub use client::{Client, Rows};
#[cfg(feature = "ureq")]
pub use job::Job;
#[cfg(feature = "ureq")]
pub(crate) use ureq::Transport;
