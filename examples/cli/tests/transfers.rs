//! Credits that move, and receipts of those of which it is not known.

mod support;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use bursar_sandbox::{Fault, FaultKind, Platform as Server};
use support::{Ran, User, words};

const TRANSFER: &str = "/cdkey/transfer";

/// The files in the state folder.
fn kept(user: &User) -> Vec<PathBuf> {
    let state = user.path(".local/state/bursar");
    std::fs::read_dir(&state).map_or_else(|_| Vec::new(), |all| all.map(|entry| entry.unwrap().path()).collect())
}

/// A transfer that gets no answer within its time.
fn lost(user: &User, fault: Fault, more: &[&str]) -> Ran {
    user.sandbox.add_faults([fault]).unwrap();
    let ran = user.sandboxed(&[&words(&user.transfer(0, 1, "5"))[..], &["--deadline", "1s"], more].concat());
    assert_eq!(ran.code, 23, "{ran:?}");
    ran
}

/// What was never received.
fn never() -> Fault {
    Fault::at(FaultKind::ResetBefore, Server::EspAi, TRANSFER)
}

fn check(user: &User, receipt: &str) -> Vec<String> {
    let mut check = user.transfer(0, 1, "5");
    "check-transfer".clone_into(&mut check[2]);
    check.drain(3..5);
    check.extend(["--receipt".to_owned(), receipt.to_owned()]);
    check
}

#[test]
fn a_transfer_of_unknown_outcome_leaves_a_receipt_that_is_checked_later() {
    let user = User::new();
    let lost = Fault { ms: 2_000, ..Fault::at(FaultKind::Delay, Server::EspAi, "/cdkey/transfer") };
    user.sandbox.add_faults([lost]).unwrap();
    // The call ends before the server is done, and before the last look.
    let transfer = user.transfer(0, 1, "10");
    let hurried = user.sandboxed(&[&words(&transfer)[..], &["--deadline", "1500ms"]].concat());
    assert_eq!(hurried.code, 23, "{hurried:?}");
    let state = user.path(".local/state/bursar");
    let receipts: Vec<_> = std::fs::read_dir(&state).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [receipt] = &receipts[..] else { panic!("{receipts:?}") };
    assert!(hurried.err.contains(receipt.to_str().unwrap()) && hurried.err.contains("--sandbox="), "{hurried:?}");

    let began = Instant::now();
    while user.sandbox.journal().iter().any(|arrival| !arrival.done) {
        assert!(began.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(10));
    }
    let mut check: Vec<String> = transfer.clone();
    "check-transfer".clone_into(&mut check[2]);
    check.drain(3..5);
    check.extend(["--receipt".to_owned(), receipt.display().to_string(), "--json".to_owned()]);
    let found = user.sandboxed(&words(&check));
    assert_eq!((found.code, found.json()["known_by"].as_str()), (0, Some("reading")), "{found:?}");
    let arrived = user.sandbox.journal().iter().filter(|arrival| arrival.path == "/cdkey/transfer").count();
    assert_eq!(arrived, 1);

    // A receipt that has served is gone, and a transfer that is known leaves none.
    assert_eq!(std::fs::read_dir(&state).unwrap().count(), 0);
    let done = user.sandboxed(&words(&transfer));
    assert!(done.code == 0 && done.out.contains("980"), "{done:?}");
    assert_eq!(std::fs::read_dir(&state).unwrap().count(), 0);

    // Programs are told, too; and the next transfer of these cards is warned.
    user.sandbox.add_faults([Fault::at(FaultKind::ResetBefore, Server::EspAi, "/cdkey/transfer")]).unwrap();
    let lost = user.sandboxed(&[&words(&transfer)[..], &["--json", "--deadline", "1s"]].concat());
    let told: serde_json::Value = serde_json::from_str(&lost.err).unwrap();
    assert!(told["error"]["advice"].as_str().is_some_and(|advice| advice.contains("receipt-")), "{lost:?}");
    let next = user.sandboxed(&words(&transfer));
    assert!(next.code == 0 && next.err.contains("is of unknown outcome"), "{next:?}");
}

#[test]
fn credits_do_not_move_unless_somebody_agrees() {
    let user = User::new();
    let mut transfer = user.transfer(0, 1, "10");
    transfer.retain(|word| word != "--yes");
    let receipt = user.path("receipt.json").display().to_string();
    let prepared = user.sandboxed(&[&words(&transfer)[..], &["--prepare", &receipt]].concat());
    assert_eq!(prepared.code, 0, "{prepared:?}");
    let again = user.sandboxed(&[&words(&transfer)[..], &["--prepare", &receipt]].concat());
    assert!(again.code == 2 && again.err.contains("exists already"), "{again:?}");
    for more in [&[][..], &["--receipt", &receipt], &["--verify=false"], &["--json"]] {
        let ran = user.sandboxed(&[&words(&transfer)[..], more].concat());
        assert!(ran.code == 2 && ran.err.contains("--yes"), "{ran:?}");
    }
    assert!(!user.sandbox.journal().iter().any(|arrival| arrival.path == "/cdkey/transfer"));
}

#[test]
fn a_receipt_in_doubt_outlives_every_failure_but_its_own_success() {
    let user = User::new();
    lost(&user, never(), &[]);
    let [receipt] = &kept(&user)[..] else { panic!("{:?}", kept(&user)) };
    let again = [user.transfer(0, 1, "5"), vec!["--receipt".to_owned(), receipt.display().to_string()]].concat();
    let reading = Fault { status: Some(503), ..Fault::at(FaultKind::Status, Server::EspAi, "/cdkey/detail") };
    let mut stranger = again.clone();
    stranger[7] = "13000000000".to_owned();
    let mut nothing = again.clone();
    nothing[4] = "0".to_owned();
    for (typed, more, fault, code) in [
        (&again, &["--base-url", "http://127.0.0.1:1", "--max-retries", "0"][..], None, 10),
        (&stranger, &[], None, 20),
        (&nothing, &[], None, 17),
        (&again, &["--max-retries", "0"], Some(reading), 21),
    ] {
        user.sandbox.add_faults(fault).unwrap();
        let ran = user.sandboxed(&[&words(typed)[..], more].concat());
        assert!(ran.code == code && receipt.exists(), "{code}: {ran:?}");
        assert!(ran.err.contains("is of unknown outcome"), "{ran:?}");
    }
    // Another file of that folder is nothing to take away.
    let other = user.write(".local/state/bursar/sandbox.json", "{}").display().to_string();
    let wrong = user.sandboxed(&[&words(&user.transfer(0, 1, "5"))[..], &["--receipt", &other]].concat());
    assert!(wrong.code == 17 && user.path(".local/state/bursar/sandbox.json").exists(), "{wrong:?}");
    assert_eq!(user.sandboxed(&words(&again)).code, 0);
    assert!(!receipt.exists());
}

#[test]
fn a_transfer_is_not_taken_for_one_before_it_that_was_in_doubt() {
    let user = User::new();
    lost(&user, never(), &[]);
    let [receipt] = &kept(&user)[..] else { panic!("{:?}", kept(&user)) };
    let receipt = receipt.display().to_string();
    assert_eq!(user.sandboxed(&words(&user.transfer(0, 1, "5"))).code, 0);
    for more in [&[][..], &["--json"]] {
        let checked = user.sandboxed(&[&words(&check(&user, &receipt))[..], more].concat());
        assert!(checked.code == 23 && checked.err.contains("was done since"), "{checked:?}");
        assert!(checked.err.contains(&receipt) && checked.out.is_empty(), "{checked:?}");
        assert!(checked.err.contains("source_after") && checked.err.contains("995"), "{checked:?}");
    }
    assert_eq!(kept(&user).len(), 1);
}

#[test]
fn what_is_moved_without_readings_proves_nothing_of_others() {
    let user = User::new();
    lost(&user, never(), &[]);
    let receipt = kept(&user)[0].display().to_string();
    let blind = user.sandboxed(&[&words(&user.transfer(0, 1, "5"))[..], &["--verify=false"]].concat());
    assert!(blind.code == 0 && blind.err.contains("may be of these cards"), "{blind:?}");
    let checked = user.sandboxed(&words(&check(&user, &receipt)));
    assert!(checked.code == 23 && checked.err.contains("was done since"), "{checked:?}");
}

#[test]
fn of_two_transfers_in_doubt_neither_is_proven_by_the_trace_of_one() {
    let user = User::new();
    lost(&user, never(), &[]);
    let first = kept(&user)[0].clone();
    // The second one is applied, though its reply is lost: what the cards hold may be the work of either.
    user.sandbox.add_faults([Fault::at(FaultKind::ResetAfter, Server::EspAi, TRANSFER)]).unwrap();
    let settled = user.sandboxed(&words(&user.transfer(0, 1, "5")));
    assert!(settled.code == 23 && settled.err.contains("may be its trace"), "{settled:?}");
    let second = kept(&user).into_iter().find(|path| *path != first).expect("a second receipt");
    for (one, other) in [(&first, &second), (&second, &first)] {
        let checked = user.sandboxed(&words(&check(&user, one.to_str().unwrap())));
        assert!(checked.code == 23 && checked.err.contains(other.to_str().unwrap()), "{checked:?}");
    }
    // Who knows better says so by taking the other receipt away.
    std::fs::remove_file(&first).unwrap();
    let checked = user.sandboxed(&words(&check(&user, second.to_str().unwrap())));
    assert!(checked.code == 0 && kept(&user).is_empty(), "{checked:?}");
}

#[cfg(unix)]
#[test]
fn a_receipt_serves_however_it_is_given_and_the_advice_can_be_pasted() {
    let user = User::new();
    let prepared = user.sandboxed(&[&words(&user.transfer(0, 1, "5"))[..], &["--prepare", "-"]].concat());
    let text = prepared.out.trim().to_owned();
    let url = user.sandbox.base_url(Server::EspAi);
    let moved = Fault { ms: 2_000, ..Fault::at(FaultKind::Delay, Server::EspAi, TRANSFER) };
    user.sandbox.add_faults([moved]).unwrap();
    let flag = format!("--sandbox={}", user.path("ready.json").display());
    let transfer = user.transfer(0, 1, "5");
    let more = ["--receipt", &text, "--base-url", &url, "--deadline", "1500ms", "--json"];
    let state = user.path("a state");
    let mut command = user.command(&[&[flag.as_str()], &words(&transfer)[..], &more].concat());
    let unknown = support::ran(command.env("XDG_STATE_HOME", &state));
    assert_eq!(unknown.code, 23, "{unknown:?}");
    let told: serde_json::Value = serde_json::from_str(&unknown.err).unwrap();
    let advice = told["error"]["advice"].as_str().unwrap();
    let command = advice.strip_prefix("The receipt is kept: ").unwrap().split(" with the same").next().unwrap();
    assert!(command.contains(&url) && command.contains("/a state/bursar/receipt-"), "{command}");

    let began = Instant::now();
    while user.sandbox.journal().iter().any(|arrival| !arrival.done) {
        assert!(began.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(10));
    }
    let folder = state.join("bursar");
    let receipt = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let content = std::fs::read(&receipt).unwrap();
    std::os::unix::fs::symlink(&receipt, user.path("link")).unwrap();
    let given = |path: &str| format!("bursar {flag} espai cards check-transfer --receipt {path}");
    let relative = given(&format!("./{}", receipt.file_name().unwrap().to_string_lossy()));
    let link = given(&user.path("link").display().to_string());
    for command in [command, &relative, &link] {
        std::fs::write(&receipt, &content).unwrap();
        let pasted = format!("{} \"$@\"", command.replacen("bursar", env!("CARGO_BIN_EXE_bursar"), 1));
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &pasted, "sh"]).args(&transfer[6..]).current_dir(&folder);
        let checked = support::ran(shell.env_clear().env("HOME", user.home.path()).env("XDG_STATE_HOME", &state));
        assert!(checked.code == 0 && !receipt.exists(), "{command}: {checked:?}");
    }
}
