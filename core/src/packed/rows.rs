//! Row by row: for readers that build objects.

use std::fmt;

use crate::packed::{Block, put_length};
use crate::value::{Column, Writer};

/// Rows to a piece. Text is cut into pieces so that one string that a host keeps does not hold the whole page alive.
pub const PIECE: u32 = 64;

/// A null text.
const NULL: u32 = u32::MAX;
/// Bytes before the numbers.
const HEAD: usize = 48;

/// Numbers in one array, text in two blobs.
///
/// For each row, in column order: a number goes to `numbers` (null is NaN); a text goes to `ascii` or `wide`, and its
/// length to `lengths` as `length << 1 | is_wide`, or `u32::MAX` for null. After every 64th row and at the end, the ends
/// of both blobs so far go to `marks`. Lengths of wide text count UTF-16 units for JavaScript and bytes for the others.
///
/// As bytes: tag u8, flags u8 (bit 1: there is a total), columns u16, rows u32, total u64, then as u32 the counts of
/// numbers, lengths and marks and the byte lengths of ascii, wide, next and meta, 4 bytes of padding; at 48 the numbers as
/// f64, lengths u32, marks u32, ascii, wide, next, meta.
#[derive(Default)]
pub struct Rows {
    utf16: bool,
    columns: u16,
    /// How many rows there are.
    pub rows: u32,
    /// Numbers, bools (0, 1) and instants (microseconds).
    pub numbers: Vec<f64>,
    /// One entry a text.
    pub lengths: Vec<u32>,
    /// Text that is all ASCII.
    pub ascii: Vec<u8>,
    /// Other text, in UTF-8.
    pub wide: Vec<u8>,
    /// Pairs: the ends of `ascii` and `wide` after each piece.
    pub marks: Vec<u32>,
}

impl fmt::Debug for Rows {
    /// Rows may hold secrets: only their number is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl Rows {
    pub(crate) fn utf16() -> Self {
        Self { utf16: true, ..Self::default() }
    }

    pub(crate) fn utf8() -> Self {
        Self::default()
    }

    /// Closes the last piece.
    pub(crate) fn end(&mut self) {
        if !self.rows.is_multiple_of(PIECE) {
            self.mark();
        }
    }

    fn mark(&mut self) {
        for blob in [&self.ascii, &self.wide] {
            self.marks.push(u32::try_from(blob.len()).unwrap_or(u32::MAX));
        }
    }

    pub(crate) fn to_bytes(&self, block: &Block) -> Vec<u8> {
        let next = block.next.as_deref().unwrap_or_default();
        let parts = [self.ascii.as_slice(), &self.wide, next.as_bytes(), block.meta.as_bytes()];
        let words = [self.lengths.len(), self.marks.len(), self.numbers.len(), self.numbers.len(), HEAD / 4];
        let bytes = parts.iter().map(|part| part.len()).chain(words.map(|words| words.saturating_mul(4)));
        let mut out = Vec::with_capacity(bytes.fold(0, usize::saturating_add));
        out.extend_from_slice(&[block.tag, u8::from(block.total.is_some()) << 1]);
        out.extend_from_slice(&self.columns.to_le_bytes());
        out.extend_from_slice(&self.rows.to_le_bytes());
        out.extend_from_slice(&block.total.unwrap_or_default().to_le_bytes());
        for count in [self.numbers.len(), self.lengths.len(), self.marks.len()] {
            put_length(&mut out, count);
        }
        for part in parts {
            put_length(&mut out, part.len());
        }
        out.extend_from_slice(&[0; 4]);
        // Number by number: `extend` would go byte by byte.
        for number in &self.numbers {
            out.extend_from_slice(&number.to_le_bytes());
        }
        for number in self.lengths.iter().chain(&self.marks) {
            out.extend_from_slice(&number.to_le_bytes());
        }
        for part in parts {
            out.extend_from_slice(part);
        }
        out
    }
}

impl Writer for Rows {
    fn begin(&mut self, columns: &'static [Column], rows: usize) {
        self.columns = u16::try_from(columns.len()).unwrap_or(u16::MAX);
        let numbers = columns.iter().filter(|column| **column != Column::Text).count();
        self.numbers.reserve(rows.saturating_mul(numbers));
        self.lengths.reserve(rows.saturating_mul(columns.len().saturating_sub(numbers)));
    }

    // Integers were checked against 2^53 when they were read, so the cast is exact.
    #[allow(clippy::cast_precision_loss)]
    fn number(&mut self, number: Option<i64>) {
        self.numbers.push(number.map_or(f64::NAN, |number| number as f64));
    }

    fn text(&mut self, text: Option<&str>) {
        let Some(text) = text else { return self.lengths.push(NULL) };
        let (blob, length, wide) = if text.is_ascii() {
            (&mut self.ascii, text.len(), 0)
        } else if self.utf16 {
            (&mut self.wide, text.chars().map(char::len_utf16).sum(), 1)
        } else {
            (&mut self.wide, text.len(), 1)
        };
        blob.extend_from_slice(text.as_bytes());
        self.lengths.push(u32::try_from(length).unwrap_or(0) << 1 | wide);
    }

    fn row(&mut self) {
        self.rows = self.rows.saturating_add(1);
        if self.rows.is_multiple_of(PIECE) {
            self.mark();
        }
    }
}
