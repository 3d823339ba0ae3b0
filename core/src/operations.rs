//! The one registry: a line here makes an operation exist in every language.

use std::sync::Arc;

use bursar_macros::object;

use crate::call::Call;
use crate::decode;
use crate::error::{BursarError, ErrorKind};
use crate::operation::{Named, Start};
use crate::options::Options;
use crate::session::Session;
use crate::value::Blank;
use crate::{Raw, akool, espai, lbai, opencatd};

macro_rules! operations {
    ($($(#[$cfg:meta])? $flow:path => $name:literal;)*) => {
        $($(#[$cfg])? impl Named for $flow { const NAME: &'static str = $name; })*

        /// Begins the operation of that name with parameters and options given as JSON texts.
        ///
        /// # Errors
        /// `configuration` for an unknown name or option, `invalid_request` for parameters that do not fit.
        pub fn open(session: &Arc<Session>, name: &str, options: &[u8], params: &[u8]) -> Result<Call, BursarError> {
            let options = begin_options(session, name, options)?;
            let Some((name, flow)) = find(name) else { return Err(failed(session, name, unknown(session, name))) };
            begin(session, name, flow, options, params)
        }

        /// The operation of that name, with parameters to be read.
        fn find(name: &str) -> Option<(&'static str, Box<dyn Start>)> {
            Some(match name {
                $($(#[$cfg])? $name => ($name, Box::new(<$flow as Blank>::blank())),)*
                _ => return None,
            })
        }

        const NAMES: &[&str] = &[$($(#[$cfg])? $name),*];

        /// Every operation.
        #[cfg(feature = "schema")]
        pub const OPERATIONS: &[crate::schema::OperationSchema] = &[$($(#[$cfg])? crate::schema::OperationSchema {
            name: $name,
            params: &<$flow as crate::schema::Described>::SCHEMA,
            output: <<$flow as crate::operation::Flow>::Output as crate::operation::Outcome>::SHAPE,
            safety: <$flow as crate::operation::Flow>::SAFETY,
        }),*];
    };
}

operations! {
    lbai::CreateUser => "lbai.users.create";
    lbai::RefreshToken => "lbai.users.refresh_token";
    lbai::LogoutUser => "lbai.users.logout";
    lbai::GetBalance => "lbai.account.balance";
    lbai::TotalCost => "lbai.costs.total";
    lbai::ListCosts => "lbai.costs.list";
    lbai::GetCredits => "lbai.credits";
    opencatd::InitUsers => "opencatd.users.init";
    opencatd::GetMe => "opencatd.users.me";
    opencatd::ListUsers => "opencatd.users.list";
    opencatd::FindUser => "opencatd.users.find";
    opencatd::CreateUser => "opencatd.users.create";
    opencatd::DeleteUser => "opencatd.users.delete";
    opencatd::ResetToken => "opencatd.users.reset_token";
    opencatd::ListKeys => "opencatd.keys.list";
    opencatd::CreateKey => "opencatd.keys.create";
    opencatd::DeleteKey => "opencatd.keys.delete";
    opencatd::ListUsages => "opencatd.usages.list";
    opencatd::GetCredits => "opencatd.credits";
    akool::CreateToken => "akool.tokens.create";
    akool::GetCredit => "akool.credit.get";
    #[cfg(feature = "webhooks")]
    akool::OpenWebhook => "akool.webhooks.open";
    akool::GetCredits => "akool.credits";
    espai::ListCards => "espai.cards.list";
    espai::GetCard => "espai.cards.get";
    espai::TransferCards => "espai.cards.transfer";
    espai::PrepareTransfer => "espai.cards.prepare_transfer";
    espai::CheckTransfer => "espai.cards.check_transfer";
    espai::DestroyCard => "espai.cards.destroy";
    espai::ListBalanceLogs => "espai.cards.balance_logs";
    espai::CreateOrder => "espai.orders.create";
    espai::GetCredits => "espai.credits";
    Raw => "raw";
}

fn begin(
    session: &Arc<Session>,
    name: &'static str,
    mut flow: Box<dyn Start>,
    options: Options,
    params: &[u8],
) -> Result<Call, BursarError> {
    session.check_owner(name).map_err(|error| failed(session, name, error))?;
    if params.is_empty() && flow.layout().needed == 0 {
        return session.start(name, flow, options);
    }
    let params = if params.is_empty() { b"{}" } else { params };
    decode::text(params, "").and_then(|params| decode::fill(params, "", &mut *flow)).map_err(|misfit| {
        let error = BursarError::new(ErrorKind::InvalidRequest, told("the text of the parameters", &misfit));
        failed(session, name, error.with_path(misfit.path))
    })?;
    session.start(name, flow, options)
}

fn begin_options(session: &Session, name: &str, options: &[u8]) -> Result<Options, BursarError> {
    if options.is_empty() {
        return Ok(Options::default());
    }
    decode::text(options, "").and_then(|options| decode::object(options, "")).map_err(|misfit| {
        failed(
            session,
            name,
            BursarError::configuration(told("the text of the options", &misfit)).with_path(misfit.path),
        )
    })
}

/// Whether a call of these options is to tell its meta, also where it could not be begun.
pub(crate) fn wants_meta(session: &Session, options: &[u8]) -> bool {
    #[object]
    struct OnlyMeta {
        meta: Option<bool>,
    }
    let own = decode::text(options, "")
        .and_then(|options| decode::object::<OnlyMeta>(options, ""))
        .ok()
        .and_then(|options| options.meta);
    own.or(session.options().meta).unwrap_or(false)
}

/// A misfit of the whole names no field: then it says which text it is.
fn told(text: &str, misfit: &decode::Misfit) -> String {
    if misfit.path.is_empty() { format!("{text}: {misfit}") } else { misfit.to_string() }
}

/// Names what the session's platform has instead.
fn unknown(session: &Session, name: &str) -> BursarError {
    let owner = session.platform().id();
    let own = |name: &&&str| name.split_once('.').is_none_or(|(first, _)| first == owner);
    let names: Vec<&str> = NAMES.iter().filter(own).copied().collect();
    let (given, last) = (plain(name), names.join(", "));
    BursarError::configuration(format!("there is no operation `{given}`; {owner} has {last}"))
}

fn failed(session: &Session, name: &str, mut error: BursarError) -> BursarError {
    error.set_origin(session.platform(), &plain(name), 0);
    error.complete()
}

/// A name as an error may repeat it.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || "._".contains(*c)).take(60).collect()
}
