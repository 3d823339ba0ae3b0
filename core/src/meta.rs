//! What may be told about a conversation: redacted requests for hooks, and facts about the last reply.

use serde_json::json;

use crate::Secret;
use crate::http::{Arrived, REPLY_HEADERS, Request, redact_query, texts, written};
use crate::io::Purpose;
use crate::scrub;

/// What is kept of the last reply.
#[derive(Debug, Default)]
pub(crate) struct Last {
    status: Option<u16>,
    headers: Vec<(&'static str, String)>,
    request_id: Option<String>,
}

impl Last {
    pub(crate) fn of(reply: &Arrived) -> Self {
        let header = |name: &&'static str| Some((*name, reply.header(name)?.to_owned()));
        Self {
            status: Some(reply.status),
            headers: REPLY_HEADERS.iter().filter_map(header).collect(),
            request_id: reply.request_id().map(str::to_owned),
        }
    }

    pub(crate) fn json(&self, attempts: u32, events: &[String], secrets: &[Secret]) -> String {
        let clean = |text: &str| scrub::known(text, secrets);
        let headers = texts(&mut self.headers.iter().map(|(name, value)| (*name, Some(clean(value)))));
        let events: Vec<serde_json::Value> =
            events.iter().filter_map(|event| serde_json::from_str(event).ok()).collect();
        written(&json!({
            "status": self.status,
            "headers": headers,
            "requestId": self.request_id.as_deref().map(clean),
            "attempts": attempts,
            "events": events,
        }))
    }
}

/// Of a call that was never begun, so that nothing was sent and nothing came.
pub(crate) fn none() -> String {
    Last::default().json(0, &[], &[])
}

/// Headers whose values tell nothing about anybody; all others are hidden.
const HARMLESS: &[&str] = &["accept", "content-type", "cache-control", "user-agent"];

/// A request as a hook may see it.
pub(crate) fn describe(operation: &str, purpose: Purpose, request: &Request, attempt: u32) -> String {
    let purpose = match purpose {
        Purpose::Operation => "operation",
        Purpose::Token => "token",
        Purpose::Reading => "reading",
    };
    let shown = |name: &str, value: &str| if HARMLESS.contains(&name) { value.to_owned() } else { "***".to_owned() };
    let headers = texts(&mut request.headers.iter().map(|(name, value)| (name.as_ref(), Some(shown(name, value)))));
    written(&json!({
        "operation": operation,
        "purpose": purpose,
        "method": request.method,
        "url": redact_query(&request.url),
        "headers": headers,
        "attempt": attempt,
    }))
}
