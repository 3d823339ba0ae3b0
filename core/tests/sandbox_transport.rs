//! The built-in transport against real sockets: what arrives how often, on which connection, through which TLS, and how long
//! that may take.
#![cfg(feature = "ureq")]

mod sandbox_support;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use bursar::{Client, Config, ErrorKind, Options, Raw, RawSafety, akool, espai, lbai, opencatd};
use bursar_sandbox::{Fault, FaultKind, Platform as Server, Sandbox};
use sandbox_support::{arrivals, changes, client, config, credits, journal, minting, nowhere, open, refused, transfer};

const TRANSFER: &str = "/cdkey/transfer";
const BALANCE: &str = "/ai-api/v1/account/banlance";
const LIMIT: usize = 16 << 20;

fn order() -> espai::CreateOrder {
    espai::CreateOrder { commodity_id: "1".into(), commodity_type: "0".into() }
}

fn within(most: Duration, least: Duration, run: impl FnOnce()) {
    let began = Instant::now();
    run();
    let took = began.elapsed();
    assert!(took >= least && took < most, "it took {took:?}, not {least:?} to {most:?}");
}

#[test]
fn a_state_change_never_meets_a_dying_kept_alive_socket() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox, Server::EspAi);
    for reset in [false, true] {
        sandbox.reset();
        // The connection is warm, and would die with the next request on it, after the server has done its work.
        client.call(espai::ListCards::default()).unwrap();
        let dying =
            Fault { process: Some(true), reset, ..Fault::at(FaultKind::KillKeepalive, Server::EspAi, TRANSFER) };
        sandbox.add_faults([dying]).unwrap();
        let done = client.call(transfer(&sandbox, 0, 1, 10)).unwrap();
        assert_eq!(done.known_by, espai::KnownBy::REPLY);
        let arrived = arrivals(&sandbox, TRANSFER);
        assert_eq!((arrived.len(), arrived[0].request), (1, 1));
        assert_eq!(credits(&sandbox, 0), Some(990));
    }
}

#[test]
fn a_state_change_arrives_once_also_when_its_own_connection_dies() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox, Server::EspAi);
    for (process, reset) in [(false, false), (false, true), (true, false), (true, true)] {
        sandbox.reset();
        let dying = Fault {
            process: Some(process),
            reset,
            only_reused: Some(false),
            ..Fault::at(FaultKind::KillKeepalive, Server::EspAi, "/order/pay")
        };
        sandbox.add_faults([Fault { count: 9, ..dying }]).unwrap();
        assert_eq!(refused(client.call(order())).kind, ErrorKind::OutcomeUnknown);
        assert_eq!(arrivals(&sandbox, "/order/pay").len(), 1);
        assert_eq!(changes(&sandbox).len(), usize::from(process));
    }
}

#[test]
fn a_read_on_a_dying_kept_alive_socket_is_repeated_on_another() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox, Server::Lbai);
    client.call(lbai::GetBalance {}).unwrap();
    sandbox.add_faults([Fault::at(FaultKind::KillKeepalive, Server::Lbai, BALANCE)]).unwrap();
    client.call(lbai::GetBalance {}).unwrap();
    let arrived = arrivals(&sandbox, BALANCE);
    assert_eq!(arrived.iter().map(|arrival| arrival.request).collect::<Vec<_>>(), [1, 2, 1]);
}

#[test]
fn reads_share_a_connection_and_state_changes_have_one_each() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox, Server::EspAi);
    for _ in 0..5 {
        client.call(espai::ListCards::default()).unwrap();
        client.call(order()).unwrap();
    }
    let connections =
        |path| arrivals(&sandbox, path).into_iter().map(|arrival| arrival.connection).collect::<BTreeSet<_>>();
    assert_eq!((connections("/cdkey/list").len(), connections("/order/pay").len()), (1, 5));
}

#[test]
fn redirects_are_not_followed() {
    let sandbox = Sandbox::start().unwrap();
    let (lbai, espai) = (client(&sandbox, Server::Lbai), client(&sandbox, Server::EspAi));
    for status in [301, 302, 303, 307, 308] {
        sandbox.reset();
        let to = |server, path| Fault {
            status: Some(status),
            location: Some(format!("{}/elsewhere", sandbox.base_url(server))),
            ..Fault::at(FaultKind::Redirect, server, path)
        };
        sandbox.add_faults([to(Server::Lbai, BALANCE), to(Server::EspAi, "/order/pay")]).unwrap();
        let error = refused(lbai.call(lbai::GetBalance {}));
        assert_eq!((error.kind, error.status), (ErrorKind::Server, Some(status.into())), "{error}");
        let error = refused(espai.call(order()));
        assert_eq!((error.kind, error.status), (ErrorKind::OutcomeUnknown, Some(status.into())), "{error}");
        assert_eq!(journal(&sandbox).len(), 2);
    }
}

#[test]
fn tls_is_accepted_under_its_own_authority_only() {
    let sandbox = Sandbox::builder().tls(true).start().unwrap();
    let other = Sandbox::builder().tls(true).start().unwrap();
    let with = |ca_pem: Option<String>| open(Config { ca_pem, ..config(&sandbox, Server::EspAi) });
    for (ca_pem, accepted) in [(sandbox.ca_pem(), true), (other.ca_pem(), false), (None, false)] {
        sandbox.reset();
        let client = with(ca_pem);
        if accepted {
            client.call(transfer(&sandbox, 0, 1, 10)).unwrap();
            assert_eq!(credits(&sandbox, 0), Some(990));
            continue;
        }
        // What is refused before anything is written was not sent: no state change is in doubt.
        let error = refused(client.call(order()));
        assert_eq!((error.kind, error.attempts), (ErrorKind::Connection, 3), "{error}");
        assert_eq!(refused(client.call(espai::ListCards::default())).kind, ErrorKind::Connection);
        assert!(journal(&sandbox).is_empty());
    }
}

#[test]
fn tls_connections_are_reused_and_may_die_like_others() {
    let sandbox = Sandbox::builder().tls(true).start().unwrap();
    let client = open(Config { ca_pem: sandbox.ca_pem(), ..config(&sandbox, Server::EspAi) });
    client.call(espai::ListCards::default()).unwrap();
    client.call(espai::ListCards::default()).unwrap();
    assert_eq!(arrivals(&sandbox, "/cdkey/list")[1].request, 2);
    for (kind, applied) in [(FaultKind::ResetBefore, 0), (FaultKind::ResetAfter, 1), (FaultKind::Truncate, 1)] {
        sandbox.reset();
        sandbox.add_faults([Fault::at(kind, Server::EspAi, "/order/pay")]).unwrap();
        assert_eq!(refused(client.call(order())).kind, ErrorKind::OutcomeUnknown);
        assert_eq!((arrivals(&sandbox, "/order/pay").len(), changes(&sandbox).len()), (1, applied));
    }
}

#[test]
fn plain_http_to_a_tls_port_and_the_reverse_end_in_typed_errors() {
    let (plain, tls) = (Sandbox::start().unwrap(), Sandbox::builder().tls(true).start().unwrap());
    let swap = |sandbox: &Sandbox, from: &str, to: &str| {
        let mut config = config(sandbox, Server::Lbai);
        config.options.base_url = config.options.base_url.map(|url| url.replacen(from, to, 1));
        config.ca_pem = tls.ca_pem();
        open(config)
    };
    for client in [swap(&plain, "http", "https"), swap(&tls, "https", "http")] {
        let kind = refused(client.call(lbai::GetBalance {})).kind;
        assert_eq!(kind, ErrorKind::Connection);
    }
    assert!(journal(&plain).is_empty() && journal(&tls).is_empty());
}

#[test]
fn certificates_and_proxies_that_are_none_are_configuration_errors() {
    let sandbox = Sandbox::start().unwrap();
    let broken = "-----BEGIN CERTIFICATE-----\nnot base64 at all!\n-----END CERTIFICATE-----\n";
    for ca_pem in ["", "hunter2", broken] {
        let error = refused(Client::new(Config { ca_pem: Some(ca_pem.into()), ..config(&sandbox, Server::EspAi) }));
        assert_eq!((error.kind, error.path.as_deref()), (ErrorKind::Configuration, Some("caPem")), "{error}");
        assert!(!error.to_string().contains("hunter2"));
    }
    for proxy in [
        "",
        "http://",
        "gopher://user:hunter2@127.0.0.1:1",
        "socks5://user:hunter2@127.0.0.1:1",
        "socks4://127.0.0.1:1",
    ] {
        let error = refused(Client::new(Config { proxy: Some(proxy.into()), ..config(&sandbox, Server::EspAi) }));
        assert_eq!((error.kind, error.path.as_deref()), (ErrorKind::Configuration, Some("proxy")), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

#[test]
fn where_nobody_listens_nothing_was_sent() {
    let sandbox = Sandbox::start().unwrap();
    for base_url in [nowhere(), "https://no-such-host.invalid".to_owned()] {
        let mut config = config(&sandbox, Server::EspAi);
        config.options.base_url = Some(base_url);
        let client = open(config);
        let error = refused(client.call(order()));
        assert_eq!((error.kind, error.attempts, error.retryable), (ErrorKind::Connection, 3, true), "{error}");
        assert_eq!(refused(client.call(transfer(&sandbox, 0, 1, 10))).kind, ErrorKind::Connection);
        assert_eq!(refused(client.call(espai::ListCards::default())).kind, ErrorKind::Connection);
    }
}

#[test]
fn a_proxy_that_is_down_or_refuses_lets_nothing_through() {
    let sandbox = Sandbox::start().unwrap();
    let through = |proxy: &str| open(Config { proxy: Some(proxy.into()), ..config(&sandbox, Server::EspAi) });
    let error = refused(through(&nowhere()).call(order()));
    assert_eq!((error.kind, error.attempts), (ErrorKind::Connection, 3), "{error}");

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://user:hunter2@{}", listener.local_addr().unwrap());
    let proxy = thread::spawn(move || {
        for _ in 0..3 {
            let mut stream = listener.accept().unwrap().0;
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                head.push(byte[0]);
            }
            assert!(head.starts_with(b"CONNECT "));
            stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n").unwrap();
        }
    });
    let error = refused(through(&url).call(order()));
    assert_eq!((error.kind, error.attempts), (ErrorKind::Connection, 3), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    proxy.join().unwrap();
    assert!(journal(&sandbox).is_empty());
}

#[test]
fn a_reply_of_the_limit_is_read_and_one_byte_more_is_refused() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox, Server::OpenCatd);
    let raw = Raw { method: "GET".into(), path: "/1/users".into(), body: None, safety: Some(RawSafety::REPEAT) };
    for (bytes, chunked) in [(LIMIT, false), (LIMIT, true), (LIMIT + 1, false), (LIMIT + 1, true)] {
        sandbox.reset();
        let fault =
            Fault { bytes: Some(bytes), chunked, ..Fault::at(FaultKind::Oversize, Server::OpenCatd, "/1/users") };
        sandbox.add_faults([fault]).unwrap();
        let result = client.call(raw.clone());
        if bytes == LIMIT {
            assert_eq!(result.map(|reply| reply.body.expose().len()), Ok(LIMIT), "chunked: {chunked}");
        } else {
            // Another attempt would be no shorter.
            let error = refused(result);
            assert_eq!((error.kind, error.attempts), (ErrorKind::Decode, 1), "{error}");
        }
        assert_eq!(client.call(opencatd::ListUsers {}).unwrap().rows.len(), 3);
    }
}

#[test]
fn an_attempt_ends_with_its_time() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox, Server::EspAi);
    let short = || Options { timeout_ms: Some(200), max_retries: Some(0), ..Options::default() };
    let (least, most) = (Duration::from_millis(200), Duration::from_secs(1));
    for fault in [
        Fault { ms: 3_000, ..Fault::new(FaultKind::Delay) },
        Fault { ms: 3_000, late: true, ..Fault::new(FaultKind::Delay) },
        Fault { ms: 60, ..Fault::new(FaultKind::Drip) },
    ] {
        sandbox.reset();
        sandbox.add_faults([fault.clone(), fault]).unwrap();
        within(most, least, || {
            let error = refused(client.call_with(espai::ListCards::default(), short()));
            assert_eq!((error.kind, error.attempts), (ErrorKind::Timeout, 1), "{error}");
            assert_eq!(error.detail, "no whole reply within 200 ms");
        });
        within(most, least, || {
            assert_eq!(refused(client.call_with(order(), short())).kind, ErrorKind::OutcomeUnknown);
        });
    }
}

#[test]
fn a_call_ends_with_its_deadline() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox, Server::EspAi);
    let slow = Fault { ms: 300, count: 99, ..Fault::new(FaultKind::Delay) };
    let options =
        || Options { timeout_ms: Some(200), deadline_ms: Some(500), max_retries: Some(10), ..Options::default() };
    sandbox.add_faults([slow]).unwrap();
    within(Duration::from_millis(2_500), Duration::from_millis(200), || {
        let error = refused(client.call_with(espai::ListCards::default(), options()));
        assert_eq!(error.kind, ErrorKind::Timeout, "{error}");
    });
    // A destruction reads first: where there is no time left for it, nothing is sent.
    within(Duration::from_millis(2_500), Duration::from_millis(200), || {
        let error = refused(client.call_with(espai::DestroyCard { id: "0".repeat(32) }, options()));
        assert_eq!(error.kind, ErrorKind::Timeout, "{error}");
    });
    assert!(arrivals(&sandbox, "/cdkey/destroy").is_empty());
}

#[test]
fn a_handshake_that_nobody_answers_ends_with_the_connect_time_and_was_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let sandbox = Sandbox::start().unwrap();
    let mut config = config(&sandbox, Server::EspAi);
    config.options.base_url = Some(format!("https://{}", listener.local_addr().unwrap()));
    let client = open(config);
    let options = Options { connect_timeout_ms: Some(200), max_retries: Some(0), ..Options::default() };
    within(Duration::from_secs(1), Duration::from_millis(200), || {
        let error = refused(client.call_with(order(), options));
        assert_eq!(error.kind, ErrorKind::Connection, "{error}");
    });
}

#[test]
fn sixteen_threads_share_a_client() {
    const THREADS: usize = 16;
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox, Server::OpenCatd);
    let begin = Barrier::new(THREADS);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (client, begin) = (&client, &begin);
            scope.spawn(move || {
                begin.wait();
                for turn in 0..4 {
                    let name = format!("user-{thread}-{turn}");
                    let made = client.call(opencatd::CreateUser { name: name.clone() }).unwrap();
                    let found = client.call(opencatd::FindUser { name }).unwrap();
                    assert_eq!((made.id, made.token), (found.id, found.token));
                }
            });
        }
    });
    assert_eq!(client.call(opencatd::ListUsers {}).unwrap().rows.len(), 3 + 4 * THREADS);
    assert_eq!(changes(&sandbox).len(), 4 * THREADS);
    let reading: BTreeSet<u64> =
        journal(&sandbox).iter().filter(|arrival| arrival.method == "GET").map(|arrival| arrival.connection).collect();
    assert!(reading.len() <= THREADS, "{} connections for {THREADS} threads", reading.len());
}

#[test]
fn fifty_threads_on_a_dead_token_make_one() {
    const THREADS: usize = 50;
    let sandbox = Sandbox::start().unwrap();
    // Those who wait for the token really wait.
    let client = Client::new(minting(&sandbox)).unwrap();
    client.call(akool::GetCredit {}).unwrap();
    for _ in 0..3 {
        assert_eq!(sandbox.expire_tokens(Server::Akool), Ok(1));
        sandbox.clear_journal();
        let begin = Barrier::new(THREADS);
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    begin.wait();
                    assert_eq!(client.call(akool::GetCredit {}).unwrap().credit.to_string(), "123");
                });
            }
        });
        assert_eq!(arrivals(&sandbox, "/api/open/v3/getToken").len(), 1);
    }
}
