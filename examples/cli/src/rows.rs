//! Rows of any operation: what core writes column by column, taken with the names and types of the schema.

use bursar::schema::{Described, Field, Names, Shape, Type};
use bursar::value::{Column, Writer};
use bursar::{Failure, Instant, Output, Secret};
use serde_json::{Map, Value as Json};

/// One value, as its type is shown.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Null,
    Integer(i64),
    Bool(bool),
    Instant(String),
    Text(String),
    Secret(Secret),
    Open(String, &'static Names),
}

/// What stands for a secret that is not to be shown.
const HIDDEN: &str = "***";

impl Cell {
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// As a table shows it: the name of an open enumeration beside a value that does not say it.
    pub(crate) fn shown(&self, reveal: bool) -> String {
        match self {
            Self::Open(value, names) => match names.known.iter().find(|known| known.value == value) {
                Some(known) if !known.name.eq_ignore_ascii_case(value) => {
                    format!("{value} ({})", known.name.to_lowercase().replace('_', " "))
                }
                _ => value.clone(),
            },
            other => other.plain(reveal),
        }
    }

    /// As a file holds it: exact, and the same in every version of the schema.
    pub(crate) fn plain(&self, reveal: bool) -> String {
        match self {
            Self::Null => String::new(),
            Self::Integer(number) => number.to_string(),
            Self::Bool(yes) => yes.to_string(),
            Self::Instant(text) | Self::Text(text) | Self::Open(text, _) => text.clone(),
            Self::Secret(secret) if reveal => secret.expose().to_owned(),
            Self::Secret(_) => HIDDEN.to_owned(),
        }
    }

    /// As JSON: decimals and instants are texts, so that no digit is lost.
    pub(crate) fn json(&self, reveal: bool) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Integer(number) => (*number).into(),
            Self::Bool(yes) => (*yes).into(),
            other => other.plain(reveal).into(),
        }
    }
}

/// Rows, with the columns that they have.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    pub(crate) fields: &'static [Field],
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Rows {
    /// The rows of what an operation gave.
    pub(crate) fn of(output: &dyn Output, shape: Shape) -> Self {
        let fields = match shape {
            Shape::Unit => &[],
            Shape::Record(of) | Shape::Page(of) => of.fields,
        };
        let mut collector = Collector { fields, row: Vec::new(), rows: Vec::new() };
        output.pack(&mut collector);
        Self { fields, rows: collector.rows }
    }

    /// A failure is a record like any other.
    pub(crate) fn of_failure(failure: &Failure) -> Self {
        Self::of(failure, Shape::Record(&<Failure as Described>::SCHEMA))
    }

    /// The value in the first row's column of that name.
    pub(crate) fn first(&self, column: &str) -> Option<&Cell> {
        let at = self.fields.iter().position(|field| field.name == column)?;
        self.rows.first()?.get(at)
    }

    /// A row as a JSON object.
    pub(crate) fn object(&self, row: &[Cell], reveal: bool) -> Json {
        let pairs = self.fields.iter().zip(row).map(|(field, cell)| (field.name.to_owned(), cell.json(reveal)));
        Json::Object(pairs.collect::<Map<_, _>>())
    }

    /// Whether there is a secret among the values.
    pub(crate) fn has_secrets(&self) -> bool {
        self.rows.iter().flatten().any(|cell| matches!(cell, Cell::Secret(_)))
    }
}

struct Collector {
    fields: &'static [Field],
    row: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
}

impl Collector {
    fn ty(&self) -> Type {
        self.fields.get(self.row.len()).map_or(Type::Text, |field| field.slot.ty)
    }
}

impl Writer for Collector {
    fn begin(&mut self, _: &'static [Column], rows: usize) {
        self.rows.reserve(rows);
    }

    fn number(&mut self, number: Option<i64>) {
        let cell = match (number, self.ty()) {
            (None, _) => Cell::Null,
            (Some(number), Type::Bool) => Cell::Bool(number != 0),
            (Some(micros), Type::Instant) => match Instant::from_micros(micros) {
                Some(instant) => Cell::Instant(instant.to_string()),
                None => Cell::Integer(micros),
            },
            (Some(number), _) => Cell::Integer(number),
        };
        self.row.push(cell);
    }

    fn text(&mut self, text: Option<&str>) {
        let cell = match (text, self.ty()) {
            (None, _) => Cell::Null,
            (Some(text), Type::Secret) => Cell::Secret(text.into()),
            (Some(text), Type::Open(names)) => Cell::Open(text.to_owned(), names),
            (Some(text), _) => Cell::Text(text.to_owned()),
        };
        self.row.push(cell);
    }

    fn row(&mut self) {
        self.rows.push(std::mem::take(&mut self.row));
    }
}
