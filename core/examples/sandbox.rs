//! From the sandbox's ready file to a client: lists the quota cards, and moves ten calls from the first to the second.
//!
//! ```sh
//! cargo run -p bursar-sandbox -- --ready-file sandbox.json
//! cargo run -p bursar --example sandbox --features ureq -- sandbox.json    # in another terminal
//! ```
//!
//! Against ESP-AI itself, leave `base_url` out and take the key from `BURSAR_ESPAI_API_KEY`, say: Bursar reads no
//! environment.

use std::error::Error;
use std::process::ExitCode;
use std::{env, fs};

use bursar::{Client, Config, Platform, espai};
use serde_json::Value;

fn main() -> ExitCode {
    let path = env::args().nth(1).unwrap_or_else(|| "sandbox.json".to_owned());
    match run(&path) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line: what failed, where, why, and what to do next. `{error:?}` has the rest.
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

pub(crate) fn run(path: &str) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}; is the sandbox running?"))?;
    let ready: Value = serde_json::from_str(&text)?;
    let server = &ready["espai"];
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or("the ready file is of another version");

    let mut config = Config::new(Platform::EspAi);
    config.options.base_url = Some(text(&server["base_url"])?);
    config.credentials.api_key = Some(text(&server["credentials"]["apiKey"])?.into());
    config.ca_pem = ready["ca_pem"].as_str().map(str::to_owned);
    let client = Client::new(config)?;

    for card in client.rows(espai::ListCards::default()) {
        let card = card?;
        println!("{}  type {}  {:?} calls left", card.id, card.r#type, card.api_limit);
    }
    let (from, to) = (&server["cards"][0], &server["cards"][1]);
    let done = client.call(espai::TransferCards {
        phone: text(&from["phone"])?,
        code: text(&from["code"])?.into(),
        target_phone: text(&to["phone"])?,
        target_code: text(&to["code"])?.into(),
        amount: 10,
        receipt: None,
    })?;
    println!("moved {} calls, known by {}", done.amount, done.known_by);
    Ok(())
}
