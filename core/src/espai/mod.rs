//! ESP-AI: quota cards ("cdkey") and orders of an account.
//!
//! Every call is a POST with the raw key as `authorization`. The envelope is `{success, message, data, totalNumber, code}`;
//! refusals come as HTTP 200. Facts: `docs/platforms/espai.md`.

mod cards;
mod credits;
mod orders;

pub(crate) use cards::TransferBook;
pub use cards::{
    BalanceLog, BalanceLogType, Card, CardType, CheckTransfer, DestroyCard, GetCard, KnownBy, ListBalanceLogs,
    ListCards, PrepareTransfer, PreparedTransfer, TransferCards, Transferred,
};
pub use credits::GetCredits;
pub use orders::{Commodity, CommodityType, CreateOrder, Order};

use bursar_macros::object;

use crate::error::{BursarError, ErrorKind};
use crate::fields::Data;
use crate::http::Arrived;
use crate::sort::{Payload, Sorted, by_status, open};
use crate::value::Blank;

#[object]
struct Envelope {
    success: bool,
    message: Option<String>,
    code: Option<i64>,
    #[serde(rename = "totalNumber")]
    total: Option<u64>,
}

/// Done: HTTP 2xx and `success: true`. A code of 500 and above is the server's own failure and proves nothing; 401 is a
/// missing parameter, not a missing login; messages are free text and decide nothing.
pub(crate) fn sort<'a>(reply: &'a Arrived, to: Data<'_>) -> Sorted<'a> {
    let mut envelope = Envelope::blank();
    let data = match open(reply, &mut envelope, to) {
        Ok(data) => data,
        Err(foreign) => return foreign,
    };
    let said = envelope.message.as_deref().filter(|message| !message.is_empty());
    let code = || envelope.code.map(|code| code.to_string());
    let detail = said.unwrap_or("no message");
    let sorted = match (by_status(reply, said), envelope.success, envelope.code) {
        (None, true, _) => {
            return Sorted::Done(Payload { json: data, root: "data", total: envelope.total });
        }
        // At any status; and a success under a status that is none contradicts itself.
        (_, false, Some(500..)) | (Some(_), true, _) => Sorted::unclear(ErrorKind::Server, detail),
        (Some(by_status), false, _) => by_status,
        (None, false, Some(401)) => Sorted::refused(ErrorKind::InvalidRequest, detail),
        (None, false, _) => Sorted::refused(ErrorKind::Refused, detail),
    };
    sorted.with_code(code())
}

/// Whether a list goes on behind a page of `rows` rows, `seen` having been given so far.
///
/// The stated total decides. A page shorter than asked for is no end: servers cap the page. Until 2025-04-25 the total was
/// the number of rows of the page, so a full page that equals its total may go on.
fn goes_on(limit: Option<u32>, rows: usize, seen: u64, total: Option<u64>) -> bool {
    let limit = limit.unwrap_or(DEFAULT_LIMIT) as usize;
    match total {
        Some(total) if seen < total => true,
        Some(total) => total == rows as u64 && rows >= limit,
        None => rows > 0,
    }
}

/// Pages are counted from 1, and what the server makes of an empty one is not documented.
fn require_page(page: Option<u32>, limit: Option<u32>) -> Result<(), BursarError> {
    for (name, number) in [("page", page), ("limit", limit)] {
        if number == Some(0) {
            return Err(BursarError::invalid(name, "must be at least 1"));
        }
    }
    Ok(())
}

/// What to do after a list was refused. The server's words are free text, and what it answers to a wrong key is not
/// documented, so the kind does not tell; but lists are refused for hardly anything else.
const WRONG_KEY: &str = "Likely: the key is wrong. It is the open_api_key of the console's developer options, not the \
                         api_key of a character.";

/// Rows a page where none are asked for.
const DEFAULT_LIMIT: u32 = 9_999;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_lists_end() {
        for (limit, rows, seen, total, expected) in [
            (None, 3, 3, Some(3), false),
            (Some(10), 10, 10, Some(25), true),
            (Some(10), 5, 25, Some(25), false),
            (Some(100), 10, 10, Some(25), true),
            (Some(10), 10, 10, Some(10), true),
            (None, 9_999, 9_999, Some(9_999), true),
            (None, 3, 3, None, true),
            (None, 0, 3, None, false),
        ] {
            assert_eq!(goes_on(limit, rows, seen, total), expected, "{limit:?} {rows} {seen} {total:?}");
        }
    }
}
