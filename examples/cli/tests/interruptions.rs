//! Ctrl-C, signals, and output that nobody takes: what is said must be so.
#![cfg(unix)]

mod support;

use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Read, Write};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use bursar_sandbox::{Fault, FaultKind, Platform as Server, Seed};
use support::{User, words};

/// The promise is a tenth of a second; the tests give it five times that, and the program its start.
const SOON: Duration = Duration::from_millis(500);

fn until(what: &str, mut happened: impl FnMut() -> bool) {
    let began = Instant::now();
    while !happened() {
        assert!(began.elapsed() < Duration::from_secs(10), "{what}: it never happens");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn arrives(user: &User, path: &str) {
    until(path, || user.sandbox.journal().iter().any(|arrival| arrival.path == path));
}

fn signal(id: u32, signal: &str) {
    assert!(Command::new("kill").args([signal, &id.to_string()]).status().unwrap().success());
}

fn sandboxed(user: &User, words: &[&str]) -> Command {
    let flag = format!("--sandbox={}", user.path("ready.json").display());
    user.command(&[&[flag.as_str()], words].concat())
}

/// Presses until it ends, as somebody does who has no patience.
fn press(mut child: Child) -> Output {
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(began.elapsed() < Duration::from_secs(10), "it does not end");
        signal(child.id(), "-INT");
        std::thread::sleep(Duration::from_millis(50));
    }
    child.wait_with_output().unwrap()
}

/// A pipe that takes no more: its reader reads nothing.
fn full() -> (PipeReader, PipeWriter) {
    let (reader, mut writer) = std::io::pipe().unwrap();
    // What a pipe holds on Linux and macOS.
    writer.write_all(&vec![b'x'; 65_536]).unwrap();
    (reader, writer)
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn ctrl_c_and_the_signals_that_end_a_program_say_what_is_known_at_once() {
    let user = User::new();
    let transfer = user.transfer(0, 1, "10");
    let list = ["espai", "cards", "list"].map(str::to_owned).to_vec();
    for (path, typed, pressed, code) in [
        ("/cdkey/list", &list, "-INT", 130),
        ("/cdkey/list", &list, "-TERM", 130),
        ("/cdkey/transfer", &transfer, "-INT", 23),
        ("/cdkey/transfer", &transfer, "-TERM", 23),
        ("/cdkey/transfer", &transfer, "-HUP", 23),
    ] {
        user.sandbox.reset();
        let slow = Fault { ms: 5_000, ..Fault::at(FaultKind::Delay, Server::EspAi, path) };
        user.sandbox.add_faults([slow]).unwrap();
        let before = user.sandbox.journal().iter().filter(|arrival| arrival.path == path).count();
        let child = sandboxed(&user, &words(typed)).spawn().unwrap();
        until(path, || user.sandbox.journal().iter().filter(|arrival| arrival.path == path).count() > before);
        let began = Instant::now();
        signal(child.id(), pressed);
        let ended = child.wait_with_output().unwrap();
        assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
        assert_eq!(ended.status.code(), Some(code), "{pressed}: {}", told(&ended));
        assert!(told(&ended).starts_with(if code == 23 { "giving" } else { "error: cancelled" }), "{}", told(&ended));
    }
}

#[test]
fn who_presses_again_during_a_change_is_not_told_that_nothing_was_changed() {
    let user = User::new();
    let slow = Fault { ms: 5_000, ..Fault::at(FaultKind::Delay, Server::OpenCatd, "/1/users") };
    user.sandbox.add_faults([Fault { method: Some("POST".to_owned()), ..slow }]).unwrap();
    let path = user.path("leo.json").display().to_string();
    let create = ["opencatd", "users", "create", "--name", "leo", "--save-secrets", &path];
    let child = sandboxed(&user, &create).spawn().unwrap();
    until("the change", || user.sandbox.journal().iter().any(|arrival| arrival.method == "POST"));
    signal(child.id(), "-INT");
    let ended = press(child);
    assert!(ended.status.code() == Some(23) && told(&ended).contains("not known"), "{}", told(&ended));
    assert!(!user.path("leo.json").exists(), "an empty file is in the way of the next attempt");
}

#[test]
fn nobody_who_reads_what_is_said_does_not_make_it_another_exit_code() {
    let user = User::new();
    let slow = Fault { ms: 20_000, ..Fault::at(FaultKind::Delay, Server::EspAi, "/cdkey/transfer") };
    user.sandbox.add_faults([slow]).unwrap();
    let (_reader, writer) = full();
    // In JSON nothing is said before the transfer is sent.
    let mut transfer = sandboxed(&user, &[&words(&user.transfer(0, 1, "5"))[..], &["--json"]].concat());
    let child = transfer.stderr(writer).spawn().unwrap();
    drop(transfer);
    arrives(&user, "/cdkey/transfer");
    assert_eq!(press(child).status.code(), Some(23));
}

#[test]
fn an_interruption_after_it_was_done_says_that_it_was_done() {
    let user = User::new();
    let (_reader, writer) = full();
    let mut transfer = sandboxed(&user, &[&words(&user.transfer(0, 1, "5"))[..], &["--json"]].concat());
    let child = transfer.stdout(writer).spawn().unwrap();
    drop(transfer);
    arrives(&user, "/cdkey/transfer");
    // The receipt goes when it is known.
    let state = user.path(".local/state/bursar");
    until("the verdict", || std::fs::read_dir(&state).unwrap().count() == 0);
    let ended = press(child);
    assert!(ended.status.code() == Some(1) && told(&ended).contains("it was done"), "{}", told(&ended));
}

#[test]
fn a_list_that_nobody_reads_any_more_is_cut_short_and_says_so() {
    let user = User::new();
    user.sandbox.seed(&Seed::new(Server::EspAi, "cards", 10_000)).unwrap();
    let mut child = sandboxed(&user, &["espai", "cards", "list", "--all", "--json"]).spawn().unwrap();
    // Some rows are there, and then nobody goes on.
    child.stdout.as_mut().unwrap().read_exact(&mut [0; 100]).unwrap();
    let mut stdout = child.stdout.take();
    let ended = press(child);
    assert!(ended.status.code() == Some(130) && told(&ended).contains("cut short"), "{}", told(&ended));
    drop(stdout.take());
}

#[test]
fn an_output_that_is_lost_is_told_apart_from_an_operation_that_failed() {
    let user = User::new();
    let mut create = sandboxed(&user, &["opencatd", "users", "create", "--name", "ada", "--reveal"]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = create.stdout(writer).output().unwrap();
    assert!(output.status.code() == Some(1) && told(&output).contains("it was done"), "{}", told(&output));
}

#[cfg(target_os = "linux")]
#[test]
fn a_transfer_whose_output_cannot_be_written_was_done() {
    let user = User::new();
    for format in [&["--json"][..], &[]] {
        let mut transfer = sandboxed(&user, &[&words(&user.transfer(0, 1, "5"))[..], format].concat());
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = transfer.stdout(full).output().unwrap();
        assert!(output.status.code() == Some(1) && told(&output).contains("it was done"), "{}", told(&output));
    }
}

#[test]
fn a_secret_that_cannot_be_written_does_not_hide_what_was_done() {
    let user = User::new();
    let path = user.path("ada.json").display().to_string();
    let create = sandboxed(&user, &["opencatd", "users", "create", "--name", "ada", "--save-secrets", &path]);
    // A file may not grow here, as on a disk that is full.
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"])
        .arg(create.get_program())
        .args(create.get_args());
    let output = shell.env_clear().env("HOME", user.home.path()).output().unwrap();
    let out = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(output.status.code() == Some(1) && told(&output).contains("it was done, but"), "{}", told(&output));
    assert!(out.contains("ada") && out.contains("***"), "{out}");
    assert!(!user.path("ada.json").exists());
}

/// A terminal is made by `script`, whose input is the keyboard.
#[cfg(target_os = "linux")]
#[test]
fn who_gives_up_at_a_question_for_a_secret_finds_the_terminal_as_it_was() {
    let user = User::new();
    let bursar = env!("CARGO_BIN_EXE_bursar");
    let session = format!("trap : INT; sh -c 'echo $$ $(tty); exec {bursar} espai cards list'; echo code $?; stty -a");
    for by_key in [true, false] {
        let mut script = Command::new("script");
        script.args(["-qec", &session, "/dev/null"]).env("HOME", user.home.path()).env("SHELL", "/bin/sh");
        let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut screen = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        screen.read_line(&mut line).unwrap();
        let (id, terminal) = line.trim().split_once(' ').unwrap();
        until("a question without echo", || {
            let stty = Command::new("stty").args(["-a", "-F", terminal]).output().unwrap();
            String::from_utf8(stty.stdout).unwrap().contains("-echo ")
        });
        if by_key {
            child.stdin.as_mut().unwrap().write_all(b"\x03").unwrap();
        } else {
            signal(id.parse().unwrap(), "-TERM");
        }
        let mut rest = String::new();
        screen.read_to_string(&mut rest).unwrap();
        assert!(rest.contains("code 130") && rest.contains(" echo ") && !rest.contains("-echo "), "{rest}");
        child.wait().unwrap();
    }
}
