//! What a session is opened with: the platform, how to authenticate there, and how calls behave.

use bursar_macros::options;

use crate::Secret;
use crate::error::BursarError;
use crate::fields::{Found, Place};
use crate::http::header_value;
use crate::operation::Platform;
use crate::options::Options;
use crate::packed::Packing;

/// What a session is opened with.
#[options]
#[derive(Clone, Debug)]
pub struct Config {
    /// Which platform.
    pub platform: Platform,
    /// How to authenticate there.
    #[serde(default)]
    pub credentials: Credentials,
    /// How its calls behave unless they say otherwise.
    #[serde(default)]
    pub options: Options,
    /// Allows plain http to other machines. For test networks only: credentials travel in clear.
    #[serde(default)]
    pub allow_insecure: bool,
    /// Where the jitter of waits comes from. The core draws no randomness of its own.
    #[serde(default)]
    pub seed: u64,
    /// How answers are packed on the crossing.
    #[serde(default)]
    pub packing: Packing,
    /// For the built-in transport: certificates to trust instead of the common ones, in PEM.
    pub ca_pem: Option<String>,
    /// For the built-in transport: a proxy's URL.
    pub proxy: Option<Secret>,
}

impl Config {
    /// A platform with everything else left at its default.
    #[must_use]
    pub fn new(platform: Platform) -> Self {
        Self {
            platform,
            credentials: Credentials::default(),
            options: Options::default(),
            allow_insecure: false,
            seed: 0,
            packing: Packing::default(),
            ca_pem: None,
            proxy: None,
        }
    }
}

impl Place for Platform {
    fn blank() -> Self {
        Self::Lbai
    }

    fn fill(&mut self, found: Found<'_>) -> Result<(), &'static str> {
        let Found::Text(id) = found else { return Err("text") };
        let known = Self::ALL.into_iter().find(|platform| platform.id() == id);
        *self = known.ok_or("`lbai`, `opencatd`, `akool` or `espai`")?;
        Ok(())
    }
}

/// The credentials of a platform; each takes its own, and refuses those of the others.
#[options]
#[derive(Clone, Debug, Default)]
#[serde(default)]
pub struct Credentials {
    /// LBAI: the enterprise token. opencatd: the root user's token, if there is one already.
    pub token: Option<Secret>,
    /// ESP-AI: the `open_api_key`. AKOOL: the API Key.
    pub api_key: Option<Secret>,
    /// AKOOL: the client id, for tokens and webhooks.
    pub client_id: Option<Secret>,
    /// AKOOL: the client secret, which is the API Key by another name.
    pub client_secret: Option<Secret>,
}

impl Credentials {
    pub(crate) fn each(&self) -> [(&'static str, Option<&Secret>); 4] {
        [
            ("token", self.token.as_ref()),
            ("apiKey", self.api_key.as_ref()),
            ("clientId", self.client_id.as_ref()),
            ("clientSecret", self.client_secret.as_ref()),
        ]
    }

    pub(crate) fn check(&self, platform: Platform) -> Result<(), BursarError> {
        let allowed: &[&str] = match platform {
            Platform::Lbai | Platform::OpenCatd => &["token"],
            Platform::Akool => &["apiKey", "clientId", "clientSecret"],
            Platform::EspAi => &["apiKey"],
        };
        for (name, secret) in self.each() {
            let Some(secret) = secret else { continue };
            if !allowed.contains(&name) {
                return Err(BursarError::configuration(format!("{name}: is no credential of {}", platform.id()))
                    .with_path(name));
            }
            check_secret(name, secret)?;
        }
        let needed: &[&str] = match platform {
            Platform::Lbai if self.token.is_none() => &["token"],
            Platform::EspAi if self.api_key.is_none() => &["apiKey"],
            Platform::Akool if self.api_key.is_some() => &[],
            Platform::Akool => match (&self.client_id, &self.client_secret) {
                (Some(_), Some(_)) => &[],
                (Some(_), None) => &["clientSecret"],
                (None, Some(_)) => &["clientId"],
                (None, None) => &["apiKey", "clientId", "clientSecret"],
            },
            _ => &[],
        };
        if needed.is_empty() { Ok(()) } else { Err(missing(platform, needed)) }
    }
}

/// Which credential is missing, and where it may come from: one, or a key instead of an id and a secret.
pub(crate) fn missing(platform: Platform, names: &[&str]) -> BursarError {
    let options: Vec<String> = names.iter().map(|name| format!("`{}`", words(name))).collect();
    let variables: Vec<String> = names.iter().map(|name| variable(platform, name)).collect();
    let either = |names: &[String]| match names {
        [one, others @ ..] if !others.is_empty() => format!("{one}, or {}", others.join(" and ")),
        names => names.concat(),
    };
    let first = names.first().copied().unwrap_or_default();
    BursarError::configuration(format!("{first}: is missing")).with_path(first).with_hint(&format!(
        "Give {} when the client is made. The command line and the packages of all languages but Rust also take {} from \
         the environment, if no credential is given.",
        either(&options),
        either(&variables)
    ))
}

/// The environment variable of a credential.
fn variable(platform: Platform, name: &str) -> String {
    format!("BURSAR_{}_{}", platform.id(), words(name)).to_ascii_uppercase()
}

/// `apiKey` in the way of other languages: `api_key`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            words.push('_');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

/// What is wrong with a secret that was read where secrets are not shown, such as a log or a table.
pub(crate) const RENDERING: &str = "is what stands for a secret where none is shown, and not the secret itself";

/// A credential that can stand in a header.
pub(crate) fn check_secret(name: &str, secret: &Secret) -> Result<(), BursarError> {
    if secret.expose().trim().is_empty() {
        return Err(BursarError::configuration(format!("{name}: must not be empty")).with_path(name));
    }
    if secret.is_rendering() {
        return Err(BursarError::configuration(format!("{name}: {RENDERING}")).with_path(name));
    }
    header_value(name, secret.expose()).map_err(|error| error.with_path(name))?;
    Ok(())
}

#[cfg(all(test, feature = "schema"))]
mod tests {
    use super::*;
    use crate::schema::PLATFORMS;

    #[test]
    fn variables_are_those_that_the_schema_tells() {
        for (platform, told) in Platform::ALL.into_iter().zip(PLATFORMS) {
            for credential in told.credentials.iter().copied().flatten() {
                assert_eq!(variable(platform, credential.name), credential.environment);
            }
        }
    }
}
