//! The servers' clock, and instants as the servers print them.

use std::fmt::Write;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

const NANOS: i64 = 1_000_000_000;
const DAY: i64 = 86_400;

/// The wall clock, or an instant at which time was stopped (`/_sandbox/settings {"now_ms": …}`).
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Clock {
    stopped_ms: Option<i64>,
}

impl Clock {
    /// Stops time at `now_ms` (milliseconds since 1970, UTC); `None` lets it run again.
    pub(crate) fn stop(&mut self, now_ms: Option<i64>) {
        self.stopped_ms = now_ms;
    }

    /// Where time was stopped, if it was.
    pub(crate) fn stopped(&self) -> Option<i64> {
        self.stopped_ms
    }

    /// Nanoseconds since 1970, UTC.
    pub(crate) fn nanos(&self) -> i64 {
        self.stopped_ms.map_or_else(wall_nanos, |ms| ms.saturating_mul(1_000_000))
    }

    /// Milliseconds since 1970, UTC.
    pub(crate) fn millis(&self) -> i64 {
        self.nanos().div_euclid(1_000_000)
    }
}

fn wall_nanos() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

/// Year, month and day of a count of days since 1970-01-01 (Howard Hinnant's algorithm).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// RFC 3339 as Go prints it: the zone's offset, `Z` for UTC, and with `fraction` up to nine digits whose trailing zeros are
/// dropped (Go's `RFC3339Nano`).
pub(crate) fn rfc3339(nanos: i64, offset_minutes: i32, fraction: bool) -> String {
    let seconds = nanos.div_euclid(NANOS) + i64::from(offset_minutes) * 60;
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    let of_day = seconds.rem_euclid(DAY);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    let part = nanos.rem_euclid(NANOS);
    if fraction && part != 0 {
        text.push('.');
        text.push_str(format!("{part:09}").trim_end_matches('0'));
    }
    if offset_minutes == 0 {
        text.push('Z');
    } else {
        let sign = if offset_minutes < 0 { '-' } else { '+' };
        let minutes = offset_minutes.abs();
        let _ = write!(text, "{sign}{:02}:{:02}", minutes / 60, minutes % 60);
    }
    text
}

/// First day of the local month that holds `nanos`, and of the month after it, as `YYYY-MM-DD`.
pub(crate) fn month(nanos: i64, offset_minutes: i32) -> (String, String) {
    let seconds = nanos.div_euclid(NANOS) + i64::from(offset_minutes) * 60;
    let (year, month, _) = civil(seconds.div_euclid(DAY));
    let (next_year, next) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    (format!("{year:04}-{month:02}-01"), format!("{next_year:04}-{next:02}-01"))
}

/// The local calendar date of `nanos`, as `YYYY-MM-DD`.
pub(crate) fn day(nanos: i64, offset_minutes: i32) -> String {
    let seconds = nanos.div_euclid(NANOS) + i64::from(offset_minutes) * 60;
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::{day, month, rfc3339};

    const SAMPLE: i64 = 1_685_270_839_711_027_498;

    #[test]
    fn prints_the_seed_sample() {
        assert_eq!(rfc3339(SAMPLE, 480, true), "2023-05-28T18:47:19.711027498+08:00");
        assert_eq!(rfc3339(SAMPLE, 480, false), "2023-05-28T18:47:19+08:00");
        assert_eq!(rfc3339(SAMPLE - 711_027_498 + 120_000_000, 0, true), "2023-05-28T10:47:19.12Z");
        assert_eq!(rfc3339(SAMPLE - 711_027_498, -90, true), "2023-05-28T09:17:19-01:30");
    }

    #[test]
    fn months_and_days_are_local() {
        let new_year = 1_704_067_200_000_000_000; // 2024-01-01T00:00:00Z
        assert_eq!(month(new_year, 0), ("2024-01-01".into(), "2024-02-01".into()));
        assert_eq!(month(new_year, -60), ("2023-12-01".into(), "2024-01-01".into()));
        assert_eq!((day(new_year, 0), day(new_year, -1)), ("2024-01-01".into(), "2023-12-31".into()));
        assert_eq!(day(1_709_164_800_000_000_000, 0), "2024-02-29");
    }
}
