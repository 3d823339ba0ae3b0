//! A blocking client: the machine's driver for Rust programs.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::gate::Gate;
use super::shared::{Next, Pages, Record};
use super::ureq::Transport;
use super::workers::Workers;
use crate::call::{Call, Event, Step};
use crate::config::Config;
use crate::error::BursarError;
use crate::http::Request;
use crate::meta;
use crate::operation::{Flow, Named, Output};
use crate::operations;
use crate::options::Options;
use crate::page::Page;
use crate::session::Session;

/// A session with a transport: it sends, sleeps and gives values back.
///
/// It can be shared between threads; connections are kept and reused, but never for a request that may arrive only once.
///
/// ```no_run
/// use bursar::{Client, Config, Platform, espai};
///
/// let mut config = Config::new(Platform::EspAi);
/// config.credentials.api_key = Some("open_api_key".into());
/// let client = Client::new(config)?;
/// for card in client.rows(espai::ListCards::default()) {
///     let card = card?;
///     println!("{} {:?}", card.id, card.api_limit);
/// }
/// # Ok::<(), bursar::BursarError>(())
/// ```
pub struct Client {
    session: Arc<Session>,
    transport: Transport,
    pub(super) workers: Arc<Workers>,
    started: Instant,
    /// What the clock showed then.
    began_ms: u64,
    sleep: fn(Duration),
}

impl Client {
    /// Opens a session and makes a connection pool. Nothing is sent.
    ///
    /// # Errors
    /// `configuration`, naming what does not fit.
    pub fn new(mut config: Config) -> Result<Self, BursarError> {
        let transport = Transport::new(config.ca_pem.as_deref(), config.proxy.as_ref()).map_err(|mut error| {
            error.set_origin(config.platform, "", 0);
            error.complete()
        })?;
        if config.seed == 0 {
            config.seed = RandomState::new().hash_one(0);
        }
        Ok(Self::over(Session::open(config)?, transport, 0))
    }

    /// A client of a session that its host drives, too: both go by the host's clock, which shows `now_ms`.
    pub(crate) fn over(session: Arc<Session>, transport: Transport, now_ms: u64) -> Self {
        let workers = Arc::default();
        Self { session, transport, workers, started: Instant::now(), began_ms: now_ms, sleep: thread::sleep }
    }

    /// Sleeps with another function than the thread's own, which need not sleep as long as it is told: for demonstrations
    /// and tests. The machine believes the host's clock, so waits that are cut short are also short to it.
    #[must_use]
    pub fn with_sleep(self, sleep: fn(Duration)) -> Self {
        Self { sleep, ..self }
    }

    /// The session, whose token can be read and replaced.
    #[must_use]
    pub fn session(&self) -> &Arc<Session> {
        &self.session
    }

    /// Runs an operation.
    ///
    /// # Errors
    /// The operation's own.
    pub fn call<F: Flow + Named>(&self, operation: F) -> Result<F::Output, BursarError> {
        self.call_with(operation, Options::default())
    }

    /// Runs an operation with options of its own.
    ///
    /// # Errors
    /// The operation's own.
    pub fn call_with<F: Flow + Named>(&self, operation: F, options: Options) -> Result<F::Output, BursarError> {
        let mut call = self.session.begin(operation, options)?;
        self.drive(&mut call);
        call.finish_as()
    }

    /// Runs an operation, and also tells of the conversation: JSON `{status, headers, requestId, attempts, events}` of the
    /// last reply, redacted.
    ///
    /// # Errors
    /// The operation's own, beside the same JSON.
    pub fn call_with_meta<F: Flow + Named>(
        &self,
        operation: F,
        mut options: Options,
    ) -> (Result<F::Output, BursarError>, String) {
        options.meta = Some(true);
        match self.session.begin(operation, options) {
            Ok(mut call) => {
                let events = self.drive(&mut call);
                let meta = call.meta(&events);
                (call.finish_as(), meta)
            }
            Err(error) => (Err(error), meta::none()),
        }
    }

    /// Runs an operation by its name, with options and parameters as JSON texts: `{"maxRetries":0}` and
    /// `{"targetPhone":"…"}`. Their names are those of the Rust fields in camelCase; either text may be empty.
    ///
    /// # Errors
    /// The operation's own; `configuration` for an unknown name or option, `invalid_request` for parameters that do not
    /// fit.
    pub fn call_named(&self, name: &str, options: &str, params: &str) -> Result<Box<dyn Output>, BursarError> {
        let mut call = operations::open(&self.session, name, options.as_bytes(), params.as_bytes())?;
        self.drive(&mut call);
        call.finish()
    }

    /// All rows of a list, page after page, each read when it is needed.
    pub fn rows<F, R>(&self, list: F) -> Rows<'_, F, R>
    where
        F: Flow<Output = Page<R>> + Named + Clone,
        Page<R>: Output,
    {
        self.rows_with(list, Options::default())
    }

    /// All rows of a list, with options for each of its pages.
    pub fn rows_with<F, R>(&self, list: F, options: Options) -> Rows<'_, F, R>
    where
        F: Flow<Output = Page<R>> + Named + Clone,
        Page<R>: Output,
    {
        Rows { client: self, pages: Pages::new(list, options) }
    }

    /// Drives a call to its end. Gives what happened, as JSON texts, if the call wants its meta.
    pub fn drive(&self, call: &mut Call) -> Vec<String> {
        let mut record = Record::of(call);
        let mut event = Event::Begin;
        loop {
            event = match record.advance(call, event, self.now_ms()) {
                Step::Send(request) => self.send(&request, &Arc::default()),
                Step::Wait { ms } => {
                    (self.sleep)(Duration::from_millis(ms));
                    Event::Waited
                }
                Step::Done => return record.events,
            };
        }
    }

    pub(super) fn send(&self, request: &Request, gate: &Arc<Gate>) -> Event {
        Event::from(self.transport.send(request, gate))
    }

    pub(super) fn now_ms(&self) -> u64 {
        let elapsed = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.began_ms.saturating_add(elapsed)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("session", &self.session).finish_non_exhaustive()
    }
}

/// The rows of a list, across its pages. Ends after an error.
#[derive(Debug)]
pub struct Rows<'a, F, R> {
    client: &'a Client,
    pages: Pages<F, R>,
}

impl<F, R> Rows<'_, F, R> {
    /// How many rows there are in all, once a page has been read from a server that says so.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.pages.total
    }
}

impl<F, R> Iterator for Rows<'_, F, R>
where
    F: Flow<Output = Page<R>> + Named + Clone,
    Page<R>: Output,
{
    type Item = Result<R, BursarError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.pages.next() {
                Next::Item(item) => return item,
                Next::Page(list, options) => self.pages.read(self.client.call_with(list, *options)),
            }
        }
    }
}
