//! `account/banlance` (sic), `costByUser`, `costListByUser`. Facts: docs/platforms/lbai.md §4.4 to §4.6.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{JSON, Lbai, given, positive, refusal, success};
use crate::answer::{Answer, Outcome, Visit};
use crate::world::World;

/// What the documented sample was charged for.
pub(crate) const DIALOGUE: &str = "AI partner dialogue";

/// One charge.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Cost {
    id: String,
    user_id: String,
    /// Chips.
    usage: i64,
    /// Unit unknown; the sample's value is no plausible epoch. Counted up by one minute of seconds here.
    time: u64,
    name: String,
}

impl Lbai {
    /// Charges a user: the enterprise balance falls by as much.
    pub(crate) fn insert_cost(&mut self, user_id: &str, usage: i64, name: &str) -> String {
        let id = self.next_cost.to_string();
        let time = 3_239_923 + 60 * (self.next_cost - 10_000);
        self.next_cost += 1;
        self.balance = self.balance.saturating_sub(usage);
        self.costs.push(Cost { id: id.clone(), user_id: user_id.to_owned(), usage, time, name: name.to_owned() });
        id
    }

    /// The charges of a user, a group, or a user if in a group; newest first.
    fn charges(&self, visit: &Visit) -> Result<Vec<&Cost>, Answer> {
        let (user, group) = (given(visit, "userId"), given(visit, "groupId"));
        if user.is_none() && group.is_none() {
            return Err(refusal(400, "userId and groupId must not both be empty"));
        }
        let members: HashSet<&str> = self
            .users
            .iter()
            .filter(|row| user.as_ref().is_none_or(|id| *id == row.id))
            .filter(|row| group.as_ref().is_none_or(|id| *id == row.group_id))
            .map(|row| row.id.as_str())
            .collect();
        Ok(self.costs.iter().rev().filter(|cost| members.contains(cost.user_id.as_str())).collect())
    }
}

/// `GET account/banlance`: the only sample that carries `line`.
pub(super) fn balance(world: &mut World, visit: &Visit) -> Outcome {
    let server = &world.lbai;
    server.authorize(visit, world.clock)?;
    let data = json!({"balance": server.balance});
    let body = json!({"data": data, "errorCode": 0, "line": null, "message": "success", "success": true});
    Ok(Answer::json(200, JSON, &body))
}

/// `GET costByUser`.
pub(super) fn total(world: &mut World, visit: &Visit) -> Outcome {
    let server = &world.lbai;
    server.authorize(visit, world.clock)?;
    let usage: i64 = server.charges(visit)?.iter().map(|cost| cost.usage).sum();
    Ok(success(&json!({ "usage": usage }), &json!("success")))
}

/// `GET costListByUser`.
pub(super) fn list(world: &mut World, visit: &Visit) -> Outcome {
    let server = &world.lbai;
    server.authorize(visit, world.clock)?;
    let as_count = |number: Option<u64>, default: usize| {
        number.map_or(default, |number| usize::try_from(number).unwrap_or(usize::MAX))
    };
    let page = as_count(positive(visit, "pageNum")?, 1);
    let size = as_count(positive(visit, "pageSize")?, 10).min(server.page_cap.max(1));
    let charges = server.charges(visit)?;
    let start = (page - 1).saturating_mul(size);
    let items: Vec<_> = charges
        .iter()
        .skip(start)
        .take(size)
        .map(|cost| {
            json!({
                "id": cost.id,
                "costUsage": cost.usage,
                "consumeTime": cost.time,
                "consumeName": cost.name,
            })
        })
        .collect();
    let data = json!({
        "isMore": i32::from(start.saturating_add(size) < charges.len()),
        "items": items,
        "pageNum": page,
        "pageSize": size,
        "startIndex": start,
        "totalCount": charges.len(),
        "totalPage": charges.len().div_ceil(size),
    });
    Ok(success(&data, &json!("success")))
}
