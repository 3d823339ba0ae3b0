//! The shared heart: the state of all servers, the pending faults and the journal, under one lock.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::Router;
use axum::extract::{Extension, State};
use axum::routing::{MethodRouter, get, post};
use serde_json::Value;

use crate::answer::{Answer, Outcome, Visit};
use crate::fault::{self, Fault};
use crate::journal::{self, Arrival};
use crate::platform::Platform;
use crate::ready::Addresses;
use crate::state;
use crate::world::World;

/// What is guarded by the lock.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) world: World,
    pub(crate) faults: Vec<Fault>,
    pub(crate) journal: Vec<Arrival>,
    arrivals: u64,
    /// The last ticket that each server had given out when it was last reset: older work must not touch the new world.
    barriers: Vec<(Platform, u64)>,
    tickets: u64,
}

impl Inner {
    /// Forgets journal and faults.
    pub(crate) fn forget(&mut self) {
        self.faults.clear();
        self.journal.clear();
        self.arrivals = 0;
    }

    /// Makes the requests under way strangers to a server.
    pub(crate) fn bar(&mut self, platform: Platform) {
        self.barriers.retain(|(barred, _)| *barred != platform);
        self.barriers.push((platform, self.tickets));
    }
}

/// One sandbox.
#[derive(Debug)]
pub(crate) struct Core {
    inner: Mutex<Inner>,
    connections: AtomicU64,
    pub(crate) seed: u64,
    state_file: Option<PathBuf>,
    pub(crate) addresses: OnceLock<Addresses>,
}

/// A request that has been noted.
#[derive(Debug)]
pub(crate) struct Ticket {
    id: u64,
    platform: Platform,
    pub(crate) fault: Option<Fault>,
}

impl Core {
    pub(crate) fn new(world: World, seed: u64, state_file: Option<PathBuf>) -> Self {
        let inner =
            Inner { world, faults: Vec::new(), journal: Vec::new(), arrivals: 0, barriers: Vec::new(), tickets: 0 };
        Self { inner: Mutex::new(inner), connections: AtomicU64::new(0), seed, state_file, addresses: OnceLock::new() }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number for a connection.
    pub(crate) fn next_connection(&self) -> u64 {
        self.connections.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Lets a server work. What it changed is on disk before the reply leaves.
    pub(crate) fn perform(&self, work: impl FnOnce(&mut World) -> Outcome) -> Answer {
        let mut inner = self.lock();
        let answer = work(&mut inner.world).unwrap_or_else(|early| early);
        if answer.did.is_some() {
            self.save(&inner.world);
        }
        answer
    }

    /// Writes the state file, if there is one. A failure is told on standard error: the emulated servers have no
    /// answer for it.
    pub(crate) fn save(&self, world: &World) {
        if let Some(path) = &self.state_file
            && let Err(error) = state::save(path, world)
        {
            eprintln!("bursar-sandbox: cannot write {}: {error}", path.display());
        }
    }

    /// Notes an arrival and finds the fault that it meets.
    pub(crate) fn arrive(&self, platform: Platform, visit: &Visit, connection: u64, request: u64) -> Ticket {
        let mut inner = self.lock();
        inner.arrivals += 1;
        inner.tickets += 1;
        let (n, id) = (inner.arrivals, inner.tickets);
        let fault = fault::take(&mut inner.faults, platform, visit.method.as_str(), &visit.path, request);
        inner.journal.push(Arrival {
            n,
            ticket: id,
            platform,
            method: visit.method.to_string(),
            path: visit.path.clone(),
            query: journal::redacted(&visit.query),
            connection,
            request,
            auth: journal::auth_of(&visit.headers).to_owned(),
            fault: fault.as_ref().map(|fault| fault.kind),
            status: None,
            did: None,
            done: false,
        });
        Ticket { id, platform, fault }
    }

    /// Whether the world is still the one in which the request arrived.
    pub(crate) fn is_current(&self, ticket: &Ticket) -> bool {
        !self.lock().barriers.iter().any(|(platform, last)| *platform == ticket.platform && ticket.id <= *last)
    }

    /// Changes an entry of the journal, if it is still there.
    fn amend(&self, ticket: &Ticket, change: impl FnOnce(&mut Arrival)) {
        let mut inner = self.lock();
        if let Some(arrival) = inner.journal.iter_mut().rev().find(|arrival| arrival.ticket == ticket.id) {
            change(arrival);
        }
    }

    /// Notes what the work changed.
    pub(crate) fn did(&self, ticket: &Ticket, did: Option<Value>) {
        self.amend(ticket, |arrival| arrival.did = did);
    }

    /// Notes that the server is through.
    pub(crate) fn done(&self, ticket: &Ticket, status: Option<u16>) {
        self.amend(ticket, |arrival| {
            arrival.status = status;
            arrival.done = true;
        });
    }
}

/// How a server answers one call.
pub(crate) type Action = fn(&mut World, &Visit) -> Outcome;

/// A GET route.
pub(crate) fn on_get(action: Action) -> MethodRouter<Arc<Core>> {
    get(move |State(core): State<Arc<Core>>, Extension(visit): Extension<Arc<Visit>>| async move {
        core.perform(|world| action(world, &visit))
    })
}

/// A POST route.
pub(crate) fn on_post(action: Action) -> MethodRouter<Arc<Core>> {
    post(move |State(core): State<Arc<Core>>, Extension(visit): Extension<Arc<Visit>>| async move {
        core.perform(|world| action(world, &visit))
    })
}

/// Adds what answers where no route does, and where a route has another method.
pub(crate) fn otherwise(router: Router<Arc<Core>>, no_route: Action, other_method: Action) -> Router<Arc<Core>> {
    let serve = |action: Action| {
        move |State(core): State<Arc<Core>>, Extension(visit): Extension<Arc<Visit>>| async move {
            core.perform(|world| action(world, &visit))
        }
    };
    router.fallback(serve(no_route)).method_not_allowed_fallback(serve(other_method))
}

/// Express's answer where no route matches: the closed servers are most likely Node programs.
pub(crate) fn express_not_found(_: &mut World, visit: &Visit) -> Outcome {
    let path = visit.path.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>\n\
         <body>\n<pre>Cannot {} {path}</pre>\n</body>\n</html>\n",
        visit.method
    );
    Ok(Answer::new(404, "text/html; charset=utf-8", page))
}
