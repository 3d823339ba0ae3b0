//! The names of the emulated servers.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One emulated server. opencatd stands twice, once for each dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// Little Beauty AI.
    Lbai,
    /// opencatd at ebe2ae4, the version that the seed document describes.
    #[serde(rename = "opencatd")]
    OpenCatd,
    /// opencatd at the newest readable state of its branch dev.
    #[serde(rename = "opencatd_dev")]
    OpenCatdDev,
    /// AKOOL.
    Akool,
    /// ESP-AI.
    #[serde(rename = "espai")]
    EspAi,
}

impl Platform {
    /// All of them, in the order of the ready file and of the ports.
    pub const ALL: [Self; 5] = [Self::Lbai, Self::OpenCatd, Self::OpenCatdDev, Self::Akool, Self::EspAi];

    /// The name in the ready file and in the control plane.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lbai => "lbai",
            Self::OpenCatd => "opencatd",
            Self::OpenCatdDev => "opencatd_dev",
            Self::Akool => "akool",
            Self::EspAi => "espai",
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
