//! Replays the recordings of the real opencatd, byte for byte.

mod support;

use std::collections::HashMap;

use bursar_sandbox::{Platform, Sandbox, Seed};
use serde_json::{Value, json};
use support::{Reply, ask};

const EBE2AE4: &str = include_str!("recorded/opencatd-ebe2ae4.jsonl");
const DEV: &str = include_str!("recorded/opencatd-dev.jsonl");

/// The rows that stood in the real server's `daily_usages`; the last one was of the day of the recording.
const USAGES: [(i64, &str, i64, &str); 7] = [
    (1, "2023-03-18", 50, "0.00010"),
    (1, "2023-03-19", 5, "0.00001"),
    (2, "2023-03-18", 55, "0.00011"),
    (3, "2023-03-18", 0, ""),
    (0, "2023-03-18", 7, "1.5"),
    (4, "2023-03-20", 9, "12.3456785"),
    (2, "2026-11-21", 11, "0.5"),
];

#[test]
fn ebe2ae4_answers_as_recorded() {
    replay(Platform::OpenCatd, EBE2AE4);
}

#[test]
fn dev_answers_as_recorded() {
    replay(Platform::OpenCatdDev, DEV);
}

fn replay(platform: Platform, recording: &str) {
    let sandbox = Sandbox::start().unwrap();
    // The day of the recording, with a fraction of a second.
    sandbox.settings(json!({"now_ms": 1_795_240_000_123_i64})).unwrap();
    sandbox.reset_platform(platform, true);
    for (user, day, units, cost) in USAGES {
        let mut seed = Seed::new(platform, "usages", 1);
        seed.user_id = Some(json!(user));
        seed.day = Some(day.to_owned());
        seed.units = Some(units);
        seed.cost = Some(cost.to_owned());
        sandbox.seed(&seed).unwrap();
    }
    let base_url = sandbox.base_url(platform);
    let mut tokens: HashMap<String, String> = HashMap::new();
    for (number, line) in recording.lines().enumerate() {
        let exchange: Value = serde_json::from_str(line).unwrap();
        let request = &exchange["request"];
        let text = |key: &str| {
            request[key].as_str().map(|text| {
                tokens.iter().fold(text.to_owned(), |text, (name, token)| text.replace(&format!("{{{name}}}"), token))
            })
        };
        let authorization = text("authorization");
        let headers: Vec<(&str, &str)> = authorization.iter().map(|value| ("Authorization", value.as_str())).collect();
        let (method, path) = (request["method"].as_str().unwrap(), text("path").unwrap());
        let reply = ask(&base_url, method, &path, &headers, request["body"].as_str());
        assert_eq!(seen(&reply), exchange["reply"], "line {}: {request}", number + 1);
        if let Some(name) = exchange["capture"].as_str() {
            tokens.insert(name.to_owned(), reply.json()["token"].as_str().unwrap().to_owned());
        }
    }
    assert!(tokens.len() >= 4, "the recording captured tokens");
}

/// A reply in the form of the recordings.
fn seen(reply: &Reply) -> Value {
    let mut seen = json!({"status": reply.status});
    for (key, header) in [("content_type", "content-type"), ("location", "location")] {
        if let Some(value) = reply.header(header) {
            seen[key] = json!(value);
        }
    }
    if reply.header("transfer-encoding").is_some() {
        seen["chunked"] = json!(true);
    }
    seen["body"] = json!(masked(&String::from_utf8_lossy(&reply.body)));
    seen
}

/// Times and UUIDs differ from run to run.
fn masked(body: &str) -> String {
    let mut masked = String::new();
    let mut parts = body.split('"').peekable();
    while let Some(part) = parts.next() {
        masked += match part.as_bytes() {
            [b'2', b'0', .., b'Z'] if part.len() >= 20 && part.as_bytes()[10] == b'T' => match part.split_once('.') {
                None => "TIMES",
                Some((_, fraction)) if !fraction.ends_with("0Z") => "TIMEN",
                Some(_) => "a fraction that ends in 0",
            },
            _ if is_uuid(part) => "UUID",
            _ => part,
        };
        if parts.peek().is_some() {
            masked.push('"');
        }
    }
    masked
}

fn is_uuid(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            14 => *byte == b'4',
            19 => b"89ab".contains(byte),
            _ => byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase(),
        })
}
