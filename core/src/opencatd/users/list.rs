//! `GET /1/users`: all users, with their tokens in clear. No paging, no filter.
//!
//! Builds from 2023-06-12 on hide deleted users and print a second, upper-case set of keys, which is ignored: `ID` is
//! always 0 there. Facts: docs/platforms/opencatd.md §4 and §5, checked 2026-11-21.

use bursar_macros::{params, record};

use crate::Secret;
use crate::error::BursarError;
use crate::http::{Reply, RequestBuilder};
use crate::instant::Instant;
use crate::operation::{Info, Operation, Platform, Safety};
use crate::page::Page;

/// Lists all users.
///
/// Errors of its own: `authentication` for another token than root's.
#[params]
pub struct ListUsers {}

/// A user.
#[record]
pub struct User {
    /// 1 is root (the worker: 0). Old builds reuse the id of a deleted user.
    pub id: i64,
    /// Unique and case-sensitive. Empty where the worker was given none.
    #[serde(default)]
    pub name: String,
    /// The credential for model calls, and for root the one of this API.
    pub token: Secret,
    /// Null in the dialect `worker`.
    #[serde(rename = "createdAt")]
    pub created_at: Option<Instant>,
    /// Null in the dialect `worker`.
    #[serde(rename = "updatedAt")]
    pub updated_at: Option<Instant>,
    /// In some replies only; no build ever sets it.
    #[serde(rename = "IsDelete")]
    pub is_delete: Option<bool>,
}

impl Operation for ListUsers {
    type Output = Page<User>;

    const INFO: Info = Info::get(Platform::OpenCatd, "/1/users", Safety::Repeat);

    fn request(&self, _: &mut RequestBuilder) -> Result<(), BursarError> {
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<Page<User>, BursarError> {
        Ok(Page::whole(reply.rows()?))
    }
}
