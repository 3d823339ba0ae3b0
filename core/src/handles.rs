//! The one crossing: everything that a binding does, on handles, with integers and bytes.
//!
//! The functions are those of the design's §5; a binding crate owns one [`Table`] and forwards. Every answer is the next
//! thing to do. Handles are never reused, and after a value or a failure the call's handle is gone.

#[cfg(feature = "ureq")]
mod fork;
mod own;
#[cfg(feature = "ureq")]
mod run;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use bursar_macros::object;

use self::own::{Description, Opened, Token};
use crate::Secret;
use crate::call::{Call, Event, Loss, Step};
use crate::config::Config;
use crate::decode;
use crate::error::BursarError;
use crate::http::{Arrived, Request};
use crate::meta;
use crate::operation::Output;
use crate::operations;
use crate::packed::{Block, Packing};
use crate::session::{Session, lock};

#[cfg(feature = "ureq")]
pub use self::fork::Held;

/// Between the fields of requests and answers. Neither header values nor URLs nor JSON texts can hold it.
pub const SEPARATOR: char = '\u{1f}';

/// What the host does next.
///
/// Its `Debug` shows no content: requests carry credentials, and rows may be secrets.
#[non_exhaustive]
pub enum Answer {
    /// `S␟call␟timeout_ms␟connect_timeout_ms␟max_body_bytes␟once␟method␟url␟headers␟body`: send. Headers are `name: value`
    /// lines joined by line feeds; an empty body is none. Answer with `received` or `failed`.
    Send(String),
    /// `W␟call␟ms`: sleep, then `waited`.
    Wait(String),
    /// `R␟job`: the built-in transport is at work; `run_wait`, or `run_cancel`.
    Running(String),
    /// `V` or `E`: the packed value or failure.
    Packed(Arc<Block>),
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Send(_) => "Send(..)",
            Self::Wait(_) => "Wait(..)",
            Self::Running(_) => "Running(..)",
            Self::Packed(block) if block.tag == b'V' => "Value(..)",
            Self::Packed(_) => "Failure(..)",
        })
    }
}

impl Answer {
    /// The answer as one block of bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Send(text) | Self::Wait(text) | Self::Running(text) => text.clone().into_bytes(),
            Self::Packed(block) => block.to_bytes(),
        }
    }
}

/// All sessions and calls of a process.
///
/// The table's lock is never held while a call advances, so calls do not wait for each other.
#[derive(Debug, Default)]
pub struct Table(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    next: u64,
    /// The packing of the session that was opened last: an answer about an unknown handle needs one.
    packing: Packing,
    /// Both by their handles, which are drawn from one sequence: what is added last has the highest.
    entries: Vec<(u64, Entry)>,
}

#[derive(Clone, Debug)]
enum Entry {
    Session(Hosted),
    Call(Running),
    #[cfg(feature = "ureq")]
    Job(run::Running),
}

#[derive(Clone, Debug)]
struct Hosted {
    session: Arc<Session>,
    packing: Packing,
    #[cfg(feature = "ureq")]
    wire: Arc<run::Wire>,
}

#[object]
struct OnlyPacking {
    packing: Packing,
}

#[derive(Clone, Debug)]
struct Running {
    call: Arc<Mutex<Call>>,
    packing: Packing,
}

impl Default for Inner {
    fn default() -> Self {
        Self::new(Packing::Columns)
    }
}

impl Inner {
    const fn new(packing: Packing) -> Self {
        Self { next: 1, packing, entries: Vec::new() }
    }

    fn reserve(&mut self) -> u64 {
        let handle = self.next;
        self.next = handle.saturating_add(1);
        handle
    }

    fn handle(&mut self, entry: Entry) -> u64 {
        let handle = self.reserve();
        self.entries.push((handle, entry));
        handle
    }

    fn get(&self, handle: u64) -> Option<&Entry> {
        let at = self.entries.binary_search_by_key(&handle, |(handle, _)| *handle).ok()?;
        self.entries.get(at).map(|(_, entry)| entry)
    }

    /// Takes an entry out, to be dropped when the lock is free again.
    fn remove(&mut self, handle: u64, of: fn(&Entry) -> bool) -> Option<Entry> {
        let at = self.entries.binary_search_by_key(&handle, |(handle, _)| *handle).ok()?;
        if self.entries.get(at).is_some_and(|(_, entry)| of(entry)) { Some(self.entries.remove(at).1) } else { None }
    }
}

impl Hosted {
    /// The call that `name␟{options}␟{params}` asks for, or the failure that it is.
    fn begin(&self, request: &[u8]) -> Result<Call, Answer> {
        let mut parts = request.splitn(3, |byte| *byte == 0x1f);
        let mut part = || parts.next().unwrap_or_default();
        let (name, options, params) = (part(), part(), part());
        operations::open(&self.session, &String::from_utf8_lossy(name), options, params).map_err(|error| {
            let told = operations::wants_meta(&self.session, options).then(meta::none);
            failure(self.packing, &error, told.unwrap_or_default())
        })
    }
}

impl Table {
    /// An empty table. Until a session is opened, its failures are packed in columns.
    #[must_use]
    pub const fn new() -> Self {
        Self::with_packing(Packing::Columns)
    }

    /// An empty table whose failures are packed so until a session is opened.
    #[must_use]
    pub const fn with_packing(packing: Packing) -> Self {
        Self(Mutex::new(Inner::new(packing)))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        lock(&self.0)
    }

    /// Opens a session: a value with its handle in the one column `session`, or a failure. `config` is JSON:
    /// `{platform, credentials, options, allowInsecure, seed, packing, caPem, proxy}`.
    pub fn session_open(&self, config: &[u8]) -> Answer {
        let config: Config = match decode::text(config, "").and_then(|config| decode::object(config, "")) {
            Ok(config) => config,
            Err(misfit) => {
                let error = BursarError::configuration(misfit.to_string()).with_path(misfit.path).complete();
                // The host reads its own packing, also where the rest of its configuration is wrong.
                let packing = decode::text(config, "")
                    .and_then(|config| decode::object::<OnlyPacking>(config, ""))
                    .map(|config| config.packing);
                return failure(packing.unwrap_or(self.inner().packing), &error, String::new());
            }
        };
        let packing = config.packing;
        #[cfg(feature = "ureq")]
        let wire = Arc::new(run::Wire::of(&config));
        let opened = Session::open(config);
        let mut inner = self.inner();
        inner.packing = packing;
        match opened {
            Ok(session) => {
                let hosted = Hosted {
                    session,
                    packing,
                    #[cfg(feature = "ureq")]
                    wire,
                };
                let handle = inner.handle(Entry::Session(hosted));
                value(packing, &Opened(handle), String::new())
            }
            Err(error) => failure(packing, &error, String::new()),
        }
    }

    /// Forgets a session. Calls that run keep it alive.
    pub fn session_close(&self, session: u64) {
        let closed = self.inner().remove(session, |entry| matches!(entry, Entry::Session(_)));
        drop(closed);
    }

    /// The session's token in the one column `token`, or null.
    pub fn session_token(&self, session: u64) -> Answer {
        match self.session(session) {
            Ok(Hosted { session, packing, .. }) => value(packing, &Token(session.token()), String::new()),
            Err(answer) => answer,
        }
    }

    /// Replaces the session's token; no bytes forget it. An empty value, or a failure.
    pub fn session_set_token(&self, session: u64, token: &[u8]) -> Answer {
        let Hosted { session, packing, .. } = match self.session(session) {
            Ok(found) => found,
            Err(answer) => return answer,
        };
        let token = String::from_utf8_lossy(token);
        match session.set_token((!token.is_empty()).then(|| Secret::new(token))) {
            Ok(()) => value(packing, &(), String::new()),
            Err(error) => failure(packing, &error, String::new()),
        }
    }

    /// Begins an operation: `name␟{options}␟{params}`, the latter two as JSON texts, both of which may be empty.
    pub fn open(&self, session: u64, request: &[u8], now: u64) -> Answer {
        let begun = self.session(session).and_then(|hosted| Ok((hosted.packing, hosted.begin(request)?)));
        let (packing, mut call) = match begun {
            Ok(begun) => begun,
            Err(answer) => return answer,
        };
        let step = call.advance(Event::Begin, now);
        if let Step::Done = step {
            return finished(packing, &mut call, &[]);
        }
        let handle = self.inner().handle(Entry::Call(Running { call: Arc::new(Mutex::new(call)), packing }));
        write_step(handle, &step)
    }

    /// A reply came. `head` is `status␟name: value␟name: value…`.
    pub fn received(&self, call: u64, head: &[u8], body: Vec<u8>, now: u64) -> Answer {
        let head = String::from_utf8_lossy(head);
        let mut parts = head.split(SEPARATOR);
        // A status that is no number proves nothing, like a 5xx.
        let status = parts.next().and_then(|status| status.parse().ok()).unwrap_or(599);
        let headers = parts
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_ascii_lowercase().into(), value.trim().to_owned()))
            .collect();
        self.advance(call, Event::Received(Arrived { status, headers, body }), now)
    }

    /// No reply came. `loss`: 0 not sent, 1 maybe sent, 2 cancelled, 3 too large, 4 unusable, 5 unsent.
    pub fn failed(&self, call: u64, loss: u8, detail: &[u8], now: u64) -> Answer {
        self.advance(call, Event::Failed(Loss::from_code(loss), String::from_utf8_lossy(detail).into_owned()), now)
    }

    /// The sleep is over.
    pub fn waited(&self, call: u64, now: u64) -> Answer {
        self.advance(call, Event::Waited, now)
    }

    /// The present request, redacted, as JSON in the one column `request`; nothing else changes.
    pub fn describe(&self, call: u64) -> Answer {
        match self.running(call) {
            Ok(running) => {
                let text = lock(&running.call).describe();
                value(running.packing, &Description(text), String::new())
            }
            Err(answer) => answer,
        }
    }

    /// Drops a call that will not be finished: its turns are given back. Idempotent. A job is given up, or its answer
    /// forgotten.
    pub fn close(&self, call: u64) {
        let closed = self.inner().remove(call, |entry| !matches!(entry, Entry::Session(_)));
        drop(closed);
    }

    /// How many calls are under way: for leak tests.
    #[must_use]
    pub fn live(&self) -> u64 {
        self.inner().entries.iter().filter(|(_, entry)| !matches!(entry, Entry::Session(_))).count() as u64
    }

    fn advance(&self, handle: u64, event: Event, now: u64) -> Answer {
        let Running { call, packing } = match self.running(handle) {
            Ok(running) => running,
            Err(answer) => return answer,
        };
        let mut call = lock(&call);
        let step = call.advance(event, now);
        if let Step::Done = step {
            self.close(handle);
            return finished(packing, &mut call, &[]);
        }
        write_step(handle, &step)
    }

    fn session(&self, handle: u64) -> Result<Hosted, Answer> {
        let inner = self.inner();
        match inner.get(handle) {
            Some(Entry::Session(hosted)) => Ok(hosted.clone()),
            _ => Err(unknown(inner.packing, "session")),
        }
    }

    fn running(&self, handle: u64) -> Result<Running, Answer> {
        let inner = self.inner();
        match inner.get(handle) {
            Some(Entry::Call(running)) => Ok(running.clone()),
            _ => Err(unknown(inner.packing, "call")),
        }
    }
}

fn unknown(packing: Packing, what: &str) -> Answer {
    let error = BursarError::configuration(format!("there is no such {what}: it was closed, or it is finished"));
    failure(packing, &error.complete(), meta::none())
}

fn value(packing: Packing, value: &dyn Output, meta: String) -> Answer {
    Answer::Packed(Arc::new(Block::new(b'V', packing, value, meta)))
}

fn failure(packing: Packing, error: &BursarError, meta: String) -> Answer {
    Answer::Packed(Arc::new(Block::new(b'E', packing, &**error, meta)))
}

fn finished(packing: Packing, call: &mut Call, events: &[String]) -> Answer {
    let result = call.finish();
    let meta = if call.wants_meta() { call.meta(events) } else { String::new() };
    match result {
        Ok(output) => value(packing, output.as_ref(), meta),
        Err(error) => failure(packing, &error, meta),
    }
}

fn write_step(handle: u64, step: &Step) -> Answer {
    match step {
        Step::Send(request) => Answer::Send(write_request(handle, request)),
        Step::Wait { ms } => Answer::Wait(format!("W{SEPARATOR}{handle}{SEPARATOR}{ms}")),
        // `advance` turns `Done` into a value or a failure before it gets here.
        Step::Done => Answer::Wait(format!("W{SEPARATOR}{handle}{SEPARATOR}0")),
    }
}

fn write_request(handle: u64, request: &Request) -> String {
    let Request { method, url, headers, body, timeout_ms, connect_timeout_ms, max_body_bytes, once } = request;
    let body = body.as_deref().unwrap_or_default();
    let mut text = String::with_capacity(url.len().saturating_add(body.len()).saturating_add(256));
    let numbers =
        [u64::from(*timeout_ms), u64::from(*connect_timeout_ms), u64::from(*max_body_bytes), u64::from(*once)];
    text.push('S');
    for number in std::iter::once(handle).chain(numbers) {
        text.push(SEPARATOR);
        text.push_str(&number.to_string());
    }
    for part in [method.as_ref(), url] {
        text.push(SEPARATOR);
        text.push_str(part);
    }
    text.push(SEPARATOR);
    for (at, (name, value)) in headers.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        text.push_str(name);
        text.push_str(": ");
        text.push_str(value);
    }
    text.push(SEPARATOR);
    text.push_str(body);
    text
}
