//! A Worker in Rust: `GET /credits` answers what one account has left or has spent.
//!
//! Bindings say which: `BURSAR_PLATFORM`; as secrets `BURSAR_TOKEN`, `BURSAR_API_KEY`, or `BURSAR_CLIENT_ID` and
//! `BURSAR_CLIENT_SECRET`; for self-hosted servers `BURSAR_BASE_URL`; and `BURSAR_OPTIONS`, a JSON object of session options.
//! opencatd needs a period: `GET /credits?month=2026-10`. `worker.js` makes the runtime's `Request` and `Response` of it.

use bursar::transport::fetch::Client;
use bursar::{BursarError, Config, Credits, Decimal, ErrorKind, Platform, Secret, akool, espai, lbai, opencatd};
use form_urlencoded::parse;
use js_sys::Reflect;
use serde_json::{Value, json};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// One account. It is kept for as long as the runtime keeps the module, and with it the tokens that it makes.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Worker {
    client: Result<Client, BursarError>,
}

/// What to answer: a status and a JSON text.
#[wasm_bindgen(getter_with_clone)]
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

#[wasm_bindgen]
impl Worker {
    /// Reads the bindings. What is wrong with them is what every request is answered with.
    ///
    /// # Errors
    /// A text, if the platform or an option is unknown. It repeats nothing of them.
    #[wasm_bindgen(constructor)]
    pub fn new(env: &JsValue) -> Result<Worker, JsValue> {
        let binding = |name: &str| Reflect::get(env, &name.into()).ok().and_then(|value| value.as_string());
        let secret = |name: &str| binding(name).map(Secret::from);
        let wrong = |name: &str| JsValue::from(format!("{name} does not fit"));
        let platform = binding("BURSAR_PLATFORM").unwrap_or_default();
        let platform = Platform::ALL.into_iter().find(|known| known.id() == platform);
        let mut config = Config::new(platform.ok_or_else(|| wrong("BURSAR_PLATFORM"))?);
        if let Some(text) = binding("BURSAR_OPTIONS") {
            config.options = serde_json::from_str(&text).map_err(|_| wrong("BURSAR_OPTIONS"))?;
        }
        config.options.base_url = binding("BURSAR_BASE_URL").or(config.options.base_url);
        config.credentials.token = secret("BURSAR_TOKEN");
        config.credentials.api_key = secret("BURSAR_API_KEY");
        config.credentials.client_id = secret("BURSAR_CLIENT_ID");
        config.credentials.client_secret = secret("BURSAR_CLIENT_SECRET");
        Ok(Self { client: Client::new(config) })
    }

    /// Answers a request.
    pub async fn answer(&self, method: String, path: String) -> Answer {
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        match (method.as_str(), path) {
            ("GET", "/credits") => match self.credits(query).await {
                Ok(credits) => answer(200, &shown(&credits)),
                Err(error) => answer(status(error.kind), &refusal(&error)),
            },
            (_, "/credits") => answer(405, &json!({ "error": { "detail": "only GET" } })),
            _ => answer(404, &json!({ "error": { "detail": "there is only /credits" } })),
        }
    }

    async fn credits(&self, query: &str) -> Result<Credits, BursarError> {
        let client = self.client.as_ref().map_err(Clone::clone)?;
        match client.session().platform() {
            Platform::Lbai => client.call(lbai::GetCredits {}).await,
            Platform::OpenCatd => {
                let month = parse(query.as_bytes()).find(|(name, _)| name == "month").map(|(_, value)| value.into());
                client.call(opencatd::GetCredits { month, ..Default::default() }).await
            }
            Platform::Akool => client.call(akool::GetCredits {}).await,
            _ => client.call(espai::GetCredits {}).await,
        }
    }
}

fn answer(status: u16, body: &Value) -> Answer {
    Answer { status, body: body.to_string() }
}

fn shown(credits: &Credits) -> Value {
    let figure = |figure: &Option<Decimal>| figure.as_ref().map(ToString::to_string);
    json!({
        "platform": credits.platform,
        "remaining": figure(&credits.remaining),
        "spent": figure(&credits.spent),
        "unlimited": credits.unlimited,
        "unit": credits.unit.to_string(),
        "basis": credits.basis.to_string(),
    })
}

/// Errors hold no secret: what comes from the platform is scrubbed already.
fn refusal(error: &BursarError) -> Value {
    json!({ "error": {
        "kind": error.kind.name(),
        "detail": error.detail,
        "hint": error.hint,
        "retryable": error.retryable,
        "attempts": error.attempts,
        "platformStatus": error.status,
    } })
}

fn status(kind: ErrorKind) -> u16 {
    match kind {
        ErrorKind::InvalidRequest => 400,
        ErrorKind::RateLimited => 429,
        ErrorKind::Configuration => 500,
        ErrorKind::Timeout => 504,
        // The platform failed or refused: the Worker's own credential, never the caller's.
        _ => 502,
    }
}
