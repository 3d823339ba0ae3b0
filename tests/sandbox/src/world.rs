//! Everything the five servers know, as one value that can be saved.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::akool::Akool;
use crate::clock::Clock;
use crate::espai::EspAi;
use crate::lbai::Lbai;
use crate::opencatd::{Dialect, OpenCatd};
use crate::platform::Platform;

/// The state of all servers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) lbai: Lbai,
    pub(crate) opencatd: OpenCatd,
    pub(crate) opencatd_dev: OpenCatd,
    pub(crate) akool: Akool,
    pub(crate) espai: EspAi,
}

impl World {
    /// The demo data that follows from a seed.
    pub(crate) fn demo(seed: u64) -> Self {
        let clock = Clock::default();
        Self {
            clock,
            lbai: Lbai::demo(seed),
            opencatd: OpenCatd::demo(Dialect::Ebe2ae4, seed, clock),
            opencatd_dev: OpenCatd::demo(Dialect::Dev, seed, clock),
            akool: Akool::new(seed),
            espai: EspAi::demo(seed),
        }
    }

    /// Puts one server back to its demo data, or to nothing at all.
    pub(crate) fn reset(&mut self, platform: Platform, seed: u64, empty: bool) {
        let catd = |dialect, clock| {
            if empty { OpenCatd::empty(dialect, seed) } else { OpenCatd::demo(dialect, seed, clock) }
        };
        match platform {
            Platform::Lbai => self.lbai = if empty { Lbai::empty(seed) } else { Lbai::demo(seed) },
            Platform::OpenCatd => self.opencatd = catd(Dialect::Ebe2ae4, self.clock),
            Platform::OpenCatdDev => self.opencatd_dev = catd(Dialect::Dev, self.clock),
            Platform::Akool => self.akool = Akool::new(seed),
            Platform::EspAi => self.espai = if empty { EspAi::empty(seed) } else { EspAi::demo(seed) },
        }
    }

    /// What a client needs to use a server, as it is now.
    pub(crate) fn credentials(&self, platform: Platform) -> Value {
        match platform {
            Platform::Lbai => json!({"token": self.lbai.token()}),
            Platform::OpenCatd => json!({"token": self.opencatd.root_token()}),
            Platform::OpenCatdDev => json!({"token": self.opencatd_dev.root_token()}),
            Platform::Akool => self.akool.credentials(),
            Platform::EspAi => json!({"apiKey": self.espai.api_key(0)}),
        }
    }
}
