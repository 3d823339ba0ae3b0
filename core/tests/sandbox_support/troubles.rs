//! What may go wrong with a request, and what a client must make of it.

use bursar::ErrorKind::{
    self, Authentication, Configuration, Connection, Decode, InvalidRequest, Permission, RateLimited, Refused, Server,
    Timeout,
};
use bursar_sandbox::{Fault, FaultKind};
use serde_json::json;

/// How long an attempt may take where the trouble is slowness; elsewhere there is time enough.
pub const SHORT_MS: u32 = 500;

/// What becomes of a read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Read {
    /// A value at the first attempt.
    Fine,
    /// It is repeated: a value if the trouble has passed, else this kind.
    Passes(ErrorKind),
    /// It is not repeated: this kind.
    Stays(ErrorKind),
}

/// What becomes of a state change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// A value at the first attempt.
    Fine,
    /// Nobody has heard whether it happened: a value if that can be read, else `outcome_unknown`. Sent once.
    Lost,
    /// It was refused, but may come again: a value if the trouble has passed, else this kind. Nothing happened.
    Patience(ErrorKind),
    /// It was refused: this kind. Sent once, and nothing happened.
    Refused(ErrorKind),
}

/// A fault and what to expect.
#[derive(Clone, Debug)]
pub struct Trouble {
    pub name: &'static str,
    pub fault: Fault,
    pub read: Read,
    pub change: Change,
    /// Attempts are cut off by their time.
    pub slow: bool,
    /// Too much to send it again and again.
    pub heavy: bool,
}

fn trouble(name: &'static str, fault: Fault, read: Read, change: Change) -> Trouble {
    Trouble { name, fault, read, change, slow: false, heavy: false }
}

fn lost(name: &'static str, fault: Fault, read: Read) -> Trouble {
    trouble(name, fault, read, Change::Lost)
}

fn status(status: u16) -> Fault {
    Fault { status: Some(status), ..Fault::new(FaultKind::Status) }
}

fn later(fault: Fault) -> Fault {
    Fault { headers: [("retry-after".to_owned(), "1".to_owned())].into(), ..fault }
}

/// Troubles that any server may have.
pub fn quick() -> Vec<Trouble> {
    use Read::{Fine, Passes, Stays};
    let fault = Fault::new;
    let dead = |process, reset| Fault {
        only_reused: Some(false),
        process: Some(process),
        reset,
        ..fault(FaultKind::KillKeepalive)
    };
    let refused = |name, code, kind| trouble(name, status(code), Stays(kind), Change::Refused(kind));
    let raw = |text: &str| Fault { raw: Some(text.to_owned()), ..fault(FaultKind::Malformed) };
    let big = Trouble { heavy: true, ..lost("oversize", fault(FaultKind::Oversize), Stays(Decode)) };
    let page = Fault { status: Some(200), ..fault(FaultKind::Html) };
    let elsewhere = Fault { location: Some("/elsewhere".into()), ..fault(FaultKind::Redirect) };
    vec![
        lost("reset before", fault(FaultKind::ResetBefore), Passes(Connection)),
        lost("reset after", fault(FaultKind::ResetAfter), Passes(Connection)),
        lost("closed, not processed", dead(false, false), Passes(Connection)),
        lost("closed by reset, not processed", dead(false, true), Passes(Connection)),
        lost("closed, processed", dead(true, false), Passes(Connection)),
        lost("closed by reset, processed", dead(true, true), Passes(Connection)),
        trouble("a little delay", Fault { ms: 30, ..fault(FaultKind::Delay) }, Fine, Change::Fine),
        trouble("a quick drip", Fault { ms: 1, bytes: Some(40), ..fault(FaultKind::Drip) }, Fine, Change::Fine),
        lost("truncated", fault(FaultKind::Truncate), Passes(Connection)),
        lost("truncated by reset", Fault { reset: true, ..fault(FaultKind::Truncate) }, Passes(Connection)),
        lost("body cut to nothing", Fault { bytes: Some(0), ..fault(FaultKind::Truncate) }, Passes(Connection)),
        lost("wrong length", fault(FaultKind::WrongLength), Stays(Decode)),
        lost("garbage", fault(FaultKind::Garbage), Stays(Decode)),
        lost("no body", status(200), Stays(Decode)),
        lost("null", Fault { body: Some(json!(null)), ..status(200) }, Stays(Decode)),
        lost("a proxy's 502", fault(FaultKind::Html), Passes(Server)),
        lost("a proxy's page as 200", page, Stays(Decode)),
        lost("malformed", fault(FaultKind::Malformed), Passes(Connection)),
        lost("head cut off", raw("HTTP/1.1 200 OK\r\ncontent-le"), Passes(Connection)),
        lost("bad chunk", raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"), Passes(Connection)),
        big,
        lost("redirected", elsewhere, Stays(Server)),
        lost("500", status(500), Passes(Server)),
        lost("503, later", later(status(503)), Passes(Server)),
        lost("408", status(408), Passes(Server)),
        trouble("429, later", later(status(429)), Passes(RateLimited), Change::Patience(RateLimited)),
        refused("400", 400, InvalidRequest),
        refused("401", 401, Authentication),
        refused("403", 403, Permission),
        refused("404", 404, Configuration),
    ]
}

/// Troubles that take longer than an attempt may.
pub fn slow() -> Vec<Trouble> {
    let slow = |name, fault| Trouble { slow: true, ..lost(name, fault, Read::Passes(Timeout)) };
    let delay = Fault { ms: u64::from(SHORT_MS) * 2, ..Fault::new(FaultKind::Delay) };
    vec![
        slow("delayed before the work", delay.clone()),
        slow("delayed after the work", Fault { late: true, ..delay }),
        slow("a slow drip", Fault { ms: 120, ..Fault::new(FaultKind::Drip) }),
    ]
}

/// What opencatd makes of a broken and of a locked storage, by operation.
pub fn storage() -> Vec<(&'static str, [Trouble; 2])> {
    let both = |read, change| {
        [
            trouble("storage broken", Fault::new(FaultKind::DoubleJson), read, change),
            trouble("storage locked", Fault::new(FaultKind::Locked), Read::Passes(Server), Change::Patience(Server)),
        ]
    };
    let read = |kind| both(Read::Stays(kind), Change::Fine);
    // Words that are not documented prove nothing.
    let one_step = || both(Read::Fine, Change::Lost);
    // Two steps, or one whose failure is told in the words for an impossible id: a lock proves nothing either.
    let two_steps = || {
        let [broken, locked] = one_step();
        [broken, Trouble { change: Change::Lost, ..locked }]
    };
    vec![
        ("opencatd.users.list", read(Refused)),
        ("opencatd.users.me", read(Refused)),
        ("opencatd.keys.list", read(Refused)),
        ("opencatd.usages.list", read(Permission)),
        ("opencatd.users.init", one_step()),
        ("opencatd.users.create", two_steps()),
        ("opencatd.users.delete", one_step()),
        ("opencatd.users.reset_token", two_steps()),
        ("opencatd.keys.create", two_steps()),
        ("opencatd.keys.delete", two_steps()),
    ]
}
