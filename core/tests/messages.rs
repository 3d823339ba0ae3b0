//! What errors say to a person: which text, which limit, what else there is, and what to do.

use std::sync::Arc;

use bursar::{
    Arrived, BursarError, Call, Config, ErrorKind, Event, Loss, Options, Platform, Session, Step, espai, lbai, open,
};

fn session(platform: Platform) -> Arc<Session> {
    let mut config = Config::new(platform);
    match platform {
        Platform::EspAi | Platform::Akool => config.credentials.api_key = Some("key-0123".into()),
        _ => config.credentials.token = Some("token-0123".into()),
    }
    Session::open(config).unwrap()
}

fn refused(platform: Platform, name: &str, options: &str, params: &str) -> String {
    open(&session(platform), name, options.as_bytes(), params.as_bytes()).unwrap_err().detail.clone()
}

fn ended(mut call: Call, answer: impl Fn() -> Event) -> BursarError {
    let mut step = call.advance(Event::Begin, 0);
    loop {
        step = match step {
            Step::Send(_) => call.advance(answer(), 0),
            Step::Wait { .. } => call.advance(Event::Waited, 0),
            _ => return call.finish().map(drop).unwrap_err(),
        };
    }
}

fn order() -> Call {
    let order = espai::CreateOrder { commodity_id: "1".into(), commodity_type: "0".into() };
    session(Platform::EspAi).begin(order, Options::default()).unwrap()
}

fn balance() -> Call {
    session(Platform::Lbai).begin(lbai::GetBalance {}, Options::default()).unwrap()
}

#[test]
fn what_is_not_known_is_answered_with_what_is() {
    let lbai = "lbai has lbai.users.create, lbai.users.refresh_token, lbai.users.logout, lbai.account.balance, \
                lbai.costs.total, lbai.costs.list, lbai.credits, raw";
    for (platform, name, options, params, told) in [
        (Platform::Lbai, "users.list", "", "", format!("there is no operation `users.list`; {lbai}")),
        (
            Platform::Lbai,
            "espai.cards.list",
            "",
            "",
            "espai.cards.list is an operation of espai, and this session is one of lbai".to_owned(),
        ),
        (Platform::Lbai, "lbai.costs.total", "", "{", "the text of the parameters: is not valid JSON".to_owned()),
        (Platform::Lbai, "lbai.costs.total", "[]", "", "the text of the options: expected an object".to_owned()),
        (
            Platform::Lbai,
            "lbai.costs.total",
            "",
            r#"{"user_id":"1"}"#,
            "user_id: is not known here; expected `userId` or `groupId`".to_owned(),
        ),
        (
            Platform::Lbai,
            "lbai.account.balance",
            "",
            r#"{"user":1}"#,
            "user: is not known here; nothing is expected".to_owned(),
        ),
        (
            Platform::Lbai,
            "raw",
            r#"{"headers":{"X-Api-Key":"hunter2"}}"#,
            r#"{"method":"GET","path":"/"}"#,
            "headers: `X-Api-Key` is not allowed: it carries credentials or framing".to_owned(),
        ),
        (
            Platform::Lbai,
            "raw",
            r#"{"headers":{"x-team":"é"}}"#,
            r#"{"method":"GET","path":"/"}"#,
            "headers.x-team: only printable ASCII may stand in a header".to_owned(),
        ),
    ] {
        assert_eq!(refused(platform, name, options, params), told);
    }
    let timeout = refused(Platform::Lbai, "lbai.credits", r#"{"timeout":1}"#, "");
    assert!(timeout.starts_with("timeout: is not known here; expected one of `timeoutMs`, `connectTimeoutMs`, "));
    let error = Session::open(Config {
        options: Options { base_url: Some("localhost:8080".into()), ..Options::default() },
        ..Config::new(Platform::OpenCatd)
    });
    let told = "baseUrl: must begin with https:// (or http://, for a server on this machine)";
    assert_eq!(error.unwrap_err().detail, told);
}

#[test]
fn an_amount_that_is_too_large_is_told_the_limit() {
    let transfer = espai::PrepareTransfer {
        phone: "1".into(),
        code: "a".into(),
        target_phone: "2".into(),
        target_code: "b".into(),
        amount: (1 << 53) + 1,
    };
    let call = session(Platform::EspAi).begin(transfer, Options::default()).unwrap();
    assert_eq!(ended(call, || Event::Waited).detail, "amount: must be from 1 to 2^53");
}

#[test]
fn a_request_that_never_left_is_said_to_be_none() {
    let error = ended(order(), || Event::Failed(Loss::NotSent, "Connection refused (os error 111)".to_owned()));
    let told = "connection in espai.orders.create after 3 attempts: Connection refused (os error 111); this request was \
                not sent. Check the network and the base URL, then call again.";
    assert_eq!(error.to_string(), told);
}

#[test]
fn a_page_that_is_not_the_platforms_leads_to_the_base_url() {
    let page = || Arrived { status: 404, headers: vec![], body: b"<html>no such page</html>".to_vec() };
    let error = ended(balance(), || Event::Received(page()));
    let told = "HTTP status 404, and not in the platform's words; check the base URL, and the path if it is yours";
    assert_eq!((error.kind, error.detail.as_str()), (ErrorKind::Configuration, told));
}

#[test]
fn an_error_that_main_returns_can_be_read() {
    let error = ended(order(), || Event::Failed(Loss::MaybeSent, "reset by key-0123".to_owned()));
    let told = "outcome_unknown in espai.orders.create: reset by ***\n  \
                what to do: Nothing is credited before somebody pays: call again, and pay only the order that you then get.\n  \
                safe to call again: no";
    assert_eq!(format!("{error:?}"), told);
    assert!(format!("{error:#?}").starts_with("Failure {\n    kind: OutcomeUnknown,\n"));

    let reply = || Arrived {
        status: 429,
        headers: vec![("retry-after".into(), "9".into()), ("x-request-id".into(), "r-1".into())],
        body: b"<html>slow down</html>".to_vec(),
    };
    let error = ended(balance(), || Event::Received(reply()));
    let told = "rate_limited in lbai.account.balance (HTTP 429) after 3 attempts: HTTP status 429\n  \
                what to do: Wait (`retry_after_ms`, if given), then call again.\n  \
                safe to call again: yes\n  server asks to wait: 9000 ms\n  request id: r-1\n  \
                body of the reply: <html>slow down</html>";
    assert_eq!(format!("{error:?}"), told);
}

#[test]
fn a_cursor_goes_on_with_the_list_that_it_is_of() {
    let card = r#"{"id":"1","create_time":"2026-01-01T00:00:00Z","code":"c","user_id":"1","api_limit":1,"type":"1","user_phone":"1","user_name":"n"}"#;
    let body = format!(r#"{{"success":true,"message":"ok","data":[{card}],"totalNumber":9}}"#);
    let session = session(Platform::EspAi);
    let step = |name: &str, options: &str, params: &str| {
        let mut call = open(&session, name, options.as_bytes(), params.as_bytes()).unwrap();
        let step = call.advance(Event::Begin, 0);
        (call, step)
    };
    let (mut call, _) = step("espai.cards.list", "", r#"{"limit":1,"userName":"ada","code":"c-012"}"#);
    call.advance(Event::Received(Arrived { status: 200, headers: vec![], body: body.into() }), 0);
    let next = call.finish().unwrap().page().1.unwrap().to_owned();
    let told = |name: &str, params: &str, query: &str| {
        let (mut call, step) = step(name, &format!(r#"{{"after":"{next}"{query}}}"#), params);
        match step {
            Step::Send(request) => request.body.clone().unwrap(),
            _ => call.finish().map(drop).unwrap_err().detail.clone(),
        }
    };
    let same = r#"{"limit":1,"userName":"ada","code":"c-012"}"#;
    assert!(told("espai.cards.list", same, "").contains(r#""page":"2""#));
    // Which page the list began with does not matter any more; the code is a secret, of which a cursor tells nothing.
    for params in [
        r#"{"limit":1,"userName":"ada","code":"c-345","page":1}"#,
        r#"{"page":7,"limit":1,"userName":"ada","code":"c-012"}"#,
    ] {
        assert!(told("espai.cards.list", params, "").contains(r#""page":"2""#), "{params}");
    }
    for params in
        ["{}", r#"{"limit":2,"userName":"ada","code":"c-012"}"#, r#"{"limit":1,"userName":"bob","code":"c-012"}"#]
    {
        let told = told("espai.cards.list", params, "");
        assert!(told.starts_with("after: is a cursor of a list with other parameters"), "{params}: {told}");
    }
    assert!(told("espai.cards.list", same, r#","query":{"limit":"3"}"#).contains("other parameters"));
    let logs = told("espai.cards.balance_logs", r#"{"limit":1}"#, "");
    assert_eq!(logs, "after: is a cursor of another operation");
}

#[test]
fn what_stands_for_a_secret_is_none() {
    for shown in ["***", "Secret(***)", " *** "] {
        let mut config = Config::new(Platform::EspAi);
        config.credentials.api_key = Some(shown.into());
        let told = "is what stands for a secret where none is shown, and not the secret itself";
        assert_eq!(Session::open(config).unwrap_err().detail, format!("apiKey: {told}"));
        let params = format!(r#"{{"phone":"1","code":"{shown}"}}"#);
        let detail = refused(Platform::EspAi, "espai.cards.get", "", &params);
        assert_eq!(detail, format!("a secret among the parameters {told}"));
    }
}

#[test]
fn a_reply_that_is_none_is_told_once_and_proves_nothing() {
    let unusable = || Event::Failed(Loss::Unusable, "the executor gave no reply: a body of text".to_owned());
    let read = ended(balance(), unusable);
    assert_eq!((read.kind, read.attempts, read.retryable), (ErrorKind::Configuration, 1, false));
    let change = ended(order(), unusable);
    assert_eq!((change.kind, change.attempts, change.retryable), (ErrorKind::OutcomeUnknown, 1, false));
    for error in [read, change] {
        assert_eq!(error.detail, "the executor gave no reply: a body of text");
    }
}

/// What an operation says that begins, and then sends nothing.
fn unsendable(platform: Platform, name: &str, options: &str, params: &str) -> String {
    let mut call = bursar::open(&session(platform), name, options.as_bytes(), params.as_bytes()).unwrap();
    assert!(matches!(call.advance(Event::Begin, 0), Step::Done), "{name} sends");
    call.finish().map(drop).unwrap_err().detail.clone()
}

#[test]
fn a_body_by_hand_holds_no_rendering_of_a_secret() {
    let told = "body: holds `***`, which stands for a secret where none is shown; expose the secret to send it";
    for body in [r#"{\"key\":\"***\"}"#, r#"{\"key\":\"Secret(***)\"}"#] {
        let params = format!(r#"{{"method":"POST","path":"/1/keys","body":"{body}"}}"#);
        assert_eq!(unsendable(Platform::EspAi, "raw", "", &params), told);
    }
    let stars = r#"{"method":"POST","path":"/1/keys","body":"{\"name\":\"*** a ***\"}"}"#;
    let mut call = bursar::open(&session(Platform::EspAi), "raw", b"", stars.as_bytes()).unwrap();
    assert!(matches!(call.advance(Event::Begin, 0), Step::Send(_)));
}

#[test]
fn what_cannot_be_sent_is_told_before() {
    let get = unsendable(Platform::EspAi, "espai.cards.list", "", r#"{"page":0}"#);
    assert_eq!(get, "page: must be at least 1");
    assert_eq!(
        unsendable(Platform::EspAi, "espai.cards.balance_logs", "", r#"{"limit":0}"#),
        "limit: must be at least 1"
    );
    let create = r#"{"identifier":"ada@example.org"}"#;
    let told = unsendable(Platform::Lbai, "lbai.users.create", r#"{"body":{"x":1}}"#, create);
    assert_eq!(told, "body: GET and HEAD carry none");
}

#[test]
fn a_call_that_takes_too_long_names_its_deadline() {
    let options = br#"{"deadlineMs":700,"maxRetries":0}"#;
    let mut call = bursar::open(&session(Platform::Lbai), "lbai.account.balance", options, b"").unwrap();
    call.advance(Event::Begin, 0);
    call.advance(Event::Failed(Loss::MaybeSent, "no reply came within 6 ms".to_owned()), 700);
    let error = call.finish().map(drop).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Timeout);
    assert_eq!(error.detail, "the call's deadline of 700 ms has passed: no reply came within 6 ms");
}

#[test]
fn giving_up_before_anything_left_is_no_doubt() {
    for (unsent, kind) in [(Loss::Unsent, ErrorKind::Cancelled), (Loss::Cancelled, ErrorKind::OutcomeUnknown)] {
        let mut call = order();
        call.advance(Event::Begin, 0);
        call.advance(Event::Failed(unsent, String::new()), 0);
        assert_eq!(call.finish().map(drop).unwrap_err().kind, kind);
        // A request before it may have arrived all the same.
        let mut call = order();
        call.advance(Event::Begin, 0);
        let step = call.advance(Event::Failed(Loss::NotSent, String::new()), 0);
        assert!(matches!(step, Step::Wait { .. }));
        call.advance(Event::Waited, 9_000);
        call.advance(Event::Failed(unsent, String::new()), 9_000);
        assert_eq!(call.finish().map(drop).unwrap_err().kind, kind);
    }
}
