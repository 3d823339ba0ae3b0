//! The built-in transport, and what a host that forks has to say.

use std::cell::RefCell;

use bursar::handles::Held;

use super::{TABLE, given, leave};

thread_local! {
    /// While its process forks.
    static HELD: RefCell<Option<Held<'static>>> = const { RefCell::new(None) };
}

#[uniffi::export]
#[must_use]
pub fn run(session: u64, request: u64, request_length: u64, now: u64, out: u64) -> u64 {
    leave(&TABLE.run(session, given(request, request_length), now), out)
}

#[uniffi::export]
#[must_use]
pub fn job() -> u64 {
    TABLE.job()
}

#[uniffi::export]
#[must_use]
pub fn run_start(session: u64, request: u64, request_length: u64, now: u64, job: u64, out: u64) -> u64 {
    leave(&TABLE.run_start(session, given(request, request_length), now, job), out)
}

#[uniffi::export]
#[must_use]
pub fn run_wait(job: u64, ms: u64, out: u64) -> u64 {
    leave(&TABLE.run_wait(job, ms), out)
}

#[uniffi::export]
#[must_use]
pub fn run_cancel(job: u64, out: u64) -> u64 {
    leave(&TABLE.run_cancel(job), out)
}

#[uniffi::export]
pub fn before_fork() {
    HELD.set(Some(TABLE.hold()));
}

#[uniffi::export]
pub fn after_fork_in_parent() {
    HELD.set(None);
}

#[uniffi::export]
pub fn after_fork_in_child(seed: u64) {
    // Whoever forks without telling before has one thread, it is to be hoped.
    HELD.take().unwrap_or_else(|| TABLE.hold()).renew(seed);
}
