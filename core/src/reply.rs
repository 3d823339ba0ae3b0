//! Replies: as they arrived, and as operations read them.

use std::cell::Cell;
use std::fmt;

use crate::decode;
use crate::error::{BursarError, ErrorKind};
use crate::fields::{Blank, Data, Fields, Rows, Text};
use crate::http::Headers;
use crate::operation::Platform;
use crate::page::List;
use crate::sort::{Payload, Sorted, sort};

/// The headers that name a request on the server's side, best first.
const REQUEST_IDS: &[&str] = &["x-request-id", "request-id", "x-trace-id", "cf-ray"];

/// A reply as it arrived.
#[derive(Clone, Default)]
pub struct Arrived {
    /// The HTTP status.
    pub status: u16,
    /// The headers, of which [`REPLY_HEADERS`](crate::REPLY_HEADERS) are read.
    pub headers: Headers,
    /// The body.
    pub body: Vec<u8>,
}

impl Arrived {
    /// The value of a header; names match without case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        REQUEST_IDS.iter().find_map(|name| self.header(name))
    }

    /// The body without a byte order mark, which JSON forbids and servers write.
    pub(crate) fn json(&self) -> &[u8] {
        self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body)
    }
}

impl fmt::Debug for Arrived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arrived")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// A reply that the platform's envelope calls a success.
#[derive(Clone, Copy)]
pub struct Reply<'a> {
    pub(crate) arrived: &'a Arrived,
    /// The envelope's payload, or the whole body where there is no envelope.
    pub(crate) payload: Option<&'a str>,
    /// The payload's place in the body, for messages.
    pub(crate) root: &'static str,
    /// The total that the envelope states.
    pub(crate) total: Option<u64>,
    pub(crate) list: List<'a>,
    /// Set while envelope and payload are read in one go.
    pub(crate) at_once: Option<&'a AtOnce>,
}

/// Reads an envelope together with what it carries.
pub(crate) struct AtOnce {
    pub(crate) platform: Platform,
    /// Whether a success was read, and the total that its envelope states.
    pub(crate) done: Cell<bool>,
    pub(crate) total: Cell<Option<u64>>,
}

impl AtOnce {
    fn read(&self, arrived: &Arrived, to: Data<'_>) -> Result<(), BursarError> {
        let Sorted::Done(Payload { json: Some(_), total, .. }) = sort(self.platform, arrived, to) else {
            return Err(BursarError::new(ErrorKind::Decode, "cannot be read at once"));
        };
        self.done.set(true);
        self.total.set(total);
        Ok(())
    }
}

impl fmt::Debug for Reply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.arrived.fmt(f)
    }
}

impl Reply<'_> {
    /// Reads the payload, which is a text.
    ///
    /// # Errors
    /// `decode`, with the path.
    pub(crate) fn text(&self) -> Result<String, BursarError> {
        let mut text = Text::default();
        decode::place(self.payload()?, self.root, &mut text)?;
        Ok(text.0)
    }

    /// Reads the payload, which is a list of objects.
    ///
    /// # Errors
    /// `decode`, with the path.
    pub(crate) fn rows<T: Blank>(&self) -> Result<Vec<T>, BursarError> {
        let mut rows = Vec::new();
        self.read_rows(&mut rows)?;
        Ok(rows)
    }

    fn read_rows(&self, rows: &mut dyn Rows) -> Result<(), BursarError> {
        match self.at_once {
            Some(at_once) => at_once.read(self.arrived, Data::Rows(rows)),
            None => decode::rows(self.payload()?, self.root, rows).map_err(Into::into),
        }
    }

    /// Reads the payload, which is an object.
    ///
    /// # Errors
    /// `decode`, with the path.
    pub(crate) fn record<T: Blank>(&self) -> Result<T, BursarError> {
        let mut record = T::blank();
        self.read_record(&mut record)?;
        Ok(record)
    }

    fn read_record(&self, record: &mut dyn Fields) -> Result<(), BursarError> {
        match self.at_once {
            Some(at_once) => at_once.read(self.arrived, Data::Object(record)),
            None => decode::fill(self.payload()?, self.root, record).map_err(Into::into),
        }
    }

    /// The total that the envelope of the rows states.
    pub(crate) fn total(&self) -> Option<u64> {
        self.at_once.map_or(self.total, |at_once| at_once.total.get())
    }

    fn payload(&self) -> Result<&str, BursarError> {
        let Some(payload) = self.payload else {
            let problem = if self.root.is_empty() { "is not valid UTF-8" } else { "is missing" };
            return Err(BursarError::new(ErrorKind::Decode, format!("{}: {problem}", self.root)).with_path(self.root));
        };
        Ok(payload)
    }

    /// Reads the whole body, which is an object.
    ///
    /// # Errors
    /// `decode`, with the path.
    pub(crate) fn whole<T: Blank>(&self) -> Result<T, BursarError> {
        Ok(decode::object(decode::text(self.arrived.json(), "")?, "")?)
    }
}
