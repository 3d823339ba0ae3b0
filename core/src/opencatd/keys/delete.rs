//! `DELETE /1/keys/:id`: deletes a vendor key. `ok` is also said of ids that never existed, so the key is read first.
//!
//! Facts: docs/platforms/opencatd.md §5 and §7, checked 2026-11-21.

use bursar_macros::params;

use super::{Key, ListKeys, readings};
use crate::error::{BursarError, ErrorKind, Hints};
use crate::http::{Reply, RequestBuilder};
use crate::io::Io;
use crate::opencatd::{Deleted, require_id, settle_deletion};
use crate::operation::{Info, Operation, Platform};

/// Deletes a vendor key.
///
/// If the reply is lost, it counts as deleted when no row has the id any more.
///
/// Errors of its own: `not_found`, with nothing sent, when no key has the id; `invalid_request` for ids below 1;
/// `outcome_unknown` when the reply is lost and the listing does not prove it.
#[params]
pub struct DeleteKey {
    /// The key's id, from 1.
    pub id: i64,
}

impl Operation for DeleteKey {
    type Output = ();

    const INFO: Info = Info::delete(Platform::OpenCatd, "/1/keys/{id}");

    const HINTS: Hints = &[(
        ErrorKind::OutcomeUnknown,
        "Call `opencatd.keys.list`: if the id is gone, or is another key's by now, the key was deleted. If this \
         one is still there after a minute, call again.",
    )];

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        require_id(self.id)?;
        request.fill("id", self.id);
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<(), BursarError> {
        reply.record::<Deleted>().map(drop)
    }

    /// The server answers `invalid key id` to a storage fault too, and this id is valid.
    fn doubts(&self, refusal: &BursarError) -> bool {
        refusal.status == Some(200) && refusal.kind == ErrorKind::InvalidRequest
    }

    async fn run(self, io: Io) -> Result<(), BursarError> {
        io.check(&self)?;
        if !io.verifies() {
            return io.exchange(&self).await;
        }
        let Some(target) = self.target(io.reading(&ListKeys {}, None).await?.rows) else {
            return Err(BursarError::new(ErrorKind::NotFound, "no key has this id; nothing was sent"));
        };
        let seen = readings([&target]);
        io.note(&seen);
        match io.exchange(&self).await {
            Err(lost) if lost.is_outcome_unknown() => {
                let lost = lost.with_readings(seen);
                settle_deletion(&io, &ListKeys {}, |rows| self.target(rows), |row| readings(row), lost).await
            }
            other => other,
        }
    }
}

impl DeleteKey {
    fn target(&self, keys: Vec<Key>) -> Option<Key> {
        keys.into_iter().find(|key| key.id == self.id)
    }
}
