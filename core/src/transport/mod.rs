//! Built-in transports: the drivers of the machine for Rust programs. They send, sleep and cancel; they decide nothing.

mod client;
mod ureq;

pub use client::{Client, Rows};
