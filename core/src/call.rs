//! The machine: a flow is a coroutine that asks its host for one step at a time.
//!
//! [`Call::advance`] takes every event and always answers. [`Io`] (`io.rs`) is the flow's only door: there is no executor behind it,
//! no clock and no socket. What a step costs, how long it takes and when it is given up is the host's business; when it
//! is repeated, and what it means, is decided in `exchange.rs`.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use crate::Secret;
use crate::error::{BursarError, ErrorKind, Hints};
use crate::http::{Arrived, Request};
use crate::io::{Io, Port, Slot};
use crate::meta;
use crate::operation::{Output, Start, Task};
use crate::options::Options;
use crate::scrub;
use crate::session::{Session, lock};

pub(crate) const DEADLINE_MS: u32 = 60_000;

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
    /// What the host's HTTP client gave is no reply. It would give the same again, so it is not asked to; the request may
    /// have arrived.
    Unusable,
    /// The caller gave the call up, and nothing of this request has left, nor will.
    Unsent,
}

impl Loss {
    /// By its number on the crossing: 0 not sent, 1 maybe sent, 2 cancelled, 3 too large, 4 unusable, 5 unsent.
    #[must_use]
    pub fn from_code(code: u8) -> Self {
        match code {
            0 => Self::NotSent,
            2 => Self::Cancelled,
            3 => Self::TooLarge,
            4 => Self::Unusable,
            5 => Self::Unsent,
            _ => Self::MaybeSent,
        }
    }
}

/// One running operation.
///
/// Dropping it frees its turns and forgets its result. What it has sent stays sent.
pub struct Call {
    port: Arc<Port>,
    hints: Hints,
    task: Option<Task>,
    result: Option<Result<Box<dyn Output>, BursarError>>,
}

impl Call {
    pub(crate) fn new(session: Arc<Session>, options: Options, operation: &'static str, flow: Box<dyn Start>) -> Self {
        let mut secrets = Vec::new();
        flow.secrets(&mut |secret| secrets.push(secret.clone()));
        let call = session.next_call();
        let port = Arc::new(Port { session, options, call, operation, secrets, slot: Mutex::default() });
        let hints = flow.hints();
        let task = flow.start(Io(port.clone()));
        Self { port, hints, task: Some(task), result: None }
    }

    /// Tells the call what happened and asks what to do next. Total: it takes every event and always answers; after
    /// [`Step::Done`] it says `Done`. `now_ms` is the host's monotonic clock, one for all calls of a session, as they take
    /// turns by it; one that runs backwards stands still.
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
            if let Event::Failed(loss @ (Loss::Cancelled | Loss::Unsent), detail) = event {
                if loss == Loss::Unsent {
                    slot.exposed = slot.exposed_before;
                }
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

    /// Ends the call, unless it is done, as [`Loss::Cancelled`] does. `unsent` is whether the host knows that nothing of the
    /// present request has left, nor will.
    #[cfg(feature = "ureq")]
    pub(crate) fn give_up(&mut self, unsent: bool) {
        let loss = if unsent { Loss::Unsent } else { Loss::Cancelled };
        self.advance(Event::Failed(loss, String::new()), 0);
    }

    /// Takes the result.
    ///
    /// # Errors
    /// The operation's own; `configuration` before the call is done, and when the result was taken already.
    pub fn finish(&mut self) -> Result<Box<dyn Output>, BursarError> {
        self.result.take().unwrap_or_else(|| {
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
        secrets.extend(self.port.secrets.iter().cloned());
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
        let margin = |text: &str| scrub::shorten(text, scrub::MARGIN);
        failure.detail = scrub::shorten(&scrub::scrub(&margin(&failure.detail), &secrets), scrub::DETAIL);
        for text in [&mut failure.code, &mut failure.request_id, &mut failure.path] {
            *text = text.take().map(|text| scrub::shorten(&scrub::known(&margin(&text), &secrets), scrub::NAME));
        }
        failure.body = failure.body.take().map(|text| scrub::shorten(&scrub::scrub(&text, &secrets), scrub::EXCERPT));
        error.or_hint(self.hints).complete()
    }
}

/// `cancelled` while no state change can have reached the server.
fn cancelled(slot: &Slot, detail: String) -> BursarError {
    let detail = if detail.is_empty() { "cancelled by the caller".to_owned() } else { detail };
    let error = BursarError::new(ErrorKind::Cancelled, detail);
    if !slot.exposed {
        return error;
    }
    let error =
        error.into_outcome_unknown().because("the request was under way, and may reach the server all the same");
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
