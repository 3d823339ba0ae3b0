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
    let (held, init) = match prepare(request) {
        Ok(prepared) => prepared,
        Err(thrown) => return Ok(Err((Loss::NotSent, js::words(&thrown)))),
    };
    let exchange = async {
        let mut held = held;
        let came = exchange(request, init).await;
        if came.is_ok() {
            held.controller = None;
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

/// What a request holds while it is under way. Dropped before there is a reply, it aborts the request, so that nothing goes
/// on that nobody waits for.
struct Held {
    /// A runtime without `AbortController` cannot abort; its requests are given up all the same.
    controller: Option<JsValue>,
    /// Deno's, for one connection.
    client: Option<JsValue>,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(controller) = &self.controller {
            let _ = call(controller, "abort", &[]);
        }
        if let Some(client) = &self.client {
            let _ = call(client, "close", &[]);
        }
    }
}

/// The second argument of `fetch`, before anything is sent. It has nothing more than it needs: workerd throws at what it does
/// not know, `cache` for one.
fn prepare(request: &Request) -> Result<(Held, JsValue), JsValue> {
    if !js::has(&global(), "fetch") {
        return Err("this runtime has no fetch".into());
    }
    if request.once && is_browser() {
        return Err(
            "browsers send a state change again by themselves when its connection dies: send it from elsewhere".into(),
        );
    }
    let held = Held {
        controller: construct("AbortController", &[]).ok(),
        client: if request.once { fresh_client()? } else { None },
    };
    let headers = request.headers.iter().map(|(name, value)| (name.as_ref(), value.into()));
    // A followed redirect would carry the credential elsewhere.
    let mut init =
        vec![("method", request.method.as_ref().into()), ("headers", object(headers)?), ("redirect", "manual".into())];
    init.extend(request.body.as_ref().map(|body| ("body", body.into())));
    if let Some(controller) = &held.controller {
        init.push(("signal", get(controller, "signal")?));
    }
    if request.once {
        // Bun sends a GET again when its kept connection dies, and takes this for the wish for one of its own.
        init.push(("keepalive", false.into()));
    }
    init.extend(held.client.clone().map(|client| ("client", client)));
    let init = object(init)?;
    Ok((held, init))
}

fn object<'a>(entries: impl IntoIterator<Item = (&'a str, JsValue)>) -> Result<JsValue, JsValue> {
    let entries: Array = entries.into_iter().map(|(name, value)| Array::of2(&name.into(), &value)).collect();
    Ok(Object::from_entries(&entries)?.into())
}

/// Chromium sends any request again when its kept connection dies, and a page cannot ask for a fresh one. All browsers call
/// themselves Mozilla, in their workers, too; Node, Deno, Bun and workerd do not.
fn is_browser() -> bool {
    let agent = get(&global(), "navigator").and_then(|navigator| get(&navigator, "userAgent"));
    agent.ok().and_then(|agent| agent.as_string()).is_some_and(|agent| agent.starts_with("Mozilla/"))
}

/// Deno sends any request again when its kept connection dies, unless its client keeps none. Those before 2.9.6 do so on a
/// fresh connection, too (denoland/deno issue 35610).
fn fresh_client() -> Result<Option<JsValue>, JsValue> {
    let deno = match get(&global(), "Deno") {
        Ok(deno) if deno.is_truthy() => deno,
        _ => return Ok(None),
    };
    let version = get(&get(&deno, "version")?, "deno")?.as_string().unwrap_or_default();
    let numbers: Vec<u32> = version.split(['.', '-', '+']).map_while(|number| number.parse().ok()).take(3).collect();
    if numbers.as_slice() < [2, 9, 6].as_slice() {
        return Err("a Deno before 2.9.6 sends a state change again by itself when its connection dies".into());
    }
    call(&deno, "createHttpClient", &[object([("poolMaxIdlePerHost", 0.into())])?]).map(Some)
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
