//! What the account has left: the sum over its cards, in calls.

use bursar_macros::params;

use super::{CardType, ListCards};
use crate::credits::{CreditBasis, CreditUnit, Credits};
use crate::error::{BursarError, ErrorKind, Hints};
use crate::espai::WRONG_KEY;
use crate::io::Io;
use crate::operation::{Flow, Platform};

/// Adds up the cards of the account. Unlimited ones (type 5) do not count into the sum; `unlimited` tells of them.
///
/// Errors of its own: those of `cards.list`.
#[params]
pub struct GetCredits {}

impl Flow for GetCredits {
    type Output = Credits;

    const HINTS: Hints = &[(ErrorKind::Refused, WRONG_KEY)];

    async fn run(self, io: Io) -> Result<Credits, BursarError> {
        let (mut sum, mut unlimited, mut after) = (0_i64, false, None);
        loop {
            let page = io.reading(&ListCards::default(), after.as_deref()).await?;
            for card in page.rows {
                if card.r#type == CardType::TAOTIE {
                    unlimited = true;
                } else {
                    let added = card.api_limit.and_then(|limit| sum.checked_add(limit));
                    let problem = "api_limit: a card that is not unlimited tells none, or the sum is too large";
                    sum = added.ok_or_else(|| BursarError::new(ErrorKind::Decode, problem).with_path("api_limit"))?;
                }
            }
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        let credits = Credits::remaining(Platform::EspAi, sum.into(), CreditUnit::CALLS, CreditBasis::SUM_OF_CARDS);
        Ok(Credits { unlimited, ..credits })
    }
}
