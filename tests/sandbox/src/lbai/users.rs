//! `apiService/addUser`, `refreshToken`, `logout`: three GETs that change state. Facts: docs/platforms/lbai.md §4.1 to §4.3.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Lbai, given, positive, refusal, success};
use crate::answer::{Outcome, Visit};
use crate::world::World;

const DAY_MS: i64 = 86_400_000;

/// A platform user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct User {
    pub(crate) id: String,
    identifier: String,
    pub(crate) group_id: String,
    nick_name: String,
    head_pic: String,
    /// `None` after logout.
    token: Option<String>,
    /// Milliseconds since 1970; `None` = long-term.
    expires: Option<i64>,
}

impl User {
    pub(super) fn has_live_token(&self, token: &str, now_ms: i64) -> bool {
        self.token.as_deref() == Some(token) && self.expires.is_none_or(|expires| now_ms < expires)
    }
}

impl Lbai {
    fn new_token(&mut self) -> String {
        format!("user-{}", self.generator.alphanumeric(32))
    }

    /// Adds a user and gives its id: 14 digits, as in the sample.
    pub(crate) fn insert_user(&mut self, identifier: &str, group: &str, expires: Option<i64>) -> String {
        let user_id = format!("13{}", self.generator.digits(12));
        let token = Some(self.new_token());
        self.users.push(User {
            id: user_id.clone(),
            identifier: identifier.to_owned(),
            group_id: group.to_owned(),
            nick_name: String::new(),
            head_pic: String::new(),
            token,
            expires,
        });
        user_id
    }

    /// Whether an identifier is taken.
    pub(crate) fn has_identifier(&self, identifier: &str) -> bool {
        self.users.iter().any(|user| user.identifier == identifier)
    }

    /// An identifier that nobody has, for seeds.
    pub(crate) fn fresh_identifier(&mut self) -> String {
        format!("user-{}", self.generator.hex(10))
    }

    /// Ids and identifiers, for the ready file.
    pub(crate) fn user_table(&self) -> Value {
        let row = |user: &User| json!({"userId": user.id, "identifier": user.identifier, "groupId": user.group_id});
        self.users.iter().take(20).map(row).collect()
    }

    /// The first user, for seeds that name none.
    pub(crate) fn first_user(&self) -> Option<String> {
        self.users.first().map(|user| user.id.clone())
    }

    /// Lets every user token die, and tells how many did.
    pub(crate) fn expire_tokens(&mut self, now_ms: i64) -> usize {
        let live = self.users.iter_mut().filter(|user| user.token.is_some());
        live.map(|user| user.expires = Some(now_ms)).count()
    }
}

/// `GET apiService/addUser`: identifiers have 10 to 50 characters and are unique.
pub(super) fn add(world: &mut World, visit: &Visit) -> Outcome {
    let clock = world.clock;
    let server = &mut world.lbai;
    server.authorize(visit, clock)?;
    let identifier = given(visit, "identifier").ok_or_else(|| refusal(400, "identifier is required"))?;
    if !(10..=50).contains(&identifier.chars().count()) {
        return Err(refusal(400, "identifier must have 10 to 50 characters"));
    }
    let group = given(visit, "groupId");
    if group.is_none() && server.require_group {
        return Err(refusal(400, "groupId is required"));
    }
    let expires = lifetime(visit, clock.millis())?;
    if server.has_identifier(&identifier) {
        return Err(refusal(1001, "identifier already exists"));
    }
    let user_id = server.insert_user(&identifier, &group.unwrap_or_default(), expires);
    let Some(user) = server.users.last_mut() else { return Err(refusal(500, "system error")) };
    user.nick_name = given(visit, "nickName").unwrap_or_default();
    user.head_pic = given(visit, "headPic").unwrap_or_default();
    let data = json!({"token": user.token, "userId": user_id});
    Ok(success(&data, &Value::Null).did(json!({"created_user": user_id})))
}

/// `GET apiService/refreshToken`: the old token dies at once.
pub(super) fn refresh(world: &mut World, visit: &Visit) -> Outcome {
    let clock = world.clock;
    let server = &mut world.lbai;
    server.authorize(visit, clock)?;
    let user_id = given(visit, "userId").ok_or_else(|| refusal(400, "userId is required"))?;
    let expires = lifetime(visit, clock.millis())?;
    if !server.users.iter().any(|user| user.id == user_id) {
        return Err(refusal(1002, "user does not exist"));
    }
    let token = server.new_token();
    for user in server.users.iter_mut().filter(|user| user.id == user_id) {
        user.token = Some(token.clone());
        user.expires = expires;
    }
    Ok(success(&json!({ "token": token }), &json!("success")).did(json!({"refreshed_user": user_id})))
}

/// `GET apiService/logout`: destroys the user's token.
pub(super) fn logout(world: &mut World, visit: &Visit) -> Outcome {
    let clock = world.clock;
    let server = &mut world.lbai;
    server.authorize(visit, clock)?;
    let user_id = given(visit, "userId").ok_or_else(|| refusal(400, "userId is required"))?;
    let Some(user) = server.users.iter_mut().find(|user| user.id == user_id) else {
        return Err(refusal(1002, "user does not exist"));
    };
    let had_token = user.token.take().is_some();
    let done = success(&Value::Null, &json!("success"));
    Ok(if had_token { done.did(json!({"logged_out_user": user_id})) } else { done })
}

/// `validity`: days; without it the token is long-term.
fn lifetime(visit: &Visit, now_ms: i64) -> Result<Option<i64>, crate::answer::Answer> {
    let days = positive(visit, "validity")?;
    Ok(days.map(|days| now_ms.saturating_add(i64::try_from(days).unwrap_or(i64::MAX).saturating_mul(DAY_MS))))
}
