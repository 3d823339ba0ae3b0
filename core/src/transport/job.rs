//! A call on a thread of its own: whoever started it can wait in slices, and give it up at once.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::client::Client;
use super::gate::Gate;
use super::shared::Record;
use crate::call::{Call, Event, Step};
use crate::error::BursarError;
use crate::session::lock;

/// A call that runs in the background.
///
/// A thread that sends cannot be stopped from outside, so [`Job::cancel`] takes the call away from it: the answer is there at
/// once, while the socket lives on until the reply or its time-out. Dropping the job gives the call up in the same way.
///
/// A request that may arrive only once ([`Request::once`](crate::Request)), as those of nearly all state changes, is not sent
/// any more if none of it was written by then; of one that was begun, the rest is not written. What was written arrives, and
/// so may a request that can be repeated: a read, or a token of Little Beauty AI that is renewed with `allow_extra_rotation`.
pub struct Job(Arc<Shared>);

struct Shared {
    running: Mutex<Running>,
    changed: Condvar,
    gate: Arc<Gate>,
}

struct Running {
    /// `None` once it was taken.
    call: Option<Call>,
    /// Whether the thread has ended.
    over: bool,
}

impl Client {
    /// Runs a call on a thread of its own. `watch` is told what happens while it happens, in the JSON texts that
    /// [`Client::drive`] collects, if the call wants its meta.
    ///
    /// Waits are real ones here: the sleep of [`Client::with_sleep`] could not be cut short.
    ///
    /// # Errors
    /// `configuration` when the system gives no thread.
    pub fn start(
        self: &Arc<Self>,
        call: Call,
        mut watch: impl FnMut(&str) + Send + 'static,
    ) -> Result<Job, BursarError> {
        let running = Mutex::new(Running { call: Some(call), over: false });
        let shared = Arc::new(Shared { running, changed: Condvar::new(), gate: Arc::default() });
        let (client, theirs) = (Arc::clone(self), Arc::clone(&shared));
        let started = self.workers.run(Box::new(move || {
            let ended = Ended(&theirs);
            work(&client, ended.0, &mut watch);
        }));
        match started {
            Ok(()) => Ok(Job(shared)),
            Err(error) => Err(BursarError::configuration(format!("no thread for the call: {error}")).complete()),
        }
    }
}

/// Says that the thread has ended, however it does.
struct Ended<'a>(&'a Shared);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        lock(&self.0.running).over = true;
        self.0.changed.notify_all();
    }
}

fn work(client: &Client, shared: &Shared, watch: &mut dyn FnMut(&str)) {
    let Some(mut record) = lock(&shared.running).call.as_ref().map(Record::of) else { return };
    let mut event = Event::Begin;
    loop {
        // The lock is held while the machine thinks, never while a request is under way.
        let step = match &mut lock(&shared.running).call {
            Some(call) => {
                let step = record.advance(call, event, client.now_ms());
                // Not before a wait: what was lost before it may still be on its way.
                if let Step::Send(_) = step {
                    shared.gate.renew();
                }
                step
            }
            None => return,
        };
        record.events.drain(..).for_each(|happened| watch(&happened));
        event = match step {
            Step::Send(request) => client.send(&request, &shared.gate),
            Step::Wait { ms } => {
                let running = lock(&shared.running);
                let wanted = |running: &mut Running| running.call.is_some();
                drop(shared.changed.wait_timeout_while(running, Duration::from_millis(ms), wanted));
                Event::Waited
            }
            Step::Done => return,
        };
    }
}

impl Job {
    /// Waits until the call is done, for so long at most, and hands it over to be finished; `None` when the time is up, or
    /// when it was taken before or meanwhile. Without a time-out it waits for as long as the call's deadline lets it run.
    #[must_use]
    pub fn wait(&self, timeout: Option<Duration>) -> Option<Call> {
        self.over(timeout)?.call.take()
    }

    /// The same, without taking it.
    pub(crate) fn is_over(&self, timeout: Option<Duration>) -> bool {
        self.over(timeout).is_some()
    }

    fn over(&self, timeout: Option<Duration>) -> Option<MutexGuard<'_, Running>> {
        let until = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut running = lock(&self.0.running);
        while !running.over && running.call.is_some() {
            running = match until.map(|until| until.saturating_duration_since(Instant::now())) {
                Some(Duration::ZERO) => return None,
                Some(left) => self
                    .0
                    .changed
                    .wait_timeout(running, left)
                    .map_or_else(|poisoned| poisoned.into_inner().0, |on| on.0),
                None => self.0.changed.wait(running).unwrap_or_else(PoisonError::into_inner),
            };
        }
        Some(running)
    }

    /// Gives the call up. What it can say, it says at once: `cancelled` while no state change can have reached the server, which
    /// includes one whose connection is still being made; else `outcome_unknown`; or its result, if it is done. `None` when it
    /// was taken before.
    #[must_use]
    pub fn cancel(&self) -> Option<Call> {
        let mut call = lock(&self.0.running).call.take()?;
        // Shut before the call gives its turn back: the session's next transfer must not meet this one.
        call.give_up(self.0.gate.shut());
        self.0.changed.notify_all();
        Some(call)
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        drop(self.cancel());
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let running = lock(&self.0.running);
        f.debug_struct("Job").field("call", &running.call).field("over", &running.over).finish()
    }
}
