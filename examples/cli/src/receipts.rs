//! Receipts of transfers that may be of unknown outcome, in the state folder until it is known what became of them.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use serde_json::Value as Json;

use crate::account::keep;
use crate::command::text;
use crate::config;
use crate::failure::{Failure, remark};

/// A receipt in a file: one of ours, which goes when it has served, or the user's own.
#[derive(Debug)]
pub(crate) struct Kept {
    path: PathBuf,
    ours: bool,
}

impl Kept {
    /// Stores a receipt before its transfer is sent.
    pub(crate) fn store(receipt: &str) -> Result<Self, Failure> {
        let path = config::state_file(&format!("receipt-{}.json", name_of(receipt)))?;
        keep(&path, receipt)?;
        Ok(Self { path, ours: true })
    }

    /// The file that the user has named.
    pub(crate) fn named(path: &str) -> Self {
        let path = PathBuf::from(path.strip_prefix('@').unwrap_or(path));
        let ours = config::state().is_ok_and(|folder| path.parent() == Some(folder.as_path()));
        Self { path, ours }
    }

    /// It is known what became of the transfer.
    pub(crate) fn forget(&self) {
        if !self.ours {
            return;
        }
        if let Err(error) = fs::remove_file(&self.path) {
            remark(&format!("warning: cannot remove the receipt {}: {error}", self.path.display()));
        }
    }

    /// How to find out later, with the flags that name the account.
    pub(crate) fn advice(&self, matches: &ArgMatches) -> String {
        let flags = ["sandbox", "config", "profile"].into_iter().filter_map(|name| match text(matches, name) {
            Some("") => Some(format!(" --{name}")),
            Some(value) => Some(format!(" --{name}={value}")),
            None => None,
        });
        format!(
            "The receipt is kept: bursar{} espai cards check-transfer --receipt {} with the same phones and codes tells \
             whether it happened.",
            flags.collect::<String>(),
            self.path.display()
        )
    }
}

/// Warns of earlier transfers of these cards whose outcome is not known: this one would cover their traces.
pub(crate) fn warn_of_open(cards: [&str; 2]) {
    let Ok(entries) = config::state().and_then(|folder| fs::read_dir(folder).map_err(Failure::Output)) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let is_receipt = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("receipt-"));
        let Some(receipt) = is_receipt.then(|| read(&path)).flatten() else { continue };
        let touches = |name: &str| receipt.get(name).and_then(Json::as_str).is_some_and(|id| cards.contains(&id));
        if touches("source_id") || touches("target_id") {
            remark(&format!(
                "warning: an earlier transfer of these cards is of unknown outcome. Check it first, as another one covers \
                 its traces: {}",
                path.display()
            ));
        }
    }
}

fn read(path: &Path) -> Option<Json> {
    serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
}

/// What a receipt calls itself.
fn name_of(receipt: &str) -> String {
    let id = serde_json::from_str::<Json>(receipt).ok().and_then(|receipt| Some(receipt.get("id")?.to_string()));
    let id = id.unwrap_or_default();
    id.chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_named_by_its_id_and_nothing_else_gets_into_the_name() {
        assert_eq!(name_of(r#"{"id":"../a/b-1"}"#), "ab1");
        assert_eq!(name_of(r#"{"id":12}"#), "12");
    }
}
