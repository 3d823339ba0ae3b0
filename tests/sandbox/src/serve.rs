//! Listeners and connections. hyper speaks HTTP; a fault can take the connection from it in the middle of a request.

use std::convert::Infallible;
use std::future::{Future, pending, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::answer::{Did, Visit};
use crate::core::{Core, Ticket};
use crate::mischief::{self, Deed, Whole};
use crate::platform::Platform;
use crate::wire::{End, Script, Stream};

/// More than any client here sends.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// What a port serves.
#[derive(Clone, Debug)]
pub(crate) enum Port {
    Platform(Platform, Router),
    Control,
}

/// Accepts for ever.
pub(crate) async fn listen(listener: TcpListener, tls: Option<TlsAcceptor>, port: Port, core: Arc<Core>) {
    loop {
        let Ok((tcp, _)) = listener.accept().await else {
            // Out of file descriptors, most likely: let some connections end.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let _ = tcp.set_nodelay(true);
        let (tls, port, core) = (tls.clone(), port.clone(), Arc::clone(&core));
        tokio::spawn(async move {
            match tls {
                None => connection(Stream::Plain(tcp), port, core).await,
                Some(acceptor) => {
                    if let Ok(stream) = acceptor.accept(tcp).await {
                        connection(Stream::Tls(Box::new(stream)), port, core).await;
                    }
                }
            }
        });
    }
}

type Answering = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

/// One connection from its first to its last request.
async fn connection(stream: Stream, port: Port, core: Arc<Core>) {
    let (taking, mut taken) = unbounded_channel::<Script>();
    let (id, requests) = (core.next_connection(), Arc::new(AtomicU64::new(0)));
    let service = service_fn(move |request: Request<Incoming>| -> Answering {
        let number = requests.fetch_add(1, Ordering::Relaxed) + 1;
        let (port, core, taking) = (port.clone(), Arc::clone(&core), taking.clone());
        Box::pin(async move { Ok(exchange(request, port, core, (id, number), taking).await) })
    });
    let mut builder = http1::Builder::new();
    // A client that has closed its sending side still gets its reply, as from Go and Node.
    builder.half_close(true).title_case_headers(true);
    let mut http = builder.serve_connection(TokioIo::new(stream), service);
    let script = tokio::select! {
        biased;
        script = taken.recv() => script,
        _ = poll_fn(|context| Pin::new(&mut http).poll(context)) => None,
    };
    if let Some(script) = script {
        script.play(http.into_parts().io.into_inner()).await;
    }
}

/// One request.
async fn exchange(
    request: Request<Incoming>,
    port: Port,
    core: Arc<Core>,
    (connection, number): (u64, u64),
    taking: UnboundedSender<Script>,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => return take(&taking, Script::silent(End::Close)).await,
    };
    let (path, query) = (parts.uri.path().to_owned(), parts.uri.query().unwrap_or_default().to_owned());
    let (platform, router) = match port {
        Port::Control => return control(&core, parts.method.as_str(), &path, &body),
        Port::Platform(platform, router) => (platform, router),
    };
    let mut visit = Visit { method: parts.method, path, query, headers: parts.headers, body, storage_fault: None };
    let ticket = core.arrive(platform, &visit, connection, number);
    visit.storage_fault = ticket.fault.as_ref().and_then(crate::fault::Fault::storage_text);
    // On a task of its own: a real server goes on working when its client has hung up.
    let work = tokio::spawn(work(core, router, ticket, visit, parts.uri));
    match work.await {
        Ok(Deed::Reply(response)) => response,
        Ok(Deed::Take(script, _)) => take(&taking, script).await,
        Err(_) => take(&taking, Script::silent(End::Reset)).await,
    }
}

/// Hands the connection over and never answers: hyper is dropped while it waits.
async fn take(taking: &UnboundedSender<Script>, script: Script) -> Response<Body> {
    let _ = taking.send(script);
    pending().await
}

/// Fault and work of one request.
async fn work(core: Arc<Core>, router: Router, ticket: Ticket, visit: Visit, uri: axum::http::Uri) -> Deed {
    let Some(fault) = ticket.fault.clone() else {
        let response = answer(&core, router, &ticket, visit, uri).await;
        core.done(&ticket, Some(response.status().as_u16()));
        return Deed::Reply(response);
    };
    let pause = Duration::from_millis(if fault.kind == crate::fault::FaultKind::Drip { 0 } else { fault.ms });
    if !fault.late {
        tokio::time::sleep(pause).await;
    }
    if !core.is_current(&ticket) {
        return Deed::Take(Script::silent(End::Reset), None);
    }
    let mut reply = None;
    if fault.processes() {
        let (parts, body) = answer(&core, router, &ticket, visit, uri).await.into_parts();
        let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        reply = Some(Whole { status: parts.status, headers: parts.headers, body });
    }
    if fault.late {
        tokio::time::sleep(pause).await;
    }
    let deed = mischief::apply(&fault, reply);
    let status = match &deed {
        Deed::Reply(response) => Some(response.status().as_u16()),
        Deed::Take(_, status) => *status,
    };
    core.done(&ticket, status);
    deed
}

/// The server's own answer.
async fn answer(core: &Core, router: Router, ticket: &Ticket, visit: Visit, uri: axum::http::Uri) -> Response<Body> {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = visit.method.clone();
    *request.uri_mut() = uri;
    request.extensions_mut().insert(Arc::new(visit));
    let response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    core.did(ticket, response.extensions().get::<Did>().map(|did| did.0.clone()));
    response
}

fn control(core: &Core, method: &str, path: &str, body: &Bytes) -> Response<Body> {
    let (status, value) = core.control(method, path, body);
    let mut response = Response::new(Body::from(value.to_string()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
