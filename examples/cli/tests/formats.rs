//! What programs read: JSON and CSV to the last byte, also when something is wrong.

mod support;

use bursar_sandbox::{Fault, FaultKind, Platform as Server};
use serde_json::{Value as Json, json};
use support::{User, words};

/// Moves a terminal's cursor, colours it, turns its text around, or ends a line.
const HOSTILE: &str = "\u{1b}[2J\u{9b}31m\u{202e}\u{61c}\u{2028}\u{2029}";

fn is_harmless(text: &str) -> bool {
    text.chars().all(|c| c == '\n' || !(c.is_control() || HOSTILE.contains(c) && !c.is_ascii()))
}

fn card(id: &str) -> Json {
    json!({ "id": id, "create_time": 1_743_506_056_109_u64, "code": "C1", "user_id": "u", "api_limit": 5, "type": "1",
            "user_phone": 159, "user_name": HOSTILE })
}

fn says(path: &str, data: &Json) -> Fault {
    let body = json!({ "success": true, "message": "ok", "data": data, "totalNumber": 1_000 });
    Fault { status: Some(200), body: Some(body), ..Fault::at(FaultKind::Status, Server::EspAi, path) }
}

#[test]
fn rows_and_receipts_hold_the_servers_words_and_do_not_move_the_terminal() {
    let user = User::new();
    let id = format!("1{HOSTILE}");
    for format in [&["--json"][..], &["--limit", "1"]] {
        user.sandbox.add_faults([says("/cdkey/list", &json!([card(&id)]))]).unwrap();
        let list = user.sandboxed(&[&["espai", "cards", "list"], format].concat());
        assert!(list.code == 0 && is_harmless(&list.out) && is_harmless(&list.err), "{list:?}");
        if format == ["--json"] {
            assert_eq!(list.json()["rows"][0]["id"], id.as_str());
        }
    }

    let (source, target) = (card(&id), card("2"));
    user.sandbox.add_faults([says("/cdkey/detail", &source), says("/cdkey/detail", &target)]).unwrap();
    let prepared = user.sandboxed(&[&words(&user.transfer(0, 1, "1"))[..], &["--prepare", "-"]].concat());
    assert!(prepared.code == 0 && is_harmless(&prepared.out), "{prepared:?}");
    assert_eq!(prepared.json()["source_id"], id.as_str());
}

#[test]
fn whoever_asks_for_json_is_told_all_in_json_a_line_each() {
    let user = User::new();
    let told = |text: &str| text.lines().map(|line| serde_json::from_str(line).expect(line)).collect::<Vec<Json>>();
    for wrong in [&["espai", "cards", "list", "--json", "--bogus"][..], &["--json", "espai", "crads"]] {
        let ran = user.run(wrong);
        let [failure] = &told(&ran.err)[..] else { panic!("{ran:?}") };
        assert_eq!((ran.code, ran.out.as_str(), &failure["error"]["kind"]), (2, "", &json!("invalid_request")));
        let detail = failure["error"]["detail"].as_str().unwrap();
        assert!(detail.contains(wrong.last().unwrap()) && !detail.contains("Usage"), "{detail}");
    }
    let url = user.sandbox.base_url(Server::EspAi);
    let list = ["espai", "cards", "list", "--json", "-v", "--base-url", &url, "--credential", "api-key=wrong-key-1"];
    let ran = user.run(&list);
    let told = told(&ran.err);
    let (failure, remarks) = told.split_last().unwrap();
    assert!(failure["error"]["kind"].is_string(), "{ran:?}");
    assert!(remarks[0]["remark"].as_str().unwrap().starts_with("warning: --credential api-key"), "{ran:?}");
    assert!(remarks.len() > 2 && remarks.iter().all(|remark| remark["remark"].is_string()), "{ran:?}");
    // Words that come after a double dash are no flags, and people are told in words.
    let words = user.run(&["espai", "cards", "list", "--", "--json"]);
    assert!(words.code == 2 && words.err.starts_with("error: "), "{words:?}");
}

#[test]
fn a_list_that_breaks_off_tells_the_cursor_in_every_format() {
    let user = User::new();
    let list = ["espai", "cards", "list", "--limit", "2", "--all"];
    for format in [&["--csv"][..], &[]] {
        let down = Fault { status: Some(400), skip: 2, ..Fault::at(FaultKind::Status, Server::EspAi, "/cdkey/list") };
        user.sandbox.add_faults([down]).unwrap();
        let ran = user.sandboxed(&[&list[..], format].concat());
        assert!(ran.code != 0 && ran.err.contains("breaks off after 4 of 7 rows"), "{ran:?}");
        let cursor = ran.err.split("--after '").nth(1).and_then(|rest| rest.split_once("'\n")).unwrap().0;
        let rest = user.sandboxed(&[&list[..], &["--json", "--after", cursor]].concat()).json();
        assert_eq!(rest["rows"].as_array().unwrap().len(), 3);
    }
}

/// A page of CSV, and not each of its rows, is a system call: each one is a datagram here.
#[cfg(unix)]
#[test]
fn csv_is_written_a_page_at_once() {
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixDatagram;
    use std::time::Duration;

    let user = User::new();
    user.sandbox.seed(&bursar_sandbox::Seed::new(Server::EspAi, "cards", 100)).unwrap();
    let flag = format!("--sandbox={}", user.path("ready.json").display());
    let (ours, theirs) = UnixDatagram::pair().unwrap();
    ours.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    let mut list = user.command(&[&flag, "espai", "cards", "list", "--limit", "50", "--csv"]);
    let mut child = list.stdout(OwnedFd::from(theirs)).spawn().unwrap();
    let (mut written, mut writes, mut buffer) = (Vec::new(), 0, vec![0; 1 << 20]);
    loop {
        // Asked before what came is read, so that nothing comes after the last look.
        let over = child.try_wait().unwrap().is_some();
        match ours.recv(&mut buffer) {
            Ok(length) if length > 0 => {
                writes += 1;
                written.extend_from_slice(&buffer[..length]);
            }
            _ if over => break,
            _ => {}
        }
    }
    let rows = csv::Reader::from_reader(&written[..]).into_records().collect::<Result<Vec<_>, _>>().unwrap();
    assert_eq!(rows.len(), 50);
    assert!(writes < 10, "{writes} writes");
}
