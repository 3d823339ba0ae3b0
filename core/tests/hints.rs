//! What errors tell to do next: something of the operation's own wherever a kind alone does not help.
#![cfg(all(feature = "schema", feature = "webhooks"))]

mod common;

use bursar::schema::{Described, OPERATIONS, OPTIONS, OperationSchema, PLATFORMS, Shape, Struct};
use bursar::{
    Arrived, BursarError, Config, ErrorKind, Event, Failure, Loss, Options, Platform, Request, Safety, Session, Step,
    open, opencatd,
};
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

/// What stands in backticks is a name of ours, which other languages spell in their own way: of an operation, with a dot, or
/// with a line, of a field, an option or a credential.
fn assert_names_what_there_is(hint: &str) {
    for name in hint.split('`').skip(1).step_by(2) {
        if name.contains('.') {
            assert!(OPERATIONS.iter().any(|operation| operation.name == name), "{name} in: {hint}");
        } else if name.contains('_') {
            let of = |of: &Struct| of.fields.iter().any(|field| field.name == name);
            let row = |shape: &Shape| matches!(shape, Shape::Record(row) | Shape::Page(row) if of(row));
            let credentials = PLATFORMS.iter().flat_map(|platform| platform.credentials.iter().copied().flatten());
            let known = of(&Failure::SCHEMA)
                || OPERATIONS.iter().any(|operation| of(operation.params) || row(&operation.output))
                || OPTIONS.iter().map(|option| option.name).chain(credentials.map(|one| one.name)).any(|option| {
                    option == name.split('_').enumerate().map(|(at, word)| cased(at, word)).collect::<String>()
                });
            assert!(known, "{name} in: {hint}");
        }
    }
}

/// A word of a name in camelCase.
fn cased(at: usize, word: &str) -> String {
    let (first, rest) = word.split_at(1);
    if at == 0 { word.to_owned() } else { first.to_ascii_uppercase() + rest }
}

#[test]
fn a_missing_credential_is_told_with_its_option_and_its_variable() {
    for (platform, path, told) in [
        (Platform::EspAi, "apiKey", "Give `api_key` when .* BURSAR_ESPAI_API_KEY from"),
        (Platform::Lbai, "token", "Give `token` when .* BURSAR_LBAI_TOKEN from"),
        (
            Platform::Akool,
            "apiKey",
            "Give `api_key`, or `client_id` and `client_secret` when .* BURSAR_AKOOL_API_KEY, or BURSAR_AKOOL_CLIENT_ID and \
             BURSAR_AKOOL_CLIENT_SECRET from",
        ),
    ] {
        let error = Session::open(Config::new(platform)).unwrap_err();
        let (before, behind) = told.split_once(" .* ").unwrap();
        assert!(error.hint.starts_with(before) && error.hint.contains(behind), "{}", error.hint);
        assert_eq!((error.kind, error.path.as_deref()), (ErrorKind::Configuration, Some(path)));
        assert_eq!(error.detail, format!("{path}: is missing"));
        assert_names_what_there_is(&error.hint);
    }
    let mut config = Config::new(Platform::OpenCatd);
    config.options.base_url = Some("https://team.example.com".into());
    let mut call = Session::open(config).unwrap().begin(opencatd::ListUsers {}, Options::default()).unwrap();
    assert!(matches!(call.advance(Event::Begin, 0), Step::Done));
    let error = call.finish().map(drop).unwrap_err();
    assert_eq!(error.detail, "token: is missing; this operation needs the session's token");
    assert!(error.hint.contains("BURSAR_OPENCATD_TOKEN"), "{}", error.hint);
}

#[test]
fn an_id_without_its_secret_is_told_which_of_the_two_is_missing() {
    for (id, secret, path) in [(Some("id"), None, "clientSecret"), (None, Some("secret-0123456"), "clientId")] {
        let mut config = Config::new(Platform::Akool);
        (config.credentials.client_id, config.credentials.client_secret) = (id.map(Into::into), secret.map(Into::into));
        assert_eq!(Session::open(config).unwrap_err().path.as_deref(), Some(path));
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
