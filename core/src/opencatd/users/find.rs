//! Finds a user by its name: lists all and compares exactly, as the server has no such call.

use bursar_macros::params;

use super::{ListUsers, User, readings};
use crate::error::{BursarError, ErrorKind};
use crate::http::require;
use crate::io::Io;
use crate::operation::Flow;

/// Finds the user of a name. Several of one name, which only the dialect `worker` allows, are a `conflict`.
///
/// Errors of its own: `not_found` when nobody has the name, and those of `users.list`.
#[params]
pub struct FindUser {
    /// The exact name; upper and lower case differ.
    pub name: String,
}

impl Flow for FindUser {
    type Output = User;

    async fn run(self, io: Io) -> Result<User, BursarError> {
        require("name", &self.name)?;
        let mut found: Vec<User> = io.reading(&ListUsers {}, None).await?.rows;
        found.retain(|user| user.name == self.name);
        match (found.len(), found.pop()) {
            (1, Some(user)) => Ok(user),
            (_, None) => Err(BursarError::new(ErrorKind::NotFound, "no user has this name")),
            (count, Some(last)) => {
                found.push(last);
                let error = BursarError::new(ErrorKind::Conflict, format!("{count} users have this name"));
                Err(error.with_readings(readings(&found)))
            }
        }
    }
}
