//! `/cdkey/list`, `/cdkey/detail`, `/cdkey/destroy`. Facts: docs/platforms/espai.md §4, §5.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{EspAi, body, fault, object, paging, refusal, reply, required, text};
use crate::answer::{Answer, Outcome, Visit};
use crate::world::World;

/// A quota card.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Card {
    pub(super) id: String,
    /// Milliseconds since 1970.
    pub(super) create_time: i64,
    pub(super) update_time: Option<i64>,
    pub(super) code: String,
    /// The owner's place in the platform's table.
    pub(super) owner: usize,
    /// Remaining calls; `None` is unlimited.
    pub(super) api_limit: Option<i64>,
    /// `0` trial, `1` to `5` paid.
    pub(super) kind: String,
}

impl Card {
    pub(super) fn is_paid(&self) -> bool {
        self.kind != "0"
    }
}

impl EspAi {
    /// A card as it is printed: the phone is a number here and nowhere else.
    pub(super) fn row(&self, card: &Card) -> Value {
        let owner = self.owners.get(card.owner);
        let phone = owner.and_then(|owner| owner.phone.parse::<u64>().ok());
        json!({
            "id": card.id,
            "create_time": card.create_time,
            "update_time": card.update_time,
            "code": card.code,
            "user_id": owner.map(|owner| &owner.user_id),
            "api_limit": card.api_limit.or(self.unlimited_shows),
            "type": card.kind,
            "user_phone": phone,
            "user_name": owner.map(|owner| &owner.name),
        })
    }

    /// The place of the card that a phone and a code name.
    pub(super) fn find(&self, phone: &str, code: &str) -> Result<usize, Answer> {
        self.cards
            .iter()
            .position(|card| card.code == code && self.owners.get(card.owner).is_some_and(|owner| owner.phone == phone))
            .ok_or_else(|| refusal("额度卡不存在"))
    }

    pub(super) fn card(&self, place: usize) -> Result<&Card, Answer> {
        self.cards.get(place).ok_or_else(|| refusal("额度卡不存在"))
    }
}

/// `POST /cdkey/list`: without filter all cards of the key's account.
pub(super) fn list(world: &mut World, visit: &Visit) -> Outcome {
    let server = &world.espai;
    let account = server.account(visit)?;
    let members = object(body(visit)?)?;
    let filter = |name: &str| text(&members, name);
    let (id, kind, code, phone) = (filter("id")?, filter("type")?, filter("code")?, filter("user_phone")?);
    let name = filter("user_name")?.or(filter("username")?);
    let limit = filter("api_limit")?;
    let paging = paging(&members)?;
    let owner = server.owner(account)?;
    let is = |wanted: &Option<String>, have: &str| wanted.as_ref().is_none_or(|wanted| wanted == have);
    let own = is(&phone, &owner.phone) && is(&name, &owner.name);
    let rows: Vec<Value> = server
        .cards
        .iter()
        .filter(|card| own && card.owner == account)
        .filter(|card| is(&id, &card.id) && is(&kind, &card.kind) && is(&code, &card.code))
        .filter(|card| {
            limit.is_none() || is(&limit, &card.api_limit.map_or_else(String::new, |number| number.to_string()))
        })
        .map(|card| server.row(card))
        .collect();
    Ok(server.page(&rows, paging))
}

/// `POST /cdkey/detail`: the field is `phone` here and `user_phone` in the list.
pub(super) fn detail(world: &mut World, visit: &Visit) -> Outcome {
    let server = &world.espai;
    server.account(visit)?;
    let members = object(body(visit)?)?;
    let (phone, code) = (required(&members, "phone")?, required(&members, "code")?);
    let card = server.card(server.find(&phone, &code)?)?;
    Ok(reply(&json!({"success": true, "message": "请求成功", "data": server.row(card)})))
}

/// `POST /cdkey/destroy`: the body is an array; the card must be a paid one without credits.
pub(super) fn destroy(world: &mut World, visit: &Visit) -> Outcome {
    let server = &mut world.espai;
    let account = server.account(visit)?;
    let Value::Array(items) = body(visit)? else { return Err(fault("data.map is not a function")) };
    let [Value::Object(members)] = items.as_slice() else { return Err(fault("请求参数格式错误")) };
    let id = required(members, "id")?;
    let Some(place) = server.cards.iter().position(|card| card.id == id && card.owner == account) else {
        return Err(refusal("额度卡不存在"));
    };
    let card = server.card(place)?;
    if !card.is_paid() {
        return Err(refusal("免费体验卡不能销毁"));
    }
    if card.api_limit != Some(0) {
        return Err(refusal("额度卡余额不为0，不能销毁"));
    }
    server.cards.remove(place);
    Ok(reply(&json!({"success": true, "message": "删除成功"})).did(json!({"destroyed_card": id})))
}
