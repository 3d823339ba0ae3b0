//! `POST /cdkey/balance_logs`. Facts: docs/platforms/espai.md §5.5.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{EspAi, body, fault, object, paging, text};
use crate::answer::{Outcome, Visit};
use crate::world::World;

/// One entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Log {
    id: String,
    create_time: i64,
    kind: String,
    card_id: String,
    owner: usize,
    amount: i64,
}

impl EspAi {
    /// Notes a movement of a card.
    pub(super) fn log(&mut self, place: usize, kind: &str, amount: i64, now: i64) {
        let id = self.generator.hex(32);
        if let Some(card) = self.cards.get(place) {
            let (card_id, owner) = (card.id.clone(), card.owner);
            self.logs.push(Log { id, create_time: now, kind: kind.to_owned(), card_id, owner, amount });
        }
    }
}

/// The documentation shows a root array holding one object and describes a flat object: both are read.
pub(super) fn list(world: &mut World, visit: &Visit) -> Outcome {
    let server = &world.espai;
    let account = server.account(visit)?;
    let members = match body(visit)? {
        Value::Array(items) => match <[Value; 1]>::try_from(items) {
            Ok([only]) => object(only)?,
            Err(_) => return Err(fault("请求参数格式错误")),
        },
        flat => object(flat)?,
    };
    let id = text(&members, "id")?;
    let paging = paging(&members)?;
    let owner = server.owner(account)?;
    let rows: Vec<Value> = server
        .logs
        .iter()
        .rev()
        .filter(|log| log.owner == account && id.as_ref().is_none_or(|id| *id == log.card_id))
        .map(|log| {
            // The phone is a string here.
            json!({
                "id": log.id,
                "create_time": log.create_time,
                "type": log.kind,
                "user_id": owner.user_id,
                "cdkey_id": log.card_id,
                "api_limit": log.amount,
                "user_name": owner.name,
                "user_email": owner.email,
                "user_phone": owner.phone,
            })
        })
        .collect();
    Ok(server.page(&rows, paging))
}
