//! The range of days of a usage query.

use crate::error::BursarError;
use crate::instant::{day_number, month_range};
use crate::options::Dialect;

/// The first day and the day after the last, as the server wants them: `to` is exclusive. `None` for the worker, which
/// ignores dates and gives all-time totals: taking a period there would pass them off as that period's.
pub(super) fn days(
    dialect: Dialect,
    month: Option<&str>,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<Option<(String, String)>, BursarError> {
    let chosen = match (month, from, to) {
        (None, None, None) => None,
        (Some(month), None, None) => {
            let range = month_range(month).ok_or_else(|| BursarError::invalid("month", "must be a month, YYYY-MM"))?;
            Some(range)
        }
        (None, Some(from), Some(to)) => {
            let day = |field, text: &str| {
                day_number(text).ok_or_else(|| BursarError::invalid(field, "must be a day, YYYY-MM-DD"))
            };
            if day("from", from)? >= day("to", to)? {
                return Err(BursarError::invalid("to", "must be after from; it is the first day that does not count"));
            }
            Some((from.to_owned(), to.to_owned()))
        }
        (Some(_), ..) => return Err(BursarError::invalid("month", "give month, or from and to, not both")),
        (None, Some(_), None) => {
            return Err(BursarError::invalid("to", "is missing; it is the first day that does not count"));
        }
        (None, None, Some(_)) => return Err(BursarError::invalid("from", "is missing")),
    };
    match (dialect, chosen) {
        (Dialect::Go, Some(days)) => Ok(Some(days)),
        // Old builds answer `[]` without dates, which would read as nothing spent.
        (Dialect::Go, None) => Err(BursarError::invalid("month", "give month, or from and to")),
        (Dialect::Worker, None) => Ok(None),
        (Dialect::Worker, Some(_)) => {
            Err(BursarError::invalid("month", "the worker gives all-time totals only: leave the period out"))
        }
    }
}
