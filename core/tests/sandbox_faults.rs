//! The fault matrix: every kind of trouble for every kind of operation, over real HTTP.
//!
//! Whatever happens, a call ends in time with a value or a typed error; a state change arrives once; and what is said of it
//! agrees with the server's own books.
#![cfg(feature = "ureq")]

mod sandbox_support;

use std::collections::VecDeque;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use bursar::{BursarError, Client, ErrorKind, akool, espai, lbai, opencatd};
use bursar_sandbox::{Arrival, Fault, FaultKind, Platform as Server, Sandbox};
use sandbox_support::deeds::{Class, Deed, deeds};
use sandbox_support::troubles::{self, Change, Read, SHORT_MS, Trouble};
use sandbox_support::{changed, config, credits, journal, minting, open};

const DEADLINE: Duration = Duration::from_secs(30);
/// Attempts of a call that is repeated as often as it may be.
const ATTEMPTS: usize = 3;

/// Which requests meet the trouble.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scope {
    /// The deed's own, once.
    Passing,
    /// The deed's own, always.
    Lasting,
    /// Everything from the deed's own on: its traces cannot be read either.
    Broken,
}

/// One field of the matrix.
struct Case {
    deed: usize,
    trouble: Trouble,
    scope: Scope,
}

fn cases(deeds: &[Deed], troubles: &[Trouble]) -> Vec<Case> {
    let mut cases = Vec::new();
    for (place, deed) in deeds.iter().enumerate() {
        for trouble in troubles {
            for scope in [Scope::Passing, Scope::Lasting, Scope::Broken] {
                let same = scope == Scope::Broken && matches!(deed.class, Class::Read | Class::Rotation);
                if !same && (scope == Scope::Passing || !trouble.heavy) {
                    cases.push(Case { deed: place, trouble: trouble.clone(), scope });
                }
            }
        }
    }
    cases
}

/// Runs all cases on some threads, each with a sandbox of its own, and tells of all that went wrong.
fn run(deeds: &[Deed], cases: Vec<Case>, threads: usize) {
    /// One set at a time: the sandbox must not be slow where the trouble is not slowness.
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let (began, count) = (Instant::now(), cases.len());
    let (queue, wrong) = (Mutex::new(VecDeque::from(cases)), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let sandbox = Sandbox::start().unwrap();
                loop {
                    let next = queue.lock().unwrap().pop_front();
                    let Some(Case { deed, trouble, scope }) = next else { return };
                    let deed = &deeds[deed];
                    if let Err(problem) = meet(&sandbox, deed, &trouble, scope) {
                        let Deed { name, server, method, path, class, .. } = deed;
                        wrong.lock().unwrap().push(format!(
                            "{name} ({class:?}, {server}: {method} {path}) under \"{}\", {scope:?}: {problem}",
                            trouble.name
                        ));
                    }
                }
            });
        }
    });
    println!("{count} cases in {:.1} s", began.elapsed().as_secs_f64());
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

fn client(sandbox: &Sandbox, deed: &Deed, slow: bool) -> Client {
    let mut config = if deed.mints { minting(sandbox) } else { config(sandbox, deed.server) };
    config.options.deadline_ms = u32::try_from(DEADLINE.as_millis()).ok();
    config.options.timeout_ms = Some(if slow { SHORT_MS } else { 10_000 });
    open(config)
}

fn ensure(right: bool, problem: impl FnOnce() -> String) -> Result<(), String> {
    if right { Ok(()) } else { Err(problem()) }
}

/// Lets a deed meet a trouble.
fn meet(sandbox: &Sandbox, deed: &Deed, trouble: &Trouble, scope: Scope) -> Result<(), String> {
    sandbox.reset();
    if deed.name == "opencatd.users.init" {
        sandbox.reset_platform(deed.server, true);
    }
    let client = client(sandbox, deed, trouble.slow);
    let own = Fault { method: Some(deed.method.into()), ..Fault::at(trouble.fault.kind, deed.server, deed.path) };
    let target =
        if scope == Scope::Broken { Fault { method: None, path: None, skip: deed.before, ..own } } else { own };
    let count = if scope == Scope::Passing { 1 } else { 999 };
    let Fault { platform, path, method, skip, .. } = target;
    sandbox.add_faults([Fault { platform, path, method, skip, count, ..trouble.fault.clone() }]).unwrap();

    let began = Instant::now();
    let result = (deed.run)(sandbox, &client);
    let took = began.elapsed();
    ensure(took < DEADLINE, || format!("it took {took:?}"))?;
    sandbox.clear_faults();
    let journal = journal(sandbox);
    let arrived: Vec<&Arrival> =
        journal.iter().filter(|arrival| arrival.method == deed.method && arrival.path == deed.path).collect();
    if let Err(error) = &result {
        ensure(error.operation == deed.name, || format!("the error names {}", error.operation))?;
        ensure(usize::try_from(error.attempts) == Ok(journal.len()), || {
            format!("{error:?}, but the journal has {}", journal.len())
        })?;
    }
    if matches!(deed.class, Class::Read | Class::Rotation) {
        judge_read(deed, trouble, scope, &result, &arrived)?;
    } else {
        judge_change(deed, trouble, scope, &result, &arrived)?;
    }
    books(sandbox, deed, &journal)?;
    afterwards(sandbox, deed, &client).map_err(|error| format!("afterwards: {error}"))
}

fn judge_read(
    deed: &Deed,
    trouble: &Trouble,
    scope: Scope,
    result: &Result<(), BursarError>,
    arrived: &[&Arrival],
) -> Result<(), String> {
    let (kind, times) = match (trouble.read, scope) {
        (Read::Fine, _) => (None, 1),
        (Read::Passes(_), Scope::Passing) => (None, 2),
        (Read::Passes(kind), _) => (Some(kind), ATTEMPTS),
        (Read::Stays(kind), _) => (Some(kind), 1),
    };
    let lost = deed.class == Class::Rotation && trouble.change == Change::Lost;
    let kind = kind.map(|kind| if lost { ErrorKind::OutcomeUnknown } else { kind });
    ensure(result.as_ref().err().map(|error| error.kind) == kind, || format!("{result:?}, not {kind:?}"))?;
    let asked = trouble.fault.headers.contains_key("retry-after").then_some(1_000);
    let told = result.as_ref().err().and_then(|error| error.retry_after_ms);
    ensure(result.is_ok() || told == asked, || format!("retry_after_ms is {told:?}"))?;
    ensure(arrived.len() == times, || format!("it arrived {} times, not {times}", arrived.len()))
}

fn judge_change(
    deed: &Deed,
    trouble: &Trouble,
    scope: Scope,
    result: &Result<(), BursarError>,
    arrived: &[&Arrival],
) -> Result<(), String> {
    use ErrorKind::OutcomeUnknown;
    let happened = arrived.iter().filter(|arrival| changed(arrival)).count();
    let kind = result.as_ref().err().map(|error| error.kind);
    // What must be so whatever the trouble is.
    let agrees = match kind {
        None => happened == 1,
        Some(OutcomeUnknown) => happened <= 1,
        Some(_) => happened == 0,
    };
    ensure(agrees, || format!("it happened {happened} times, and the client says {result:?}"))?;
    // What this trouble allows.
    let (allowed, times): (&[Option<ErrorKind>], usize) = match (trouble.change, scope) {
        (Change::Patience(_), Scope::Passing) => (&[None], 2),
        (Change::Patience(kind), _) => (&[Some(kind)], ATTEMPTS),
        (Change::Refused(kind), _) => (&[Some(kind)], 1),
        (Change::Lost, Scope::Broken) => (&[Some(OutcomeUnknown)], 1),
        (Change::Lost, _) if deed.class == Class::Unsettled => (&[Some(OutcomeUnknown)], 1),
        // The work is done some time after the client has given up.
        (Change::Lost, _) if trouble.slow && !trouble.fault.late && trouble.fault.kind == FaultKind::Delay => {
            (&[None, Some(OutcomeUnknown)], 1)
        }
        (Change::Lost, _) if happened == 0 => (&[Some(OutcomeUnknown)], 1),
        (Change::Fine | Change::Lost, _) => (&[None], 1),
    };
    ensure(allowed.contains(&kind), || format!("{result:?}, not {allowed:?}"))?;
    ensure(arrived.len() == times, || format!("it arrived {} times, not {times}", arrived.len()))
}

/// Whether the ledger tells what the journal tells.
fn books(sandbox: &Sandbox, deed: &Deed, journal: &[Arrival]) -> Result<(), String> {
    if deed.server != Server::EspAi {
        return Ok(());
    }
    let moved = journal.iter().filter(|arrival| arrival.path == "/cdkey/transfer" && changed(arrival)).count();
    let left = credits(sandbox, 0);
    ensure(left == Some(if moved == 1 { 990 } else { 1_000 }), || format!("{moved} transfers left {left:?}"))?;
    let ledger = sandbox.ledger();
    ensure(ledger.balanced && ledger.sum == ledger.initial, || "the books do not balance".to_owned())
}

/// The client goes on working, and so does its connection pool.
fn afterwards(sandbox: &Sandbox, deed: &Deed, client: &Client) -> Result<(), BursarError> {
    if matches!(deed.server, Server::OpenCatd | Server::OpenCatdDev) {
        match sandbox.credentials(deed.server)["token"].as_str() {
            Some(token) => client.session().set_token(Some(token.into()))?,
            None => client.call(opencatd::InitUsers {}).map(drop)?,
        }
    }
    for _ in 0..2 {
        match deed.server {
            Server::Lbai => client.call(lbai::GetBalance {}).map(drop)?,
            Server::OpenCatd | Server::OpenCatdDev => client.call(opencatd::ListUsers {}).map(drop)?,
            Server::Akool => client.call(akool::GetCredit {}).map(drop)?,
            Server::EspAi => client.call(espai::ListCards::default()).map(drop)?,
        }
    }
    Ok(())
}

#[test]
fn every_trouble_for_every_deed() {
    let deeds = deeds();
    let cases = cases(&deeds, &troubles::quick());
    run(&deeds, cases, 4);
}

#[test]
fn slowness_for_every_deed() {
    let deeds = deeds();
    let cases = cases(&deeds, &troubles::slow());
    // Most of them only wait.
    run(&deeds, cases, 24);
}

#[test]
fn opencatds_storage_fails_for_each_of_its_operations() {
    let deeds = deeds();
    let mut all = Vec::new();
    for (name, troubles) in troubles::storage() {
        let met = cases(&deeds, &troubles).into_iter().filter(|case| deeds[case.deed].name == name);
        all.extend(met);
    }
    assert!(all.len() > 100, "{}", all.len());
    run(&deeds, all, 4);
}

#[test]
fn every_kind_of_fault_of_the_sandbox_has_its_place() {
    use FaultKind::{
        Delay, DoubleJson, Drip, Garbage, Html, KillKeepalive, Locked, Malformed, Oversize, Redirect, ResetAfter,
        ResetBefore, Status, Truncate, WrongLength,
    };
    let storage = troubles::storage().into_iter().flat_map(|(_, troubles)| troubles);
    let met: Vec<FaultKind> = troubles::quick()
        .into_iter()
        .chain(troubles::slow())
        .chain(storage)
        .map(|trouble| {
            // A new kind does not compile here before it has a place in the tables.
            match trouble.fault.kind {
                ResetBefore | ResetAfter | KillKeepalive | Delay | Drip | Truncate | Garbage | Html | Status
                | Oversize | Redirect | WrongLength | Malformed | DoubleJson | Locked => trouble.fault.kind,
            }
        })
        .collect();
    let kinds = [
        ResetBefore,
        ResetAfter,
        KillKeepalive,
        Delay,
        Drip,
        Truncate,
        Garbage,
        Html,
        Status,
        Oversize,
        Redirect,
        WrongLength,
        Malformed,
        DoubleJson,
        Locked,
    ];
    assert!(kinds.iter().all(|kind| met.contains(kind)));
}
