//! The machine: a flow is a coroutine that asks its host for one step at a time.
//!
//! [`Call::advance`] takes every event and always answers. [`Io`] is the flow's only door: there is no executor behind it,
//! no clock and no socket. What a step costs, how long it takes and when it is given up is the host's business; when it
//! is repeated, and what it means, is decided here and in `exchange.rs`.

use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use crate::Secret;
use crate::error::{BursarError, ErrorKind};
use crate::http::{Arrived, Request};
use crate::meta;
use crate::operation::{Flow, Output, Task};
use crate::options::Options;
use crate::scrub;
use crate::session::{Lease, Session, lock};

const DEADLINE_MS: u32 = 60_000;
/// How long a call waits before it asks again for a lease that another call holds.
const TURN_MS: u64 = 20;

/// What the host does next.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Step {
    /// Send this; answer with [`Event::Received`] or [`Event::Failed`].
    Send(Arc<Request>),
    /// Sleep so many milliseconds; answer with [`Event::Waited`].
    Wait {
        /// Milliseconds.
        ms: u64,
    },
    /// Nothing: take the result with [`Call::finish`].
    Done,
}

/// What the host tells.
#[derive(Debug)]
pub enum Event {
    /// The call begins.
    Begin,
    /// A reply came, of any status.
    Received(Arrived),
    /// No reply came.
    Failed(Loss, String),
    /// The sleep is over.
    Waited,
}

/// How a request was lost. A host that cannot tell says `MaybeSent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// It never left: refused, no such host, TLS failed.
    NotSent,
    /// It may have arrived: reset, time-out, cut body.
    MaybeSent,
    /// The caller does not want it any more. Also answers a wait.
    Cancelled,
    /// The body is longer than allowed.
    TooLarge,
}

impl Loss {
    /// By its number on the crossing: 0 not sent, 1 maybe sent, 2 cancelled, 3 too large.
    #[must_use]
    pub fn from_code(code: u8) -> Self {
        match code {
            0 => Self::NotSent,
            2 => Self::Cancelled,
            3 => Self::TooLarge,
            _ => Self::MaybeSent,
        }
    }
}

/// Why a request is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Operation,
    Token,
    Reading,
}

/// What the flow and its call hand each other.
struct Port {
    session: Arc<Session>,
    options: Options,
    call: u64,
    operation: &'static str,
    slot: Mutex<Slot>,
}

#[derive(Default)]
struct Slot {
    begun: bool,
    now: u64,
    deadline: u64,
    asked: Option<Step>,
    answer: Option<Event>,
    purpose: Option<Purpose>,
    attempts: u32,
    /// Whether a state change can have reached the server.
    exposed: bool,
    /// Credentials that were sent: the session may have others by the time that an error quotes one.
    sent: Vec<Secret>,
    readings: Option<String>,
    last: meta::Last,
}

/// The door through which a flow reaches its host and its session.
#[derive(Clone)]
pub struct Io(Arc<Port>);

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

    /// The host's monotonic clock, in milliseconds.
    pub(crate) fn now(&self) -> u64 {
        lock(&self.0.slot).now
    }

    /// Milliseconds until the call's deadline.
    pub(crate) fn left(&self) -> u64 {
        let slot = lock(&self.0.slot);
        slot.deadline.saturating_sub(slot.now)
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
    pub(crate) async fn send(&self, request: Arc<Request>, purpose: Purpose) -> Result<Arrived, (Loss, String)> {
        {
            let mut slot = lock(&self.0.slot);
            slot.attempts = slot.attempts.saturating_add(1);
            slot.purpose = Some(purpose);
            slot.exposed |= request.once;
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

/// One running operation.
///
/// Dropping it frees its turns and forgets its result. What it has sent stays sent.
pub struct Call {
    port: Arc<Port>,
    secrets: Vec<Secret>,
    task: Option<Task>,
    result: Option<Result<Box<dyn Output>, BursarError>>,
}

impl Call {
    pub(crate) fn new<F: Flow>(session: Arc<Session>, options: Options, operation: &'static str, flow: F) -> Self {
        let mut secrets = Vec::new();
        flow.secrets(&mut |secret| secrets.push(secret.clone()));
        let call = session.next_call();
        let port = Arc::new(Port { session, options, call, operation, slot: Mutex::default() });
        let io = Io(port.clone());
        let task: Task = Box::pin(async move { flow.run(io).await.map(|value| Box::new(value) as Box<dyn Output>) });
        Self { port, secrets, task: Some(task), result: None }
    }

    /// Tells the call what happened and asks what to do next. Total: it takes every event and always answers; after
    /// [`Step::Done`] it says `Done`. `now_ms` is the host's monotonic clock; one that runs backwards stands still.
    pub fn advance(&mut self, event: Event, now_ms: u64) -> Step {
        let Some(task) = &mut self.task else { return Step::Done };
        {
            let mut slot = lock(&self.port.slot);
            slot.now = slot.now.max(now_ms);
            if !slot.begun {
                slot.begun = true;
                slot.deadline = slot.now.saturating_add(self.port.options.deadline_ms.unwrap_or(DEADLINE_MS).into());
            } else if let Event::Begin = event {
                return slot.asked.clone().unwrap_or(Step::Done);
            }
            if let Event::Failed(Loss::Cancelled, detail) = event {
                let error = cancelled(&slot, detail);
                drop(slot);
                return self.settle(Err(error));
            }
            slot.answer = Some(event);
        }
        match task.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => self.settle(result),
            Poll::Pending => match lock(&self.port.slot).asked.clone() {
                Some(step) => step,
                None => Step::Done,
            },
        }
    }

    /// Takes the result.
    ///
    /// # Errors
    /// The operation's own; `configuration` before the call is done, and when the result was taken already.
    pub fn finish(&mut self) -> Result<Box<dyn Output>, BursarError> {
        self.result.take().unwrap_or_else(|| {
            self.task = None;
            let detail = "the call is not done, or its result was taken already";
            Err(self.complete(BursarError::configuration(detail)))
        })
    }

    /// Takes the result as the type that the operation gives.
    ///
    /// # Errors
    /// As [`Call::finish`]; `configuration` when the operation gives another type.
    pub fn finish_as<T: Output>(&mut self) -> Result<T, BursarError> {
        let value = self.finish()?.into_any().downcast();
        value
            .map(|value| *value)
            .map_err(|_| self.complete(BursarError::configuration("the operation gives another type")))
    }

    /// The full name of the operation.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.port.operation
    }

    /// The session it belongs to.
    #[must_use]
    pub fn session(&self) -> &Arc<Session> {
        &self.port.session
    }

    /// Whether answers are to carry [`Call::meta`].
    #[must_use]
    pub fn wants_meta(&self) -> bool {
        self.port.options.meta.unwrap_or(false)
    }

    /// The present request, redacted, as JSON: `{operation, purpose, method, url, headers, attempt}`; `null` when none is
    /// under way. Built on demand; nothing is kept for it.
    #[must_use]
    pub fn describe(&self) -> String {
        let slot = lock(&self.port.slot);
        match (&slot.asked, slot.purpose) {
            (Some(Step::Send(request)), Some(purpose)) if self.task.is_some() => {
                meta::describe(self.port.operation, purpose, request, slot.attempts)
            }
            _ => "null".to_owned(),
        }
    }

    /// About the last reply, as JSON: `{status, headers, requestId, attempts, events}`. `events` are those that the caller
    /// collected, each a JSON text.
    #[must_use]
    pub fn meta(&self, events: &[String]) -> String {
        let secrets = self.all_secrets();
        let slot = lock(&self.port.slot);
        slot.last.json(slot.attempts, events, &secrets)
    }

    fn all_secrets(&self) -> Vec<Secret> {
        let mut secrets = self.port.session.secrets();
        secrets.extend(self.secrets.iter().cloned());
        secrets.extend(lock(&self.port.slot).sent.iter().cloned());
        secrets
    }

    fn settle(&mut self, result: Result<Box<dyn Output>, BursarError>) -> Step {
        // Dropping the flow gives its turns back.
        self.task = None;
        self.result = Some(result.map_err(|error| self.complete(error)));
        Step::Done
    }

    /// Fills in what the call knows and takes secrets out.
    fn complete(&self, mut error: BursarError) -> BursarError {
        let attempts = lock(&self.port.slot).attempts;
        error.set_origin(self.port.session.platform(), self.port.operation, attempts);
        let secrets = self.all_secrets();
        let failure = error.edit();
        failure.detail = scrub::scrub(&failure.detail, &secrets);
        for text in [&mut failure.code, &mut failure.request_id, &mut failure.path] {
            *text = text.take().map(|text| scrub::known(&text, &secrets));
        }
        failure.body = failure.body.take().map(|text| scrub::shorten(&scrub::known(&text, &secrets)));
        error.complete()
    }
}

/// `cancelled` while no state change can have reached the server.
fn cancelled(slot: &Slot, detail: String) -> BursarError {
    let detail = if detail.is_empty() { "cancelled by the caller".to_owned() } else { detail };
    let error = BursarError::new(ErrorKind::Cancelled, detail);
    if !slot.exposed {
        return error;
    }
    let error = error.into_outcome_unknown().because("the request may have reached the server before it was cancelled");
    match &slot.readings {
        Some(readings) => error.with_readings(readings),
        None => error,
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.port.operation)
            .field("done", &self.task.is_none())
            .finish_non_exhaustive()
    }
}
