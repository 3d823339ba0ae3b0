//! Little Beauty AI: six GETs under `/ai-api/v1`. Facts: docs/platforms/lbai.md.
//!
//! Assumed, because no error is documented anywhere: every refusal is HTTP 200 with the envelope, `data: null` and
//! `success: false`, and these `errorCode`s: 400 a parameter is missing or wrong, 401 no or an unknown or dead token,
//! 403 a user token where an enterprise token is wanted, 404 (with HTTP 404) an unknown path, 405 (with HTTP 405)
//! another method than GET, 1001 the identifier is taken, 1002 no such user. Also assumed: `groupId` is optional (the
//! seed's sample leaves it out; two pages call it required: `/_sandbox/settings {"lbai":{"require_group":true}}`);
//! `logout` takes `userId` and may be repeated; the costs of an unknown user are an empty sum; user and group together
//! intersect; `pageNum` and `pageSize` page, at most 100 rows at once.

pub(crate) mod costs;
pub(crate) mod users;

use std::sync::Arc;

use axum::Router;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::answer::{Answer, Outcome, Visit};
use crate::clock::Clock;
use crate::core::{Core, on_get, otherwise};
use crate::generator::Generator;
use crate::world::World;

/// One deployment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Lbai {
    generator: Generator,
    enterprise_token: String,
    balance: i64,
    users: Vec<users::User>,
    /// Oldest first.
    costs: Vec<costs::Cost>,
    next_cost: u64,
    pub(crate) require_group: bool,
    pub(crate) page_cap: usize,
}

impl Lbai {
    /// The enterprise account alone.
    pub(crate) fn empty(seed: u64) -> Self {
        let mut generator = Generator::new(seed, "lbai");
        let enterprise_token = format!("cpn-{}", generator.alphanumeric(32));
        Self {
            generator,
            enterprise_token,
            balance: 9_830_602,
            users: Vec::new(),
            costs: Vec::new(),
            next_cost: 10_000,
            require_group: false,
            page_cap: 100,
        }
    }

    /// Two users in two groups, with 25 and 3 cost records.
    pub(crate) fn demo(seed: u64) -> Self {
        let mut server = Self::empty(seed);
        let first = server.insert_user("demo-user-01", "1", None);
        let second = server.insert_user("demo-user-02", "2", None);
        for number in 0..25_i64 {
            server.insert_cost(&first, 100 + number, costs::DIALOGUE);
        }
        for number in 0..3_i64 {
            server.insert_cost(&second, 7 + number, "AI drawing");
        }
        server
    }

    /// The enterprise token.
    pub(crate) fn token(&self) -> &str {
        &self.enterprise_token
    }

    /// All six calls want the enterprise token, with `Bearer`.
    fn authorize(&self, visit: &Visit, clock: Clock) -> Result<(), Answer> {
        let header = visit.header("authorization");
        match header.strip_prefix("Bearer ") {
            Some(token) if token == self.enterprise_token => Ok(()),
            Some(token) if self.users.iter().any(|user| user.has_live_token(token, clock.millis())) => {
                Err(refusal(403, "enterprise token required"))
            }
            Some(_) => Err(refusal(401, "token invalid or expired")),
            None => Err(refusal(401, "token missing")),
        }
    }
}

/// The six calls.
pub(crate) fn router(core: Arc<Core>) -> Router {
    let routes = Router::new()
        .route("/ai-api/v1/apiService/addUser", on_get(users::add))
        .route("/ai-api/v1/apiService/refreshToken", on_get(users::refresh))
        .route("/ai-api/v1/apiService/logout", on_get(users::logout))
        .route("/ai-api/v1/account/banlance", on_get(costs::balance))
        .route("/ai-api/v1/costByUser", on_get(costs::total))
        .route("/ai-api/v1/costListByUser", on_get(costs::list));
    otherwise(routes, not_found, not_allowed).with_state(core)
}

fn not_found(_: &mut World, _: &Visit) -> Outcome {
    Ok(Answer { status: 404, ..refusal(404, "Not Found") })
}

fn not_allowed(_: &mut World, visit: &Visit) -> Outcome {
    Ok(Answer { status: 405, ..refusal(405, &format!("Request method '{}' is not supported", visit.method)) })
}

const JSON: &str = "application/json;charset=UTF-8";

/// The documented envelope of a success. `message` is null in the addUser sample and `success` in the others.
fn success(data: &Value, message: &Value) -> Answer {
    Answer::json(200, JSON, &json!({"data": data, "errorCode": 0, "message": message, "success": true}))
}

/// A refusal in the documented envelope; everything else about it is assumed.
fn refusal(code: u32, message: &str) -> Answer {
    Answer::json(200, JSON, &json!({"data": null, "errorCode": code, "message": message, "success": false}))
}

/// A parameter that is there and not empty.
fn given(visit: &Visit, name: &str) -> Option<String> {
    visit.parameter(name).filter(|text| !text.is_empty())
}

/// A whole number of at least 1, `None` when absent.
fn positive(visit: &Visit, name: &str) -> Result<Option<u64>, Answer> {
    match given(visit, name).map(|text| text.parse::<u64>()) {
        None => Ok(None),
        Some(Ok(number)) if number > 0 => Ok(Some(number)),
        Some(_) => Err(refusal(400, &format!("parameter error: {name}"))),
    }
}
