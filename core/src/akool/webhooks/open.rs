//! Verifies and decrypts a webhook message. Nothing is sent.
//!
//! `signature` is the SHA-1 of clientId, timestamp, nonce and dataEncrypt, sorted as text and joined. `dataEncrypt` is
//! AES-CBC with the client secret as key and the first 16 bytes of the client id as IV, zero-padded. Answer the message
//! with HTTP 200, or it is sent again. Facts: docs/platforms/akool.md §6, checked 2026-11-21.

use aes::cipher::{BlockModeDecrypt, KeyIvInit, block_padding::Pkcs7};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bursar_macros::{object, params, record};
use sha1::{Digest, Sha1};

use crate::akool;
use crate::decode;
use crate::error::{BursarError, ErrorKind};
use crate::instant::Instant;
use crate::io::Io;
use crate::operation::Flow;
use crate::value::open_enum;

/// A message as it arrived: the fields of its JSON body.
///
/// Errors of its own: `configuration` without client id and secret; `authentication` for a signature that is not
/// theirs; `decode` for content that cannot be decrypted or read.
#[params]
pub struct OpenWebhook {
    /// SHA-1 in hex.
    pub signature: String,
    /// The encrypted event, in base64.
    pub data_encrypt: String,
    /// When it was sent, in epoch milliseconds.
    pub timestamp: i64,
    /// A text that is used once.
    pub nonce: String,
}

open_enum! {
    /// How far a job is.
    WebhookStatus {
        /// Under way.
        PROCESSING = "2",
        /// Done: the URL has the result.
        COMPLETED = "3",
        /// Failed.
        FAILED = "4",
    }
}

/// What the message says.
#[record]
pub struct WebhookEvent {
    /// Id of the job.
    pub id: String,
    /// How far it is.
    pub status: WebhookStatus,
    /// Which tool it was, in the platform's words.
    pub r#type: Option<String>,
    /// Where the result is.
    pub url: Option<String>,
    /// When the message was sent. The core has no clock: refuse old ones, and nonces seen before, yourself.
    pub timestamp: Instant,
}

#[object]
struct Plain {
    #[serde(rename = "_id")]
    id: String,
    status: WebhookStatus,
    r#type: Option<String>,
    url: Option<String>,
}

impl Flow for OpenWebhook {
    type Output = WebhookEvent;

    async fn run(self, io: Io) -> Result<WebhookEvent, BursarError> {
        let Some((id, secret)) = akool::client(io.session()) else {
            let detail = "clientId: webhooks are opened with clientId and clientSecret";
            return Err(BursarError::configuration(detail).with_path("clientId"));
        };
        let expected = self.expected_signature(id.expose());
        if !same(expected.as_bytes(), self.signature.to_ascii_lowercase().as_bytes()) {
            return Err(BursarError::new(
                ErrorKind::Authentication,
                "signature: does not match; the message is not from this account",
            ));
        }
        let mut text = STANDARD.decode(&self.data_encrypt).map_err(|_| unreadable("is not base64"))?;
        let plain = decrypt(secret.expose().as_bytes(), id.expose().as_bytes(), &mut text)?;
        let plain: Plain = decode::object(decode::text(plain, "dataEncrypt")?, "dataEncrypt")?;
        let timestamp = self.timestamp.checked_mul(1000).and_then(Instant::from_micros);
        let timestamp = timestamp.ok_or_else(|| BursarError::invalid("timestamp", "must be epoch milliseconds"))?;
        Ok(WebhookEvent { id: plain.id, status: plain.status, r#type: plain.r#type, url: plain.url, timestamp })
    }
}

impl OpenWebhook {
    fn expected_signature(&self, client_id: &str) -> String {
        let timestamp = self.timestamp.to_string();
        let mut parts = [client_id, &timestamp, &self.nonce, &self.data_encrypt];
        parts.sort_unstable();
        let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or_default();
        Sha1::digest(parts.concat()).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }
}

fn unreadable(problem: &str) -> BursarError {
    BursarError::new(ErrorKind::Decode, format!("dataEncrypt: {problem}")).with_path("dataEncrypt")
}

/// The length of the secret chooses AES-128, -192 or -256.
fn decrypt<'a>(key: &[u8], id: &[u8], text: &'a mut [u8]) -> Result<&'a [u8], BursarError> {
    let mut iv = [0_u8; 16];
    for (to, from) in iv.iter_mut().zip(id) {
        *to = *from;
    }
    let plain = match key.len() {
        16 => cbc::Decryptor::<aes::Aes128>::new_from_slices(key, &iv)
            .ok()
            .and_then(|cipher| cipher.decrypt_padded::<Pkcs7>(text).ok()),
        24 => cbc::Decryptor::<aes::Aes192>::new_from_slices(key, &iv)
            .ok()
            .and_then(|cipher| cipher.decrypt_padded::<Pkcs7>(text).ok()),
        32 => cbc::Decryptor::<aes::Aes256>::new_from_slices(key, &iv)
            .ok()
            .and_then(|cipher| cipher.decrypt_padded::<Pkcs7>(text).ok()),
        _ => return Err(BursarError::configuration("clientSecret: must have 16, 24 or 32 bytes to open webhooks")),
    };
    plain.ok_or_else(|| unreadable("cannot be decrypted with this clientSecret"))
}

/// Compares without telling by its duration where the first difference is.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}
