//! Whole calls through the crossing, over the built-in transport: at once, and in slices.
#![cfg(feature = "ureq")]

mod sandbox_support;

use std::time::{Duration, Instant};

use bursar::handles::Table;
use bursar_sandbox::{Fault, FaultKind, Platform as Server, Sandbox};
use sandbox_support::journal;
use serde_json::json;

const LIST: &[u8] = b"espai.cards.list\x1f\x1f";
const SLOW_MS: u64 = 3_000;

fn opened(table: &Table, sandbox: &Sandbox, more: &serde_json::Value) -> u64 {
    let mut config = json!({
        "platform": "espai",
        "credentials": sandbox.credentials(Server::EspAi),
        "options": { "baseUrl": sandbox.base_url(Server::EspAi) },
    });
    config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answer = table.session_open(config.to_string().as_bytes()).to_bytes();
    assert_eq!(answer[0], b'V', "{}", String::from_utf8_lossy(&answer));
    // Behind the head of 32 bytes: the one number.
    u64::from_le_bytes(answer[32..40].try_into().unwrap())
}

fn rows(answer: &[u8]) -> u32 {
    assert_eq!(answer[0], b'V', "{}", String::from_utf8_lossy(answer));
    u32::from_le_bytes(answer[4..8].try_into().unwrap())
}

#[track_caller]
fn assert_fails(answer: &[u8], kind: &str) {
    let text = String::from_utf8_lossy(answer);
    assert!(answer[0] == b'E' && text.contains(kind), "{text}");
}

fn job(answer: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(answer);
    let Some(job) = text.strip_prefix("R\u{1f}") else { panic!("{text}") };
    job.parse().unwrap()
}

fn slow(sandbox: &Sandbox) {
    sandbox.add_faults([Fault { ms: SLOW_MS, ..Fault::at(FaultKind::Delay, Server::EspAi, "/cdkey/list") }]).unwrap();
}

fn transfer(sandbox: &Sandbox, options: &str) -> Vec<u8> {
    let cards = &sandbox.ready()["espai"]["cards"];
    let params = json!({
        "phone": cards[0]["phone"], "code": cards[0]["code"],
        "targetPhone": cards[1]["phone"], "targetCode": cards[1]["code"], "amount": 1,
    });
    format!("espai.cards.transfer\u{1f}{options}\u{1f}{params}").into_bytes()
}

#[test]
fn a_call_runs_to_its_end_and_keeps_its_connection() {
    let (sandbox, table) = (Sandbox::start().unwrap(), Table::new());
    let session = opened(&table, &sandbox, &json!({}));
    for _ in 0..2 {
        assert_eq!(rows(&table.run(session, LIST, 7).to_bytes()), 7);
    }
    let arrivals = journal(&sandbox);
    assert_eq!(arrivals.len(), 2);
    assert_eq!(arrivals[0].connection, arrivals[1].connection);
    assert_eq!(table.live(), 0);
}

#[test]
fn a_job_is_waited_for_in_slices_and_keeps_its_answer_until_it_is_closed() {
    let (sandbox, table) = (Sandbox::start().unwrap(), Table::new());
    let options = json!({ "baseUrl": sandbox.base_url(Server::EspAi), "meta": true });
    let session = opened(&table, &sandbox, &json!({ "options": options }));
    sandbox.add_faults([Fault { ms: 200, ..Fault::at(FaultKind::Delay, Server::EspAi, "/cdkey/list") }]).unwrap();
    let running = table.job();
    assert_eq!(job(&table.run_start(session, LIST, 0, running).to_bytes()), running);
    assert_eq!(job(&table.run_wait(running, 1).to_bytes()), running);
    assert_eq!(table.live(), 1);
    let answer = table.run_wait(running, 10_000).to_bytes();
    assert_eq!(rows(&answer), 7);
    assert!(String::from_utf8_lossy(&answer).contains("\"events\":[{"), "a job's events are in its meta");
    // Whoever was interrupted as it came asks again, and so does whoever gives it up.
    assert_eq!(table.run_wait(running, 1).to_bytes(), answer);
    assert_eq!(table.run_cancel(running).to_bytes(), answer);
    table.close(running);
    assert_eq!(table.live(), 0);
    assert_fails(&table.run_wait(running, 1).to_bytes(), "there is no such job");
}

#[test]
fn a_job_is_given_up_at_once() {
    let (sandbox, table) = (Sandbox::start().unwrap(), Table::new());
    let session = opened(&table, &sandbox, &json!({}));
    slow(&sandbox);
    let running = table.job();
    assert_fails(&table.run_cancel(running).to_bytes(), "there is no such job");
    job(&table.run_start(session, LIST, 0, running).to_bytes());
    let began = Instant::now();
    assert_fails(&table.run_cancel(running).to_bytes(), "cancelled");
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_fails(&table.run_wait(running, 1).to_bytes(), "cancelled");
    table.close(running);
    assert_fails(&table.run_cancel(running).to_bytes(), "there is no such job");
    assert_eq!(table.live(), 0);
}

#[test]
fn jobs_begin_in_another_order_than_they_were_numbered() {
    let (sandbox, table) = (Sandbox::start().unwrap(), Table::new());
    let session = opened(&table, &sandbox, &json!({}));
    let numbers: Vec<u64> = (0..4).map(|_| table.job()).collect();
    for at in [2, 0, 3, 1] {
        assert_eq!(job(&table.run_start(session, LIST, 0, numbers[at]).to_bytes()), numbers[at]);
    }
    assert_fails(&table.run_start(session, LIST, 0, numbers[0]).to_bytes(), "there is no such job");
    for number in numbers {
        assert_eq!(rows(&table.run_wait(number, 10_000).to_bytes()), 7);
        table.close(number);
    }
    assert_eq!(table.live(), 0);
}

#[test]
fn a_forked_process_waits_for_nobody_who_is_not_in_it() {
    let (sandbox, table) = (Sandbox::start().unwrap(), Table::new());
    let session = opened(&table, &sandbox, &json!({}));
    assert_eq!(rows(&table.run(session, LIST, 0).to_bytes()), 7);
    let transfer = transfer(&sandbox, "");
    assert_eq!(table.open(session, &transfer, 0).to_bytes()[0], b'S');
    assert_eq!(table.open(session, &transfer, 0).to_bytes()[0], b'W', "one transfer at a time");
    drop(table.hold());
    assert_eq!(table.open(session, &transfer, 0).to_bytes()[0], b'W');
    table.hold().renew(7);
    assert_eq!(table.open(session, &transfer, 0).to_bytes()[0], b'S');
    assert_eq!(rows(&table.run(session, LIST, 0).to_bytes()), 7);
    let arrivals = journal(&sandbox);
    assert_ne!(arrivals[0].connection, arrivals[1].connection, "the connections are the parent's");
}

#[test]
fn what_cannot_run_says_so_at_once() {
    let (sandbox, table) = (Sandbox::start().unwrap(), Table::new());
    assert_fails(&table.run(9, LIST, 0).to_bytes(), "there is no such session");
    let session = opened(&table, &sandbox, &json!({}));
    assert_fails(&table.run_start(session, b"espai.cards.burn\x1f\x1f", 0, table.job()).to_bytes(), "espai.cards.burn");
    let barred = opened(&table, &sandbox, &json!({ "caPem": "no certificate" }));
    for answer in [table.run(barred, LIST, 0), table.run_start(barred, LIST, 0, table.job())] {
        assert_fails(&answer.to_bytes(), "caPem");
    }
    assert_eq!(journal(&sandbox).len(), 0);
    assert_eq!(table.live(), 0);
}

#[test]
fn driven_and_run_calls_go_by_one_clock() {
    let (sandbox, table) = (Sandbox::start().unwrap(), Table::new());
    let session = opened(&table, &sandbox, &json!({}));
    let short = transfer(&sandbox, "{\"deadlineMs\":500}");
    // A host has held the session's turn for so long that it has lost it, by the clock that both go by.
    let before = table.open(session, &short, 1_000_000).to_bytes();
    assert_eq!(before[0], b'S');
    assert_eq!(rows(&table.run(session, &transfer(&sandbox, ""), 1_000_600).to_bytes()), 1);
}
