//! What the end-to-end tests share: clients of the sandbox's servers, and views of its journal. Each test file compiles its
//! own copy and uses a part of it.
#![allow(dead_code, missing_docs, unreachable_pub, reason = "no single test file uses all of it")]

pub mod deeds;
pub mod troubles;

use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use bursar::{BursarError, Client, Config, Platform, espai};
use bursar_sandbox::{Arrival, Platform as Server, Sandbox};
use serde_json::Value as Json;

/// The platform that a server speaks for.
pub fn platform(server: Server) -> Platform {
    match server {
        Server::Lbai => Platform::Lbai,
        Server::OpenCatd | Server::OpenCatdDev => Platform::OpenCatd,
        Server::Akool => Platform::Akool,
        Server::EspAi => Platform::EspAi,
    }
}

/// How a client of a server is set up: with the token or key that the server knows now.
pub fn config(sandbox: &Sandbox, server: Server) -> Config {
    let given = sandbox.credentials(server);
    let secret = |name: &str| given[name].as_str().map(Into::into);
    let mut config = Config::new(platform(server));
    config.credentials.token = secret("token");
    config.credentials.api_key = secret("apiKey");
    config.options.base_url = Some(sandbox.base_url(server));
    config
}

/// AKOOL by client id and secret, so that tokens are made.
pub fn minting(sandbox: &Sandbox) -> Config {
    let given = sandbox.credentials(Server::Akool);
    let secret = |name: &str| given[name].as_str().map(Into::into);
    let mut config = config(sandbox, Server::Akool);
    config.credentials.api_key = None;
    config.credentials.client_id = secret("clientId");
    config.credentials.client_secret = secret("clientSecret");
    config
}

/// A client whose waits cost nothing.
pub fn open(config: Config) -> Client {
    Client::new(config).expect("the configuration fits").with_sleep(|_| thread::yield_now())
}

pub fn client(sandbox: &Sandbox, server: Server) -> Client {
    open(config(sandbox, server))
}

/// The journal once the servers are through with everything that reached them: work goes on after a client has gone.
pub fn journal(sandbox: &Sandbox) -> Vec<Arrival> {
    let began = Instant::now();
    loop {
        let journal = sandbox.journal();
        if journal.iter().all(|arrival| arrival.done) {
            return journal;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "the sandbox does not finish: {journal:?}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// What reached a path, in order.
pub fn arrivals(sandbox: &Sandbox, path: &str) -> Vec<Arrival> {
    journal(sandbox).into_iter().filter(|arrival| arrival.path == path).collect()
}

/// Whether a request changed something; a transfer that was refused is noted too.
pub fn changed(arrival: &Arrival) -> bool {
    arrival.did.as_ref().is_some_and(|did| did["transfer"]["applied"] != false)
}

/// What changed, in order.
pub fn changes(sandbox: &Sandbox) -> Vec<Json> {
    journal(sandbox).into_iter().filter(changed).filter_map(|arrival| arrival.did).collect()
}

/// Transfers between two of the demo's cards, by their place in its table.
pub fn transfer(sandbox: &Sandbox, from: usize, to: usize, amount: u64) -> espai::TransferCards {
    let cards = &sandbox.ready()["espai"]["cards"];
    let text = |card: usize, field: &str| cards[card][field].as_str().expect("a demo card").to_owned();
    espai::TransferCards {
        phone: text(from, "phone"),
        code: text(from, "code").into(),
        target_phone: text(to, "phone"),
        target_code: text(to, "code").into(),
        amount,
        receipt: None,
    }
}

/// The credits of a demo card in the server's own books.
pub fn credits(sandbox: &Sandbox, card: usize) -> Option<i64> {
    let id = sandbox.ready()["espai"]["cards"][card]["id"].clone();
    let ledger = sandbox.ledger();
    ledger.cards.into_iter().find(|row| id == row.id.as_str()).expect("the card exists").credits
}

/// A URL at which nobody listens.
pub fn nowhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    format!("http://{}", listener.local_addr().expect("it is bound"))
}

/// The error, of an operation that must fail.
pub fn refused<T: std::fmt::Debug>(result: Result<T, BursarError>) -> BursarError {
    result.expect_err("this must fail")
}
