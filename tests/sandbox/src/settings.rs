//! `POST /_sandbox/settings`: switches for what the facts leave open. Saved with the state, undone by a reset.

#![allow(clippy::option_option, reason = "absent, null and a value mean three things here")]

use serde::{Deserialize, Deserializer};
use serde_json::{Number, Value, json};

use crate::world::World;

/// Only what is given changes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// Stops the clock of all servers (milliseconds since 1970); null lets it run.
    #[serde(default, deserialize_with = "given")]
    now_ms: Option<Option<i64>>,
    lbai: Option<LbaiSettings>,
    opencatd: Option<OpenCatdSettings>,
    opencatd_dev: Option<OpenCatdSettings>,
    akool: Option<AkoolSettings>,
    espai: Option<EspAiSettings>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LbaiSettings {
    require_group: Option<bool>,
    page_cap: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenCatdSettings {
    utc_offset_minutes: Option<i32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AkoolSettings {
    credit: Option<Number>,
    banned: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EspAiSettings {
    #[serde(default, deserialize_with = "given")]
    list_cap: Option<Option<usize>>,
    batch_total: Option<bool>,
    #[serde(default, deserialize_with = "given")]
    unlimited_shows: Option<Option<i64>>,
}

/// Tells a null from an absent key.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(value: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(value).map(Some)
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

impl Settings {
    pub(crate) fn apply(self, world: &mut World) -> Result<(), String> {
        for catd in [&self.opencatd, &self.opencatd_dev].into_iter().flatten() {
            if catd.utc_offset_minutes.is_some_and(|minutes| minutes.abs() > 14 * 60) {
                return Err("utc_offset_minutes must lie between -840 and 840".to_owned());
            }
        }
        if self.now_ms.flatten().is_some_and(|ms| !(0..=9_000_000_000_000).contains(&ms)) {
            return Err("now_ms must lie between 0 and 9000000000000".to_owned());
        }
        if let Some(now_ms) = self.now_ms {
            world.clock.stop(now_ms);
        }
        if let Some(lbai) = self.lbai {
            set(&mut world.lbai.require_group, lbai.require_group);
            set(&mut world.lbai.page_cap, lbai.page_cap);
        }
        if let Some(catd) = self.opencatd {
            set(&mut world.opencatd.utc_offset_minutes, catd.utc_offset_minutes);
        }
        if let Some(catd) = self.opencatd_dev {
            set(&mut world.opencatd_dev.utc_offset_minutes, catd.utc_offset_minutes);
        }
        if let Some(akool) = self.akool {
            set(&mut world.akool.credit, akool.credit);
            set(&mut world.akool.banned, akool.banned);
        }
        if let Some(espai) = self.espai {
            set(&mut world.espai.list_cap, espai.list_cap);
            set(&mut world.espai.batch_total, espai.batch_total);
            set(&mut world.espai.unlimited_shows, espai.unlimited_shows);
        }
        Ok(())
    }
}

/// The settings as they are.
pub(crate) fn show(world: &World) -> Value {
    json!({
        "now_ms": world.clock.stopped(),
        "lbai": {"require_group": world.lbai.require_group, "page_cap": world.lbai.page_cap},
        "opencatd": {"utc_offset_minutes": world.opencatd.utc_offset_minutes},
        "opencatd_dev": {"utc_offset_minutes": world.opencatd_dev.utc_offset_minutes},
        "akool": {"credit": world.akool.credit, "banned": world.akool.banned},
        "espai": {
            "list_cap": world.espai.list_cap,
            "batch_total": world.espai.batch_total,
            "unlimited_shows": world.espai.unlimited_shows,
        },
    })
}
