//! Bursar administers accounts on four AI platforms: Little Beauty AI, opencatd, AKOOL and ESP-AI.
//!
//! It is sans-IO: it builds every request and reads every reply, decides what is repeated and what a lost reply means,
//! and sends nothing itself. A [`Session`] begins a [`Call`]; the host advances it, one [`Step`] at a time, with the HTTP
//! client that it has.
//!
//! ```
//! use bursar::{Arrived, Config, Credentials, Event, Platform, Session, Step, espai};
//!
//! let mut config = Config::new(Platform::EspAi);
//! config.credentials.api_key = Some("open_api_key".into());
//! let session = Session::open(config)?;
//! let card = espai::GetCard { phone: "15916888888".into(), code: "wNaa1GDw".into() };
//! let mut call = session.begin(card, Default::default())?;
//!
//! let Step::Send(request) = call.advance(Event::Begin, 0) else { panic!() };
//! assert_eq!(request.url, "https://api.espai.fun/cdkey/detail");
//!
//! // The host sends it, and hands back what came.
//! let body = r#"{"success":true,"data":{"id":"7728","create_time":1743506056109,"update_time":null,"code":"wNaa1GDw",
//!     "user_id":"8721","api_limit":500,"type":"0","user_phone":15916888888,"user_name":"琳琅"}}"#;
//! let reply = Arrived { status: 200, headers: vec![], body: body.into() };
//! assert!(matches!(call.advance(Event::Received(reply), 120), Step::Done));
//! let card: espai::Card = call.finish_as()?;
//! assert_eq!((card.api_limit, card.user_phone.as_str()), (Some(500), "15916888888"));
//! # Ok::<(), bursar::BursarError>(())
//! ```
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

/// The examples of the README are compiled.
#[cfg(all(doctest, feature = "fetch", feature = "ureq"))]
#[doc = include_str!("../../README.md")]
struct Readme;

mod call;
mod credits;
mod decimal;
mod decode;
mod error;
mod exchange;
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
pub use credits::{CreditBasis, CreditUnit, Credits};
pub use decimal::Decimal;
pub use error::{BursarError, ERROR_KINDS, ErrorKind, Failure};
pub use http::{Arrived, Headers, REPLY_HEADERS, Reply, Request, RequestBuilder};
pub use instant::{Instant, month_range};
pub use io::Io;
pub use operation::{Auth, Flow, Info, Named, Operation, Outcome, Output, Platform, Safety};
pub use operations::open;
pub use options::{Dialect, OPTIONS, OptionSchema, Options};
pub use page::Page;
pub use raw::{Raw, RawReply, RawSafety};
pub use secret::Secret;
pub use session::{Config, Credentials, Session};
#[cfg(feature = "ureq")]
pub use transport::{Client, Rows};
