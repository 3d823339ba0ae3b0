//! Bursar administers accounts on four AI platforms: Little Beauty AI, opencatd, AKOOL and ESP-AI.
//!
//! It is sans-IO: it builds every request and reads every reply, decides what is repeated and what a lost reply means,
//! and sends nothing itself. A [`Session`] begins a [`Call`]; the host advances it, one [`Step`] at a time, with the HTTP
//! client that it has. This is all that a driver does:
//!
//! ```
//! use std::time::{Duration, Instant};
//!
//! use bursar::{Arrived, BursarError, Call, Config, Event, Loss, Platform, Request, Session, Step, espai};
//!
//! /// Your HTTP client stands here. It sends once, follows no redirect, keeps the request's limits, takes a fresh connection if
//! /// `request.once`, and gives back a reply of any status.
//! fn http(request: &Request) -> Result<Arrived, (Loss, String)> {
//!     assert_eq!(request.url, "https://api.espai.fun/cdkey/detail");
//!     let body = r#"{"success":true,"data":{"id":"7728","create_time":1743506056109,"update_time":null,
//!         "code":"wNaa1GDw","user_id":"8721","api_limit":500,"type":"0","user_phone":15916888888,"user_name":"琳琅"}}"#;
//!     Ok(Arrived { status: 200, headers: vec![], body: body.into() })
//! }
//!
//! fn drive(call: &mut Call, started: Instant) {
//!     let mut event = Event::Begin;
//!     loop {
//!         let now_ms = started.elapsed().as_millis() as u64;
//!         event = match call.advance(event, now_ms) {
//!             Step::Send(request) => match http(&request) {
//!                 Ok(reply) => Event::Received(reply),
//!                 Err((loss, detail)) => Event::Failed(loss, detail),
//!             },
//!             Step::Wait { ms } => {
//!                 std::thread::sleep(Duration::from_millis(ms));
//!                 Event::Waited
//!             }
//!             _ => return,
//!         };
//!     }
//! }
//!
//! let started = Instant::now(); // One clock for all calls of a session.
//! let mut config = Config::new(Platform::EspAi);
//! config.credentials.api_key = Some("open_api_key".into());
//! let session = Session::open(config)?;
//! let card = espai::GetCard { phone: "15916888888".into(), code: "wNaa1GDw".into() };
//! let mut call = session.begin(card, Default::default())?;
//! drive(&mut call, started);
//! let card: espai::Card = call.finish_as()?;
//! assert_eq!((card.api_limit, card.user_phone.as_str()), (Some(500), "15916888888"));
//! # Ok::<(), BursarError>(())
//! ```
//!
//! The same with a real client, and asynchronous, is the example `examples/reqwest` of the repository.
//!
//! # With a client built in
//!
//! The feature `ureq` brings a blocking [`Client`] with TLS, connections and a clock. Every operation is one line then:
//!
//! ```no_run
//! # #[cfg(feature = "ureq")]
//! # fn card() -> Result<(), bursar::BursarError> {
//! use bursar::{Client, Config, Platform, espai};
//!
//! let mut config = Config::new(Platform::EspAi);
//! config.credentials.api_key = Some("open_api_key".into());
//! let client = Client::new(config)?;
//! let card = client.call(espai::GetCard { phone: "15916888888".into(), code: "wNaa1GDw".into() })?;
//! println!("{:?} calls left", card.api_limit);
//! # Ok(())
//! # }
//! ```
//!
//! # Operations
//!
//! The parameters are what [`Session::begin`] and [`Client::call`] take; their fields are documented there. By name and with
//! JSON, as [`open`] and [`Client::call_named`] take them, the fields are in camelCase. `Client::rows` reads a list across its
//! pages. `akool.webhooks.open` needs the feature `webhooks`.
//!
//! | operation | parameters | gives |
//! |---|---|---|
//! | `lbai.users.create` | [`lbai::CreateUser`] | [`lbai::CreatedUser`] |
//! | `lbai.users.refresh_token` | [`lbai::RefreshToken`] | [`lbai::UserToken`] |
//! | `lbai.users.logout` | [`lbai::LogoutUser`] | nothing |
//! | `lbai.account.balance` | [`lbai::GetBalance`] | [`lbai::Balance`] |
//! | `lbai.costs.total` | [`lbai::TotalCost`] | [`lbai::CostTotal`] |
//! | `lbai.costs.list` | [`lbai::ListCosts`] | a page of [`lbai::Cost`] |
//! | `lbai.credits` | [`lbai::GetCredits`] | [`Credits`] |
//! | `opencatd.users.init` | [`opencatd::InitUsers`] | [`opencatd::User`] |
//! | `opencatd.users.me` | [`opencatd::GetMe`] | [`opencatd::User`] |
//! | `opencatd.users.list` | [`opencatd::ListUsers`] | a page of [`opencatd::User`] |
//! | `opencatd.users.find` | [`opencatd::FindUser`] | [`opencatd::User`] |
//! | `opencatd.users.create` | [`opencatd::CreateUser`] | [`opencatd::User`] |
//! | `opencatd.users.delete` | [`opencatd::DeleteUser`] | nothing |
//! | `opencatd.users.reset_token` | [`opencatd::ResetToken`] | [`opencatd::User`] |
//! | `opencatd.keys.list` | [`opencatd::ListKeys`] | a page of [`opencatd::Key`] |
//! | `opencatd.keys.create` | [`opencatd::CreateKey`] | [`opencatd::Key`] |
//! | `opencatd.keys.delete` | [`opencatd::DeleteKey`] | nothing |
//! | `opencatd.usages.list` | [`opencatd::ListUsages`] | a page of [`opencatd::Usage`] |
//! | `opencatd.credits` | [`opencatd::GetCredits`] | [`Credits`] |
//! | `akool.tokens.create` | [`akool::CreateToken`] | [`akool::Token`] |
//! | `akool.credit.get` | [`akool::GetCredit`] | [`akool::Credit`] |
//! | `akool.webhooks.open` | [`akool::OpenWebhook`] | [`akool::WebhookEvent`] |
//! | `akool.credits` | [`akool::GetCredits`] | [`Credits`] |
//! | `espai.cards.list` | [`espai::ListCards`] | a page of [`espai::Card`] |
//! | `espai.cards.get` | [`espai::GetCard`] | [`espai::Card`] |
//! | `espai.cards.transfer` | [`espai::TransferCards`] | [`espai::Transferred`] |
//! | `espai.cards.prepare_transfer` | [`espai::PrepareTransfer`] | [`espai::PreparedTransfer`] |
//! | `espai.cards.check_transfer` | [`espai::CheckTransfer`] | [`espai::Transferred`] |
//! | `espai.cards.destroy` | [`espai::DestroyCard`] | nothing |
//! | `espai.cards.balance_logs` | [`espai::ListBalanceLogs`] | a page of [`espai::BalanceLog`] |
//! | `espai.orders.create` | [`espai::CreateOrder`] | [`espai::Order`] |
//! | `espai.credits` | [`espai::GetCredits`] | [`Credits`] |
//! | `raw` | [`Raw`] | [`RawReply`] |
//!
//! Every operation fails with a [`BursarError`], whose [`ErrorKind`] says what to do next.
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects
    )
)]
// An `async fn` is what most flows are; the trait also takes those that are one exchange and nothing else.
#![allow(refining_impl_trait)]

/// The examples of the README are compiled.
#[cfg(all(doctest, feature = "fetch", feature = "ureq"))]
#[doc = include_str!("../../README.md")]
struct Readme;

mod call;
mod config;
mod credits;
mod decimal;
mod decode;
mod error;
mod exchange;
mod fields;
pub mod handles;
mod http;
mod instant;
mod io;
mod meta;
mod operation;
mod operations;
mod options;
pub mod packed;
mod page;
mod raw;
mod reply;
mod retry;
pub mod schema;
mod scrub;
mod secret;
mod session;
mod sort;
#[cfg(test)]
mod sort_tests;
#[cfg(any(feature = "fetch", feature = "ureq"))]
pub mod transport;
pub mod value;

pub mod akool;
pub mod espai;
pub mod lbai;
pub mod opencatd;

pub use call::{Call, Event, Loss, Step};
pub use config::{Config, Credentials};
pub use credits::{CreditBasis, CreditUnit, Credits};
pub use decimal::Decimal;
pub use error::{BursarError, ERROR_KINDS, ErrorKind, Failure, Hints};
pub use http::{Arrived, Headers, REPLY_HEADERS, Reply, Request, RequestBuilder};
pub use instant::{Instant, month_range};
pub use io::Io;
pub use operation::{Auth, Flow, Info, Named, Operation, Outcome, Output, Platform, Safety};
pub use operations::open;
pub use options::{Dialect, OPTIONS, OptionSchema, Options};
pub use page::Page;
pub use raw::{Raw, RawReply, RawSafety};
pub use secret::Secret;
pub use session::Session;
#[cfg(feature = "ureq")]
pub use transport::{Client, Job, Rows};
