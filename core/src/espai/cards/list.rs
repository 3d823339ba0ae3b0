//! `POST /cdkey/list`: the quota cards of the account, filtered.
//!
//! Whether filters match exactly is not documented. Facts: docs/platforms/espai.md §4 and §5.1, checked 2026-11-21.

use bursar_macros::{params, record};
use serde_json::Value as Json;

use crate::Secret;
use crate::error::{BursarError, ErrorKind, Hints};
use crate::espai::{WRONG_KEY, goes_on, require_page};
use crate::http::{Reply, RequestBuilder, texts};
use crate::instant::Instant;
use crate::operation::{Info, Operation, Platform, Safety};
use crate::page::Page;
use crate::value::open_enum;

open_enum! {
    /// The type of a card.
    CardType {
        /// Not in the published table, but on every sample: most likely the free trial card (unverified).
        TRIAL = "0",
        /// Azure Dragon (青龙), paid.
        AZURE_DRAGON = "1",
        /// Nine-tailed Fox (九尾狐), paid.
        NINE_TAILED_FOX = "2",
        /// Black Tortoise (玄武), paid.
        BLACK_TORTOISE = "3",
        /// Torch Dragon (烛龙), paid.
        TORCH_DRAGON = "4",
        /// Taotie (饕餮), paid; probably unlimited (unverified).
        TAOTIE = "5",
    }
}

impl CardType {
    /// Whether the card's credits are counted, so that a transfer shows in them.
    pub(super) fn is_counted(&self) -> bool {
        [Self::AZURE_DRAGON, Self::NINE_TAILED_FOX, Self::BLACK_TORTOISE, Self::TORCH_DRAGON].contains(self)
    }
}

/// Lists cards; without a filter all of the account.
///
/// Errors of its own: `refused`, with the platform's words, for what the platform does not grant.
#[params]
pub struct ListCards {
    /// Only the card of this id.
    pub id: Option<String>,
    /// Only cards of this type.
    pub r#type: Option<CardType>,
    /// Only the card of this redemption code.
    pub code: Option<Secret>,
    /// Only cards of owners of this nickname. (Sent as `user_name`; the page's table says `username`: unverified.)
    pub user_name: Option<String>,
    /// Only cards of the owner of this phone number.
    pub user_phone: Option<String>,
    /// Only cards with this many calls left; whether equal or at least is not documented.
    pub api_limit: Option<String>,
    /// The page to begin with, from 1.
    pub page: Option<u32>,
    /// Rows a page; 9,999 unless given. The server may send fewer.
    pub limit: Option<u32>,
}

/// A quota card.
#[record]
pub struct Card {
    /// 32 hex digits.
    pub id: String,
    /// When it was made.
    pub create_time: Instant,
    /// When it was changed last.
    pub update_time: Option<Instant>,
    /// Redemption code. Together with the phone it is a credential.
    pub code: String,
    /// Id of the owner.
    pub user_id: String,
    /// Calls that are left. What an unlimited card shows is not documented.
    pub api_limit: Option<i64>,
    /// The type.
    pub r#type: CardType,
    /// The owner's phone number. The server sends a number, so leading zeros are lost.
    pub user_phone: String,
    /// The owner's nickname.
    pub user_name: String,
}

impl Operation for ListCards {
    type Output = Page<Card>;

    const INFO: Info = Info::post(Platform::EspAi, "/cdkey/list", Safety::Repeat);

    const HINTS: Hints = &[(ErrorKind::Refused, WRONG_KEY)];

    // Every parameter is wanted as text.
    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        require_page(self.page, self.limit)?;
        let page = request.cursor.page(self.page);
        request.json(Json::Object(texts(
            &mut [
                ("id", self.id.clone()),
                ("type", self.r#type.as_ref().map(ToString::to_string)),
                ("code", self.code.as_ref().map(|code| code.expose().to_owned())),
                ("user_name", self.user_name.clone()),
                ("user_phone", self.user_phone.clone()),
                ("api_limit", self.api_limit.clone()),
                ("page", page.map(|page| page.to_string())),
                ("limit", self.limit.map(|limit| limit.to_string())),
            ]
            .into_iter(),
        )));
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<Page<Card>, BursarError> {
        let (rows, total): (Vec<Card>, _) = (reply.rows()?, reply.total());
        let came = rows.len();
        reply.list.turn(
            self.page,
            self.limit,
            rows,
            |card| &card.id,
            total,
            |seen| goes_on(self.limit, came, seen, total),
        )
    }
}
