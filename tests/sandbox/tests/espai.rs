//! ESP-AI's answers, byte for byte where the documentation prints them.

mod support;

use bursar_sandbox::{Platform, Sandbox, Seed};
use serde_json::{Value, json};
use support::{Reply, ask};

struct Client {
    sandbox: Sandbox,
    key: String,
    other_key: String,
    cards: Vec<Value>,
}

impl Client {
    fn new() -> Self {
        let sandbox = Sandbox::start().unwrap();
        let entry = sandbox.ready()["espai"].clone();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let (key, other_key) = (text(&entry["credentials"]["apiKey"]), text(&entry["other_credentials"]["apiKey"]));
        Self { sandbox, key, other_key, cards: entry["cards"].as_array().unwrap().clone() }
    }

    fn post_as(&self, key: &str, path: &str, body: &Value) -> Reply {
        let headers = [("authorization", key), ("Content-Type", "application/json")];
        ask(&self.sandbox.base_url(Platform::EspAi), "POST", path, &headers, Some(&body.to_string()))
    }

    fn post(&self, path: &str, body: &Value) -> Reply {
        self.post_as(&self.key, path, body)
    }

    fn transfer(&self, from: usize, to: usize, limit: &Value) -> Value {
        let (from, to) = (&self.cards[from], &self.cards[to]);
        let body = json!({
            "phone": from["phone"], "code": from["code"], "target_phone": to["phone"], "target_code": to["code"],
            "limit": limit,
        });
        self.post("/cdkey/transfer", &body).json()
    }

    fn credits(&self, card: usize) -> Option<i64> {
        let id = self.cards[card]["id"].as_str().unwrap();
        self.sandbox.ledger().cards.into_iter().find(|card| card.id == id).unwrap().credits
    }
}

#[test]
fn lists_and_details_have_the_documented_shape() {
    let client = Client::new();
    let card = &client.cards[0];
    let (id, code) = (card["id"].as_str().unwrap(), card["code"].as_str().unwrap());
    let reply = client.post("/cdkey/detail", &json!({"phone": "15916888888", "code": code}));
    let user = reply.json()["data"]["user_id"].as_str().unwrap().to_owned();
    let row =
        format!(r#"{{"id":"{id}","create_time":1743506056109,"update_time":null,"code":"{code}","user_id":"{user}","#)
            + r#""api_limit":1000,"type":"1","user_phone":15916888888,"user_name":"琳琅"}"#;
    assert_eq!(reply.text(), format!(r#"{{"success":true,"message":"请求成功","data":{row}}}"#));
    let list = client.post("/cdkey/list", &json!({"id": id, "user_name": "琳琅", "page": "1", "limit": "10"}));
    assert_eq!(list.text(), format!(r#"{{"message":"请求成功","data":[{row}],"totalNumber":1,"success":true}}"#));
    assert_eq!(list.header("content-type"), Some("application/json; charset=utf-8"));
}

#[test]
fn filters_pages_and_caps() {
    let client = Client::new();
    let count = |body: Value| {
        let reply = client.post("/cdkey/list", &body).json();
        (reply["data"].as_array().unwrap().len(), reply["totalNumber"].as_u64().unwrap())
    };
    assert_eq!(count(json!({})), (7, 7));
    assert_eq!(count(json!({"type": "1"})), (2, 2));
    assert_eq!(count(json!({"type": "1", "api_limit": "0"})), (1, 1));
    assert_eq!(count(json!({"user_phone": "17516888888"})), (0, 0));
    assert_eq!(count(json!({"page": "3", "limit": "3"})), (1, 7));
    assert_eq!(count(json!({"page": "4", "limit": "3"})), (0, 7));
    let other = client.post_as(&client.other_key, "/cdkey/list", &json!({})).json();
    assert_eq!(other["totalNumber"], json!(2));
    client.sandbox.settings(json!({"espai": {"list_cap": 2, "batch_total": true}})).unwrap();
    assert_eq!(count(json!({"limit": "9999"})), (2, 2));
    client.sandbox.settings(json!({"espai": {"list_cap": null, "batch_total": false}})).unwrap();
    client.sandbox.seed(&Seed::new(Platform::EspAi, "cards", 10_000)).unwrap();
    assert_eq!(count(json!({})), (9_999, 10_007));
}

#[test]
fn transfers_move_credits_and_refuse() {
    let client = Client::new();
    let before = client.sandbox.ledger();
    let body = client.transfer(0, 7, &json!("10"));
    assert_eq!(body.to_string(), r#"{"success":true,"message":"请求成功"}"#);
    assert_eq!((client.credits(0), client.credits(7)), (Some(990), Some(1_010)));
    for (from, to, limit, message) in [
        (0, 1, json!("991"), "额度不足"),
        (0, 0, json!("1"), "不能转让给同一张额度卡"),
        (0, 5, json!("1"), "免费体验卡不能进行额度转让操作"),
        (5, 0, json!("1"), "免费体验卡不能进行额度转让操作"),
        (0, 1, json!("0"), "转让额度必须是大于等于1的整数"),
        (0, 1, json!("1.5"), "转让额度必须是大于等于1的整数"),
        (0, 1, json!("-1"), "转让额度必须是大于等于1的整数"),
        (0, 1, json!(1), "参数错误：limit"),
        (7, 0, json!("1"), "额度卡不存在"),
    ] {
        assert_eq!(client.transfer(from, to, &limit), json!({"success": false, "message": message}));
    }
    let after = client.sandbox.ledger();
    assert_eq!((after.sum, after.balanced), (before.sum, true));

    let did: Vec<Value> = client.sandbox.journal().into_iter().filter_map(|arrival| arrival.did).collect();
    let (from, to) = (&client.cards[0]["id"], &client.cards[7]["id"]);
    let expected = json!({"transfer": {"source": from, "target": to, "amount": 10, "applied": true}});
    assert_eq!(did[0], expected);
    assert!(did[1..].iter().all(|did| did["transfer"]["applied"] == json!(false)));
}

#[test]
fn unlimited_cards_give_and_take_without_changing() {
    let client = Client::new();
    assert_eq!(client.transfer(4, 0, &json!("7"))["success"], json!(true));
    assert_eq!(client.transfer(1, 4, &json!("5"))["success"], json!(true));
    assert_eq!([client.credits(4), client.credits(0), client.credits(1)], [None, Some(1_007), Some(2_195)]);
    let ledger = client.sandbox.ledger();
    assert_eq!((ledger.issued, ledger.absorbed, ledger.balanced), (7, 5, true));
}

#[test]
fn consumption_is_declared() {
    let client = Client::new();
    let before = client.sandbox.ledger().sum;
    let code = client.cards[0]["code"].as_str().unwrap();
    assert_eq!(client.sandbox.consume(code, 400), Ok(Some(600)));
    assert!(client.sandbox.consume(code, 601).is_err() && client.sandbox.consume("nobody", 1).is_err());
    let ledger = client.sandbox.ledger();
    assert_eq!((ledger.sum, ledger.consumed, ledger.balanced), (before - 400, 400, true));
}

#[test]
fn only_empty_paid_cards_are_destroyed() {
    let client = Client::new();
    let destroy = |body: &Value| client.post("/cdkey/destroy", body).json();
    let refusal = |text: &str| json!({"success": false, "message": text});
    let id = |card: usize| json!([{"id": client.cards[card]["id"]}]);
    assert_eq!(destroy(&id(0)), refusal("额度卡余额不为0，不能销毁"));
    assert_eq!(destroy(&id(4)), refusal("额度卡余额不为0，不能销毁"));
    assert_eq!(destroy(&id(5)), refusal("免费体验卡不能销毁"));
    assert_eq!(destroy(&id(7)), refusal("额度卡不存在"));
    assert_eq!(destroy(&json!([{}])), json!({"success": false, "message": "缺失参数：id", "code": 401}));
    assert_eq!(destroy(&json!({"id": client.cards[6]["id"]}))["code"], json!(500));
    assert_eq!(destroy(&id(6)).to_string(), r#"{"success":true,"message":"删除成功"}"#);
    assert_eq!(destroy(&id(6)), refusal("额度卡不存在"));
    assert_eq!(client.sandbox.ledger().cards.len(), 8);
}

#[test]
fn logs_tell_of_transfers() {
    let client = Client::new();
    client.transfer(0, 1, &json!("10"));
    for body in [json!([{"id": client.cards[0]["id"]}]), json!({"id": client.cards[0]["id"]})] {
        let reply = client.post("/cdkey/balance_logs", &body).json();
        let log = reply["data"][0].as_object().unwrap();
        let keys: Vec<&str> = log.keys().map(String::as_str).collect();
        let expected = "id create_time type user_id cdkey_id api_limit user_name user_email user_phone";
        assert_eq!(keys.join(" "), expected);
        assert_eq!(
            (&log["type"], &log["api_limit"], &log["user_phone"]),
            (&json!("2"), &json!(10), &json!("15916888888"))
        );
        assert_eq!(reply["totalNumber"], json!(1));
    }
    assert_eq!(client.post("/cdkey/balance_logs", &json!({})).json()["totalNumber"], json!(2));
}

#[test]
fn orders_and_missing_parameters() {
    let client = Client::new();
    let reply = client.post("/order/pay", &json!({"commodity_id": "1", "commodity_type": "0"}));
    let url = reply.json()["data"].as_str().unwrap().to_owned();
    assert_eq!(reply.text(), format!(r#"{{"success":true,"data":"{url}"}}"#));
    assert!(url.contains("notify_url=https%3A%2F%2Fapi.espai.fun%2Forder%2Fnotify") && url.contains("sign="));
    let missing = client.post("/order/pay", &json!({"commodity_id": "1"}));
    let body = r#"{"success":false,"message":"缺失参数：commodity_type","code":401}"#;
    assert_eq!((missing.status, missing.text().as_str()), (200, body));
    for name in ["phone", "code", "target_phone", "target_code", "limit"] {
        let mut body = json!({"phone": "1", "code": "2", "target_phone": "3", "target_code": "4", "limit": "5"});
        body.as_object_mut().unwrap().remove(name);
        assert_eq!(client.post("/cdkey/transfer", &body).json()["message"], json!(format!("缺失参数：{name}")));
    }
}

#[test]
fn strangers_and_nonsense_are_refused_politely() {
    let client = Client::new();
    let bearer = client.post_as(&format!("Bearer {}", client.key), "/cdkey/list", &json!({}));
    assert_eq!((bearer.status, &bearer.json()["success"]), (200, &json!(false)));
    let base_url = client.sandbox.base_url(Platform::EspAi);
    let bare = ask(&base_url, "POST", "/cdkey/list", &[], Some("{}"));
    assert_eq!(bare.text(), r#"{"success":false,"message":"缺失参数：authorization","code":401}"#);
    let headers = [("authorization", client.key.as_str()), ("Content-Type", "application/json")];
    for body in
        ["{", "[]", "5", "\"x\"", "{\"page\":\"0\"}", "{\"limit\":\"x\"}", "{\"page\":\"99999999999999999999\"}"]
    {
        let reply = ask(&base_url, "POST", "/cdkey/list", &headers, Some(body));
        assert_eq!((reply.status, &reply.json()["success"]), (200, &json!(false)), "{body}");
    }
    let lost = ask(&base_url, "POST", "/cdkey/nothing", &headers, Some("{}"));
    assert_eq!((lost.status, lost.text().contains("Cannot POST /cdkey/nothing")), (404, true));
}
