//! The reader of objects: visitors that ask the types where things belong.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::{Blank, Fields, Found, Inside, Layout, Place, Rows, Text};

/// Reads a value of any type from any source: what `Deserialize` of the public types is.
///
/// # Errors
/// Those of the source. They never hold the value that was found.
pub fn read<'de, T: Blank, D: Deserializer<'de>>(source: D) -> Result<T, D::Error> {
    let mut value = T::blank();
    Object::of(&mut value).deserialize(source)?;
    Ok(value)
}

/// One field that goes elsewhere: what an envelope carries.
pub(crate) struct Aside<'a, 'b, 'de> {
    pub(crate) name: &'static str,
    pub(crate) to: Data<'b>,
    /// Its text, or an empty one if it was read.
    pub(crate) text: &'a mut Option<&'de str>,
}

/// What becomes of what an envelope carries.
pub(crate) enum Data<'a> {
    /// Its text is kept, to be read when it is known what the envelope says.
    Text,
    /// It is read as a list.
    Rows(&'a mut dyn Rows),
    /// It is read as an object.
    Object(&'a mut dyn Fields),
}

impl<'de> Aside<'_, '_, 'de> {
    fn take<A: MapAccess<'de>>(&mut self, source: &mut A) -> Result<(), A::Error> {
        *self.text = match &mut self.to {
            Data::Text => source.next_value::<Option<&RawValue>>()?.map(RawValue::get),
            Data::Rows(rows) => source.next_value_seed(List(&mut **rows)).map(|()| Some(""))?,
            Data::Object(fields) => source.next_value_seed(Object::of(&mut **fields)).map(|()| Some(""))?,
        };
        Ok(())
    }
}

/// Refuses every value but the one that is wanted. Serde's own refusals quote what was found; for that, the printing of
/// floats would be linked.
macro_rules! refuse {
    ($self:ident => $expected:expr, $other:ident<$access:ident>) => {
        refuse! { $self => $expected, visit_bool(bool), visit_i64(i64), visit_u64(u64), visit_f64(f64), visit_str(&str) }

        fn visit_unit<E: Error>($self) -> Result<(), E> {
            Err(refused($expected))
        }

        fn $other<A: $access<'de>>($self, _: A) -> Result<(), A::Error> {
            Err(refused($expected))
        }
    };
    ($self:ident => $expected:expr, $($visit:ident($found:ty)),*) => {
        $(fn $visit<E: Error>($self, _: $found) -> Result<(), E> {
            Err(refused($expected))
        })*
    };
}

fn refused<E: Error>(expected: &str) -> E {
    E::custom(format_args!("another value, expected {expected}"))
}

/// Reads an object.
pub(crate) struct Object<'a, 'b, 'de> {
    fields: &'a mut dyn Fields,
    aside: Option<Aside<'a, 'b, 'de>>,
}

impl<'a, 'b, 'de> Object<'a, 'b, 'de> {
    pub(crate) fn of(fields: &'a mut dyn Fields) -> Self {
        Self { fields, aside: None }
    }

    pub(crate) fn with_aside(fields: &'a mut dyn Fields, aside: Aside<'a, 'b, 'de>) -> Self {
        Self { fields, aside: Some(aside) }
    }
}

impl<'de> DeserializeSeed<'de> for Object<'_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Object<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.fields.layout().name)
    }

    refuse!(self => self.fields.layout().name, visit_seq<SeqAccess>);

    fn visit_map<A: MapAccess<'de>>(mut self, mut source: A) -> Result<(), A::Error> {
        let layout = self.fields.layout();
        let aside = self.aside.as_ref().map(|aside| aside.name);
        let (mut seen, mut next, mut kept) = (0_u32, 0, false);
        while let Some(name) = source.next_key_seed(Name { layout, aside, next })? {
            let at = match name {
                Known::Field(at) => at,
                Known::Aside => {
                    if std::mem::replace(&mut kept, true) {
                        return Err(A::Error::duplicate_field(aside.unwrap_or_default()));
                    }
                    if let Some(aside) = &mut self.aside {
                        aside.take(&mut source)?;
                    }
                    continue;
                }
                Known::Not => {
                    source.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            let bit = bit(at);
            if seen & bit != 0 {
                return Err(A::Error::duplicate_field(name_of(layout, at)));
            }
            seen |= bit;
            next = at.saturating_add(1);
            match self.fields.place(at) {
                Some(place) => source.next_value_seed(Content(place))?,
                None => source.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        match layout.needed & !seen {
            0 => Ok(()),
            missing => Err(A::Error::missing_field(name_of(layout, missing.trailing_zeros() as usize))),
        }
    }
}

fn bit(at: usize) -> u32 {
    u32::try_from(at).ok().and_then(|at| 1_u32.checked_shl(at)).unwrap_or_default()
}

fn name_of(layout: &'static Layout, at: usize) -> &'static str {
    layout.names.get(at).copied().unwrap_or_default()
}

/// Reads a list of objects.
pub(crate) struct List<'a>(pub(crate) &'a mut dyn Rows);

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    refuse!(self => "a sequence", visit_map<MapAccess>);

    fn visit_seq<A: SeqAccess<'de>>(self, mut source: A) -> Result<(), A::Error> {
        while source.next_element_seed(Row(self.0))?.is_some() {}
        Ok(())
    }
}

/// One row of a list, which is begun when it is there.
struct Row<'a>(&'a mut dyn Rows);

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        match self.0.next() {
            Some(row) => Object::of(row).deserialize(source),
            None => Ok(()),
        }
    }
}

/// What a name stands for.
enum Known {
    Field(usize),
    Aside,
    Not,
}

/// Reads a name. Servers write the fields in one order, which is the order of our types: `next` is looked at first.
struct Name {
    layout: &'static Layout,
    aside: Option<&'static str>,
    next: usize,
}

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Known;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Known, D::Error> {
        source.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Known;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Known, E> {
        let Self { layout, aside, next } = self;
        if layout.names.get(next) == Some(&name) {
            return Ok(Known::Field(next));
        }
        let alias = || layout.aliases.iter().find(|(alias, _)| *alias == name).map(|(_, at)| *at);
        match layout.names.iter().position(|known| *known == name).or_else(alias) {
            Some(at) => Ok(Known::Field(at)),
            None if aside == Some(name) => Ok(Known::Aside),
            None if layout.closed => Err(E::unknown_field(name, layout.names)),
            None => Ok(Known::Not),
        }
    }
}

/// Reads what stands in a place.
pub(crate) struct Content<'a>(pub(crate) &'a mut dyn Place);

impl Content<'_> {
    fn fill<E: Error>(self, found: Found<'_>) -> Result<(), E> {
        self.0.fill(found).map_err(refused)
    }
}

impl<'de> DeserializeSeed<'de> for Content<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Content<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.fill(Found::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.fill(Found::Bool(value))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.fill(Found::Whole(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.fill(i64::try_from(number).map_or(Found::Large(number), Found::Whole))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.fill(Found::Number(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.fill(Found::Text(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut source: A) -> Result<(), A::Error> {
        match self.0.inside() {
            Inside::Object(fields) => return Object::of(fields).visit_map(source),
            Inside::Texts(texts) => {
                while let Some(name) = source.next_key()? {
                    let mut text = Text::default();
                    source.next_value_seed(Content(&mut text))?;
                    texts.insert(name, text.0);
                }
            }
            Inside::Json(json) => *json = Some(Json::deserialize(MapAccessDeserializer::new(source))?),
            Inside::Value | Inside::Rows(_) | Inside::List(_) => return self.fill(Found::Nested),
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut source: A) -> Result<(), A::Error> {
        match self.0.inside() {
            Inside::Rows(rows) => return List(rows).visit_seq(source),
            Inside::List(texts) => {
                let mut text = Text::default();
                while source.next_element_seed(Content(&mut text))?.is_some() {
                    texts.push(std::mem::take(&mut text.0));
                }
            }
            Inside::Json(json) => *json = Some(Json::deserialize(SeqAccessDeserializer::new(source))?),
            _ => return self.fill(Found::Nested),
        }
        Ok(())
    }
}
