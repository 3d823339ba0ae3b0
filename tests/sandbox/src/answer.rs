//! What a platform is asked and what it answers, free of sockets.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use hyper::body::Frame;
use serde_json::Value;

/// One request, read whole.
#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) method: Method,
    /// As it came, still percent-encoded.
    pub(crate) path: String,
    /// As it came, without the question mark.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The text with which the server's storage fails this request, when a fault asks for it.
    pub(crate) storage_fault: Option<String>,
}

impl Visit {
    /// The first value of a header, `""` when absent.
    pub(crate) fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default()
    }

    /// The first value of a query parameter, decoded (`+` is a space).
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.query.split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (percent_decode(key, true)? == name).then(|| percent_decode(value, true))?
        })
    }
}

/// Undoes percent-encoding; `None` where Go's `url.ParseQuery` would drop the pair (a bad escape, a semicolon).
pub(crate) fn percent_decode(text: &str, form: bool) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let (high, low) = (bytes.next()?, bytes.next()?);
                let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                decoded.push(digit(high)? * 16 + digit(low)?);
            }
            b'+' if form => decoded.push(b' '),
            b';' if form => return None,
            other => decoded.push(other),
        }
    }
    Some(String::from_utf8_lossy(&decoded).into_owned())
}

/// What a request changed, for the journal. Its presence is what makes the state file be written.
#[derive(Clone, Debug)]
pub(crate) struct Did(pub(crate) Value);

/// A reply before any fault touches it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) location: Option<String>,
    pub(crate) body: Vec<u8>,
    pub(crate) did: Option<Box<Value>>,
    /// Sent in chunks, without `Content-Length`.
    pub(crate) chunked: bool,
}

/// An answer, by the straight way or by an early exit. Both are sent.
pub(crate) type Outcome = Result<Answer, Answer>;

impl Answer {
    /// A reply with a body.
    pub(crate) fn new(status: u16, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        let content_type = Some(content_type);
        Self { status, content_type, location: None, body: body.into(), did: None, chunked: false }
    }

    /// A reply with neither body nor `Content-Type`.
    pub(crate) fn empty(status: u16) -> Self {
        Self { status, content_type: None, location: None, body: Vec::new(), did: None, chunked: false }
    }

    /// Compact JSON, keys in the order in which they were written.
    pub(crate) fn json(status: u16, content_type: &'static str, body: &Value) -> Self {
        Self::new(status, content_type, body.to_string())
    }

    /// Notes what was changed.
    pub(crate) fn did(mut self, what: Value) -> Self {
        self.did = Some(Box::new(what));
        self
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let bytes = Bytes::from(self.body);
        let body = if self.chunked { Body::new(Unsized(Some(bytes))) } else { Body::from(bytes) };
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut header = |name: HeaderName, value: Option<&str>| {
            if let Some(value) = value.and_then(|value| HeaderValue::from_bytes(value.as_bytes()).ok()) {
                response.headers_mut().insert(name, value);
            }
        };
        header(CONTENT_TYPE, self.content_type);
        header(axum::http::header::LOCATION, self.location.as_deref());
        if let Some(did) = self.did {
            response.extensions_mut().insert(Did(*did));
        }
        response
    }
}

/// A body that does not tell its length.
struct Unsized(Option<Bytes>);

impl hyper::body::Body for Unsized {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::convert::Infallible>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }
}
