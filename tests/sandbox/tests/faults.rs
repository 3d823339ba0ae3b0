//! Faults, seen from the other end of the socket.

mod support;

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use bursar_sandbox::{Arrival, Fault, FaultKind, Platform, Sandbox};
use serde_json::{Value, json};
use support::{Connection, ask, try_ask};

const BALANCE: &str = "/ai-api/v1/account/banlance";

struct Bench {
    sandbox: Sandbox,
    base_url: String,
    authorization: String,
}

impl Bench {
    fn with(faults: impl IntoIterator<Item = Fault>) -> Self {
        let sandbox = Sandbox::start().unwrap();
        sandbox.add_faults(faults).unwrap();
        let token = sandbox.credentials(Platform::Lbai)["token"].as_str().unwrap().to_owned();
        Self { base_url: sandbox.base_url(Platform::Lbai), sandbox, authorization: format!("Bearer {token}") }
    }

    fn headers(&self) -> [(&str, &str); 1] {
        [("Authorization", &self.authorization)]
    }

    /// All bytes that answer one request, and whether the connection was reset.
    fn raw(&self, target: &str) -> (String, bool) {
        let mut connection = Connection::open(&self.base_url);
        connection.send("GET", target, &self.headers(), None);
        let (bytes, end) = connection.drain();
        let reset = end.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset);
        (String::from_utf8_lossy(&bytes).into_owned(), reset)
    }

    fn add_user(&self, name: &str) -> (String, bool) {
        self.raw(&format!("/ai-api/v1/apiService/addUser?identifier={name}&groupId=1"))
    }

    fn last(&self) -> Arrival {
        self.sandbox.journal().pop().unwrap()
    }
}

fn fault(kind: FaultKind) -> Fault {
    Fault::new(kind)
}

#[test]
fn resets_before_and_after_the_work() {
    let bench = Bench::with([fault(FaultKind::ResetBefore), fault(FaultKind::ResetAfter)]);
    assert_eq!(bench.add_user("long-enough-1"), (String::new(), true));
    assert_eq!((bench.last().did, bench.last().status, bench.last().done), (None, None, true));
    assert_eq!(bench.add_user("long-enough-2"), (String::new(), true));
    assert!(bench.last().did.unwrap()["created_user"].is_string());
    assert_eq!((bench.last().status, bench.last().fault), (None, Some(FaultKind::ResetAfter)));
    assert!(bench.sandbox.faults().is_empty());
}

#[test]
fn only_reused_connections_die_and_one_request_arrives() {
    for process in [false, true] {
        let kill = Fault { process: Some(process), ..fault(FaultKind::KillKeepalive) };
        let bench = Bench::with([kill]);
        let mut connection = Connection::open(&bench.base_url);
        assert_eq!(connection.ask("GET", BALANCE, &bench.headers(), None).unwrap().status, 200);
        let target = "/ai-api/v1/apiService/addUser?identifier=long-enough-1&groupId=1";
        connection.send("GET", target, &bench.headers(), None);
        // An orderly end of file, and not one byte.
        let (bytes, end) = connection.drain();
        assert!(bytes.is_empty() && end.is_ok());
        let journal = bench.sandbox.journal();
        assert_eq!(journal[0].connection, journal[1].connection);
        assert_eq!((journal.len(), journal[1].request, journal[1].did.is_some()), (2, 2, process));
        assert_eq!(ask(&bench.base_url, "GET", BALANCE, &bench.headers(), None).status, 200);
    }
}

#[test]
fn a_first_request_can_be_killed_too() {
    let kill = Fault { only_reused: Some(false), reset: true, ..fault(FaultKind::KillKeepalive) };
    assert_eq!(Bench::with([kill]).raw(BALANCE), (String::new(), true));
}

#[test]
fn delayed_work_is_done_even_if_the_client_has_gone() {
    let bench = Bench::with([Fault { ms: 80, ..fault(FaultKind::Delay) }]);
    let mut connection = Connection::open(&bench.base_url);
    connection.send("GET", "/ai-api/v1/apiService/addUser?identifier=long-enough-1&groupId=1", &bench.headers(), None);
    while bench.sandbox.journal().is_empty() {
        std::thread::yield_now();
    }
    drop(connection);
    assert!(bench.last().did.is_none(), "the work waits");
    let patience = Instant::now() + Duration::from_secs(10);
    while !bench.last().done && Instant::now() < patience {
        std::thread::yield_now();
    }
    assert!(bench.last().did.is_some());
}

#[test]
fn a_reset_of_the_sandbox_cancels_delayed_work() {
    // Long enough for a busy machine to get to the reset.
    let bench = Bench::with([Fault { ms: 1_500, ..fault(FaultKind::Delay) }]);
    let mut connection = Connection::open(&bench.base_url);
    connection.send("GET", "/ai-api/v1/apiService/addUser?identifier=long-enough-1&groupId=1", &bench.headers(), None);
    while bench.sandbox.journal().is_empty() {
        std::thread::yield_now();
    }
    let users = bench.sandbox.ready()["lbai"]["users"].clone();
    bench.sandbox.reset();
    let (bytes, _) = connection.drain();
    assert!(bytes.is_empty() && bench.sandbox.journal().is_empty());
    assert_eq!(bench.sandbox.ready()["lbai"]["users"], users);
}

#[test]
fn bodies_are_cut_padded_and_dripped() {
    let bench = Bench::with([
        fault(FaultKind::Truncate),
        Fault { bytes: Some(3), reset: true, ..fault(FaultKind::Truncate) },
        fault(FaultKind::WrongLength),
        Fault { bytes: Some(30), ms: 1, ..fault(FaultKind::Drip) },
    ]);
    let parts = |(text, reset): (String, bool)| {
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let line = head.lines().find(|line| line.starts_with("content-length: ")).unwrap();
        let said: usize = line["content-length: ".len()..].parse().unwrap();
        (said, body.len(), reset)
    };
    let (said, came, reset) = parts(bench.raw(BALANCE));
    assert!(said > 50 && came == said / 2 && !reset);
    // What a reset finds unsent is lost, so that the three bytes may or may not arrive.
    let (text, reset) = bench.raw(BALANCE);
    assert!(reset && text.len() < said + 200);
    let (less, came, _) = parts(bench.raw(BALANCE));
    assert_eq!((less, came), (said - 1, said));
    let begun = Instant::now();
    assert_eq!(parts(bench.raw(BALANCE)), (said, said, false));
    assert!(begun.elapsed() >= Duration::from_millis(u64::try_from(said / 30).unwrap()));
    assert_eq!(bench.last().status, Some(200));
}

#[test]
fn replies_of_others_stand_in() {
    let status = Fault {
        status: Some(429),
        headers: [("retry-after".to_owned(), "2".to_owned())].into(),
        body: Some(json!({"slow": "down"})),
        ..fault(FaultKind::Status)
    };
    let bench = Bench::with([
        status,
        fault(FaultKind::Garbage),
        fault(FaultKind::Html),
        Fault { location: Some("/elsewhere".to_owned()), status: Some(307), ..fault(FaultKind::Redirect) },
    ]);
    let get = || ask(&bench.base_url, "GET", BALANCE, &bench.headers(), None);
    let slow = get();
    assert_eq!((slow.status, slow.header("retry-after"), slow.text().as_str()), (429, Some("2"), r#"{"slow":"down"}"#));
    let garbage = get();
    assert_eq!(garbage.status, 200);
    assert!(serde_json::from_slice::<Value>(&garbage.body).is_err());
    let html = get();
    assert_eq!(
        (html.status, html.header("content-type"), html.text().contains("<h1>")),
        (502, Some("text/html"), true)
    );
    let moved = get();
    assert_eq!((moved.status, moved.header("location")), (307, Some("/elsewhere")));
    assert_eq!(get().status, 200);
}

#[test]
fn oversize_is_one_byte_too_much() {
    let bench = Bench::with([fault(FaultKind::Oversize), Fault { chunked: true, ..fault(FaultKind::Oversize) }]);
    for _ in 0..2 {
        let reply = try_ask(&bench.base_url, "GET", BALANCE, &bench.headers(), None).unwrap();
        assert_eq!(reply.body.len(), 16 * 1024 * 1024 + 1);
        assert!(reply.json().is_string());
    }
}

#[test]
fn what_is_no_http_is_sent_as_it_is() {
    let bench = Bench::with([
        Fault { raw: Some("nothing like it\n".to_owned()), ..fault(FaultKind::Malformed) },
        fault(FaultKind::Malformed),
    ]);
    assert_eq!(bench.raw(BALANCE), ("nothing like it\n".to_owned(), false));
    assert!(bench.raw(BALANCE).0.starts_with("HTP/1.1"));
}

#[test]
fn storage_faults_take_the_shape_of_each_call() {
    let sandbox = Sandbox::start().unwrap();
    let platform = Platform::OpenCatd;
    let token = sandbox.credentials(platform)["token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    let ask = |kind: FaultKind, method: &str, path: &str, body: Option<&str>| {
        sandbox.add_faults([Fault::at(kind, platform, "/1/*")]).unwrap();
        let reply = support::ask(&sandbox.base_url(platform), method, path, &[("Authorization", &bearer)], body);
        (reply.status, reply.text())
    };
    let locked = "database is locked (5) (SQLITE_BUSY)";
    let plain = format!(r#"{{"error":"{locked}"}}"#);
    let double = |text: &str| (200, format!(r#"{{"error":"{text}"}}null"#));
    assert_eq!(ask(FaultKind::DoubleJson, "GET", "/1/users", None), double("disk I/O error (10)"));
    assert_eq!(ask(FaultKind::Locked, "GET", "/1/keys", None), double(locked));
    assert_eq!(ask(FaultKind::Locked, "POST", "/1/users", Some(r#"{"name":"x"}"#)), (200, plain.clone()));
    assert_eq!(ask(FaultKind::Locked, "DELETE", "/1/users/2", None), (200, plain.clone()));
    assert_eq!(ask(FaultKind::Locked, "POST", "/1/users/2/reset", None), (403, plain.clone()));
    assert_eq!(ask(FaultKind::Locked, "GET", "/1/usages", None), (403, plain));
    let wrapped = format!(r#"{{"error":{{"message":"{locked}"}}}}"#);
    assert_eq!(ask(FaultKind::Locked, "POST", "/1/keys", Some(r#"{"name":"k","key":"v"}"#)), (500, wrapped));
    // The handler hides what the storage said.
    let hidden = (200, r#"{"error":"invalid key id"}"#.to_owned());
    assert_eq!(ask(FaultKind::Locked, "DELETE", "/1/keys/1", None), hidden);
    assert!(sandbox.journal().iter().all(|arrival| arrival.did.is_none()));
}
