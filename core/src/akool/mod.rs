//! AKOOL: tokens, credit and webhooks of an account.
//!
//! The envelope is `{code, msg, data}`; HTTP 200 also carries failures, so the code decides. A session authenticates by
//! API key, or by client id and secret, from which it makes a token when it needs one. Facts: `docs/platforms/akool.md`.

mod credit;
mod credits;
mod tokens;
#[cfg(feature = "webhooks")]
mod webhooks;

pub use credit::{Credit, GetCredit};
pub use credits::GetCredits;
pub use tokens::{CreateToken, Token};
#[cfg(feature = "webhooks")]
pub use webhooks::{OpenWebhook, WebhookEvent, WebhookStatus};

use bursar_macros::object;

use crate::Secret;
use crate::error::ErrorKind;
use crate::fields::Data;
use crate::http::Arrived;
use crate::session::Session;
use crate::sort::{Payload, Sorted, by_status, open};
use crate::value::Blank;

/// The code of a token that is wrong or expired.
pub(crate) const DEAD_TOKEN: &str = "1101";

#[object]
struct Envelope {
    code: i64,
    msg: Option<String>,
}

/// Done: HTTP 2xx and code 1000. Every other documented code is a refusal at any status; one that is not documented is a
/// refusal too, unless the status says that the server failed.
pub(crate) fn sort<'a>(reply: &'a Arrived, to: Data<'_>) -> Sorted<'a> {
    let mut envelope = Envelope::blank();
    let data = match open(reply, &mut envelope, to) {
        Ok(data) => data,
        Err(foreign) => return foreign,
    };
    let said = envelope.msg.as_deref().filter(|message| !message.is_empty());
    let code = Some(envelope.code.to_string());
    if envelope.code == 1000 {
        let payload = Payload { json: data, root: "data", total: None };
        return by_status(reply, said).map_or(Sorted::Done(payload), |sorted| sorted.with_code(code));
    }
    let sorted = match kind_of(envelope.code) {
        Some(kind) => Sorted::refused(kind, said.unwrap_or("no message")),
        None => {
            by_status(reply, said).unwrap_or_else(|| Sorted::refused(ErrorKind::Refused, said.unwrap_or("no message")))
        }
    };
    sorted.with_code(code)
}

/// The kind of a documented code. 1101 and 1102 concern the credential, 1200 is a banned account.
fn kind_of(code: i64) -> Option<ErrorKind> {
    Some(match code {
        1003 => ErrorKind::InvalidRequest,
        1005 => ErrorKind::RateLimited,
        1006 => ErrorKind::InsufficientCredit,
        1008 => ErrorKind::NotFound,
        1009 | 1200 => ErrorKind::Permission,
        1101 | 1102 => ErrorKind::Authentication,
        1007 | 1010 | 1015 | 1108 | 1201 => ErrorKind::Refused,
        _ => return None,
    })
}

/// The client id and secret. The API Key is the client secret by another name, so either gives it.
pub(crate) fn client(session: &Session) -> Option<(&Secret, &Secret)> {
    let given = session.credentials();
    given.client_id.as_ref().zip(given.client_secret.as_ref().or(given.api_key.as_ref()))
}
