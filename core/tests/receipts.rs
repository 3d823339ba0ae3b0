//! What a session knows of its own transfers, when it is asked again.
#![cfg(feature = "ureq")]

mod sandbox_support;

use bursar::{ErrorKind, espai};
use bursar_sandbox::{Fault, FaultKind, Platform as Server, Sandbox};
use sandbox_support::{client, refused, transfer};

fn prepare(transfer: &espai::TransferCards) -> espai::PrepareTransfer {
    let espai::TransferCards { phone, code, target_phone, target_code, amount, .. } = transfer.clone();
    espai::PrepareTransfer { phone, code, target_phone, target_code, amount }
}

fn check(transfer: &espai::TransferCards, receipt: &str) -> espai::CheckTransfer {
    let espai::TransferCards { phone, code, target_phone, target_code, .. } = transfer.clone();
    espai::CheckTransfer { receipt: receipt.to_owned(), phone, code, target_phone, target_code }
}

#[test]
fn a_transfer_that_was_seen_applied_stays_so_whatever_is_in_doubt_later() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox, Server::EspAi);
    let ten = transfer(&sandbox, 0, 1, 10);
    let receipt = client.call(prepare(&ten)).unwrap().receipt;
    client.call(espai::TransferCards { receipt: Some(receipt.clone()), ..ten.clone() }).unwrap();

    // A later one of the same cards is lost before it arrives: it stays in doubt.
    let fresh = client.call(prepare(&ten)).unwrap().receipt;
    sandbox.add_faults([Fault::at(FaultKind::ResetBefore, Server::EspAi, "/cdkey/transfer")]).unwrap();
    let lost = refused(client.call(transfer(&sandbox, 0, 1, 25)));
    assert_eq!(lost.kind, ErrorKind::OutcomeUnknown);

    let known = client.call(check(&ten, &receipt)).unwrap();
    assert_eq!((known.known_by, known.amount, known.source_before), (espai::KnownBy::REPLY, 10, Some(1000)));
    assert_eq!(known.source_after, None, "a reply does not tell what the card holds");

    // Of a transfer that was not seen nothing can be said, and the doubt that is in the way is named.
    let unknown = refused(client.call(check(&ten, &fresh)));
    assert_eq!(unknown.kind, ErrorKind::OutcomeUnknown);
    assert!(unknown.detail.contains("another transfer of these cards (25 calls, receipt "), "{}", unknown.detail);
    assert!(unknown.hint.contains("moved by this amount, by the other's or by both"), "{}", unknown.hint);

    // A session of its own has no doubts, and goes by the readings.
    let other = sandbox_support::client(&sandbox, Server::EspAi);
    let nothing = refused(other.call(check(&ten, &fresh)));
    assert!(nothing.detail.contains("do not prove"), "{}", nothing.detail);
}

#[test]
fn a_transfer_that_was_found_by_reading_is_told_as_it_was_found() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox, Server::EspAi);
    let ten = transfer(&sandbox, 0, 1, 10);
    let receipt = client.call(prepare(&ten)).unwrap().receipt;
    sandbox.add_faults([Fault::at(FaultKind::ResetAfter, Server::EspAi, "/cdkey/transfer")]).unwrap();
    let found = client.call(espai::TransferCards { receipt: Some(receipt.clone()), ..ten.clone() }).unwrap();
    assert_eq!(found.known_by, espai::KnownBy::READING);
    client.call(transfer(&sandbox, 0, 1, 5)).unwrap();
    assert_eq!(client.call(check(&ten, &receipt)).unwrap(), found);
}

#[test]
fn a_receipt_that_was_changed_after_its_transfer_is_refused() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox, Server::EspAi);
    let ten = transfer(&sandbox, 0, 1, 10);
    let receipt = client.call(prepare(&ten)).unwrap().receipt;
    client.call(espai::TransferCards { receipt: Some(receipt.clone()), ..ten.clone() }).unwrap();
    let changed = receipt.replace("\"amount\":10", "\"amount\":20");
    assert_ne!(changed, receipt);
    assert_eq!(refused(client.call(check(&ten, &changed))).kind, ErrorKind::InvalidRequest);

    // Also one that is made to fit what the cards hold now.
    let mut fitting: serde_json::Value = serde_json::from_str(&receipt).unwrap();
    let [source, target] = ["source_before", "target_before"].map(|name| fitting[name].as_i64().unwrap());
    fitting["amount"] = 20.into();
    fitting["source_before"] = (source + 10).into();
    fitting["target_before"] = (target - 10).into();
    assert_eq!(refused(client.call(check(&ten, &fitting.to_string()))).kind, ErrorKind::InvalidRequest);
}

#[test]
fn a_later_transfer_in_doubt_names_what_keeps_it_from_being_settled() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox, Server::EspAi);
    sandbox.add_faults([Fault::at(FaultKind::ResetBefore, Server::EspAi, "/cdkey/transfer")]).unwrap();
    refused(client.call(transfer(&sandbox, 0, 1, 25)));
    sandbox.add_faults([Fault::at(FaultKind::ResetAfter, Server::EspAi, "/cdkey/transfer")]).unwrap();
    let second = refused(client.call(transfer(&sandbox, 0, 1, 10)));
    assert_eq!(second.kind, ErrorKind::OutcomeUnknown);
    assert!(second.detail.contains("(25 calls, receipt "), "{}", second.detail);
    // As the hint says: the readings tell that it was this one.
    assert!(second.hint.contains("moved by this amount"), "{}", second.hint);
    let readings: serde_json::Value = serde_json::from_str(second.readings.as_deref().unwrap()).unwrap();
    assert_eq!(readings["source_before"].as_i64().unwrap() - readings["source_after"].as_i64().unwrap(), 10);
}
