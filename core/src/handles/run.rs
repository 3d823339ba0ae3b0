//! The built-in transport on the crossing: a whole call in one function, or one that starts it and one that waits in slices.
//!
//! The second way is for threads that have to look up now and then, as Python's main thread for Ctrl-C.

use std::process;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Answer, Entry, Hosted, SEPARATOR, Table, failure, finished, unknown};
use crate::Secret;
use crate::call::Call;
use crate::config::Config;
use crate::error::BursarError;
use crate::packed::Packing;
use crate::session::{Session, lock};
use crate::transport::{Client, Job, Transport};

/// A session's connections, made when the first call wants one.
#[derive(Debug)]
pub(super) struct Wire {
    ca_pem: Option<String>,
    proxy: Option<Secret>,
    /// With the process that made it.
    client: Mutex<Option<(u32, Arc<Client>)>>,
}

/// A call that runs on a thread of its own.
#[derive(Clone, Debug)]
pub(super) struct Running {
    job: Arc<Job>,
    packing: Packing,
    events: Arc<Mutex<Vec<String>>>,
}

impl Wire {
    pub(super) fn of(config: &Config) -> Self {
        Self { ca_pem: config.ca_pem.clone(), proxy: config.proxy.clone(), client: Mutex::default() }
    }

    fn client(&self, session: &Arc<Session>, now: u64) -> Result<Arc<Client>, BursarError> {
        let (mut made, process) = (lock(&self.client), process::id());
        if let Some((maker, client)) = &*made
            && *maker == process
        {
            return Ok(Arc::clone(client));
        }
        let transport = Transport::new(self.ca_pem.as_deref(), self.proxy.as_ref()).map_err(|mut error| {
            error.set_origin(session.platform(), "", 0);
            error.complete()
        })?;
        let client = Arc::new(Client::over(Arc::clone(session), transport, now));
        // A forked process shares the connections of its parent: to close them properly would end them for both.
        if let Some(inherited) = made.replace((process, Arc::clone(&client))) {
            std::mem::forget(inherited);
        }
        Ok(client)
    }
}

impl Running {
    fn finish(&self, mut call: Call) -> Answer {
        finished(self.packing, &mut call, &lock(&self.events))
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

    /// Begins an operation on a thread of its own: `R␟job`, or a failure.
    pub fn run_start(&self, session: u64, request: &[u8], now: u64) -> Answer {
        let (packing, client, call) = match self.prepare(session, request, now) {
            Ok(prepared) => prepared,
            Err(answer) => return answer,
        };
        let events = Arc::<Mutex<Vec<String>>>::default();
        let theirs = Arc::clone(&events);
        match client.start(call, move |event| lock(&theirs).push(event.to_owned())) {
            Ok(job) => {
                let running = Running { job: Arc::new(job), packing, events };
                still(self.inner().handle(Entry::Job(running)))
            }
            Err(error) => failure(packing, &error, String::new()),
        }
    }

    /// Waits for a job, for so many milliseconds at most: its value or failure, and then its handle is gone; `R␟job` while
    /// it runs.
    pub fn run_wait(&self, job: u64, ms: u64) -> Answer {
        match self.job(job) {
            Ok(running) => match running.job.wait(Some(Duration::from_millis(ms))) {
                Some(call) => {
                    self.forget(job);
                    running.finish(call)
                }
                None => still(job),
            },
            Err(answer) => answer,
        }
    }

    /// Gives a job up: at once `cancelled`, or `outcome_unknown`, or what it came to. Its handle is gone.
    pub fn run_cancel(&self, job: u64) -> Answer {
        match self.job(job) {
            Ok(running) => {
                self.forget(job);
                match running.job.cancel() {
                    Some(call) => running.finish(call),
                    None => unknown(running.packing, "job"),
                }
            }
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

    fn job(&self, handle: u64) -> Result<Running, Answer> {
        let inner = self.inner();
        match inner.get(handle) {
            Some(Entry::Job(running)) => Ok(running.clone()),
            _ => Err(unknown(inner.packing, "job")),
        }
    }

    fn forget(&self, job: u64) {
        let over = self.inner().remove(job, |entry| matches!(entry, Entry::Job(_)));
        drop(over);
    }
}

fn still(job: u64) -> Answer {
    Answer::Running(format!("R{SEPARATOR}{job}"))
}
