//! The ready file: where the servers listen and what a client needs to use them.

use serde_json::{Map, Value, json};

use crate::core::Core;
use crate::platform::Platform;

/// Where everything listens.
#[derive(Clone, Debug)]
pub(crate) struct Addresses {
    /// In the order of [`Platform::ALL`].
    pub(crate) platforms: Vec<(Platform, String)>,
    pub(crate) control: String,
    pub(crate) ca_pem: Option<String>,
}

impl Core {
    /// The content of the ready file, with the credentials as they are now.
    pub(crate) fn ready(&self) -> Value {
        let Some(addresses) = self.addresses.get() else { return Value::Null };
        let inner = self.lock();
        let mut ready = Map::new();
        for (platform, base_url) in &addresses.platforms {
            let mut entry = Map::new();
            entry.insert("base_url".to_owned(), json!(base_url));
            entry.insert("credentials".to_owned(), inner.world.credentials(*platform));
            match platform {
                Platform::Lbai => {
                    entry.insert("users".to_owned(), inner.world.lbai.user_table());
                }
                Platform::EspAi => {
                    let other = json!({"apiKey": inner.world.espai.api_key(1)});
                    entry.insert("other_credentials".to_owned(), other);
                    entry.insert("cards".to_owned(), inner.world.espai.card_table());
                }
                _ => {}
            }
            ready.insert(platform.name().to_owned(), Value::Object(entry));
        }
        ready.insert("control".to_owned(), json!(addresses.control));
        ready.insert("ca_pem".to_owned(), json!(addresses.ca_pem));
        Value::Object(ready)
    }
}
