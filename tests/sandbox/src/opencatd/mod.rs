//! opencatd's `/1/…`: a Go server (gin, gorm, `SQLite`), in two dialects.
//!
//! `ebe2ae4` is the version that the seed document describes, `dev` (955816d) the newest readable one. Both were run,
//! and the answers here were compared with recordings of them byte for byte. Facts: docs/platforms/opencatd.md §3 to
//! §7.
//!
//! Assumed: nothing about `/1/`. The model proxy `/v1/*` and the web page are not emulated (404).

mod go_json;
mod go_text;
pub(crate) mod keys;
mod route;
pub(crate) mod usages;
pub(crate) mod users;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::answer::{Answer, Outcome, Visit};
use crate::clock::Clock;
use crate::generator::Generator;

pub(crate) use route::router;

/// Which build answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Dialect {
    /// ebe2ae4 (2023-05-30).
    Ebe2ae4,
    /// 955816d (2024-10-17).
    Dev,
}

impl Dialect {
    fn is_dev(self) -> bool {
        self == Self::Dev
    }

    /// The Go package whose type names stand in decode errors.
    fn package(self) -> &'static str {
        if self.is_dev() { "team" } else { "router" }
    }
}

/// One server with its database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct OpenCatd {
    dialect: Dialect,
    generator: Generator,
    users: Vec<users::User>,
    keys: Vec<keys::Key>,
    usages: Vec<usages::Usage>,
    /// `AUTOINCREMENT` counters. Only dev has them: its newer `SQLite` driver creates the tables so, and ids are never
    /// reused.
    last_user: u64,
    last_key: u64,
    /// The server's `TZ`.
    pub(crate) utc_offset_minutes: i32,
}

impl OpenCatd {
    /// A fresh server: no user, not even root.
    pub(crate) fn empty(dialect: Dialect, seed: u64) -> Self {
        let purpose = if dialect.is_dev() { "opencatd_dev" } else { "opencatd" };
        Self {
            dialect,
            generator: Generator::new(seed, purpose),
            users: Vec::new(),
            keys: Vec::new(),
            usages: Vec::new(),
            last_user: 0,
            last_key: 0,
            utc_offset_minutes: 0,
        }
    }

    /// An initialised server with two users, two keys and a little usage.
    pub(crate) fn demo(dialect: Dialect, seed: u64, clock: Clock) -> Self {
        let mut server = Self::empty(dialect, seed);
        let now = clock.nanos();
        server.insert_user("root", now);
        server.insert_user("alice", now);
        server.insert_user("bob", now);
        for name in ["openai main", "openai spare"] {
            let secret = format!("sk-{}", server.generator.alphanumeric(40));
            server.insert_key(keys::Key::named(name, &secret, now));
        }
        for (user, day, units, cost) in [
            (1, "2026-10-30", 55, "0.000110"),
            (2, "2026-10-31", 1_200, "0.002400"),
            (2, "2026-11-01", 55, "0.000110"),
            (3, "2026-11-20", 0, ""),
        ] {
            server.usages.push(usages::Usage::on(day, user, units, cost));
        }
        server
    }

    /// The root user's token, once there is a root user.
    pub(crate) fn root_token(&self) -> Option<&str> {
        self.live_user(1).map(|root| root.token.as_str())
    }

    fn live_user(&self, id: i64) -> Option<&users::User> {
        let id = u64::try_from(id).ok()?;
        self.users.iter().find(|user| user.id == id && !user.deleted)
    }

    /// The guard before everything under `/1/` but init.
    ///
    /// The real one slices the header without looking at its length, so that short ones crash the handler; it compares
    /// with root's token only; and from f4e947b on it lets any user pass to paths that begin with `/1/me`.
    fn authorize(&self, visit: &Visit, path: &str) -> Result<(), Answer> {
        let unauthorized = || Err(answer(401, &json!({"error": "Unauthorized"})));
        let Some(root) = self.root_token() else { return unauthorized() };
        let header = visit.header("authorization");
        if header.is_empty() {
            return unauthorized();
        }
        let Some((scheme, token)) = header.as_bytes().split_at_checked(7) else { return Err(Answer::empty(500)) };
        if scheme != b"Bearer " {
            return unauthorized();
        }
        let known = |user: &users::User| !user.deleted && user.token.as_bytes() == token;
        if self.dialect.is_dev() && path.starts_with("/1/me") && self.users.iter().any(known) {
            return Ok(());
        }
        // The second look at the database compares the scheme with root's token: a slip, but the real server's.
        if token == root.as_bytes() || scheme == root.as_bytes() { Ok(()) } else { unauthorized() }
    }

    /// The id that a row of a table gets: one more than the highest, or in dev than the highest there ever was.
    fn next_id(&self, highest: Option<u64>, last: u64) -> u64 {
        let highest = highest.unwrap_or(0);
        if self.dialect.is_dev() { last.max(highest) + 1 } else { highest + 1 }
    }

    /// A fresh token.
    fn token(&mut self) -> String {
        self.generator.uuid()
    }

    /// A name that nobody has, for seeds.
    pub(crate) fn fresh_name(&mut self, prefix: &str) -> String {
        format!("{prefix}-{}", self.generator.hex(10))
    }

    fn time(&self, nanos: i64, fraction: bool) -> String {
        crate::clock::rfc3339(nanos, self.utc_offset_minutes, fraction)
    }
}

/// gin's `c.JSON`.
fn answer(status: u16, body: &Value) -> Answer {
    let mut answer = Answer::new(status, "application/json; charset=utf-8", go_json::encode(body));
    // Go's server counts a body only as long as it fits its buffer.
    answer.chunked = answer.body.len() > 2048;
    answer
}

/// The body of a refused `c.BindJSON`: gin has sent status 400 before the handler writes, so that Go guesses the type
/// from the bytes and says text/plain, whatever status and type the handler meant.
fn unreadable(body: &Value) -> Answer {
    Answer::new(400, "text/plain; charset=utf-8", go_json::encode(body))
}

/// A list whose query failed: the handler forgets to return, so that `null` follows the error, back to back.
fn broken_list(text: &str) -> Outcome {
    let mut body = go_json::encode(&json!({ "error": text }));
    body.extend_from_slice(b"null");
    Ok(Answer::new(200, "application/json; charset=utf-8", body))
}
