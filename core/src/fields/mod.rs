//! Reading objects field by field: one reader for all types, which know their fields by number.
//!
//! A derived reader would be compiled for every type anew, and be the larger part of the module that browsers load.

mod read;

use std::collections::BTreeMap;

use serde_json::Value as Json;

pub use read::read;
pub(crate) use read::{Aside, Content, Data, List, Object};

use crate::value::Value;

/// What stands where a value is expected.
#[derive(Clone, Copy)]
#[allow(missing_debug_implementations, reason = "it may be a secret")]
pub enum Found<'a> {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Whole(i64),
    /// A whole number of 2^63 and above.
    Large(u64),
    /// Any other number.
    Number(f64),
    /// Text.
    Text(&'a str),
    /// An object or a list.
    Nested,
}

/// The place of a value in an object that is being read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter or a column: both are flat",
    note = "use an integer, bool, String, Decimal, Instant, Secret, an open enum, or an Option of one"
)]
pub trait Place {
    /// What it holds before it is read.
    fn blank() -> Self
    where
        Self: Sized;

    /// What may stand in it besides a value.
    fn inside(&mut self) -> Inside<'_> {
        Inside::Value
    }

    /// Takes the value that was found.
    ///
    /// # Errors
    /// What was expected instead.
    fn fill(&mut self, found: Found<'_>) -> Result<(), &'static str>;
}

/// What may stand in a place besides a value.
#[allow(missing_debug_implementations, reason = "it may hold a secret")]
pub enum Inside<'a> {
    /// Nothing.
    Value,
    /// An object.
    Object(&'a mut dyn Fields),
    /// A list of objects.
    Rows(&'a mut dyn Rows),
    /// An object of texts.
    Texts(&'a mut BTreeMap<String, String>),
    /// A list of texts.
    List(&'a mut Vec<String>),
    /// Any JSON.
    Json(&'a mut Option<Json>),
}

impl<T: Value> Place for T {
    fn blank() -> Self {
        T::blank()
    }

    fn fill(&mut self, found: Found<'_>) -> Result<(), &'static str> {
        *self = T::read(found)?;
        Ok(())
    }
}

/// How the fields of a type are called on the wire.
#[derive(Debug)]
pub struct Layout {
    /// What it is, for messages.
    pub name: &'static str,
    /// The names of the fields, 32 at most.
    pub names: &'static [&'static str],
    /// Other names, and whose they are.
    pub aliases: &'static [(&'static str, usize)],
    /// A bit for each field that has to be there.
    pub needed: u32,
    /// Whether other names are refused.
    pub closed: bool,
}

/// A type whose fields are reached by number.
pub trait Fields {
    /// The names of the fields.
    fn layout(&self) -> &'static Layout;

    /// The place of a field.
    fn place(&mut self, at: usize) -> Option<&mut dyn Place>;
}

/// Fields that can be read into.
pub trait Blank: Fields + Sized {
    /// The value before it is read.
    fn blank() -> Self;
}

/// A list whose rows are read one by one.
pub trait Rows {
    /// Begins the next row.
    fn next(&mut self) -> Option<&mut dyn Fields>;
}

impl<R: Blank> Rows for Vec<R> {
    fn next(&mut self) -> Option<&mut dyn Fields> {
        self.push(R::blank());
        self.last_mut().map(|row| row as &mut dyn Fields)
    }
}

impl<R: Blank> Place for Vec<R> {
    fn blank() -> Self {
        Self::new()
    }

    fn inside(&mut self) -> Inside<'_> {
        Inside::Rows(self)
    }

    fn fill(&mut self, _: Found<'_>) -> Result<(), &'static str> {
        Err("a sequence")
    }
}

impl Place for BTreeMap<String, String> {
    fn blank() -> Self {
        Self::new()
    }

    fn inside(&mut self) -> Inside<'_> {
        Inside::Texts(self)
    }

    fn fill(&mut self, _: Found<'_>) -> Result<(), &'static str> {
        Err("a map")
    }
}

/// Text and nothing else.
#[derive(Default)]
pub(crate) struct Text(pub(crate) String);

impl Place for Text {
    fn blank() -> Self {
        Self::default()
    }

    fn fill(&mut self, found: Found<'_>) -> Result<(), &'static str> {
        let Found::Text(text) = found else { return Err("a string") };
        text.clone_into(&mut self.0);
        Ok(())
    }
}

impl Place for Vec<String> {
    fn blank() -> Self {
        Self::new()
    }

    fn inside(&mut self) -> Inside<'_> {
        Inside::List(self)
    }

    fn fill(&mut self, _: Found<'_>) -> Result<(), &'static str> {
        Err("a sequence")
    }
}

impl Place for Option<Json> {
    fn blank() -> Self {
        None
    }

    fn inside(&mut self) -> Inside<'_> {
        Inside::Json(self)
    }

    fn fill(&mut self, found: Found<'_>) -> Result<(), &'static str> {
        *self = match found {
            Found::Null | Found::Nested => None,
            Found::Bool(value) => Some(value.into()),
            Found::Whole(number) => Some(number.into()),
            Found::Large(number) => Some(number.into()),
            Found::Number(number) => Some(number.into()),
            Found::Text(text) => Some(text.into()),
        };
        Ok(())
    }
}
