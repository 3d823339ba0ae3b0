//! An async client over the `fetch` of a JavaScript runtime: the machine's driver for Rust on wasm.
//!
//! It runs wherever `globalThis` has `fetch` and `setTimeout`: Workers, Node, Deno, Bun. (Browsers have them, too, but these
//! platforms' keys are not for browsers, and state changes are not sent from there.) Whatever those answer, every future ends, by itself or with its time. Compiled for anything but wasm in JavaScript, [`Client::new`] refuses to open.
//!
//! * **Dropping a future cancels.** The request under way is aborted and no timer stays behind. What it has sent stays
//!   sent: a state change that was dropped may have happened, and a session proves nothing more by reading about the two
//!   cards of a dropped transfer.
//! * **A lost request may have arrived**, whatever the reason: `fetch` rejects a refused connection and a cut reply alike. So a
//!   state change that met a server which is down ends in `outcome_unknown`, where the blocking client knows better.
//! * **State changes arrive once** where that can be had. Runtimes send a request again by themselves when a kept connection
//!   dies with it: Bun (1.4) a GET, Deno (2.9) any. There a state change has a connection of its own; a Deno before
//!   2.9.6, which repeats there, too, sends none. Node (20) and workerd (July 2026) were watched and do not repeat. A browser
//!   (Chromium 156) repeats any, and cannot be told: there a state change fails as not sent.
//! * **Redirects are not followed.** Browsers hide their status, so there one is a lost reply.
//! * **The clock** is `performance.now()`, or `Date.now()` where that is missing. Workers stop both while they compute and set
//!   them anew after IO, so times are as exact as the runtime allows; time-outs are timers and do not depend on it.
//! * Connecting has no time limit of its own, certificates and proxy are the runtime's: `connect_timeout_ms` does nothing,
//!   `ca_pem` and `proxy` are refused.

mod js;
mod send;

use std::fmt;
use std::sync::Arc;

use super::shared::{Next, Pages, Record};
use crate::call::{Call, Event, Loss, Step};
use crate::config::Config;
use crate::error::BursarError;
use crate::meta;
use crate::operation::{Flow, Named, Output};
use crate::operations;
use crate::options::Options;
use crate::page::Page;
use crate::session::Session;

/// A session with a transport: it sends, waits and gives values back.
///
/// Calls may run at the same time. Like all that touches JavaScript, it stays on its thread.
///
/// ```no_run
/// # async fn run() -> Result<(), bursar::BursarError> {
/// use bursar::transport::fetch::Client;
/// use bursar::{Config, Platform, espai};
///
/// let mut config = Config::new(Platform::EspAi);
/// config.credentials.api_key = Some("open_api_key".into());
/// let client = Client::new(config)?;
/// let mut cards = client.rows(espai::ListCards::default());
/// while let Some(card) = cards.next().await {
///     let card = card?;
///     println!("{} {:?}", card.id, card.api_limit);
/// }
/// # Ok(())
/// # }
/// ```
pub struct Client {
    session: Arc<Session>,
    clock: js::Clock,
}

impl Client {
    /// Opens a session. Nothing is sent.
    ///
    /// # Errors
    /// `configuration`, naming what does not fit.
    pub fn new(mut config: Config) -> Result<Self, BursarError> {
        check(&config).map_err(|mut error| {
            error.set_origin(config.platform, "", 0);
            error.complete()
        })?;
        if config.seed == 0 {
            config.seed = js::random();
        }
        Ok(Self { session: Session::open(config)?, clock: js::Clock::default() })
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
    pub async fn call<F: Flow + Named>(&self, operation: F) -> Result<F::Output, BursarError> {
        self.call_with(operation, Options::default()).await
    }

    /// Runs an operation with options of its own.
    ///
    /// # Errors
    /// The operation's own.
    pub async fn call_with<F: Flow + Named>(&self, operation: F, options: Options) -> Result<F::Output, BursarError> {
        let mut call = self.session.begin(operation, options)?;
        self.drive(&mut call).await;
        call.finish_as()
    }

    /// Runs an operation, and also tells of the conversation: JSON `{status, headers, requestId, attempts, events}` of the
    /// last reply, redacted.
    ///
    /// # Errors
    /// The operation's own, beside the same JSON.
    pub async fn call_with_meta<F: Flow + Named>(
        &self,
        operation: F,
        mut options: Options,
    ) -> (Result<F::Output, BursarError>, String) {
        options.meta = Some(true);
        match self.session.begin(operation, options) {
            Ok(mut call) => {
                let events = self.drive(&mut call).await;
                let meta = call.meta(&events);
                (call.finish_as(), meta)
            }
            Err(error) => (Err(error), meta::none()),
        }
    }

    /// Runs an operation by its name, with options and parameters as JSON texts.
    ///
    /// # Errors
    /// The operation's own.
    pub async fn call_named(&self, name: &str, options: &str, params: &str) -> Result<Box<dyn Output>, BursarError> {
        let mut call = operations::open(&self.session, name, options.as_bytes(), params.as_bytes())?;
        self.drive(&mut call).await;
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
    ///
    /// When the future is dropped, the request under way is aborted; the call can be driven no further.
    pub async fn drive(&self, call: &mut Call) -> Vec<String> {
        let mut record = Record::of(call);
        let mut event = Event::Begin;
        loop {
            let now = self.clock.now_ms();
            event = match record.advance(call, event, now) {
                Step::Send(request) => {
                    let came = send::send(&request).await.unwrap_or_else(|js::Late| {
                        self.clock.has_reached(now.saturating_add(request.timeout_ms.into()));
                        Err((Loss::MaybeSent, format!("no reply came within {} ms", request.timeout_ms)))
                    });
                    Event::from(came)
                }
                Step::Wait { ms } => match js::sleep(ms).await {
                    Ok(()) => {
                        self.clock.has_reached(now.saturating_add(ms));
                        Event::Waited
                    }
                    Err(js::NoTimers) => Event::Failed(Loss::Cancelled, js::NoTimers.to_string()),
                },
                Step::Done => return record.events,
            };
        }
    }
}

fn check(config: &Config) -> Result<(), BursarError> {
    // The bindings to JavaScript compile everywhere, and panic where there is none.
    if !cfg!(all(target_family = "wasm", target_os = "unknown")) {
        return Err(BursarError::configuration("the fetch client runs in JavaScript only; use the blocking one here"));
    }
    for (name, given) in [("caPem", config.ca_pem.is_some()), ("proxy", config.proxy.is_some())] {
        if given {
            return Err(BursarError::configuration(format!("{name}: fetch leaves it to the runtime")).with_path(name));
        }
    }
    Ok(())
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

impl<F, R> Rows<'_, F, R>
where
    F: Flow<Output = Page<R>> + Named + Clone,
    Page<R>: Output,
{
    /// The next row, the error that ends the list, or `None` at its end. A future that is dropped loses no row.
    pub async fn next(&mut self) -> Option<Result<R, BursarError>> {
        loop {
            match self.pages.next() {
                Next::Item(item) => return item,
                Next::Page(list, options) => self.pages.read(self.client.call_with(list, *options).await),
            }
        }
    }

    /// How many rows there are in all, once a page has been read from a server that says so.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.pages.total
    }
}

#[cfg(all(test, not(target_family = "wasm")))]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::operation::Platform;

    #[test]
    fn outside_of_javascript_it_does_not_open() {
        let error = Client::new(Config::new(Platform::EspAi)).unwrap_err();
        assert_eq!((error.kind, error.platform.as_deref()), (ErrorKind::Configuration, Some("espai")), "{error}");
    }
}
