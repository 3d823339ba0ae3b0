//! What the crossing itself answers: records of one column.

use crate::Secret;
use crate::schema::{Described, Field, Slot, Struct, Type};
use crate::value::{Column, Row, Writer};

/// Declares a record of one column for the crossing's own answers.
macro_rules! single {
    ($name:ident($ty:ty), $label:literal, $slot:expr, |$me:ident, $out:ident| $put:expr) => {
        pub(super) struct $name(pub(super) $ty);

        impl Row for $name {
            const COLUMNS: &'static [Column] = &[Column::of($slot)];

            fn pack(&self, $out: &mut dyn Writer) {
                let $me = &self.0;
                $put
            }
        }

        impl Described for $name {
            const SCHEMA: Struct =
                Struct { name: stringify!($name), doc: "", fields: &[Field { name: $label, slot: $slot, doc: "" }] };
        }
    };
}
single!(Opened(u64), "session", Slot::required(Type::Integer), |handle, out| out.number(i64::try_from(*handle).ok()));
single!(Token(Option<Secret>), "token", Slot::optional(Slot::required(Type::Secret)), |token, out| out
    .text(token.as_ref().map(Secret::expose)));
single!(Description(String), "request", Slot::required(Type::Text), |text, out| out.text(Some(text)));
