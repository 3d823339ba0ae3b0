//! Valid parameters for every operation, a session for each way to authenticate, and the replies that the platforms
//! document.

use std::sync::Arc;

use bursar::handles::Table;
use bursar::schema::{Field, OPERATIONS, OperationSchema, Type};
use bursar::{Config, Platform, Request, Session};
use serde_json::{Map, Value as Json, json};

/// Every configuration that behaves in a way of its own.
#[must_use]
pub fn configs(platform: Platform) -> Vec<Json> {
    match platform {
        Platform::Lbai => vec![json!({ "platform": "lbai", "credentials": { "token": "cpn-lbai-token-0001" } })],
        Platform::OpenCatd => ["go", "worker"]
            .map(|dialect| {
                json!({
                    "platform": "opencatd",
                    "credentials": { "token": "opencatd-root-token-01" },
                    "options": { "baseUrl": "https://cat.example", "dialect": dialect },
                })
            })
            .to_vec(),
        Platform::Akool => vec![
            json!({ "platform": "akool", "credentials": { "clientId": "client-id-000001", "clientSecret": "secret-of-client1" } }),
            json!({ "platform": "akool", "credentials": { "apiKey": "akool-api-key-01" } }),
        ],
        _ => vec![json!({ "platform": "espai", "credentials": { "apiKey": "espai-open-api-key-1" } })],
    }
}

/// A session of its own.
#[must_use]
pub fn session(config: &Json) -> Arc<Session> {
    let config: Config = serde_json::from_value(config.clone()).expect("a valid config");
    Session::open(config).expect("a valid config")
}

/// A session's handle in a table.
#[must_use]
pub fn open_session(table: &Table, config: &Json) -> u64 {
    let answer = table.session_open(config.to_string().as_bytes()).to_bytes();
    let block = super::packed::read(config, &answer, &[Type::Integer]);
    match block.rows.as_slice() {
        [row] if block.tag == b'V' => match row.as_slice() {
            [super::packed::Cell::Number(Some(handle))] => u64::try_from(*handle).expect("a handle"),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

/// Every operation with every session it can run in; `raw` runs everywhere.
#[must_use]
pub fn every() -> Vec<(&'static OperationSchema, Json)> {
    let of = |operation: &'static OperationSchema| {
        let platforms = operation.platform().map_or(Platform::ALL.to_vec(), |platform| vec![platform]);
        platforms.into_iter().flat_map(configs).map(move |config| (operation, config))
    };
    OPERATIONS.iter().flat_map(of).collect()
}

/// Parameters that are sent.
#[must_use]
pub fn params(operation: &OperationSchema, config: &Json) -> Json {
    let pair = || {
        json!({
            "phone": "15900000001", "code": "wNaa1GDw", "targetPhone": "15900000002", "targetCode": "Xk29GDww", "amount": 3,
        })
    };
    match operation.name {
        "lbai.costs.total" | "lbai.costs.list" => json!({ "userId": "13000998888932" }),
        "opencatd.usages.list" | "opencatd.credits" if config["options"]["dialect"] == "worker" => json!({}),
        "opencatd.usages.list" | "opencatd.credits" => json!({ "month": "2026-10" }),
        "espai.cards.transfer" | "espai.cards.prepare_transfer" => pair(),
        "espai.cards.check_transfer" => {
            let mut params = pair();
            params.as_object_mut().expect("an object").remove("amount");
            params["receipt"] = receipt().into();
            params
        }
        "espai.cards.destroy" => json!({ "id": "card-1" }),
        "raw" => json!({ "method": "POST", "path": "/any/path", "body": "{}" }),
        _ => from_schema(operation.params.fields),
    }
}

/// The receipt that fits the cards of [`reply`].
#[must_use]
pub fn receipt() -> String {
    json!({ "id": "0000000000000001", "amount": 3, "source_id": "card-1", "target_id": "card-2", "source_before": 500, "target_before": 500 })
        .to_string()
}

fn from_schema(fields: &[Field]) -> Json {
    let sample = |field: &Field| match field.slot.ty {
        Type::Integer => json!(3),
        Type::Bool => json!(true),
        Type::Text => json!(format!("sample of {}", field.name)),
        Type::Decimal => json!("1.5"),
        Type::Instant => json!(1_743_506_056_109_i64),
        Type::Secret => json!(format!("secret-{}", field.name)),
        Type::Open(names) => json!(names.known[0].value),
    };
    let required = fields.iter().filter(|field| !field.slot.optional);
    Json::Object(required.map(|field| (camel(field.name), sample(field))).collect::<Map<_, _>>())
}

/// A Rust name as it is written on the crossing.
#[must_use]
pub fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + &part[..1].to_ascii_uppercase() + &part[1..])
}

fn card(code: &str) -> Json {
    let (id, phone) = if code == "Xk29GDww" { ("card-2", 15_900_000_002_u64) } else { ("card-1", 15_900_000_001) };
    json!({
        "id": id, "create_time": 1_743_506_056_109_i64, "update_time": null, "code": code, "user_id": "u", "api_limit": 500,
        "type": "1", "user_phone": phone, "user_name": "琳琅",
    })
}

/// What the platform documents as its answer to this request.
#[must_use]
pub fn reply(platform: Platform, request: &Request) -> Json {
    let path = request.url.split('?').next().unwrap_or_default();
    let sent: Json = request.body.as_deref().and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default();
    match platform {
        Platform::Lbai => json!({ "errorCode": 0, "message": "成功", "success": true, "data": {
            "token": "user-0123456789abcdef", "userId": "13000998888932", "balance": 9_830_602, "usage": 3332, "isMore": 0,
            "items": [{ "id": "9999", "costUsage": 8888, "consumeTime": 3_239_923, "consumeName": "AI partner dialogue" }],
            "pageNum": 1, "pageSize": 10, "startIndex": 0, "totalCount": 1, "totalPage": 1,
        } }),
        Platform::OpenCatd => opencatd(request.method.as_ref(), path),
        Platform::Akool => {
            json!({ "code": 1000, "msg": "OK", "token": "minted-token-000000001", "data": { "credit": 12.5 } })
        }
        _ => {
            let data = match path.rsplit('/').next().unwrap_or_default() {
                "list" => json!([card("wNaa1GDw")]),
                "detail" => card(sent["code"].as_str().unwrap_or_default()),
                "balance_logs" => {
                    json!([{ "id": "l", "create_time": 1, "type": "2", "user_id": "u", "cdkey_id": "card-1",
                    "api_limit": 1, "user_name": "n", "user_email": "", "user_phone": "15900000001" }])
                }
                "pay" => json!("https://pay.example/p?sign=0123"),
                _ => Json::Null,
            };
            json!({ "success": true, "message": "请求成功", "data": data, "totalNumber": 1 })
        }
    }
}

fn opencatd(method: &str, path: &str) -> Json {
    let user = json!({ "IsDelete": false, "id": 3, "name": "sample of name", "token": "user-token-of-number-3",
        "createdAt": "2023-05-28T18:47:19.711027498+08:00", "updatedAt": "2023-05-28T18:47:19+08:00" });
    let key = json!({ "id": 3, "key": "secret-key", "name": "sample of name", "ApiType": "openai", "EndPoint": "",
        "ResourceNmae": "", "DeploymentName": "", "createdAt": "2023-05-28T18:47:19Z", "updatedAt": "2023-05-28T18:47:19Z" });
    let usage = json!({ "userId": 3, "totalUnit": 55, "cost": "0.000110" });
    match (method, path.trim_start_matches("https://cat.example")) {
        ("DELETE", _) => json!({ "message": "ok" }),
        ("GET", "/1/users") => json!([user]),
        ("GET", "/1/keys") => json!([key]),
        ("GET", "/1/usages") => json!([usage]),
        (_, "/1/keys") => key,
        _ => user,
    }
}
