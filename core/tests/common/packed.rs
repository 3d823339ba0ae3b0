//! Reference readers of the packed layouts, written from the documentation of `bursar::packed` alone.
//!
//! They check more than a host's reader would: every count, length, flag and mark, and that no byte is left over.

use bursar::Instant;
use bursar::schema::{Slot, Type};
use bursar::value::Column;

/// A value or a failure, whatever its layout was.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// `V` or `E`.
    pub tag: u8,
    pub total: Option<u64>,
    /// Of a page: the cursor of the next one; empty text reads as none.
    pub next: Option<String>,
    pub meta: String,
    pub rows: Vec<Vec<Cell>>,
}

/// One cell, by the kind of its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Number(Option<i64>),
    Text(Option<String>),
}

/// Reads a block in the packing that a config asks for.
///
/// # Panics
/// When the bytes are not what the layout promises.
pub fn read(config: &serde_json::Value, bytes: &[u8], types: &[Type]) -> Block {
    match config["packing"].as_str() {
        Some("rows16") => read_rows(bytes, types, true),
        Some("rows8") => read_rows(bytes, types, false),
        _ => read_columns(bytes, types),
    }
}

/// Reads [`bursar::packed::Rows`]; `utf16` tells the unit of wide lengths.
///
/// # Panics
/// When the bytes are not what the layout promises.
pub fn read_rows(bytes: &[u8], types: &[Type], utf16: bool) -> Block {
    let mut at = Reader { bytes, at: 0 };
    let (tag, flags) = (at.u8(), at.u8());
    assert_eq!(flags & !2, 0, "unknown flags");
    let (width, rows, total) = (at.u16(), at.u32(), at.u64());
    assert_eq!(usize::from(width), types.len(), "columns");
    let [numbers, lengths, marks, ascii, wide, next, meta] = std::array::from_fn(|_| at.u32() as usize);
    assert_eq!(at.take(4), [0; 4], "padding");
    assert_eq!(at.at, 48);
    let numbers: Vec<f64> = (0..numbers).map(|_| f64::from_bits(at.u64())).collect();
    let lengths: Vec<u32> = (0..lengths).map(|_| at.u32()).collect();
    let marks: Vec<usize> = (0..marks).map(|_| at.u32() as usize).collect();
    let (ascii, wide) = (at.take(ascii), at.take(wide));
    let (next, meta) = (at.text(next), at.text(meta));
    at.end();

    let (mut numbers, mut lengths) = (numbers.into_iter(), lengths.into_iter());
    let mut pieces = marks.chunks(2).scan((0, 0), |(from, wide_from), mark| {
        let [to, wide_to] = mark else { panic!("marks come in pairs") };
        let piece = (ascii[*from..*to].to_vec(), wide[*wide_from..*wide_to].to_vec());
        (*from, *wide_from) = (*to, *wide_to);
        Some(piece)
    });
    let mut piece = Piece::default();
    let mut read = Vec::new();
    for row in 0..rows {
        if row % bursar::packed::PIECE == 0 {
            piece.end();
            let (ascii, wide) = pieces.next().expect("a piece for every 64 rows");
            piece = Piece::new(&ascii, &wide, utf16);
        }
        let cell = |ty: &Type| match kind(*ty) {
            Column::Number | Column::Instant => Cell::Number(whole(numbers.next().expect("a number"))),
            Column::Text => Cell::Text(match lengths.next().expect("a length") {
                u32::MAX => None,
                length => Some(piece.text(length)),
            }),
        };
        read.push(types.iter().map(cell).collect());
    }
    piece.end();
    assert!(numbers.next().is_none() && lengths.next().is_none(), "cells are left over");
    assert!(pieces.next().is_none(), "pieces are left over");
    Block { tag, total: (flags & 2 != 0).then_some(total), next: (!next.is_empty()).then_some(next), meta, rows: read }
}

/// Reads [`bursar::packed::Columns`].
///
/// # Panics
/// When the bytes are not what the layout promises.
pub fn read_columns(bytes: &[u8], types: &[Type]) -> Block {
    let mut at = Reader { bytes, at: 0 };
    let (tag, flags) = (at.u8(), at.u8());
    assert_eq!(flags & !3, 0, "unknown flags");
    let (width, rows, total, nulls) = (at.u16(), at.u32() as usize, at.u64(), at.u32());
    assert_eq!(usize::from(width), types.len(), "columns");
    let [numbers, next, meta] = std::array::from_fn(|_| at.u32() as usize);
    assert_eq!(at.at, 32);
    let kinds: Vec<Column> = types.iter().map(|ty| kind(*ty)).collect();
    let count = |wanted| kinds.iter().filter(|kind| **kind == wanted).count();
    assert_eq!(numbers, count(Column::Number) * rows * 8, "bytes of numbers");
    let mut columns: Vec<Vec<Cell>> = vec![Vec::new(); kinds.len()];
    for (column, kind) in columns.iter_mut().zip(&kinds) {
        if *kind == Column::Number {
            let number = |number| Cell::Number(if number == i64::MIN { None } else { Some(number) });
            *column = (0..rows).map(|_| number(at.u64().cast_signed())).collect();
        }
    }
    let (next, meta) = (at.text(next), at.text(meta));
    let texts = (count(Column::Text) + count(Column::Instant)) * rows;
    let cells = if flags & 1 == 0 { split(&mut at, texts) } else { by_lengths(&mut at, texts) };
    at.end();

    let mut cells = cells.into_iter();
    for (column, kind) in columns.iter_mut().zip(&kinds) {
        if *kind != Column::Number {
            let cell =
                |text| if *kind == Column::Text { Cell::Text(text) } else { Cell::Number(text.as_deref().map(micros)) };
            *column = cells.by_ref().take(rows).map(cell).collect();
        }
    }
    for (at, column) in columns.iter().enumerate() {
        let null = column.iter().any(|cell| matches!(cell, Cell::Number(None) | Cell::Text(None)));
        assert_eq!(nulls >> at & 1 == 1, null, "the null bit of column {at}");
    }
    let rows = (0..rows).map(|row| columns.iter().map(|column| column[row].clone()).collect()).collect();
    Block { tag, total: (flags & 2 != 0).then_some(total), next: (!next.is_empty()).then_some(next), meta, rows }
}

/// An instant as [`bursar::packed::Columns`] has it.
fn micros(text: &str) -> i64 {
    assert!(text.ends_with("+00:00"), "{text}");
    Instant::parse_rfc3339(text).expect("an instant").micros()
}

fn split(at: &mut Reader<'_>, cells: usize) -> Vec<Option<String>> {
    let text = at.rest();
    if cells == 0 {
        assert_eq!(text, "", "text without cells");
        return Vec::new();
    }
    let cell = |text: &str| if text == "\u{1e}" { None } else { Some(text.to_owned()) };
    let found: Vec<_> = text.split('\u{1f}').map(cell).collect();
    assert_eq!(found.len(), cells, "cells of text");
    found
}

fn by_lengths(at: &mut Reader<'_>, cells: usize) -> Vec<Option<String>> {
    let lengths: Vec<u32> = (0..cells).map(|_| at.u32()).collect();
    lengths.into_iter().map(|length| (length != u32::MAX).then(|| at.text(length as usize))).collect()
}

fn kind(ty: Type) -> Column {
    Column::of(Slot { ty, optional: false })
}

/// The text of 64 rows.
#[derive(Default)]
struct Piece {
    ascii: Vec<u8>,
    wide: Vec<u16>,
    wide_bytes: Vec<u8>,
    utf16: bool,
}

impl Piece {
    fn new(ascii: &[u8], wide: &[u8], utf16: bool) -> Self {
        assert!(ascii.is_ascii());
        let text = std::str::from_utf8(wide).expect("a piece ends between characters");
        Self { ascii: ascii.to_vec(), wide: text.encode_utf16().collect(), wide_bytes: wide.to_vec(), utf16 }
    }

    fn text(&mut self, length: u32) -> String {
        let (is_wide, length) = (length & 1 == 1, (length >> 1) as usize);
        let bytes = match (is_wide, self.utf16) {
            (false, _) => self.ascii.drain(..length).collect(),
            (true, false) => self.wide_bytes.drain(..length).collect(),
            (true, true) => String::from_utf16(&self.wide.drain(..length).collect::<Vec<_>>()).unwrap().into_bytes(),
        };
        String::from_utf8(bytes).expect("UTF-8")
    }

    fn end(&self) {
        let wide = if self.utf16 { self.wide.is_empty() } else { self.wide_bytes.is_empty() };
        assert!(self.ascii.is_empty() && wide, "text is left over at the end of a piece");
    }
}

/// NaN is null; everything else is whole and exact.
#[allow(clippy::cast_possible_truncation, clippy::float_cmp, reason = "asserted to be whole")]
fn whole(number: f64) -> Option<i64> {
    if number.is_nan() {
        return None;
    }
    assert_eq!(number.trunc(), number, "a whole number");
    assert!(number.abs() <= 9_007_199_254_740_992.0, "within 2^53");
    Some(number as i64)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> &'a [u8] {
        let taken = &self.bytes[self.at..self.at + length];
        self.at += length;
        taken
    }

    fn array<const N: usize>(&mut self) -> [u8; N] {
        self.take(N).try_into().expect("as many bytes as asked for")
    }

    fn u8(&mut self) -> u8 {
        self.array::<1>()[0]
    }

    fn u16(&mut self) -> u16 {
        u16::from_le_bytes(self.array())
    }

    fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.array())
    }

    fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.array())
    }

    fn text(&mut self, length: usize) -> String {
        String::from_utf8(self.take(length).to_vec()).expect("UTF-8")
    }

    fn rest(&mut self) -> String {
        self.text(self.bytes.len() - self.at)
    }

    fn end(&self) {
        assert_eq!(self.at, self.bytes.len(), "bytes are left over");
    }
}
