//! Bursar's story on one screen: all four platforms, over real HTTP, against the embedded sandbox.

use std::thread;
use std::time::Instant;

use anyhow::{Result, anyhow, bail};
use bursar::{BursarError, Client, Config, Credits, ErrorKind, Options, Platform, akool, espai, lbai, opencatd};
use bursar_sandbox::{Fault, FaultKind, Platform as Server, Sandbox, Seed};
use comfy_table::{Table, presets::UTF8_BORDERS_ONLY};
use serde_json::{Map, Value};

fn main() -> Result<()> {
    let began = Instant::now();
    let sandbox = Sandbox::start()?;
    println!("Four platforms are running on this machine. Nothing here leaves it.");
    let team = opencatd_story(&sandbox)?;
    let enterprise = lbai_story(&sandbox)?;
    let studio = akool_story(&sandbox)?;
    let cards = espai_story(&sandbox)?;
    credits(&team, &enterprise, &studio, &cards)?;
    println!("\n{} requests in {:.1} s.", sandbox.journal().len(), began.elapsed().as_secs_f64());
    Ok(())
}

fn chapter(title: &str) {
    println!("\n\u{25b8} {title}");
}

/// A client of one of the sandbox's servers. Waits are shortened a hundredfold: nobody watches a demo sleep.
fn client(sandbox: &Sandbox, server: Server, platform: Platform, fields: &[&str]) -> Result<Client> {
    let mut config = Config::new(platform);
    let given = sandbox.credentials(server);
    let secret = |name: &str| fields.contains(&name).then(|| given[name].as_str().unwrap_or_default().into());
    config.credentials.token = secret("token");
    config.credentials.api_key = secret("apiKey");
    config.credentials.client_id = secret("clientId");
    config.credentials.client_secret = secret("clientSecret");
    config.options.base_url = Some(sandbox.base_url(server));
    Ok(Client::new(config)?.with_sleep(|time| thread::sleep(time / 100)))
}

fn opencatd_story(sandbox: &Sandbox) -> Result<Client> {
    chapter("opencatd, a team's own server: first user, a member, a vendor key");
    sandbox.reset_platform(Server::OpenCatd, true);
    // A fresh server has no user, so there is no token yet: the session keeps the one that `init` returns.
    let client = client(sandbox, Server::OpenCatd, Platform::OpenCatd, &[])?;
    let root = client.call(opencatd::InitUsers {})?;
    println!("  made user {} ({}); its token is a secret, and prints as {:?}", root.id, root.name, root.token);
    let ada = client.call(opencatd::CreateUser { name: "ada".into() })?;
    let key = opencatd::CreateKey { name: "Team Key".into(), key: "sk-demo-0001".into(), ..Default::default() };
    let key = client.call(key)?;
    println!("  made user {} ({}) and key {}, which the server calls \"{}\"", ada.id, ada.name, key.id, key.name);
    match client.call(opencatd::CreateUser { name: "ada".into() }) {
        Err(error) if error.kind == ErrorKind::Conflict => {
            println!("  a second \"ada\" is a {}, though the server said HTTP 200", error.kind.name());
        }
        other => bail!("a taken name was not refused: {other:?}"),
    }
    let usage = |user_id: i64, cost: &str| Seed {
        day: Some("2026-10-05".into()),
        units: Some(120_000),
        cost: Some(cost.into()),
        user_id: Some(user_id.into()),
        ..Seed::new(Server::OpenCatd, "usages", 1)
    };
    sandbox.seed(&usage(root.id, "0.240000"))?;
    sandbox.seed(&usage(ada.id, "1.310550"))?;
    Ok(client)
}

fn lbai_story(sandbox: &Sandbox) -> Result<Client> {
    chapter("Little Beauty AI: a user with a token, and what it cost");
    let client = client(sandbox, Server::Lbai, Platform::Lbai, &["token"])?;
    let user =
        lbai::CreateUser { identifier: "ada@example.com".into(), group_id: Some("1".into()), ..Default::default() };
    let user = client.call(user)?;
    println!("  made user {} and its token, a secret: {:?}", user.user_id, user.token);
    sandbox.seed(&Seed {
        units: Some(40),
        user_id: Some(user.user_id.clone().into()),
        ..Seed::new(Server::Lbai, "costs", 25)
    })?;
    let mut costs = client.rows(lbai::ListCosts { user_id: Some(user.user_id), ..Default::default() });
    let mut chips = 0;
    let mut rows = 0;
    for cost in &mut costs {
        chips += cost?.cost_usage;
        rows += 1;
    }
    println!("  {rows} cost records in pages of 10: {chips} chips");
    Ok(client)
}

fn akool_story(sandbox: &Sandbox) -> Result<Client> {
    chapter("AKOOL: a token that dies is replaced, and the call goes on");
    let client = client(sandbox, Server::Akool, Platform::Akool, &["clientId", "clientSecret"])?;
    println!("  credit: {}", client.call(akool::GetCredit {})?.credit);
    sandbox.expire_tokens(Server::Akool)?;
    let (credit, meta) = client.call_with_meta(akool::GetCredit {}, Options::default());
    println!("  every token was revoked; credit: {}", credit?.credit);
    let requests = meta.matches("\"purpose\"").count();
    println!("  what happened: refused with 1101, a new token made, asked again ({requests} requests)");
    Ok(client)
}

fn espai_story(sandbox: &Sandbox) -> Result<Client> {
    chapter("ESP-AI: moving calls between quota cards, over a bad line");
    let client = client(sandbox, Server::EspAi, Platform::EspAi, &["apiKey"])?;
    let cards: Vec<_> = client.rows(espai::ListCards::default()).collect::<Result<_, _>>()?;
    let paid = |number| {
        cards.iter().filter(|card| ["1", "2"].contains(&card.r#type.as_str()) && card.api_limit > Some(0)).nth(number)
    };
    let (Some(from), Some(to)) = (paid(0), paid(1)) else { return Err(anyhow!("the sandbox has no two paid cards")) };
    let transfer = |amount| espai::TransferCards {
        phone: from.user_phone.clone(),
        code: from.code.as_str().into(),
        target_phone: to.user_phone.clone(),
        target_code: to.code.as_str().into(),
        amount,
        receipt: None,
    };

    let done = client.call(transfer(100))?;
    println!("  100 calls moved, known by {}", done.known_by);

    sandbox.add_faults([Fault::at(FaultKind::ResetAfter, Server::EspAi, "/cdkey/transfer")])?;
    let done = client.call(transfer(50))?;
    println!(
        "  50 calls: the reply was cut off. Both cards were read again: {:?} \u{2192} {:?} and {:?} \u{2192} {:?}, so it is known by {}",
        done.source_before.unwrap_or(0),
        done.source_after.unwrap_or(0),
        done.target_before.unwrap_or(0),
        done.target_after.unwrap_or(0),
        done.known_by,
    );

    sandbox.add_faults([Fault::at(FaultKind::ResetBefore, Server::EspAi, "/cdkey/transfer")])?;
    let lost: BursarError = match client.call(transfer(25)) {
        Err(error) if error.is_outcome_unknown() => error,
        other => bail!("a lost transfer was reported as {other:?}"),
    };
    println!(
        "  25 calls: the line broke again, and the cards show no change. It may still happen, so it is {}:",
        lost.kind.name()
    );
    println!("    {}", lost.hint);
    println!("    What was read of both cards, for whoever looks into it, is in the error, without secrets:");
    for (name, value) in readings(&lost)? {
        println!("      {name}: {value}");
    }
    let arrived = sandbox.journal().iter().filter(|arrival| arrival.path == "/cdkey/transfer").count();
    if !sandbox.ledger().balanced {
        bail!("the server's books do not balance");
    }
    println!("  3 transfers, {arrived} requests on the server's side: none was sent twice.");
    println!("  The server's books balance: no call was lost, and none was made.");
    Ok(client)
}

/// What an error of unknown outcome says of the cards, without the receipt's own bookkeeping.
fn readings(error: &BursarError) -> Result<Vec<(String, Value)>> {
    let all: Map<String, Value> = serde_json::from_str(error.readings.as_deref().unwrap_or("{}"))?;
    Ok(all.into_iter().filter(|(name, _)| name.starts_with("source_") || name.starts_with("target_")).collect())
}

fn credits(team: &Client, enterprise: &Client, studio: &Client, cards: &Client) -> Result<()> {
    chapter("What is left, everywhere");
    let period = opencatd::GetCredits { month: Some("2026-10".into()), ..Default::default() };
    let rows: [Credits; 4] = [
        enterprise.call(lbai::GetCredits {})?,
        team.call(period)?,
        studio.call(akool::GetCredits {})?,
        cards.call(espai::GetCredits {})?,
    ];
    let mut table = Table::new();
    table.load_preset(UTF8_BORDERS_ONLY).set_header(["platform", "left", "spent", "unit", "how it is known"]);
    for row in &rows {
        let figure = |figure: &Option<bursar::Decimal>| figure.as_ref().map(ToString::to_string).unwrap_or_default();
        let left = figure(&row.remaining) + if row.unlimited { " and an unlimited card" } else { "" };
        table.add_row([
            row.platform.clone(),
            left,
            figure(&row.spent),
            row.unit.to_string(),
            row.basis.to_string().replace('_', " "),
        ]);
    }
    println!("{table}");
    Ok(())
}
