//! No rendering shows a secret: every credential, code and token is planted, and everything that can be shown is searched.
#![cfg(all(feature = "schema", feature = "webhooks"))]

mod common;

use std::sync::Arc;

use bursar::handles::{Answer, Table};
use bursar::{Arrived, BursarError, Call, Config, Event, Loss, Options, Platform, Session, Step, open};
use common::samples;
use serde_json::{Value as Json, json};

/// Planted as credentials, parameters, and in replies. None looks like a token, so that only knowledge can hide it.
const TOKEN: &str = "tok.hunter-two";
const CLIENT: &str = "cli.hunter-two";
const KEY: &str = "key.hunter-two16"; // 16 bytes, so that webhooks open with it.
const CODE: &str = "cod.hunter-two";
const OTHER: &str = "oth.hunter-two";
const MINTED: &str = "min.hunter-two";
const PLANTED: &[&str] = &["hunter-two"];

fn config(platform: Platform) -> Json {
    let mut config = samples::configs(platform)[0].clone();
    let credentials = config["credentials"].as_object_mut().unwrap();
    for (name, value) in credentials {
        *value = match name.as_str() {
            "token" => TOKEN,
            "clientId" => CLIENT,
            _ => KEY,
        }
        .into();
    }
    config["proxy"] = "http://user:pro.hunter-two@proxy:1".into();
    config["options"]["headers"] = json!({ "x-extra": "hea.hunter-two" });
    config["options"]["meta"] = true.into();
    config
}

fn params(operation: &bursar::schema::OperationSchema, config: &Json) -> Json {
    let mut params = samples::params(operation, config);
    for field in operation.params.fields {
        if field.slot.ty == bursar::schema::Type::Secret {
            params[samples::camel(field.name)] = if field.name.contains("target") { OTHER } else { CODE }.into();
        }
    }
    if operation.name == "raw" {
        params = json!({ "method": "POST", "path": "/p?token=que.hunter-two&hunter-two", "body": "{\"k\":\"bod.hunter-two\"}" });
    }
    params
}

#[track_caller]
fn assert_clean(what: &str, shown: &str) {
    for secret in PLANTED {
        assert!(!shown.contains(secret), "{what} shows a secret: {shown}");
    }
}

#[track_caller]
fn assert_error_is_clean(what: &str, error: &BursarError) {
    assert_clean(what, &format!("{error}\n{error:?}\n{:#?}", **error));
    let bytes = bursar::packed::Block::new(b'E', bursar::packed::Packing::Columns, &**error, String::new()).to_bytes();
    assert_clean(what, &String::from_utf8_lossy(&bytes));
}

/// Replies and losses that quote what they were sent, and what they sent before.
fn quotes(known: &[&str]) -> Vec<Event> {
    let (first, last) = (known[0], known[known.len() - 1]);
    let said = format!("{} Bearer {first}", known.join(" "));
    let html = format!("<html>{}</html>", format!("{said} ").repeat(30));
    let bodies = [
        (400, html.clone()),
        (502, html.clone()),
        (200, html),
        (
            200,
            json!({ "success": false, "errorCode": 9, "message": said, "code": 9, "msg": said, "data": null })
                .to_string(),
        ),
        (200, json!({ "error": said }).to_string()),
        (500, json!({ "error": { "message": said } }).to_string()),
        // The right envelope around the wrong types, with secrets as values and as names.
        (
            200,
            json!({ "success": true, "errorCode": 0, "code": 1000, "token": [first], "data": { "token": [last] } })
                .to_string(),
        ),
        (200, json!([{ "id": last, "name": [first], "key": { first: 1 } }]).to_string()),
        (200, format!(r#"{{"success":true,"errorCode":0,"code":1000,"data":{{"{first}":{{"{last}": bad"#)),
        (200, json!({ "success": first, "errorCode": first, "code": first }).to_string()),
    ];
    let reply = |(status, body): (u16, String)| {
        let headers = vec![("x-request-id".into(), first.to_owned()), ("retry-after".into(), last.to_owned())];
        Event::Received(Arrived { status, headers, body: body.into() })
    };
    let mut events: Vec<Event> = bodies.map(reply).into_iter().collect();
    for loss in [Loss::NotSent, Loss::MaybeSent, Loss::Cancelled, Loss::TooLarge, Loss::Unusable] {
        let detail = format!(
            "could not send (https://h/p?token={first}&x=unk.hunter-two): authorization: Bearer {first}, {said}"
        );
        events.push(Event::Failed(loss, detail));
    }
    events
}

fn again(event: &Event) -> Event {
    match event {
        Event::Received(reply) => Event::Received(reply.clone()),
        Event::Failed(loss, detail) => Event::Failed(*loss, detail.clone()),
        Event::Begin => Event::Begin,
        Event::Waited => Event::Waited,
    }
}

/// Answers `good` requests as documented and all others with the one event, and searches everything on the way.
fn converse(session: &Arc<Session>, name: &str, params: &Json, good: usize, event: &Event, id: &str) {
    let mut call = open(session, name, b"", params.to_string().as_bytes()).unwrap();
    let mut step = call.advance(Event::Begin, 0);
    for turn in 0..60 {
        assert_clean(name, &format!("{step:?} {call:?} {session:?}"));
        assert_clean(name, &call.describe());
        assert_clean(name, &call.meta(&[]));
        step = match &step {
            Step::Send(request) if turn < good => {
                let mut body = samples::reply(session.platform(), request).to_string();
                body = body.replace("minted-token-000000001", MINTED);
                let headers = vec![("x-request-id".into(), id.to_owned())];
                let reply = Arrived { status: 200, headers, body: body.into() };
                assert_clean(name, &format!("{reply:?}"));
                call.advance(Event::Received(reply), 0)
            }
            Step::Send(_) => call.advance(again(event), 0),
            Step::Wait { .. } => call.advance(Event::Waited, 0),
            _ => break,
        };
    }
    assert_clean(name, &call.meta(&[]));
    if let Err(error) = finish(&mut call) {
        assert_error_is_clean(name, &error);
    }
}

fn finish(call: &mut Call) -> Result<(), BursarError> {
    call.finish().map(drop)
}

#[test]
fn no_conversation_shows_a_secret() {
    for platform in Platform::ALL {
        let config = config(platform);
        for operation in bursar::schema::OPERATIONS.iter().filter(|o| o.platform().is_none_or(|p| p == platform)) {
            let params = params(operation, &config);
            for good in 0..4 {
                let mut known: Vec<&str> = vec![];
                known.extend(config["credentials"].as_object().unwrap().values().filter_map(Json::as_str));
                known.extend([CODE, OTHER].iter().filter(|code| params.to_string().contains(*code)));
                known.extend((platform == Platform::Akool && good > 0).then_some(MINTED));
                for event in quotes(&known) {
                    converse(&samples::session(&config), operation.name, &params, good, &event, known[0]);
                }
            }
        }
    }
}

#[test]
fn configs_and_options_show_nothing() {
    for platform in Platform::ALL {
        let config: Config = serde_json::from_value(config(platform)).unwrap();
        assert_clean("config", &format!("{config:?} {:#?} {:?} {:?}", config, config.credentials, config.options));
        assert_clean("session", &format!("{:?}", Session::open(config).unwrap()));
    }
    let mut options =
        Options { path: Some("/hunter-two".into()), after: Some("hunter-two".into()), ..Options::default() };
    options.headers.insert("x".into(), "hunter-two".into());
    options.query.insert("x".into(), "hunter-two".into());
    options.body = Some(json!({ "x": "hunter-two" }));
    assert_clean("options", &format!("{options:?} {options:#?}"));
}

/// Puts a secret where it does not belong, at every place of a JSON text.
fn misfits(whole: &Json) -> Vec<Json> {
    let mut found = vec![json!("hunter-two"), json!(["hunter-two"]), json!({ "x": "hunter-two" })];
    for (name, value) in whole.as_object().into_iter().flatten() {
        let wrong = [
            json!(["hunter-two"]),
            json!({ "x": "hunter-two" }),
            json!([["hunter-two"]]),
            json!("hunter-two , expected x"),
        ];
        for wrong in wrong.into_iter().chain(if value.is_object() { misfits(value) } else { vec![] }) {
            let mut whole = whole.clone();
            whole[name] = wrong;
            found.push(whole);
        }
    }
    found
}

#[test]
fn what_does_not_fit_is_not_quoted() {
    let table = Table::new();
    let shown = |answer: &Answer| String::from_utf8_lossy(&answer.to_bytes()).into_owned() + &format!("{answer:?}");
    for platform in Platform::ALL {
        let config = config(platform);
        for wrong in misfits(&config) {
            if let Answer::Packed(block) = &table.session_open(wrong.to_string().as_bytes())
                && block.tag == b'E'
            {
                assert_clean("config", &String::from_utf8_lossy(&block.to_bytes()));
            }
        }
        let session = samples::open_session(&table, &config);
        for operation in bursar::schema::OPERATIONS.iter().filter(|o| o.platform().is_none_or(|p| p == platform)) {
            let params = params(operation, &config);
            for wrong in misfits(&params) {
                let request = format!("{}\u{1f}\u{1f}{wrong}", operation.name);
                if let answer @ Answer::Packed(_) = table.open(session, request.as_bytes(), 0) {
                    assert_clean(operation.name, &shown(&answer));
                }
                let request = format!("{}\u{1f}{wrong}\u{1f}{params}", operation.name);
                if let answer @ Answer::Packed(_) = table.open(session, request.as_bytes(), 0) {
                    assert_clean(operation.name, &shown(&answer));
                }
            }
        }
        let answer = table.open(session, b"hunter\x1ftwo hunter-two", 0);
        assert_clean("a name", &shown(&answer));
        assert_clean("a token", &shown(&table.session_set_token(session, b"hunter-two\n")));
    }
}

#[test]
fn secrets_taken_for_names_are_not_quoted() {
    let table = Table::new();
    let token = "df5982d6-d8fb-4eef-a513-24d0831f61ad";
    let config = json!({ "platform": "lbai", "credentials": { token: "x" } });
    let Answer::Packed(block) = table.session_open(config.to_string().as_bytes()) else { panic!() };
    assert!(!String::from_utf8_lossy(&block.to_bytes()).contains(token));
}

#[test]
fn a_secret_that_begins_with_another_one_is_hidden_whole() {
    let session = samples::session(&json!({
        "platform": "akool", "credentials": { "clientId": "hunter", "clientSecret": "hunter-two" },
    }));
    for order in ["hunter-two hunter", "hunter hunter-two"] {
        let mut call = open(&session, "akool.credit.get", b"", b"").unwrap();
        call.advance(Event::Begin, 0);
        let body = json!({ "code": 1003, "msg": order }).to_string().into();
        call.advance(Event::Received(Arrived { status: 200, headers: vec![], body }), 0);
        assert_eq!(call.finish().map(drop).unwrap_err().detail, "*** ***");
    }
}

#[test]
fn a_token_that_was_replaced_meanwhile_is_hidden_too() {
    let session = samples::session(&json!({ "platform": "lbai", "credentials": { "token": "old.hunter-two" } }));
    let mut call = open(&session, "lbai.account.balance", b"", b"").unwrap();
    call.advance(Event::Begin, 0);
    session.set_token(Some("new".into())).unwrap();
    let body = json!({ "success": false, "errorCode": 9, "message": "old.hunter-two is dead" }).to_string().into();
    call.advance(Event::Received(Arrived { status: 200, headers: vec![], body }), 0);
    assert_eq!(call.finish().map(drop).unwrap_err().detail, "*** is dead");
}

#[test]
fn an_excerpt_never_ends_in_half_a_secret() {
    for pad in 230..260 {
        let session = samples::session(&json!({ "platform": "lbai", "credentials": { "token": "Qx.Zw" } }));
        let mut call = open(&session, "lbai.account.balance", br#"{"maxRetries":0}"#, b"").unwrap();
        call.advance(Event::Begin, 0);
        let body = format!("{} Qx.Zw", "- ".repeat(pad / 2) + if pad % 2 == 0 { "" } else { "-" });
        call.advance(Event::Received(Arrived { status: 502, headers: vec![], body: body.into() }), 0);
        let error = call.finish().map(drop).unwrap_err();
        let excerpt = error.body.as_deref().unwrap();
        assert!(!excerpt.contains("Qx") && excerpt.chars().count() <= 256, "{pad}: {excerpt}");
    }
}

#[test]
fn a_secret_that_looks_like_a_token_in_part_is_hidden_whole() {
    let key = "team-key-2024-for-production:pa55word?x=1";
    let config = json!({ "platform": "espai", "credentials": { "apiKey": key } });
    let session = Session::open(serde_json::from_value(config).unwrap()).unwrap();
    let mut call = open(&session, "espai.cards.list", b"", b"").unwrap();
    let mut step = call.advance(Event::Begin, 0);
    while let Step::Send(_) | Step::Wait { .. } = step {
        let page = format!("<html>bad gateway for {key}</html>");
        let reply = Arrived { status: 502, headers: Vec::new(), body: page.into_bytes() };
        step = call.advance(if let Step::Wait { .. } = step { Event::Waited } else { Event::Received(reply) }, 1);
    }
    let error = call.finish().err().unwrap();
    assert!(error.body.is_some() && !format!("{error:?}").contains("pa55word"), "{error:?}");
}

#[test]
fn answers_and_builders_show_no_content() {
    let table = Table::new();
    let config = json!({ "platform": "espai", "credentials": { "apiKey": KEY } });
    let opened = table.session_open(config.to_string().as_bytes());
    let sent =
        table.open(1, format!("espai.cards.get\u{1f}\u{1f}{{\"phone\":\"1\",\"code\":\"{CODE}\"}}").as_bytes(), 0);
    assert!(matches!(sent, Answer::Send(_)));
    let mut builder = bursar::RequestBuilder::default();
    let card = bursar::espai::GetCard { phone: "1".into(), code: CODE.into() };
    bursar::Operation::request(&card, &mut builder).unwrap();
    assert_clean("an answer or builder", &format!("{opened:?} {sent:?} {builder:?}"));
}
