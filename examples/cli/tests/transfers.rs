//! Credits that move, and receipts of those of which it is not known.

mod support;

use std::time::{Duration, Instant};

use bursar_sandbox::{Fault, FaultKind, Platform as Server};
use support::{User, words};

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
    check[2] = "check-transfer".to_owned();
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
