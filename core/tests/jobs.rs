//! Calls on threads of their own: waiting in slices, watching, and giving up at once.
#![cfg(feature = "ureq")]

mod sandbox_support;

use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use bursar::{Call, Client, ErrorKind, Options, espai};
use bursar_sandbox::{Fault, FaultKind, Platform as Server, Sandbox};
use sandbox_support::{config, credits, refused, transfer};

/// A cancelled call answers within 0.2 s; tests give it five times that.
const AT_ONCE: Duration = Duration::from_secs(1);
const SLOW_MS: u64 = 3_000;

fn shared(sandbox: &Sandbox) -> Arc<Client> {
    Arc::new(Client::new(config(sandbox, Server::EspAi)).unwrap())
}

fn slow(sandbox: &Sandbox, path: &str) {
    sandbox.add_faults([Fault { ms: SLOW_MS, ..Fault::at(FaultKind::Delay, Server::EspAi, path) }]).unwrap();
}

fn begin_list(client: &Client) -> Call {
    client.session().begin(espai::ListCards::default(), Options::default()).unwrap()
}

#[test]
fn a_call_is_waited_for_in_slices_and_comes_once() {
    let sandbox = Sandbox::start().unwrap();
    let client = shared(&sandbox);
    let slow = Fault { ms: 300, ..Fault::at(FaultKind::Delay, Server::EspAi, "/cdkey/list") };
    sandbox.add_faults([slow]).unwrap();
    let job = client.start(begin_list(&client), |_| {}).unwrap();
    assert!(job.wait(Some(Duration::from_millis(10))).is_none());
    let mut call = job.wait(None).unwrap();
    let page: bursar::Page<espai::Card> = call.finish_as().unwrap();
    assert!(!page.rows.is_empty());
    assert!(job.wait(None).is_none() && job.cancel().is_none());
}

#[test]
fn what_happens_is_told_while_it_happens() {
    let sandbox = Sandbox::start().unwrap();
    let client = shared(&sandbox);
    slow(&sandbox, "/cdkey/list");
    let (tell, told) = mpsc::channel();
    let options = Options { meta: Some(true), ..Options::default() };
    let call = client.session().begin(espai::ListCards::default(), options).unwrap();
    let began = Instant::now();
    let job = client.start(call, move |event| drop(tell.send(event.to_owned()))).unwrap();
    let first = told.recv_timeout(AT_ONCE).unwrap();
    assert!(first.contains("/cdkey/list") && began.elapsed() < AT_ONCE, "{first}");
    drop(job);
}

#[test]
fn a_read_that_is_given_up_is_cancelled_at_once() {
    let sandbox = Sandbox::start().unwrap();
    let client = shared(&sandbox);
    slow(&sandbox, "/cdkey/list");
    let job = client.start(begin_list(&client), |_| {}).unwrap();
    assert!(job.wait(Some(Duration::from_millis(100))).is_none());
    let began = Instant::now();
    let error = refused(job.cancel().unwrap().finish_as::<bursar::Page<espai::Card>>());
    assert!(began.elapsed() < AT_ONCE);
    assert_eq!(error.kind, ErrorKind::Cancelled);
}

#[test]
fn a_state_change_that_is_given_up_under_way_is_of_unknown_outcome_and_arrives_once() {
    let sandbox = Sandbox::start().unwrap();
    let client = shared(&sandbox);
    slow(&sandbox, "/cdkey/transfer");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let events = Arc::clone(&seen);
    let options = Options { meta: Some(true), ..Options::default() };
    let call = client.session().begin(transfer(&sandbox, 0, 1, 10), options).unwrap();
    let job = client.start(call, move |event| events.lock().unwrap().push(event.to_owned())).unwrap();
    while !seen.lock().unwrap().iter().any(|event| event.contains("/cdkey/transfer")) {
        assert!(job.wait(Some(Duration::from_millis(5))).is_none());
    }
    // What is told as being sent may not have left yet: the server's journal knows.
    while !sandbox.journal().iter().any(|arrival| arrival.path == "/cdkey/transfer") {
        assert!(job.wait(Some(Duration::from_millis(5))).is_none());
    }
    let began = Instant::now();
    let error = refused(job.cancel().unwrap().finish_as::<espai::Transferred>());
    assert!(began.elapsed() < AT_ONCE);
    assert_eq!(error.kind, ErrorKind::OutcomeUnknown);
    assert!(error.readings.as_deref().is_some_and(|readings| readings.contains("source_before")), "{error:?}");
    // The server works on: that is why the outcome is not known.
    let arrived = sandbox_support::arrivals(&sandbox, "/cdkey/transfer");
    assert_eq!((arrived.len(), credits(&sandbox, 0)), (1, Some(990)));
}

#[test]
fn a_wait_is_cut_short_and_a_dropped_job_gives_its_turn_back() {
    let sandbox = Sandbox::start().unwrap();
    let client = shared(&sandbox);
    let busy = Fault {
        status: Some(429),
        headers: [("retry-after".to_owned(), "20".to_owned())].into(),
        ..Fault::at(FaultKind::Status, Server::EspAi, "/cdkey/list")
    };
    sandbox.add_faults([busy]).unwrap();
    let job = client.start(begin_list(&client), |_| {}).unwrap();
    assert!(job.wait(Some(Duration::from_millis(200))).is_none());
    let began = Instant::now();
    assert_eq!(refused(job.cancel().unwrap().finish_as::<bursar::Page<espai::Card>>()).kind, ErrorKind::Cancelled);

    // A transfer holds the session's turn while it waits for its reply; the next one need not wait for it.
    slow(&sandbox, "/cdkey/detail");
    let first = client.session().begin(transfer(&sandbox, 0, 1, 5), Options::default()).unwrap();
    let first = client.start(first, |_| {}).unwrap();
    assert!(first.wait(Some(Duration::from_millis(100))).is_none());
    drop(first);
    client.call(transfer(&sandbox, 0, 1, 7)).unwrap();
    assert!(began.elapsed() < 2 * AT_ONCE, "{:?}", began.elapsed());
}
