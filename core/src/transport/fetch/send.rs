//! Sends one request with `fetch`, and tells how it was lost if no reply came.

use std::borrow::Cow;

use js_sys::{Array, Object, global};
use wasm_bindgen::JsValue;

use super::js::{self, Late, NoTimers, call, construct, get, settled};
use crate::call::Loss;
use crate::http::{Arrived, Headers, REPLY_HEADERS, Request};

/// Why there is no reply.
enum Lost {
    Thrown(JsValue),
    TooLarge,
    Foreign(&'static str),
}

impl From<JsValue> for Lost {
    fn from(thrown: JsValue) -> Self {
        Self::Thrown(thrown)
    }
}

type Sent = Result<Arrived, (Loss, String)>;

/// Sends, and reads the whole reply, both within the request's time.
pub(super) async fn send(request: &Request) -> Result<Sent, Late> {
    let prepared = Abort::new().init(request);
    let (abort, init) = match prepared {
        Ok(prepared) if js::has(&global(), "fetch") => prepared,
        Ok(_) => return Ok(Err((Loss::NotSent, "this runtime has no fetch".to_owned()))),
        Err(thrown) => return Ok(Err((Loss::NotSent, js::words(&thrown)))),
    };
    let exchange = async {
        let came = exchange(request, init).await;
        if came.is_ok() {
            abort.disarm();
        }
        came.map_err(|lost| match lost {
            Lost::TooLarge => (Loss::TooLarge, String::new()),
            Lost::Foreign(detail) => (Loss::MaybeSent, detail.to_owned()),
            Lost::Thrown(thrown) => (Loss::MaybeSent, js::words(&thrown)),
        })
    };
    match js::within(request.timeout_ms.into(), exchange).await {
        Ok(came) => came,
        Err(NoTimers) => Ok(Err((Loss::NotSent, NoTimers.to_string()))),
    }
}

/// Aborts a `fetch` when it is dropped, so that nothing goes on that nobody waits for.
struct Abort(Option<JsValue>);

impl Abort {
    /// A runtime without `AbortController` cannot abort; its requests are given up all the same.
    fn new() -> Self {
        Self(construct("AbortController", &[]).ok())
    }

    /// The second argument of `fetch`. Nothing more than these: workerd throws at what it does not know, `cache` for one.
    fn init(self, request: &Request) -> Result<(Self, JsValue), JsValue> {
        let entry = |name: &str, value: JsValue| JsValue::from(Array::of2(&name.into(), &value));
        let headers: Array = request.headers.iter().map(|(name, value)| entry(name, value.into())).collect();
        let init: Array = [
            entry("method", request.method.as_ref().into()),
            entry("headers", Object::from_entries(&headers)?.into()),
            // A followed redirect would carry the credential elsewhere.
            entry("redirect", "manual".into()),
        ]
        .iter()
        .collect();
        if let Some(body) = &request.body {
            init.push(&entry("body", body.into()));
        }
        if let Some(controller) = &self.0 {
            init.push(&entry("signal", get(controller, "signal")?));
        }
        Ok((self, Object::from_entries(&init)?.into()))
    }

    /// The reply was read: there is nothing left to abort.
    fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            let _ = call(controller, "abort", &[]);
        }
    }
}

async fn exchange(request: &Request, init: JsValue) -> Result<Arrived, Lost> {
    let reply = settled(&call(&global(), "fetch", &[request.url.as_str().into(), init])?).await?;
    Ok(Arrived { status: status(&reply)?, headers: headers(&reply), body: body(&reply, request.max_body_bytes).await? })
}

/// The status. Browsers hide a redirect that they do not follow behind the status 0, as they do with failures.
fn status(reply: &JsValue) -> Result<u16, Lost> {
    let number = get(reply, "status").ok().and_then(|status| status.as_f64());
    let status = number.and_then(|number| number.to_string().parse().ok());
    match status {
        Some(status @ 200..=599) => Ok(status),
        _ if get(reply, "type").is_ok_and(|kind| kind == "opaqueredirect") => {
            Err(Lost::Foreign("a redirect, which is not followed; check the base URL"))
        }
        _ => Err(Lost::Foreign("what fetch gave is no reply")),
    }
}

/// The headers that the core reads; none, where a reply has no `headers`.
fn headers(reply: &JsValue) -> Headers {
    let Ok(headers) = get(reply, "headers") else { return Headers::new() };
    let header =
        |name: &&'static str| Some((Cow::Borrowed(*name), call(&headers, "get", &[(*name).into()]).ok()?.as_string()?));
    REPLY_HEADERS.iter().filter_map(header).collect()
}

/// The body: in pieces where it can be had so, as a large one is then given up before it fills the memory.
async fn body(reply: &JsValue, most: u32) -> Result<Vec<u8>, Lost> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let stream = get(reply, "body")?;
    let body = if js::has(&stream, "getReader") {
        pieces(&call(&stream, "getReader", &[])?, most).await?
    } else {
        let whole = settled(&call(reply, "arrayBuffer", &[])?).await?;
        js::bytes(&whole).ok_or(Lost::Foreign("the body of the reply is not made of bytes"))?
    };
    if body.len() > most { Err(Lost::TooLarge) } else { Ok(body) }
}

/// All pieces of a stream, until they are more than the limit.
async fn pieces(reader: &JsValue, most: usize) -> Result<Vec<u8>, Lost> {
    let mut body = Vec::new();
    while body.len() <= most {
        let piece = settled(&call(reader, "read", &[])?).await?;
        if get(&piece, "done")?.is_truthy() {
            break;
        }
        let bytes = get(&piece, "value").ok().as_ref().and_then(js::bytes);
        let bytes = bytes.ok_or(Lost::Foreign("the body of the reply is not made of bytes"))?;
        // A stream of nothing would never let a timer have its turn.
        if bytes.is_empty() {
            let _ = js::sleep(0).await;
        }
        body.extend(bytes);
    }
    Ok(body)
}
