//! Little Beauty AI's answers, byte for byte where the seed prints them.

mod support;

use bursar_sandbox::{Platform, Sandbox, Seed};
use serde_json::{Value, json};
use support::{Reply, ask};

struct Client {
    sandbox: Sandbox,
    authorization: String,
}

impl Client {
    fn new() -> Self {
        let sandbox = Sandbox::start().unwrap();
        let token = sandbox.credentials(Platform::Lbai)["token"].as_str().unwrap().to_owned();
        assert!(token.starts_with("cpn-"));
        Self { sandbox, authorization: format!("Bearer {token}") }
    }

    fn get(&self, target: &str) -> Reply {
        let target = format!("/ai-api/v1/{target}");
        ask(&self.sandbox.base_url(Platform::Lbai), "GET", &target, &[("Authorization", &self.authorization)], None)
    }
}

#[test]
fn balance_is_the_misspelt_path_and_carries_line() {
    let client = Client::new();
    let reply = client.get("account/banlance");
    let spent: i64 = (0..25).map(|number| 100 + number).sum::<i64>() + 7 + 8 + 9;
    let body = format!(
        r#"{{"data":{{"balance":{}}},"errorCode":0,"line":null,"message":"success","success":true}}"#,
        9_830_602 - spent
    );
    assert_eq!((reply.status, reply.text()), (200, body));
    assert_eq!(client.get("account/balance").status, 404);
}

#[test]
fn a_user_is_created_renewed_and_logged_off() {
    let client = Client::new();
    let reply = client.get("apiService/addUser?identifier=someone%40example.com&groupId=3&nickName=A+B&validity=15");
    let user = reply.json()["data"].clone();
    let (token, id) = (user["token"].as_str().unwrap(), user["userId"].as_str().unwrap());
    let body =
        format!(r#"{{"data":{{"token":"{token}","userId":"{id}"}},"errorCode":0,"message":null,"success":true}}"#);
    assert_eq!(reply.text(), body);
    assert!(token.starts_with("user-") && id.len() == 14 && id.bytes().all(|byte| byte.is_ascii_digit()));

    let again = client.get("apiService/addUser?identifier=someone%40example.com&groupId=3");
    let refused = r#"{"data":null,"errorCode":1001,"message":"identifier already exists","success":false}"#;
    assert_eq!((again.status, again.text().as_str()), (200, refused));

    let renewed = client.get(&format!("apiService/refreshToken?userId={id}"));
    let fresh = renewed.json()["data"]["token"].as_str().unwrap().to_owned();
    let body = format!(r#"{{"data":{{"token":"{fresh}"}},"errorCode":0,"message":"success","success":true}}"#);
    assert_eq!((renewed.text(), fresh == token), (body, false));

    // A live user token is the wrong kind, a dead one is unknown.
    let with = |token: &str| {
        let headers = [("Authorization", &*format!("Bearer {token}"))];
        let base_url = client.sandbox.base_url(Platform::Lbai);
        ask(&base_url, "GET", "/ai-api/v1/account/banlance", &headers, None).json()["errorCode"].clone()
    };
    assert_eq!((with(token), with(&fresh)), (json!(401), json!(403)));
    let off = client.get(&format!("apiService/logout?userId={id}"));
    assert_eq!(off.text(), r#"{"data":null,"errorCode":0,"message":"success","success":true}"#);
    assert_eq!(with(&fresh), json!(401));
    assert_eq!(client.get(&format!("apiService/logout?userId={id}")).json()["success"], json!(true));

    let did: Vec<Value> = client.sandbox.journal().into_iter().filter_map(|arrival| arrival.did).collect();
    assert_eq!(did, [json!({"created_user": id}), json!({"refreshed_user": id}), json!({"logged_out_user": id})]);
}

#[test]
fn refusals_come_in_the_envelope() {
    let client = Client::new();
    for (target, code) in [
        ("apiService/addUser", 400),
        ("apiService/addUser?identifier=short", 400),
        ("apiService/addUser?identifier=long-enough-1&validity=soon", 400),
        ("apiService/refreshToken?userId=", 400),
        ("apiService/refreshToken?userId=1", 1002),
        ("apiService/logout", 400),
        ("apiService/logout?userId=1", 1002),
        ("costByUser?userId=&groupId=", 400),
        ("costListByUser?userId=1&pageNum=0", 400),
    ] {
        let reply = client.get(target);
        let body = reply.json();
        assert_eq!(
            (reply.status, &body["errorCode"], &body["success"]),
            (200, &json!(code), &json!(false)),
            "{target}"
        );
        assert_eq!(body["data"], Value::Null);
    }
    let bare = ask(&client.sandbox.base_url(Platform::Lbai), "GET", "/ai-api/v1/costByUser?userId=1", &[], None);
    assert_eq!(bare.json()["errorCode"], json!(401));
    let post = ask(&client.sandbox.base_url(Platform::Lbai), "POST", "/ai-api/v1/costByUser", &[], Some(""));
    assert_eq!((post.status, &post.json()["errorCode"]), (405, &json!(405)));
    client.sandbox.settings(json!({"lbai": {"require_group": true}})).unwrap();
    assert_eq!(client.get("apiService/addUser?identifier=long-enough-1").json()["errorCode"], json!(400));
}

#[test]
fn costs_are_paged_newest_first() {
    let client = Client::new();
    let user = client.sandbox.ready()["lbai"]["users"][0]["userId"].as_str().unwrap().to_owned();
    let total = client.get(&format!("costByUser?userId={user}&groupId="));
    assert_eq!(total.text(), r#"{"data":{"usage":2800},"errorCode":0,"message":"success","success":true}"#);
    assert_eq!(client.get("costByUser?groupId=2").json()["data"]["usage"], json!(24));
    assert_eq!(client.get(&format!("costByUser?userId={user}&groupId=2")).json()["data"]["usage"], json!(0));

    let page = client.get(&format!("costListByUser?userId={user}&pageNum=3&pageSize=12"));
    let item = r#"{"id":"10000","costUsage":100,"consumeTime":3239923,"consumeName":"AI partner dialogue"}"#;
    let rest = r#""pageNum":3,"pageSize":12,"startIndex":24,"totalCount":25,"totalPage":3"#;
    let body = format!(
        r#"{{"data":{{"isMore":0,"items":[{item}],{rest}}},"errorCode":0,"message":"success","success":true}}"#
    );
    assert_eq!(page.text(), body);

    let mut seed = Seed::new(Platform::Lbai, "costs", 1);
    seed.user_id = Some(json!(user));
    seed.units = Some(9);
    client.sandbox.seed(&seed).unwrap();
    let first = client.get(&format!("costListByUser?userId={user}")).json()["data"].clone();
    assert_eq!((&first["items"][0]["costUsage"], &first["isMore"]), (&json!(9), &json!(1)));
    assert_eq!((&first["pageSize"], first["items"].as_array().unwrap().len()), (&json!(10), 10));
    let far = client.get(&format!("costListByUser?userId={user}&pageNum=99")).json()["data"].clone();
    assert_eq!((&far["items"], &far["isMore"]), (&json!([]), &json!(0)));
}
