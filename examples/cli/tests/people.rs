//! What people do: no configuration, wrong keys, typing errors, pipes that close, lists that break off.

mod support;

use std::io::{BufRead, BufReader};

use bursar_sandbox::{Fault, FaultKind, Platform as Server, Seed};
use support::{User, words};

const KEY: &str = "BURSAR_ESPAI_API_KEY";

#[test]
fn without_configuration_it_says_what_to_set_and_does_not_wait_for_an_answer() {
    let user = User::new();
    let nothing = user.run(&["espai", "cards", "list"]);
    assert_eq!(nothing.code, 24, "{nothing:?}");
    assert!(nothing.err.contains(KEY) && nothing.err.contains("--sandbox"), "{nothing:?}");
    let credits = user.run(&["credits"]);
    assert_eq!(credits.code, 24, "{credits:?}");
    let opencatd = user.run(&["opencatd", "users", "me"]);
    assert_eq!(opencatd.code, 24);
    assert!(opencatd.err.contains("BURSAR_OPENCATD_BASE_URL"), "{opencatd:?}");
    let missing = user.run(&["espai", "cards", "list", "--profile", "work"]);
    assert_eq!(missing.code, 24);
    assert!(missing.err.contains("no profile work"), "{missing:?}");
    let shown = user.run(&["config", "show"]);
    assert_eq!(shown.code, 0);
    assert!(shown.out.contains("BURSAR_AKOOL_API_KEY"), "{shown:?}");
}

#[test]
fn typing_errors_are_told_with_what_was_meant() {
    let user = User::new();
    for (typed, meant) in [
        (["espai", "cards", "lst"], "'list'"),
        (["espai", "crads", "list"], "'cards'"),
        (["opencat", "users", "me"], "'opencatd'"),
    ] {
        let ran = user.run(&typed);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(meant), "{ran:?}");
    }
    let flag = user.run(&["espai", "cards", "list", "--user-phon", "1"]);
    assert!(flag.code == 2 && flag.err.contains("'--user-phone'"), "{flag:?}");
    let unit = user.sandboxed(&["akool", "credit", "get", "--timeout", "5"]);
    assert!(unit.code == 2 && unit.err.contains("--timeout") && unit.err.contains("30s"), "{unit:?}");
    let amount = user.sandboxed(&words(&user.transfer(0, 1, "ten")));
    assert!(amount.code == 17 && amount.err.contains("--amount"), "{amount:?}");
}

#[test]
fn errors_have_an_exit_code_each() {
    let user = User::new();
    let url = user.sandbox.base_url(Server::OpenCatd);
    let wrong = ["opencatd", "users", "list", "--base-url", &url, "--credential", "token=wrong-token-0001"];
    let wrong = user.run(&wrong);
    assert_eq!(wrong.code, 13, "{wrong:?}");
    assert!(wrong.err.contains("warning: --credential token was given as an argument"), "{wrong:?}");
    assert!(!wrong.err.contains("wrong-token-0001"), "{wrong:?}");

    assert_eq!(user.sandboxed(&["opencatd", "users", "delete", "--id", "99"]).code, 15);
    assert_eq!(user.sandboxed(&["opencatd", "users", "create", "--name", "alice", "--reveal"]).code, 16);
    assert_eq!(user.sandboxed(&["opencatd", "usages", "list"]).code, 17);
    let fault = |kind| Fault::at(kind, Server::Akool, "/api/open/v3/faceswap/quota/info");
    let get = ["akool", "credit", "get", "--max-retries", "0"];
    for (fault, code) in [
        (Fault { status: Some(503), ..fault(FaultKind::Status) }, 21),
        (Fault { status: Some(429), ..fault(FaultKind::Status) }, 18 + 1),
        (fault(FaultKind::Garbage), 22),
        (fault(FaultKind::ResetBefore), 10),
    ] {
        user.sandbox.add_faults([fault.clone()]).unwrap();
        let ran = user.sandboxed(&get);
        assert_eq!(ran.code, code, "{fault:?} {ran:?}");
    }
    user.sandbox.add_faults([Fault { ms: 3_000, ..fault(FaultKind::Delay) }]).unwrap();
    assert_eq!(user.sandboxed(&[&get[..], &["--timeout", "200ms"]].concat()).code, 11);
}

#[test]
fn a_failure_is_json_beside_json() {
    let user = User::new();
    let ran = user.sandboxed(&["opencatd", "users", "delete", "--id", "99", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!((told["error"]["kind"].as_str(), ran.out.as_str()), (Some("not_found"), ""));
    assert!(told["error"]["hint"].as_str().is_some_and(|hint| !hint.is_empty()));
}

/// Runs a command whose output nobody reads; whether it ends well.
fn closed(mut command: std::process::Command) -> bool {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = command.stdout(writer).output().unwrap();
    output.status.success() && output.stderr.is_empty()
}

#[test]
fn a_list_of_ten_thousand_goes_into_head() {
    let user = User::new();
    user.sandbox.seed(&Seed::new(Server::EspAi, "cards", 10_000)).unwrap();
    let flag = format!("--sandbox={}", user.path("ready.json").display());
    let help = user.command(&["config", "show"]);
    assert!(closed(help), "a short output too");
    for format in ["--json", "--csv", "-v"] {
        let mut child = user.command(&[&flag, "espai", "cards", "list", "--all", format]).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.next().unwrap().is_ok());
        drop(lines);
        let ended = child.wait_with_output().unwrap();
        let told = String::from_utf8(ended.stderr).unwrap();
        assert!(ended.status.success() && !told.contains("panic") && !told.contains("error"), "{format}: {told}");
    }
    let whole = user.sandboxed(&["espai", "cards", "list", "--all", "--json"]).json();
    assert_eq!((whole["rows"].as_array().map(Vec::len), whole["next"].is_null()), (Some(10_007), true));
    assert_eq!(whole["total"], 10_007);
}

#[test]
fn a_list_that_breaks_off_says_where_it_goes_on() {
    let user = User::new();
    let down = Fault { status: Some(400), skip: 2, ..Fault::at(FaultKind::Status, Server::EspAi, "/cdkey/list") };
    user.sandbox.add_faults([down]).unwrap();
    let list = ["espai", "cards", "list", "--limit", "2", "--all", "--json"];
    let ran = user.sandboxed(&list);
    assert_ne!(ran.code, 0);
    let first = ran.json();
    assert_eq!(first["rows"].as_array().unwrap().len(), 4, "{ran:?}");
    let rest = user.sandboxed(&[&list[..], &["--after", first["next"].as_str().unwrap()]].concat()).json();
    assert_eq!(rest["rows"].as_array().unwrap().len(), 3);
}

#[test]
fn the_sandbox_remembers_between_commands_until_it_is_reset() {
    let user = User::new();
    let create = user.run(&["--sandbox", "opencatd", "users", "create", "--name", "ada", "--reveal"]);
    assert_eq!(create.code, 0, "{create:?}");
    let names = || user.run(&["--sandbox", "opencatd", "users", "list", "--csv"]).out;
    assert!(names().contains("ada"));
    assert_eq!(user.run(&["sandbox", "reset"]).code, 0);
    assert!(!names().contains("ada"));
}

#[test]
fn completions_know_every_command() {
    let user = User::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = user.run(&["completions", shell]);
        assert!(script.code == 0 && script.out.contains("refresh-token"), "{shell}");
    }
}

#[test]
fn what_a_server_says_does_not_move_the_terminal() {
    let user = User::new();
    let name = "\u{1b}[2J\u{9b}31m\u{202e}\r\nada\t";
    let create = user.sandboxed(&["opencatd", "users", "create", "--name", name, "--reveal", "--json"]);
    assert_eq!(create.code, 0, "{create:?}");
    assert_eq!(create.json()["name"], name);
    for format in [&["--json"][..], &[]] {
        let list = user.sandboxed(&[&["opencatd", "users", "list"], format].concat());
        let moves = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!list.out.contains(moves), "{list:?}");
    }
    let taken = user.sandboxed(&["opencatd", "users", "create", "--name", name, "--reveal"]);
    assert!(taken.code == 16 && !taken.err.contains('\u{1b}') && !taken.err.contains('\u{9b}'), "{taken:?}");
}
