//! AKOOL's answers.

mod support;

use bursar_sandbox::{Platform, Sandbox};
use serde_json::{Value, json};
use support::{Reply, ask};

const JSON: (&str, &str) = ("Content-Type", "application/json");

fn mint(sandbox: &Sandbox, body: &Value) -> Reply {
    let base_url = sandbox.base_url(Platform::Akool);
    ask(&base_url, "POST", "/api/open/v3/getToken", &[JSON], Some(&body.to_string()))
}

fn quota(sandbox: &Sandbox, headers: &[(&str, &str)]) -> Reply {
    ask(&sandbox.base_url(Platform::Akool), "GET", "/api/open/v3/faceswap/quota/info", headers, None)
}

#[test]
fn the_token_stands_at_the_top_level() {
    let sandbox = Sandbox::start().unwrap();
    let keys = sandbox.credentials(Platform::Akool);
    let reply = mint(&sandbox, &json!({"clientId": keys["clientId"], "clientSecret": keys["clientSecret"]}));
    let token = reply.json()["token"].as_str().unwrap().to_owned();
    assert_eq!((reply.status, reply.text()), (200, format!(r#"{{"code":1000,"token":"{token}"}}"#)));
    assert_eq!(token.split('.').count(), 3);

    let good = r#"{"code":1000,"msg":"OK","data":{"credit":123}}"#;
    let bearer = format!("Bearer {token}");
    let key = keys["apiKey"].as_str().unwrap();
    assert_eq!(quota(&sandbox, &[("x-api-key", key)]).text(), good);
    assert_eq!(quota(&sandbox, &[("Authorization", &bearer), ("x-api-key", "wrong")]).text(), good);

    // A second token leaves the first alive; expiry kills both, and the key goes on.
    mint(&sandbox, &json!({"clientId": keys["clientId"], "clientSecret": keys["clientSecret"]}));
    assert_eq!(quota(&sandbox, &[("Authorization", &bearer)]).text(), good);
    assert_eq!(sandbox.expire_tokens(Platform::Akool), Ok(2));
    let dead = r#"{"code":1101,"msg":"Invalid authorization or The request token has expired"}"#;
    assert_eq!(quota(&sandbox, &[("Authorization", &bearer), ("x-api-key", key)]).text(), dead);
    assert_eq!(quota(&sandbox, &[("x-api-key", key)]).text(), good);
}

#[test]
fn failures_are_http_200() {
    let sandbox = Sandbox::start().unwrap();
    let keys = sandbox.credentials(Platform::Akool);
    let code = |reply: Reply| (reply.status, reply.json()["code"].clone());
    assert_eq!(code(quota(&sandbox, &[])), (200, json!(1102)));
    assert_eq!(code(quota(&sandbox, &[("x-api-key", "wrong")])), (200, json!(1101)));
    assert_eq!(code(quota(&sandbox, &[("Authorization", keys["apiKey"].as_str().unwrap())])), (200, json!(1101)));
    assert_eq!(code(mint(&sandbox, &json!({"clientId": keys["clientId"]}))), (200, json!(1003)));
    assert_eq!(code(mint(&sandbox, &json!({"clientId": "x", "clientSecret": "y"}))), (200, json!(1101)));
    let base_url = sandbox.base_url(Platform::Akool);
    let untyped = ask(&base_url, "POST", "/api/open/v3/getToken", &[], Some(r#"{"clientId":"x"}"#));
    assert_eq!(code(untyped), (200, json!(1003)));
    assert_eq!(ask(&base_url, "GET", "/api/open/v3/getToken", &[], None).status, 404);

    sandbox.settings(json!({"akool": {"credit": 12.5, "banned": true}})).unwrap();
    let key = [("x-api-key", keys["apiKey"].as_str().unwrap())];
    assert_eq!(code(quota(&sandbox, &key)), (200, json!(1200)));
    sandbox.settings(json!({"akool": {"banned": false}})).unwrap();
    assert_eq!(quota(&sandbox, &key).json()["data"]["credit"], json!(12.5));
}
