//! Vendor keys that a server forwards model calls with.

mod create;
mod delete;
mod list;

pub use create::CreateKey;
pub use delete::DeleteKey;
pub use list::{ApiType, Key, ListKeys};

use crate::opencatd::candidates;

/// Keys as an error may show them: ids and names, no secrets.
fn readings<'a>(keys: impl IntoIterator<Item = &'a Key>) -> String {
    candidates(&mut keys.into_iter().map(|key| (key.id, key.name.as_str())))
}
