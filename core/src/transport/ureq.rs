//! Sends one request with ureq, and tells how it was lost if no reply came.

use std::sync::Arc;
use std::time::Duration;

use ::ureq::config::{AutoHeaderValue, Config};
use ::ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ::ureq::unversioned::resolver::DefaultResolver;
use ::ureq::unversioned::transport::DefaultConnector;
use ::ureq::{Agent, Error, Proxy, ProxyProtocol, Timeout, http};

use super::gate::{Gate, Gated, given_up};
use super::lookup::{Later, Resolving};
use crate::Secret;
use crate::call::Loss;
use crate::error::BursarError;
use crate::http::{Arrived, Request, takes_body};

/// An agent that keeps connections, and what makes another that uses one only once. A kept connection may have died
/// meanwhile, and a request that was written to it may have been read or not; a `once` request takes a fresh one.
#[derive(Debug)]
pub(crate) struct Transport {
    keeping: Agent,
    fresh: Config,
    connector: Arc<DefaultConnector>,
}

impl Transport {
    /// # Errors
    /// `configuration` when certificates or proxy do not fit.
    pub(crate) fn new(ca_pem: Option<&str>, proxy: Option<&Secret>) -> Result<Self, BursarError> {
        let roots = match ca_pem {
            Some(pem) => RootCerts::from(certificates(pem)?),
            None => RootCerts::WebPki,
        };
        let proxy = proxy.map(connect_proxy).transpose()?;
        let config = |idle: usize| -> Config {
            Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .user_agent(AutoHeaderValue::None)
                .accept(AutoHeaderValue::None)
                .accept_encoding(AutoHeaderValue::None)
                .proxy(proxy.clone())
                .max_idle_connections(idle)
                .max_idle_connections_per_host(idle)
                .tls_config(TlsConfig::builder().root_certs(roots.clone()).build())
                .build()
        };
        let keeping = Agent::with_parts(config(16), <Resolving>::default(), Later);
        Ok(Self { keeping, fresh: config(0), connector: Arc::default() })
    }

    /// Sends through a gate. A kept connection knows no gate: what goes over one is let out before it begins.
    pub(super) fn send(&self, request: &Request, gate: &Arc<Gate>) -> Result<Arrived, (Loss, String)> {
        let came = if request.once {
            let gated = Gated { connector: Arc::clone(&self.connector), gate: Arc::clone(gate) };
            exchange(&Agent::with_parts(self.fresh.clone(), gated, DefaultResolver::default()), request)
        } else if gate.pass() {
            exchange(&self.keeping, request)
        } else {
            Err(given_up())
        };
        came.map_err(|error| {
            // Whatever went wrong before its first byte: a proxy, a handshake.
            let loss = if gate.is_used() { loss(&error) } else { Loss::NotSent };
            let by_proxy = loss == Loss::NotSent && self.fresh.proxy().is_some();
            (loss, told(&error, request) + if by_proxy { " (by way of the proxy)" } else { "" })
        })
    }
}

fn exchange(agent: &Agent, request: &Request) -> Result<Arrived, Error> {
    let mut builder = http::Request::builder().method(request.method.as_ref()).uri(&request.url);
    for (name, value) in &request.headers {
        builder = builder.header(name.as_ref(), value);
    }
    let whole = Duration::from_millis(request.timeout_ms.into());
    let connect = Duration::from_millis(request.connect_timeout_ms.into());
    // A method that takes a body gets one: without, ureq would announce one in chunks.
    let body = request.body.as_deref().or(takes_body(&request.method).is_ok().then_some(""));
    let mut reply = if let Some(body) = body {
        let message = agent.configure_request(builder.body(body)?).timeout_global(Some(whole));
        agent.run(message.timeout_connect(Some(connect)).build())?
    } else {
        let message = agent.configure_request(builder.body(())?).timeout_global(Some(whole));
        agent.run(message.timeout_connect(Some(connect)).build())?
    };
    let headers = reply
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned().into(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    // ureq refuses a body that fills its limit, not only one that exceeds it.
    let most = u64::from(request.max_body_bytes).saturating_add(1);
    let body = reply.body_mut().with_config().limit(most).read_to_vec()?;
    Ok(Arrived { status: reply.status().as_u16(), headers, body })
}

/// A proxy that tunnels by CONNECT. The other kinds, which this build of ureq parses too, would make it panic when used.
fn connect_proxy(url: &Secret) -> Result<Proxy, BursarError> {
    let proxy = Proxy::new(url.expose()).ok();
    proxy.filter(|proxy| matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https)).ok_or_else(|| {
        BursarError::configuration("proxy: must be the URL of an http or https proxy").with_path("proxy")
    })
}

/// All certificates of a PEM text. One that cannot be read is refused: ureq would leave it out without a word.
fn certificates(pem: &str) -> Result<Vec<::ureq::tls::Certificate<'static>>, BursarError> {
    let refuse =
        || BursarError::configuration("caPem: holds no certificate, or one that cannot be read").with_path("caPem");
    let mut found = Vec::new();
    for item in parse_pem(pem.as_bytes()) {
        if let PemItem::Certificate(certificate) = item.map_err(|_| refuse())? {
            found.push(certificate);
        }
    }
    if found.is_empty() { Err(refuse()) } else { Ok(found) }
}

/// What a person is told: ureq names a limit, and not how long it was.
fn told(error: &Error, request: &Request) -> String {
    match error {
        Error::Timeout(Timeout::Resolve) => "the server's name was not resolved in time".to_owned(),
        Error::Timeout(Timeout::Connect) => format!("no connection within {} ms", request.connect_timeout_ms),
        Error::Timeout(_) => format!("no whole reply within {} ms", request.timeout_ms),
        Error::HostNotFound => "the server's name is not known".to_owned(),
        _ => error.to_string(),
    }
}

/// What is certain about a request that ended so. Whatever may happen after the first byte was written is `MaybeSent`.
fn loss(error: &Error) -> Loss {
    let text = || error.to_string();
    match error {
        Error::BodyExceedsLimit(_) => Loss::TooLarge,
        Error::Timeout(Timeout::Resolve | Timeout::Connect)
        | Error::HostNotFound
        | Error::ConnectionFailed
        | Error::BadUri(_)
        | Error::Http(_)
        | Error::InvalidProxyUrl
        | Error::ConnectProxyFailed(_)
        | Error::RequireHttpsOnly(_) => Loss::NotSent,
        Error::Io(io) if io.kind() == std::io::ErrorKind::ConnectionRefused => Loss::NotSent,
        Error::Io(io) if is_lookup(io) => Loss::NotSent,
        // A certificate is judged before the request is encrypted; other alerts may come after it.
        Error::Rustls(_) | Error::Io(_) if text().contains("invalid peer certificate") => Loss::NotSent,
        _ => Loss::MaybeSent,
    }
}

/// Whether a name could not be resolved, which has no kind of its own: on Windows it is one of four codes, elsewhere a text.
fn is_lookup(error: &std::io::Error) -> bool {
    let windows = error.raw_os_error().is_some_and(|code| (11_001..=11_004).contains(&code));
    windows || error.to_string().contains("failed to lookup address information")
}
