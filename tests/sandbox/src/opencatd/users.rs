//! `/1/users…` and `/1/me`. Facts: docs/platforms/opencatd.md §4, §5.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::go_json::{self, Kind, Shape};
use super::go_text::lenient_id;
use super::{OpenCatd, answer, broken_list, unreadable};
use crate::answer::{Answer, Outcome, Visit};
use crate::clock::Clock;

/// A row of the table `users`. Times are nanoseconds since 1970.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct User {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) token: String,
    created: i64,
    updated: i64,
    /// Soft deletion, dev only. Name and token stay reserved.
    pub(crate) deleted: bool,
}

const BODY: Shape = Shape {
    name: "User",
    fields: &[
        ("name", Kind::Text),
        ("IsDelete", Kind::Boolean),
        ("id", Kind::Integer),
        ("updatedAt", Kind::Text),
        ("token", Kind::Text),
        ("createdAt", Kind::Text),
    ],
};

const TAKEN_NAME: &str = "constraint failed: UNIQUE constraint failed: users.name (2067)";
const TAKEN_TOKEN: &str = "constraint failed: UNIQUE constraint failed: users.token (2067)";

impl OpenCatd {
    /// Adds a row, whoever asks.
    pub(crate) fn insert_user(&mut self, name: &str, now: i64) -> u64 {
        let id = self.next_id(self.users.last().map(|user| user.id), self.last_user);
        self.last_user = id;
        let token = self.token();
        self.users.push(User { id, name: name.to_owned(), token, created: now, updated: now, deleted: false });
        id
    }

    /// Whether a name is taken; in dev a deleted user holds on to it.
    pub(crate) fn has_user_named(&self, name: &str) -> bool {
        self.users.iter().any(|user| user.name == name)
    }

    /// The shape of init and me: times to the second.
    fn short(&self, user: &User) -> Value {
        json!({
            "id": user.id,
            "updatedAt": self.time(user.updated, false),
            "name": user.name,
            "token": user.token,
            "createdAt": self.time(user.created, false),
        })
    }

    /// The shape of list, add and reset: times to the nanosecond. Dev embeds `gorm.Model` and prints its untouched fields too.
    fn long(&self, user: &User) -> Value {
        let mut row = if self.dialect.is_dev() {
            json!({
                "ID": 0,
                "CreatedAt": "0001-01-01T00:00:00Z",
                "UpdatedAt": "0001-01-01T00:00:00Z",
                "DeletedAt": null,
            })
        } else {
            json!({})
        };
        if let Value::Object(row) = &mut row {
            row.insert("IsDelete".to_owned(), json!(false));
            row.insert("id".to_owned(), json!(user.id));
            // `omitempty`: a token or name that is empty is left out.
            for (key, text) in [("name", &user.name), ("token", &user.token)] {
                if !text.is_empty() {
                    row.insert(key.to_owned(), json!(text));
                }
            }
            row.insert("createdAt".to_owned(), json!(self.time(user.created, true)));
            row.insert("updatedAt".to_owned(), json!(self.time(user.updated, true)));
        }
        row
    }
}

/// `POST /1/users/init`: needs no credential; the first caller owns the server. The body is not read.
pub(super) fn init(server: &mut OpenCatd, visit: &Visit, clock: Clock) -> Outcome {
    if let Some(text) = &visit.storage_fault {
        return Ok(answer(200, &json!({ "error": text })));
    }
    if server.live_user(1).is_some() {
        return Ok(answer(403, &json!({"error": "super user already exists, use cli to reset password"})));
    }
    let id = server.insert_user("root", clock.nanos());
    let root = server.users.last().map(|root| server.short(root)).unwrap_or_default();
    Ok(answer(200, &root).did(json!({"created_user": id})))
}

/// `GET /1/me`: root, or from f4e947b on the caller.
pub(super) fn me(server: &OpenCatd, visit: &Visit) -> Outcome {
    if let Some(text) = &visit.storage_fault {
        // The handler goes on without a user and crashes, but the answer is out by then.
        return Ok(answer(200, &json!({ "error": text })));
    }
    let header = visit.header("authorization");
    let caller = server.users.iter().find(|user| !user.deleted && header.strip_prefix("Bearer ") == Some(&user.token));
    let user = if server.dialect.is_dev() { caller } else { server.live_user(1) };
    Ok(match user {
        Some(user) => answer(200, &server.short(user)),
        None => answer(200, &json!({"error": "record not found"})),
    })
}

/// `GET /1/users`.
pub(super) fn list(server: &OpenCatd, visit: &Visit) -> Outcome {
    if let Some(text) = &visit.storage_fault {
        return broken_list(text);
    }
    let rows = server.users.iter().filter(|user| !user.deleted).map(|user| server.long(user)).collect();
    Ok(answer(200, &Value::Array(rows)))
}

/// `POST /1/users`: refusals of the body are 400, all others 200.
pub(super) fn add(server: &mut OpenCatd, visit: &Visit, clock: Clock) -> Outcome {
    let texts = go_json::decode(&visit.body, server.dialect.package(), &BODY)
        .map_err(|text| unreadable(&json!({ "error": text })))?;
    let name = texts.first().cloned().unwrap_or_default();
    let refused = |text: &str| Err(answer(200, &json!({ "error": text })));
    if name.is_empty() {
        return refused("invalid user name");
    }
    if let Some(text) = &visit.storage_fault {
        return refused(text);
    }
    if server.has_user_named(&name) {
        return refused(TAKEN_NAME);
    }
    let id = server.insert_user(&name, clock.nanos());
    let row = server.users.last().map(|user| server.long(user)).unwrap_or_default();
    Ok(answer(200, &row).did(json!({"created_user": id})))
}

/// `DELETE /1/users/:id`: `ok` also for ids that nobody has; root cannot go.
pub(super) fn delete(server: &mut OpenCatd, visit: &Visit, id: &str) -> Outcome {
    let id = lenient_id(id);
    if id <= 1 {
        return Ok(answer(200, &json!({"error": "invalid user id"})));
    }
    if let Some(text) = &visit.storage_fault {
        return Ok(answer(200, &json!({ "error": text })));
    }
    let found = server.live_user(id).map(|user| user.id);
    if server.dialect.is_dev() {
        server.users.iter_mut().filter(|user| Some(user.id) == found).for_each(|user| user.deleted = true);
    } else {
        server.users.retain(|user| Some(user.id) != found);
    }
    let done = answer(200, &json!({"message": "ok"}));
    Ok(if found.is_some() { done.did(json!({"deleted_user": found})) } else { done })
}

/// `POST /1/users/:id/reset`: the old token dies at once. `token=` is read by dev only.
pub(super) fn reset(server: &mut OpenCatd, visit: &Visit, id: &str, clock: Clock) -> Outcome {
    let id = lenient_id(id);
    let refused = |text: &str| -> Result<Answer, Answer> { Err(answer(403, &json!({ "error": text }))) };
    if let Some(text) = &visit.storage_fault {
        return refused(text);
    }
    let chosen = visit.parameter("token").filter(|token| server.dialect.is_dev() && !token.is_empty());
    let token = chosen.unwrap_or_else(|| server.token());
    let Some(id) = server.live_user(id).map(|user| user.id) else { return refused("record not found") };
    if server.users.iter().any(|user| user.token == token && user.id != id) {
        return refused(TAKEN_TOKEN);
    }
    let now = clock.nanos();
    for user in server.users.iter_mut().filter(|user| user.id == id) {
        user.token.clone_from(&token);
        user.updated = now;
    }
    let row = server.users.iter().find(|user| user.id == id).map(|user| server.long(user)).unwrap_or_default();
    Ok(answer(200, &row).did(json!({"reset_user": id})))
}
