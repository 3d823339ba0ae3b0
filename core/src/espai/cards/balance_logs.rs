//! `POST /cdkey/balance_logs`: what changed the quota of the account's cards.
//!
//! The page's table reads like a flat body, its sample is a root array that holds one object; the array is sent unless
//! `flat_body` is set (unverified). Facts: docs/platforms/espai.md §5.5, checked 2026-11-21.

use bursar_macros::{params, record};
use serde_json::Value as Json;

use crate::error::{BursarError, ErrorKind, Hints};
use crate::espai::{goes_on, require_page};
use crate::http::{Reply, RequestBuilder, texts};
use crate::instant::Instant;
use crate::operation::{Info, Operation, Platform, Safety};
use crate::page::Page;
use crate::value::open_enum;

/// Lists log entries, of one card or of all.
///
/// Errors of its own: `refused`, with the platform's words, for what the platform does not grant.
#[params]
pub struct ListBalanceLogs {
    /// Only entries of the card of this id.
    pub id: Option<String>,
    /// The page to begin with, from 1.
    pub page: Option<u32>,
    /// Rows a page; 9,999 unless given.
    pub limit: Option<u32>,
    /// Whether to send a flat object instead of an array of one.
    pub flat_body: Option<bool>,
}

open_enum! {
    /// What kind of entry it is. The meanings are not documented; `2` is the sample's.
    BalanceLogType {
        /// As in the published sample.
        SAMPLE = "2",
    }
}

/// One entry of the log.
#[record]
pub struct BalanceLog {
    /// Id of the entry.
    pub id: String,
    /// When it was written.
    pub create_time: Instant,
    /// What kind of entry it is.
    pub r#type: BalanceLogType,
    /// Id of the owner.
    pub user_id: String,
    /// Id of the card.
    pub cdkey_id: String,
    /// Calls: the entry's amount, or what was left after it; which is not documented.
    pub api_limit: Option<i64>,
    /// The owner's nickname.
    pub user_name: String,
    /// The owner's e-mail address; may be empty.
    pub user_email: String,
    /// The owner's phone number.
    pub user_phone: String,
}

impl Operation for ListBalanceLogs {
    type Output = Page<BalanceLog>;

    const INFO: Info = Info::post(Platform::EspAi, "/cdkey/balance_logs", Safety::Repeat);

    const HINTS: Hints = &[(
        ErrorKind::Refused,
        "Likely: the key is wrong (`espai.cards.list` tells whether it works), or the server wants a flat body.",
    )];

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        require_page(self.page, self.limit)?;
        let page = request.cursor.page(self.page);
        let body = Json::Object(texts(
            &mut [
                ("id", self.id.clone()),
                ("page", page.map(|page| page.to_string())),
                ("limit", self.limit.map(|limit| limit.to_string())),
            ]
            .into_iter(),
        ));
        request.json(if self.flat_body == Some(true) { body } else { Json::Array(vec![body]) });
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<Page<BalanceLog>, BursarError> {
        let (rows, total): (Vec<BalanceLog>, _) = (reply.rows()?, reply.total());
        let came = rows.len();
        reply.list.turn(
            self.page,
            self.limit,
            rows,
            |log| &log.id,
            total,
            |seen| goes_on(self.limit, came, seen, total),
        )
    }
}
