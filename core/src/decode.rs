//! Reading JSON, with errors that name the place and what was expected, and never what was found.
//!
//! Serde's own messages quote values, and a value may be a secret. So only two things are taken from them: the position,
//! from which the path is worked out, and the words after the last `, expected `, which are always ours.

use serde::de::{DeserializeSeed, IgnoredAny};

use crate::fields::{Aside, Blank, Content, Data, Fields, List, Object, Place, Rows};
use crate::scrub;

/// Where and how a JSON text does not fit.
#[derive(Debug, PartialEq)]
pub(crate) struct Misfit {
    /// Such as `data[0].id`; empty for the whole.
    pub(crate) path: String,
    /// Such as `expected text`.
    pub(crate) problem: String,
}

impl std::fmt::Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.path.is_empty() { f.write_str(&self.problem) } else { write!(f, "{}: {}", self.path, self.problem) }
    }
}

/// The text that JSON has to be. It is checked once: a parser of bytes would check every string in it by itself.
pub(crate) fn text<'a>(json: &'a [u8], root: &str) -> Result<&'a str, Misfit> {
    std::str::from_utf8(json).map_err(|error| Misfit {
        path: path_at(json.get(..error.valid_up_to()).unwrap_or(json), root),
        problem: "is not valid JSON".to_owned(),
    })
}

/// Reads one JSON object; `root` is the path of the whole.
pub(crate) fn object<T: Blank>(json: &str, root: &str) -> Result<T, Misfit> {
    let mut value = T::blank();
    fill(json, root, &mut value)?;
    Ok(value)
}

/// Reads one JSON object into fields that are there already.
pub(crate) fn fill(json: &str, root: &str, fields: &mut dyn Fields) -> Result<(), Misfit> {
    require_object(json, root)?;
    seeded(json, root, Object::of(fields))
}

/// Reads an envelope, and gives the text of what it carries under `name`: an empty one if that was read.
pub(crate) fn envelope<'a>(
    json: &'a str,
    fields: &mut dyn Fields,
    name: &'static str,
    to: Data<'_>,
) -> Result<Option<&'a str>, Misfit> {
    require_object(json, "")?;
    let mut text = None;
    seeded(json, "", Object::with_aside(fields, Aside { name, to, text: &mut text }))?;
    Ok(text)
}

/// Reads a list of JSON objects; `root` is the path of the whole.
pub(crate) fn rows(json: &str, root: &str, rows: &mut dyn Rows) -> Result<(), Misfit> {
    seeded(json, root, List(rows))
}

fn seeded<'a>(json: &'a str, root: &str, seed: impl DeserializeSeed<'a, Value = ()>) -> Result<(), Misfit> {
    let mut source = serde_json::Deserializer::from_str(json);
    seed.deserialize(&mut source).and_then(|()| source.end()).map_err(|error| misfit(json.as_bytes(), root, &error))
}

/// Serde says of something else which type was expected; people ask for an object.
fn require_object(json: &str, root: &str) -> Result<(), Misfit> {
    let first = json.trim_ascii_start().bytes().next();
    if first.is_some_and(|first| first != b'{') && serde_json::from_str::<IgnoredAny>(json).is_ok() {
        return Err(Misfit { path: root.to_owned(), problem: "expected an object".to_owned() });
    }
    Ok(())
}

/// Reads one JSON value into its place; `root` is the path of the whole.
pub(crate) fn place(json: &str, root: &str, place: &mut dyn Place) -> Result<(), Misfit> {
    seeded(json, root, Content(place))
}

/// Reads the first of several JSON objects.
pub(crate) fn first<T: Blank>(json: &str) -> Option<T> {
    let mut value = T::blank();
    Object::of(&mut value).deserialize(&mut serde_json::Deserializer::from_str(json)).ok()?;
    Some(value)
}

/// Tells what a serde error says, without what it quotes.
pub(crate) fn misfit(json: &[u8], root: &str, error: &serde_json::Error) -> Misfit {
    let message = error.to_string();
    let read = json.get(..offset(json, error)).unwrap_or(json);
    let mut path = path_at(read, root);
    let named = |prefix: &str| message.strip_prefix(prefix)?.split('`').next().map(plain);
    let problem = if let Some(field) = named("missing field `") {
        join(&mut path, &field);
        "is missing".to_owned()
    } else if let Some(field) = named("unknown field `") {
        path.truncate(parent_length(&path, &field));
        join(&mut path, &field);
        format!("is not known here; {}", alternatives(&message))
    } else if let Some(field) = named("duplicate field `") {
        path.truncate(parent_length(&path, &field));
        join(&mut path, &field);
        "is given twice".to_owned()
    } else if let Some(expected) = expected(&message) {
        // Serde reports a value that was read and then found unfit behind the object whose last field it is.
        if let Some(inside) = read.strip_suffix(b"}") {
            path = path_at(inside, root);
        }
        format!("expected {expected}")
    } else {
        "is not valid JSON".to_owned()
    };
    Misfit { path, problem }
}

/// What stands behind the last `, expected `, without the position.
fn expected(message: &str) -> Option<&str> {
    message.rsplit_once(", expected ").and_then(|(_, expected)| expected.split(" at line ").next())
}

/// Which names serde would have taken. Where it takes none it says so in other words, and what then stands behind the last
/// `, expected ` would be the caller's.
fn alternatives(message: &str) -> String {
    let none = message.rsplit_once(" at line ").is_some_and(|(said, _)| said.ends_with("there are no fields"));
    match expected(message) {
        Some(names) if !none => format!("expected {names}"),
        _ => "nothing is expected".to_owned(),
    }
}

/// A name that a message may repeat: nothing but letters, digits and a few signs, not much of it, and no token that was
/// taken for a name.
pub(crate) fn plain(name: &str) -> String {
    scrub::scrub(name, &[]).chars().filter(|c| c.is_alphanumeric() || "_-.*".contains(*c)).take(40).collect()
}

fn offset(json: &[u8], error: &serde_json::Error) -> usize {
    let start = match error.line() {
        0 | 1 => 0,
        line => json
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n')
            .nth(line.saturating_sub(2))
            .map_or(0, |(at, _)| at.saturating_add(1)),
    };
    start.saturating_add(error.column())
}

fn join(path: &mut String, field: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(field);
}

/// Serde reports an unknown field behind its key, so the path already ends in it.
fn parent_length(path: &str, field: &str) -> usize {
    path.strip_suffix(field).map_or(path.len(), |parent| parent.strip_suffix('.').unwrap_or(parent).len())
}

enum Frame {
    Object(String),
    Array(usize),
}

/// The path of the value that ends at, or contains, the end of this prefix of a JSON text.
fn path_at(prefix: &[u8], root: &str) -> String {
    let mut frames: Vec<Frame> = Vec::new();
    let mut bytes = prefix.iter().copied();
    // The string just read: a key, if a colon follows.
    let mut last = Vec::new();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' => frames.push(Frame::Object(String::new())),
            b'[' => frames.push(Frame::Array(0)),
            b'}' | b']' => drop(frames.pop()),
            b'"' => {
                last.clear();
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'"' => break,
                        b'\\' => last.extend([byte, bytes.next().unwrap_or_default()]),
                        _ => last.push(byte),
                    }
                }
            }
            b':' => {
                if let Some(Frame::Object(key)) = frames.last_mut() {
                    *key = plain(&String::from_utf8_lossy(&last));
                }
            }
            b',' => match frames.last_mut() {
                Some(Frame::Array(index)) => *index = index.saturating_add(1),
                Some(Frame::Object(key)) => key.clear(),
                None => {}
            },
            _ => {}
        }
    }
    let mut path = root.to_owned();
    // Deeper than any reply that is meant: the beginning tells enough.
    for frame in frames.into_iter().take(32) {
        match frame {
            Frame::Object(key) if key.is_empty() => {}
            Frame::Object(key) => join(&mut path, &key),
            Frame::Array(index) => path.extend(["[", &index.to_string(), "]"]),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;
    use crate::fields::Layout;

    #[derive(Debug, PartialEq)]
    struct Thing {
        id: i64,
        code: Option<Secret>,
        size: Option<u64>,
        list: Vec<Thing>,
    }

    impl Fields for Thing {
        fn layout(&self) -> &'static Layout {
            &Layout {
                name: "struct Thing",
                names: &["id", "code", "size", "list"],
                aliases: &[],
                needed: 1,
                closed: true,
            }
        }

        fn place(&mut self, at: usize) -> Option<&mut dyn Place> {
            Some(match at {
                0 => &mut self.id,
                1 => &mut self.code,
                2 => &mut self.size,
                _ => &mut self.list,
            })
        }
    }

    impl Blank for Thing {
        fn blank() -> Self {
            Self { id: 0, code: None, size: None, list: Vec::new() }
        }
    }

    #[derive(Debug)]
    struct Nothing {}

    impl Fields for Nothing {
        fn layout(&self) -> &'static Layout {
            &Layout { name: "struct Nothing", names: &[], aliases: &[], needed: 0, closed: true }
        }

        fn place(&mut self, _: usize) -> Option<&mut dyn Place> {
            None
        }
    }

    impl Blank for Nothing {
        fn blank() -> Self {
            Self {}
        }
    }

    #[test]
    fn names_the_place_and_what_was_expected() {
        for (json, path, problem) in [
            (r#"{"id":"x"}"#, "r.id", "expected a whole number within ±2^53"),
            (r#"{"code":"c"}"#, "r.id", "is missing"),
            (
                "{\n \"id\": 1,\n \"list\": [{\"id\": 1}, {\"id\": null}]}",
                "r.list[1].id",
                "expected a whole number within ±2^53",
            ),
            (r#"{"size":-1,"id":1}"#, "r.size", "expected a whole number from 0 to 2^53"),
            (r#"{"id":1,"size":-1}"#, "r.size", "expected a whole number from 0 to 2^53"),
            (r#"{"id":1,"list":[{"id":1,"size":-1}]}"#, "r.list[0].size", "expected a whole number from 0 to 2^53"),
            (r#"{"id":1,"size":{}}"#, "r.size", "expected a whole number from 0 to 2^53"),
            (r#"{"id":1,"size":{"a":1}}"#, "r.size", "expected a whole number from 0 to 2^53"),
            (r#"{"id":1,"list":[{"id":1},{"code":"a"}]}"#, "r.list[1].id", "is missing"),
            (r#"{"id":1,"hat":2}"#, "r.hat", "is not known here; expected one of `id`, `code`, `size`, `list`"),
            (r#"{"id":1,"id":2}"#, "r.id", "is given twice"),
            (r#"{"id":1"#, "r.id", "is not valid JSON"),
            ("", "r", "is not valid JSON"),
            ("<html>", "r", "is not valid JSON"),
            ("[1]", "r", "expected an object"),
        ] {
            let misfit = object::<Thing>(json, "r").unwrap_err();
            assert_eq!((misfit.path.as_str(), misfit.problem.as_str()), (path, problem), "{json}");
        }
    }

    #[test]
    fn never_repeats_what_it_found() {
        for json in [
            r#"{"id":1,"code":987654321}"#,
            r#"{"id":"hunter2 , expected hunter2"}"#,
            r#"{"id":1,"code":{"hunter2":1}}"#,
            r#"{"id":1,"hunter2 secret!":0}"#,
            r#"{"id":1,"code":true,"x":"hunter2"#,
            r#"{"a`, expected hunter2 secret":1}"#,
        ] {
            let shown = object::<Thing>(json, "").unwrap_err().to_string();
            assert!(!shown.contains("987654321") && !shown.contains("hunter2 "), "{shown}");
        }
        let none = object::<Nothing>(r#"{"a`, expected hunter2 secret":1}"#, "").unwrap_err();
        assert_eq!(none.problem, "is not known here; nothing is expected");
    }
}
