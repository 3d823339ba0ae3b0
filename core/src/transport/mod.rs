//! Built-in transports: the drivers of the machine for Rust programs. They send, sleep and cancel; they decide nothing.

mod client;
mod job;
mod ureq;

pub use client::{Client, Rows};
pub use job::Job;
