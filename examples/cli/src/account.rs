//! An account that is ready to use: a client, with credentials from flags, environment, file, prompt or sandbox.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use bursar::schema::{CredentialSchema, OperationSchema, PLATFORMS, PlatformSchema};
use bursar::{Client, Config, Credentials, Platform, Secret};
use bursar_sandbox::{Sandbox, write_new, write_whole};
use clap::ArgMatches;
use serde_json::Value as Json;

use crate::command::text;
use crate::config::{self, File, Source, each, variable};
use crate::failure::{Failure, remark};
use crate::{params, secrets};

/// Where accounts come from.
pub(crate) enum Accounts {
    /// The user's own.
    File(File),
    /// An emulator on this machine: its ready file, and the emulator itself if this process runs it.
    Sandbox { ready: Json, _running: Option<Sandbox> },
}

impl Accounts {
    pub(crate) fn open(matches: &ArgMatches) -> Result<Self, Failure> {
        let Some(file) = named(matches) else { return File::read(matches).map(Self::File) };
        if let Some(flag) = ["profile", "config", "credential"].into_iter().find(|flag| matches.contains_id(flag)) {
            return Err(Failure::Usage(format!("--{flag}: is about accounts; the sandbox has its own")));
        }
        if file.is_empty() {
            let sandbox = Sandbox::builder().state(config::state_file(SANDBOX)?).start().map_err(|error| {
                Failure::setup(format!("the sandbox does not start: {error}"), "bursar sandbox reset begins a new one.")
            })?;
            return Ok(Self::Sandbox { ready: sandbox.ready(), _running: Some(sandbox) });
        }
        let bytes = fs::read(&file).map_err(Failure::file(format!("cannot read the ready file {file}")))?;
        let ready = serde_json::from_slice(&bytes).map_err(|_| {
            Failure::setup(format!("{file} is no ready file"), "bursar-sandbox --ready-file FILE writes one.")
        })?;
        Ok(Self::Sandbox { ready, _running: None })
    }

    /// Whether nothing that is sent leaves this machine.
    pub(crate) fn is_sandbox(&self) -> bool {
        matches!(self, Self::Sandbox { .. })
    }

    /// A client for one platform. Credentials that are missing are asked for.
    pub(crate) fn client(
        &self,
        schema: &'static PlatformSchema,
        operation: &OperationSchema,
        matches: &ArgMatches,
    ) -> Result<Arc<Client>, Failure> {
        let mut config = self.config(schema, matches)?;
        if let Self::File(file) = self {
            let mut found = read(&file.profile(schema.id).sources(schema, Some(matches))?)?;
            // A server of one's own makes its first user without a token.
            ask(schema, &mut found, operation.name.rsplit('.').next() == Some("init"))?;
            config.credentials = credentials(found.into_iter());
        }
        Ok(Arc::new(Client::new(config)?))
    }

    /// A client for one platform, if it is set up. Nobody is asked.
    pub(crate) fn configured(
        &self,
        schema: &'static PlatformSchema,
        matches: &ArgMatches,
    ) -> Result<Option<Arc<Client>>, Failure> {
        let Self::File(file) = self else { return Ok(Some(Arc::new(Client::new(self.config(schema, matches)?)?))) };
        let profile = file.profile(schema.id);
        let found = profile.sources(schema, None)?;
        let url = schema.base_url.is_some() || profile.base_url(schema).is_some();
        if found.is_empty() || !url {
            return Ok(None);
        }
        let mut config = self.config(schema, matches)?;
        config.credentials = credentials(read(&found)?.into_iter());
        Ok(Some(Arc::new(Client::new(config)?)))
    }

    /// How a client is set up, but for the credentials of the user's own accounts.
    fn config(&self, schema: &'static PlatformSchema, matches: &ArgMatches) -> Result<Config, Failure> {
        let platform = Platform::ALL.into_iter().find(|platform| platform.id() == schema.id);
        let platform = platform.ok_or_else(|| Failure::Usage(format!("{} is no platform", schema.id)))?;
        let mut config = match self {
            Self::File(file) => file.profile(schema.id).config(schema, platform)?,
            Self::Sandbox { ready, .. } => of_sandbox(platform, ready),
        };
        config.options = params::session_options(matches, config.options)?;
        if schema.base_url.is_none() && config.options.base_url.is_none() {
            let (id, variable) = (schema.id, schema.id.to_uppercase());
            return Err(Failure::setup(
                format!("{}: there is no base URL, as the server is your own", schema.title),
                format!(
                    "Give --base-url, set BURSAR_{variable}_BASE_URL, or write base_url under [default.{id}] of the \
                     configuration file."
                ),
            ));
        }
        if config.proxy.is_none() {
            config.proxy = proxy(config.options.base_url.as_deref().or(schema.base_url).unwrap_or_default());
        }
        Ok(config)
    }
}

/// The ready file of a sandbox that is asked for by flag or environment; empty for the one that this program runs.
fn named(matches: &ArgMatches) -> Option<String> {
    match text(matches, "sandbox").map(str::to_owned).or_else(|| variable("BURSAR_SANDBOX"))?.as_str() {
        "0" | "false" => None,
        "1" | "true" => Some(String::new()),
        file => Some(file.to_owned()),
    }
}

/// A credential by its name.
type Found = (&'static str, Secret);

fn read(sources: &[(&'static str, Source)]) -> Result<Vec<Found>, Failure> {
    sources.iter().map(|(name, source)| Ok((*name, source.read()?))).collect()
}

/// Asks for what the platform cannot do without.
fn ask(schema: &'static PlatformSchema, found: &mut Vec<Found>, anonymous: bool) -> Result<(), Failure> {
    let ways = || schema.credentials.iter().filter(|set| anonymous || !set.is_empty());
    let has = |found: &[Found], name: &str| found.iter().any(|(known, _)| *known == name);
    if ways().any(|set| set.iter().all(|one| has(found, one.name))) {
        return Ok(());
    }
    // The first way to authenticate that needs what there is so far, and more.
    let fits = |set: &&&[_]| found.iter().all(|(name, _)| set.iter().any(|one: &CredentialSchema| one.name == *name));
    for credential in ways().find(fits).or(ways().next()).into_iter().flat_map(|set| set.iter()) {
        if has(found, credential.name) {
            continue;
        }
        let name = crate::command::kebab_of_camel(credential.name);
        let asked = secrets::ask(&format!("{}: {name}", schema.title))?;
        found.push((credential.name, asked.ok_or_else(|| missing(schema))?));
    }
    Ok(())
}

/// The file in the state folder where the sandbox keeps its data.
const SANDBOX: &str = "sandbox.json";

/// Forgets what was done with `--sandbox`.
pub(crate) fn reset_sandbox(matches: &ArgMatches) -> Result<(), Failure> {
    if named(matches).is_some_and(|file| !file.is_empty()) {
        let usage =
            "sandbox reset: is about the emulator of --sandbox alone; one that runs by itself has its own reset";
        return Err(Failure::Usage(usage.to_owned()));
    }
    let path = config::state_file(SANDBOX)?;
    match fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::file(format!("cannot remove {}", path.display()))(error))
        }
        _ => {
            remark("The sandbox begins anew.");
            Ok(())
        }
    }
}

fn missing(schema: &'static PlatformSchema) -> Failure {
    let ways: Vec<String> = schema
        .credentials
        .iter()
        .filter(|set| !set.is_empty())
        .map(|set| set.iter().map(|one| one.environment).collect::<Vec<_>>().join(" and "))
        .collect();
    let names: Vec<String> = each(schema).map(|one| crate::command::kebab_of_camel(one.name)).collect();
    Failure::setup(
        format!("{}: no credentials ({})", schema.title, names.join(", ")),
        format!(
            "Set {}, or write them to the configuration file (bursar config init). To try it without an account: --sandbox.",
            ways.join(", or ")
        ),
    )
}

fn credentials(found: impl Iterator<Item = (&'static str, Secret)>) -> Credentials {
    let mut credentials = Credentials::default();
    for (name, secret) in found {
        let slot = match name {
            "token" => &mut credentials.token,
            "apiKey" => &mut credentials.api_key,
            "clientId" => &mut credentials.client_id,
            _ => &mut credentials.client_secret,
        };
        *slot = Some(secret);
    }
    credentials
}

fn of_sandbox(platform: Platform, ready: &Json) -> Config {
    let server = ready.get(platform.id());
    let given = |name: &str| server?.get(name);
    let mut config = Config::new(platform);
    let known = PLATFORMS.iter().find(|schema| schema.id == platform.id());
    // The last way to authenticate serves every operation: AKOOL makes tokens of its id and secret only.
    let way = known.and_then(|schema| schema.credentials.last());
    config.credentials = credentials(way.into_iter().flat_map(|set| set.iter()).filter_map(|one| {
        let text = given("credentials")?.get(one.name)?.as_str()?;
        Some((one.name, text.into()))
    }));
    config.options.base_url = given("base_url").and_then(Json::as_str).map(str::to_owned);
    config.ca_pem = ready.get("ca_pem").and_then(Json::as_str).map(str::to_owned);
    config
}

/// The proxy that the environment names for this URL, as curl reads it.
fn proxy(base_url: &str) -> Option<Secret> {
    let set = |name: &str| variable(name).or_else(|| variable(&name.to_lowercase()));
    let (scheme, rest) = base_url.split_once("://")?;
    let authority = rest.split('/').next()?;
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host).trim_matches(['[', ']']);
    let spared = set("NO_PROXY").is_some_and(|list| {
        list.split(',')
            .map(|entry| entry.trim().trim_start_matches('.'))
            .any(|entry| entry == "*" || (!entry.is_empty() && (host == entry || host.ends_with(&format!(".{entry}")))))
    });
    if scheme != "https" || spared {
        return None;
    }
    set("HTTPS_PROXY").or_else(|| set("ALL_PROXY")).map(Secret::from)
}

/// Writes a file whole or not at all: a receipt that is cut short is none.
pub(crate) fn keep(path: &Path, text: &str) -> Result<(), Failure> {
    write_whole(path, text.as_bytes()).map_err(Failure::file(format!("cannot write {}", path.display())))
}

/// The same for a file that must not be there yet, looked at and made in one step.
pub(crate) fn keep_new(path: &Path, text: &str) -> Result<(), Failure> {
    let what = format!("cannot write the new file {}", path.display());
    write_new(path, text.as_bytes()).map_err(Failure::file(what))
}
