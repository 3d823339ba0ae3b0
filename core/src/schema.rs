//! Every public name, type and doc as data.
//!
//! Generators, the command line and the reference page are written from these tables. The types are always there; the
//! tables themselves (`OPERATIONS` and its neighbours) are behind the feature `schema`.

/// What a value is, for column tables, readers and generated clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A whole number within ±2^53.
    Integer,
    /// True or false.
    Bool,
    /// Text.
    Text,
    /// An exact decimal number, carried as text.
    Decimal,
    /// A moment, carried as microseconds since 1970 UTC.
    Instant,
    /// Text that no rendering shows.
    Secret,
    /// Text with named constants; unknown values survive.
    Open(&'static Names),
}

/// An open enumeration.
#[derive(Debug, PartialEq, Eq)]
pub struct Names {
    /// The type's name.
    pub name: &'static str,
    /// What it tells.
    pub doc: &'static str,
    /// The known values.
    pub known: &'static [Known],
}

/// One named constant of an open enumeration.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    /// The constant's name, in capitals.
    pub name: &'static str,
    /// The text on the wire.
    pub value: &'static str,
    /// What it means.
    pub doc: &'static str,
}

/// A type, and whether the value may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The type.
    pub ty: Type,
    /// Whether it may be absent (parameters) or null (columns).
    pub optional: bool,
}

impl Slot {
    pub(crate) const fn required(ty: Type) -> Self {
        Self { ty, optional: false }
    }

    pub(crate) const fn optional(slot: Self) -> Self {
        Self { ty: slot.ty, optional: true }
    }
}

/// One field of a public type: a parameter (in camelCase on the crossing) or a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The Rust name, without `r#`.
    pub name: &'static str,
    /// The type.
    pub slot: Slot,
    /// Units, limits, source.
    pub doc: &'static str,
}

/// A public type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Struct {
    /// The type's name.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its fields, in order; of a row, its columns.
    pub fields: &'static [Field],
}

/// A type that can say what it looks like.
pub trait Described {
    /// The type.
    const SCHEMA: Struct;
}

impl Described for () {
    const SCHEMA: Struct = Struct { name: "()", doc: "", fields: &[] };
}

/// What an operation gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nothing.
    Unit,
    /// One record.
    Record(&'static Struct),
    /// A page of records.
    Page(&'static Struct),
}

#[cfg(feature = "schema")]
pub use tables::*;

#[cfg(feature = "schema")]
mod tables {
    use super::{Shape, Struct};
    use crate::operation::{Platform, Safety};
    pub use crate::operations::OPERATIONS;

    /// One operation, whole.
    #[derive(Clone, Copy, Debug)]
    pub struct OperationSchema {
        /// The full name, such as `espai.cards.get`; `raw` belongs to every platform.
        pub name: &'static str,
        /// What a caller hands in.
        pub params: &'static Struct,
        /// What it gives.
        pub output: Shape,
        /// Whether it may be sent again.
        pub safety: Safety,
    }

    impl OperationSchema {
        /// The platform, or `None` when every platform has the operation.
        #[must_use]
        pub fn platform(&self) -> Option<Platform> {
            let (first, _) = self.name.split_once('.')?;
            Platform::ALL.into_iter().find(|platform| platform.id() == first)
        }
    }

    /// A platform, its class name and what it needs.
    #[derive(Clone, Copy, Debug)]
    pub struct PlatformSchema {
        /// The id in operation names.
        pub id: &'static str,
        /// The name of the client class.
        pub class: &'static str,
        /// The name people use.
        pub title: &'static str,
        /// The default base URL, if there is one.
        pub base_url: Option<&'static str>,
        /// Ways to authenticate: each is a set of credential fields, in camelCase.
        pub credentials: &'static [&'static [CredentialSchema]],
    }

    /// One credential field.
    #[derive(Clone, Copy, Debug)]
    pub struct CredentialSchema {
        /// The name, in camelCase.
        pub name: &'static str,
        /// The environment variable that language wrappers read.
        pub environment: &'static str,
        /// What it is and where it comes from.
        pub doc: &'static str,
    }

    const fn credential(name: &'static str, environment: &'static str, doc: &'static str) -> CredentialSchema {
        CredentialSchema { name, environment, doc }
    }

    /// The four platforms.
    pub const PLATFORMS: &[PlatformSchema] = &[
        PlatformSchema {
            id: "lbai",
            class: "Lbai",
            title: "Little Beauty AI",
            base_url: Platform::Lbai.base_url(),
            credentials: &[&[credential(
                "token",
                "BURSAR_LBAI_TOKEN",
                "Enterprise token (`cpn-…`), handed out by the platform's staff.",
            )]],
        },
        PlatformSchema {
            id: "opencatd",
            class: "OpenCatd",
            title: "opencatd",
            base_url: Platform::OpenCatd.base_url(),
            credentials: &[
                &[],
                &[credential("token", "BURSAR_OPENCATD_TOKEN", "Token of the root user; not needed for `users.init`.")],
            ],
        },
        PlatformSchema {
            id: "akool",
            class: "Akool",
            title: "AKOOL",
            base_url: Platform::Akool.base_url(),
            credentials: &[
                &[credential("apiKey", "BURSAR_AKOOL_API_KEY", "API Key of the console, sent as `x-api-key`.")],
                &[
                    credential("clientId", "BURSAR_AKOOL_CLIENT_ID", "Client id of the console."),
                    credential(
                        "clientSecret",
                        "BURSAR_AKOOL_CLIENT_SECRET",
                        "Client secret: the same value as the API Key. A token is made with it.",
                    ),
                ],
            ],
        },
        PlatformSchema {
            id: "espai",
            class: "EspAi",
            title: "ESP-AI",
            base_url: Platform::EspAi.base_url(),
            credentials: &[&[credential("apiKey", "BURSAR_ESPAI_API_KEY", "The console's `open_api_key`.")]],
        },
    ];

    /// A kind of error, as data.
    pub use crate::error::ERROR_KINDS;
    /// The reply headers that a host hands back; it may hand back more, which are ignored.
    pub use crate::http::REPLY_HEADERS;
    /// The options of sessions and calls.
    pub use crate::options::{OPTIONS, OptionSchema};
}
