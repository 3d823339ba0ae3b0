//! AKOOL: `POST /api/open/v3/getToken` and `GET /api/open/v3/faceswap/quota/info`. Facts: docs/platforms/akool.md.
//!
//! Assumed: all failures are HTTP 200 (the page says "often"), messages are the meanings from the documented code
//! table, wrong credentials at getToken are 1101 and missing ones 1003, a new token leaves the older ones alive,
//! unknown paths are answered as Express does. Credit can be fractional: `/_sandbox/settings
//! {"akool":{"credit":12.5}}`.

use std::sync::Arc;

use axum::Router;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value, json};

use crate::answer::{Answer, Outcome, Visit};
use crate::clock::Clock;
use crate::core::{Core, express_not_found, on_get, on_post, otherwise};
use crate::generator::Generator;
use crate::world::World;

/// "More than 1 year".
const LIFETIME_S: i64 = 400 * 86_400;

/// One account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Akool {
    generator: Generator,
    client_id: String,
    /// The API key and the clientSecret are one value.
    api_key: String,
    pub(crate) credit: Number,
    pub(crate) banned: bool,
    tokens: Vec<Token>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Token {
    token: String,
    /// Seconds since 1970.
    expires: i64,
}

impl Akool {
    /// An account with 123 credits and no token yet.
    pub(crate) fn new(seed: u64) -> Self {
        let mut generator = Generator::new(seed, "akool");
        let (client_id, api_key) = (generator.hex(24), generator.alphanumeric(32));
        Self { generator, client_id, api_key, credit: 123.into(), banned: false, tokens: Vec::new() }
    }

    /// What a client needs, by either way.
    pub(crate) fn credentials(&self) -> Value {
        json!({"apiKey": self.api_key, "clientId": self.client_id, "clientSecret": self.api_key})
    }

    /// Lets every issued token die, and tells how many did.
    pub(crate) fn expire_tokens(&mut self) -> usize {
        self.tokens.drain(..).count()
    }

    /// A token in the shape of the documented one: a JWT with personal claims.
    fn mint(&mut self, clock: Clock) -> String {
        let issued = clock.millis() / 1_000;
        let expires = issued + LIFETIME_S;
        let claims = json!({
            "id": self.client_id,
            "type": "user",
            "from": "toO",
            "email": "demo@example.com",
            "firstName": "Demo",
            "uid": 101_400,
            "code": self.generator.digits(6),
            "iat": issued,
            "exp": expires,
        });
        let head = base64_url(json!({"alg": "HS256", "typ": "JWT"}).to_string().as_bytes());
        let claims = base64_url(claims.to_string().as_bytes());
        let signature: Vec<u8> = (0..4).flat_map(|_| self.generator.next().to_be_bytes()).collect();
        let token = format!("{head}.{claims}.{}", base64_url(&signature));
        self.tokens.push(Token { token: token.clone(), expires });
        token
    }

    /// `Authorization` wins over `x-api-key` when both are sent, so that a stale token masks a good key.
    fn authorize(&self, visit: &Visit, clock: Clock) -> Result<(), Answer> {
        let (bearer, key) = (visit.header("authorization"), visit.header("x-api-key"));
        if bearer.is_empty() && key.is_empty() {
            return Err(failure(1102));
        }
        let good = if bearer.is_empty() {
            key == self.api_key
        } else {
            let now = clock.millis() / 1_000;
            let live = |token: &str| self.tokens.iter().any(|known| known.token == token && now < known.expires);
            bearer.strip_prefix("Bearer ").is_some_and(live)
        };
        match (good, self.banned) {
            (false, _) => Err(failure(1101)),
            (true, true) => Err(failure(1200)),
            (true, false) => Ok(()),
        }
    }
}

/// Both calls.
pub(crate) fn router(core: Arc<Core>) -> Router {
    let routes = Router::new()
        .route("/api/open/v3/getToken", on_post(get_token))
        .route("/api/open/v3/faceswap/quota/info", on_get(quota));
    otherwise(routes, express_not_found, express_not_found).with_state(core)
}

/// The token stands at the top level, unlike all other results, and there is no `msg`.
fn get_token(world: &mut World, visit: &Visit) -> Outcome {
    let clock = world.clock;
    let server = &mut world.akool;
    let typed = visit.header("content-type").to_ascii_lowercase().starts_with("application/json");
    let body: Value = typed.then(|| serde_json::from_slice(&visit.body).ok()).flatten().unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let (Some(id), Some(secret)) = (text("clientId"), text("clientSecret")) else { return Err(failure(1003)) };
    if id != server.client_id || secret != server.api_key {
        return Err(failure(1101));
    }
    if server.banned {
        return Err(failure(1200));
    }
    let token = server.mint(clock);
    let count = server.tokens.len();
    Ok(Answer::json(200, JSON, &json!({"code": 1000, "token": token})).did(json!({"minted_token": count})))
}

fn quota(world: &mut World, visit: &Visit) -> Outcome {
    let server = &world.akool;
    server.authorize(visit, world.clock)?;
    let body = json!({"code": 1000, "msg": "OK", "data": {"credit": server.credit}});
    Ok(Answer::json(200, JSON, &body))
}

const JSON: &str = "application/json; charset=utf-8";

fn failure(code: u32) -> Answer {
    let message = match code {
        1003 => "Parameter error or Parameter can not be empty",
        1101 => "Invalid authorization or The request token has expired",
        1102 => "Authorization cannot be empty",
        _ => "The account has been banned",
    };
    Answer::json(200, JSON, &json!({"code": code, "msg": message}))
}

fn base64_url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().chain([&0; 3]).take(3).fold(0_usize, |word, byte| (word << 8) | usize::from(*byte));
        for at in 0..=chunk.len() {
            let letter = ALPHABET.get((word >> (18 - 6 * at)) & 63).copied().unwrap_or(b'A');
            text.push(char::from(letter));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64_url;

    #[test]
    fn encodes_without_padding() {
        assert_eq!([base64_url(b"f"), base64_url(b"fo"), base64_url(b"foo")], ["Zg", "Zm8", "Zm9v"]);
        assert_eq!(base64_url(&[0xfb, 0xff, 0xbf]), "-_-_");
    }
}
