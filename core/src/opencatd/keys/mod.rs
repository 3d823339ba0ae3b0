//! Vendor keys that a server forwards model calls with.

mod create;
mod delete;
mod list;

pub use create::CreateKey;
pub use delete::DeleteKey;
pub use list::{ApiType, Key, ListKeys};

use serde_json::json;

/// Keys as an error may show them: ids and names, no secrets.
fn readings<'a>(keys: impl IntoIterator<Item = &'a Key>) -> String {
    let keys: Vec<_> = keys.into_iter().map(|key| json!({ "id": key.id, "name": key.name })).collect();
    json!({ "candidates": keys }).to_string()
}
