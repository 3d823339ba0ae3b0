//! gin's router: paths are compared decoded, there is no 405, and a trailing slash is redirected.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::Method;
use axum::routing::Router;

use super::{Dialect, OpenCatd, go_text, keys, usages, users};
use crate::answer::{Answer, Outcome, Visit, percent_decode};
use crate::clock::Clock;
use crate::core::Core;

/// The server as a service. One fallback serves all, because gin matches otherwise than axum.
pub(crate) fn router(core: Arc<Core>, dialect: Dialect) -> Router {
    let serve = move |State(core): State<Arc<Core>>, Extension(visit): Extension<Arc<Visit>>| async move {
        core.perform(|world| {
            let clock = world.clock;
            let server = if dialect.is_dev() { &mut world.opencatd_dev } else { &mut world.opencatd };
            handle(server, &visit, clock)
        })
    };
    Router::new().fallback(serve).with_state(core)
}

/// What a method and path lead to.
enum Target<'a> {
    Init,
    Me,
    MeUsages,
    Users,
    AddUser,
    DeleteUser(&'a str),
    ResetUser(&'a str),
    Keys,
    AddKey,
    DeleteKey(&'a str),
    Usages,
}

fn find<'a>(dialect: Dialect, method: &Method, path: &'a str) -> Option<Target<'a>> {
    let parts: Vec<&str> = path.strip_prefix("/1/")?.split('/').collect();
    match (method.as_str(), parts.as_slice()) {
        ("GET", ["me"]) => Some(Target::Me),
        ("GET", ["me", "usages"]) if dialect.is_dev() => Some(Target::MeUsages),
        ("GET", ["users"]) => Some(Target::Users),
        ("GET", ["keys"]) => Some(Target::Keys),
        ("GET", ["usages"]) => Some(Target::Usages),
        ("POST", ["users"]) => Some(Target::AddUser),
        ("POST", ["users", "init"]) => Some(Target::Init),
        ("POST", ["users", id, "reset"]) => Some(Target::ResetUser(id)),
        ("POST", ["keys"]) => Some(Target::AddKey),
        ("DELETE", ["users", id]) if !id.is_empty() => Some(Target::DeleteUser(id)),
        ("DELETE", ["keys", id]) if !id.is_empty() => Some(Target::DeleteKey(id)),
        _ => None,
    }
}

/// Answers one request.
pub(crate) fn handle(server: &mut OpenCatd, visit: &Visit, clock: Clock) -> Outcome {
    let not_found = || Answer::new(404, "text/plain", "404 page not found");
    let path = percent_decode(&visit.path, false)
        .ok_or_else(|| Answer::new(400, "text/plain; charset=utf-8", "400 Bad Request"))?;
    let Some(target) = find(server.dialect, &visit.method, &path) else {
        return Err(redirect(server.dialect, visit, &path).unwrap_or_else(not_found));
    };
    if matches!(target, Target::Init) {
        return users::init(server, visit, clock);
    }
    server.authorize(visit, &path)?;
    match target {
        Target::Init => Err(not_found()),
        Target::Me => users::me(server, visit),
        // The handler looks for a user whose token is the whole header, `Bearer ` included, and never finds one.
        Target::MeUsages => Ok(Answer::empty(403)),
        Target::Users => users::list(server, visit),
        Target::AddUser => users::add(server, visit, clock),
        Target::DeleteUser(id) => users::delete(server, visit, id),
        Target::ResetUser(id) => users::reset(server, visit, id, clock),
        Target::Keys => keys::list(server, visit),
        Target::AddKey => keys::add(server, visit, clock),
        Target::DeleteKey(id) => keys::delete(server, visit, id),
        Target::Usages => usages::list(server, visit, clock),
    }
}

/// gin's trailing-slash redirect: 301 with a little HTML for GET, 307 without a body for other methods.
fn redirect(dialect: Dialect, visit: &Visit, path: &str) -> Option<Answer> {
    let shorter = path.strip_suffix('/')?;
    // gin's tree also recommends the way to `/1/users/:id` for POST, where nothing answers.
    let dead_end = visit.method == Method::POST
        && shorter.strip_prefix("/1/users/").is_some_and(|id| !id.is_empty() && !id.contains('/'));
    if find(dialect, &visit.method, shorter).is_none() && !dead_end {
        return None;
    }
    let query = if visit.query.is_empty() { String::new() } else { format!("?{}", visit.query) };
    let location = go_text::encode_path(shorter) + &query;
    let mut answer = if visit.method == Method::GET {
        let link = go_text::escape_html(&location);
        Answer::new(301, "text/html; charset=utf-8", format!("<a href=\"{link}\">Moved Permanently</a>.\n\n"))
    } else {
        Answer::empty(307)
    };
    answer.location = Some(location);
    Some(answer)
}
