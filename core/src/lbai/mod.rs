//! Little Beauty AI: users, tokens, balance and costs of an enterprise account.
//!
//! Every account call is a GET, also those that change state. The envelope is `{data, errorCode, message, success}`.
//! No table of error codes is published. Facts: `docs/platforms/lbai.md`.

mod account;
mod costs;
mod credits;
mod users;

pub use account::{Balance, GetBalance};
pub use costs::{Cost, CostTotal, ListCosts, TotalCost};
pub use credits::GetCredits;
pub use users::{CreateUser, CreatedUser, LogoutUser, RefreshToken, UserToken};

use bursar_macros::object;

use crate::error::{BursarError, ErrorKind};
use crate::fields::Data;
use crate::http::Arrived;
use crate::sort::{Payload, Sorted, by_status, open};
use crate::value::Blank;

#[object]
struct Envelope {
    success: bool,
    #[serde(rename = "errorCode")]
    error_code: i64,
    message: Option<String>,
}

/// Done: HTTP 2xx, `success: true` and `errorCode: 0`. `success: false` with a code of its own is a refusal; codes that
/// look like HTTP's 5xx, and statuses of that kind, prove nothing.
pub(crate) fn sort<'a>(reply: &'a Arrived, to: Data<'_>) -> Sorted<'a> {
    let mut envelope = Envelope::blank();
    let data = match open(reply, &mut envelope, to) {
        Ok(data) => data,
        Err(foreign) => return foreign,
    };
    let said = envelope.message.as_deref().filter(|message| !message.is_empty());
    let code = || Some(envelope.error_code.to_string());
    let detail = said.unwrap_or("no message");
    let sorted = match (by_status(reply, said), envelope.success, envelope.error_code) {
        (None, true, 0) => {
            return Sorted::Done(Payload { json: data, root: "data", total: None });
        }
        // What contradicts itself proves nothing, at any status.
        (_, true, _) | (_, false, 0 | 500..=599) => Sorted::unclear(ErrorKind::Server, detail),
        (Some(by_status), false, _) => by_status,
        (None, false, _) => Sorted::refused(ErrorKind::Refused, detail),
    };
    sorted.with_code(code())
}

/// At least one of the two must name somebody.
fn require_user_or_group(user_id: Option<&String>, group_id: Option<&String>) -> Result<(), BursarError> {
    if [user_id, group_id].into_iter().flatten().any(|id| !id.is_empty()) {
        Ok(())
    } else {
        Err(BursarError::invalid("userId", "give userId or groupId"))
    }
}
