//! The door of a flow: what it may ask of its host and its session.

use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use crate::Secret;
use crate::call::{DEADLINE_MS, Event, Loss, Step};
use crate::error::{BursarError, ErrorKind};
use crate::http::{Arrived, Request};
use crate::meta;
use crate::options::Options;
use crate::session::{Lease, Session, lock};

/// How long a call waits before it asks again for a lease that another call holds.
const TURN_MS: u64 = 20;

/// Why a request is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Operation,
    Token,
    Reading,
}

/// What the flow and its call hand each other.
pub(crate) struct Port {
    pub(crate) session: Arc<Session>,
    pub(crate) options: Options,
    pub(crate) call: u64,
    pub(crate) operation: &'static str,
    /// Those among the parameters.
    pub(crate) secrets: Vec<Secret>,
    pub(crate) slot: Mutex<Slot>,
}

#[derive(Default)]
pub(crate) struct Slot {
    pub(crate) begun: bool,
    pub(crate) now: u64,
    pub(crate) deadline: u64,
    pub(crate) asked: Option<Step>,
    pub(crate) answer: Option<Event>,
    pub(crate) purpose: Option<Purpose>,
    pub(crate) attempts: u32,
    /// Whether a state change can have reached the server.
    pub(crate) exposed: bool,
    /// The same, as it was before the request that was sent last.
    pub(crate) exposed_before: bool,
    /// Credentials that were sent: the session may have others by the time that an error quotes one.
    pub(crate) sent: Vec<Secret>,
    pub(crate) readings: Option<String>,
    pub(crate) last: meta::Last,
}

/// The door through which a flow reaches its host and its session.
#[derive(Clone)]
pub struct Io(pub(crate) Arc<Port>);

impl fmt::Debug for Io {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Io").field("operation", &self.0.operation).finish_non_exhaustive()
    }
}

impl Io {
    pub(crate) fn session(&self) -> &Session {
        &self.0.session
    }

    pub(crate) fn options(&self) -> &Options {
        &self.0.options
    }

    /// The full name of the operation that the call runs.
    pub(crate) fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// The secrets among its parameters.
    pub(crate) fn secrets(&self) -> &[Secret] {
        &self.0.secrets
    }

    /// Whether a lost state change is settled by reading. Not where the caller sends something else than the parameters say.
    pub(crate) fn verifies(&self) -> bool {
        let options = self.options();
        options.verifies() && options.path.is_none() && options.query.is_empty() && options.body.is_none()
    }

    /// The host's monotonic clock, in milliseconds.
    pub(crate) fn now(&self) -> u64 {
        lock(&self.0.slot).now
    }

    /// Milliseconds until the call's deadline.
    pub(crate) fn left(&self) -> u64 {
        let slot = lock(&self.0.slot);
        slot.deadline.saturating_sub(slot.now)
    }

    pub(crate) fn overdue(&self) -> String {
        format!("the call's deadline of {} ms has passed", self.options().deadline_ms.unwrap_or(DEADLINE_MS))
    }

    /// Asks the host for one step. Both ends of the exchange are the one slot: nothing is queued.
    async fn ask(&self, step: Step) -> Event {
        let mut step = Some(step);
        poll_fn(|_| {
            let mut slot = lock(&self.0.slot);
            if let Some(step) = step.take() {
                slot.asked = Some(step);
                return Poll::Pending;
            }
            slot.answer.take().map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }

    /// Waits; any answer of the host ends the wait.
    pub(crate) async fn wait(&self, ms: u64) {
        lock(&self.0.slot).purpose = None;
        self.ask(Step::Wait { ms }).await;
    }

    /// Waits until the clock shows `moment`; gives up at once, with `false`, when that is past the deadline.
    pub(crate) async fn wait_until(&self, moment: u64) -> bool {
        let (now, left) = (self.now(), self.left());
        let ms = moment.saturating_sub(now);
        if ms >= left {
            return false;
        }
        if ms > 0 {
            self.wait(ms).await;
        }
        true
    }

    /// Sends, and tells what came. A host that answers out of turn may have sent it.
    pub(crate) async fn send(
        &self,
        request: Arc<Request>,
        purpose: Purpose,
        changes: bool,
    ) -> Result<Arrived, (Loss, String)> {
        {
            let mut slot = lock(&self.0.slot);
            slot.attempts = slot.attempts.saturating_add(1);
            slot.purpose = Some(purpose);
            slot.exposed_before = slot.exposed;
            slot.exposed |= changes;
        }
        match self.ask(Step::Send(request)).await {
            Event::Received(reply) => {
                lock(&self.0.slot).last = meta::Last::of(&reply);
                Ok(reply)
            }
            Event::Failed(loss, detail) => Err((loss, detail)),
            Event::Begin | Event::Waited => Err((Loss::MaybeSent, "the driver answered out of turn".to_owned())),
        }
    }

    /// Notes a credential that is sent, so that it can be taken out of what a server or a host says.
    pub(crate) fn keep_secret(&self, credential: &Secret) {
        let text = credential.expose();
        let secret = Secret::new(text.strip_prefix("Bearer ").unwrap_or(text));
        let mut slot = lock(&self.0.slot);
        if !slot.sent.contains(&secret) {
            slot.sent.push(secret);
        }
    }

    /// Notes that the state change that was sent last certainly did not happen.
    pub(crate) fn unexposed(&self) {
        lock(&self.0.slot).exposed = false;
    }

    /// Whether a state change can have reached the server.
    pub(crate) fn exposed(&self) -> bool {
        lock(&self.0.slot).exposed
    }

    /// Notes what was read, for the error should the call be cancelled.
    pub(crate) fn note(&self, readings: impl fmt::Display) {
        lock(&self.0.slot).readings = Some(readings.to_string());
    }

    /// Takes turns with the session's other calls: one at a time per lease, by waiting.
    ///
    /// # Errors
    /// `timeout` when the deadline comes first.
    pub(crate) async fn exclusive(&self, lease: Lease) -> Result<Exclusive, BursarError> {
        loop {
            let (now, until) = {
                let slot = lock(&self.0.slot);
                (slot.now, slot.deadline)
            };
            if self.session().claim(lease, self.0.call, now, until) {
                return Ok(Exclusive { io: self.clone(), lease });
            }
            if !self.wait_until(now.saturating_add(TURN_MS)).await {
                return Err(BursarError::new(
                    ErrorKind::Timeout,
                    "another call of this session took too long; nothing was sent",
                ));
            }
        }
    }
}

/// A turn that is given back when it is dropped, also by a call that is closed.
pub(crate) struct Exclusive {
    io: Io,
    lease: Lease,
}

impl Drop for Exclusive {
    fn drop(&mut self) {
        self.io.session().release(self.lease, self.io.0.call);
    }
}
