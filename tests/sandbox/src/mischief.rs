//! Turns a reply and a fault into what goes over the wire.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use axum::http::{Response, StatusCode};
use serde_json::Value;

use crate::fault::{Fault, FaultKind};
use crate::wire::{End, Script, Step};

/// What a request ends in.
#[derive(Debug)]
pub(crate) enum Deed {
    /// A reply that hyper sends.
    Reply(Response<Body>),
    /// The connection is taken from hyper. The status is what the script sends, if it sends one.
    Take(Script, Option<u16>),
}

/// The limit that clients promise to keep.
const LIMIT: usize = 16 * 1024 * 1024;
const PIECE: usize = 64 * 1024;

const PROXY_PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1>\
    </center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n";

/// A reply that stands whole in memory.
#[derive(Debug)]
pub(crate) struct Whole {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Whole {
    fn made(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, headers, body: body.into() }
    }

    fn reply(self) -> Deed {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        Deed::Reply(response)
    }

    /// Status line and headers; the connection ends after this reply.
    fn head(&self, length: Option<usize>) -> Vec<u8> {
        let reason = self.status.canonical_reason().unwrap_or_default();
        let mut head = format!("HTTP/1.1 {} {reason}\r\n", self.status.as_u16()).into_bytes();
        for (name, value) in self.headers.iter().filter(|(name, _)| **name != CONTENT_LENGTH) {
            head.extend_from_slice(name.as_str().as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
        let length =
            length.map_or("transfer-encoding: chunked".to_owned(), |length| format!("content-length: {length}"));
        head.extend_from_slice(format!("{length}\r\nconnection: close\r\n\r\n").as_bytes());
        head
    }
}

/// Applies a fault. `reply` is the server's own reply if it did its work.
pub(crate) fn apply(fault: &Fault, reply: Option<Whole>) -> Deed {
    let end = if fault.reset { End::Reset } else { End::Close };
    let own = |reply: Option<Whole>| reply.unwrap_or_else(|| Whole::made(200, "application/json", "{}"));
    match fault.kind {
        FaultKind::ResetBefore | FaultKind::ResetAfter => Deed::Take(Script::silent(End::Reset), None),
        FaultKind::KillKeepalive => Deed::Take(Script::silent(end), None),
        FaultKind::Delay | FaultKind::DoubleJson | FaultKind::Locked => own(reply).reply(),
        FaultKind::Garbage => dressed(fault, Whole::made(200, "application/json", "}{ not json")).reply(),
        FaultKind::Html => dressed(fault, Whole::made(502, "text/html", PROXY_PAGE)).reply(),
        FaultKind::Status => dressed(fault, Whole::made(200, "application/json", "")).reply(),
        FaultKind::Redirect => {
            let mut moved = Whole::made(302, "text/html", "");
            if let Some(location) = fault.location.as_ref().and_then(|to| HeaderValue::try_from(to).ok()) {
                moved.headers.insert(LOCATION, location);
            }
            dressed(fault, moved).reply()
        }
        FaultKind::Drip => drip(fault, &own(reply), end),
        FaultKind::Truncate => truncate(fault, &own(reply), end),
        FaultKind::WrongLength => wrong_length(fault, &own(reply), end),
        FaultKind::Oversize => oversize(fault, end),
        FaultKind::Malformed => {
            let raw = fault.raw.clone().unwrap_or_else(|| "HTP/1.1 2OO OK\r\n\u{1}: ?\r\n\r\n".to_owned());
            Deed::Take(Script { steps: vec![Step::Send(raw.into())], end }, None)
        }
    }
}

/// A made reply with the status, body and headers that the fault asks for.
fn dressed(fault: &Fault, mut reply: Whole) -> Whole {
    if let Some(status) = fault.status.and_then(|status| StatusCode::from_u16(status).ok()) {
        reply.status = status;
    }
    match &fault.body {
        None => {}
        Some(Value::String(text)) => reply.body = text.clone().into(),
        Some(other) => reply.body = other.to_string().into(),
    }
    for (name, value) in &fault.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            reply.headers.insert(name, value);
        }
    }
    reply
}

fn drip(fault: &Fault, reply: &Whole, end: End) -> Deed {
    let mut steps = vec![Step::Send(reply.head(Some(reply.body.len())).into())];
    for piece in reply.body.chunks(fault.bytes.unwrap_or(1).max(1)) {
        steps.push(Step::Pause(Duration::from_millis(fault.ms)));
        steps.push(Step::Send(reply.body.slice_ref(piece)));
    }
    Deed::Take(Script { steps, end }, Some(reply.status.as_u16()))
}

fn truncate(fault: &Fault, reply: &Whole, end: End) -> Deed {
    let kept = fault.bytes.unwrap_or(reply.body.len() / 2).min(reply.body.len().saturating_sub(1));
    let mut bytes = reply.head(Some(reply.body.len().max(1)));
    bytes.extend_from_slice(reply.body.get(..kept).unwrap_or_default());
    Deed::Take(Script { steps: vec![Step::Send(bytes.into())], end }, Some(reply.status.as_u16()))
}

fn wrong_length(fault: &Fault, reply: &Whole, end: End) -> Deed {
    let said = reply.body.len().saturating_sub(fault.bytes.unwrap_or(1));
    let mut bytes = reply.head(Some(said));
    bytes.extend_from_slice(&reply.body);
    Deed::Take(Script { steps: vec![Step::Send(bytes.into())], end }, Some(reply.status.as_u16()))
}

/// A JSON text of the wanted length, so that only its size is wrong with it.
fn oversize(fault: &Fault, end: End) -> Deed {
    let length = fault.bytes.unwrap_or(LIMIT + 1).max(2);
    let reply = Whole::made(200, "application/json", "");
    let mut steps = vec![Step::Send(reply.head((!fault.chunked).then_some(length)).into())];
    let mut send = |bytes: Bytes| {
        if fault.chunked {
            steps.push(Step::Send(format!("{:x}\r\n", bytes.len()).into()));
            steps.push(Step::Send(bytes));
            steps.push(Step::Send(Bytes::from_static(b"\r\n")));
        } else {
            steps.push(Step::Send(bytes));
        }
    };
    let filling = Bytes::from(vec![b'a'; PIECE]);
    send(Bytes::from_static(b"\""));
    let mut left = length - 2;
    while left > 0 {
        let piece = left.min(PIECE);
        send(filling.slice(..piece));
        left -= piece;
    }
    send(Bytes::from_static(b"\""));
    if fault.chunked {
        steps.push(Step::Send(Bytes::from_static(b"0\r\n\r\n")));
    }
    Deed::Take(Script { steps, end }, Some(200))
}
