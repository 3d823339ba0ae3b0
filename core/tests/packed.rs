//! Both packed layouts, read back as they are documented: whatever is written comes back equal.

mod common;

use bursar::packed::{Block, Packing};
use bursar::schema::{Described, Slot, Type};
use bursar::value::{Column, Row, Writer};
use bursar::{Config, Failure, Instant, Output, Platform, Session};
use common::cases;
use common::packed::{self, Cell, read_columns, read_rows};
use proptest::prelude::*;

const MOST: i64 = 1 << 53;

/// A table of any shape, as an operation's value.
#[derive(Clone, Debug)]
struct Table {
    kinds: Vec<Type>,
    rows: Vec<Vec<Cell>>,
    total: Option<u64>,
    next: Option<String>,
}

impl Output for Table {
    fn pack(&self, out: &mut dyn Writer) {
        let column = |ty: &Type| Column::of(Slot { ty: *ty, optional: false });
        let columns: Vec<Column> = self.kinds.iter().map(column).collect();
        out.begin(columns.leak(), self.rows.len());
        for row in &self.rows {
            for (cell, ty) in row.iter().zip(&self.kinds) {
                match cell {
                    Cell::Number(micros) if *ty == Type::Instant => out.instant(micros.and_then(Instant::from_micros)),
                    Cell::Number(number) => out.number(*number),
                    Cell::Text(text) => out.text(text.as_deref()),
                }
            }
            out.row();
        }
    }

    fn page(&self) -> (Option<u64>, Option<&str>) {
        (self.total, self.next.as_deref())
    }

    fn into_any(self: Box<Self>) -> Box<dyn std::any::Any> {
        self
    }
}

fn read(packing: Packing, bytes: &[u8], types: &[Type]) -> packed::Block {
    match packing {
        Packing::Rows8 => read_rows(bytes, types, false),
        Packing::Rows16 => read_rows(bytes, types, true),
        Packing::Columns => read_columns(bytes, types),
    }
}

fn check(table: &Table, tag: u8, meta: &str) {
    let expected = packed::Block {
        tag,
        total: table.total,
        next: table.next.clone(),
        meta: meta.to_owned(),
        rows: table.rows.clone(),
    };
    for packing in [Packing::Rows8, Packing::Rows16, Packing::Columns] {
        let bytes = Block::new(tag, packing, table, meta.to_owned()).to_bytes();
        let found = read(packing, &bytes, &table.kinds);
        assert!(found == expected, "{packing:?}: {found:?}, not {expected:?}");
    }
}

/// Text with everything in it that a layout might stumble over.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        6 => "[a-z0-9]{1,12}",
        3 => "\\PC{0,12}",
        2 => prop::collection::vec(
            prop::sample::select(vec!["\u{1f}", "\u{1e}", "\0", "é", "琳琅", "😀", "👩‍👩‍👧", "\u{feff}", "\u{ffff}", "x", "\n"]), 0..5
        ).prop_map(|parts| parts.concat()),
        1 => prop::sample::select(vec!["a", "é", "😀", "\u{1f}"]).prop_map(|part| part.repeat(5_000)),
    ]
}

/// Text that columns can join: most pages are so.
fn joinable() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-z0-9]{1,12}", "[\u{20}-\u{2fff}😀]{0,8}"]
}

fn number() -> impl Strategy<Value = i64> {
    prop_oneof![3 => -1000..1000_i64, 2 => -MOST..=MOST, 1 => prop::sample::select(vec![0, 1, -1, MOST, -MOST])]
}

fn cell(ty: Type, any_text: bool) -> BoxedStrategy<Cell> {
    match (ty, any_text) {
        (Type::Integer | Type::Instant, _) => prop::option::weighted(0.8, number()).prop_map(Cell::Number).boxed(),
        (_, true) => prop::option::weighted(0.8, text()).prop_map(Cell::Text).boxed(),
        (_, false) => prop::option::weighted(0.8, joinable()).prop_map(Cell::Text).boxed(),
    }
}

fn tables() -> impl Strategy<Value = Table> {
    let kinds = prop::collection::vec(prop::sample::select(vec![Type::Integer, Type::Text, Type::Instant]), 1..=32);
    let rows = prop_oneof![4 => 0..4_usize, 2 => 60..70_usize, 1 => 126..200_usize];
    (kinds, rows, any::<bool>()).prop_flat_map(|(kinds, rows, any_text)| {
        let row: Vec<_> = kinds.iter().map(|ty| cell(*ty, any_text)).collect();
        let cursor = "\\PC{1,40}";
        (prop::collection::vec(row, rows), prop::option::of(any::<u64>()), prop::option::of(cursor))
            .prop_map(move |(rows, total, next)| Table { kinds: kinds.clone(), rows, total, next })
    })
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn any_table_comes_back_equal(table in tables(), meta in prop_oneof![Just(String::new()), "\\PC{0,40}"]) {
        check(&table, b'V', &meta);
    }

    #[test]
    fn any_failure_comes_back_equal(
        texts in prop::array::uniform7(prop::option::of(text())),
        numbers in prop::array::uniform3(prop::option::of(number())),
        retryable: bool,
    ) {
        let failure = failure(texts, numbers, retryable);
        for packing in [Packing::Rows8, Packing::Rows16, Packing::Columns] {
            let bytes = Block::new(b'E', packing, &failure, "{}".to_owned()).to_bytes();
            let found = read(packing, &bytes, &types::<Failure>());
            prop_assert_eq!(found.rows, vec![cells(&failure)]);
            prop_assert_eq!((found.tag, found.total, found.next, found.meta), (b'E', None, None, "{}".to_owned()));
        }
    }
}

#[test]
fn the_largest_page_and_the_smallest() {
    let wide: Vec<Type> = (0..32).map(|at| if at % 3 == 0 { Type::Integer } else { Type::Text }).collect();
    let full = |ty: &Type| match ty {
        Type::Integer => Cell::Number(Some(MOST)),
        _ => Cell::Text(Some("琳琅 x😀".into())),
    };
    let row: Vec<Cell> = wide.iter().map(full).collect();
    for rows in [0, 1, 63, 64, 65, 128, 10_000] {
        let table = Table { kinds: wide.clone(), rows: vec![row.clone(); rows], total: Some(u64::MAX), next: None };
        check(&table, b'V', "");
    }
    for kinds in [vec![], vec![Type::Text], vec![Type::Integer], vec![Type::Text; 32]] {
        check(&Table { kinds, rows: vec![], total: Some(0), next: None }, b'V', "");
    }
    for text in [None, Some(String::new()), Some("\u{1e}".into()), Some("\u{1f}".into()), Some("\0".into())] {
        let rows = vec![vec![Cell::Text(text.clone()), Cell::Text(Some(String::new()))]; 3];
        check(&Table { kinds: vec![Type::Text; 2], rows, total: None, next: None }, b'V', "");
    }
}

#[test]
fn unit_is_a_block_without_rows() {
    for packing in [Packing::Rows8, Packing::Rows16, Packing::Columns] {
        let found = read(packing, &Block::new(b'V', packing, &(), String::new()).to_bytes(), &[]);
        assert_eq!((found.tag, found.rows.len(), found.total), (b'V', 0, None));
    }
}

fn types<T: Described>() -> Vec<Type> {
    T::SCHEMA.fields.iter().map(|field| field.slot.ty).collect()
}

/// A failure is not made outside of the crate; one that came from it can be changed.
fn failure(texts: [Option<String>; 7], numbers: [Option<i64>; 3], retryable: bool) -> Failure {
    let error = Session::open(Config::new(Platform::EspAi)).expect_err("there is no credential");
    let mut failure = Failure::clone(&error);
    let [platform, code, detail, request_id, path, readings, body] = texts;
    let [status, retry_after_ms, attempts] = numbers;
    (failure.platform, failure.code, failure.request_id) = (platform, code, request_id);
    (failure.path, failure.readings, failure.body) = (path, readings, body);
    (failure.status, failure.retry_after_ms, failure.attempts) = (status, retry_after_ms, attempts.unwrap_or(0));
    failure.detail = detail.unwrap_or_default();
    failure.retryable = retryable;
    failure
}

/// The cells of a failure, in the order of its schema.
fn cells(failure: &Failure) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(Some(text.to_owned()));
    let maybe = |text: &Option<String>| Cell::Text(text.clone());
    let cells = vec![
        text(failure.kind.name()),
        maybe(&failure.platform),
        text(&failure.operation),
        Cell::Number(failure.status),
        maybe(&failure.code),
        text(&failure.detail),
        text(&failure.hint),
        Cell::Number(Some(failure.retryable.into())),
        maybe(&failure.request_id),
        Cell::Number(failure.retry_after_ms),
        Cell::Number(Some(failure.attempts)),
        maybe(&failure.path),
        maybe(&failure.readings),
        maybe(&failure.body),
    ];
    assert_eq!(cells.len(), Failure::COLUMNS.len());
    cells
}
