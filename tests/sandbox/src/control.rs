//! The control plane: the same calls by HTTP under `/_sandbox/` and from Rust.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::core::Core;
use crate::espai::ledger::Ledger;
use crate::fault::Fault;
use crate::journal::Arrival;
use crate::platform::Platform;
use crate::seed::Seed;
use crate::settings::{self, Settings};
use crate::world::World;

/// Paths and the methods that they answer to.
const PATHS: [(&str, &[&str]); 10] = [
    ("/_sandbox/health", &["GET"]),
    ("/_sandbox/ready", &["GET"]),
    ("/_sandbox/faults", &["GET", "POST", "DELETE"]),
    ("/_sandbox/journal", &["GET", "DELETE"]),
    ("/_sandbox/ledger", &["GET"]),
    ("/_sandbox/seed", &["POST"]),
    ("/_sandbox/consume", &["POST"]),
    ("/_sandbox/tokens/expire", &["POST"]),
    ("/_sandbox/settings", &["GET", "POST"]),
    ("/_sandbox/reset", &["POST"]),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Consume {
    card: String,
    amount: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expire {
    #[serde(default = "akool")]
    platform: Platform,
}

fn akool() -> Platform {
    Platform::Akool
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    platform: Option<Platform>,
    #[serde(default)]
    empty: bool,
}

/// The body as JSON; no body is an empty object.
fn value(body: &[u8]) -> Result<Value, String> {
    let body = if body.iter().all(u8::is_ascii_whitespace) { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

/// An object as a request. Serde would take an array too.
fn parse<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    if !value.is_object() {
        return Err("the body must be a JSON object".to_owned());
    }
    serde_json::from_value(value).map_err(|error| error.to_string())
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    parse(value(body)?)
}

impl Core {
    /// Answers one call. Errors are `{"error": text}` with a 4xx status.
    pub(crate) fn control(&self, method: &str, path: &str, body: &[u8]) -> (u16, Value) {
        let Some((_, methods)) = PATHS.iter().find(|(known, _)| *known == path) else {
            let known: Vec<&str> = PATHS.iter().map(|(path, _)| *path).collect();
            return (404, json!({"error": format!("no such call: {path}"), "calls": known}));
        };
        if !methods.contains(&method) {
            return (405, json!({"error": format!("{path} answers to {}, not to {method}", methods.join(", "))}));
        }
        match self.call(method, path.trim_start_matches("/_sandbox/"), body) {
            Ok(value) => (200, value),
            Err(error) => (400, json!({ "error": error })),
        }
    }

    fn call(&self, method: &str, call: &str, body: &[u8]) -> Result<Value, String> {
        match (method, call) {
            ("GET", "health") => Ok(json!({"ok": true})),
            ("GET", "ready") => Ok(self.ready()),
            ("POST", "faults") => {
                let faults = match value(body)? {
                    Value::Array(faults) => faults,
                    one => vec![one],
                };
                self.add_faults(faults.into_iter().map(parse).collect::<Result<_, String>>()?)?;
                Ok(json!({"faults": self.faults()}))
            }
            ("GET", "faults") => Ok(json!({"faults": self.faults()})),
            ("DELETE", "faults") => {
                self.lock().faults.clear();
                Ok(json!({"faults": []}))
            }
            ("GET", "journal") => Ok(json!({"journal": self.journal()})),
            ("DELETE", "journal") => {
                self.lock().journal.clear();
                Ok(json!({"journal": []}))
            }
            ("GET", "ledger") => Ok(json!(self.ledger())),
            ("POST", "seed") => self.seed(&read(body)?),
            ("POST", "consume") => {
                let Consume { card, amount } = read(body)?;
                self.consume(&card, amount).map(|left| json!({ "left": left }))
            }
            ("POST", "tokens/expire") => {
                let Expire { platform } = read(body)?;
                self.expire_tokens(platform).map(|expired| json!({ "expired": expired }))
            }
            ("GET", "settings") => Ok(settings::show(&self.lock().world)),
            ("POST", "settings") => self.set(read(body)?),
            ("POST", "reset") => {
                let Reset { platform, empty } = read(body)?;
                self.reset(platform, empty);
                Ok(self.ready())
            }
            // The table of paths lets nothing else through.
            _ => Err(format!("{method} {call} is not implemented")),
        }
    }

    pub(crate) fn add_faults(&self, faults: Vec<Fault>) -> Result<(), String> {
        faults.iter().try_for_each(Fault::check)?;
        self.lock().faults.extend(faults);
        Ok(())
    }

    pub(crate) fn faults(&self) -> Vec<Fault> {
        self.lock().faults.clone()
    }

    pub(crate) fn journal(&self) -> Vec<Arrival> {
        self.lock().journal.clone()
    }

    pub(crate) fn ledger(&self) -> Ledger {
        self.lock().world.espai.ledger()
    }

    pub(crate) fn seed(&self, seed: &Seed) -> Result<Value, String> {
        self.change(|world| seed.sow(world))
    }

    pub(crate) fn consume(&self, card: &str, amount: i64) -> Result<Option<i64>, String> {
        self.change(|world| {
            let now = world.clock.millis();
            world.espai.consume(card, amount, now)
        })
    }

    pub(crate) fn expire_tokens(&self, platform: Platform) -> Result<usize, String> {
        self.change(|world| match platform {
            Platform::Akool => Ok(world.akool.expire_tokens()),
            Platform::Lbai => {
                let now = world.clock.millis();
                Ok(world.lbai.expire_tokens(now))
            }
            other => Err(format!("tokens of {other} do not expire")),
        })
    }

    pub(crate) fn set(&self, settings: Settings) -> Result<Value, String> {
        self.change(|world| {
            settings.apply(world)?;
            Ok(settings::show(world))
        })
    }

    /// Back to the demo data of the seed (or, with `empty`, to none): one server, or all with journal, faults and settings.
    pub(crate) fn reset(&self, platform: Option<Platform>, empty: bool) {
        let mut inner = self.lock();
        if platform.is_none() {
            inner.world = World::demo(self.seed);
            inner.forget();
        }
        for each in Platform::ALL.into_iter().filter(|each| platform.is_none_or(|platform| platform == *each)) {
            inner.world.reset(each, self.seed, empty);
            inner.bar(each);
        }
        self.save(&inner.world);
    }

    /// Changes the world and saves it.
    fn change<T>(&self, change: impl FnOnce(&mut World) -> Result<T, String>) -> Result<T, String> {
        let mut inner = self.lock();
        let done = change(&mut inner.world);
        self.save(&inner.world);
        done
    }
}
