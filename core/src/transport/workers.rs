//! Threads for calls in the background. One that is through waits for the next call: to start one takes longer than a small call.

use std::io;
use std::sync::mpsc::{self, Receiver, SendError, Sender};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use crate::session::lock;

/// How long a thread waits for another call.
const IDLE: Duration = Duration::from_secs(10);

type Work = Box<dyn FnOnce() + Send>;

/// Those that wait. The one that came last is taken first.
#[derive(Debug, Default)]
pub(super) struct Workers(Mutex<Vec<(ThreadId, Sender<Work>)>>);

impl Workers {
    /// Runs it on a thread that waits, or on a new one.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn run(self: &Arc<Self>, work: Work) -> io::Result<()> {
        let mut work = work;
        while let Some((_, idle)) = self.pop() {
            match idle.send(work) {
                Ok(()) => return Ok(()),
                // Its thread has died of a panic.
                Err(SendError(back)) => work = back,
            }
        }
        let workers = Arc::clone(self);
        let (sender, receiver) = mpsc::channel();
        thread::Builder::new().name("bursar-call".to_owned()).spawn(move || {
            let mut next = Some(work);
            while let Some(work) = next {
                work();
                next = workers.wait(&sender, &receiver);
            }
        })?;
        Ok(())
    }

    fn pop(&self) -> Option<(ThreadId, Sender<Work>)> {
        lock(&self.0).pop()
    }

    /// Waits for work. Whoever is no longer among those that wait was given some, even if it has not come yet.
    fn wait(&self, sender: &Sender<Work>, receiver: &Receiver<Work>) -> Option<Work> {
        let own = thread::current().id();
        lock(&self.0).push((own, sender.clone()));
        if let Ok(work) = receiver.recv_timeout(IDLE) {
            return Some(work);
        }
        let mut waiting = lock(&self.0);
        let Some(at) = waiting.iter().position(|(id, _)| *id == own) else {
            drop(waiting);
            return receiver.recv().ok();
        };
        waiting.remove(at);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_is_through_takes_the_next_call_and_two_calls_have_two() {
        let workers = Arc::<Workers>::default();
        let (tell, told) = mpsc::channel();
        let (let_go, held) = mpsc::channel::<()>();
        let seen = || told.recv_timeout(Duration::from_secs(5)).unwrap();
        let teller = tell.clone();
        workers
            .run(Box::new(move || {
                teller.send(thread::current().id()).unwrap();
                held.recv().unwrap();
            }))
            .unwrap();
        let first = seen();
        let teller = tell.clone();
        workers.run(Box::new(move || teller.send(thread::current().id()).unwrap())).unwrap();
        let second = seen();
        assert_ne!(first, second);
        // Both wait then.
        let_go.send(()).unwrap();
        while lock(&workers.0).len() < 2 {
            thread::yield_now();
        }
        for _ in 0..20 {
            let teller = tell.clone();
            workers.run(Box::new(move || teller.send(thread::current().id()).unwrap())).unwrap();
            let next = seen();
            assert!([first, second].contains(&next));
            while lock(&workers.0).len() < 2 {
                thread::yield_now();
            }
        }
    }

    #[test]
    fn a_thread_that_has_died_is_replaced() {
        let workers = Arc::<Workers>::default();
        let (dead, _) = mpsc::channel();
        lock(&workers.0).push((thread::current().id(), dead));
        let (tell, told) = mpsc::channel();
        workers.run(Box::new(move || tell.send(()).unwrap())).unwrap();
        told.recv_timeout(Duration::from_secs(5)).unwrap();
    }
}
