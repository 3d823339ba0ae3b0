//! The machine's promises, for every operation, whatever the host and the server do.
#![cfg(all(feature = "schema", feature = "webhooks"))]

mod common;

use bursar::packed::{Block, Packing};
use bursar::schema::OperationSchema;
use bursar::{Arrived, Call, ErrorKind, Event, Loss, Output, Platform, Step, open};
use common::play::{self, Clock, Fate, Move, Watch, clocks, moves, play};
use common::{cases, samples};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn begin(operation: &OperationSchema, config: &Json, options: &Json) -> Call {
    let params = samples::params(operation, config).to_string();
    open(&samples::session(config), operation.name, options.to_string().as_bytes(), params.as_bytes())
        .unwrap_or_else(|error| panic!("{}: {error}", operation.name))
}

/// How many requests an operation may send at most.
fn most(operation: &OperationSchema, config: &Json, retries: u32, watch: &Watch) -> u32 {
    let plain = retries + 1;
    let mints = !config["credentials"]["clientId"].is_null();
    let exchange = match operation.name {
        "akool.tokens.create" => plain,
        // Two tokens, each in one exchange; and two more requests with a token that turned out dead.
        _ if mints => plain + 2 + 2 * plain,
        _ => plain,
    };
    let looks = 3;
    match operation.name {
        "opencatd.users.create"
        | "opencatd.users.delete"
        | "opencatd.users.reset_token"
        | "opencatd.keys.create"
        | "opencatd.keys.delete" => 2 * exchange + looks,
        "espai.cards.transfer" => 3 * exchange + 2 * looks,
        "espai.cards.prepare_transfer" | "espai.cards.check_transfer" => 2 * exchange,
        // Each page may be followed by another.
        "espai.cards.destroy" => 3 * exchange + looks + watch.pages * exchange,
        "espai.credits" => exchange + watch.pages * exchange,
        _ => exchange,
    }
}

/// Takes the result: a value that packs, or an error that says what happened.
fn finish(call: &mut Call, operation: &OperationSchema, watch: &Watch) -> Result<Box<dyn Output>, ErrorKind> {
    for event in [Event::Begin, Event::Waited, Event::Failed(Loss::Cancelled, String::new())] {
        assert!(matches!(call.advance(event, u64::MAX), Step::Done), "after Done it says Done");
    }
    assert_eq!(call.describe(), "null");
    serde_json::from_str::<Json>(&call.meta(&[])).unwrap();
    match call.finish() {
        Ok(value) => {
            for packing in [Packing::Rows8, Packing::Rows16, Packing::Columns] {
                let _ = Block::new(b'V', packing, value.as_ref(), String::new()).to_bytes();
            }
            Ok(value)
        }
        Err(error) => {
            assert_eq!(error.attempts, i64::from(watch.sends), "{error:?}");
            assert_eq!(error.operation, operation.name);
            assert!(!error.hint.is_empty() && !error.detail.is_empty(), "{error:?}");
            let may = watch.once > 0 || operation.name == "espai.cards.check_transfer";
            assert!(may || !error.is_outcome_unknown(), "{error:?}");
            Err(error.kind)
        }
    }
}

fn options() -> impl Strategy<Value = Json> {
    (prop::option::of(0..4_u32), any::<bool>(), prop::option::of(1..90_000_u32)).prop_map(
        |(retries, verify, deadline)| json!({ "maxRetries": retries, "verify": verify, "deadlineMs": deadline }),
    )
}

proptest! {
    #![proptest_config(cases(250))]

    #[test]
    fn any_conversation_ends_within_its_bound_and_repeats_no_state_change(
        moves in prop::collection::vec((moves(), clocks()), 1..24),
        options in options(),
        start in prop_oneof![Just(0), any::<u64>(), Just(u64::MAX)],
    ) {
        let retries = options["maxRetries"].as_u64().map_or(2, |retries| u32::try_from(retries).unwrap());
        for (operation, config) in samples::every() {
            let mut call = begin(operation, &config, &options);
            let watch = play(&mut call, &moves, start, |watch| most(operation, &config, retries, watch));
            let again = if config["credentials"]["clientId"].is_null() { 0 } else { 2 };
            prop_assert!(watch.once <= retries + 1 + again, "{watch:?}");
            let result = finish(&mut call, operation, &watch);
            if watch.fate == Fate::Open && watch.once > 0 {
                let told = matches!(result, Ok(_) | Err(ErrorKind::OutcomeUnknown));
                prop_assert!(told, "{}: {:?} after {watch:?}", operation.name, result.err());
            }
        }
    }

    #[test]
    fn any_first_event_is_taken(first in moves(), clock in clocks(), rest in prop::collection::vec((moves(), clocks()), 1..6)) {
        for (operation, config) in samples::every() {
            let mut call = begin(operation, &config, &json!({}));
            let request = samples::reply(call.session().platform(), &nothing());
            let event = match &first {
                Move::Lost(loss) => Event::Failed(*loss, String::new()),
                Move::Begin | Move::Waited => Event::Waited,
                _ => Event::Received(Arrived { status: 200, headers: vec![], body: request.to_string().into() }),
            };
            call.advance(event, clock.of(0));
            play(&mut call, &rest, 0, |_| 1000);
            call.finish().ok();
        }
    }

    #[test]
    fn a_cancelled_call_says_whether_something_may_have_happened(
        moves in prop::collection::vec((moves(), (0..400_u32).prop_map(Clock::Forward)), 1..12),
        after in 0..9_usize,
    ) {
        for (operation, config) in samples::every() {
            let mut call = begin(operation, &config, &json!({}));
            if let Some((watch, step)) = play_some(&mut call, &moves, after) {
                let outstanding = matches!(&step, Step::Send(request) if request.once);
                let step = call.advance(Event::Failed(Loss::Cancelled, "stop".to_owned()), 0);
                prop_assert!(matches!(step, Step::Done));
                let kind = finish(&mut call, operation, &watch).map(|_| "a value").unwrap_err();
                let expected = match watch.fate {
                    _ if outstanding => vec![ErrorKind::OutcomeUnknown],
                    Fate::Free if watch.once == 0 => vec![ErrorKind::Cancelled],
                    Fate::Open => vec![ErrorKind::OutcomeUnknown],
                    Fate::Free | Fate::Refused => vec![ErrorKind::Cancelled, ErrorKind::OutcomeUnknown],
                };
                prop_assert!(expected.contains(&kind), "{}: {kind:?}, {watch:?}", operation.name);
            }
        }
    }

    #[test]
    fn nothing_is_sent_after_the_deadline(
        answers in prop::collection::vec(0..6_usize, 1..8),
        deadline in prop_oneof![1..50_u32, 50..5_000_u32, 5_000..120_000_u32],
        timeout in prop::option::of(1..60_000_u32),
        retries in 0..11_u32,
        start in prop_oneof![Just(0), 0..u64::MAX / 2],
    ) {
        let options = json!({ "deadlineMs": deadline, "timeoutMs": timeout, "maxRetries": retries });
        for (operation, config) in samples::every() {
            slow(begin(operation, &config, &options), &answers, start, start + u64::from(deadline));
        }
    }
}

/// Plays so many answers; `None` when the call was done before.
fn play_some(call: &mut Call, moves: &[(Move, Clock)], most: usize) -> Option<(Watch, Step)> {
    let (mut watch, mut now) = (Watch::default(), 0);
    let mut step = call.advance(Event::Begin, now);
    for turn in 0..=most {
        match &step {
            Step::Send(request) => watch.sent(request),
            Step::Done => return None,
            _ => {}
        }
        if turn == most {
            break;
        }
        let (answer, clock) = &moves[turn % moves.len()];
        let answer = if matches!(answer, Move::Begin) { &Move::Good } else { answer };
        now = clock.of(now);
        let event = play::event(call.session().platform(), &step, answer);
        if let Step::Send(request) = &step {
            watch.answered(request, &event);
        }
        step = call.advance(event, now);
    }
    Some((watch, step))
}

/// A host whose every attempt takes all the time that it has, and whose waits last to the millisecond.
fn slow(mut call: Call, answers: &[usize], start: u64, deadline: u64) {
    let (platform, mut now) = (call.session().platform(), start);
    let mut step = call.advance(Event::Begin, now);
    for turn in 0..2_000 {
        let answer = match answers[turn % answers.len()] {
            0 => Move::Good,
            1 => Move::Lost(Loss::NotSent),
            2 => Move::Lost(Loss::MaybeSent),
            3 => Move::Any(429, vec![("retry-after".into(), "1".into())], vec![]),
            4 => Move::Known(0),
            _ => Move::Known(4),
        };
        now += match &step {
            Step::Send(request) => {
                assert!(now < deadline, "sent at {now}, the deadline being {deadline}");
                u64::from(request.timeout_ms)
            }
            Step::Wait { ms } => *ms,
            _ => {
                call.finish().ok();
                return;
            }
        };
        assert!(now <= deadline, "{step:?} lasts until {now}, the deadline being {deadline}");
        let event = play::event(platform, &step, &answer);
        step = call.advance(event, now);
    }
    panic!("it goes on and on");
}

/// A request to read a path from: the replies of most platforms do not depend on it.
fn nothing() -> bursar::Request {
    let config = &samples::configs(Platform::EspAi)[0];
    let mut call = open(&samples::session(config), "espai.cards.list", b"", b"").unwrap();
    match call.advance(Event::Begin, 0) {
        Step::Send(request) => bursar::Request::clone(&request),
        other => panic!("{other:?}"),
    }
}

/// Operations that read before they change anything, and so can tell what they read.
const READS_FIRST: &[&str] = &[
    "opencatd.users.create",
    "opencatd.users.delete",
    "opencatd.users.reset_token",
    "opencatd.keys.create",
    "opencatd.keys.delete",
    "espai.cards.transfer",
    "espai.cards.destroy",
];

#[test]
fn a_cancelled_state_change_is_unknown_unless_it_certainly_did_not_happen() {
    let cancel = || Event::Failed(Loss::Cancelled, String::new());
    let (mut once, all) = (0, samples::every());
    for (operation, config) in &all {
        for answer in [None, Some(Move::Lost(Loss::NotSent)), Some(Move::Known(0)), Some(Move::Lost(Loss::MaybeSent))] {
            let mut call = begin(operation, config, &json!({}));
            let Some(step) = until_once(&mut call) else { continue };
            once += 1;
            let (mut now, mut sure) = (step, false);
            if let Some(answer) = &answer {
                sure = !matches!(answer, Move::Lost(Loss::MaybeSent));
                now = call.advance(play::event(call.session().platform(), &now, answer), 5);
            }
            if matches!(now, Step::Done) {
                continue;
            }
            assert!(matches!(call.advance(cancel(), 6), Step::Done));
            let error = call.finish().map(|_| operation.name).unwrap_err();
            let expected = if sure { ErrorKind::Cancelled } else { ErrorKind::OutcomeUnknown };
            assert_eq!(error.kind, expected, "{} after {answer:?}", operation.name);
            let tells = !sure && READS_FIRST.contains(&operation.name) && config["options"]["dialect"] != "worker";
            assert!(!tells || error.readings.is_some(), "{} after {answer:?}: {error:?}", operation.name);
        }
    }
    assert!(once > 40, "{once} state changes of {} operations", all.len());
}

/// Answers as documented until a state change is to be sent.
fn until_once(call: &mut Call) -> Option<Step> {
    let mut step = call.advance(Event::Begin, 0);
    for _ in 0..20 {
        match &step {
            Step::Send(request) if request.once => return Some(step),
            Step::Done => return None,
            _ => {}
        }
        step = call.advance(play::event(call.session().platform(), &step, &Move::Good), 1);
    }
    panic!("it goes on and on");
}

#[test]
fn every_operation_gives_its_value_when_all_goes_well() {
    for (operation, config) in samples::every() {
        let mut call = begin(operation, &config, &json!({}));
        let watch = play(&mut call, &[(Move::Good, Clock::Forward(10))], 5, |_| 20);
        let result = finish(&mut call, operation, &watch);
        let expected = match (operation.name, config["options"]["dialect"].as_str()) {
            ("akool.webhooks.open" | "akool.tokens.create", _) if config["credentials"]["clientId"].is_null() => {
                Some(ErrorKind::Configuration)
            }
            // Its sample is not signed.
            ("akool.webhooks.open", _) => Some(ErrorKind::Authentication),
            // These two cards have not moved.
            ("espai.cards.check_transfer", _) => Some(ErrorKind::OutcomeUnknown),
            _ => None,
        };
        assert_eq!(result.map(drop).err(), expected, "{}", operation.name);
    }
}

#[test]
fn another_platforms_operation_is_refused_before_its_secrets_go_anywhere() {
    for platform in Platform::ALL {
        let session = samples::session(&samples::configs(platform)[0]);
        let card = bursar::espai::GetCard { phone: "1".into(), code: "wNaa1GDw".into() };
        let refused = session.begin(card, bursar::Options::default()).err().map(|error| error.kind);
        assert_eq!(refused, (platform != Platform::EspAi).then_some(ErrorKind::Configuration), "{platform:?}");
    }
}

#[test]
fn a_listing_that_states_no_total_does_not_prove_that_a_card_is_gone() {
    for (total, expected) in [(json!(0), None), (Json::Null, Some(ErrorKind::OutcomeUnknown))] {
        let config = &samples::configs(Platform::EspAi)[0];
        let mut call = open(&samples::session(config), "espai.cards.destroy", b"", br#"{"id":"card-1"}"#).unwrap();
        let mut step = until_once(&mut call).expect("the card is listed");
        step = call.advance(play::event(Platform::EspAi, &step, &Move::Lost(Loss::MaybeSent)), 2);
        for now in [3, 4_000, 4_001, 8_000, 8_001, 8_002] {
            let listing = json!({ "success": true, "data": [], "totalNumber": total }).to_string().into();
            step = match step {
                Step::Send(_) => {
                    call.advance(Event::Received(Arrived { status: 200, headers: vec![], body: listing }), now)
                }
                _ => call.advance(Event::Waited, now),
            };
        }
        assert!(matches!(step, Step::Done), "{step:?}");
        assert_eq!(call.finish().map(drop).map_err(|error| error.kind).err(), expected);
    }
}

#[test]
fn a_clock_that_runs_backwards_stands_still() {
    let config = &samples::configs(Platform::EspAi)[0];
    let mut call = open(&samples::session(config), "espai.cards.list", br#"{"deadlineMs":1000}"#, b"").unwrap();
    call.advance(Event::Begin, 100_000);
    let busy = Arrived { status: 503, headers: vec![("retry-after".into(), "0".into())], body: vec![] };
    assert!(matches!(call.advance(Event::Received(busy), 100_900), Step::Wait { ms: 0 }));
    match call.advance(Event::Waited, 5) {
        Step::Send(request) => assert_eq!(request.timeout_ms, 100),
        other => panic!("{other:?}"),
    }
}
