//! Users of an enterprise, and their tokens.

mod create;
mod logout;
mod refresh_token;

pub use create::{CreateUser, CreatedUser};
pub use logout::LogoutUser;
pub use refresh_token::{RefreshToken, UserToken};
