//! `GET /1/keys`: all vendor keys, in clear (the worker masks them). No paging.
//!
//! Facts: docs/platforms/opencatd.md §4, §5 and §8, checked 2026-11-21.

use bursar_macros::{params, record};

use crate::Secret;
use crate::error::BursarError;
use crate::http::{Reply, RequestBuilder};
use crate::instant::Instant;
use crate::operation::{Info, Operation, Platform, Safety};
use crate::page::Page;
use crate::value::open_enum;

/// Lists all keys.
///
/// Errors of its own: `authentication` for another token than root's.
#[params]
pub struct ListKeys {}

open_enum! {
    /// Which vendor's API a key is for. The server stores any text.
    ApiType {
        /// `OpenAI`, the default.
        OPENAI = "openai",
        /// Azure, in builds from 2023-09-16 on.
        AZURE = "azure",
        /// Azure, in older builds.
        AZURE_OPENAI = "azure_openai",
        /// Anthropic.
        CLAUDE = "claude",
        /// Google.
        GOOGLE = "google",
        /// GitHub.
        GITHUB = "github",
    }
}

/// A vendor key.
#[record]
pub struct Key {
    /// The id.
    pub id: i64,
    /// Unique; the server trims it and turns it to lower case (the worker does not). Empty where none was given.
    #[serde(default)]
    pub name: String,
    /// The vendor's secret; null when it is empty, masked in the worker's lists.
    pub key: Option<Secret>,
    /// Null in the dialect `worker`.
    #[serde(rename = "ApiType")]
    pub api_type: Option<ApiType>,
    /// Where model calls go; empty is the vendor's own place. Null in older builds and in the worker.
    #[serde(rename = "EndPoint")]
    pub endpoint: Option<String>,
    /// Azure's resource, taken from name or endpoint. (On the wire it is misspelt.)
    #[serde(rename = "ResourceNmae")]
    pub resource_name: Option<String>,
    /// Azure's deployment.
    #[serde(rename = "DeploymentName")]
    pub deployment_name: Option<String>,
    /// A second secret; newest builds only.
    #[serde(rename = "ApiSecret")]
    pub api_secret: Option<Secret>,
    /// Null in the dialect `worker`.
    #[serde(rename = "createdAt")]
    pub created_at: Option<Instant>,
    /// Null in the dialect `worker`.
    #[serde(rename = "updatedAt")]
    pub updated_at: Option<Instant>,
}

impl Operation for ListKeys {
    type Output = Page<Key>;

    const INFO: Info = Info::get(Platform::OpenCatd, "/1/keys", Safety::Repeat);

    fn request(&self, _: &mut RequestBuilder) -> Result<(), BursarError> {
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<Page<Key>, BursarError> {
        Ok(Page::whole(reply.rows()?))
    }
}
