//! Receipts of transfers that may be of unknown outcome, in the state folder until it is known what became of them.
//!
//! Every command is a session of its own, so it is these files that tell one transfer from another of the same cards: what two
//! cards hold proves a transfer only as long as no other one can have left the same trace.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use serde_json::Value as Json;

use crate::account::keep;
use crate::command::text;
use crate::config;
use crate::failure::{Failure, remark};
use crate::rows::Rows;

/// The note in a receipt over whose cards another transfer was done.
const COVERED: &str = "covered_by";

/// What a receipt says of itself, as far as it matters here.
#[derive(Clone, Debug)]
pub(crate) struct Receipt {
    whole: Json,
    id: String,
    cards: [String; 2],
}

impl Receipt {
    /// `None` if it is no receipt of a transfer.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let whole: Json = serde_json::from_str(text).ok()?;
        let field = |name: &str| Some(whole.get(name)?.as_str()?.to_owned());
        let id: String = field("id")?.chars().filter(char::is_ascii_alphanumeric).collect();
        let cards = [field("source_id")?, field("target_id")?];
        (!id.is_empty()).then_some(Self { whole, id, cards })
    }

    /// Where it is as long as its transfer is in doubt.
    fn path(&self) -> Result<PathBuf, Failure> {
        config::state_file(&format!("receipt-{}.json", self.id))
    }

    fn touches(&self, cards: &[String; 2]) -> bool {
        self.cards.iter().any(|card| cards.contains(card))
    }

    fn is_covered(&self) -> bool {
        self.whole.get(COVERED).is_some()
    }

    /// It is known what became of the transfer: it leaves the state folder, whichever file it was read from.
    pub(crate) fn forget(&self) {
        let removed = self.path().map(|path| (fs::remove_file(&path), path));
        if let Ok((Err(error), path)) = removed
            && error.kind() != std::io::ErrorKind::NotFound
        {
            remark(&format!("warning: cannot remove the receipt {}: {error}", path.display()));
        }
    }

    /// The receipt with what the cards hold now, as an error of unknown outcome has it.
    pub(crate) fn seen(&self, rows: &Rows) -> String {
        let mut whole = self.whole.clone();
        for column in ["source_after", "target_after"] {
            if let (Some(object), Some(cell)) = (whole.as_object_mut(), rows.first(column)) {
                object.insert(column.to_owned(), cell.json(false));
            }
        }
        whole.to_string()
    }

    /// Why what the cards hold now cannot prove this transfer; `None` if nothing speaks against it.
    pub(crate) fn doubt(&self, readings: String) -> Option<Failure> {
        let readings = Some(readings);
        let path = self.path().ok()?;
        let stored = fs::read_to_string(&path).ok().and_then(|text| Self::parse(&text));
        if self.is_covered() || stored.is_some_and(|stored| stored.is_covered()) {
            return Some(Failure::Doubt {
                detail: "another transfer, which may have left the same trace, was done since".to_owned(),
                readings,
                advice: format!(
                    "Compare what both cards held and hold, and what the account's log says. Once you know what became of \
                     it: rm {}",
                    quoted(&path.display().to_string())
                ),
            });
        }
        let others: Vec<String> = self.others().iter().map(|(path, _)| quoted(&path.display().to_string())).collect();
        (!others.is_empty()).then(|| Failure::Doubt {
            detail: "another transfer of these cards is of unknown outcome, too: what they hold may be its trace".to_owned(),
            readings,
            advice: format!(
                "Compare what both cards held and hold, and what the account's log says. If you know that the other one has \
                 moved nothing and is over, take its receipt away and check again: rm {}",
                others.join(" ")
            ),
        })
    }

    /// Other transfers in doubt that touch a card of this one.
    fn others(&self) -> Vec<(PathBuf, Self)> {
        let mut open = open(Some(&self.cards));
        open.retain(|(_, other)| other.id != self.id);
        open
    }
}

/// A receipt in the state folder.
#[derive(Debug)]
pub(crate) struct Kept {
    receipt: Receipt,
    path: PathBuf,
    /// Whether it was there before: its transfer was sent before, and is in doubt.
    earlier: bool,
}

impl Kept {
    /// Stores a receipt before its transfer is sent.
    pub(crate) fn store(receipt: &Receipt) -> Result<Self, Failure> {
        let path = receipt.path()?;
        let earlier = path.exists();
        if !earlier {
            keep(&path, &receipt.whole.to_string())?;
        }
        Ok(Self { receipt: receipt.clone(), path, earlier })
    }

    /// This time nothing was moved. What an earlier attempt has left in doubt stays so.
    pub(crate) fn withdraw(&self) {
        if !self.earlier {
            self.receipt.forget();
        }
    }

    /// How to find out later, with the flags that name the account.
    pub(crate) fn advice(&self, matches: &ArgMatches) -> String {
        let flags = ["sandbox", "config", "profile", "option:baseUrl"].map(|id| {
            let name = if id == "option:baseUrl" { "base-url" } else { id };
            match text(matches, id) {
                Some(value) => format!(" --{name}={}", quoted(value)),
                None => String::new(),
            }
        });
        format!(
            "The receipt is kept: bursar espai cards check-transfer{} --receipt {} with the same phones and codes tells \
             whether it happened.",
            flags.concat(),
            quoted(&self.path.display().to_string())
        )
    }
}

/// Warns of earlier transfers of these cards whose outcome is not known: this one would cover their traces. Without readings
/// it is not known which cards these are.
pub(crate) fn warn_of_open(receipt: Option<&Receipt>) {
    for (path, _) in open(receipt.map(|receipt| &receipt.cards)) {
        let cards = if receipt.is_some() { "of these cards" } else { "which may be of these cards" };
        remark(&format!(
            "warning: an earlier transfer {cards} is of unknown outcome. Check it first, as another one covers its traces: {}",
            path.display()
        ));
    }
}

/// A transfer was done, or may have been: from now on the cards prove no other one that was in doubt then. Without a receipt
/// it is not known whose cards it has moved.
pub(crate) fn cover(by: Option<&Receipt>) {
    let covered = by.map_or_else(|| open(None), Receipt::others);
    for (path, mut receipt) in covered.into_iter().filter(|(_, receipt)| !receipt.is_covered()) {
        let by = by.map_or("a transfer without readings", |by| by.id.as_str());
        if let Some(object) = receipt.whole.as_object_mut() {
            object.insert(COVERED.to_owned(), by.into());
        }
        if keep(&path, &receipt.whole.to_string()).is_err() {
            remark(&format!(
                "warning: {} cannot be written. What its cards hold proves nothing any more, as another transfer was done",
                path.display()
            ));
        }
    }
}

/// The receipts in the state folder, of all cards or of these. Other files there are not ours to read.
fn open(cards: Option<&[String; 2]>) -> Vec<(PathBuf, Receipt)> {
    let Ok(entries) = config::state().and_then(|folder| fs::read_dir(folder).map_err(Failure::Output)) else {
        return Vec::new();
    };
    let read = |path: &Path| Receipt::parse(&fs::read_to_string(path).ok()?);
    entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_string_lossy().into_owned();
            let receipt = read(&path).filter(|receipt| name == format!("receipt-{}.json", receipt.id))?;
            cards.is_none_or(|cards| receipt.touches(cards)).then_some((path, receipt))
        })
        .collect()
}

/// As a shell takes it for one word. What no shell can take, with a zero in it, is no path either.
fn quoted(word: &str) -> String {
    shlex::try_quote(word).map_or_else(|_| word.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_named_by_its_id_and_nothing_else_gets_into_the_name() {
        let id = |id: &str| {
            let text = format!(r#"{{"id":"{id}","source_id":"1","target_id":"2"}}"#);
            Receipt::parse(&text).map(|receipt| receipt.id)
        };
        assert_eq!(id("../a/b-1").as_deref(), Some("ab1"));
        assert_eq!(id("../"), None);
    }

    #[test]
    fn what_lacks_a_card_is_no_receipt() {
        assert!(Receipt::parse(r#"{"id":"a","source_id":"1"}"#).is_none());
        assert!(Receipt::parse(r#"{"platforms":{}}"#).is_none());
    }
}
