//! `POST /_sandbox/seed`: rows in bulk.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::espai::EspAi;
use crate::lbai::{Lbai, costs};
use crate::opencatd::{OpenCatd, usages::Usage};
use crate::platform::Platform;
use crate::world::World;

/// Rows to add. Only `platform` and `kind` are required in JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    /// Which server.
    pub platform: Platform,
    /// `cards` (espai); `users`, `costs` (lbai); `users`, `keys`, `usages` (opencatd, `opencatd_dev`).
    pub kind: String,
    /// How many; 1 by default.
    #[serde(default = "one")]
    pub count: u32,
    /// Cards: type, `"1"` by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// Cards: credits, 100 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_limit: Option<i64>,
    /// Cards: phone of the owner, the first account by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Users and keys: the name (identifier), for a single row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// LBAI users: the group, `"1"` by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Costs and usages: whose; the first user by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Value>,
    /// Usages: the day, `YYYY-MM-DD`, today by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// Costs: chips; usages: tokens. 1 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<i64>,
    /// Usages: US dollars as text, `"0.000002"` by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<String>,
}

fn one() -> u32 {
    1
}

/// More than anyone tests with.
const MOST: u32 = 1_000_000;
/// Small enough that no sum of them overflows.
pub(crate) const MOST_CREDITS: i64 = 1_000_000_000_000;
/// Of how many rows the answer tells.
const TOLD: usize = 1_000;

impl Seed {
    /// `count` rows of a kind.
    #[must_use]
    pub fn new(platform: Platform, kind: &str, count: u32) -> Self {
        Self {
            platform,
            kind: kind.to_owned(),
            count,
            r#type: None,
            api_limit: None,
            phone: None,
            name: None,
            group: None,
            user_id: None,
            day: None,
            units: None,
            cost: None,
        }
    }

    /// Adds the rows and tells of the first 1,000.
    pub(crate) fn sow(&self, world: &mut World) -> Result<Value, String> {
        if self.count > MOST {
            return Err(format!("count must be at most {MOST}"));
        }
        for (name, number) in [("api_limit", self.api_limit), ("units", self.units)] {
            if number.is_some_and(|number| !(0..=MOST_CREDITS).contains(&number)) {
                return Err(format!("{name} must lie between 0 and {MOST_CREDITS}"));
            }
        }
        if self.name.is_some() && self.count != 1 {
            return Err("name goes with count 1 only".to_owned());
        }
        let clock = world.clock;
        let mut told = Vec::new();
        for _ in 0..self.count {
            let row = match self.platform {
                Platform::Lbai => self.lbai(&mut world.lbai),
                Platform::OpenCatd => self.opencatd(&mut world.opencatd, clock),
                Platform::OpenCatdDev => self.opencatd(&mut world.opencatd_dev, clock),
                Platform::EspAi => self.espai(&mut world.espai, clock),
                Platform::Akool => Err("akool has no rows; set its credit with /_sandbox/settings".to_owned()),
            }?;
            if told.len() < TOLD {
                told.push(row);
            }
        }
        Ok(json!({"seeded": self.count, "rows": told}))
    }

    fn unknown(&self) -> String {
        format!("{} has no rows of kind {:?}", self.platform, self.kind)
    }

    fn lbai(&self, server: &mut Lbai) -> Result<Value, String> {
        match self.kind.as_str() {
            "users" => {
                let identifier = self.name.clone().unwrap_or_else(|| server.fresh_identifier());
                if server.has_identifier(&identifier) {
                    return Err("identifier already exists".to_owned());
                }
                let group = self.group.as_deref().unwrap_or("1");
                Ok(json!({"userId": server.insert_user(&identifier, group, None), "identifier": identifier}))
            }
            "costs" => {
                let named = self.user_id.as_ref().and_then(Value::as_str).map(str::to_owned);
                let user = named.or_else(|| server.first_user()).ok_or("there is no user yet")?;
                let id = server.insert_cost(&user, self.units.unwrap_or(1), costs::DIALOGUE);
                Ok(json!({"id": id, "userId": user}))
            }
            _ => Err(self.unknown()),
        }
    }

    fn opencatd(&self, server: &mut OpenCatd, clock: Clock) -> Result<Value, String> {
        let now = clock.nanos();
        match self.kind.as_str() {
            "users" => {
                let name = self.name.clone().unwrap_or_else(|| server.fresh_name("user"));
                if server.has_user_named(&name) {
                    return Err("name is taken".to_owned());
                }
                Ok(json!({"id": server.insert_user(&name, now), "name": name}))
            }
            "keys" => {
                let name = self.name.clone().unwrap_or_else(|| server.fresh_name("key"));
                if server.has_key_named(&name) {
                    return Err("name is taken".to_owned());
                }
                Ok(json!({"id": server.seed_key(&name, now), "name": name}))
            }
            "usages" => {
                let user = self.user_id.as_ref().map_or(Some(1), Value::as_i64).ok_or("user_id must be a number")?;
                let day = self.day.clone().unwrap_or_else(|| server.today(clock));
                let cost = self.cost.as_deref().unwrap_or("0.000002");
                server.insert_usage(Usage::on(&day, user, self.units.unwrap_or(1), cost));
                Ok(json!({"user_id": user, "day": day}))
            }
            _ => Err(self.unknown()),
        }
    }

    fn espai(&self, server: &mut EspAi, clock: Clock) -> Result<Value, String> {
        if self.kind != "cards" {
            return Err(self.unknown());
        }
        let owner = match &self.phone {
            None => 0,
            Some(phone) => server.owner_with_phone(phone).ok_or("no account has this phone")?,
        };
        let credits = self.api_limit.unwrap_or(100);
        Ok(server.insert_card(owner, self.r#type.as_deref().unwrap_or("1"), credits, clock.millis()))
    }
}
