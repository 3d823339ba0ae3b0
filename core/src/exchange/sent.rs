//! What an exchange sends: the operation's request, the caller's overrides, and the attempt's credential and time.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::{MAX_BODY_BYTES, Manner};
use crate::Secret;
use crate::akool;
use crate::error::{BursarError, ErrorKind};
use crate::http::{Request, RequestBuilder, checked_path, takes_body, write_query, written};
use crate::io::Io;
use crate::operation::{Exchange, Safety};
use crate::page::{Cursor, Origin};
use crate::retry;
use crate::scrub;

const CONNECT_TIMEOUT_MS: u32 = 10_000;

impl Io {
    /// What the operation wants to send, with the caller's overrides.
    pub(super) fn build(&self, operation: &dyn Exchange, manner: &Manner<'_>) -> Result<RequestBuilder, BursarError> {
        let cursor = match manner.after {
            Some(after) => {
                let origin = if operation.lists() { self.origin(operation, manner)? } else { Origin::default() };
                Cursor::parse(after, origin)?
            }
            None => Cursor::default(),
        };
        self.build_from(operation, manner, cursor)
    }

    /// Which list it is: the request is built again, the same for every page, so that what is left shapes the list.
    pub(super) fn origin(&self, operation: &dyn Exchange, manner: &Manner<'_>) -> Result<Origin, BursarError> {
        let shape = self.build_from(operation, manner, Cursor::at(u32::MAX))?.shape();
        let shape = format!("{} {shape}", self.base_url());
        Ok(Origin::new(self.operation(), &scrub::known(&shape, self.secrets())))
    }

    fn build_from(
        &self,
        operation: &dyn Exchange,
        manner: &Manner<'_>,
        cursor: Cursor,
    ) -> Result<RequestBuilder, BursarError> {
        let client = akool::client(self.session()).map(|(id, secret)| (id.clone(), secret.clone()));
        let mut built =
            RequestBuilder { cursor, client, dialect: self.session().dialect(), ..RequestBuilder::default() };
        operation.build(&mut built)?;
        if manner.purpose.is_none() {
            self.override_with_options(&mut built, operation.info().method)?;
        }
        Ok(built)
    }

    fn override_with_options(&self, built: &mut RequestBuilder, method: &str) -> Result<(), BursarError> {
        let options = self.options();
        if let Some(path) = &options.path {
            built.path = Some(checked_path("path", path)?.to_owned());
            built.filled = None;
        }
        for (name, value) in &options.query {
            built.query.retain(|(given, _)| given != name);
            built.query.push((Cow::Owned(name.clone()), value.clone()));
        }
        if let Some(body) = &options.body {
            takes_body(built.method.as_deref().unwrap_or(method))?;
            let first = match &mut built.json {
                Some(Json::Array(elements)) => elements.first_mut(),
                whole => whole.as_mut(),
            };
            match (first, body) {
                (Some(Json::Object(fields)), Json::Object(more)) => fields.extend(more.clone()),
                _ => built.json = Some(body.clone()),
            }
            built.text = None;
        }
        Ok(())
    }

    fn base_url(&self) -> &str {
        self.options().base_url.as_deref().unwrap_or(self.session().base_url())
    }

    /// The request of one attempt.
    pub(super) fn request(
        &self,
        built: &RequestBuilder,
        operation: &dyn Exchange,
        safety: Safety,
        credential: Option<&(&'static str, Secret)>,
    ) -> Result<Request, BursarError> {
        let (info, options, left) = (operation.info(), self.options(), self.left());
        if left == 0 {
            return Err(BursarError::new(ErrorKind::Timeout, self.overdue()));
        }
        let mut url = self.base_url().to_owned();
        match (&built.path, &built.filled) {
            (Some(path), _) => url.push_str(path),
            (None, Some((name, value))) => url.push_str(&info.path.replace(&format!("{{{name}}}"), value)),
            (None, None) => url.push_str(info.path),
        }
        write_query(&mut url, &built.query);
        let body = built.text.clone().or_else(|| built.json.as_ref().map(written));
        let mut headers = vec![("accept".into(), "application/json".to_owned())];
        if body.is_some() {
            headers.push(("content-type".into(), "application/json".to_owned()));
        }
        headers.push(("user-agent".into(), concat!("bursar/", env!("CARGO_PKG_VERSION")).to_owned()));
        headers.extend(built.headers.iter().cloned());
        for (name, value) in &options.headers {
            let name = name.to_ascii_lowercase();
            headers.retain(|(given, _)| *given != name);
            headers.push((name.into(), value.clone()));
        }
        if let Some((name, value)) = credential {
            headers.push(((*name).into(), value.expose().to_owned()));
        }
        let timeout_ms = retry::attempt_timeout_ms(safety, options.timeout_ms, left);
        Ok(Request {
            method: built.method.clone().map_or(Cow::Borrowed(info.method), Cow::Owned),
            url,
            headers,
            body,
            timeout_ms,
            connect_timeout_ms: options.connect_timeout_ms.unwrap_or(CONNECT_TIMEOUT_MS).min(timeout_ms),
            max_body_bytes: MAX_BODY_BYTES,
            once: safety == Safety::Once,
        })
    }
}
