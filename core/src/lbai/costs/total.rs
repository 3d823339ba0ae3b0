//! `GET /ai-api/v1/costByUser`: what a user or a group consumed in all.
//!
//! Slow tasks are recorded late, so a figure read right after a job is a lower bound.
//! Facts: docs/platforms/lbai.md §4.5, checked 2026-11-21.

use bursar_macros::{params, record};

use crate::error::BursarError;
use crate::http::{Reply, RequestBuilder};
use crate::lbai::require_user_or_group;
use crate::operation::{Info, Operation, Platform, Safety};

/// Reads the total cost of a user or a group. One of the two is needed; what both together mean is not documented.
///
/// Errors of its own: `invalid_request` without a user and without a group.
#[params]
pub struct TotalCost {
    /// The platform's id of the user.
    pub user_id: Option<String>,
    /// The group that users were tagged with.
    pub group_id: Option<String>,
}

/// What was consumed.
#[record]
pub struct CostTotal {
    /// In chips.
    pub usage: i64,
}

impl Operation for TotalCost {
    type Output = CostTotal;

    const INFO: Info = Info::get(Platform::Lbai, "/ai-api/v1/costByUser", Safety::Repeat);

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        require_user_or_group(self.user_id.as_ref(), self.group_id.as_ref())?;
        request.query_if("userId", self.user_id.as_ref());
        request.query_if("groupId", self.group_id.as_ref());
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<CostTotal, BursarError> {
        reply.record()
    }
}
