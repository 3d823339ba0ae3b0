//! The sandbox as a library: started from any program, stopped when dropped.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;
use tokio::runtime::Runtime;

use crate::core::Core;
use crate::espai::ledger::Ledger;
use crate::fault::Fault;
use crate::journal::Arrival;
use crate::opencatd::Dialect;
use crate::platform::Platform;
use crate::ready::Addresses;
use crate::seed::Seed;
use crate::serve::{self, Port};
use crate::world::World;
use crate::{akool, espai, lbai, opencatd, state, tls};

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address is open to other machines, and nobody allowed that.
    #[error("{0} is not a loopback address; remote access must be allowed explicitly (--allow-remote)")]
    Remote(SocketAddr),
    /// A port could not be had.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        source: std::io::Error,
    },
    /// `--listen` names a port so high that the six ports do not fit.
    #[error("port {0} leaves no room for six ports")]
    Ports(u16),
    /// The state file exists but cannot be used.
    #[error("cannot use the state file {path}: {reason}")]
    State {
        /// Which file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// No certificate could be made.
    #[error("cannot set up TLS: {0}")]
    Tls(String),
    /// No threads could be had.
    #[error("cannot start the runtime: {0}")]
    Runtime(std::io::Error),
}

/// A control call that was refused, in its own words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ControlError(String);

impl From<String> for ControlError {
    fn from(message: String) -> Self {
        Self(message)
    }
}

/// How a sandbox is to be started.
#[derive(Clone, Debug)]
pub struct Builder {
    listen: SocketAddr,
    allow_remote: bool,
    seed: u64,
    state: Option<PathBuf>,
    tls: bool,
}

impl Default for Builder {
    fn default() -> Self {
        let listen = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
        Self { listen, allow_remote: false, seed: 1, state: None, tls: false }
    }
}

impl Builder {
    /// Where to listen, `127.0.0.1:0` by default. With a port other than 0 the servers take that one and the next
    /// five, in the order of [`Platform::ALL`], control last.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Lets [`listen`](Self::listen) name an address that other machines can reach.
    #[must_use]
    pub fn allow_remote(mut self, allow: bool) -> Self {
        self.allow_remote = allow;
        self
    }

    /// From what all ids, tokens and codes follow; 1 by default.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// A file in which the servers keep their data. If it exists already, its data is used and not the demo data of
    /// the seed.
    #[must_use]
    pub fn state(mut self, path: impl Into<PathBuf>) -> Self {
        self.state = Some(path.into());
        self
    }

    /// Serves the platforms by TLS, under a certificate authority of the sandbox's own. Control stays plain.
    #[must_use]
    pub fn tls(mut self, tls: bool) -> Self {
        self.tls = tls;
        self
    }

    /// Starts. All ports accept connections when this returns.
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn start(self) -> Result<Sandbox, StartError> {
        if !self.listen.ip().is_loopback() && !self.allow_remote {
            return Err(StartError::Remote(self.listen));
        }
        let world = self.world()?;
        let listeners = self.listeners()?;
        let host = match self.listen.ip() {
            ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            ip => ip,
        };
        let (ca_pem, acceptor) =
            self.tls.then(|| tls::make(&host.to_string())).transpose().map_err(StartError::Tls)?.unzip();
        let core = Arc::new(Core::new(world, self.seed, self.state.clone()));
        if let Some(path) = &self.state {
            state::save(path, &core.lock().world)
                .map_err(|error| StartError::State { path: path.clone(), reason: error.to_string() })?;
        }

        let url = |scheme: &str, port: u16| format!("{scheme}://{}", SocketAddr::new(host, port));
        let scheme = if self.tls { "https" } else { "http" };
        let mut ports = Platform::ALL.into_iter();
        let runtime = runtime()?;
        let entered = runtime.enter();
        let mut addresses = Addresses { platforms: Vec::new(), control: String::new(), ca_pem };
        for (address, listener) in listeners {
            let failed = |source| StartError::Listen { address, source };
            let number = listener.local_addr().map_err(failed)?.port();
            listener.set_nonblocking(true).map_err(failed)?;
            let listener = tokio::net::TcpListener::from_std(listener).map_err(failed)?;
            let (port, acceptor) = if let Some(platform) = ports.next() {
                addresses.platforms.push((platform, url(scheme, number)));
                (Port::Platform(platform, router(platform, &core)), acceptor.clone())
            } else {
                addresses.control = url("http", number);
                (Port::Control, None)
            };
            runtime.spawn(serve::listen(listener, acceptor, port, Arc::clone(&core)));
        }
        drop(entered);
        let _ = core.addresses.set(addresses);
        Ok(Sandbox { core, runtime: Some(runtime) })
    }

    fn world(&self) -> Result<World, StartError> {
        let Some(path) = &self.state else { return Ok(World::demo(self.seed)) };
        match state::load(path) {
            Ok(Some(world)) => Ok(world),
            Ok(None) => Ok(World::demo(self.seed)),
            Err(reason) => Err(StartError::State { path: path.clone(), reason }),
        }
    }

    /// A bound socket for each platform and for control.
    fn listeners(&self) -> Result<Vec<(SocketAddr, TcpListener)>, StartError> {
        let first = self.listen.port();
        if first != 0 && first.checked_add(5).is_none() {
            return Err(StartError::Ports(first));
        }
        (0..=5_u16)
            .map(|offset| {
                let port = if first == 0 { 0 } else { first.saturating_add(offset) };
                let address = SocketAddr::new(self.listen.ip(), port);
                let bound = TcpListener::bind(address);
                bound.map(|listener| (address, listener)).map_err(|source| StartError::Listen { address, source })
            })
            .collect()
    }
}

fn runtime() -> Result<Runtime, StartError> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).thread_name("bursar-sandbox").enable_all().build().map_err(StartError::Runtime)
}

fn router(platform: Platform, core: &Arc<Core>) -> axum::Router {
    let core = Arc::clone(core);
    match platform {
        Platform::Lbai => lbai::router(core),
        Platform::OpenCatd => opencatd::router(core, Dialect::Ebe2ae4),
        Platform::OpenCatdDev => opencatd::router(core, Dialect::Dev),
        Platform::Akool => akool::router(core),
        Platform::EspAi => espai::router(core),
    }
}

/// Running servers. They stop when this is dropped.
///
/// Usable from blocking and from asynchronous programs: the servers run on threads of their own.
#[derive(Debug)]
pub struct Sandbox {
    core: Arc<Core>,
    runtime: Option<Runtime>,
}

impl Sandbox {
    /// Starts with the defaults of [`Builder`].
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn start() -> Result<Self, StartError> {
        Self::builder().start()
    }

    /// Starts otherwise than by default.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where a server listens, e.g. `http://127.0.0.1:41234`.
    #[must_use]
    pub fn base_url(&self, platform: Platform) -> String {
        let addresses = self.core.addresses.get();
        let found = addresses.and_then(|all| all.platforms.iter().find(|(known, _)| *known == platform));
        found.map(|(_, url)| url.clone()).unwrap_or_default()
    }

    /// Where the control plane listens.
    #[must_use]
    pub fn control_url(&self) -> String {
        self.core.addresses.get().map(|all| all.control.clone()).unwrap_or_default()
    }

    /// The certificate authority, if the servers speak TLS.
    #[must_use]
    pub fn ca_pem(&self) -> Option<String> {
        self.core.addresses.get().and_then(|all| all.ca_pem.clone())
    }

    /// What a client needs, as they are now: `{"token"}`, `{"token"}`, `{"apiKey","clientId","clientSecret"}`,
    /// `{"apiKey"}`.
    #[must_use]
    pub fn credentials(&self, platform: Platform) -> Value {
        self.core.lock().world.credentials(platform)
    }

    /// The content of the ready file, as it is now.
    #[must_use]
    pub fn ready(&self) -> Value {
        self.core.ready()
    }

    /// Adds faults behind those that are pending.
    ///
    /// # Errors
    /// A fault that makes no sense; then none is added.
    pub fn add_faults(&self, faults: impl IntoIterator<Item = Fault>) -> Result<(), ControlError> {
        Ok(self.core.add_faults(faults.into_iter().collect())?)
    }

    /// The faults that have not been used up.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        self.core.faults()
    }

    /// Drops all pending faults.
    pub fn clear_faults(&self) {
        self.core.lock().faults.clear();
    }

    /// All arrivals so far.
    #[must_use]
    pub fn journal(&self) -> Vec<Arrival> {
        self.core.journal()
    }

    /// Forgets all arrivals; their numbers go on.
    pub fn clear_journal(&self) {
        self.core.lock().journal.clear();
    }

    /// The credits of all ESP-AI cards.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.core.ledger()
    }

    /// Adds rows in bulk and gives `{"seeded": n, "rows": […]}`, the first 1,000 rows.
    ///
    /// # Errors
    /// Names what is wrong with the request.
    pub fn seed(&self, seed: &Seed) -> Result<Value, ControlError> {
        Ok(self.core.seed(seed)?)
    }

    /// Uses up credits of an ESP-AI card, named by id or code, and gives what is left (`None`: unlimited).
    ///
    /// # Errors
    /// No such card, or too few credits.
    pub fn consume(&self, card: &str, amount: i64) -> Result<Option<i64>, ControlError> {
        Ok(self.core.consume(card, amount)?)
    }

    /// Lets all tokens of AKOOL (or the user tokens of LBAI) die, and gives their number.
    ///
    /// # Errors
    /// The platform has no tokens that expire.
    pub fn expire_tokens(&self, platform: Platform) -> Result<usize, ControlError> {
        Ok(self.core.expire_tokens(platform)?)
    }

    /// Changes settings and gives all of them: see the control plane's `/_sandbox/settings`.
    ///
    /// # Errors
    /// Unknown keys and values out of range.
    pub fn settings(&self, settings: Value) -> Result<Value, ControlError> {
        let settings = serde_json::from_value(settings).map_err(|error| error.to_string())?;
        Ok(self.core.set(settings)?)
    }

    /// Everything back to the demo data: all servers, faults, journal, settings.
    pub fn reset(&self) {
        self.core.reset(None, false);
    }

    /// One server back to its demo data, or with `empty` to none (an opencatd without root, say).
    pub fn reset_platform(&self, platform: Platform, empty: bool) {
        self.core.reset(Some(platform), empty);
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Not the runtime's own drop, which waits and must not happen inside another runtime.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
