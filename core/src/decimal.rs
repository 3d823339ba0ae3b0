//! Exact decimal numbers, carried as text.

use std::fmt;

use crate::schema::{Slot, Type};
use crate::value::{Found, Value, Writer};

/// Credits or money, exact: a validated text such as `-12.50`.
///
/// Text is taken as it is written, and so are whole JSON numbers below 2^64. Other JSON numbers go through a double, which keeps 15
/// digits, and may keep no more than 17: `0.1` stays `0.1`, and of `12345678901234567.89` the end is lost. Only AKOOL writes its
/// credit in numbers; opencatd writes costs as text.
///
/// Bindings turn it into their language's decimal type. Trailing zeros are kept as the server wrote them; equality is
/// that of the texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decimal(String);

/// Longer texts are no amounts of anything; adding them up would be work without end.
const LONGEST: usize = 64;

impl Decimal {
    /// Checks the text, of 64 characters at most: an optional minus sign, digits, and at most one point between digits. No exponent.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let valid = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        (valid(whole) && valid(fraction)).then(|| Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The exact sum, or `None` when it needs more than 38 digits.
    #[must_use]
    pub fn add(&self, other: &Self) -> Option<Self> {
        let (scale, other_scale) = (self.scale(), other.scale());
        let common = scale.max(other_scale);
        let sum = self.scaled(common)?.checked_add(other.scaled(common)?)?;
        Some(Self::from_scaled(sum, common))
    }

    /// Digits behind the point.
    fn scale(&self) -> usize {
        self.0.split_once('.').map_or(0, |(_, fraction)| fraction.len())
    }

    /// The number times ten to the power of `scale`, which is at least its own scale.
    fn scaled(&self, scale: usize) -> Option<i128> {
        let mut digits: String = self.0.chars().filter(|c| *c != '.').collect();
        digits.extend(std::iter::repeat_n('0', scale.checked_sub(self.scale())?));
        digits.parse().ok()
    }

    /// Without exponent, and without zeros behind the point. (The standard library would print it so, at ten times the code that
    /// the JSON writer's printing takes, which is there anyway.)
    fn from_float(number: f64) -> Option<Self> {
        let text = serde_json::Number::from_f64(number)?.to_string();
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let fraction = fraction.trim_end_matches('0');
        let scale = i64::try_from(fraction.len()).ok()?.saturating_sub(exponent.parse().ok()?);
        let digits = format!("{whole}{fraction}");
        match usize::try_from(scale) {
            Ok(scale) => Self::parse(Self::from_scaled(digits.parse().ok()?, scale).as_str()),
            Err(_) => Self::parse(&(digits + &"0".repeat(usize::try_from(scale.unsigned_abs()).ok()?))),
        }
    }

    fn from_scaled(number: i128, scale: usize) -> Self {
        let sign = if number < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", number.unsigned_abs(), width = scale.saturating_add(1));
        let (whole, fraction) = digits.split_at(digits.len().saturating_sub(scale));
        Self(if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
    }
}

impl Default for Decimal {
    fn default() -> Self {
        Self("0".to_owned())
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Value for Decimal {
    const SLOT: Slot = Slot::required(Type::Decimal);

    fn blank() -> Self {
        Self::default()
    }

    /// Takes text and numbers: opencatd writes costs as text, AKOOL writes credit as a number.
    fn read(found: Found<'_>) -> Result<Self, &'static str> {
        let text = match found {
            Found::Text(text) => Self::parse(text),
            Found::Whole(number) => Some(number.into()),
            Found::Large(number) => Some(Self(number.to_string())),
            // The shortest text that reads back as the same number: what the server wrote, up to 15 digits. The digits
            // themselves are only in the text that serde_json reads from, and other sources have none.
            Found::Number(number) => Self::from_float(number),
            Found::Null | Found::Bool(_) | Found::Nested => None,
        };
        text.ok_or("a decimal number")
    }

    fn put(&self, out: &mut dyn Writer) {
        out.text(Some(&self.0));
    }

    fn none(out: &mut dyn Writer) {
        out.text(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn only_plain_decimals_are_taken() {
        for text in ["0", "-1", "12.50", "0.0000001"] {
            assert_eq!(decimal(text).as_str(), text);
        }
        for text in ["", "-", ".", "1.", ".5", "1e3", "+1", "NaN", "1,5", "1.2.3", " 1", "١"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_written_as_the_standard_library_prints_them() {
        for number in [
            0.0,
            0.1,
            -0.5,
            1.0,
            100.0,
            1999.5,
            1e-7,
            1.5e-10,
            1e15,
            1e16,
            123_456_789.125,
            1.5e21,
            1e40,
            1e-60,
            -2.5e30,
        ] {
            assert_eq!(Decimal::from_float(number).unwrap().as_str(), number.to_string());
        }
        for number in [1e64, 1e-64, f64::MAX, f64::MIN_POSITIVE, f64::NAN] {
            assert_eq!(Decimal::from_float(number), None);
        }
    }

    #[test]
    fn what_numbers_keep_of_their_digits() {
        let read = |json: &str| {
            let mut place = Option::<Decimal>::None;
            crate::decode::place(json, "", &mut place).unwrap();
            place.unwrap().0
        };
        for (json, kept) in [
            ("0.1", "0.1"),
            ("123456789012.345", "123456789012.345"),
            ("18446744073709551615", "18446744073709551615"),
            ("\"12345678901234567.89\"", "12345678901234567.89"),
            ("12345678901234567.89", "12345678901234568"),
            ("0.10", "0.1"),
        ] {
            assert_eq!(read(json), kept, "{json}");
        }
    }

    #[test]
    fn sums_are_exact() {
        for (a, b, sum) in [
            ("0.1", "0.2", "0.3"),
            ("0.000110", "0.0000001", "0.0001101"),
            ("-1", "0.5", "-0.5"),
            ("9", "1", "10"),
            ("-0.05", "0.05", "0.00"),
        ] {
            assert_eq!(decimal(a).add(&decimal(b)).unwrap().as_str(), sum);
        }
        assert_eq!(Decimal::parse(&format!("0.{}", "1".repeat(70_000))), None);
        let fine = decimal(&format!("0.{}", "1".repeat(60)));
        assert_eq!(fine.add(&fine), None);
        let huge = decimal(&"9".repeat(38));
        assert_eq!(huge.add(&huge), None);
    }
}
