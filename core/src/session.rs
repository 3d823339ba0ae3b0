//! A session: one account on one platform, shared by its calls.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Secret;
use crate::akool;
use crate::call::Call;
use crate::config::{Config, Credentials, RENDERING, check_secret};
use crate::error::{BursarError, ErrorKind};
use crate::espai::TransferBook;
use crate::http::{base_url, origin};
use crate::operation::{Flow, Named, Platform, Start};
use crate::options::{Dialect, Options};

/// What only one call of a session may do at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lease {
    /// Making a token.
    Token,
    /// Moving credits.
    Transfer,
}

/// One account on one platform. Its calls share the token, take turns where they must, and know of each other's
/// transfers.
pub struct Session {
    platform: Platform,
    base_url: String,
    credentials: Credentials,
    options: Options,
    allow_insecure: bool,
    state: Mutex<State>,
    transfers: Mutex<TransferBook>,
}

struct State {
    token: Option<Secret>,
    /// For each [`Lease`]: who holds it, and until when.
    leases: [Option<(u64, u64)>; 2],
    next_call: u64,
    random: u64,
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No code panics while it holds a lock; if a host's did, what it guards is still whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    /// Opens a session. Nothing is sent.
    ///
    /// # Errors
    /// `configuration`, naming what does not fit.
    pub fn open(config: Config) -> Result<Arc<Self>, BursarError> {
        let Config { platform, credentials, options, allow_insecure, seed, .. } = config;
        let finish = |error: BursarError| {
            let mut error = error;
            error.set_origin(platform, "", 0);
            error.complete()
        };
        let check = || {
            credentials.check(platform)?;
            options.check_session()?;
            if options.dialect.is_some() && platform != Platform::OpenCatd {
                return Err(BursarError::configuration("dialect: is an option of opencatd").with_path("dialect"));
            }
            let given = options.base_url.as_deref().or(platform.base_url());
            let Some(given) = given else {
                return Err(
                    BursarError::configuration("baseUrl: is needed, as opencatd is self-hosted").with_path("baseUrl")
                );
            };
            base_url(given, allow_insecure)
        };
        let base_url = check().map_err(finish)?;
        Ok(Arc::new(Self {
            state: Mutex::new(State {
                token: credentials.token.clone(),
                leases: [None; 2],
                next_call: 1,
                random: seed,
            }),
            platform,
            base_url,
            credentials,
            options,
            allow_insecure,
            transfers: Mutex::default(),
        }))
    }

    /// The platform.
    #[must_use]
    pub fn platform(&self) -> Platform {
        self.platform
    }

    /// The token in use: LBAI's and opencatd's, or the one that was made for AKOOL. `None` where a key is used instead.
    #[must_use]
    pub fn token(&self) -> Option<Secret> {
        lock(&self.state).token.clone()
    }

    /// Replaces the token, so that a fleet can share one through its own store. `None` forgets it.
    ///
    /// # Errors
    /// `configuration` when the token cannot stand in a header, or the session authenticates by key.
    pub fn set_token(&self, token: Option<Secret>) -> Result<(), BursarError> {
        let check = || {
            if self.platform == Platform::EspAi
                || (self.platform == Platform::Akool && self.credentials.api_key.is_some())
            {
                return Err(BursarError::configuration("token: is not used; this session authenticates by apiKey"));
            }
            token.as_ref().map_or(Ok(()), |token| check_secret("token", token))
        };
        check().map_err(|mut error| {
            error.set_origin(self.platform, "", 0);
            error.complete()
        })?;
        self.keep_token(token);
        Ok(())
    }

    /// Goes on with a token that the server gave, unless it cannot stand in a header.
    pub(crate) fn adopt_token(&self, token: &Secret) {
        if check_secret("token", token).is_ok() {
            self.keep_token(Some(token.clone()));
        }
    }

    fn keep_token(&self, token: Option<Secret>) {
        lock(&self.state).token = token;
    }

    /// Begins an operation. Nothing happens until the call is advanced.
    ///
    /// # Errors
    /// `configuration` when an option does not fit, or the operation is another platform's.
    pub fn begin<F: Flow + Named>(self: &Arc<Self>, flow: F, options: Options) -> Result<Call, BursarError> {
        self.start(F::NAME, Box::new(flow), options)
    }

    pub(crate) fn start(
        self: &Arc<Self>,
        name: &'static str,
        flow: Box<dyn Start>,
        options: Options,
    ) -> Result<Call, BursarError> {
        let prepare = || {
            self.check_owner(name)?;
            options.check()?;
            if options.dialect.is_some() {
                return Err(
                    BursarError::configuration("dialect: is an option of sessions, not of calls").with_path("dialect")
                );
            }
            let mut shown = false;
            flow.secrets(&mut |secret| shown |= secret.is_rendering());
            if shown {
                let detail = format!("a secret among the parameters {RENDERING}");
                return Err(BursarError::new(ErrorKind::InvalidRequest, detail));
            }
            options.base_url.as_deref().map(|given| base_url(given, self.allow_insecure)).transpose()
        };
        let base_url = prepare().map_err(|mut error| {
            error.set_origin(self.platform, name, 0);
            error.complete()
        })?;
        let session = match &base_url {
            Some(other) if origin(other) != origin(&self.base_url) => self.elsewhere(other),
            _ => self.clone(),
        };
        let options = Options { base_url, ..options.over(&session.options) };
        Ok(Call::new(session, options, name, flow))
    }

    /// Refuses another platform's operation: it would send this one's credential, and its own secrets, to the wrong server.
    pub(crate) fn check_owner(&self, operation: &str) -> Result<(), BursarError> {
        let owner = operation.split_once('.').map_or("", |(owner, _)| owner);
        if owner != self.platform.id() && Platform::ALL.iter().any(|other| other.id() == owner) {
            let own = self.platform.id();
            let detail = format!("{operation} is an operation of {owner}, and this session is one of {own}");
            return Err(BursarError::configuration(detail));
        }
        Ok(())
    }

    /// A session of its own for a call to another server: the same credentials, but no shared token and no shared turns.
    fn elsewhere(&self, base_url: &str) -> Arc<Self> {
        let state =
            State { token: self.credentials.token.clone(), leases: [None; 2], next_call: 1, random: self.random() };
        Arc::new(self.another(base_url, state, TransferBook::default()))
    }

    /// This session in a process that was forked off: whoever holds a lock or a lease is not in it. What another thread was
    /// about to change is as it was when the session was opened.
    #[cfg(feature = "ureq")]
    pub(crate) fn renewed(&self, seed: u64) -> Self {
        let (token, next_call, random) = match self.state.try_lock() {
            Ok(state) => (state.token.clone(), state.next_call, state.random),
            Err(_) => (self.credentials.token.clone(), 1, 0),
        };
        let state = State { token, leases: [None; 2], next_call, random: random ^ seed };
        let transfers = self.transfers.try_lock().map(|book| book.clone()).unwrap_or_default();
        self.another(&self.base_url, state, transfers)
    }

    fn another(&self, base_url: &str, state: State, transfers: TransferBook) -> Self {
        Self {
            platform: self.platform,
            base_url: base_url.to_owned(),
            credentials: self.credentials.clone(),
            options: self.options.clone(),
            allow_insecure: self.allow_insecure,
            state: Mutex::new(state),
            transfers: Mutex::new(transfers),
        }
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.options.dialect.unwrap_or_default()
    }

    pub(crate) fn transfers(&self) -> MutexGuard<'_, TransferBook> {
        lock(&self.transfers)
    }

    /// The name and value of the credential header: none where a token has still to be made or given.
    pub(crate) fn credential(&self) -> Option<(&'static str, Secret)> {
        match self.platform {
            // ESP-AI takes the raw key, without `Bearer`.
            Platform::EspAi => self.credentials.api_key.clone().map(|key| ("authorization", key)),
            // AKOOL discards the key when both are sent, and a stale token would mask it: exactly one.
            Platform::Akool if self.credentials.api_key.is_some() => {
                self.credentials.api_key.clone().map(|key| ("x-api-key", key))
            }
            Platform::Lbai | Platform::OpenCatd | Platform::Akool => {
                self.token().map(|token| ("authorization", bearer(&token)))
            }
        }
    }

    /// Whether this session makes its tokens itself.
    pub(crate) fn mints(&self) -> bool {
        akool::client(self).is_some() && self.credentials.api_key.is_none()
    }

    /// Everything that must not be shown.
    pub(crate) fn secrets(&self) -> Vec<Secret> {
        let given = self.credentials.each().into_iter().filter_map(|(_, secret)| secret.cloned());
        given.chain(self.token()).collect()
    }

    pub(crate) fn next_call(&self) -> u64 {
        let mut state = lock(&self.state);
        let call = state.next_call;
        state.next_call = call.saturating_add(1);
        call
    }

    /// The next number of the sequence that the seed began (SplitMix64).
    pub(crate) fn random(&self) -> u64 {
        let mut state = lock(&self.state);
        state.random = state.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state.random ^ (state.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Takes a lease that is free, lapsed or already this call's.
    pub(crate) fn claim(&self, lease: Lease, call: u64, now: u64, until: u64) -> bool {
        let mut state = lock(&self.state);
        let [token, transfer] = &mut state.leases;
        let place = if lease == Lease::Token { token } else { transfer };
        let free = place.is_none_or(|(holder, until)| holder == call || now >= until);
        if free {
            *place = Some((call, until));
        }
        free
    }

    pub(crate) fn release(&self, lease: Lease, call: u64) {
        let mut state = lock(&self.state);
        let [token, transfer] = &mut state.leases;
        let place = if lease == Lease::Token { token } else { transfer };
        if place.is_some_and(|(holder, _)| holder == call) {
            *place = None;
        }
    }
}

pub(crate) fn bearer(token: &Secret) -> Secret {
    Secret::new(format!("Bearer {}", token.expose()))
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("platform", &self.platform)
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}
