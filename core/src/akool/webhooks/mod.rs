//! Messages that AKOOL sends when a job ends.

mod open;

pub use open::{OpenWebhook, WebhookEvent, WebhookStatus};
