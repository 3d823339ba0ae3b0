//! Column by column: for Python, where only bulk operations are fast.

use std::fmt;

use crate::instant::Instant;
use crate::packed::{Block, put_length};
use crate::value::{Column, Writer};

/// Between texts.
const SEPARATOR: char = '\u{1f}';
/// A null text.
const NULL: char = '\u{1e}';
const NULL_LENGTH: u32 = u32::MAX;
/// Bytes before the numbers.
const HEAD: usize = 32;

/// Columns of i64, and all text joined into one. Instants are text, RFC 3339 with the offset `+00:00`: Python reads that six
/// times as fast as it makes a moment of a number.
///
/// As bytes: tag u8, flags u8 (bit 0: the text is given by lengths; bit 1: there is a total), columns u16, rows u32,
/// total u64, nulls u32 (a bit a column that holds any), then as u32 the byte lengths of the numbers, next and meta; at 32
/// the number columns as i64 (null is the least one), next, meta, and the text to the end: column after column, texts
/// joined by U+001F, null being U+001E alone.
///
/// Data that itself holds U+001F or U+001E cannot be split. Then, as bit 0 says, the text begins with a u32 byte length
/// for each cell, column after column (`u32::MAX` is null), and the texts follow without separators.
#[derive(Default)]
pub struct Columns {
    rows: u32,
    width: u16,
    cursor: usize,
    nulls: u32,
    cells: Vec<Cells>,
    unsplittable: bool,
    scratch: String,
}

enum Cells {
    Numbers(Vec<u8>),
    Texts { joined: String, lengths: Vec<u32> },
}

impl fmt::Debug for Columns {
    /// Rows may hold secrets: only their number is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Columns").field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl Columns {
    pub(crate) fn to_bytes(&self, block: &Block) -> Vec<u8> {
        let next = block.next.as_deref().unwrap_or_default();
        let numbers =
            || self.cells.iter().filter_map(|cells| if let Cells::Numbers(bytes) = cells { Some(bytes) } else { None });
        let sizes = self.cells.iter().map(|cells| match cells {
            Cells::Numbers(bytes) => bytes.len(),
            // Where they cannot be split, four bytes each more, and no separators.
            Cells::Texts { joined, lengths } => joined.len().saturating_add(lengths.len().saturating_mul(4)),
        });
        let head = [HEAD, next.len(), block.meta.len()];
        let mut out = Vec::with_capacity(sizes.chain(head).fold(0, usize::saturating_add));
        out.extend_from_slice(&[block.tag, u8::from(self.unsplittable) | u8::from(block.total.is_some()) << 1]);
        out.extend_from_slice(&self.width.to_le_bytes());
        out.extend_from_slice(&self.rows.to_le_bytes());
        out.extend_from_slice(&block.total.unwrap_or_default().to_le_bytes());
        out.extend_from_slice(&self.nulls.to_le_bytes());
        put_length(&mut out, numbers().map(Vec::len).sum());
        put_length(&mut out, next.len());
        put_length(&mut out, block.meta.len());
        for column in numbers() {
            out.extend_from_slice(column);
        }
        out.extend_from_slice(next.as_bytes());
        out.extend_from_slice(block.meta.as_bytes());
        self.put_texts(&mut out);
        out
    }

    fn put_texts(&self, out: &mut Vec<u8>) {
        let texts = || {
            self.cells.iter().filter_map(|cells| {
                if let Cells::Texts { joined, lengths } = cells { Some((joined, lengths)) } else { None }
            })
        };
        if self.unsplittable {
            out.extend(texts().flat_map(|(_, lengths)| lengths).flat_map(|length| length.to_le_bytes()));
        }
        for (at, (joined, lengths)) in texts().enumerate() {
            if !self.unsplittable {
                // No rows, no texts: there is nothing to join.
                if at > 0 && self.rows > 0 {
                    out.push(SEPARATOR as u8);
                }
                out.extend_from_slice(joined.as_bytes());
                continue;
            }
            let mut rest = joined.as_str();
            for length in lengths {
                let length = if *length == NULL_LENGTH { None } else { usize::try_from(*length).ok() };
                let (text, after) = rest.split_at_checked(length.unwrap_or(1)).unwrap_or((rest, ""));
                if length.is_some() {
                    out.extend_from_slice(text.as_bytes());
                }
                rest = after.strip_prefix(SEPARATOR).unwrap_or(after);
            }
        }
    }

    /// The present column, which is then the next one.
    fn turn(&mut self, is_null: bool) -> Option<&mut Cells> {
        let at = self.cursor;
        self.cursor = at.saturating_add(1);
        if is_null {
            self.nulls |= u32::try_from(at).ok().and_then(|at| 1_u32.checked_shl(at)).unwrap_or(0);
        }
        self.cells.get_mut(at)
    }
}

impl Writer for Columns {
    fn begin(&mut self, columns: &'static [Column], rows: usize) {
        self.width = u16::try_from(columns.len()).unwrap_or(u16::MAX);
        self.cells = columns
            .iter()
            .map(|column| match column {
                Column::Number => Cells::Numbers(Vec::with_capacity(rows.saturating_mul(8))),
                Column::Text | Column::Instant => Cells::Texts {
                    joined: String::with_capacity(rows.saturating_mul(if *column == Column::Text { 12 } else { 30 })),
                    lengths: Vec::with_capacity(rows),
                },
            })
            .collect();
    }

    fn number(&mut self, number: Option<i64>) {
        if let Some(Cells::Numbers(bytes)) = self.turn(number.is_none()) {
            bytes.extend_from_slice(&number.unwrap_or(i64::MIN).to_le_bytes());
        }
    }

    fn text(&mut self, text: Option<&str>) {
        let first = self.rows == 0;
        let marked = text.is_some_and(|text| text.bytes().any(|byte| byte == 0x1f || byte == 0x1e));
        self.unsplittable |= marked;
        if let Some(Cells::Texts { joined, lengths }) = self.turn(text.is_none()) {
            if !first {
                joined.push(SEPARATOR);
            }
            if let Some(text) = text {
                joined.push_str(text);
                lengths.push(u32::try_from(text.len()).unwrap_or(0));
            } else {
                joined.push(NULL);
                lengths.push(NULL_LENGTH);
            }
        }
    }

    fn instant(&mut self, instant: Option<Instant>) {
        self.scratch.clear();
        if let Some(instant) = instant {
            instant.push_to(&mut self.scratch);
            self.scratch.push_str("+00:00");
        }
        let text = std::mem::take(&mut self.scratch);
        self.text(instant.is_some().then_some(&text));
        self.scratch = text;
    }

    fn row(&mut self) {
        self.rows = self.rows.saturating_add(1);
        self.cursor = 0;
    }
}
