//! When a request is sent again, and how long to wait first. Pure functions.

use crate::http::Arrived;
use crate::instant::http_date;
use crate::operation::Safety;

const FIRST_WAIT_MS: u64 = 500;
const LONGEST_WAIT_MS: u64 = 8_000;

/// What is certain about a request that gave no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Certainty {
    /// It never left this machine.
    NotSent,
    /// It may have been acted on, and no reply came.
    MaybeSent,
    /// The server refused it: nothing happened. `patience`: it asks to come again later.
    Refused { patience: bool },
    /// A reply came that proves nothing. `passing`: another attempt may go better.
    Unclear { passing: bool },
}

/// Whether the request may be sent again.
pub(crate) fn may_repeat(safety: Safety, certainty: Certainty) -> bool {
    match certainty {
        Certainty::NotSent | Certainty::Refused { patience: true } => true,
        Certainty::MaybeSent | Certainty::Unclear { passing: true } => safety == Safety::Repeat,
        Certainty::Refused { patience: false } | Certainty::Unclear { passing: false } => false,
    }
}

/// Whether a state change that ended so may have happened.
pub(crate) fn may_have_happened(certainty: Certainty) -> bool {
    matches!(certainty, Certainty::MaybeSent | Certainty::Unclear { .. })
}

/// How long to wait before repetition number `repetition` (from 1): 0.5 s, doubling to 8 s, less up to a quarter so
/// that clients do not march in step. The server's own wish wins.
pub(crate) fn wait_ms(repetition: u32, retry_after_ms: Option<u64>, random: u64) -> u64 {
    if let Some(asked) = retry_after_ms {
        return asked;
    }
    let doublings = repetition.saturating_sub(1).min(10);
    let base = FIRST_WAIT_MS.checked_shl(doublings).unwrap_or(LONGEST_WAIT_MS).min(LONGEST_WAIT_MS);
    let less = (base / 4).saturating_mul(random % 1024) / 1023;
    base.saturating_sub(less)
}

/// `Retry-After` in milliseconds: seconds, or a date, which is read against the reply's own `Date`.
pub(crate) fn retry_after_ms(reply: &Arrived) -> Option<u64> {
    let text = reply.header("retry-after")?.trim();
    let seconds = if let Ok(seconds) = text.parse::<u64>() {
        seconds
    } else {
        let (then, now) = (http_date(text)?, http_date(reply.header("date")?)?);
        u64::try_from(then.saturating_sub(now)).unwrap_or(0)
    };
    seconds.checked_mul(1000)
}

/// How long an attempt may take when `left` milliseconds are left of the call. A state change leaves time to settle.
pub(crate) fn attempt_timeout_ms(safety: Safety, chosen_ms: Option<u32>, left: u64) -> u32 {
    let most = u64::from(chosen_ms.unwrap_or(30_000));
    let timeout = match safety {
        Safety::Repeat => most.min(left),
        Safety::Once => most.min(left / 2).min(left.saturating_sub(10_000)).max((left / 4).min(most)),
    };
    u32::try_from(timeout.max(1)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_sent_again() {
        use Certainty::{MaybeSent, NotSent, Refused, Unclear};
        for (certainty, read, change, unknown) in [
            (NotSent, true, true, false),
            (MaybeSent, true, false, true),
            (Refused { patience: true }, true, true, false),
            (Refused { patience: false }, false, false, false),
            (Unclear { passing: true }, true, false, true),
            (Unclear { passing: false }, false, false, true),
        ] {
            assert_eq!(may_repeat(Safety::Repeat, certainty), read, "{certainty:?}");
            assert_eq!(may_repeat(Safety::Once, certainty), change, "{certainty:?}");
            assert_eq!(may_have_happened(certainty), unknown, "{certainty:?}");
        }
    }

    #[test]
    fn waits_double_and_spread() {
        let range = |repetition| (wait_ms(repetition, None, 1023), wait_ms(repetition, None, 0));
        assert_eq!(
            [range(1), range(2), range(5), range(6), range(99)],
            [(375, 500), (750, 1000), (6000, 8000), (6000, 8000), (6000, 8000)]
        );
        assert_eq!(wait_ms(1, Some(7), 5), 7);
    }

    #[test]
    fn retry_after_in_both_forms() {
        let now = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        for (headers, expected) in [
            (vec![("Retry-After", "2")], Some(2000)),
            (vec![("retry-after", "Sun, 06 Nov 1994 08:49:40 GMT"), now], Some(3000)),
            (vec![("retry-after", "Sun, 06 Nov 1994 08:49:00 GMT"), now], Some(0)),
            (vec![("retry-after", "Sun, 06 Nov 1994 08:49:40 GMT")], None),
            (vec![("retry-after", "soon"), now], None),
            (vec![("retry-after", "-1")], None),
            (vec![], None),
        ] {
            let headers = headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
            assert_eq!(retry_after_ms(&Arrived { headers, ..Arrived::default() }), expected);
        }
    }

    #[test]
    fn a_state_change_leaves_time_to_settle() {
        use Safety::{Once, Repeat};
        for (safety, chosen, left, expected) in [
            (Repeat, None, 60_000, 30_000),
            (Repeat, None, 5_000, 5_000),
            (Once, None, 60_000, 30_000),
            (Once, None, 30_000, 15_000),
            (Once, None, 16_000, 6_000),
            (Once, None, 8_000, 2_000),
            (Once, Some(1_000), 60_000, 1_000),
            (Once, Some(1_000), 8_000, 1_000),
            (Repeat, None, 0, 1),
        ] {
            assert_eq!(attempt_timeout_ms(safety, chosen, left), expected, "{safety:?} {chosen:?} {left}");
        }
    }
}
