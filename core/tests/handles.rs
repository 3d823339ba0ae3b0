//! The ten functions of the crossing, used rightly, wrongly and by many at once.
#![cfg(all(feature = "schema", feature = "webhooks"))]

mod common;

use std::thread;

use bursar::Platform;
use bursar::handles::{Answer, Table};
use bursar::packed::Packing;
use bursar::schema::{Described, Type};
use common::packed::{Block, Cell, read_columns};
use common::play::KNOWN;
use common::{cases, samples};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

const DONE: &[u8] = br#"{"success":true,"message":"m","data":[],"totalNumber":0}"#;

/// An answer, taken apart.
#[derive(Clone, Debug, PartialEq)]
enum Now {
    Send { call: u64, once: bool, url: String },
    Wait { call: u64, ms: u64 },
    Value,
    Failure { kind: String, detail: String },
}

fn now(answer: &Answer) -> Now {
    let bytes = answer.to_bytes();
    let text = || String::from_utf8(bytes.clone()).unwrap();
    match bytes[0] {
        b'S' => {
            let text = text();
            let parts: Vec<&str> = text.splitn(10, '\u{1f}').collect();
            let [_, call, timeout, connect, most, once, method, url, headers, _] = parts[..] else {
                panic!("{parts:?}")
            };
            let numbers: Vec<u64> = [timeout, connect, most].map(|number| number.parse().unwrap()).to_vec();
            assert!(numbers[0] >= numbers[1] && numbers[2] == 16 << 20, "{numbers:?}");
            assert!(method.bytes().all(|byte| byte.is_ascii_uppercase()));
            assert!(headers.lines().all(|line| line.split_once(": ").is_some()), "{headers}");
            Now::Send { call: call.parse().unwrap(), once: once == "1", url: url.to_owned() }
        }
        b'W' => {
            let text = text();
            let parts: Vec<&str> = text.split('\u{1f}').collect();
            let [_, call, ms] = parts[..] else { panic!("{parts:?}") };
            Now::Wait { call: call.parse().unwrap(), ms: ms.parse().unwrap() }
        }
        b'E' => {
            let block = failure(&bytes);
            let text = |at: usize| match &block.rows[0][at] {
                Cell::Text(Some(text)) => text.clone(),
                other => panic!("{other:?}"),
            };
            Now::Failure { kind: text(0), detail: text(5) }
        }
        b'V' => Now::Value,
        tag => panic!("{tag}"),
    }
}

fn failure(bytes: &[u8]) -> Block {
    let types: Vec<Type> = bursar::Failure::SCHEMA.fields.iter().map(|field| field.slot.ty).collect();
    read_columns(bytes, &types)
}

#[track_caller]
fn assert_fails(answer: &Answer, kind: &str) {
    let found = now(answer);
    assert!(matches!(&found, Now::Failure { kind: found, .. } if found == kind), "{found:?}, not {kind}");
}

fn espai(table: &Table) -> u64 {
    samples::open_session(table, &samples::configs(Platform::EspAi)[0])
}

fn begin(table: &Table, session: u64, request: &str) -> u64 {
    match now(&table.open(session, request.as_bytes(), 0)) {
        Now::Send { call, .. } => call,
        other => panic!("{other:?}"),
    }
}

#[test]
fn unknown_handles_are_failures_and_never_panics() {
    let table = Table::new();
    for handle in [0, 1, 2, u64::MAX] {
        assert_fails(&table.session_token(handle), "configuration");
        assert_fails(&table.session_set_token(handle, b"t"), "configuration");
        assert_fails(&table.open(handle, b"espai.cards.list", 0), "configuration");
        assert_fails(&table.received(handle, b"200", Vec::new(), 0), "configuration");
        assert_fails(&table.failed(handle, 0, b"", 0), "configuration");
        assert_fails(&table.waited(handle, 0), "configuration");
        assert_fails(&table.describe(handle), "configuration");
        table.close(handle);
        table.session_close(handle);
    }
    assert_eq!(table.live(), 0);
}

#[test]
fn a_plain_call_is_two_crossings_and_its_handle_is_gone_after_it() {
    let table = Table::new();
    let session = espai(&table);
    let call = begin(&table, session, "espai.cards.list");
    assert_eq!(table.live(), 1);
    assert_eq!(now(&table.received(call, b"200", DONE.to_vec(), 5)), Now::Value);
    assert_eq!(table.live(), 0);
    for answer in [table.received(call, b"200", DONE.to_vec(), 5), table.waited(call, 6), table.describe(call)] {
        assert_fails(&answer, "configuration");
    }
    table.close(call);
    table.close(call);
}

#[test]
fn a_closed_session_lets_its_calls_finish_and_begins_none() {
    let table = Table::new();
    let session = espai(&table);
    let call = begin(&table, session, "espai.cards.list");
    table.session_close(session);
    table.session_close(session);
    assert_fails(&table.open(session, b"espai.cards.list", 0), "configuration");
    assert_fails(&table.session_token(session), "configuration");
    assert!(matches!(now(&table.received(call, b"503", Vec::new(), 1)), Now::Wait { .. }));
    assert!(matches!(now(&table.waited(call, 600)), Now::Send { .. }));
    assert_eq!(now(&table.received(call, b"200", DONE.to_vec(), 700)), Now::Value);
    assert_eq!(table.live(), 0);
}

#[test]
fn a_closed_call_frees_its_turn_and_handles_are_never_used_again() {
    let table = Table::new();
    let session = espai(&table);
    let request = format!("espai.cards.transfer\u{1f}\u{1f}{}", transfer());
    let first = begin(&table, session, &request);
    let Now::Wait { call: second, ms: 20 } = now(&table.open(session, request.as_bytes(), 0)) else { panic!() };
    table.close(first);
    assert!(matches!(now(&table.waited(second, 20)), Now::Send { .. }));
    table.close(second);
    let mut last = second;
    for _ in 0..100 {
        let call = begin(&table, session, "espai.cards.list");
        assert!(call > last);
        table.close(call);
        last = call;
    }
    assert_eq!(table.live(), 0);
}

fn transfer() -> Json {
    json!({ "phone": "1", "code": "wNaa1GDw", "targetPhone": "2", "targetCode": "Xk29GDww", "amount": 3 })
}

#[test]
fn tokens_are_read_and_replaced() {
    let table = Table::new();
    let token = |session| match read_columns(&table.session_token(session).to_bytes(), &[Type::Secret])
        .rows
        .remove(0)
        .remove(0)
    {
        Cell::Text(token) => token,
        other @ Cell::Number(_) => panic!("{other:?}"),
    };
    let cat = samples::open_session(&table, &samples::configs(Platform::OpenCatd)[0]);
    assert_eq!(token(cat).as_deref(), Some("opencatd-root-token-01"));
    assert_eq!(now(&table.session_set_token(cat, b"another")), Now::Value);
    assert_eq!(token(cat).as_deref(), Some("another"));
    assert_eq!(now(&table.session_set_token(cat, b"")), Now::Value);
    assert_eq!(token(cat), None);
    assert_fails(&table.open(cat, b"opencatd.users.me", 0), "configuration");
    for bad in [&b"a\nb"[..], b"\xff", b"  ", "é".as_bytes()] {
        assert_fails(&table.session_set_token(cat, bad), "configuration");
    }
    assert_fails(&table.session_set_token(espai(&table), b"t"), "configuration");
    assert_eq!(token(espai(&table)), None);
}

#[test]
fn describe_tells_the_request_and_changes_nothing() {
    let (table, watched) = (Table::new(), Table::new());
    let told = |table: &Table, call| match read_columns(&table.describe(call).to_bytes(), &[Type::Text])
        .rows
        .remove(0)
        .remove(0)
    {
        Cell::Text(Some(text)) => serde_json::from_str::<Json>(&text).unwrap(),
        other => panic!("{other:?}"),
    };
    let (session, other) = (espai(&table), espai(&watched));
    assert_eq!(session, other);
    let request = format!("espai.cards.transfer\u{1f}\u{1f}{}", transfer());
    let mut answers = [table.open(session, request.as_bytes(), 0), watched.open(session, request.as_bytes(), 0)];
    for turn in 0..40_u64 {
        let [plain, seen] = &answers;
        assert_eq!(plain.to_bytes(), seen.to_bytes());
        let (Now::Send { call, .. } | Now::Wait { call, .. }) = now(plain) else { break };
        for _ in 0..3 {
            let told = told(&watched, call);
            assert_eq!(told.is_null(), matches!(now(plain), Now::Wait { .. }), "{told}");
        }
        let (status, body) = KNOWN[usize::try_from(turn).unwrap() % KNOWN.len()];
        let answer = |table: &Table| match now(plain) {
            Now::Wait { .. } => table.waited(call, turn * 100),
            _ => table.received(call, status.to_string().as_bytes(), body.as_bytes().to_vec(), turn * 100),
        };
        answers = [answer(&table), answer(&watched)];
    }
    let call = begin(&watched, session, "espai.cards.list");
    let told = told(&watched, call);
    assert_eq!(
        (&told["operation"], &told["purpose"], &told["attempt"]),
        (&json!("espai.cards.list"), &json!("operation"), &json!(1))
    );
    assert_eq!((&told["method"], &told["headers"]["authorization"]), (&json!("POST"), &json!("***")));
}

#[test]
fn a_failed_session_speaks_the_packing_that_it_asked_for() {
    let types: Vec<Type> = bursar::Failure::SCHEMA.fields.iter().map(|field| field.slot.ty).collect();
    let kind =
        |config: &Json, answer: &Answer| common::packed::read(config, &answer.to_bytes(), &types).rows[0][0].clone();
    let configuration = Cell::Text(Some("configuration".into()));
    for (name, packing) in [("columns", Packing::Columns), ("rows8", Packing::Rows8), ("rows16", Packing::Rows16)] {
        let config = json!({ "platform": "espai", "packing": name, "credentials": {}, "typo": 0 });
        let answer = Table::new().session_open(config.to_string().as_bytes());
        assert_eq!(kind(&config, &answer), configuration);
        // What names no packing has the table's.
        let table = Table::with_packing(packing);
        for answer in [table.session_open(b"{"), table.session_token(1), table.waited(1, 0)] {
            assert_eq!(kind(&config, &answer), configuration);
        }
    }
}

#[test]
fn a_call_that_cannot_begin_tells_its_meta_if_asked() {
    let table = Table::new();
    let mut config = samples::configs(Platform::EspAi)[0].clone();
    let quiet = samples::open_session(&table, &config);
    config["options"]["meta"] = true.into();
    let talkative = samples::open_session(&table, &config);
    let meta = |session, request: &str| failure(&table.open(session, request.as_bytes(), 0).to_bytes()).meta;
    let nothing = json!({ "status": null, "headers": {}, "requestId": null, "attempts": 0, "events": [] });
    for (session, options, told) in [
        (quiet, r#"{"meta":true}"#, true),
        (quiet, r#"{"meta":true,"typo":0}"#, true),
        (quiet, "", false),
        (quiet, r#"{"meta":1}"#, false),
        (talkative, "", true),
        (talkative, r#"{"meta":false}"#, false),
    ] {
        // An unknown parameter, an unknown operation, and one that is refused before anything is sent.
        for (name, params) in
            [("espai.cards.list", r#"{"x":1}"#), ("espai.x", ""), ("espai.cards.destroy", r#"{"id":""}"#)]
        {
            let meta = meta(session, &format!("{name}\u{1f}{options}\u{1f}{params}"));
            if told {
                assert_eq!(serde_json::from_str::<Json>(&meta).unwrap(), nothing, "{name} {options}");
            } else {
                assert_eq!(meta, "", "{name} {options}");
            }
        }
    }
}

/// Drives one call to its end with whatever `seed` brings; sometimes it is left, closed or cancelled.
fn live_through(table: &Table, session: u64, request: &str, seed: u64) {
    let mut random = seed;
    let mut next = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap()
    };
    let mut clock = 0;
    let mut answer = table.open(session, request.as_bytes(), clock);
    for _ in 0..200 {
        clock += 50;
        let (call, is_wait) = match now(&answer) {
            Now::Send { call, .. } => (call, false),
            Now::Wait { call, .. } => (call, true),
            _ => return,
        };
        let (status, body) = KNOWN[next() % KNOWN.len()];
        answer = match next() % 12 {
            0 => return table.close(call),
            1 => table.failed(call, 2, b"", clock),
            2 => table.failed(call, u8::try_from(next() % 5).unwrap(), b"lost", clock),
            3..6 if !is_wait => table.received(call, status.to_string().as_bytes(), body.as_bytes().to_vec(), clock),
            _ if is_wait => table.waited(call, clock),
            _ => table.received(call, b"200\x1fdate: x", DONE.to_vec(), clock),
        };
    }
    panic!("it goes on and on");
}

#[test]
fn nothing_is_left_after_thousands_of_calls() {
    let table = Table::new();
    let requests: Vec<(u64, String)> = samples::every()
        .into_iter()
        .map(|(operation, config)| {
            let request = format!("{}\u{1f}\u{1f}{}", operation.name, samples::params(operation, &config));
            (samples::open_session(&table, &config), request)
        })
        .collect();
    for seed in 0..4_000 {
        let (session, request) = &requests[usize::try_from(seed).unwrap() % requests.len()];
        live_through(&table, *session, request, seed);
    }
    assert_eq!(table.live(), 0);
}

#[test]
fn eight_threads_share_a_table() {
    let table = Table::new();
    let sessions: Vec<u64> = (0..4).map(|_| espai(&table)).collect();
    let transfer = format!("espai.cards.transfer\u{1f}{{\"deadlineMs\":3000}}\u{1f}{}", transfer());
    thread::scope(|scope| {
        for thread in 0..8_u64 {
            let (table, sessions, transfer) = (&table, &sessions, &transfer);
            scope.spawn(move || {
                for call in 0..2_000_u64 {
                    let session = sessions[usize::try_from((thread + call) % 4).unwrap()];
                    let request = if call % 10 == 0 { transfer.as_str() } else { "espai.cards.list" };
                    live_through(table, session, request, thread * 1_000_000 + call);
                    if call % 500 == 499 {
                        table.session_close(samples::open_session(table, &samples::configs(Platform::Lbai)[0]));
                    }
                }
            });
        }
    });
    assert_eq!(table.live(), 0);
}

#[test]
fn one_call_answered_by_many_threads_ends_once() {
    let table = Table::new();
    let session = espai(&table);
    for _ in 0..200 {
        let call = begin(&table, session, "espai.cards.list");
        let values = thread::scope(|scope| {
            let answer = || now(&table.received(call, b"200", DONE.to_vec(), 1)) == Now::Value;
            let threads = [(); 4].map(|()| scope.spawn(answer));
            threads.into_iter().map(|thread| thread.join().unwrap()).filter(|value| *value).count()
        });
        assert_eq!(values, 1);
    }
    assert_eq!(table.live(), 0);
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn any_bytes_are_taken(
        config in prop::collection::vec(any::<u8>(), 0..60),
        request in prop::collection::vec(any::<u8>(), 0..60),
        head in prop::collection::vec(any::<u8>(), 0..60),
        loss: u8,
        clock: u64,
    ) {
        let table = Table::new();
        let _ = now(&table.session_open(&config));
        let session = espai(&table);
        let _ = now(&table.open(session, &request, clock));
        let mut named = b"espai.cards.list\x1f".to_vec();
        named.extend(&request);
        let _ = now(&table.open(session, &named, clock));
        let _ = now(&table.session_set_token(session, &request));
        for bytes in [&head, &config] {
            if let Now::Send { call, .. } = now(&table.open(session, b"espai.cards.list", clock)) {
                let _ = now(&table.received(call, bytes, request.clone(), clock));
                let _ = now(&table.failed(call, loss, bytes, clock));
                table.close(call);
            }
        }
    }

    #[test]
    fn any_json_is_taken_as_config_options_and_params(
        texts in prop::collection::vec("[\\[\\]{}\":,a-z0-9 ]{0,30}", 3),
        key in prop::sample::select(vec!["timeoutMs", "maxRetries", "headers", "baseUrl", "path", "query", "body", "after", "x"]),
        value in prop::sample::select(vec!["1", "-1", "1e400", "\"\"", "\"/a?b\"", "\"https://h\"", "{\"a\":\"b\"}", "[]", "null", "99999999999999999999"]),
    ) {
        let table = Table::new();
        let _ = now(&table.session_open(format!("{{\"platform\":\"espai\",\"options\":{{\"{key}\":{value}}}}}").as_bytes()));
        let session = espai(&table);
        for options in [format!("{{\"{key}\":{value}}}"), texts[0].clone()] {
            for params in ["{}".to_owned(), format!("{{\"{key}\":{value}}}"), texts[1].clone()] {
                let _ = now(&table.open(session, format!("espai.cards.list\u{1f}{options}\u{1f}{params}").as_bytes(), 0));
            }
        }
    }
}
