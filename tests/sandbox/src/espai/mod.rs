//! ESP-AI: quota cards and orders. Facts: docs/platforms/espai.md; the server is closed and could not be run.
//!
//! Assumed, because undocumented:
//! * Every refusal is HTTP 200. Without key: `缺失参数：authorization`, code 401; with a wrong one: a message without
//!   `code`. The key is sent raw, so `Bearer <key>` is a wrong one.
//! * Filters compare exactly; `username` and `user_name` are the same filter; an empty text is no filter. Lists, logs,
//!   destroy and the source of a transfer are limited to the key's own account; detail and the target of a transfer
//!   need phone and code only.
//! * Parameters that are no strings, pages and limits below 1, and amounts that are no whole number are refused
//!   without `code`.
//! * The body is read only under `Content-Type: application/json`; bodies that are no JSON, a destroy body that is no
//!   array of exactly one object, are `系统错误` with code 500.
//! * Type 5 is unlimited: `api_limit` is null, transfers leave it alone (the ledger counts what it gave and swallowed).
//! * Logs are newest first; `type` is 1 for credits that came, 2 for credits that went, 3 for consumption; `api_limit`
//!   is the amount.
//! * Unknown paths are answered as Express does.

pub(crate) mod cards;
mod demo;
pub(crate) mod ledger;
mod logs;
mod orders;
mod transfer;

use std::sync::Arc;

use axum::Router;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::answer::{Answer, Visit};
use crate::core::{Core, express_not_found, on_post, otherwise};
use crate::generator::Generator;

/// An account that owns cards.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Owner {
    user_id: String,
    name: String,
    /// Eleven digits.
    phone: String,
    email: String,
    /// `open_api_key`.
    api_key: String,
}

/// The platform with its accounts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct EspAi {
    generator: Generator,
    owners: Vec<Owner>,
    cards: Vec<cards::Card>,
    /// Oldest first.
    logs: Vec<logs::Log>,
    totals: ledger::Totals,
    orders: u64,
    /// The most rows that the server gives at once, whatever `limit` says.
    pub(crate) list_cap: Option<usize>,
    /// `totalNumber` counts the rows of the page, as the page of documentation said before 2025-04-25.
    pub(crate) batch_total: bool,
    /// What `api_limit` shows for an unlimited card.
    pub(crate) unlimited_shows: Option<i64>,
}

impl EspAi {
    /// The account that owns the key of a request, by its place.
    fn account(&self, visit: &Visit) -> Result<usize, Answer> {
        let key = visit.header("authorization");
        if key.is_empty() {
            return Err(missing("authorization"));
        }
        self.owners.iter().position(|owner| owner.api_key == key).ok_or_else(|| refusal("open_api_key 无效，请检查！"))
    }

    fn owner(&self, place: usize) -> Result<&Owner, Answer> {
        self.owners.get(place).ok_or_else(|| fault("账号不存在"))
    }
}

/// The six calls.
pub(crate) fn router(core: Arc<Core>) -> Router {
    let routes = Router::new()
        .route("/cdkey/list", on_post(cards::list))
        .route("/cdkey/detail", on_post(cards::detail))
        .route("/cdkey/transfer", on_post(transfer::transfer))
        .route("/cdkey/destroy", on_post(cards::destroy))
        .route("/cdkey/balance_logs", on_post(logs::list))
        .route("/order/pay", on_post(orders::pay));
    otherwise(routes, express_not_found, express_not_found).with_state(core)
}

fn reply(body: &Value) -> Answer {
    Answer::json(200, "application/json; charset=utf-8", body)
}

/// A business refusal: no `code`.
fn refusal(message: &str) -> Answer {
    reply(&json!({"success": false, "message": message}))
}

/// A required parameter is missing. This 401 has nothing to do with a login.
fn missing(name: &str) -> Answer {
    reply(&json!({"success": false, "message": format!("缺失参数：{name}"), "code": 401}))
}

/// A server fault.
fn fault(text: &str) -> Answer {
    reply(&json!({"success": false, "message": format!("系统错误：{text}"), "code": 500}))
}

/// The body. What does not call itself JSON is not read at all.
fn body(visit: &Visit) -> Result<Value, Answer> {
    if !visit.header("content-type").to_ascii_lowercase().starts_with("application/json") || visit.body.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(&visit.body).map_err(|_| fault("Unexpected token in JSON"))
}

/// The members of a body that is an object.
fn object(body: Value) -> Result<Map<String, Value>, Answer> {
    match body {
        Value::Object(members) => Ok(members),
        _ => Err(fault("请求参数格式错误")),
    }
}

/// An optional text. Documented parameters are all strings.
fn text(members: &Map<String, Value>, name: &str) -> Result<Option<String>, Answer> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
        Some(_) => Err(refusal(&format!("参数错误：{name}"))),
    }
}

/// A required text.
fn required(members: &Map<String, Value>, name: &str) -> Result<String, Answer> {
    text(members, name)?.ok_or_else(|| missing(name))
}

/// `page` and `limit`: strings too, 1 and 9999 by default.
fn paging(members: &Map<String, Value>) -> Result<(usize, usize), Answer> {
    let number = |name: &str, default: usize| match text(members, name)? {
        None => Ok(default),
        Some(text) => {
            text.parse::<usize>().ok().filter(|number| *number > 0).ok_or_else(|| refusal(&format!("参数错误：{name}")))
        }
    };
    Ok((number("page", 1)?, number("limit", 9999)?))
}

impl EspAi {
    /// A page of rows in the documented list envelope.
    fn page(&self, rows: &[Value], (page, limit): (usize, usize)) -> Answer {
        let limit = limit.min(self.list_cap.unwrap_or(usize::MAX)).max(1);
        let data: Vec<&Value> = rows.iter().skip((page - 1).saturating_mul(limit)).take(limit).collect();
        let total = if self.batch_total { data.len() } else { rows.len() };
        reply(&json!({"message": "请求成功", "data": data, "totalNumber": total, "success": true}))
    }
}
