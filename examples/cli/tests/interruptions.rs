//! Ctrl-C, signals, and output that nobody takes: what is said must be so.
#![cfg(unix)]

mod support;

use std::time::{Duration, Instant};

use bursar_sandbox::{Fault, FaultKind, Platform as Server};
use support::{User, words};

#[test]
fn an_output_that_is_lost_is_told_apart_from_an_operation_that_failed() {
    let user = User::new();
    let flag = format!("--sandbox={}", user.path("ready.json").display());
    let mut create = user.command(&[&flag, "opencatd", "users", "create", "--name", "ada", "--reveal"]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = create.stdout(writer).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && told.contains("it was done"), "{told}");
}

/// The promise is a tenth of a second; the test gives it five times that, and the program its start.
#[test]
fn ctrl_c_says_what_is_known_at_once() {
    let user = User::new();
    for (path, typed, code) in [
        ("/cdkey/list", ["espai", "cards", "list"].map(str::to_owned).to_vec(), 130),
        ("/cdkey/transfer", user.transfer(0, 1, "10"), 23),
    ] {
        let slow = Fault { ms: 5_000, ..Fault::at(FaultKind::Delay, Server::EspAi, path) };
        user.sandbox.add_faults([slow]).unwrap();
        let flag = format!("--sandbox={}", user.path("ready.json").display());
        let child = user.command(&[&[flag.as_str()], &words(&typed)[..]].concat()).spawn().unwrap();
        let began = Instant::now();
        while !user.sandbox.journal().iter().any(|arrival| arrival.path == path) {
            assert!(began.elapsed() < Duration::from_secs(5), "it never arrives");
            std::thread::sleep(Duration::from_millis(5));
        }
        let pressed = Instant::now();
        let id = child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let ended = child.wait_with_output().unwrap();
        assert!(pressed.elapsed() < Duration::from_millis(500), "{:?}", pressed.elapsed());
        let told = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(code), "{told}");
    }
}
