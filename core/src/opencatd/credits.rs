//! What was spent in a period, over all users, in US dollars at list price. opencatd has no balance.

use bursar_macros::params;

use super::ListUsages;
use crate::Decimal;
use crate::credits::{CreditBasis, CreditUnit, Credits};
use crate::error::{BursarError, ErrorKind};
use crate::io::Io;
use crate::operation::{Flow, Platform};
use crate::options::Dialect;

/// Adds up the costs of all users. A period is needed, except in the dialect `worker`, which tells all-time totals only.
///
/// Errors of its own: those of `usages.list`.
#[params]
pub struct GetCredits {
    /// A calendar month of the server's time zone, `YYYY-MM`.
    pub month: Option<String>,
    /// Instead of a month: the first day, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// With `from`: the day after the last, `YYYY-MM-DD`.
    pub to: Option<String>,
}

impl Flow for GetCredits {
    type Output = Credits;

    async fn run(self, io: Io) -> Result<Credits, BursarError> {
        let basis = match io.session().dialect() {
            Dialect::Go => CreditBasis::SPENT_IN_PERIOD,
            Dialect::Worker => CreditBasis::SPENT_IN_TOTAL,
        };
        let usages = ListUsages { month: self.month, from: self.from, to: self.to };
        let mut spent = Decimal::default();
        for usage in io.reading(&usages, None).await?.rows {
            let sum = spent.add(&usage.cost);
            spent = sum.ok_or_else(|| BursarError::new(ErrorKind::Decode, "cost: the sum has more than 38 digits"))?;
        }
        Ok(Credits::spent(Platform::OpenCatd, spent, CreditUnit::USD, basis))
    }
}
