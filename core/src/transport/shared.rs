//! What the blocking and the async client have in common: the record of what happened, and the pages of a list.

use std::collections::VecDeque;

use crate::call::{Call, Event, Loss, Step};
use crate::error::BursarError;
use crate::http::Arrived;
use crate::options::Options;
use crate::page::Page;

impl From<Result<Arrived, (Loss, String)>> for Event {
    fn from(came: Result<Arrived, (Loss, String)>) -> Self {
        match came {
            Ok(reply) => Self::Received(reply),
            Err((loss, detail)) => Self::Failed(loss, detail),
        }
    }
}

/// What happened during a call, as JSON texts, if the call wants its meta.
pub(super) struct Record {
    wanted: bool,
    pub(super) events: Vec<String>,
}

impl Record {
    pub(super) fn of(call: &Call) -> Self {
        Self { wanted: call.wants_meta(), events: Vec::new() }
    }

    /// Advances the call, and notes what came and what is next.
    pub(super) fn advance(&mut self, call: &mut Call, event: Event, now_ms: u64) -> Step {
        if !self.wanted {
            return call.advance(event, now_ms);
        }
        match &event {
            Event::Received(reply) => self.events.push(format!("{{\"status\":{}}}", reply.status)),
            Event::Failed(loss, _) => self.events.push(format!("{{\"lost\":\"{loss:?}\"}}")),
            Event::Begin | Event::Waited => {}
        }
        let step = call.advance(event, now_ms);
        match &step {
            Step::Send(_) => self.events.push(call.describe()),
            Step::Wait { ms } => self.events.push(format!("{{\"waitMs\":{ms}}}")),
            Step::Done => {}
        }
        step
    }
}

/// A list that is read page after page. Ends after an error.
#[derive(Debug)]
pub(super) struct Pages<F, R> {
    list: F,
    /// Their `after` is the cursor of the page to read next.
    options: Options,
    read: VecDeque<R>,
    error: Option<BursarError>,
    over: bool,
    pub(super) total: Option<u64>,
}

/// What a list gives next.
pub(super) enum Next<F, R> {
    /// A row, the error that ends the list, or its end.
    Item(Option<Result<R, BursarError>>),
    /// Nothing before this page is read.
    Page(F, Box<Options>),
}

impl<F: Clone, R> Pages<F, R> {
    pub(super) fn new(list: F, options: Options) -> Self {
        Self { list, options, read: VecDeque::new(), error: None, over: false, total: None }
    }

    pub(super) fn next(&mut self) -> Next<F, R> {
        if let Some(row) = self.read.pop_front() {
            return Next::Item(Some(Ok(row)));
        }
        if self.over {
            return Next::Item(self.error.take().map(Err));
        }
        Next::Page(self.list.clone(), Box::new(self.options.clone()))
    }

    /// Takes what came of [`Next::Page`].
    pub(super) fn read(&mut self, came: Result<Page<R>, BursarError>) {
        match came {
            Ok(page) => {
                self.total = page.total;
                self.over = page.next.is_none();
                self.options.after = page.next;
                self.read = page.rows.into();
            }
            Err(error) => {
                self.over = true;
                self.error = Some(error);
            }
        }
    }
}
