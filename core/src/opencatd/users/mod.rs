//! Users of a server, and their tokens.

mod create;
mod delete;
mod find;
mod init;
mod list;
mod me;
mod reset_token;

pub use create::CreateUser;
pub use delete::DeleteUser;
pub use find::FindUser;
pub use init::InitUsers;
pub use list::{ListUsers, User};
pub use me::GetMe;
pub use reset_token::ResetToken;

use serde_json::json;

/// Users as an error may show them: ids and names, no tokens.
fn readings<'a>(users: impl IntoIterator<Item = &'a User>) -> String {
    let users: Vec<_> = users.into_iter().map(|user| json!({ "id": user.id, "name": user.name })).collect();
    json!({ "candidates": users }).to_string()
}
