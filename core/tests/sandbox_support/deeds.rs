//! Operations as the fault matrix runs them, each with the one request that the fault is to meet.

use bursar::{BursarError, Client, Flow, Named, Options, akool, espai, lbai, opencatd};
use bursar_sandbox::{Platform as Server, Sandbox};

use super::transfer;

/// What becomes of a lost reply.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Class {
    /// It is asked again.
    Read,
    /// It is asked again, but changes state: what stays lost is unknown.
    Rotation,
    /// It is looked for.
    Settled,
    /// It stays unknown.
    Unsettled,
}

/// One operation.
pub struct Deed {
    /// Full name of the operation.
    pub name: &'static str,
    pub server: Server,
    /// The request that the fault meets.
    pub method: &'static str,
    pub path: &'static str,
    pub class: Class,
    /// How many requests come before it.
    pub before: u32,
    /// AKOOL with client id and secret.
    pub mints: bool,
    pub run: fn(&Sandbox, &Client) -> Result<(), BursarError>,
}

/// Runs an operation, and drops what it gives.
fn call<F: Flow + Named>(client: &Client, operation: F) -> Result<(), BursarError> {
    client.call(operation).map(drop)
}

fn blind<F: Flow + Named>(client: &Client, operation: F) -> Result<(), BursarError> {
    client.call_with(operation, Options { verify: Some(false), ..Options::default() }).map(drop)
}

fn user(sandbox: &Sandbox) -> String {
    sandbox.ready()["lbai"]["users"][0]["userId"].as_str().expect("a demo user").to_owned()
}

fn rotate(sandbox: &Sandbox, client: &Client, again: Option<bool>) -> Result<(), BursarError> {
    call(client, lbai::RefreshToken { user_id: user(sandbox), validity: None, allow_extra_rotation: again })
}

fn ada() -> opencatd::CreateUser {
    opencatd::CreateUser { name: "ada".into() }
}

fn key() -> opencatd::CreateKey {
    opencatd::CreateKey { name: "third".into(), key: "sk-third".into(), ..Default::default() }
}

fn reset(id: i64, token: Option<&str>) -> opencatd::ResetToken {
    opencatd::ResetToken { id, token: token.map(Into::into) }
}

fn usages() -> opencatd::ListUsages {
    opencatd::ListUsages { month: Some("2026-10".into()), ..Default::default() }
}

fn empty_card(sandbox: &Sandbox) -> espai::DestroyCard {
    let id = sandbox.ready()["espai"]["cards"][6]["id"].as_str().expect("an empty demo card").to_owned();
    espai::DestroyCard { id }
}

fn card(sandbox: &Sandbox) -> espai::GetCard {
    let espai::TransferCards { phone, code, .. } = transfer(sandbox, 0, 1, 1);
    espai::GetCard { phone, code }
}

fn order() -> espai::CreateOrder {
    espai::CreateOrder { commodity_id: "1".into(), commodity_type: "1".into() }
}

/// Every deed.
pub fn deeds() -> Vec<Deed> {
    use Class::{Read, Rotation, Settled, Unsettled};
    use Server::{Akool, EspAi, Lbai, OpenCatd as Old, OpenCatdDev as Dev};
    const ADD: &str = "/ai-api/v1/apiService/addUser";
    const REFRESH: &str = "/ai-api/v1/apiService/refreshToken";
    const LOGOUT: &str = "/ai-api/v1/apiService/logout";
    const COSTS: &str = "/ai-api/v1/costListByUser";
    const BALANCE: &str = "/ai-api/v1/account/banlance";
    const QUOTA: &str = "/api/open/v3/faceswap/quota/info";
    const TOKEN: &str = "/api/open/v3/getToken";
    let mut deeds = Vec::new();
    let mut add = |name, server, method, path, class, before, run| {
        deeds.push(Deed { name, server, method, path, class, before, mints: path == TOKEN, run });
    };
    add("lbai.account.balance", Lbai, "GET", BALANCE, Read, 0, |_, c| call(c, lbai::GetBalance {}));
    add("lbai.costs.list", Lbai, "GET", COSTS, Read, 0, |_, c| {
        call(c, lbai::ListCosts { group_id: Some("1".into()), ..Default::default() })
    });
    add("lbai.users.refresh_token", Lbai, "GET", REFRESH, Rotation, 0, |s, c| rotate(s, c, Some(true)));
    add("lbai.users.refresh_token", Lbai, "GET", REFRESH, Unsettled, 0, |s, c| rotate(s, c, None));
    add("lbai.users.create", Lbai, "GET", ADD, Unsettled, 0, |_, c| {
        call(c, lbai::CreateUser { identifier: "ada@example.com".into(), ..Default::default() })
    });
    add("lbai.users.logout", Lbai, "GET", LOGOUT, Unsettled, 0, |s, c| call(c, lbai::LogoutUser { user_id: user(s) }));
    for server in [Old, Dev] {
        add("opencatd.users.me", server, "GET", "/1/me", Read, 0, |_, c| call(c, opencatd::GetMe {}));
        add("opencatd.users.list", server, "GET", "/1/users", Read, 0, |_, c| call(c, opencatd::ListUsers {}));
        add("opencatd.keys.list", server, "GET", "/1/keys", Read, 0, |_, c| call(c, opencatd::ListKeys {}));
        add("opencatd.usages.list", server, "GET", "/1/usages", Read, 0, |_, c| call(c, usages()));
        add("opencatd.users.init", server, "POST", "/1/users/init", Unsettled, 0, |_, c| {
            call(c, opencatd::InitUsers {})
        });
        add("opencatd.users.create", server, "POST", "/1/users", Settled, 1, |_, c| call(c, ada()));
        add("opencatd.users.create", server, "POST", "/1/users", Unsettled, 0, |_, c| blind(c, ada()));
        add("opencatd.users.delete", server, "DELETE", "/1/users/2", Settled, 1, |_, c| {
            call(c, opencatd::DeleteUser { id: 2 })
        });
        add("opencatd.users.reset_token", server, "POST", "/1/users/2/reset", Settled, 1, |_, c| {
            call(c, reset(2, None))
        });
        add("opencatd.users.reset_token", server, "POST", "/1/users/1/reset", Unsettled, 0, |_, c| {
            call(c, reset(1, None))
        });
        add("opencatd.keys.create", server, "POST", "/1/keys", Settled, 1, |_, c| call(c, key()));
        add("opencatd.keys.delete", server, "DELETE", "/1/keys/1", Settled, 1, |_, c| {
            call(c, opencatd::DeleteKey { id: 1 })
        });
    }
    // Only newer builds take a chosen token.
    add("opencatd.users.reset_token", Dev, "POST", "/1/users/2/reset", Settled, 1, |_, c| {
        call(c, reset(2, Some("new")))
    });
    add("opencatd.users.reset_token", Dev, "POST", "/1/users/1/reset", Settled, 0, |_, c| {
        call(c, reset(1, Some("new")))
    });
    add("akool.credit.get", Akool, "GET", QUOTA, Read, 0, |_, c| call(c, akool::GetCredit {}));
    add("akool.credit.get", Akool, "POST", TOKEN, Read, 0, |_, c| call(c, akool::GetCredit {}));
    add("akool.tokens.create", Akool, "POST", TOKEN, Read, 0, |_, c| call(c, akool::CreateToken {}));
    add("espai.cards.list", EspAi, "POST", "/cdkey/list", Read, 0, |_, c| call(c, espai::ListCards::default()));
    add("espai.cards.get", EspAi, "POST", "/cdkey/detail", Read, 0, |s, c| call(c, card(s)));
    add("espai.cards.balance_logs", EspAi, "POST", "/cdkey/balance_logs", Read, 0, |_, c| {
        call(c, espai::ListBalanceLogs::default())
    });
    add("espai.cards.transfer", EspAi, "POST", "/cdkey/transfer", Settled, 2, |s, c| call(c, transfer(s, 0, 1, 10)));
    add("espai.cards.transfer", EspAi, "POST", "/cdkey/transfer", Unsettled, 0, |s, c| blind(c, transfer(s, 0, 1, 10)));
    add("espai.cards.destroy", EspAi, "POST", "/cdkey/destroy", Settled, 1, |s, c| call(c, empty_card(s)));
    add("espai.orders.create", EspAi, "POST", "/order/pay", Unsettled, 0, |_, c| call(c, order()));
    deeds
}
