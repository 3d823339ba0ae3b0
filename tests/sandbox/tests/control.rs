//! The control plane by HTTP, and that the library's calls are the same.

mod support;

use bursar_sandbox::{Platform, Sandbox, Seed};
use serde_json::{Value, json};
use support::{ask, control};

#[test]
fn bad_calls_get_clear_errors_and_change_nothing() {
    let sandbox = Sandbox::start().unwrap();
    let url = sandbox.control_url();
    let before = sandbox.ledger();
    for (method, call, body, status, part) in [
        ("PUT", "faults", None, 405, "GET, POST, DELETE"),
        ("POST", "journal", None, 405, "GET, DELETE"),
        ("GET", "nothing", None, 404, "no such call"),
        ("POST", "faults", Some("{"), 400, "EOF"),
        ("POST", "faults", Some(r#"{"kind":"explode"}"#), 400, "explode"),
        ("POST", "faults", Some(r#"{"kind":"delay","delay":5}"#), 400, "delay"),
        ("POST", "faults", Some(r#"[{"kind":"delay"},{"kind":"status"}]"#), 400, "needs a status"),
        ("POST", "faults", Some(r#"{"kind":"delay","platform":"openai"}"#), 400, "openai"),
        ("POST", "faults", Some(r#"{"kind":"delay","count":-1}"#), 400, "-1"),
        ("POST", "seed", Some(r#"{"platform":"espai","kind":"elephants"}"#), 400, "elephants"),
        ("POST", "seed", Some(r#"{"platform":"espai","kind":"cards","count":1000001}"#), 400, "at most"),
        ("POST", "seed", Some(r#"{"platform":"lbai","kind":"costs","units":1000000000001}"#), 400, "units"),
        ("POST", "faults", Some(r#"{"kind":"oversize","bytes":99999999999}"#), 400, "bytes"),
        ("POST", "seed", None, 400, "platform"),
        ("POST", "consume", Some(r#"{"card":"x","amount":1}"#), 400, "no such card"),
        ("POST", "tokens/expire", Some(r#"{"platform":"espai"}"#), 400, "do not expire"),
        ("POST", "settings", Some(r#"{"espai":{"cap":1}}"#), 400, "cap"),
        ("POST", "reset", Some(r#"{"platform":5}"#), 400, "integer"),
        ("POST", "reset", Some("\u{0}"), 400, "expected"),
    ] {
        let reply = ask(&url, method, &format!("/_sandbox/{call}"), &[], body);
        let error = reply.json()["error"].as_str().unwrap().to_owned();
        assert_eq!((reply.status, reply.header("content-type")), (status, Some("application/json")), "{method} {call}");
        assert!(error.contains(part), "{method} {call} {body:?}: {error}");
    }
    assert_eq!(ask(&url, "GET", "/", &[], None).status, 404);
    assert_eq!((sandbox.ledger(), sandbox.faults(), sandbox.journal()), (before, vec![], vec![]));
}

#[test]
fn http_and_library_see_the_same() {
    let sandbox = Sandbox::start().unwrap();
    let url = sandbox.control_url();
    assert_eq!(control(&url, "GET", "health", &Value::Null), json!({"ok": true}));
    assert_eq!(control(&url, "GET", "ready", &Value::Null), sandbox.ready());
    assert_eq!(control(&url, "GET", "ledger", &Value::Null), json!(sandbox.ledger()));
    let faults = json!([
        {"platform": "espai", "path": "/cdkey/*", "method": "POST", "count": 2, "kind": "reset_after"},
        {"kind": "status", "status": 503, "headers": {"retry-after": "1"}, "body": {"a": 1}},
    ]);
    assert_eq!(control(&url, "POST", "faults", &faults)["faults"].as_array().unwrap().len(), 2);
    assert_eq!(control(&url, "GET", "faults", &Value::Null), json!({"faults": sandbox.faults()}));
    assert_eq!(sandbox.faults()[0].count, 2);
    assert_eq!(control(&url, "DELETE", "faults", &Value::Null), json!({"faults": []}));

    let card = sandbox.ready()["espai"]["cards"][0]["id"].clone();
    assert_eq!(control(&url, "POST", "consume", &json!({"card": card, "amount": 1})), json!({"left": 999}));
    assert_eq!(control(&url, "POST", "tokens/expire", &Value::Null), json!({"expired": 0}));
    let shown = control(&url, "POST", "settings", &json!({"espai": {"list_cap": 5}, "now_ms": 1_000}));
    assert_eq!((&shown["espai"]["list_cap"], &shown["now_ms"]), (&json!(5), &json!(1_000)));
    assert_eq!(control(&url, "GET", "settings", &Value::Null), shown);

    ask(&sandbox.base_url(Platform::OpenCatdDev), "POST", "/1/users/2/reset?token=secret&x=1", &[], None);
    let journal = control(&url, "GET", "journal", &Value::Null);
    assert_eq!(journal, json!({"journal": sandbox.journal()}));
    let entry = &journal["journal"][0];
    assert_eq!(
        (&entry["query"], &entry["auth"], &entry["status"]),
        (&json!("token=***&x=1"), &json!("none"), &json!(401))
    );
    assert_eq!(control(&url, "DELETE", "journal", &Value::Null), json!({"journal": []}));
}

#[test]
fn resets_bring_back_what_the_seed_says() {
    let sandbox = Sandbox::builder().seed(7).start().unwrap();
    let url = sandbox.control_url();
    let ready = sandbox.ready();
    control(&url, "POST", "seed", &json!({"platform": "espai", "kind": "cards", "count": 3, "type": "2"}));
    control(&url, "POST", "faults", &json!({"kind": "delay"}));
    control(&url, "POST", "settings", &json!({"akool": {"credit": 5}}));
    ask(&sandbox.base_url(Platform::Lbai), "GET", "/x", &[], None);
    assert_eq!(control(&url, "POST", "reset", &Value::Null), ready);
    assert!(sandbox.faults().is_empty() && sandbox.journal().is_empty());
    assert_eq!(control(&url, "GET", "settings", &Value::Null)["akool"]["credit"], json!(123));

    // Equal seeds, equal worlds; others differ.
    let twin = Sandbox::builder().seed(7).start().unwrap();
    let other = Sandbox::builder().seed(8).start().unwrap();
    for platform in Platform::ALL {
        assert_eq!(twin.credentials(platform), sandbox.credentials(platform));
        assert_ne!(other.credentials(platform), sandbox.credentials(platform));
    }
    assert_eq!(twin.ready()["espai"]["cards"], ready["espai"]["cards"]);
}

#[test]
fn an_emptied_opencatd_can_be_initialised_once() {
    let sandbox = Sandbox::start().unwrap();
    for platform in [Platform::OpenCatd, Platform::OpenCatdDev] {
        let url = sandbox.base_url(platform);
        assert_eq!(ask(&url, "POST", "/1/users/init", &[], None).status, 403);
        control(&sandbox.control_url(), "POST", "reset", &json!({"platform": platform, "empty": true}));
        assert_eq!(sandbox.credentials(platform), json!({"token": null}));
        let root = ask(&url, "POST", "/1/users/init", &[], None).json();
        assert_eq!(sandbox.credentials(platform)["token"], root["token"]);
        let bearer = format!("Bearer {}", root["token"].as_str().unwrap());
        assert_eq!(ask(&url, "GET", "/1/me", &[("Authorization", &bearer)], None).json(), root);
        sandbox.reset_platform(platform, false);
    }
}

#[test]
fn seeds_fill_every_platform_quickly() {
    let sandbox = Sandbox::start().unwrap();
    for (platform, kind) in [
        (Platform::Lbai, "users"),
        (Platform::Lbai, "costs"),
        (Platform::OpenCatd, "users"),
        (Platform::OpenCatdDev, "keys"),
        (Platform::OpenCatdDev, "usages"),
        (Platform::EspAi, "cards"),
    ] {
        let sown = sandbox.seed(&Seed::new(platform, kind, 10_000)).unwrap();
        assert_eq!((&sown["seeded"], sown["rows"].as_array().unwrap().len()), (&json!(10_000), 1_000));
    }
    let token = sandbox.credentials(Platform::OpenCatd)["token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    let users = ask(&sandbox.base_url(Platform::OpenCatd), "GET", "/1/users", &[("Authorization", &bearer)], None);
    assert_eq!(users.json().as_array().unwrap().len(), 10_003);
    assert!(sandbox.seed(&Seed::new(Platform::Akool, "tokens", 1)).is_err());
    let ledger = sandbox.ledger();
    assert_eq!((ledger.cards.len(), ledger.balanced), (10_009, true));
}

#[test]
fn zones_change_what_opencatd_prints() {
    let sandbox = Sandbox::start().unwrap();
    let settings = json!({"now_ms": 1_685_270_839_120_i64, "opencatd": {"utc_offset_minutes": 480}});
    sandbox.settings(settings).unwrap();
    let token = sandbox.credentials(Platform::OpenCatd)["token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    let base_url = sandbox.base_url(Platform::OpenCatd);
    let user = ask(&base_url, "POST", "/1/users", &[("Authorization", &bearer)], Some(r#"{"name":"u1"}"#)).json();
    assert_eq!(user["createdAt"], json!("2023-05-28T18:47:19.12+08:00"));
}

#[test]
fn a_sandbox_can_live_inside_an_asynchronous_program() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let sandbox = Sandbox::start().unwrap();
        let url = sandbox.base_url(Platform::Akool);
        assert_eq!(ask(&url, "GET", "/", &[], None).status, 404);
        drop(sandbox);
    });
}
