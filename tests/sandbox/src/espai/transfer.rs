//! `POST /cdkey/transfer`: moves credits between two paid cards, and says no more than that it did.
//! Facts: docs/platforms/espai.md §5.3.

use serde_json::{Value, json};

use super::{EspAi, body, object, refusal, reply, required};
use crate::answer::{Answer, Outcome, Visit};
use crate::seed::MOST_CREDITS;
use crate::world::World;

/// A transfer that may be carried out.
struct Plan {
    source: usize,
    target: usize,
    amount: i64,
}

pub(super) fn transfer(world: &mut World, visit: &Visit) -> Outcome {
    let now = world.clock.millis();
    let server = &mut world.espai;
    let account = server.account(visit)?;
    let members = object(body(visit)?)?;
    let (phone, code) = (required(&members, "phone")?, required(&members, "code")?);
    let (to_phone, to_code) = (required(&members, "target_phone")?, required(&members, "target_code")?);
    let amount = required(&members, "limit")?;
    let source = server.find(&phone, &code)?;
    let target = server.find(&to_phone, &to_code).map_err(|_| refusal("目标额度卡不存在"))?;
    match server.plan(account, source, target, &amount) {
        Ok(plan) => {
            let did = server.entry(source, target, &amount, true);
            server.apply(&plan, now);
            Ok(reply(&json!({"success": true, "message": "请求成功"})).did(did))
        }
        Err(refused) => {
            let did = server.entry(source, target, &amount, false);
            Err(refused.did(did))
        }
    }
}

impl EspAi {
    fn plan(&self, account: usize, source: usize, target: usize, amount: &str) -> Result<Plan, Answer> {
        let (from, to) = (self.card(source)?, self.card(target)?);
        if from.owner != account {
            return Err(refusal("额度卡不存在"));
        }
        if source == target {
            return Err(refusal("不能转让给同一张额度卡"));
        }
        if !from.is_paid() || !to.is_paid() {
            return Err(refusal("免费体验卡不能进行额度转让操作"));
        }
        let digits = !amount.is_empty() && amount.bytes().all(|byte| byte.is_ascii_digit());
        let amount = digits.then(|| amount.parse::<i64>().ok()).flatten().unwrap_or(0);
        if amount < 1 {
            return Err(refusal("转让额度必须是大于等于1的整数"));
        }
        if from.api_limit.is_some_and(|have| have < amount) {
            return Err(refusal("额度不足"));
        }
        // Only an unlimited card gets here with more.
        if amount > MOST_CREDITS {
            return Err(refusal("额度超出范围"));
        }
        Ok(Plan { source, target, amount })
    }

    /// Both sides change together; an unlimited card gives without losing and takes without gaining.
    fn apply(&mut self, plan: &Plan, now: i64) {
        let Plan { source, target, amount } = *plan;
        match self.change(source, -amount, now) {
            Some(()) => {}
            None => self.totals.issued += amount,
        }
        match self.change(target, amount, now) {
            Some(()) => {}
            None => self.totals.absorbed += amount,
        }
        self.log(source, "2", amount, now);
        self.log(target, "1", amount, now);
    }

    /// `None` for an unlimited card.
    pub(super) fn change(&mut self, place: usize, by: i64, now: i64) -> Option<()> {
        let card = self.cards.get_mut(place)?;
        card.update_time = Some(now);
        let have = card.api_limit.as_mut()?;
        *have += by;
        Some(())
    }

    fn entry(&self, source: usize, target: usize, amount: &str, applied: bool) -> Value {
        let id = |place: usize| self.cards.get(place).map(|card| card.id.clone());
        let amount = amount.parse::<i64>().map_or_else(|_| json!(amount), |number| json!(number));
        json!({"transfer": {"source": id(source), "target": id(target), "amount": amount, "applied": applied}})
    }
}
