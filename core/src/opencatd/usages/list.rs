//! `GET /1/usages?from=…&to=…`: what each user consumed in a range of days.
//!
//! Days are those of the server's time zone; `to` is exclusive. Users without usage are absent, deleted ones stay. A
//! field that is zero is left out. Facts: docs/platforms/opencatd.md §4 and §5, checked 2026-11-21.

use bursar_macros::{params, record};

use crate::Decimal;
use crate::error::BursarError;
use crate::http::{Reply, RequestBuilder};
use crate::opencatd::period;
use crate::operation::{Info, Operation, Platform, Safety};
use crate::page::Page;

/// Lists what users consumed. A period is needed, except in the dialect `worker`, which tells all-time totals only.
///
/// Errors of its own: `invalid_request` without a period, for one that is none, and for any in the dialect `worker`.
#[params]
pub struct ListUsages {
    /// A calendar month of the server's time zone, `YYYY-MM`.
    pub month: Option<String>,
    /// Instead of a month: the first day, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// With `from`: the day after the last, `YYYY-MM-DD`.
    pub to: Option<String>,
}

/// What one user consumed.
#[record]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// The user's id; the user may be deleted since.
    #[serde(default)]
    pub user_id: i64,
    /// Tokens; for streamed replies the server's own estimate. (The worker writes `totalUint`.)
    #[serde(default, alias = "totalUint")]
    pub total_unit: i64,
    /// US dollars at list price, with 6 decimals (the worker: 7).
    #[serde(default)]
    pub cost: Decimal,
}

impl Operation for ListUsages {
    type Output = Page<Usage>;

    const INFO: Info = Info::get(Platform::OpenCatd, "/1/usages", Safety::Repeat);

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        let days = period::days(request.dialect, self.month.as_deref(), self.from.as_deref(), self.to.as_deref())?;
        if let Some((from, to)) = days {
            request.query("from", from);
            request.query("to", to);
        }
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<Page<Usage>, BursarError> {
        Ok(Page::whole(reply.rows()?))
    }
}
