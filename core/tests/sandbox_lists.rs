//! Lists over real HTTP: what the server holds is given once and whole, however it is cut and whatever comes in between.
#![cfg(feature = "ureq")]

mod sandbox_support;

use std::collections::BTreeSet;

use bursar::{Options, Page, espai, lbai};
use bursar_sandbox::{Platform as Server, Sandbox, Seed};
use sandbox_support::{arrivals, client};
use serde_json::json;

const CARDS: u32 = 10_000;

#[test]
fn ten_thousand_cards_come_once_each_whatever_the_server_gives_at_once() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.seed(&Seed::new(Server::EspAi, "cards", CARDS)).unwrap();
    let own = sandbox.ready()["espai"]["cards"][0]["phone"].clone();
    let ledger = sandbox.ledger().cards;
    let all: Vec<&str> = ledger.iter().filter(|card| own == card.phone.as_str()).map(|card| card.id.as_str()).collect();
    assert_eq!(all.len(), CARDS as usize + 7);
    let client = client(&sandbox, Server::EspAi);
    // A cap below the limit, one that divides the rows, one of exactly the rows, one above; and a limit below the cap.
    for (cap, limit, pages) in [
        (json!(1_500), None, 7),
        (json!(CARDS + 7), None, 2),
        (json!(null), None, 2),
        (json!(null), Some(10_007), 2),
        (json!(null), Some(20_000), 1),
        (json!(2_500), Some(3_000), 5),
        (json!(9_000), Some(3_000), 4),
    ] {
        sandbox.clear_journal();
        sandbox.settings(json!({"espai": {"list_cap": cap}})).unwrap();
        let mut rows = client.rows(espai::ListCards { limit, ..Default::default() });
        let ids: Vec<String> = rows.by_ref().map(|card| card.unwrap().id).collect();
        assert_eq!(rows.total(), Some(u64::from(CARDS) + 7));
        assert!(ids.iter().eq(&all), "cap {cap}, limit {limit:?}: {} of {}", ids.len(), all.len());
        assert_eq!(arrivals(&sandbox, "/cdkey/list").len(), pages, "cap {cap}, limit {limit:?}");
    }
}

#[test]
fn a_total_that_counts_the_page_only_ends_nothing() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.seed(&Seed::new(Server::EspAi, "cards", 493)).unwrap();
    sandbox.settings(json!({"espai": {"batch_total": true}})).unwrap();
    let client = client(&sandbox, Server::EspAi);
    for limit in [100, 250, 499, 500, 501] {
        let cards = client.rows(espai::ListCards { limit: Some(limit), ..Default::default() });
        let ids: BTreeSet<String> = cards.map(|card| card.unwrap().id).collect();
        assert_eq!(ids.len(), 500, "limit {limit}");
    }
}

/// Reads a list to its end, doing something between two pages; at most 100 pages.
fn leaf<R>(mut page: impl FnMut(Options) -> Page<R>, mut between: impl FnMut()) -> Vec<R> {
    let (mut rows, mut after) = (Vec::new(), None);
    for _ in 0..100 {
        let read = page(Options { after: after.take(), ..Options::default() });
        rows.extend(read.rows);
        after = read.next;
        if after.is_none() {
            return rows;
        }
        between();
    }
    panic!("the list does not end");
}

#[test]
fn costs_that_are_recorded_meanwhile_neither_hide_nor_double_any() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox, Server::Lbai);
    let user = sandbox.ready()["lbai"]["users"][0]["userId"].as_str().unwrap().to_owned();
    for (page_size, inserted, times) in
        [(10, 0, 0), (10, 9, 12), (10, 25, 3), (10, 1, 30), (10, 5, 12), (10, 10, 2), (7, 3, 12), (100, 50, 12)]
    {
        sandbox.reset();
        let seed = |count| sandbox.seed(&Seed::new(Server::Lbai, "costs", count)).unwrap();
        seed(225);
        let mine = || lbai::ListCosts { user_id: Some(user.clone()), page_size: Some(page_size), ..Default::default() };
        let all: BTreeSet<String> = client.rows(mine()).map(|cost| cost.unwrap().id).collect();
        assert_eq!(all.len(), 250);
        let mut left = times;
        let between = || {
            if left > 0 {
                seed(inserted);
                left -= 1;
            }
        };
        let ids: Vec<String> = leaf(|options| client.call_with(mine(), options).unwrap(), between)
            .into_iter()
            .map(|cost| cost.id)
            .collect();
        let distinct: BTreeSet<String> = ids.iter().cloned().collect();
        assert_eq!(distinct.len(), ids.len(), "pages of {page_size}, {inserted} in between: doubled");
        assert!(all.is_subset(&distinct), "pages of {page_size}, {inserted} in between: lost");
    }
}

#[test]
fn balance_logs_that_are_written_meanwhile_neither_hide_nor_double_any() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox, Server::EspAi);
    let card = sandbox.ready()["espai"]["cards"][3]["id"].as_str().unwrap().to_owned();
    for (limit, inserted, times) in [(20, 0, 0), (20, 7, 5), (20, 20, 2), (150, 30, 5)] {
        sandbox.reset();
        let consume = |times| {
            for _ in 0..times {
                sandbox.consume(&card, 1).unwrap();
            }
        };
        consume(120);
        let mine = || espai::ListBalanceLogs { id: Some(card.clone()), limit: Some(limit), ..Default::default() };
        let all: BTreeSet<String> = client.rows(mine()).map(|log| log.unwrap().id).collect();
        assert_eq!(all.len(), 120);
        let mut left = times;
        let between = || {
            if left > 0 {
                consume(inserted);
                left -= 1;
            }
        };
        let ids: Vec<String> =
            leaf(|options| client.call_with(mine(), options).unwrap(), between).into_iter().map(|log| log.id).collect();
        let distinct: BTreeSet<String> = ids.iter().cloned().collect();
        assert_eq!(distinct.len(), ids.len(), "limit {limit}, {inserted} in between: doubled");
        assert!(all.is_subset(&distinct), "limit {limit}, {inserted} in between: lost");
    }
}
