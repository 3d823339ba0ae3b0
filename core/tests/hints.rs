//! What errors tell to do next: that there is something for whatever can end so, and that it can be done.
#![cfg(all(feature = "schema", feature = "ureq"))]

mod sandbox_support;

use bursar::schema::{OPERATIONS, OperationSchema};
use bursar::{ErrorKind, Failure, KNOWN, Options, Safety, espai};
