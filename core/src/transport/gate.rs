//! The way out for a request that may be given up: once it is shut, no byte of the request leaves, and whoever shut it knows
//! whether one has left before.

use std::sync::{Arc, Mutex};

use ::ureq::Error;
use ::ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, DefaultConnector, NextTimeout, Transport as Connection,
};

use super::lookup::copied;
use crate::session::lock;

/// What is known of the present request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Way {
    /// No byte of it has left.
    #[default]
    Unused,
    /// Some may have.
    Used,
    /// None will leave any more.
    Shut,
}

#[derive(Debug, Default)]
pub(super) struct Gate(Mutex<Way>);

impl Gate {
    /// The next request is another one: nothing of it has left.
    pub(super) fn renew(&self) {
        let mut way = lock(&self.0);
        if *way == Way::Used {
            *way = Way::Unused;
        }
    }

    /// Asks to let bytes of the request out; `false` when it was given up.
    pub(super) fn pass(&self) -> bool {
        let mut way = lock(&self.0);
        if *way == Way::Unused {
            *way = Way::Used;
        }
        *way == Way::Used
    }

    /// Whether some of the request may have left.
    pub(super) fn is_used(&self) -> bool {
        *lock(&self.0) == Way::Used
    }

    /// Lets nothing out any more. Whether nothing of the present request has left.
    pub(super) fn shut(&self) -> bool {
        std::mem::replace(&mut *lock(&self.0), Way::Shut) != Way::Used
    }
}

/// Makes connections whose requests go through a gate.
#[derive(Debug)]
pub(super) struct Gated {
    pub(super) connector: Arc<DefaultConnector>,
    pub(super) gate: Arc<Gate>,
}

impl Connector for Gated {
    type Out = GatedConnection;

    fn connect(&self, details: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<GatedConnection>, Error> {
        // ureq reaches a proxy through the agent's own connector. What asks the proxy for a tunnel is no part of the request.
        let plain = Arc::clone(&self.connector);
        let to_proxy =
            move |details: &ConnectionDetails<'_>| plain.connect(details, None)?.ok_or(Error::ConnectionFailed);
        let mut details = copied(details);
        details.run_connector = Arc::new(to_proxy);
        let connected = self.connector.connect(&details, None)?;
        Ok(connected.map(|connection| GatedConnection { connection, gate: Arc::clone(&self.gate) }))
    }
}

/// A connection that is made, with TLS where there is any: what is written to it is the request.
#[derive(Debug)]
pub(super) struct GatedConnection {
    connection: Box<dyn Connection>,
    gate: Arc<Gate>,
}

impl Connection for GatedConnection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.connection.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if !self.gate.pass() {
            return Err(given_up());
        }
        self.connection.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.connection.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.connection.is_open()
    }

    fn is_tls(&self) -> bool {
        self.connection.is_tls()
    }
}

/// Nobody waits for this one: the call was taken away.
pub(super) fn given_up() -> Error {
    Error::Io(std::io::Error::other("the call was given up"))
}
