//! What calls of one session do by turns: making a token, moving credits.
#![cfg(all(feature = "schema", feature = "webhooks"))]

mod common;

use std::sync::Arc;

use bursar::{Arrived, Call, ErrorKind, Event, Loss, Platform, Request, Session, Step, open};
use common::{cases, samples};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value as Json, json};

const DEAD: &str = "dead-token-of-long-ago";
const MINTED: &str = "minted-token-000000001";

fn akool() -> Arc<Session> {
    samples::session(&samples::configs(Platform::Akool)[0])
}

fn espai() -> Arc<Session> {
    samples::session(&samples::configs(Platform::EspAi)[0])
}

fn credit(session: &Arc<Session>, deadline: u64) -> Call {
    open(session, "akool.credit.get", json!({ "deadlineMs": deadline }).to_string().as_bytes(), b"").unwrap()
}

fn transfer(session: &Arc<Session>, [source, target]: [usize; 2], deadline: u64) -> Call {
    let params = json!({
        "phone": "1", "code": format!("code-{source}"), "targetPhone": "1", "targetCode": format!("code-{target}"), "amount": 1,
    });
    let options = json!({ "deadlineMs": deadline });
    open(session, "espai.cards.transfer", options.to_string().as_bytes(), params.to_string().as_bytes()).unwrap()
}

fn is_mint(request: &Request) -> bool {
    request.url.ends_with("/getToken")
}

fn sends(step: &Step) -> &Request {
    let Step::Send(request) = step else { panic!("{step:?}") };
    request
}

#[track_caller]
fn assert_waits(step: &Step) {
    assert!(matches!(step, Step::Wait { ms: 20 }), "{step:?}");
}

fn arrived(body: &Json) -> Event {
    Event::Received(Arrived { status: 200, headers: vec![], body: body.to_string().into() })
}

/// A server that knows one dead token, and cards of 500 calls.
fn answer(request: &Request) -> Event {
    if request.url.contains("akool") {
        let dead = request.headers.iter().any(|(_, value)| value.ends_with(DEAD));
        return arrived(&if dead {
            json!({ "code": 1101, "msg": "expired" })
        } else {
            samples::reply(Platform::Akool, request)
        });
    }
    let sent: Json = serde_json::from_str(request.body.as_deref().unwrap_or_default()).unwrap_or_default();
    let mut reply = samples::reply(Platform::EspAi, request);
    if request.url.ends_with("/detail") {
        reply["data"]["id"] = sent["code"].clone();
        reply["data"]["code"] = sent["code"].clone();
    }
    arrived(&reply)
}

/// Every way in which a holder goes away.
fn leave(way: usize, mut call: Call) {
    match way {
        0 => drop(call),
        1 => drop(call.advance(Event::Failed(Loss::Cancelled, String::new()), 0)),
        // The call is not done; asking for the result all the same gives it up.
        _ => assert_eq!(call.finish().map(drop).unwrap_err().kind, ErrorKind::Configuration),
    }
}

#[test]
fn a_holder_that_goes_away_frees_the_token_lease() {
    for way in 0..3 {
        let session = akool();
        let (mut first, mut second) = (credit(&session, 60_000), credit(&session, 60_000));
        assert!(is_mint(sends(&first.advance(Event::Begin, 0))));
        assert_waits(&second.advance(Event::Begin, 0));
        assert_waits(&second.advance(Event::Waited, 20));
        leave(way, first);
        assert!(is_mint(sends(&second.advance(Event::Waited, 40))), "{way}");
    }
}

#[test]
fn a_holder_that_goes_away_frees_the_transfer_lease_before_and_after_it_sent() {
    for (way, answers) in (0..3).flat_map(|way| [(way, 0), (way, 1), (way, 2)]) {
        let session = espai();
        let (mut first, mut second) = (transfer(&session, [1, 2], 60_000), transfer(&session, [3, 4], 60_000));
        let mut step = first.advance(Event::Begin, 0);
        for _ in 0..answers {
            step = first.advance(answer(sends(&step)), 0);
        }
        assert_eq!(sends(&step).once, answers == 2);
        assert_waits(&second.advance(Event::Begin, 0));
        leave(way, first);
        assert!(sends(&second.advance(Event::Waited, 20)).url.ends_with("/detail"));
    }
}

#[test]
fn a_holder_that_passes_its_deadline_loses_the_lease_and_cannot_take_it_away_again() {
    let session = akool();
    let (mut first, mut second, mut third) =
        (credit(&session, 1_000), credit(&session, 60_000), credit(&session, 60_000));
    let mint = first.advance(Event::Begin, 0);
    assert!(is_mint(sends(&mint)));
    assert_waits(&second.advance(Event::Begin, 999));
    assert!(is_mint(sends(&second.advance(Event::Waited, 1_000))));
    // The first one ends, and its end gives nothing back: the lease is the second's.
    assert!(matches!(first.advance(Event::Failed(Loss::NotSent, String::new()), 1_001), Step::Done));
    drop(first);
    assert_waits(&third.advance(Event::Begin, 1_002));
    drop(second);
    assert!(is_mint(sends(&third.advance(Event::Waited, 1_022))));
}

#[test]
fn a_call_that_waits_too_long_sends_nothing() {
    let session = espai();
    let (mut first, mut second) = (transfer(&session, [1, 2], 60_000), transfer(&session, [1, 2], 100));
    first.advance(Event::Begin, 0);
    let mut step = second.advance(Event::Begin, 0);
    let mut now = 0;
    while let Step::Wait { ms } = step {
        now += ms;
        assert!(now < 100, "it waits beyond its deadline");
        step = second.advance(Event::Waited, now);
    }
    let error = second.finish().map(drop).unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::Timeout, 0));
}

/// Plays a call of which every credential is refused; gives the last parts of the paths that were sent.
fn refused(mut call: Call, is_refused: impl Fn(&Request) -> bool) -> (Vec<String>, ErrorKind) {
    let mut sent = Vec::new();
    let mut step = call.advance(Event::Begin, 0);
    while let Step::Send(request) = &step {
        sent.push(request.url.rsplit('/').next().unwrap_or_default().to_owned());
        let refusal = || arrived(&json!({ "code": 1101, "msg": "no" }));
        step = call.advance(if is_refused(request) { refusal() } else { answer(request) }, 0);
        assert!(sent.len() < 20, "{sent:?}");
    }
    (sent, call.finish().map(drop).unwrap_err().kind)
}

#[test]
fn a_dead_token_is_made_anew_once_and_a_wrong_secret_is_not_tried_again() {
    let create = || open(&akool(), "akool.tokens.create", b"", b"").unwrap();
    assert_eq!(refused(create(), |_| true), (vec!["getToken".into()], ErrorKind::Authentication));
    assert_eq!(refused(credit(&akool(), 60_000), |_| true), (vec!["getToken".into()], ErrorKind::Authentication));
    let (sent, kind) = refused(credit(&akool(), 60_000), |request| !is_mint(request));
    assert_eq!(
        (sent, kind),
        (["getToken", "info", "getToken", "info"].map(String::from).to_vec(), ErrorKind::Authentication)
    );
    let session = akool();
    session.set_token(Some(DEAD.into())).unwrap();
    let (sent, _) = refused(credit(&session, 60_000), |request| !is_mint(request));
    assert_eq!(sent, ["info", "getToken", "info"]);
    // With an API key the code means a wrong key.
    let by_key = samples::session(&samples::configs(Platform::Akool)[1]);
    assert_eq!(refused(credit(&by_key, 60_000), |_| true), (vec!["info".into()], ErrorKind::Authentication));
}

#[test]
fn sessions_and_origins_do_not_share_turns() {
    let session = akool();
    let mut first = credit(&session, 60_000);
    let elsewhere = br#"{"baseUrl":"https://other.example"}"#;
    let mut second = open(&session, "akool.credit.get", elsewhere, b"").unwrap();
    let mut third = credit(&akool(), 60_000);
    for call in [&mut first, &mut second, &mut third] {
        assert!(is_mint(sends(&call.advance(Event::Begin, 0))));
    }
}

/// Several calls of one session, answered in any order.
struct Crowd {
    calls: Vec<Option<(Call, Step)>>,
    now: u64,
    mints: u32,
    done: u32,
    /// Mints of unknown or no success: each allows another.
    lost_mints: u32,
}

impl Crowd {
    fn begin(calls: Vec<Call>) -> Self {
        let mut crowd = Self { calls: vec![], now: 0, mints: 0, done: 0, lost_mints: 0 };
        for mut call in calls {
            let step = call.advance(Event::Begin, 0);
            crowd.note(&step);
            crowd.calls.push(Some((call, step)));
        }
        crowd
    }

    fn note(&mut self, step: &Step) {
        self.mints += u32::from(matches!(step, Step::Send(request) if is_mint(request)));
    }

    /// Never more than one state change under way.
    fn check_turns(&self) {
        let once = |call: &&Option<(Call, Step)>| matches!(call, Some((_, Step::Send(request))) if request.once);
        assert!(self.calls.iter().filter(once).count() <= 1, "two transfers at once");
        let mints = |call: &&Option<(Call, Step)>| matches!(call, Some((_, Step::Send(request))) if is_mint(request));
        assert!(self.calls.iter().filter(mints).count() <= 1, "two mints at once");
    }

    fn play(&mut self, schedule: Vec<(Index, Action, u64)>) {
        for (which, action, ms) in schedule {
            self.now += ms;
            self.act(which.index(self.calls.len()), action);
        }
        self.drain();
    }

    fn act(&mut self, at: usize, action: Action) {
        let Some((mut call, step)) = self.calls[at].take() else { return };
        let minting = matches!(&step, Step::Send(request) if is_mint(request));
        let event = match (&step, action) {
            (_, Action::Drop) => {
                self.lost_mints += u32::from(minting);
                return;
            }
            (_, Action::Lose(Loss::Cancelled)) => Event::Failed(Loss::Cancelled, String::new()),
            (Step::Send(_), Action::Lose(loss)) => Event::Failed(loss, String::new()),
            (Step::Send(request), Action::Answer) => answer(request),
            _ => Event::Waited,
        };
        self.lost_mints += u32::from(minting && !matches!(event, Event::Received(_)));
        let step = call.advance(event, self.now);
        self.note(&step);
        if let Step::Done = step {
            self.done += 1;
        } else {
            self.calls[at] = Some((call, step));
        }
        self.check_turns();
    }

    /// Answers everybody until all are done.
    fn drain(&mut self) {
        for _ in 0..4_000 {
            for at in 0..self.calls.len() {
                self.act(at, Action::Answer);
            }
            if self.calls.iter().all(Option::is_none) {
                return;
            }
            self.now += 20;
        }
        panic!("they go on and on");
    }
}

#[derive(Clone, Copy, Debug)]
enum Action {
    Answer,
    Lose(Loss),
    Drop,
}

fn schedule(gentle: bool, most: usize) -> impl Strategy<Value = Vec<(Index, Action, u64)>> {
    let rough = u32::from(!gentle);
    let action = prop_oneof![
        16 => Just(Action::Answer),
        rough * 2 => Just(Action::Lose(Loss::NotSent)),
        rough * 2 => Just(Action::Lose(Loss::MaybeSent)),
        rough => Just(Action::Lose(Loss::Cancelled)),
        rough => Just(Action::Drop),
    ];
    prop::collection::vec((any::<Index>(), action, 0..30_u64), 0..most)
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn a_hundred_calls_on_a_dead_token_mint_one(schedule in schedule(true, 600), dead: bool) {
        let session = akool();
        session.set_token(dead.then(|| DEAD.into())).unwrap();
        let mut crowd = Crowd::begin((0..100).map(|_| credit(&session, 600_000)).collect());
        crowd.play(schedule);
        prop_assert_eq!((crowd.mints, crowd.done), (1, 100));
        prop_assert_eq!(session.token(), Some(MINTED.into()));
    }

    #[test]
    fn every_further_mint_has_a_lost_one_before_it(schedule in schedule(false, 300), dead: bool) {
        let session = akool();
        session.set_token(dead.then(|| DEAD.into())).unwrap();
        let mut crowd = Crowd::begin((0..20).map(|_| credit(&session, 600_000)).collect());
        crowd.play(schedule);
        prop_assert!(crowd.mints <= 1 + crowd.lost_mints, "{} mints, {} lost", crowd.mints, crowd.lost_mints);
    }

    #[test]
    fn transfers_of_a_session_take_turns(
        schedule in schedule(false, 300),
        pairs in prop::collection::vec((0..4_usize, 1..4_usize), 2..9),
    ) {
        let session = espai();
        let pair = |(source, step): &(usize, usize)| transfer(&session, [*source, (source + step) % 4], 600_000);
        let mut crowd = Crowd::begin(pairs.iter().map(pair).collect());
        crowd.play(schedule);
    }
}
