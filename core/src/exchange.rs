//! One exchange, from building to a value: credential, attempts, sorting, repetition. Not generic: all operations share it.

mod sent;

use std::cell::Cell;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::Secret;
use crate::akool::{self, CreateToken, Token};
use crate::call::Loss;
use crate::config::missing;
use crate::error::{BursarError, ErrorKind};
use crate::fields::Data;
use crate::http::{Arrived, AtOnce, Reply};
use crate::io::{Io, Purpose};
use crate::operation::{Auth, Exchange, Operation, Output, Platform};
use crate::page::{Cursor, List};
use crate::retry::{self, Certainty};
use crate::scrub;
use crate::session::{Lease, bearer};
use crate::sort::{Payload, Sorted, sort};

const MAX_RETRIES: u32 = 2;
const MAX_BODY_BYTES: u32 = 16 << 20;
/// After a lost state change, the moments of looking, in milliseconds.
const LOOKS_MS: [u64; 3] = [0, 2_000, 5_000];

/// An exchange under way, of any operation.
type Performed<'a> = Pin<Box<dyn Future<Output = Result<Box<dyn Output>, BursarError>> + Send + 'a>>;

/// An exchange under way, whose value is taken back as the type that the operation gives.
pub(crate) struct Typed<'a, T>(Performed<'a>, PhantomData<fn() -> T>);

impl<'a, T> Typed<'a, T> {
    fn of(performed: Performed<'a>) -> Self {
        Self(performed, PhantomData)
    }
}

impl<T: Output> Future for Typed<'_, T> {
    type Output = Result<T, BursarError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context).map(|performed| performed.and_then(own))
    }
}

/// How one exchange of a flow differs from its main one.
#[derive(Default)]
struct Manner<'a> {
    purpose: Option<Purpose>,
    after: Option<&'a str>,
    retries: Option<u32>,
    token: Option<&'a Secret>,
}

impl Io {
    /// The operation itself: with the caller's overrides, and at most once if it changes state.
    ///
    /// # Errors
    /// Its own; `outcome_unknown` when a state change may have happened.
    pub(crate) fn exchange<'a, O: Operation>(&'a self, operation: &'a O) -> Typed<'a, O::Output> {
        Typed::of(self.exchange_any(operation))
    }

    /// The same, giving any value.
    pub(crate) fn exchange_any<'a>(&'a self, operation: &'a dyn Exchange) -> Performed<'a> {
        let after = self.options().after.as_deref();
        self.perform(operation, Manner { after, ..Manner::default() })
    }

    /// Reads on behalf of another operation.
    pub(crate) fn reading<'a, O: Operation>(
        &'a self,
        operation: &'a O,
        after: Option<&'a str>,
    ) -> Typed<'a, O::Output> {
        let manner = Manner { purpose: Some(Purpose::Reading), after, ..Manner::default() };
        Typed::of(self.perform(operation, manner))
    }

    /// Reads once, after a loss: a look that fails says nothing, and the next one comes soon.
    pub(crate) fn look<'a, O: Operation>(&'a self, operation: &'a O, after: Option<&'a str>) -> Typed<'a, O::Output> {
        let manner = Manner { purpose: Some(Purpose::Reading), after, retries: Some(0), token: None };
        Typed::of(self.perform(operation, manner))
    }

    /// Looks with another token than the session's.
    pub(crate) fn look_with<'a, O: Operation>(&'a self, operation: &'a O, token: &'a Secret) -> Typed<'a, O::Output> {
        let manner = Manner { purpose: Some(Purpose::Reading), after: None, retries: Some(0), token: Some(token) };
        Typed::of(self.perform(operation, manner))
    }

    /// The moments at which a lost state change is looked for.
    pub(crate) fn looks(&self) -> Looks {
        Looks { io: self.clone(), start: self.now(), moments: LOOKS_MS.into_iter() }
    }

    /// Refuses bad input before anything is sent, in flows that begin with a reading.
    pub(crate) fn check<O: Operation>(&self, operation: &O) -> Result<(), BursarError> {
        self.build(operation, &Manner::default()).map(drop)
    }

    fn perform<'a>(&'a self, operation: &'a dyn Exchange, manner: Manner<'a>) -> Performed<'a> {
        Box::pin(self.performed(operation, manner))
    }

    async fn performed(&self, operation: &dyn Exchange, manner: Manner<'_>) -> Result<Box<dyn Output>, BursarError> {
        let safety = operation.safety();
        let purpose = manner.purpose.unwrap_or(Purpose::Operation);
        let built = self.build(operation, &manner)?;
        let most = manner.retries.unwrap_or_else(|| self.options().max_retries.unwrap_or(MAX_RETRIES));
        let changes = operation.changes_state();
        let (mut repetition, mut renewed, mut uncertain) = (0, Renewed::default(), false);
        loop {
            let credential =
                self.credential(operation, &manner, &mut renewed).await.map_err(|e| ended(e, uncertain))?;
            let request = self.request(&built, operation, safety, credential.as_ref());
            let request = request.map_err(|error| ended(error, uncertain))?;
            if let Some((_, secret)) = &credential {
                self.keep_secret(secret);
            }
            let (began, timeout) = (self.now(), u64::from(request.timeout_ms));
            let (error, certainty, retry_after) = match self.send(Arc::new(request), purpose, changes).await {
                Ok(reply) => match self.read(operation, &manner, &built.cursor, &reply) {
                    Ok(value) => return Ok(value),
                    Err((error, certainty)) => (error, certainty, retry::retry_after_ms(&reply)),
                },
                Err((loss, detail)) => {
                    let (error, certainty) = self.lost(loss, detail, began.saturating_add(timeout));
                    (error, certainty, None)
                }
            };
            uncertain |= changes && retry::may_have_happened(certainty);
            if changes && !uncertain {
                self.unexposed();
            }
            let dead =
                credential.is_some() && self.session().mints() && error.code.as_deref() == Some(akool::DEAD_TOKEN);
            if dead && renewed.again(credential) {
                continue;
            }
            if repetition >= most || !retry::may_repeat(safety, certainty) {
                return Err(ended(error, uncertain));
            }
            repetition = repetition.saturating_add(1);
            let ms = retry::wait_ms(repetition, retry_after, self.session().random());
            // A wait that would outlast the call is not begun.
            if ms >= self.left() {
                return Err(ended(error, uncertain));
            }
            self.wait(ms).await;
        }
    }

    /// A reply becomes a value, or an error and how certain it is that nothing happened.
    fn read(
        &self,
        operation: &dyn Exchange,
        manner: &Manner<'_>,
        cursor: &Cursor,
        arrived: &Arrived,
    ) -> Result<Box<dyn Output>, (BursarError, Certainty)> {
        // The same request was built already.
        let list = List { cursor, origin: &|| self.origin(operation, manner).unwrap_or_default() };
        // A host that does not count bytes hands over what it read.
        if arrived.body.len() > MAX_BODY_BYTES as usize {
            return Err((too_large(), Certainty::Unclear { passing: false }));
        }
        if let Some(value) = self.read_at_once(operation, list, arrived) {
            return Ok(value);
        }
        let payload = match sort(self.session().platform(), arrived, Data::Text) {
            Sorted::Done(payload) => payload,
            Sorted::Failed(error, _) if error.kind == ErrorKind::Decode && operation.takes_any_reply() => {
                Payload::default()
            }
            Sorted::Failed(error, Certainty::Refused { .. }) if operation.doubts(&error) => {
                return Err((error, Certainty::Unclear { passing: false }));
            }
            Sorted::Failed(error, certainty) => return Err((error, certainty)),
        };
        let reply =
            Reply { arrived, payload: payload.json, root: payload.root, total: payload.total, list, at_once: None };
        operation.read(&reply).map_err(|error| {
            let mut error = error.with_status(arrived.status);
            let failure = error.edit();
            failure.request_id = arrived.request_id().map(str::to_owned);
            failure.body = scrub::excerpt(&arrived.body);
            (error, Certainty::Unclear { passing: false })
        })
    }

    /// Most replies are successes: their envelope and what it carries are read in one go. `None` is any other reply, and
    /// sorting tells which.
    fn read_at_once(&self, operation: &dyn Exchange, list: List<'_>, arrived: &Arrived) -> Option<Box<dyn Output>> {
        let platform = self.session().platform();
        // opencatd has no envelope.
        if !(200..=299).contains(&arrived.status) || platform == Platform::OpenCatd || operation.takes_any_reply() {
            return None;
        }
        let at_once = AtOnce { platform, done: Cell::default(), total: Cell::default() };
        let at_once = &at_once;
        let reply = Reply { arrived, payload: None, root: "", total: None, list, at_once: Some(at_once) };
        let value = operation.read(&reply).ok();
        value.filter(|_| at_once.done.get())
    }

    fn lost(&self, loss: Loss, detail: String, limit: u64) -> (BursarError, Certainty) {
        let certainty = match loss {
            Loss::TooLarge => return (too_large(), Certainty::Unclear { passing: false }),
            Loss::Unusable => return (BursarError::configuration(detail), Certainty::Unclear { passing: false }),
            Loss::NotSent | Loss::Unsent => Certainty::NotSent,
            Loss::MaybeSent | Loss::Cancelled => Certainty::MaybeSent,
        };
        let over = self.left() == 0;
        let kind = if over || self.now() >= limit { ErrorKind::Timeout } else { ErrorKind::Connection };
        let detail = if detail.is_empty() { "no reply came".to_owned() } else { detail };
        // The host knows what was left for this attempt only, which may be next to nothing.
        let detail = if over { format!("{}: {detail}", self.overdue()) } else { detail };
        let error = BursarError::new(kind, detail);
        (if loss == Loss::NotSent { error.because("this request was not sent") } else { error }, certainty)
    }

    /// The credential header; makes a token where none is there, or where the one that was used is dead.
    async fn credential(
        &self,
        operation: &dyn Exchange,
        manner: &Manner<'_>,
        renewed: &mut Renewed,
    ) -> Result<Option<(&'static str, Secret)>, BursarError> {
        if operation.info().auth == Auth::None {
            return Ok(None);
        }
        if let Some(token) = manner.token {
            return Ok(Some(("authorization", bearer(token))));
        }
        let present = self.session().credential();
        if renewed.is_alive(present.as_ref()) {
            return Ok(present);
        }
        if !self.session().mints() {
            let platform = self.session().platform();
            return Err(missing(platform, &["token"]).because("this operation needs the session's token"));
        }
        let _turn = self.exclusive(Lease::Token).await?;
        // While this call waited for its turn, another may have made one.
        let present = self.session().credential();
        if renewed.is_alive(present.as_ref()) {
            return Ok(present);
        }
        renewed.minted = renewed.dead.is_some();
        let manner = Manner { purpose: Some(Purpose::Token), ..Manner::default() };
        let token: Token = Typed::of(self.perform(&CreateToken {}, manner)).await?;
        CreateToken::keep(self, &token)?;
        Ok(self.session().credential())
    }
}

/// What was done about dead tokens during one exchange.
#[derive(Default)]
struct Renewed {
    dead: Option<Secret>,
    minted: bool,
    rounds: u8,
}

impl Renewed {
    fn is_alive(&self, credential: Option<&(&'static str, Secret)>) -> bool {
        credential.is_some_and(|(_, value)| Some(value) != self.dead.as_ref())
    }

    /// Whether to try once more: with the session's newer token if there is one, and once with one made anew.
    fn again(&mut self, used: Option<(&'static str, Secret)>) -> bool {
        self.rounds = self.rounds.saturating_add(1);
        self.dead = used.map(|(_, value)| value);
        !self.minted && self.rounds <= 2
    }
}

/// The moments of looking for a lost state change.
pub(crate) struct Looks {
    io: Io,
    start: u64,
    moments: std::array::IntoIter<u64, 3>,
}

impl Looks {
    /// Waits for the next moment; `false` when there is none before the deadline.
    pub(crate) async fn next(&mut self) -> bool {
        match self.moments.next() {
            Some(moment) => self.io.wait_until(self.start.saturating_add(moment)).await,
            None => false,
        }
    }
}

/// Once an attempt may have been acted on, no later one can prove that nothing happened.
fn ended(error: BursarError, uncertain: bool) -> BursarError {
    if uncertain { error.into_outcome_unknown() } else { error }
}

fn too_large() -> BursarError {
    BursarError::new(ErrorKind::Decode, "the reply is larger than 16 MiB")
}

/// The value as the type that its operation gives.
fn own<T: Output>(value: Box<dyn Output>) -> Result<T, BursarError> {
    value
        .into_any()
        .downcast()
        .map(|value| *value)
        .map_err(|_| BursarError::configuration("the operation gives another type"))
}
