//! Calls on threads of their own: waiting in slices, watching, and giving up at once.
#![cfg(feature = "ureq")]

mod sandbox_support;

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
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

#[test]
fn who_waits_without_a_time_out_is_told_at_once_that_another_has_given_the_call_up() {
    let sandbox = Sandbox::start().unwrap();
    let client = shared(&sandbox);
    slow(&sandbox, "/cdkey/list");
    let job = Arc::new(client.start(begin_list(&client), |_| {}).unwrap());
    let (tell, told) = mpsc::channel();
    let waiting = Arc::clone(&job);
    let waiter = thread::spawn(move || tell.send(waiting.wait(None).is_none()).unwrap());
    // Whether it waits already or begins to wait only then, it must not wait for the server.
    assert!(told.recv_timeout(Duration::from_millis(100)).is_err());
    drop(job.cancel().unwrap());
    assert!(told.recv_timeout(AT_ONCE).unwrap());
    waiter.join().unwrap();
}

/// A network between a client and a server that passes the first bytes on when it is told to. Gives its port, what tells of
/// a connection, what lets it begin, and what tells that the client has closed it.
fn stalling_network(server: String) -> (u16, mpsc::Receiver<()>, mpsc::Sender<()>, mpsc::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let ((tell_made, made), (release, released), (tell_closed, closed)) =
        (mpsc::channel(), mpsc::channel(), mpsc::channel());
    thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        tell_made.send(()).unwrap();
        released.recv().unwrap();
        let mut server = TcpStream::connect(server).unwrap();
        let (mut to_client, mut from_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        thread::spawn(move || io::copy(&mut from_server, &mut to_client));
        // Ends when the client closes, in whatever way.
        let _ = io::copy(&mut client, &mut server);
        let _ = tell_closed.send(());
    });
    (port, made, release, closed)
}

#[test]
fn a_state_change_that_is_given_up_before_its_first_byte_is_never_sent_and_known_not_to_be() {
    let sandbox = Sandbox::builder().tls(true).start().unwrap();
    let url = sandbox.base_url(Server::EspAi);
    let server = url.strip_prefix("https://").unwrap();
    let (port, made, release, closed) = stalling_network(server.to_owned());
    let mut config = config(&sandbox, Server::EspAi);
    config.options.base_url = Some(format!("https://{}:{port}", server.rsplit_once(':').unwrap().0));
    config.ca_pem = sandbox.ca_pem();
    let client = Arc::new(Client::new(config).unwrap());

    let options = Options { verify: Some(false), ..Options::default() };
    let call = client.session().begin(transfer(&sandbox, 0, 1, 5), options).unwrap();
    let job = client.start(call, |_| {}).unwrap();
    made.recv_timeout(AT_ONCE).unwrap();
    let error = refused(job.cancel().unwrap().finish_as::<espai::Transferred>());
    assert_eq!(error.kind, ErrorKind::Cancelled, "{error}");

    // TLS is agreed upon after that, and then nothing comes through it.
    release.send(()).unwrap();
    closed.recv_timeout(5 * AT_ONCE).unwrap();
    assert!(sandbox_support::journal(&sandbox).is_empty());
    assert_eq!(credits(&sandbox, 0), Some(1_000));
}

#[test]
fn a_lost_state_change_stays_of_unknown_outcome_when_the_wait_after_it_is_given_up() {
    let sandbox = Sandbox::start().unwrap();
    let client = shared(&sandbox);
    sandbox.add_faults([Fault::at(FaultKind::ResetBefore, Server::EspAi, "/cdkey/transfer")]).unwrap();
    let (tell, told) = mpsc::channel();
    let options = Options { meta: Some(true), ..Options::default() };
    let call = client.session().begin(transfer(&sandbox, 0, 1, 5), options).unwrap();
    let job = client.start(call, move |event| drop(tell.send(event.to_owned()))).unwrap();
    // The first look at the cards finds nothing, and the second one comes two seconds later.
    while !told.recv_timeout(AT_ONCE).unwrap().contains("waitMs") {}
    let error = refused(job.cancel().unwrap().finish_as::<espai::Transferred>());
    assert_eq!(error.kind, ErrorKind::OutcomeUnknown, "{error}");
}

#[test]
fn a_state_change_that_is_given_up_while_a_proxy_makes_its_tunnel_was_not_sent() {
    let sandbox = Sandbox::start().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut config = config(&sandbox, Server::EspAi);
    config.proxy = Some(format!("http://{}", listener.local_addr().unwrap()).into());
    let client = Arc::new(Client::new(config).unwrap());
    let options = Options { verify: Some(false), ..Options::default() };
    let call = client.session().begin(transfer(&sandbox, 0, 1, 5), options).unwrap();
    let job = client.start(call, |_| {}).unwrap();
    // It is asked for a tunnel, and gives no answer before the call is given up.
    let (mut asked, _) = listener.accept().unwrap();
    let mut first = [0; 7];
    asked.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"CONNECT");
    let error = refused(job.cancel().unwrap().finish_as::<espai::Transferred>());
    assert_eq!(error.kind, ErrorKind::Cancelled, "{error}");

    asked.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
    let mut rest = Vec::new();
    asked.read_to_end(&mut rest).unwrap();
    assert!(!String::from_utf8(rest).unwrap().contains("/cdkey/transfer"));
}
