//! Values as flat memory: one row or ten thousand, a failure being a row like any other.
//!
//! Two layouts, because two kinds of reader are fast: [`Rows`] for JavaScript, Kotlin and Swift, [`Columns`] for Python.
//! Numbers are little-endian. Every block begins with its tag, `V` (a value) or `E` (a failure).

mod columns;
mod rows;

pub use columns::Columns;
pub use rows::{PIECE, Rows};

use std::fmt;

use crate::fields::{Found, Place};
use crate::operation::Output;
use crate::value::Writer;

/// How answers are packed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Packing {
    /// [`Rows`] with lengths in UTF-16 units: JavaScript.
    Rows16,
    /// [`Rows`] with lengths in bytes: Kotlin and Swift.
    Rows8,
    /// [`Columns`]: Python.
    #[default]
    Columns,
}

impl Place for Packing {
    fn blank() -> Self {
        Self::default()
    }

    fn fill(&mut self, found: Found<'_>) -> Result<(), &'static str> {
        *self = match found {
            Found::Text("rows16") => Self::Rows16,
            Found::Text("rows8") => Self::Rows8,
            Found::Text("columns") => Self::Columns,
            _ => return Err("one of `rows16`, `rows8`, `columns`"),
        };
        Ok(())
    }
}

/// A packed value or failure.
pub struct Block {
    /// `V` or `E`.
    pub tag: u8,
    /// Of a page: the total that the server states.
    pub total: Option<u64>,
    /// Of a page: the cursor of the next one.
    pub next: Option<String>,
    /// JSON about the last reply, if the call wants it.
    pub meta: String,
    /// The rows.
    pub layout: Layout,
}

/// The rows in one of the two layouts.
pub enum Layout {
    /// Row by row.
    Rows(Rows),
    /// Column by column.
    Columns(Columns),
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Block").field("tag", &char::from(self.tag)).field("total", &self.total).finish_non_exhaustive()
    }
}

impl fmt::Debug for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rows(_) => "Rows(..)",
            Self::Columns(_) => "Columns(..)",
        })
    }
}

impl Block {
    /// Packs a value (`tag` is `V`) or a failure (`E`). `meta` is JSON about the last reply, or empty.
    #[must_use]
    pub fn new(tag: u8, packing: Packing, value: &dyn Output, meta: String) -> Self {
        let (total, next) = value.page();
        let mut layout = match packing {
            Packing::Rows16 => Layout::Rows(Rows::utf16()),
            Packing::Rows8 => Layout::Rows(Rows::utf8()),
            Packing::Columns => Layout::Columns(Columns::default()),
        };
        value.pack(layout.writer());
        if let Layout::Rows(rows) = &mut layout {
            rows.end();
        }
        Self { tag, total, next: next.map(str::to_owned), meta, layout }
    }

    /// The block as bytes; the layouts tell how.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match &self.layout {
            Layout::Rows(rows) => rows.to_bytes(self),
            Layout::Columns(columns) => columns.to_bytes(self),
        }
    }
}

impl Layout {
    fn writer(&mut self) -> &mut dyn Writer {
        match self {
            Self::Rows(rows) => rows,
            Self::Columns(columns) => columns,
        }
    }
}

/// Appends a length as u32. A reply is at most 16 MiB, and what is packed of it stays below 4 GiB.
fn put_length(out: &mut Vec<u8>, length: usize) {
    out.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
}
