//! The built-in transport on the crossing: a whole call in one function, or one that starts it and one that waits in slices.
//!
//! The second way is for threads that have to look up now and then, as Python's main thread for Ctrl-C.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Answer, Entry, Hosted, SEPARATOR, Table, failure, finished, unknown};
use crate::Secret;
use crate::call::Call;
use crate::config::Config;
use crate::error::BursarError;
use crate::packed::{Block, Packing};
use crate::session::{Session, lock};
use crate::transport::{Client, Job, Transport};

/// A session's connections, made when the first call wants one.
#[derive(Debug)]
pub(super) struct Wire {
    ca_pem: Option<String>,
    proxy: Option<Secret>,
    client: Mutex<Option<Arc<Client>>>,
}

/// A call that runs on a thread of its own.
#[derive(Clone, Debug)]
pub(super) struct Running {
    job: Arc<Job>,
    packing: Packing,
    events: Arc<Mutex<Vec<String>>>,
    /// What it has come to, once somebody has asked.
    answer: Arc<Mutex<Option<Arc<Block>>>>,
}

impl Wire {
    pub(super) fn of(config: &Config) -> Self {
        Self { ca_pem: config.ca_pem.clone(), proxy: config.proxy.clone(), client: Mutex::default() }
    }

    /// The same, with connections of its own.
    pub(super) fn another(&self) -> Self {
        Self { ca_pem: self.ca_pem.clone(), proxy: self.proxy.clone(), client: Mutex::default() }
    }

    fn client(&self, session: &Arc<Session>, now: u64) -> Result<Arc<Client>, BursarError> {
        let mut made = lock(&self.client);
        if let Some(client) = &*made {
            return Ok(Arc::clone(client));
        }
        let transport = Transport::new(self.ca_pem.as_deref(), self.proxy.as_ref()).map_err(|mut error| {
            error.set_origin(session.platform(), "", 0);
            error.complete()
        })?;
        Ok(Arc::clone(made.insert(Arc::new(Client::over(Arc::clone(session), transport, now)))))
    }
}

impl Running {
    /// What the call has come to: the same for all who ask.
    fn answer(&self, call: impl FnOnce() -> Option<Call>) -> Option<Answer> {
        let mut kept = lock(&self.answer);
        if kept.is_none()
            && let Answer::Packed(block) = finished(self.packing, &mut call()?, &lock(&self.events))
        {
            *kept = Some(block);
        }
        kept.clone().map(Answer::Packed)
    }
}

impl Table {
    /// Runs an operation to its end over the built-in transport: a value or a failure. `request` and `now` are those of
    /// [`Table::open`].
    pub fn run(&self, session: u64, request: &[u8], now: u64) -> Answer {
        match self.prepare(session, request, now) {
            Ok((packing, client, mut call)) => {
                let events = client.drive(&mut call);
                finished(packing, &mut call, &events)
            }
            Err(answer) => answer,
        }
    }

    /// A number for a job that is not begun yet. Whoever is interrupted while it begins can then give it up all the same.
    pub fn job(&self) -> u64 {
        self.inner().reserve()
    }

    /// Begins an operation on a thread of its own, as a job with a number that was given for it: `R␟job`, or a failure.
    pub fn run_start(&self, session: u64, request: &[u8], now: u64, job: u64) -> Answer {
        let (packing, client, call) = match self.prepare(session, request, now) {
            Ok(prepared) => prepared,
            Err(answer) => return answer,
        };
        let events = Arc::<Mutex<Vec<String>>>::default();
        let theirs = Arc::clone(&events);
        match client.start(call, move |event| lock(&theirs).push(event.to_owned())) {
            Ok(running) => {
                let running = Running { job: Arc::new(running), packing, events, answer: Arc::default() };
                let mut inner = self.inner();
                let Err(at) = inner.entries.binary_search_by_key(&job, |(handle, _)| *handle) else {
                    return unknown(packing, "job");
                };
                inner.entries.insert(at, (job, Entry::Job(running)));
                still(job)
            }
            Err(error) => failure(packing, &error, String::new()),
        }
    }

    /// Waits for a job, for so many milliseconds at most: its value or failure, as often as it is asked until it is closed;
    /// `R␟job` while it runs.
    pub fn run_wait(&self, job: u64, ms: u64) -> Answer {
        match self.running_job(job) {
            Ok(running) if running.job.is_over(Some(Duration::from_millis(ms))) => {
                running.answer(|| running.job.wait(Some(Duration::ZERO))).unwrap_or_else(|| still(job))
            }
            Ok(_) => still(job),
            Err(answer) => answer,
        }
    }

    /// Gives a job up: at once `cancelled`, or `outcome_unknown`, or what it came to. Close it afterwards.
    pub fn run_cancel(&self, job: u64) -> Answer {
        match self.running_job(job) {
            Ok(running) => running.answer(|| running.job.cancel()).unwrap_or_else(|| unknown(running.packing, "job")),
            Err(answer) => answer,
        }
    }

    fn prepare(&self, session: u64, request: &[u8], now: u64) -> Result<(Packing, Arc<Client>, Call), Answer> {
        let hosted = self.session(session)?;
        let call = hosted.begin(request)?;
        let Hosted { session, packing, wire } = hosted;
        let client = wire.client(&session, now).map_err(|error| failure(packing, &error, String::new()))?;
        Ok((packing, client, call))
    }

    fn running_job(&self, handle: u64) -> Result<Running, Answer> {
        let inner = self.inner();
        match inner.get(handle) {
            Some(Entry::Job(running)) => Ok(running.clone()),
            _ => Err(unknown(inner.packing, "job")),
        }
    }
}

fn still(job: u64) -> Answer {
    Answer::Running(format!("R{SEPARATOR}{job}"))
}
