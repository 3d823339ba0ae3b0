//! Decimals, moments and months: exact, total, and the same when read again.

mod common;

use bursar::{Decimal, Instant, month_range};
use common::cases;
use proptest::prelude::*;

/// A decimal of `units` times ten to the power of minus `scale`, written out.
fn decimal(units: i64, scale: usize) -> Decimal {
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if units < 0 { "-" } else { "" };
    let point = if scale == 0 { "" } else { "." };
    Decimal::parse(&format!("{sign}{whole}{point}{fraction}")).expect("a decimal")
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn any_text_is_read_or_refused(text in prop_oneof!["\\PC{0,40}", "[-+0-9.TZ: ]{0,40}", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.Z+-]{0,20}"]) {
        if let Some(decimal) = Decimal::parse(&text) {
            prop_assert_eq!(decimal.as_str(), &text);
            prop_assert!(decimal.add(&decimal).is_some() || text.len() > 30);
        }
        if let Some(moment) = Instant::parse_rfc3339(&text) {
            prop_assert_eq!(Instant::parse_rfc3339(&moment.to_string()), Some(moment));
        }
        if let Some((from, to)) = month_range(&text) {
            prop_assert!(from < to && from.ends_with("-01") && to.ends_with("-01"));
        }
    }

    #[test]
    fn sums_are_exact(a in -1_000_000_000_000..1_000_000_000_000_i64, b in -1_000_000_000_000..1_000_000_000_000_i64, scales in (0..8_usize, 0..8_usize)) {
        let common = scales.0.max(scales.1);
        let scaled = |units: i64, scale: usize| units * 10_i64.pow(u32::try_from(common - scale).unwrap());
        let (a_common, b_common) = (scaled(a / 100_000, scales.0), scaled(b / 100_000, scales.1));
        let sum = decimal(a / 100_000, scales.0).add(&decimal(b / 100_000, scales.1));
        prop_assert_eq!(sum, Some(decimal(a_common + b_common, common)));
    }

    #[test]
    fn moments_survive_their_text(micros: i64) {
        match Instant::from_micros(micros) {
            Some(moment) => prop_assert_eq!(Instant::parse_rfc3339(&moment.to_string()), Some(moment)),
            None => prop_assert!(micros.unsigned_abs() > 1 << 53),
        }
    }

    #[test]
    fn moments_of_our_time_survive_their_text(micros in -9_007_199_254_740_992..=9_007_199_254_740_992_i64) {
        let moment = Instant::from_micros(micros).expect("within the years 1685 to 2255");
        prop_assert_eq!(Instant::parse_rfc3339(&moment.to_string()), Some(moment));
    }

    #[test]
    fn every_month_ends_where_the_next_begins(year in 0..9_999_u32, month in 1..=12_u32) {
        let (_, end) = month_range(&format!("{year:04}-{month:02}")).expect("a month");
        let (next, _) = month_range(end.get(..7).expect("a month")).expect("a month");
        prop_assert_eq!(end, next);
    }
}
