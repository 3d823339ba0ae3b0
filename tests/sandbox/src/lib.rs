//! A local emulator of the four platforms that Bursar speaks to, for tests and demos.
//!
//! ```no_run
//! use bursar_sandbox::{Fault, FaultKind, Platform, Sandbox};
//!
//! let sandbox = Sandbox::start()?;
//! let url = sandbox.base_url(Platform::EspAi);
//! let key = &sandbox.credentials(Platform::EspAi)["apiKey"];
//! sandbox.add_faults([Fault::at(FaultKind::ResetAfter, Platform::EspAi, "/cdkey/transfer")])?;
//! # let _ = (url, key);
//! // … let a client work …
//! assert!(sandbox.ledger().balanced);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Each server has a port of its own; a further port takes the control calls under `/_sandbox/`. What a server answers
//! is decided by the fact sheets in `docs/platforms`; what those leave open is assumed, and said so at the top of each
//! platform's module (`lbai`, `opencatd`, `akool`, `espai`).

#![forbid(unsafe_code)]
#![allow(
    clippy::unnecessary_wraps,
    reason = "all calls of a platform have one signature, also those that refuse nothing"
)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod akool;
mod answer;
mod clock;
mod control;
mod core;
mod espai;
mod fault;
mod generator;
mod journal;
mod lbai;
mod mischief;
mod opencatd;
mod platform;
mod ready;
mod sandbox;
mod seed;
mod serve;
mod settings;
mod state;
mod tls;
mod wire;
mod world;

pub use espai::ledger::{Ledger, LedgerCard};
pub use fault::{Fault, FaultKind};
pub use journal::Arrival;
pub use platform::Platform;
pub use sandbox::{Builder, ControlError, Sandbox, StartError};
pub use seed::Seed;

/// Writes a file so that readers see the old content or the new one, never a part.
///
/// # Errors
/// As the file system says.
pub fn write_whole(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    state::replace(path, bytes)
}

/// Writes a file as [`write_whole`] does, unless there is one of this name.
///
/// # Errors
/// `AlreadyExists` for a name that is taken; else as the file system says.
pub fn write_new(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    state::create(path, bytes)
}
