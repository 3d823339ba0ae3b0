//! The fetch client as its tests in `node/` see it. Every export answers a JSON text: `{"ok": …}` or `{"error": {…}}`.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use bursar::transport::fetch::Client;
use bursar::{BursarError, Config, Options, espai, lbai};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

fn told(result: Result<Value, BursarError>) -> String {
    let told = match result {
        Ok(value) => json!({ "ok": value }),
        Err(error) => json!({ "error": {
            "kind": error.kind.name(),
            "detail": error.detail,
            "status": error.status,
            "attempts": error.attempts,
            "shown": format!("{error} {error:?}"),
        } }),
    };
    told.to_string()
}

fn open(config: &str) -> Result<Client, JsValue> {
    let config: Config = serde_json::from_str(config).map_err(|error| JsValue::from(error.to_string()))?;
    Client::new(config).map_err(|error| told(Err(error)).into())
}

/// Runs an operation by its name. Tells whether it went well, and not what came.
///
/// # Errors
/// A text, if the session does not open.
#[wasm_bindgen]
pub async fn call(config: String, name: String, options: String, params: String) -> Result<String, JsValue> {
    let client = open(&config)?;
    Ok(told(client.call_named(&name, &options, &params).await.map(|_| json!(true))))
}

/// Runs an operation by its name until `until` settles, and drops it then. Tells whether it was done before.
///
/// # Errors
/// A text, if the session does not open.
#[wasm_bindgen]
pub async fn dropped(config: String, name: String, params: String, until: js_sys::Promise) -> Result<String, JsValue> {
    let client = open(&config)?;
    let mut until = pin!(JsFuture::from(until));
    let mut call = pin!(client.call_named(&name, "{}", &params));
    let done = poll_fn(|context| match call.as_mut().poll(context) {
        Poll::Ready(result) => Poll::Ready(Some(result.map(|_| json!(true)))),
        Poll::Pending => until.as_mut().poll(context).map(|_| None),
    });
    Ok(done.await.map_or_else(|| json!({ "ok": "dropped" }).to_string(), told))
}

/// Transfers between two cards of the session, by one client, with what happened on the way.
///
/// # Errors
/// A text, if the session does not open or the cards are no pair of `[phone, code]`.
#[wasm_bindgen]
pub async fn transfer(config: String, cards: String, amount: u32) -> Result<String, JsValue> {
    let client = open(&config)?;
    let [(phone, code), (target_phone, target_code)]: [(String, String); 2] =
        serde_json::from_str(&cards).map_err(|error| JsValue::from(error.to_string()))?;
    let operation = espai::TransferCards {
        phone,
        code: code.into(),
        target_phone,
        target_code: target_code.into(),
        amount: amount.into(),
        receipt: None,
    };
    let (result, meta) = client.call_with_meta(operation, Options::default()).await;
    Ok(told(result.map(|done| json!({ "knownBy": done.known_by.to_string(), "meta": meta }))))
}

/// All cost records of a user, with the total that the server states.
///
/// # Errors
/// A text, if the session does not open.
#[wasm_bindgen]
pub async fn costs(config: String, user_id: String) -> Result<String, JsValue> {
    let client = open(&config)?;
    let mut rows = client.rows(lbai::ListCosts { user_id: Some(user_id), ..lbai::ListCosts::default() });
    let mut ids = Vec::new();
    while let Some(row) = rows.next().await {
        match row {
            Ok(row) => ids.push(row.id),
            Err(error) => return Ok(told(Err(error))),
        }
    }
    Ok(told(Ok(json!({ "ids": ids, "total": rows.total() }))))
}
