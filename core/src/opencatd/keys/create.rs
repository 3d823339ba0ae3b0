//! `POST /1/keys`: stores a vendor key.
//!
//! A name that begins with `azure.` sets type and resource by itself (`claude.`, `google.`, `github.` in newer builds). A
//! duplicate is HTTP 500, and certainly not stored. Facts: docs/platforms/opencatd.md §5 and §6, checked 2026-11-21.

use bursar_macros::params;
use serde_json::json;

use super::{ApiType, Key, ListKeys, readings};
use crate::Secret;
use crate::error::{BursarError, ErrorKind, Hints};
use crate::http::{Reply, RequestBuilder, require};
use crate::io::Io;
use crate::opencatd::is_storage_fault;
use crate::operation::{Info, Operation, Platform, Safety};
use crate::options::Dialect;

/// Stores a vendor key.
///
/// If the reply is lost, it counts as stored when a new row has the whole key.
///
/// Errors of its own: `conflict` for a name or key that is there already; `invalid_request` for an empty one;
/// `outcome_unknown` when the reply is lost and no new row has the key.
#[params]
pub struct CreateKey {
    /// Unique; the server trims it and turns it to lower case.
    pub name: String,
    /// The vendor's secret.
    pub key: Secret,
    /// Which vendor; `openai` unless given. Not validated by the server.
    pub api_type: Option<ApiType>,
    /// Where model calls go; dropped by the server unless a type is given.
    pub endpoint: Option<String>,
}

impl Operation for CreateKey {
    type Output = Key;

    const INFO: Info = Info::post(Platform::OpenCatd, "/1/keys", Safety::Once);

    const HINTS: Hints = &[(
        ErrorKind::OutcomeUnknown,
        "Call `opencatd.keys.list`: a key of this value, or in the Workers port of this name, was stored. If \
         there is none after a minute, call again.",
    )];

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        // The server takes each of the two empty once, and then refuses everybody else's.
        require("name", &self.name)?;
        require("key", self.key.expose())?;
        let mut body = json!({ "name": self.name, "key": self.key.expose() });
        if let Some(fields) = body.as_object_mut() {
            if let Some(api_type) = &self.api_type {
                fields.insert("api_type".to_owned(), api_type.as_str().into());
            }
            if let Some(endpoint) = &self.endpoint {
                fields.insert("endpoint".to_owned(), endpoint.as_str().into());
            }
        }
        request.json(body);
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<Key, BursarError> {
        reply.record()
    }

    /// The server stores it before it reads it back, and says the same of a lock in either step.
    fn doubts(&self, refusal: &BursarError) -> bool {
        is_storage_fault(refusal)
    }

    async fn run(self, io: Io) -> Result<Key, BursarError> {
        io.check(&self)?;
        if !io.verifies() {
            return io.exchange(&self).await;
        }
        let go = io.session().dialect() == Dialect::Go;
        let before = if go { io.reading(&ListKeys {}, None).await?.rows } else { Vec::new() };
        io.note(readings(before.iter().filter(|key| self.is_mine(key))));
        match io.exchange(&self).await {
            Err(lost) if lost.is_outcome_unknown() && go => self.settle(&io, &before, lost).await,
            Err(lost) if lost.is_outcome_unknown() => self.candidates(&io, lost).await,
            other => other,
        }
    }
}

impl CreateKey {
    fn is_mine(&self, key: &Key) -> bool {
        key.key.as_ref() == Some(&self.key)
    }

    async fn settle(&self, io: &Io, before: &[Key], lost: BursarError) -> Result<Key, BursarError> {
        let existed = before.iter().any(|key| self.is_mine(key));
        let mut seen = readings(before.iter().filter(|key| self.is_mine(key)));
        let mut looks = io.looks();
        while looks.next().await {
            let Ok(listed) = io.look(&ListKeys {}, None).await else { continue };
            let mine: Vec<Key> = listed.rows.into_iter().filter(|key| self.is_mine(key)).collect();
            seen = readings(&mine);
            io.note(&seen);
            if let (false, [key]) = (existed, mine.as_slice()) {
                return Ok(key.clone());
            }
        }
        Err(lost.with_readings(seen))
    }

    /// The worker masks keys and keeps names as they were given: rows of the name are candidates, and no more.
    async fn candidates(&self, io: &Io, lost: BursarError) -> Result<Key, BursarError> {
        match io.look(&ListKeys {}, None).await {
            Ok(listed) => Err(lost.with_readings(readings(listed.rows.iter().filter(|key| key.name == self.name)))),
            Err(_) => Err(lost),
        }
    }
}
