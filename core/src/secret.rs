//! Text that no rendering shows.

use std::fmt;

use zeroize::Zeroize;

use crate::schema::{Slot, Type};
use crate::value::{Found, Value, Writer};

/// A credential: a token, a key, a redemption code, a payment URL.
///
/// `Debug` redacts it, it has neither `Display` nor `Serialize`, and its memory is overwritten when it is dropped. The
/// only ways out are [`Secret::expose`] and a packed column of the type secret.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Secret(String);

impl Secret {
    /// Takes the text over.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself. Whoever calls this answers for where it goes.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it is not a secret, but what is shown in the place of one.
    pub(crate) fn is_rendering(&self) -> bool {
        matches!(self.0.trim(), "***" | "Secret(***)")
    }

    /// Whether nothing was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Value for Secret {
    const SLOT: Slot = Slot::required(Type::Secret);

    fn blank() -> Self {
        Self::default()
    }

    /// Text only: a number here is a mistake of the caller, and its digits must not reach a message.
    fn read(found: Found<'_>) -> Result<Self, &'static str> {
        match found {
            Found::Text(text) => Ok(Self::new(text)),
            _ => Err("text (a secret)"),
        }
    }

    fn put(&self, out: &mut dyn Writer) {
        out.text(Some(&self.0));
    }

    fn none(out: &mut dyn Writer) {
        out.text(None);
    }

    fn secret(&self) -> Option<&Secret> {
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_rendering_shows_it() {
        let secret = Secret::new("sk-visible");
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "Secret(***) Some(Secret(***))");
        assert_eq!(secret.expose(), "sk-visible");
    }
}
