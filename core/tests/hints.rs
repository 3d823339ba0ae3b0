//! What errors tell to do next: something of the operation's own wherever a kind alone does not help.
#![cfg(all(feature = "schema", feature = "webhooks"))]

mod common;

use bursar::schema::{OPERATIONS, OperationSchema};
use bursar::{Arrived, BursarError, ErrorKind, Event, Loss, Platform, Request, Safety, Step, open};
use common::samples;
use serde_json::Value as Json;

/// How the call ends if requests are answered so; `None` for a success.
fn ended(operation: &OperationSchema, config: &Json, answer: impl Fn(&Request) -> Event) -> Option<BursarError> {
    let params = samples::params(operation, config).to_string();
    let options = br#"{"verify":false,"maxRetries":0}"#;
    let mut call = open(&samples::session(config), operation.name, options, params.as_bytes()).unwrap();
    let mut step = call.advance(Event::Begin, 0);
    loop {
        step = match step {
            Step::Send(request) => call.advance(answer(&request), 0),
            Step::Wait { .. } => call.advance(Event::Waited, 0),
            _ => return call.finish().err(),
        };
    }
}

fn replied(json: &Json) -> Event {
    Event::Received(Arrived { status: 200, headers: vec![], body: json.to_string().into_bytes() })
}

/// The names of operations in a hint are in backticks and have a dot.
fn assert_names_what_there_is(hint: &str) {
    for name in hint.split('`').skip(1).step_by(2).filter(|name| name.contains('.')) {
        assert!(OPERATIONS.iter().any(|operation| operation.name == name), "{name} in: {hint}");
    }
}

#[test]
fn every_unknown_outcome_has_a_way_out() {
    for (operation, config) in samples::every() {
        let platform = samples::session(&config).platform();
        let lost = ended(operation, &config, |request| {
            if request.once {
                Event::Failed(Loss::MaybeSent, String::new())
            } else {
                replied(&samples::reply(platform, request))
            }
        });
        let unknown = lost.filter(BursarError::is_outcome_unknown);
        let expected = operation.safety == Safety::Once || operation.name == "espai.cards.check_transfer";
        assert_eq!(unknown.is_some(), expected, "{}: {unknown:?}", operation.name);
        let Some(unknown) = unknown else { continue };
        // What a request of the caller's own has done, only the caller knows.
        let own = operation.name != "raw";
        assert_eq!(unknown.hint != ErrorKind::OutcomeUnknown.hint(), own, "{}: {}", operation.name, unknown.hint);
        assert_names_what_there_is(&unknown.hint);
    }
}

#[test]
fn every_refusal_of_espai_tells_its_likely_causes() {
    let words = serde_json::json!({ "success": false, "message": "额度卡不存在" });
    let config = &samples::configs(Platform::EspAi)[0];
    for operation in OPERATIONS.iter().filter(|operation| operation.platform() == Some(Platform::EspAi)) {
        let refused = ended(operation, config, |_| replied(&words)).unwrap();
        assert_eq!((refused.kind, refused.detail.as_str()), (ErrorKind::Refused, "额度卡不存在"), "{}", operation.name);
        assert!(refused.hint.contains("Likely: ") && refused.hint.contains("key"), "{}", refused.hint);
        assert_names_what_there_is(&refused.hint);
    }
}
