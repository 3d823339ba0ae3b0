//! Go's ways with text: the lenient id parser, case, trimming, escapes, `SQLite`'s view of a number.

use std::fmt::Write;

/// `github.com/Sakurasan/to`'s `Int`: a boolean word first, then a float cut to an integer, else 0.
pub(super) fn lenient_id(text: &str) -> i64 {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => return 1,
        "0" | "f" | "F" | "false" | "FALSE" | "False" => return 0,
        _ => {}
    }
    // Go lets single underscores stand between digits.
    let edges_sound = !text.starts_with('_') && !text.ends_with('_') && !text.contains("__");
    let plain = if edges_sound { text.replace('_', "") } else { text.to_owned() };
    let Ok(number) = plain.parse::<f64>() else { return 0 };
    // Out of range, infinite or no number: amd64 gives the smallest integer.
    if number.is_nan() || number.abs() >= 9.2e18 {
        return i64::MIN;
    }
    #[allow(
        clippy::cast_possible_truncation,
        reason = "this is the truncation that the server does; the range is checked"
    )]
    let whole = number as i64;
    whole
}

/// `strings.ToLower`: one character for one, so that a final sigma stays an ordinary one.
pub(super) fn lower(text: &str) -> String {
    text.chars().filter_map(|letter| letter.to_lowercase().next()).collect()
}

/// `azureopenai.GetResourceName`: the `X` of the first `https?://X.openai.azure.com`, as long as it can be.
pub(super) fn azure_resource(endpoint: &str) -> String {
    const HOST: &str = ".openai.azure.com";
    for (at, _) in endpoint.match_indices("http") {
        let rest = endpoint.get(at + 4..).unwrap_or_default();
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        let Some(rest) = rest.strip_prefix("://") else { continue };
        let line = rest.split('\n').next().unwrap_or_default();
        match line.rfind(HOST) {
            Some(end) if end > 0 => return line.get(..end).unwrap_or_default().to_owned(),
            _ => {}
        }
    }
    String::new()
}

/// Whether `SQLite`, comparing with a column of type `datetime`, takes the text for a number. Numbers sort before all
/// text.
pub(super) fn is_sql_number(text: &str) -> bool {
    let text = text.trim_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
        && text.parse::<f64>().is_ok()
}

/// Go's escaping of a URL path.
pub(super) fn encode_path(path: &str) -> String {
    path.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

/// `net/http`'s escaping of a link.
pub(super) fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&#34;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::{azure_resource, is_sql_number, lenient_id, lower};

    #[test]
    fn ids_as_recorded() {
        for (text, id) in
            [("true", 1), ("T", 1), ("tRUE", 0), ("1.9", 1), ("1e1", 10), ("1x", 0), ("2_0", 20), ("5.", 5)]
        {
            assert_eq!(lenient_id(text), id, "{text}");
        }
        for text in ["inf", "nan", "99999999999999999999"] {
            assert_eq!(lenient_id(text), i64::MIN, "{text}");
        }
        assert_eq!([lenient_id(""), lenient_id(" 3"), lenient_id("0x2"), lenient_id("-5")], [0, 0, 0, -5]);
    }

    #[test]
    fn text_as_recorded() {
        assert_eq!(lower("ΑΣ İ"), "ασ i");
        assert_eq!(azure_resource("https://res.openai.azure.com/"), "res");
        assert_eq!(azure_resource("http://a.openai.azure.com.b.openai.azure.com/x"), "a.openai.azure.com.b");
        assert_eq!(azure_resource("https://.openai.azure.com"), "");
        assert!(is_sql_number("2024") && is_sql_number(" -5 ") && is_sql_number("1e3"));
        assert!(!is_sql_number("2023-03-18") && !is_sql_number("") && !is_sql_number("0x1") && !is_sql_number("inf"));
    }
}
