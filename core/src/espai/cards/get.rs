//! `POST /cdkey/detail`: one quota card, found by its owner's phone and its code.
//!
//! Refusals arrive as HTTP 200 with `success: false`. Facts: docs/platforms/espai.md §5.2, checked 2026-11-21.

use bursar_macros::params;

use super::Card;
use crate::Secret;
use crate::error::{BursarError, ErrorKind, Hints};
use crate::http::{Reply, RequestBuilder, require};
use crate::operation::{Info, Operation, Platform, Safety};

/// Which card to read. Both factors are needed.
///
/// Errors of its own: `refused`, with the platform's words, when no card has this phone and code; `invalid_request`
/// when one is empty.
#[params]
pub struct GetCard {
    /// Phone number of the owner, as digits.
    pub phone: String,
    /// Redemption code. Together with the phone it is a credential.
    pub code: Secret,
}

impl Operation for GetCard {
    type Output = Card;

    const INFO: Info = Info::post(Platform::EspAi, "/cdkey/detail", Safety::Repeat);

    const HINTS: Hints = &[(
        ErrorKind::Refused,
        "Likely: phone and code are not of the same card, or the key is wrong. `espai.cards.list` tells whether \
         the key works, and shows the phones and codes of the account's own cards.",
    )];

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        require("phone", &self.phone)?;
        require("code", self.code.expose())?;
        request.fields(&[("phone", &self.phone), ("code", self.code.expose())]);
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<Card, BursarError> {
        reply.record()
    }
}
