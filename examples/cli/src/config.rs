//! Accounts: profiles of a configuration file, the environment, flags and prompts, in one order of precedence.

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use bursar::schema::{CredentialSchema, OPTIONS, PLATFORMS, PlatformSchema};
use bursar::{Config, Options, Platform, Secret};
use clap::ArgMatches;
use serde_json::{Map, Value as Json};
use toml::Value;

use crate::command::{camel, text};
use crate::failure::{Failure, remark};
use crate::secrets;

/// What the configuration file says of one platform, and where it comes from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Profile {
    /// The keys of `[<profile>.<platform>]`.
    keys: BTreeMap<String, Value>,
    /// Whether it was asked for by name, so that it beats the environment.
    chosen: bool,
}

/// The configuration file, read.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) exists: bool,
    pub(crate) profile: String,
    chosen: bool,
    platforms: BTreeMap<String, BTreeMap<String, Value>>,
}

/// A variable of the environment. One that is empty counts as not set, as shells write `NAME=$UNSET`.
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|text| !text.is_empty())
}

/// The file that a flag or the environment names.
fn named(matches: &ArgMatches) -> Option<PathBuf> {
    let environment = || env::var_os("BURSAR_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from);
    text(matches, "config").map(PathBuf::from).or_else(environment)
}

/// The file that is read: the named one, or that of custom.
pub(crate) fn path(matches: &ArgMatches) -> Result<PathBuf, Failure> {
    named(matches).map_or_else(|| Ok(folder("XDG_CONFIG_HOME", ".config")?.join("config.toml")), Ok)
}

/// Keys beside credentials and options.
const OTHERS: [&str; 3] = ["ca_file", "proxy", "allow_insecure"];

impl File {
    /// Reads it.
    ///
    /// A file that nobody named need not exist.
    pub(crate) fn read(matches: &ArgMatches) -> Result<Self, Failure> {
        let named = named(matches);
        let path = path(matches)?;
        let profile = text(matches, "profile").map(str::to_owned).or_else(|| variable("BURSAR_PROFILE"));
        let chosen = profile.is_some();
        let profile = profile.unwrap_or_else(|| "default".to_owned());
        let mut file = Self { path, exists: true, profile, chosen, platforms: BTreeMap::new() };
        let content = match fs::read_to_string(&file.path) {
            Ok(content) => content,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => {
                file.exists = false;
                String::new()
            }
            Err(error) => return Err(Failure::file(format!("cannot read {}", file.path.display()))(error)),
        };
        file.take(&content)?;
        Ok(file)
    }

    fn take(&mut self, content: &str) -> Result<(), Failure> {
        let wrong = |problem: String| {
            let place = self.path.display();
            Failure::setup(format!("{place}: {problem}"), "Correct the file; `bursar config show` tells what it gives.")
        };
        let whole: BTreeMap<String, BTreeMap<String, BTreeMap<String, Value>>> =
            toml::from_str(content).map_err(|error| {
                // The parser's message shows the line, which may hold a secret.
                let line = error.span().map_or(0, |span| content.get(..span.start).unwrap_or("").lines().count());
                wrong(format!("line {}: is not of the form [profile.platform] with key = value", line.max(1)))
            })?;
        for (profile, platforms) in &whole {
            for (id, keys) in platforms {
                let schema = PLATFORMS.iter().find(|platform| platform.id == id).ok_or_else(|| {
                    let known: Vec<&str> = PLATFORMS.iter().map(|platform| platform.id).collect();
                    wrong(format!("[{profile}.{id}]: there is no such platform; there are {}", known.join(", ")))
                })?;
                if let Some(key) = keys.keys().find(|key| !is_known(schema, key)) {
                    return Err(wrong(format!(
                        "[{profile}.{id}]: {key} is not known; there are {}",
                        known_keys(schema)
                    )));
                }
            }
        }
        match whole.get(&self.profile) {
            Some(platforms) => self.platforms.clone_from(platforms),
            None if self.chosen => {
                let known: Vec<&str> = whole.keys().map(String::as_str).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                return Err(wrong(format!("has no profile {}; it has {known}", self.profile)));
            }
            None => {}
        }
        self.warn_if_open();
        Ok(())
    }

    pub(crate) fn profile(&self, platform: &str) -> Profile {
        let keys = self.platforms.get(platform).cloned().unwrap_or_default();
        Profile { keys, chosen: self.chosen }
    }

    /// A file with credentials in it that others can read.
    fn warn_if_open(&self) {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let literal = self.platforms.iter().any(|(id, keys)| {
                let platform = PLATFORMS.iter().find(|platform| platform.id == id);
                platform.is_some_and(|of| each(of).any(|credential| keys.contains_key(&snake(credential.name))))
            });
            let open = fs::metadata(&self.path).is_ok_and(|data| data.permissions().mode() & 0o077 != 0);
            if literal && open {
                let path = self.path.display();
                remark(&format!("warning: {path} holds credentials and others can read it: chmod 600 {path}"));
            }
        }
    }
}

/// Every credential of a platform, once.
pub(crate) fn each(platform: &PlatformSchema) -> impl Iterator<Item = &'static CredentialSchema> + use<> {
    let mut seen: Vec<&CredentialSchema> = Vec::new();
    for credential in platform.credentials.iter().flat_map(|set| set.iter()) {
        if !seen.iter().any(|known| known.name == credential.name) {
            seen.push(credential);
        }
    }
    seen.into_iter()
}

fn known_keys(platform: &PlatformSchema) -> String {
    let credentials = each(platform).map(|credential| {
        let name = snake(credential.name);
        format!("{name}, {name}_file, {name}_command")
    });
    let options =
        OPTIONS.iter().filter(|option| option.session && option.name != "meta").map(|option| snake(option.name));
    credentials.chain(options).chain(OTHERS.map(str::to_owned)).collect::<Vec<_>>().join(", ")
}

fn is_known(platform: &PlatformSchema, key: &str) -> bool {
    known_keys(platform).split(", ").any(|known| known == key)
}

/// `apiKey` is `api_key` in the file.
pub(crate) fn snake(name: &str) -> String {
    crate::command::kebab_of_camel(name).replace('-', "_")
}

/// `$XDG_CONFIG_HOME/bursar`, or `~/.config/bursar`; likewise for other kinds of files.
pub(crate) fn folder(variable: &str, otherwise: &str) -> Result<PathBuf, Failure> {
    let base = env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = base.or_else(|| env::home_dir().map(|home| home.join(otherwise)));
    let none = || Failure::setup("there is no home folder", "Set HOME, or name the file with --config.");
    Ok(base.ok_or_else(none)?.join("bursar"))
}

/// `~/secret` in a configuration file.
fn home(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}

/// Where a credential is found. Nothing is read yet: a command may ask its user for something.
#[derive(Debug)]
pub(crate) enum Source {
    Flag { name: String, value: String },
    Environment(&'static str),
    Literal { key: String, text: String },
    File { key: String, path: String },
    Command { key: String, words: Vec<String> },
}

impl Source {
    pub(crate) fn read(&self) -> Result<Secret, Failure> {
        match self {
            Self::Flag { name, value } => secrets::given(&format!("--credential {name}"), value, false),
            Self::Environment(name) => Ok(variable(name).unwrap_or_default().into()),
            Self::Literal { text, .. } => Ok(text.as_str().into()),
            Self::File { key, path } => {
                secrets::file(&home(path)).map_err(Failure::file(format!("{key}: cannot read {path}")))
            }
            Self::Command { key, words } => secrets::command(words)
                .map_err(|problem| Failure::setup(format!("{key}: {problem}"), "Try the command by itself.")),
        }
    }
}

impl fmt::Display for Source {
    /// Where it is, not what it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag { name, .. } => write!(f, "--credential {name}"),
            Self::Environment(name) => f.write_str(name),
            Self::Literal { key, .. } => write!(f, "{key} in the file"),
            Self::File { key, path } if home(path).is_file() => write!(f, "{key} in the file: {path}"),
            Self::File { key, path } => write!(f, "{key} in the file: {path}, which is not there"),
            Self::Command { key, words } => {
                write!(f, "{key} in the file: {} …", words.first().map_or("", String::as_str))
            }
        }
    }
}

/// A credential by its name, and where it is found.
pub(crate) type Found = (&'static str, Source);

fn has(found: &[Found], name: &str) -> bool {
    found.iter().any(|(known, _)| *known == name)
}

/// Whether two credentials belong to one way to authenticate.
fn go_together(platform: &PlatformSchema, one: &str, other: &str) -> bool {
    let holds = |set: &[CredentialSchema], name: &str| set.iter().any(|credential| credential.name == name);
    platform.credentials.iter().any(|set| holds(set, one) && holds(set, other))
}

impl Profile {
    /// Where each credential that flags, environment and file give is found. What comes first decides the way to
    /// authenticate: a key of another account, left in the file, would be taken for it.
    pub(crate) fn sources(
        &self,
        platform: &'static PlatformSchema,
        flags: Option<&ArgMatches>,
    ) -> Result<Vec<Found>, Failure> {
        let mut found = flagged(platform, flags)?;
        for rank in self.ranks(platform)? {
            let fits =
                |name: &str| found.is_empty() || found.iter().any(|(known, _)| go_together(platform, known, name));
            let more: Vec<Found> = rank.into_iter().filter(|(name, _)| fits(name) && !has(&found, name)).collect();
            found.extend(more);
        }
        Ok(found)
    }

    /// What environment and file give, whichever comes first.
    pub(crate) fn ranks(&self, platform: &'static PlatformSchema) -> Result<[Vec<Found>; 2], Failure> {
        let (mut environment, mut filed) = (Vec::new(), Vec::new());
        for credential in each(platform) {
            let set = variable(credential.environment).map(|_| Source::Environment(credential.environment));
            environment.extend(set.map(|source| (credential.name, source)));
            filed.extend(self.filed(credential.name)?.map(|source| (credential.name, source)));
        }
        Ok(if self.chosen { [filed, environment] } else { [environment, filed] })
    }

    fn filed(&self, name: &str) -> Result<Option<Source>, Failure> {
        let key = snake(name);
        let wrong = |key: &str, problem: &str| {
            Failure::setup(format!("configuration file: {key}: {problem}"), "Correct the configuration file.")
        };
        let text = |key: &str| match self.keys.get(key) {
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(wrong(key, "must be text")),
            None => Ok(None),
        };
        if let Some(text) = text(&key)? {
            return Ok(Some(Source::Literal { key, text }));
        }
        let file_key = format!("{key}_file");
        if let Some(path) = text(&file_key)? {
            return Ok(Some(Source::File { key: file_key, path }));
        }
        let key = format!("{key}_command");
        let Some(value) = self.keys.get(&key) else { return Ok(None) };
        let words = value.as_array().and_then(|words| {
            words.iter().map(|word| word.as_str().map(str::to_owned)).collect::<Option<Vec<String>>>()
        });
        match words {
            Some(words) => Ok(Some(Source::Command { key, words })),
            None => Err(wrong(&key, "must be a list of words, such as [\"pass\", \"espai\"]")),
        }
    }

    /// Where the platform is reached, if the environment or the file says so.
    pub(crate) fn base_url(&self, platform: &PlatformSchema) -> Option<String> {
        let environment = variable(&format!("BURSAR_{}_BASE_URL", platform.id.to_uppercase()));
        let filed = self.keys.get("base_url").and_then(Value::as_str).map(str::to_owned);
        if self.chosen { filed.or(environment) } else { environment.or(filed) }
    }

    /// A session's configuration but for the credentials: options and transport.
    pub(crate) fn config(&self, schema: &'static PlatformSchema, platform: Platform) -> Result<Config, Failure> {
        let mut options = Map::new();
        for option in OPTIONS.iter().filter(|option| option.session) {
            if let Some(value) = self.keys.get(&snake(option.name)) {
                options.insert(option.name.to_owned(), json(value));
            }
        }
        if let Some(url) = self.base_url(schema) {
            options.insert("baseUrl".to_owned(), url.into());
        }
        let mut config = Config::new(platform);
        config.options = read_options(options).map_err(|failure| {
            let place = format!("configuration file: {failure}");
            Failure::setup(place, "Correct the file; times are milliseconds there, such as deadline_ms = 20000.")
        })?;
        if let Some(path) = self.keys.get("ca_file").and_then(Value::as_str) {
            let pem = fs::read_to_string(home(path)).map_err(Failure::file(format!("ca_file: cannot read {path}")))?;
            config.ca_pem = Some(pem);
        }
        config.proxy = self.keys.get("proxy").and_then(Value::as_str).map(Secret::from);
        config.allow_insecure = self.keys.get("allow_insecure").and_then(Value::as_bool).unwrap_or(false);
        Ok(config)
    }
}

fn flagged(platform: &PlatformSchema, flags: Option<&ArgMatches>) -> Result<Vec<Found>, Failure> {
    let given = flags.and_then(|flags| flags.get_many::<String>("credential")).into_iter().flatten();
    given
        .map(|pair| {
            let known: Vec<String> =
                each(platform).map(|credential| crate::command::kebab_of_camel(credential.name)).collect();
            let usage = || {
                let known = known.join(", ");
                Failure::Usage(format!("--credential: takes NAME=SECRET; {} has {known}", platform.title))
            };
            let (name, value) = pair.split_once('=').ok_or_else(usage)?;
            let schema = each(platform).find(|credential| camel(name) == credential.name).ok_or_else(usage)?;
            Ok((schema.name, Source::Flag { name: name.to_owned(), value: value.to_owned() }))
        })
        .collect()
}

fn json(value: &Value) -> Json {
    match value {
        Value::String(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Boolean(yes) => (*yes).into(),
        Value::Table(table) => table.iter().map(|(name, value)| (name.clone(), json(value))).collect(),
        _ => Json::Null,
    }
}

/// Options, with the name of the one that does not fit.
pub(crate) fn read_options(options: Map<String, Json>) -> Result<Options, Failure> {
    for (name, value) in &options {
        let one: Map<String, Json> = [(name.clone(), value.clone())].into_iter().collect();
        if serde_json::from_value::<Options>(Json::Object(one)).is_err() {
            let about = OPTIONS.iter().find(|option| option.name == name).map_or("", |option| option.doc);
            let flag = crate::command::option_flag(name);
            return Err(Failure::Usage(format!("{flag}: does not fit. {about}")));
        }
    }
    serde_json::from_value(Json::Object(options)).map_err(|_| Failure::Usage("the options do not fit".to_owned()))
}

/// Where the sandbox behind `--sandbox` keeps its data.
pub(crate) fn state() -> Result<PathBuf, Failure> {
    let folder = folder("XDG_STATE_HOME", ".local/state")?;
    fs::create_dir_all(&folder).map_err(Failure::file(format!("cannot make {}", folder.display())))?;
    Ok(folder)
}

/// The path of a file in the state folder.
pub(crate) fn state_file(name: &str) -> Result<PathBuf, Failure> {
    Ok(state()?.join(Path::new(name)))
}
