//! `GET /ai-api/v1/costListByUser`: what a user or a group consumed, newest first.
//!
//! Late records are put in front while one reads, so rows of the page before are dropped from the one after it.
//! Facts: docs/platforms/lbai.md §4.6, checked 2026-11-21.

use bursar_macros::{object, params, record};

use crate::error::BursarError;
use crate::http::{Reply, RequestBuilder};
use crate::lbai::require_user_or_group;
use crate::operation::{Info, Operation, Platform, Safety};
use crate::page::Page;

/// Lists the cost records of a user or a group. One of the two is needed.
///
/// Errors of its own: `invalid_request` without a user and without a group.
#[params]
pub struct ListCosts {
    /// The platform's id of the user.
    pub user_id: Option<String>,
    /// The group that users were tagged with.
    pub group_id: Option<String>,
    /// The page to begin with, from 1. (Sent as `pageNum`: unverified, named after the reply's field.)
    pub page: Option<u32>,
    /// Rows a page; the server's default appears to be 10, its maximum is unknown. (Sent as `pageSize`: unverified.)
    pub page_size: Option<u32>,
}

/// One thing that was paid for.
#[record]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// The record's id.
    pub id: String,
    /// In chips.
    pub cost_usage: i64,
    /// When. The unit is not documented and the sample fits none, so it is handed on as it came.
    pub consume_time: i64,
    /// What was charged for; the language may follow the platform.
    pub consume_name: String,
}

#[object]
#[serde(rename_all = "camelCase")]
struct Listing {
    items: Vec<Cost>,
    is_more: Option<u32>,
    page_num: Option<u32>,
    total_page: Option<u32>,
    total_count: Option<u64>,
}

impl Listing {
    /// Whether a page follows: not after `isMore: 0`, nor on the last of `totalPage` pages.
    fn goes_on(&self) -> bool {
        let last = self.page_num.zip(self.total_page).is_some_and(|(page, pages)| page >= pages);
        self.is_more != Some(0) && !last
    }
}

impl Operation for ListCosts {
    type Output = Page<Cost>;

    const INFO: Info = Info::get(Platform::Lbai, "/ai-api/v1/costListByUser", Safety::Repeat);

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        require_user_or_group(self.user_id.as_ref(), self.group_id.as_ref())?;
        request.query_if("userId", self.user_id.as_ref());
        request.query_if("groupId", self.group_id.as_ref());
        let page = request.cursor.page(self.page);
        request.query_if("pageNum", page.as_ref());
        request.query_if("pageSize", self.page_size.as_ref());
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<Page<Cost>, BursarError> {
        let listing: Listing = reply.record()?;
        let (goes_on, total) = (listing.goes_on(), listing.total_count);
        reply.list.turn(self.page, self.page_size, listing.items, |cost| &cost.id, total, |_| goes_on)
    }
}
