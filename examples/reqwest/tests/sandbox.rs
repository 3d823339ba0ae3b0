//! The pattern against real sockets: concurrent, cancelled, dying, down, and too long.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bursar::{Call, Config, ErrorKind, Event, Loss, Options, Page, Platform, Session, espai};
use bursar_reqwest_example::Http;
use bursar_sandbox::{Arrival, Fault, FaultKind, Platform as Server, Sandbox, Seed};

const TRANSFER: &str = "/cdkey/transfer";
/// A cancelled call answers within 0.2 s; tests give it five times that.
const AT_ONCE: Duration = Duration::from_secs(1);

fn http() -> Http {
    Http::new(Duration::from_secs(10)).unwrap()
}

fn config(sandbox: &Sandbox) -> Config {
    let mut config = Config::new(Platform::EspAi);
    config.credentials.api_key = sandbox.credentials(Server::EspAi)["apiKey"].as_str().map(Into::into);
    config.options.base_url = Some(sandbox.base_url(Server::EspAi));
    config
}

fn session(sandbox: &Sandbox) -> Arc<Session> {
    Session::open(config(sandbox)).unwrap()
}

fn list(session: &Arc<Session>) -> Call {
    session.begin(espai::ListCards::default(), Options::default()).unwrap()
}

/// Without a retry: what a first attempt ends in is what is asked here.
fn order(session: &Arc<Session>) -> Call {
    let order = espai::CreateOrder { commodity_id: "1".into(), commodity_type: "0".into() };
    session.begin(order, Options { max_retries: Some(0), ..Options::default() }).unwrap()
}

fn transfer(sandbox: &Sandbox, session: &Arc<Session>, amount: u64) -> Call {
    let cards = &sandbox.ready()["espai"]["cards"];
    let text = |card: usize, field: &str| cards[card][field].as_str().unwrap().to_owned();
    let transfer = espai::TransferCards {
        phone: text(0, "phone"),
        code: text(0, "code").into(),
        target_phone: text(1, "phone"),
        target_code: text(1, "code").into(),
        amount,
        receipt: None,
    };
    // With so short a deadline there are two looks after a loss, of three.
    session.begin(transfer, Options { deadline_ms: Some(4_500), ..Options::default() }).unwrap()
}

/// What reached a path, once the server is through with it: it works on after a client has gone.
async fn arrivals(sandbox: &Sandbox, path: &str) -> Vec<Arrival> {
    let whole = async {
        loop {
            let journal = sandbox.journal();
            if journal.iter().all(|arrival| arrival.done) {
                return journal;
            }
            tokio::task::yield_now().await;
        }
    };
    let journal = tokio::time::timeout(Duration::from_secs(20), whole).await.unwrap();
    journal.into_iter().filter(|arrival| arrival.path == path).collect()
}

/// Until the request is with the server.
async fn arrived(sandbox: &Sandbox, path: &str) {
    while !sandbox.journal().iter().any(|arrival| arrival.path == path) {
        tokio::task::yield_now().await;
    }
}

async fn refused(http: &Http, mut call: Call) -> bursar::BursarError {
    http.drive(&mut call).await;
    call.finish().map(drop).unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_calls_of_one_session_run_at_once_and_get_their_own_rows() {
    let sandbox = Sandbox::start().unwrap();
    let seeded = sandbox.seed(&Seed::new(Server::EspAi, "cards", 100)).unwrap();
    let slow = Fault { ms: 400, count: 100, ..Fault::at(FaultKind::Delay, Server::EspAi, "/cdkey/detail") };
    sandbox.add_faults([slow]).unwrap();
    let (http, session) = (Arc::new(http()), session(&sandbox));
    let began = Instant::now();
    let mut running = tokio::task::JoinSet::new();
    for card in seeded["rows"].as_array().unwrap() {
        let text = |field: &str| card[field].as_str().unwrap().to_owned();
        let (id, card) = (text("id"), espai::GetCard { phone: text("phone"), code: text("code").into() });
        let (http, mut call) = (Arc::clone(&http), session.begin(card, Options::default()).unwrap());
        running.spawn(async move {
            http.drive(&mut call).await;
            assert_eq!(call.finish_as::<espai::Card>().unwrap().id, id);
        });
    }
    assert_eq!(running.join_all().await.len(), 100);
    assert!(began.elapsed() < Duration::from_secs(20), "one after the other, they take 40 s: {:?}", began.elapsed());
    assert_eq!(arrivals(&sandbox, "/cdkey/detail").await.len(), 100);
}

#[tokio::test]
async fn a_read_that_is_given_up_is_cancelled_at_once() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.add_faults([Fault { ms: 3_000, ..Fault::at(FaultKind::Delay, Server::EspAi, "/cdkey/list") }]).unwrap();
    let (http, mut call) = (http(), list(&session(&sandbox)));
    tokio::select! {
        () = http.drive(&mut call) => panic!("the reply takes 3 s"),
        () = arrived(&sandbox, "/cdkey/list") => {}
    }
    let began = Instant::now();
    call.advance(Event::Failed(Loss::Cancelled, String::new()), http.now_ms());
    assert_eq!(call.finish().map(drop).unwrap_err().kind, ErrorKind::Cancelled);
    assert!(began.elapsed() < AT_ONCE);
}

#[tokio::test]
async fn a_transfer_that_is_given_up_under_way_is_in_doubt_and_arrives_once() {
    tokio::join!(given_up(true), given_up(false));
}

async fn given_up(told: bool) {
    let sandbox = Sandbox::start().unwrap();
    sandbox.add_faults([Fault { ms: 1_000, ..Fault::at(FaultKind::Delay, Server::EspAi, TRANSFER) }]).unwrap();
    let (http, session) = (http(), session(&sandbox));
    let mut call = transfer(&sandbox, &session, 10);
    tokio::select! {
        () = http.drive(&mut call) => panic!("the reply takes a second"),
        () = arrived(&sandbox, TRANSFER) => {}
    }
    let began = Instant::now();
    if told {
        call.advance(Event::Failed(Loss::Cancelled, String::new()), http.now_ms());
        let error = call.finish().map(drop).unwrap_err();
        assert!(error.is_outcome_unknown() && error.readings.is_some(), "{error:?}");
    } else {
        drop(call);
    }
    assert!(began.elapsed() < AT_ONCE);
    // The server works on: that is why the outcome is not known.
    assert_eq!(arrivals(&sandbox, TRANSFER).await.len(), 1);

    // The next transfer of the same cards has its turn. Its own reply is lost, and no reading settles it: what the cards show
    // may be the first one's trace.
    sandbox.add_faults([Fault::at(FaultKind::ResetAfter, Server::EspAi, TRANSFER)]).unwrap();
    assert!(refused(&http, transfer(&sandbox, &session, 20)).await.is_outcome_unknown());
    assert_eq!(arrivals(&sandbox, TRANSFER).await.len(), 2);
}

#[tokio::test]
async fn a_state_change_never_meets_a_dying_kept_alive_socket() {
    let sandbox = Sandbox::start().unwrap();
    let (http, session) = (http(), session(&sandbox));
    for reset in [false, true] {
        sandbox.reset();
        let mut warm = list(&session);
        http.drive(&mut warm).await;
        assert!(!warm.finish_as::<Page<espai::Card>>().unwrap().rows.is_empty());
        let dying =
            Fault { process: Some(true), reset, ..Fault::at(FaultKind::KillKeepalive, Server::EspAi, TRANSFER) };
        sandbox.add_faults([dying]).unwrap();
        let mut call = transfer(&sandbox, &session, 10);
        http.drive(&mut call).await;
        assert_eq!(call.finish_as::<espai::Transferred>().unwrap().known_by, espai::KnownBy::REPLY);
        let arrived = arrivals(&sandbox, TRANSFER).await;
        assert_eq!((arrived.len(), arrived[0].request), (1, 1));
    }
}

#[tokio::test]
async fn a_state_change_arrives_once_also_when_its_own_connection_dies() {
    let sandbox = Sandbox::start().unwrap();
    let (http, session) = (http(), session(&sandbox));
    for (process, reset) in [(false, false), (false, true), (true, false), (true, true)] {
        sandbox.reset();
        let dying = Fault {
            process: Some(process),
            reset,
            only_reused: Some(false),
            count: 9,
            ..Fault::at(FaultKind::KillKeepalive, Server::EspAi, "/order/pay")
        };
        sandbox.add_faults([dying]).unwrap();
        assert!(refused(&http, order(&session)).await.is_outcome_unknown());
        assert_eq!(arrivals(&sandbox, "/order/pay").await.len(), 1);
    }
}

#[tokio::test]
async fn where_nobody_listens_or_no_certificate_is_trusted_nothing_was_sent() {
    let sandbox = Sandbox::builder().tls(true).start().unwrap();
    let nowhere = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for base_url in [format!("http://{nowhere}"), sandbox.base_url(Server::EspAi)] {
        let mut config = config(&sandbox);
        config.options.base_url = Some(base_url);
        let error = refused(&http(), order(&Session::open(config).unwrap())).await;
        assert_eq!(error.kind, ErrorKind::Connection, "{error}");
    }
    assert!(sandbox.journal().is_empty());
}

#[tokio::test]
async fn limits_of_time_and_size_are_kept_and_redirects_not_followed() {
    let sandbox = Sandbox::start().unwrap();
    let (http, session) = (http(), session(&sandbox));
    let at = |kind| Fault::at(kind, Server::EspAi, "/order/pay");
    let elsewhere = Some(format!("{}/elsewhere", sandbox.base_url(Server::EspAi)));
    for (fault, part) in [
        (at(FaultKind::Oversize), "16 MiB"),
        (Fault { chunked: true, ..at(FaultKind::Oversize) }, "16 MiB"),
        (Fault { location: elsewhere, ..at(FaultKind::Redirect) }, "redirect"),
    ] {
        sandbox.add_faults([fault]).unwrap();
        let error = refused(&http, order(&session)).await;
        assert!(error.is_outcome_unknown() && error.detail.contains(part), "{error}");
    }
    assert_eq!(arrivals(&sandbox, "/order/pay").await.len(), 3);

    sandbox.add_faults([Fault { ms: 5_000, ..Fault::at(FaultKind::Delay, Server::EspAi, "/cdkey/list") }]).unwrap();
    let options = Options { timeout_ms: Some(200), max_retries: Some(0), ..Options::default() };
    let began = Instant::now();
    let error = refused(&http, session.begin(espai::ListCards::default(), options).unwrap()).await;
    assert_eq!(error.kind, ErrorKind::Timeout, "{error}");
    assert!((Duration::from_millis(200)..AT_ONCE).contains(&began.elapsed()));
}
