//! Moments in time, and the few calendar rules that the platforms need.

use std::fmt;

use crate::schema::{Slot, Type};
use crate::value::{Found, MAX_INTEGER, Value, Writer};

const MICROS_PER_SECOND: i64 = 1_000_000;
const SECONDS_PER_DAY: i64 = 86_400;
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A moment: microseconds since 1970-01-01 UTC. Finer fractions are cut.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// From microseconds since 1970-01-01 UTC; `None` outside the years 1685 to 2255.
    #[must_use]
    pub fn from_micros(micros: i64) -> Option<Self> {
        (micros.unsigned_abs() <= MAX_INTEGER).then_some(Self(micros))
    }

    /// Microseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0
    }

    /// Appends RFC 3339 in UTC without its end, the offset; the fraction only when there is one.
    pub(crate) fn push_to(self, out: &mut String) {
        let seconds = self.0.div_euclid(MICROS_PER_SECOND);
        let micros = self.0.rem_euclid(MICROS_PER_SECOND);
        let (year, month, day) = date_of(seconds.div_euclid(SECONDS_PER_DAY));
        let clock = seconds.rem_euclid(SECONDS_PER_DAY);
        let (hour, minute) = (clock.div_euclid(3600), clock.div_euclid(60).rem_euclid(60));
        push_digits(out, year, 4);
        for (mark, number) in [('-', month), ('-', day), ('T', hour), (':', minute), (':', clock.rem_euclid(60))] {
            out.push(mark);
            push_digits(out, number, 2);
        }
        if micros != 0 {
            out.push('.');
            push_digits(out, micros, 6);
        }
    }

    /// Reads RFC 3339, with any offset and any number of fraction digits.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        Self::from_micros(rfc3339_micros(text)?)
    }
}

/// Microseconds since 1970, in the range of years that RFC 3339 has.
fn rfc3339_micros(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let (time, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => time.split_at_checked(at)?,
        None => return None,
    };
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let seconds = day_number(date)?.checked_mul(SECONDS_PER_DAY)?.checked_add(seconds_of_day(clock)?)?;
    let seconds = seconds.checked_sub(offset_seconds(offset)?)?;
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let micros: i64 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
    seconds.checked_mul(MICROS_PER_SECOND)?.checked_add(micros)
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC; the fraction only when there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(32);
        self.push_to(&mut text);
        text.push('Z');
        f.write_str(&text)
    }
}

/// Appends the last decimal digits of a number. Formatting macros take five times as long, and pages are full of moments.
fn push_digits(out: &mut String, number: i64, count: usize) {
    for divisor in [100_000, 10_000, 1_000, 100, 10, 1].iter().skip(6_usize.saturating_sub(count)) {
        let digit = number.div_euclid(*divisor).rem_euclid(10);
        out.push(char::from(b'0'.saturating_add(u8::try_from(digit).unwrap_or(0))));
    }
}

impl fmt::Debug for Instant {
    /// As `Display`: microseconds are not for reading.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Instant({self})")
    }
}

/// Seconds since 1970 of an HTTP date (`Sun, 06 Nov 1994 08:49:37 GMT`, the one form that servers may still send).
pub(crate) fn http_date(text: &str) -> Option<i64> {
    let mut parts = text.split_ascii_whitespace();
    let (day, month, year, clock) = (parts.nth(1)?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|name| *name == month)?.checked_add(1)?;
    let days = days_from_civil(year.parse().ok()?, i64::try_from(month).ok()?, day.parse().ok()?)?;
    days.checked_mul(SECONDS_PER_DAY)?.checked_add(seconds_of_day(clock)?)
}

/// The day count of `YYYY-MM-DD`, or `None` when that is no date of the calendar.
pub(crate) fn day_number(date: &str) -> Option<i64> {
    let mut parts = date.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || month.len() != 2 || day.len() != 2 {
        return None;
    }
    days_from_civil(digits(year)?, digits(month)?, digits(day)?)
}

/// The first days of a month (`YYYY-MM`) and of the one after it, as `YYYY-MM-DD`.
#[must_use]
pub fn month_range(month: &str) -> Option<(String, String)> {
    day_number(&format!("{month}-01"))?;
    let (year, number) = month.split_once('-')?;
    let (year, number) = (digits(year)?, digits(number)?);
    let (next_year, next) = if number == 12 { (year.checked_add(1)?, 1) } else { (year, number.checked_add(1)?) };
    Some((format!("{month}-01"), format!("{next_year:04}-{next:02}-01")))
}

fn digits(text: &str) -> Option<i64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn seconds_of_day(clock: &str) -> Option<i64> {
    let mut parts = clock.splitn(3, ':').map(|part| if part.len() == 2 { digits(part) } else { None });
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    // 60 is a leap second: the same moment as the next full minute.
    (hour < 24 && minute < 60 && second <= 60)
        .then(|| hour.saturating_mul(3600).saturating_add(minute.saturating_mul(60)).saturating_add(second))
}

fn offset_seconds(text: &str) -> Option<i64> {
    if text == "Z" || text == "z" {
        return Some(0);
    }
    let (sign, clock) = text.split_at_checked(1)?;
    let seconds = seconds_of_day(&format!("{clock}:00"))?;
    if sign == "-" { seconds.checked_neg() } else { Some(seconds) }
}

/// Howard Hinnant's `days_from_civil`: days since 1970-01-01 in the proleptic Gregorian calendar.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(0..=9999).contains(&year) || !(1..=12).contains(&month) || day < 1 {
        return None;
    }
    let shifted = if month <= 2 { year.checked_sub(1)? } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let month_from_march = month.checked_add(9)?.rem_euclid(12);
    let day_of_year =
        month_from_march.checked_mul(153)?.checked_add(2)?.div_euclid(5).checked_add(day)?.checked_sub(1)?;
    let day_of_era = year_of_era
        .checked_mul(365)?
        .checked_add(year_of_era.div_euclid(4))?
        .checked_sub(year_of_era.div_euclid(100))?
        .checked_add(day_of_year)?;
    let days = era.checked_mul(146_097)?.checked_add(day_of_era)?.checked_sub(719_468)?;
    // A 31st of a shorter month would come back as another date.
    (date_of(days) == (year, month, day)).then_some(days)
}

/// The inverse, `civil_from_days`.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days.saturating_add(719_468);
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = day_of_era
        .saturating_sub(day_of_era.div_euclid(1_460))
        .saturating_add(day_of_era.div_euclid(36_524))
        .saturating_sub(day_of_era.div_euclid(146_096))
        .div_euclid(365);
    let before = year_of_era
        .saturating_mul(365)
        .saturating_add(year_of_era.div_euclid(4))
        .saturating_sub(year_of_era.div_euclid(100));
    let day_of_year = day_of_era.saturating_sub(before);
    let month_from_march = day_of_year.saturating_mul(5).saturating_add(2).div_euclid(153);
    let day = day_of_year
        .saturating_sub(month_from_march.saturating_mul(153).saturating_add(2).div_euclid(5))
        .saturating_add(1);
    let month =
        if month_from_march < 10 { month_from_march.saturating_add(3) } else { month_from_march.saturating_sub(9) };
    let year = year_of_era.saturating_add(era.saturating_mul(400)).saturating_add(i64::from(month <= 2));
    (year, month, day)
}

/// Text is RFC 3339 (opencatd); a number is epoch milliseconds (ESP-AI, AKOOL).
fn micros(found: Found<'_>) -> Result<i64, &'static str> {
    let millis = match found {
        Found::Whole(millis) => Some(millis),
        Found::Large(_) => Some(i64::MAX),
        Found::Text(text) => match text.parse() {
            Ok(millis) => Some(millis),
            Err(_) => return rfc3339_micros(text).ok_or(EXPECTED),
        },
        _ => None,
    };
    millis.map(|millis| millis.saturating_mul(1000)).ok_or(EXPECTED)
}

const EXPECTED: &str = "a time (epoch milliseconds or RFC 3339)";

impl Value for Instant {
    const SLOT: Slot = Slot::required(Type::Instant);

    fn blank() -> Self {
        Self(0)
    }

    fn read(found: Found<'_>) -> Result<Self, &'static str> {
        Self::from_micros(micros(found)?).ok_or("a time of the years 1685 to 2255")
    }

    /// A time outside the range is none: Go writes the year 1 where it has no time.
    fn read_optional(found: Found<'_>) -> Result<Option<Self>, &'static str> {
        micros(found).map(Self::from_micros)
    }

    fn put(&self, out: &mut dyn Writer) {
        out.instant(Some(*self));
    }

    fn none(out: &mut dyn Writer) {
        out.instant(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_3339_in_every_shape_the_servers_write() {
        for (text, micros, shown) in [
            ("2023-05-28T18:47:19+08:00", 1_685_270_839_000_000, "2023-05-28T10:47:19Z"),
            ("2023-05-28T18:47:19.711027498+08:00", 1_685_270_839_711_027, "2023-05-28T10:47:19.711027Z"),
            ("2023-05-28T18:47:19.5Z", 1_685_299_639_500_000, "2023-05-28T18:47:19.500000Z"),
            ("1969-12-31T23:59:59.999999Z", -1, "1969-12-31T23:59:59.999999Z"),
            ("2024-02-29T00:00:00-00:30", 1_709_166_600_000_000, "2024-02-29T00:30:00Z"),
        ] {
            let instant = Instant::parse_rfc3339(text).unwrap();
            assert_eq!((instant.micros(), instant.to_string().as_str()), (micros, shown));
            assert_eq!(format!("{instant:?}"), format!("Instant({shown})"));
        }
        for text in [
            "",
            "2023-05-28",
            "2023-02-30T00:00:00Z",
            "2023-05-28T24:00:00Z",
            "2023-05-28T00:00:00",
            "2023-05-28T00:00:00.Z",
            "0001-01-01T00:00:00Z",
        ] {
            assert_eq!(Instant::parse_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn http_dates_and_months() {
        assert_eq!(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(http_date("soon"), None);
        assert_eq!(month_range("2023-12"), Some(("2023-12-01".into(), "2024-01-01".into())));
        assert_eq!(month_range("2023-02"), Some(("2023-02-01".into(), "2023-03-01".into())));
        for month in ["2023-13", "2023-1", "2023", "23-01", "2023-00", "2023-01-01"] {
            assert_eq!(month_range(month), None, "{month}");
        }
    }

    #[test]
    fn every_day_survives_the_calendar() {
        for days in (-100_000..100_000).step_by(97) {
            let (year, month, day) = date_of(days);
            assert_eq!(days_from_civil(year, month, day), Some(days));
        }
    }
}
