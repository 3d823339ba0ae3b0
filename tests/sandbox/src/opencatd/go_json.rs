//! Go's `encoding/json`: its escapes, its error texts, its case-insensitive fields.

mod scan;

use std::io;
use std::ops::Range;

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

/// Compact JSON with `<`, `>`, `&`, U+2028 and U+2029 escaped.
pub(super) fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to memory does not fail.
    let _ = value.serialize(&mut Serializer::with_formatter(&mut bytes, HtmlSafe));
    bytes
}

struct HtmlSafe;

impl Formatter for HtmlSafe {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut start = 0;
        for (at, letter) in fragment.char_indices() {
            if matches!(letter, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') {
                CompactFormatter.write_string_fragment(writer, fragment.get(start..at).unwrap_or_default())?;
                write!(writer, "\\u{:04x}", u32::from(letter))?;
                start = at + letter.len_utf8();
            }
        }
        CompactFormatter.write_string_fragment(writer, fragment.get(start..).unwrap_or_default())
    }
}

/// The Go type of a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
    Boolean,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Integer => "int",
            Self::Boolean => "bool",
        }
    }
}

/// A Go struct into which a body is read.
pub(super) struct Shape {
    /// `User`, `Key`.
    pub(super) name: &'static str,
    pub(super) fields: &'static [(&'static str, Kind)],
}

/// The text fields that a body sets, in the order of the shape; the rest is checked and dropped. Errors are Go's texts.
pub(super) fn decode(body: &[u8], package: &str, shape: &Shape) -> Result<Vec<String>, String> {
    let scanned = scan::scan(body)?;
    let value = |range: &Range<usize>| body.get(range.clone()).unwrap_or_default();
    let mut texts = vec![String::new(); shape.fields.len()];
    if value(&scanned.whole).first() != Some(&b'{') {
        return match kind_of(value(&scanned.whole)) {
            "null" => Ok(texts),
            other => Err(format!("json: cannot unmarshal {other} into Go value of type {package}.{}", shape.name)),
        };
    }
    let mut first_fault = None;
    for (key, range) in &scanned.members {
        let key = unquote(value(key));
        let exact = shape.fields.iter().position(|(name, _)| *name == key);
        let field = exact.or_else(|| shape.fields.iter().position(|(name, _)| name.eq_ignore_ascii_case(&key)));
        let Some((at, (name, kind))) = field.and_then(|at| Some((at, shape.fields.get(at)?))) else { continue };
        match (kind_of(value(range)), kind) {
            ("null", _) | ("bool", Kind::Boolean) => {}
            ("string", Kind::Text) => {
                if let Some(text) = texts.get_mut(at) {
                    *text = unquote(value(range));
                }
            }
            ("number", Kind::Integer) => {
                let text = String::from_utf8_lossy(value(range)).into_owned();
                if text.parse::<i64>().is_err() {
                    first_fault.get_or_insert((format!("number {text}"), name, kind));
                }
            }
            (other, _) => {
                first_fault.get_or_insert((other.to_owned(), name, kind));
            }
        }
    }
    let Some((found, field, kind)) = first_fault else { return Ok(texts) };
    let (shape, kind) = (shape.name, kind.name());
    Err(format!("json: cannot unmarshal {found} into Go struct field {shape}.{field} of type {kind}"))
}

fn kind_of(value: &[u8]) -> &'static str {
    match value.first() {
        Some(b'{') => "object",
        Some(b'[') => "array",
        Some(b'"') => "string",
        Some(b't' | b'f') => "bool",
        Some(b'n') => "null",
        _ => "number",
    }
}

/// The text of a JSON string that has passed the scanner. Lone surrogates and bytes that are no UTF-8 become U+FFFD, one each.
fn unquote(quoted: &[u8]) -> String {
    let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'\\' {
            bytes.push(*first);
            continue;
        }
        let [code, tail @ ..] = rest else { break };
        rest = tail;
        let letter = match code {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let (letter, tail) = unit(rest);
                rest = tail;
                letter
            }
            other => char::from(*other),
        };
        bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
    }
    lossy(&bytes)
}

/// The character of a `\u` escape, with its low surrogate if it needs and has one.
fn unit(rest: &[u8]) -> (char, &[u8]) {
    let hex =
        |bytes: &[u8]| bytes.get(..4).and_then(|four| u16::from_str_radix(std::str::from_utf8(four).ok()?, 16).ok());
    let after = rest.get(4..).unwrap_or_default();
    let Some(high) = hex(rest) else { return (char::REPLACEMENT_CHARACTER, after) };
    let low = after.strip_prefix(b"\\u").and_then(hex);
    if let Some(low) = low
        && let Some(Ok(letter)) = char::decode_utf16([high, low]).next()
        && letter.len_utf16() == 2
    {
        return (letter, after.get(6..).unwrap_or_default());
    }
    (char::decode_utf16([high]).next().and_then(Result::ok).unwrap_or(char::REPLACEMENT_CHARACTER), after)
}

fn lossy(mut bytes: &[u8]) -> String {
    let mut text = String::new();
    loop {
        match std::str::from_utf8(bytes) {
            Ok(rest) => return text + rest,
            Err(error) => {
                let (valid, rest) = bytes.split_at_checked(error.valid_up_to()).unwrap_or((bytes, &[]));
                text.push_str(std::str::from_utf8(valid).unwrap_or_default());
                text.push(char::REPLACEMENT_CHARACTER);
                bytes = rest.get(1..).unwrap_or_default();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Kind, Shape, decode, encode};

    const USER: Shape = Shape { name: "User", fields: &[("name", Kind::Text), ("id", Kind::Integer)] };

    fn name(body: &str) -> Result<String, String> {
        decode(body.as_bytes(), "router", &USER).map(|texts| texts[0].clone())
    }

    #[test]
    fn escapes_as_go_does() {
        let text = "<b>&amp; \u{2028} \" \\ \n\t\u{8}\u{c}\r\u{1}\u{7f} é";
        let expected = "\"\\u003cb\\u003e\\u0026amp; \\u2028 \\\" \\\\ \\n\\t\\b\\f\\r\\u0001\u{7f} é\"";
        assert_eq!(String::from_utf8(encode(&json!(text))).unwrap(), expected);
    }

    #[test]
    fn reads_the_first_document_with_any_case() {
        assert_eq!(name(r#"{"NAME":"upper"} garbage"#), Ok("upper".into()));
        assert_eq!(name(r#"{"name":"a","x":[1,{"y":2}],"name":"b"}{"#), Ok("b".into()));
        assert_eq!(name(r#"{"name":"\ud83d\ude00\ud800\u00e9"}"#), Ok("😀\u{fffd}é".into()));
        assert_eq!(name("null"), Ok(String::new()));
        let bytes = decode(b"{\"name\":\"\xff\xfe\"}", "router", &USER).unwrap();
        assert_eq!(bytes[0], "\u{fffd}\u{fffd}");
    }

    #[test]
    fn errors_as_recorded() {
        for (body, expected) in [
            ("", "EOF"),
            ("  ", "EOF"),
            ("{\"name\":", "unexpected EOF"),
            ("[]", "json: cannot unmarshal array into Go value of type router.User"),
            (r#"{"NAME":5}"#, "json: cannot unmarshal number into Go struct field User.name of type string"),
            (r#"{"id":1e2}"#, "json: cannot unmarshal number 1e2 into Go struct field User.id of type int"),
            (r#"{"id":"x","name":1}"#, "json: cannot unmarshal string into Go struct field User.id of type int"),
        ] {
            assert_eq!(name(body), Err(expected.into()), "{body}");
        }
    }
}
