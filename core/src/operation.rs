//! What an operation is: one exchange as two pure functions, or a flow of several.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;

use crate::error::{BursarError, Hints};
use crate::http::{Reply, RequestBuilder};
use crate::io::Io;
use crate::page::Page;
use crate::schema::{Described, Shape};
use crate::value::{Blank, Params, Row, Writer};

/// A platform that Bursar speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Platform {
    /// Little Beauty AI.
    Lbai,
    /// opencatd, self-hosted.
    OpenCatd,
    /// AKOOL.
    Akool,
    /// ESP-AI.
    EspAi,
}

impl Platform {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Lbai, Self::OpenCatd, Self::Akool, Self::EspAi];

    /// The id in operation names, configuration and errors.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Lbai => "lbai",
            Self::OpenCatd => "opencatd",
            Self::Akool => "akool",
            Self::EspAi => "espai",
        }
    }

    /// Where it is reached unless the caller says otherwise; opencatd is self-hosted and has no such place.
    #[must_use]
    pub const fn base_url(self) -> Option<&'static str> {
        match self {
            Self::Lbai => Some("https://txapi-usa.lbai.ai"),
            Self::OpenCatd => None,
            Self::Akool => Some("https://openapi.akool.com"),
            Self::EspAi => Some("https://api.espai.fun"),
        }
    }
}

/// How often a request may reach the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// A read, or a call whose repetition changes nothing: sent again after any failure that may pass.
    Repeat,
    /// A state change: sent again only when it is certain that the server did not act on it.
    Once,
}

/// Which credential a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// The session's.
    Session,
    /// None: the call makes one.
    None,
}

/// The fixed facts of an endpoint.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// Whose it is; `None` for [`crate::Raw`], which every platform has.
    pub platform: Option<Platform>,
    /// The HTTP method.
    pub method: &'static str,
    /// The path; `{name}` is filled in by the operation.
    pub path: &'static str,
    /// Whether it may be sent again.
    pub safety: Safety,
    /// Which credential it carries.
    pub auth: Auth,
}

impl Info {
    const fn new(platform: Platform, method: &'static str, path: &'static str, safety: Safety) -> Self {
        Self { platform: Some(platform), method, path, safety, auth: Auth::Session }
    }

    pub(crate) const fn get(platform: Platform, path: &'static str, safety: Safety) -> Self {
        Self::new(platform, "GET", path, safety)
    }

    pub(crate) const fn post(platform: Platform, path: &'static str, safety: Safety) -> Self {
        Self::new(platform, "POST", path, safety)
    }

    pub(crate) const fn delete(platform: Platform, path: &'static str) -> Self {
        Self::new(platform, "DELETE", path, Safety::Once)
    }

    pub(crate) const fn without_credential(self) -> Self {
        Self { auth: Auth::None, ..self }
    }
}

/// An endpoint: how its request is built and how its reply is read. Both are pure.
///
/// `run` is the whole behaviour; an operation that needs several requests overrides it. Operations live in this crate: what
/// they are built from is not public. Calls of your own go through [`crate::Raw`].
pub trait Operation: Params + Blank + Described + Clone + Send + Sync + 'static {
    /// What it gives.
    type Output: Output + Outcome;

    /// Method, path, safety.
    const INFO: Info;

    /// What to do next after failures of these kinds, where that is more than the kind tells.
    const HINTS: Hints = &[];

    /// Builds the request, and refuses what cannot be sent.
    ///
    /// # Errors
    /// `invalid_request`, naming the parameter.
    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError>;

    /// Reads a reply that the platform's envelope calls a success.
    ///
    /// # Errors
    /// `decode`, naming the path.
    fn parse(&self, reply: &Reply<'_>) -> Result<Self::Output, BursarError>;

    /// The safety class of this very call, where a parameter decides.
    fn safety(&self) -> Safety {
        Self::INFO.safety
    }

    /// Whether it changes state, so that an uncertain end is of unknown outcome: also where it may be repeated.
    fn changes_state(&self) -> bool {
        Self::INFO.safety == Safety::Once
    }

    /// Whether a refusal proves nothing after all: where a server says the same of its own faults.
    fn doubts(&self, _refusal: &BursarError) -> bool {
        false
    }

    /// Whether a 2xx reply without the platform's envelope is taken as it is, instead of being called undecodable.
    fn takes_any_reply(&self) -> bool {
        false
    }

    /// Everything the operation does. Where nothing else is said: one exchange.
    fn run(self, io: Io) -> impl Course<Self::Output> {
        Plain { operation: Box::new(self), io }
    }
}

/// What a flow does: an `async fn`, or one exchange and nothing else.
pub trait Course<T> {
    /// As a coroutine that gives any value.
    fn task(self) -> Task;
}

impl<T: Output, F: Future<Output = Result<T, BursarError>> + Send + 'static> Course<T> for F {
    fn task(self) -> Task {
        Box::pin(async move { Ok(Box::new(self.await?) as Box<dyn Output>) })
    }
}

/// One exchange and nothing else: compiled once, and not for every operation.
struct Plain {
    operation: Box<dyn Exchange>,
    io: Io,
}

impl<T> Course<T> for Plain {
    fn task(self) -> Task {
        plain(self)
    }
}

fn plain(Plain { operation, io }: Plain) -> Task {
    Box::pin(async move { io.exchange_any(&*operation).await })
}

/// What a call runs: an [`Operation`], or something made of several.
pub trait Flow: Params + Blank + Described + Send + 'static {
    /// What it gives.
    type Output: Output + Outcome;

    /// The safety class, for the schema.
    const SAFETY: Safety = Safety::Repeat;

    /// What to do next after failures of these kinds, where that is more than the kind tells.
    const HINTS: Hints = &[];

    /// Everything it does.
    fn run(self, io: Io) -> impl Course<Self::Output>;
}

impl<O: Operation> Flow for O {
    type Output = O::Output;

    const SAFETY: Safety = O::INFO.safety;

    const HINTS: Hints = O::HINTS;

    fn run(self, io: Io) -> impl Course<Self::Output> {
        Operation::run(self, io)
    }
}

/// The object-safe face of a flow, so that one beginning serves them all.
pub(crate) trait Start: Params {
    fn hints(&self) -> Hints;
    fn start(self: Box<Self>, io: Io) -> Task;
}

impl<F: Flow> Start for F {
    fn hints(&self) -> Hints {
        F::HINTS
    }

    fn start(self: Box<Self>, io: Io) -> Task {
        (*self).run(io).task()
    }
}

/// The name that the registry gives a flow.
pub trait Named {
    /// The full name of the operation, such as `espai.cards.get`: the same in every language, in errors, and for
    /// [`crate::open`].
    const NAME: &'static str;
}

/// The object-safe face of an operation, so that one state machine serves them all.
pub(crate) trait Exchange: Send + Sync {
    fn info(&self) -> &'static Info;
    fn safety(&self) -> Safety;
    fn changes_state(&self) -> bool;
    fn doubts(&self, refusal: &BursarError) -> bool;
    fn takes_any_reply(&self) -> bool;
    fn lists(&self) -> bool;
    fn build(&self, request: &mut RequestBuilder) -> Result<(), BursarError>;
    fn read(&self, reply: &Reply<'_>) -> Result<Box<dyn Output>, BursarError>;
}

impl<O: Operation> Exchange for O {
    fn info(&self) -> &'static Info {
        &O::INFO
    }

    fn safety(&self) -> Safety {
        Operation::safety(self)
    }

    fn changes_state(&self) -> bool {
        Operation::changes_state(self)
    }

    fn doubts(&self, refusal: &BursarError) -> bool {
        Operation::doubts(self, refusal)
    }

    fn takes_any_reply(&self) -> bool {
        Operation::takes_any_reply(self)
    }

    fn lists(&self) -> bool {
        const { matches!(<O::Output as Outcome>::SHAPE, Shape::Page(_)) }
    }

    fn build(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        self.request(request)
    }

    fn read(&self, reply: &Reply<'_>) -> Result<Box<dyn Output>, BursarError> {
        Ok(Box::new(self.parse(reply)?))
    }
}

/// A finished value of any type: it can be packed, or taken back as what it is.
pub trait Output: Send + 'static {
    /// Writes its rows.
    fn pack(&self, out: &mut dyn Writer);
    /// Of a page: the total that the server states, and the cursor of the next page.
    fn page(&self) -> (Option<u64>, Option<&str>) {
        (None, None)
    }
    /// For taking the value back.
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

impl Output for () {
    fn pack(&self, out: &mut dyn Writer) {
        out.begin(&[], 0);
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

impl<R: Row + Send + 'static> Output for R {
    fn pack(&self, out: &mut dyn Writer) {
        out.begin(R::COLUMNS, 1);
        Row::pack(self, out);
        out.row();
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

impl<R: Row + Send + 'static> Output for Page<R> {
    fn pack(&self, out: &mut dyn Writer) {
        out.begin(R::COLUMNS, self.rows.len());
        for row in &self.rows {
            row.pack(out);
            out.row();
        }
    }

    fn page(&self) -> (Option<u64>, Option<&str>) {
        (self.total, self.next.as_deref())
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

/// What a value looks like, as data.
pub trait Outcome {
    /// Nothing, a record, or a page of records.
    const SHAPE: Shape;
}

impl Outcome for () {
    const SHAPE: Shape = Shape::Unit;
}

impl<R: Row + Described> Outcome for R {
    const SHAPE: Shape = Shape::Record(&R::SCHEMA);
}

impl<R: Row + Described> Outcome for Page<R> {
    const SHAPE: Shape = Shape::Page(&R::SCHEMA);
}

/// A running flow.
pub(crate) type Task = Pin<Box<dyn Future<Output = Result<Box<dyn Output>, BursarError>> + Send>>;
