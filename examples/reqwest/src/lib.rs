//! Bursar's machine driven by reqwest under tokio: the pattern for any HTTP client.
//!
//! ```no_run
//! use bursar::{BursarError, Config, Page, Platform, Session, espai};
//! use bursar_reqwest_example::Http;
//!
//! # async fn list() -> Result<(), Box<dyn std::error::Error>> {
//! let http = Http::new(std::time::Duration::from_secs(10))?;
//! let mut config = Config::new(Platform::EspAi);
//! config.credentials.api_key = Some("open_api_key".into());
//! config.seed = 1; // Of the jitter of waits: any number of your own.
//! let session = Session::open(config)?;
//! let mut call = session.begin(espai::ListCards::default(), Default::default())?;
//! http.drive(&mut call).await;
//! let page: Page<espai::Card> = call.finish_as()?;
//! # Ok(())
//! # }
//! ```

use std::time::{Duration, Instant};

use bursar::{Arrived, Call, Event, Loss, Request, Step};
use reqwest::header::HeaderValue;
use reqwest::{Client, Error, Method, redirect, retry};
use tokio::time::sleep;

/// Two clients and one clock, for all sessions of a program.
#[derive(Debug)]
pub struct Http {
    keeping: Client,
    fresh: Client,
    started: Instant,
}

impl Http {
    /// Makes the clients. reqwest has one limit for connecting in all requests of a client: give it here what you give the
    /// sessions as `connect_timeout_ms` (10 s if nothing). The limit of each whole attempt is the machine's in any case.
    ///
    /// # Errors
    /// reqwest's own, when TLS cannot be set up.
    pub fn new(connect_timeout: Duration) -> Result<Self, Error> {
        // Another provider that the program has installed before is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = |idle| {
            let builder = Client::builder().connect_timeout(connect_timeout).pool_max_idle_per_host(idle);
            // The machine decides what is sent again, and a redirect would carry the credential elsewhere.
            builder.retry(retry::never()).redirect(redirect::Policy::none()).no_proxy().build()
        };
        Ok(Self { keeping: client(16)?, fresh: client(0)?, started: Instant::now() })
    }

    /// Milliseconds of the one clock that all calls of a session share.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Runs the call to its end; then [`Call::finish_as`] gives the result.
    ///
    /// Dropping the future (a time-out, `select!`, an aborted task) closes the socket and sends nothing more. Whoever still
    /// has the call then advances it with `Event::Failed(Loss::Cancelled, …)`, and `finish_as` tells at once whether nothing
    /// was changed (`cancelled`) or something may have been (`outcome_unknown`). A call that is dropped too gives its turns
    /// back, and its session remembers the cards of a transfer whose reply it never saw.
    pub async fn drive(&self, call: &mut Call) {
        let mut event = Event::Begin;
        loop {
            event = match call.advance(event, self.now_ms()) {
                Step::Send(request) => {
                    self.send(&request).await.map_or_else(|(loss, why)| Event::Failed(loss, why), Event::Received)
                }
                Step::Wait { ms } => {
                    sleep(Duration::from_millis(ms)).await;
                    Event::Waited
                }
                _ => return,
            };
        }
    }

    async fn send(&self, request: &Request) -> Result<Arrived, (Loss, String)> {
        // A kept connection may have died meanwhile, and what was written to it may have been read or not.
        let client = if request.once { &self.fresh } else { &self.keeping };
        let method = Method::from_bytes(request.method.as_bytes()).map_err(|e| (Loss::NotSent, e.to_string()))?;
        let limit = Duration::from_millis(request.timeout_ms.into());
        let mut message = client.request(method, &request.url).timeout(limit);
        for (name, value) in &request.headers {
            message = message.header(name.as_ref(), value);
        }
        if let Some(body) = &request.body {
            message = message.body(body.clone());
        }
        let mut reply = message.send().await.map_err(|error| lost(&error))?;
        let pairs = reply.headers().iter();
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = pairs.map(|(name, value)| (name.as_str().to_owned().into(), text(value))).collect();
        let mut body = Vec::new();
        while let Some(chunk) = reply.chunk().await.map_err(|error| lost(&error))? {
            if body.len() + chunk.len() > request.max_body_bytes as usize {
                return Err((Loss::TooLarge, String::new()));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Arrived { status: reply.status().as_u16(), headers, body })
    }
}

/// What is certain about a request that ended so, and its innermost cause: reqwest's own words name none, but the URL.
fn lost(error: &Error) -> (Loss, String) {
    let loss = if error.is_connect() || error.is_builder() { Loss::NotSent } else { Loss::MaybeSent };
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    (loss, cause.to_string())
}
