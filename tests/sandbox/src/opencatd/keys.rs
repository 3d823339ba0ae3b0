//! `/1/keys…`. Facts: docs/platforms/opencatd.md §4, §5.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::go_json::{self, Kind, Shape};
use super::go_text::{azure_resource, lenient_id, lower};
use super::{Dialect, OpenCatd, answer, broken_list, unreadable};
use crate::answer::{Outcome, Visit};
use crate::clock::Clock;

/// A row of the table `keys`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Key {
    id: u64,
    secret: String,
    name: String,
    api_type: String,
    endpoint: String,
    resource: String,
    created: i64,
    updated: i64,
}

const BODY: Shape = Shape {
    name: "Key",
    fields: &[
        ("key", Kind::Text),
        ("name", Kind::Text),
        ("api_type", Kind::Text),
        ("endpoint", Kind::Text),
        ("id", Kind::Integer),
        ("updatedAt", Kind::Text),
        ("createdAt", Kind::Text),
    ],
};

impl Key {
    /// An `openai` key.
    pub(crate) fn named(name: &str, key: &str, now: i64) -> Self {
        let (name, secret, api_type) = (name.to_owned(), key.to_owned(), "openai".to_owned());
        Self {
            id: 0,
            secret,
            name,
            api_type,
            endpoint: String::new(),
            resource: String::new(),
            created: now,
            updated: now,
        }
    }

    /// What the server makes of a body. Names with a vendor's prefix decide the type; without type the endpoint is dropped.
    fn from_body(dialect: Dialect, texts: &[String], now: i64) -> Self {
        let text = |at: usize| texts.get(at).cloned().unwrap_or_default();
        let (key, name) = (text(0).trim().to_owned(), lower(text(1).trim()));
        let (api_type, endpoint) = (text(2), text(3));
        let vendor = match name.split_once('.').map(|(prefix, _)| prefix) {
            Some("azure") => Some(if dialect.is_dev() { "azure" } else { "azure_openai" }),
            Some(newer @ ("claude" | "google" | "github")) if dialect.is_dev() => Some(newer),
            _ => None,
        };
        let mut row = Self::named(&name, &key, now);
        if let Some(vendor) = vendor {
            vendor.clone_into(&mut row.api_type);
            name.split('.').nth(1).unwrap_or_default().clone_into(&mut row.resource);
            let fallback = if vendor == "claude" { "https://api.anthropic.com" } else { "" };
            row.endpoint = if endpoint.is_empty() { fallback.to_owned() } else { endpoint };
        } else if !api_type.is_empty() {
            row.api_type = api_type;
            row.resource = azure_resource(&endpoint);
            row.endpoint = endpoint;
        }
        row
    }
}

impl OpenCatd {
    /// Adds a row and gives its id.
    pub(crate) fn insert_key(&mut self, mut key: Key) -> u64 {
        key.id = self.next_id(self.keys.last().map(|key| key.id), self.last_key);
        self.last_key = key.id;
        let id = key.id;
        self.keys.push(key);
        id
    }

    /// Adds a row with a key value of its own, for `/_sandbox/seed`.
    pub(crate) fn seed_key(&mut self, name: &str, now: i64) -> u64 {
        let secret = format!("sk-{}", self.generator.alphanumeric(40));
        self.insert_key(Key::named(name, &secret, now))
    }

    /// Whether a name is taken.
    pub(crate) fn has_key_named(&self, name: &str) -> bool {
        self.keys.iter().any(|key| key.name == name)
    }

    fn key_row(&self, key: &Key) -> Value {
        let mut row = Map::new();
        row.insert("id".to_owned(), json!(key.id));
        for (field, text) in [("key", &key.secret), ("name", &key.name)] {
            if !text.is_empty() {
                row.insert(field.to_owned(), json!(text));
            }
        }
        row.insert("ApiType".to_owned(), json!(key.api_type));
        row.insert("EndPoint".to_owned(), json!(key.endpoint));
        row.insert("ResourceNmae".to_owned(), json!(key.resource));
        row.insert("DeploymentName".to_owned(), json!(""));
        if self.dialect.is_dev() {
            row.insert("ApiSecret".to_owned(), json!(""));
        }
        row.insert("createdAt".to_owned(), json!(self.time(key.created, true)));
        row.insert("updatedAt".to_owned(), json!(self.time(key.updated, true)));
        Value::Object(row)
    }
}

/// `GET /1/keys`: the secrets in clear.
pub(super) fn list(server: &OpenCatd, visit: &Visit) -> Outcome {
    if let Some(text) = &visit.storage_fault {
        return broken_list(text);
    }
    Ok(answer(200, &Value::Array(server.keys.iter().map(|key| server.key_row(key)).collect())))
}

/// `POST /1/keys`: a name or key that exists already is HTTP 500. `SQLite` looks at names first.
pub(super) fn add(server: &mut OpenCatd, visit: &Visit, clock: Clock) -> Outcome {
    let wrapped = |text: &str| json!({"error": {"message": text}});
    let texts =
        go_json::decode(&visit.body, server.dialect.package(), &BODY).map_err(|text| unreadable(&wrapped(&text)))?;
    let key = Key::from_body(server.dialect, &texts, clock.nanos());
    let taken = if server.has_key_named(&key.name) {
        Some("constraint failed: UNIQUE constraint failed: keys.name (2067)")
    } else if server.keys.iter().any(|row| row.secret == key.secret) {
        Some("constraint failed: UNIQUE constraint failed: keys.key (2067)")
    } else {
        None
    };
    if let Some(text) = visit.storage_fault.as_deref().or(taken) {
        return Err(answer(500, &wrapped(text)));
    }
    let id = server.insert_key(key);
    let row = server.keys.last().map(|key| server.key_row(key)).unwrap_or_default();
    Ok(answer(200, &row).did(json!({"created_key": id})))
}

/// `DELETE /1/keys/:id`: `ok` also for ids that no key has. A storage fault is reported as an invalid id.
pub(super) fn delete(server: &mut OpenCatd, visit: &Visit, id: &str) -> Outcome {
    let id = lenient_id(id);
    if id < 1 || visit.storage_fault.is_some() {
        return Ok(answer(200, &json!({"error": "invalid key id"})));
    }
    let before = server.keys.len();
    server.keys.retain(|key| u64::try_from(id) != Ok(key.id));
    let done = answer(200, &json!({"message": "ok"}));
    Ok(if server.keys.len() < before { done.did(json!({"deleted_key": id})) } else { done })
}
