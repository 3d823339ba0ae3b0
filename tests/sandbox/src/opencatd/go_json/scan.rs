//! Go's JSON scanner, for the places and texts of its errors. Iterative, so that no body can exhaust the stack.

use std::ops::Range;

/// The first document of a body.
pub(super) struct Scanned {
    pub(super) whole: Range<usize>,
    /// Key and value of each member of the outermost object.
    pub(super) members: Vec<(Range<usize>, Range<usize>)>,
}

/// Go refuses deeper nesting.
const MAX_DEPTH: usize = 10_000;

struct Scanner<'a> {
    body: &'a [u8],
    at: usize,
}

/// Finds the end of the first document, as `json.Decoder` does: whatever follows is not looked at.
pub(super) fn scan(body: &[u8]) -> Result<Scanned, String> {
    let mut scanner = Scanner { body, at: 0 };
    scanner.space();
    let start = scanner.at;
    let Some(first) = scanner.peek() else { return Err("EOF".to_owned()) };
    let mut members = Vec::new();
    if first != b'{' && first != b'[' {
        scanner.scalar()?;
        return Ok(Scanned { whole: start..scanner.at, members });
    }
    scanner.containers(&mut members)?;
    Ok(Scanned { whole: start..scanner.at, members })
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.body.get(self.at).copied()
    }

    fn next(&mut self) -> Result<u8, String> {
        let byte = self.peek().ok_or("unexpected EOF")?;
        self.at += 1;
        Ok(byte)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// The open containers are a stack of their closing brackets.
    fn containers(&mut self, members: &mut Vec<(Range<usize>, Range<usize>)>) -> Result<(), String> {
        let mut open: Vec<u8> = Vec::new();
        let mut member = (0..0, 0);
        loop {
            // A value begins here.
            self.space();
            if let (1, Some(b'}')) = (open.len(), open.last()) {
                member.1 = self.at;
            }
            let opened = match self.peek() {
                Some(b'{') => Some(b'}'),
                Some(b'[') => Some(b']'),
                _ => None,
            };
            let mut ended = true;
            if let Some(close) = opened {
                self.at += 1;
                if open.len() >= MAX_DEPTH {
                    return Err("exceeded max depth".to_owned());
                }
                open.push(close);
                self.space();
                if self.peek() == Some(close) {
                    self.at += 1;
                    open.pop();
                } else {
                    ended = false;
                    if close == b'}' {
                        let key = self.key()?;
                        if open.len() == 1 {
                            member.0 = key;
                        }
                    }
                }
            } else {
                self.scalar()?;
            }
            // Values that have ended, and with them perhaps what holds them.
            while ended {
                let Some(close) = open.last().copied() else { return Ok(()) };
                if open.len() == 1 && close == b'}' {
                    members.push((member.0.clone(), member.1..self.at));
                }
                self.space();
                let place = if close == b'}' { "after object key:value pair" } else { "after array element" };
                match self.next()? {
                    b',' => {
                        ended = false;
                        if close == b'}' {
                            self.space();
                            let key = self.key()?;
                            if open.len() == 1 {
                                member.0 = key;
                            }
                        }
                    }
                    byte if byte == close => {
                        open.pop();
                    }
                    other => return Err(invalid(other, place)),
                }
            }
        }
    }

    /// A key with its colon.
    fn key(&mut self) -> Result<Range<usize>, String> {
        let start = self.at;
        match self.next()? {
            b'"' => self.string()?,
            other => return Err(invalid(other, "looking for beginning of object key string")),
        }
        let key = start..self.at;
        self.space();
        match self.next()? {
            b':' => Ok(key),
            other => Err(invalid(other, "after object key")),
        }
    }

    fn scalar(&mut self) -> Result<(), String> {
        match self.next()? {
            b'"' => self.string(),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            b'n' => self.literal("null"),
            b'-' => match self.next()? {
                first @ b'0'..=b'9' => self.number(first),
                other => Err(invalid(other, "in numeric literal")),
            },
            first @ b'0'..=b'9' => self.number(first),
            other => Err(invalid(other, "looking for beginning of value")),
        }
    }

    fn literal(&mut self, word: &str) -> Result<(), String> {
        for expected in word.bytes().skip(1) {
            let byte = self.next()?;
            if byte != expected {
                return Err(invalid(byte, &format!("in literal {word} (expecting '{}')", char::from(expected))));
            }
        }
        Ok(())
    }

    /// The rest of a string, after its first quote.
    fn string(&mut self) -> Result<(), String> {
        loop {
            match self.next()? {
                b'"' => return Ok(()),
                b'\\' => match self.next()? {
                    b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"' => {}
                    b'u' => {
                        for _ in 0..4 {
                            let byte = self.next()?;
                            if !byte.is_ascii_hexdigit() {
                                return Err(invalid(byte, "in \\u hexadecimal character escape"));
                            }
                        }
                    }
                    other => return Err(invalid(other, "in string escape code")),
                },
                byte if byte < 0x20 => return Err(invalid(byte, "in string literal")),
                _ => {}
            }
        }
    }

    /// The rest of a number, after its first digit. A leading zero stands alone.
    fn number(&mut self, first: u8) -> Result<(), String> {
        if first != b'0' {
            self.digits();
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            match self.next()? {
                b'0'..=b'9' => self.digits(),
                other => return Err(invalid(other, "after decimal point in numeric literal")),
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            match self.next()? {
                b'0'..=b'9' => self.digits(),
                other => return Err(invalid(other, "in exponent of numeric literal")),
            }
        }
        Ok(())
    }

    fn digits(&mut self) {
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
    }
}

/// Go names a byte as if it were a Latin-1 character, in its own quoting.
fn invalid(byte: u8, place: &str) -> String {
    let quoted = match byte {
        b'\'' => "\\'".to_owned(),
        b'"' => "\"".to_owned(),
        b'\\' => "\\\\".to_owned(),
        0x07 => "\\a".to_owned(),
        0x08 => "\\b".to_owned(),
        b'\t' => "\\t".to_owned(),
        b'\n' => "\\n".to_owned(),
        0x0b => "\\v".to_owned(),
        0x0c => "\\f".to_owned(),
        b'\r' => "\\r".to_owned(),
        0..=0x1f | 0x7f => format!("\\x{byte:02x}"),
        0x80..=0xa0 | 0xad => format!("\\u{byte:04x}"),
        other => char::from(other).to_string(),
    };
    format!("invalid character '{quoted}' {place}")
}

#[cfg(test)]
mod tests {
    use super::scan;

    #[test]
    fn errors_as_recorded() {
        for (body, expected) in [
            ("nonsense", "invalid character 'o' in literal null (expecting 'u')"),
            (r#"{"name":"a",}"#, "invalid character '}' looking for beginning of object key string"),
            ("{,}", "invalid character ',' looking for beginning of object key string"),
            (r#"{"name" "a"}"#, "invalid character '\"' after object key"),
            (r#"{"name":"a" "b"}"#, "invalid character '\"' after object key:value pair"),
            (r#"{"name":"\x"}"#, "invalid character 'x' in string escape code"),
            (r#"{"name":"\u12g4"}"#, "invalid character 'g' in \\u hexadecimal character escape"),
            ("{\"name\":\"a\nb\"}", "invalid character '\\n' in string literal"),
            (r#"{"name":-}"#, "invalid character '}' in numeric literal"),
            (r#"{"name":01}"#, "invalid character '1' after object key:value pair"),
            (r#"{"name":1.}"#, "invalid character '}' after decimal point in numeric literal"),
            (r#"{"name":1e}"#, "invalid character '}' in exponent of numeric literal"),
            ("[1 2]", "invalid character '2' after array element"),
            ("\u{feff}{}", "invalid character 'ï' looking for beginning of value"),
            ("'a'", "invalid character '\\'' looking for beginning of value"),
            ("[1,2", "unexpected EOF"),
            ("-", "unexpected EOF"),
            ("\"abc", "unexpected EOF"),
        ] {
            assert_eq!(scan(body.as_bytes()).err(), Some(expected.to_owned()), "{body}");
        }
        assert_eq!(scan("[".repeat(20_000).as_bytes()).err().as_deref(), Some("exceeded max depth"));
    }
}
