//! `GET /1/usages`. Facts: docs/platforms/opencatd.md §5.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::go_text::is_sql_number;
use super::{OpenCatd, answer};
use crate::answer::{Outcome, Visit};
use crate::clock::{self, Clock};

/// A row of `daily_usages`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Usage {
    user_id: i64,
    /// `YYYY-MM-DD 00:00:00+00:00`, whatever the server's zone.
    date: String,
    units: i64,
    /// US dollars, as text.
    cost: String,
}

impl Usage {
    /// Usage of one user on one day (`YYYY-MM-DD`).
    pub(crate) fn on(day: &str, user_id: i64, units: i64, cost: &str) -> Self {
        Self { user_id, date: format!("{day} 00:00:00+00:00"), units, cost: cost.to_owned() }
    }
}

impl OpenCatd {
    /// Adds a row, for `/_sandbox/seed`.
    pub(crate) fn insert_usage(&mut self, usage: Usage) {
        self.usages.push(usage);
    }

    /// Today, by the server's zone.
    pub(crate) fn today(&self, clock: Clock) -> String {
        clock::day(clock.nanos(), self.utc_offset_minutes)
    }
}

/// Sums per user over the days `from <= day < to`, compared as text.
///
/// Without `to` the range is empty in ebe2ae4 (nothing is smaller than the empty text); without `from` it is open at its
/// beginning. Dev takes the current month as soon as one of the two is missing.
pub(super) fn list(server: &OpenCatd, visit: &Visit, clock: Clock) -> Outcome {
    if let Some(text) = &visit.storage_fault {
        return Ok(answer(403, &json!({ "error": text })));
    }
    let mut from = visit.parameter("from").unwrap_or_default();
    let mut to = visit.parameter("to").unwrap_or_default();
    if server.dialect.is_dev() && (from.is_empty() || to.is_empty()) {
        (from, to) = clock::month(clock.nanos(), server.utc_offset_minutes);
    }
    let within = |date: &str| {
        (is_sql_number(&from) || date.as_bytes() >= from.as_bytes())
            && !is_sql_number(&to)
            && date.as_bytes() < to.as_bytes()
    };
    let mut sums: BTreeMap<i64, (i64, f64)> = BTreeMap::new();
    for usage in server.usages.iter().filter(|usage| within(&usage.date)) {
        let sum = sums.entry(usage.user_id).or_default();
        sum.0 = sum.0.saturating_add(usage.units);
        sum.1 += usage.cost.parse::<f64>().unwrap_or(0.0);
    }
    let rows = sums.into_iter().map(|(user, (units, cost))| {
        // `omitempty` drops what is zero.
        let mut row = Map::new();
        if user != 0 {
            row.insert("userId".to_owned(), json!(user));
        }
        if units != 0 {
            row.insert("totalUnit".to_owned(), json!(units));
        }
        row.insert("cost".to_owned(), json!(six_decimals(cost)));
        Value::Object(row)
    });
    Ok(answer(200, &Value::Array(rows.collect())))
}

/// `SQLite`'s `printf('%.6f')`: rounds the decimal that one reads, half away from zero, where Rust rounds the binary number.
fn six_decimals(number: f64) -> String {
    let shortest = number.abs().to_string();
    let (whole, fraction) = shortest.split_once('.').unwrap_or((&shortest, ""));
    let kept = fraction.get(..6).unwrap_or(fraction);
    let up = fraction.as_bytes().get(6).is_some_and(|digit| *digit >= b'5');
    let Ok(millionths) = format!("{whole}{kept:0<6}").parse::<u128>() else { return format!("{number:.6}") };
    let millionths = millionths + u128::from(up);
    let sign = if number < 0.0 && millionths > 0 { "-" } else { "" };
    format!("{sign}{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::six_decimals;

    #[test]
    fn rounds_as_recorded() {
        for (number, text) in [
            (12.345_678_5, "12.345679"),
            (0.500_11, "0.500110"),
            (0.0, "0.000000"),
            (0.1 + 0.2, "0.300000"),
            (0.999_999_9, "1.000000"),
            (-1.5, "-1.500000"),
            (1e21, "1000000000000000000000.000000"),
        ] {
            assert_eq!(six_decimals(number), text);
        }
    }
}
