//! The types that stand in parameters and rows, and how each is read and written.

pub use crate::fields::{Blank, Fields, Found, Inside, Layout, Place, read};
use crate::instant::Instant;
use crate::schema::{Slot, Type};

/// 2^53: beyond it a JavaScript number, and so a packed one, loses digits.
pub const MAX_INTEGER: u64 = 1 << 53;

/// A type that may stand in parameters and rows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter or a column: both are flat",
    note = "use an integer, bool, String, Decimal, Instant, Secret, an open enum, or an Option of one"
)]
pub trait Value: Sized {
    /// What it is, as data.
    const SLOT: Slot;

    /// What it holds before it is read.
    fn blank() -> Self;

    /// Reads it: numbers that come as text and text that comes as numbers both decode.
    ///
    /// # Errors
    /// What was expected instead. It never holds the value that was found.
    fn read(found: Found<'_>) -> Result<Self, &'static str>;

    /// Reads it where it may be absent, and is not null.
    ///
    /// # Errors
    /// As [`Value::read`].
    fn read_optional(found: Found<'_>) -> Result<Option<Self>, &'static str> {
        Self::read(found).map(Some)
    }

    /// Writes it into the next column.
    fn put(&self, out: &mut dyn Writer);

    /// Writes null into the next column.
    fn none(out: &mut dyn Writer);

    /// The secret it is, if it is one.
    fn secret(&self) -> Option<&crate::Secret> {
        None
    }
}

/// Where rows are written, column by column.
pub trait Writer {
    /// Before the first row.
    fn begin(&mut self, columns: &'static [Column], rows: usize);
    /// A number (integer or bool) or null.
    fn number(&mut self, number: Option<i64>);
    /// An instant, which is a number of microseconds where a layout says nothing else, or null.
    fn instant(&mut self, instant: Option<Instant>) {
        self.number(instant.map(Instant::micros));
    }
    /// A text (also decimals, secrets and open enumerations) or null.
    fn text(&mut self, text: Option<&str>);
    /// After each row.
    fn row(&mut self);
}

/// How a column is carried. (The schema has its name and type; a packed page needs no more than this.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// As a number: integers, bools.
    Number,
    /// As the layout says.
    Instant,
    /// As text: all else.
    Text,
}

impl Column {
    /// How a value of this type is carried.
    #[must_use]
    pub const fn of(slot: Slot) -> Self {
        match slot.ty {
            Type::Integer | Type::Bool => Self::Number,
            Type::Instant => Self::Instant,
            Type::Text | Type::Decimal | Type::Secret | Type::Open(_) => Self::Text,
        }
    }
}

/// A flat record: one row.
pub trait Row {
    /// The columns, in order; 32 at most.
    const COLUMNS: &'static [Column];

    /// Writes every column.
    fn pack(&self, out: &mut dyn Writer);
}

/// What a caller hands in.
pub trait Params: Fields {
    /// Hands every secret to `keep`, so that errors and events can be scrubbed of them.
    fn secrets(&self, keep: &mut dyn FnMut(&crate::Secret));
}

macro_rules! integers {
    ($($ty:ty: $expected:literal),*) => { $(
        #[diagnostic::do_not_recommend]
        impl Value for $ty {
            const SLOT: Slot = Slot::required(Type::Integer);

            fn blank() -> Self {
                0
            }

            fn read(found: Found<'_>) -> Result<Self, &'static str> {
                whole(found).and_then(|number| number.try_into().ok()).ok_or($expected)
            }

            fn put(&self, out: &mut dyn Writer) {
                out.number(i64::try_from(*self).ok());
            }

            fn none(out: &mut dyn Writer) {
                out.number(None);
            }
        }
    )* };
}
integers! {
    i64: "a whole number within ±2^53",
    u32: "a whole number from 0 to 4294967295",
    u64: "a whole number from 0 to 2^53"
}

/// A whole number within ±2^53, also as text. 1e3 and 1.0 are whole numbers that some encoders write this way.
// The bound makes the cast exact.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn whole(found: Found<'_>) -> Option<i64> {
    let number = match found {
        Found::Whole(number) => number,
        Found::Number(number) if number.fract() == 0.0 && number.abs() <= MAX_INTEGER as f64 => number as i64,
        Found::Text(text) => text.parse().ok()?,
        _ => return None,
    };
    (number.unsigned_abs() <= MAX_INTEGER).then_some(number)
}

impl Value for bool {
    const SLOT: Slot = Slot::required(Type::Bool);

    fn blank() -> Self {
        false
    }

    fn read(found: Found<'_>) -> Result<Self, &'static str> {
        match found {
            Found::Bool(value) => Ok(value),
            _ => Err("a boolean"),
        }
    }

    fn put(&self, out: &mut dyn Writer) {
        out.number(Some(i64::from(*self)));
    }

    fn none(out: &mut dyn Writer) {
        out.number(None);
    }
}

impl Value for String {
    const SLOT: Slot = Slot::required(Type::Text);

    fn blank() -> Self {
        Self::new()
    }

    /// Phones come as numbers from ESP-AI, and callers hand them in that way too.
    fn read(found: Found<'_>) -> Result<Self, &'static str> {
        match found {
            Found::Text(text) => Ok(text.to_owned()),
            Found::Whole(number) => Ok(number.to_string()),
            Found::Large(number) => Ok(number.to_string()),
            _ => Err("text"),
        }
    }

    fn put(&self, out: &mut dyn Writer) {
        out.text(Some(self));
    }

    fn none(out: &mut dyn Writer) {
        out.text(None);
    }
}

impl<T: Value> Value for Option<T> {
    const SLOT: Slot = Slot::optional(T::SLOT);

    fn blank() -> Self {
        None
    }

    fn read(found: Found<'_>) -> Result<Self, &'static str> {
        match found {
            Found::Null => Ok(None),
            found => T::read_optional(found),
        }
    }

    fn put(&self, out: &mut dyn Writer) {
        match self {
            Some(value) => value.put(out),
            None => T::none(out),
        }
    }

    fn none(out: &mut dyn Writer) {
        T::none(out);
    }

    fn secret(&self) -> Option<&crate::Secret> {
        self.as_ref().and_then(Value::secret)
    }
}

/// Declares an open enumeration: text with named constants, so that unknown values survive in every language.
macro_rules! open_enum {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $about:literal])* $constant:ident = $value:literal),* $(,)? }) => {
        $(#[doc = $doc])*
        ///
        /// Open: values that the platform adds later pass through unchanged.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $name(std::borrow::Cow<'static, str>);

        #[allow(dead_code)]
        impl $name {
            $($(#[doc = $about])* pub const $constant: Self = Self(std::borrow::Cow::Borrowed($value));)*

            /// The text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(std::borrow::Cow::Owned(text.to_owned()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        #[diagnostic::do_not_recommend]
        impl $crate::value::Value for $name {
            const SLOT: $crate::schema::Slot = $crate::schema::Slot::required($crate::schema::Type::Open(&$crate::schema::Names {
                name: stringify!($name),
                doc: concat!($($doc, "\n"),*),
                known: &[$($crate::schema::Known { name: stringify!($constant), value: $value, doc: concat!($($about),*) }),*],
            }));

            fn blank() -> Self {
                Self::default()
            }

            fn read(found: $crate::value::Found<'_>) -> Result<Self, &'static str> {
                <String as $crate::value::Value>::read(found).map(|text| Self(text.into()))
            }

            fn put(&self, out: &mut dyn $crate::value::Writer) {
                out.text(Some(&self.0));
            }

            fn none(out: &mut dyn $crate::value::Writer) {
                out.text(None);
            }
        }
    };
}
pub(crate) use open_enum;
