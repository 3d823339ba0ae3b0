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

use crate::opencatd::candidates;

/// Users as an error may show them: ids and names, no tokens.
fn readings<'a>(users: impl IntoIterator<Item = &'a User>) -> String {
    candidates(&mut users.into_iter().map(|user| (user.id, user.name.as_str())))
}
