//! Taking secrets out of text that a person may read: error details, bodies, descriptions.

use crate::Secret;

const HIDDEN: &str = "***";
/// The longest excerpt of a foreign body, in characters.
pub(crate) const EXCERPT: usize = 256;
/// The longest detail of an error.
pub(crate) const DETAIL: usize = 1_000;
/// The longest code, path or request id in an error.
pub(crate) const NAME: usize = 200;
/// How much of it is kept until the call's secrets were taken out: a secret that is cut in half would not be found.
pub(crate) const MARGIN: usize = 4_096;
/// A run of letters, digits, `-` and `_` from this length on, with a digit in it, is taken for a token.
const TOKEN: usize = 20;

/// Replaces the given secrets, values in query strings, and whatever looks like a token.
pub(crate) fn scrub(text: &str, secrets: &[Secret]) -> String {
    hide_tokens(&hide_queries(&known(text, secrets)))
}

/// Replaces the given secrets only.
pub(crate) fn known(text: &str, secrets: &[Secret]) -> String {
    let mut clean = text.to_owned();
    // One or two characters stand everywhere; hiding them would hide the message.
    let mut left: Vec<&str> = secrets.iter().map(Secret::expose).filter(|secret| secret.len() > 2).collect();
    // The longest first: one may be the beginning of another.
    while let Some((at, secret)) = left.iter().copied().enumerate().max_by_key(|(_, secret)| secret.len()) {
        clean = clean.replace(secret, HIDDEN);
        left.swap_remove(at);
    }
    clean
}

/// An excerpt of a body that is not the platform's. JSON is left out whole: it may be a reply with a fresh token in it.
pub(crate) fn excerpt(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).trim_end();
    if text.is_empty() || text.starts_with(['{', '[', '"']) {
        return None;
    }
    Some(text.chars().take(MARGIN).collect())
}

/// Cuts a text to so many characters, once nothing secret is left in it: half a secret would not be found.
pub(crate) fn shorten(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

/// `…?name=value` up to the next space or quote. A question mark that ends a sentence hides nothing.
fn hide_queries(text: &str) -> String {
    let ends = |c: char| c.is_whitespace() || "\"'<>)".contains(c);
    let mut parts = text.split('?');
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let query = part.find(ends).unwrap_or(part.len());
        clean.push('?');
        if query > 0 {
            clean.push_str(HIDDEN);
        }
        clean.push_str(part.get(query..).unwrap_or_default());
    }
    clean
}

fn hide_tokens(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
            run.push(c);
            continue;
        }
        let token = run.len() >= TOKEN && run.bytes().any(|byte| byte.is_ascii_digit());
        clean.push_str(if token { HIDDEN } else { &run });
        run.clear();
        if c != '\0' {
            clean.push(c);
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_known_secrets_queries_and_tokens() {
        let secrets = [Secret::new("wNaa1GDw"), Secret::new("k")];
        for (text, clean) in [
            ("card wNaa1GDw is gone", "card *** is gone"),
            ("GET https://h/p?identifier=a@b&x=1 failed", "GET https://h/p?*** failed"),
            ("token df5982d6-d8fb-4eef-a513-24d0831f61ad.", "token ***."),
            (
                "constraint failed: UNIQUE constraint failed: users.name (2067)",
                "constraint failed: UNIQUE constraint failed: users.name (2067)",
            ),
            ("系统错误：xxx", "系统错误：xxx"),
            ("a_long_name_without_digits_in_it", "a_long_name_without_digits_in_it"),
            ("why? because?", "why? because?"),
        ] {
            assert_eq!(scrub(text, &secrets), clean);
        }
    }

    #[test]
    fn excerpts_leave_json_out_and_are_short() {
        assert_eq!(excerpt(b" {\"token\":\"t\"}"), None);
        assert_eq!(excerpt(b""), None);
        assert_eq!(excerpt("<html>Bad Gateway".as_bytes()).as_deref(), Some("<html>Bad Gateway"));
        assert_eq!(shorten(&excerpt("ü ".repeat(1000).as_bytes()).unwrap(), EXCERPT).chars().count(), 256);
    }
}
