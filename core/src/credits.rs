//! What an account has left or has spent, in one shape for every platform.

use bursar_macros::record;

use crate::Decimal;
use crate::operation::Platform;
use crate::value::open_enum;

open_enum! {
    /// What credits are counted in.
    CreditUnit {
        /// LBAI's chips.
        CHIPS = "chips",
        /// US dollars at list price.
        USD = "USD",
        /// AKOOL's credits.
        CREDITS = "credits",
        /// Calls of ESP-AI.
        CALLS = "calls",
    }
}

open_enum! {
    /// Where a figure comes from.
    CreditBasis {
        /// The account's balance.
        BALANCE = "balance",
        /// The sum over all quota cards of the account.
        SUM_OF_CARDS = "sum_of_cards",
        /// What was spent in the period that was asked for.
        SPENT_IN_PERIOD = "spent_in_period",
        /// What was ever spent.
        SPENT_IN_TOTAL = "spent_in_total",
    }
}

/// What an account has left or has spent.
#[record]
pub struct Credits {
    /// The platform's id.
    pub platform: String,
    /// What is left, in `unit`; null where the platform tells only what was spent.
    pub remaining: Option<Decimal>,
    /// What was spent, in `unit`; null where the platform tells only what is left.
    pub spent: Option<Decimal>,
    /// Whether something besides `remaining` has no limit (an unlimited card).
    pub unlimited: bool,
    /// What is counted.
    pub unit: CreditUnit,
    /// Where the figure comes from.
    pub basis: CreditBasis,
}

impl Credits {
    pub(crate) fn remaining(platform: Platform, remaining: Decimal, unit: CreditUnit, basis: CreditBasis) -> Self {
        Self {
            platform: platform.id().to_owned(),
            remaining: Some(remaining),
            spent: None,
            unlimited: false,
            unit,
            basis,
        }
    }

    pub(crate) fn spent(platform: Platform, spent: Decimal, unit: CreditUnit, basis: CreditBasis) -> Self {
        Self { platform: platform.id().to_owned(), remaining: None, spent: Some(spent), unlimited: false, unit, basis }
    }
}
