//! A host that answers as a test tells it to, and keeps watch over what the machine may send.

use bursar::{Arrived, Call, Event, Loss, Platform, Request, Step};
use proptest::prelude::*;
use proptest::sample::Index;

use super::samples;

/// How the host answers one step.
#[derive(Clone, Debug)]
pub enum Move {
    /// As the platform documents, with HTTP 200; to a wait, the wait is over.
    Good,
    /// The same, with bytes changed.
    Bent(Vec<(Index, Edit)>),
    /// One of the failures that the platforms are known for.
    Known(usize),
    /// Anything at all.
    Any(u16, Vec<(String, String)>, Vec<u8>),
    Lost(Loss),
    /// Out of turn, unless it answers a wait.
    Waited,
    /// Out of turn: asks for the present step again.
    Begin,
}

#[derive(Clone, Debug)]
pub enum Edit {
    Set(u8),
    Insert(u8),
    Remove,
    Cut,
    Repeat,
}

/// Where the host's clock goes with an answer.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    Forward(u32),
    Backward(u32),
    Max,
}

impl Clock {
    #[must_use]
    pub fn of(self, now: u64) -> u64 {
        match self {
            Self::Forward(ms) => now.saturating_add(ms.into()),
            Self::Backward(ms) => now.saturating_sub(ms.into()),
            Self::Max => u64::MAX,
        }
    }
}

/// Failures that the fact sheets tell of, and a few that proxies add.
pub const KNOWN: &[(u16, &str)] = &[
    (429, ""),
    (408, ""),
    (401, r#"{"error":"Unauthorized"}"#),
    (404, "404 page not found"),
    (500, ""),
    (502, "<html>Bad Gateway</html>"),
    (301, ""),
    (200, ""),
    (200, "<html>login</html>"),
    (200, r#"{"success":false,"message":"系统错误：xxx","code":500}"#),
    (200, r#"{"success":false,"message":"缺失参数：phone","code":401}"#),
    (200, r#"{"success":false,"message":"额度卡不存在"}"#),
    (200, r#"{"success":false,"errorCode":7,"message":"no","data":null}"#),
    (200, r#"{"success":false,"errorCode":500,"message":"no","data":null}"#),
    (200, r#"{"code":1005,"msg":"slow down"}"#),
    (200, r#"{"code":1101,"msg":"token expired"}"#),
    (200, r#"{"code":1200,"msg":"banned"}"#),
    (200, r#"{"error":"database is locked (5) (SQLITE_BUSY)"}"#),
    (500, r#"{"error":{"message":"constraint failed: UNIQUE constraint failed: keys.key (2067)"}}"#),
    (200, r#"{"error":"x"}null"#),
];

pub fn moves() -> impl Strategy<Value = Move> {
    let text = prop_oneof!["[a-z-]{1,12}", Just("retry-after".to_owned()), Just("date".to_owned())];
    let value = prop_oneof!["\\PC{0,12}", "[0-9]{1,20}", Just("Sun, 06 Nov 1994 08:49:37 GMT".to_owned())];
    let edit = prop_oneof![
        4 => any::<u8>().prop_map(Edit::Set),
        4 => prop::sample::select(b"{}[]\",:0159-.enult\\".to_vec()).prop_map(Edit::Set),
        2 => any::<u8>().prop_map(Edit::Insert),
        3 => Just(Edit::Remove),
        1 => Just(Edit::Cut),
        1 => Just(Edit::Repeat),
    ];
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        "[\\[\\]{}\",:0-9a-z]{0,40}".prop_map(String::into_bytes)
    ];
    prop_oneof![
        6 => Just(Move::Good),
        4 => prop::collection::vec((any::<Index>(), edit), 1..4).prop_map(Move::Bent),
        4 => (0..KNOWN.len()).prop_map(Move::Known),
        2 => (100..600_u16, prop::collection::vec((text, value), 0..3), bytes).prop_map(|(a, b, c)| Move::Any(a, b, c)),
        4 => prop::sample::select(vec![Loss::NotSent, Loss::NotSent, Loss::MaybeSent, Loss::TooLarge, Loss::Unusable]).prop_map(Move::Lost),
        1 => Just(Move::Waited),
        1 => Just(Move::Begin),
    ]
}

pub fn clocks() -> impl Strategy<Value = Clock> {
    prop_oneof![
        12 => (0..2_000_u32).prop_map(Clock::Forward),
        2 => any::<u32>().prop_map(Clock::Forward),
        3 => any::<u32>().prop_map(Clock::Backward),
        1 => Just(Clock::Max),
    ]
}

/// What became of the state change that was sent last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fate {
    /// None was sent, or it was not sent after all, or asked to come again.
    Free,
    /// Refused for good.
    Refused,
    /// It may have happened.
    Open,
}

/// What the host saw of one call.
#[derive(Debug)]
pub struct Watch {
    pub sends: u32,
    pub once: u32,
    /// Replies of status 2xx to `/cdkey/list`: each may be a page that another follows.
    pub pages: u32,
    pub fate: Fate,
}

impl Default for Watch {
    fn default() -> Self {
        Self { sends: 0, once: 0, pages: 0, fate: Fate::Free }
    }
}

impl Watch {
    /// Notes a request, and refuses one that must not be.
    pub fn sent(&mut self, request: &Request) {
        self.sends += 1;
        if request.once {
            assert_eq!(self.fate, Fate::Free, "a state change was sent again: {request:?}");
            self.once += 1;
            self.fate = Fate::Open;
        }
        assert!(request.timeout_ms >= 1 && request.connect_timeout_ms <= request.timeout_ms, "{request:?}");
        assert!(request.url.starts_with("https://") && request.url.bytes().all(|byte| byte.is_ascii_graphic()));
    }

    /// Notes what the host answered.
    pub fn answered(&mut self, request: &Request, event: &Event) {
        let fate = match event {
            Event::Failed(Loss::NotSent, _) => Fate::Free,
            Event::Received(reply) => {
                if (200..300).contains(&reply.status) && request.url.ends_with("/cdkey/list") {
                    self.pages += 1;
                }
                judge(reply, request.url.contains("espai"))
            }
            _ => Fate::Open,
        };
        if request.once {
            self.fate = fate;
        }
    }
}

/// What a reply means for a state change; `Refused` where that is not plain.
fn judge(reply: &Arrived, espai: bool) -> Fate {
    let body = String::from_utf8_lossy(&reply.body);
    if reply.status == 429 || ["1005", "1101", "database is locked"].iter().any(|text| body.contains(text)) {
        return Fate::Free;
    }
    let foreign = body.is_empty() || body.contains("<html>");
    match reply.status {
        408 | 500.. if foreign => Fate::Open,
        200..=299 if foreign || (espai && body.contains(r#""code":500"#)) => Fate::Open,
        300..=399 => Fate::Open,
        _ => Fate::Refused,
    }
}

/// The event of a move, in answer to a request or a wait.
#[must_use]
pub fn event(platform: Platform, step: &Step, answer: &Move) -> Event {
    let Step::Send(request) = step else {
        return match answer {
            Move::Lost(Loss::Cancelled) => Event::Failed(Loss::Cancelled, String::new()),
            _ => Event::Waited,
        };
    };
    let good = || samples::reply(platform, request).to_string().into_bytes();
    let arrived = |status, body: Vec<u8>| Event::Received(Arrived { status, headers: vec![], body });
    match answer {
        Move::Good => arrived(200, good()),
        Move::Bent(edits) => arrived(200, edits.iter().fold(good(), |body, (at, edit)| bend(body, *at, edit))),
        Move::Known(at) => arrived(KNOWN[*at].0, KNOWN[*at].1.into()),
        Move::Any(status, headers, body) => {
            let headers = headers.iter().map(|(name, value)| (name.clone().into(), value.clone())).collect();
            Event::Received(Arrived { status: *status, headers, body: body.clone() })
        }
        Move::Lost(loss) => Event::Failed(*loss, "it broke".to_owned()),
        Move::Waited => Event::Waited,
        Move::Begin => Event::Begin,
    }
}

fn bend(mut body: Vec<u8>, at: Index, edit: &Edit) -> Vec<u8> {
    if body.is_empty() {
        return body;
    }
    let at = at.index(body.len());
    match edit {
        Edit::Set(byte) => body[at] = *byte,
        Edit::Insert(byte) => body.insert(at, *byte),
        Edit::Remove => drop(body.remove(at)),
        Edit::Cut => body.truncate(at),
        Edit::Repeat => body.extend_from_within(at..),
    }
    body
}

/// Plays the moves round and round until the call is done, or `most` requests were sent.
///
/// # Panics
/// When the machine breaks a promise.
pub fn play(call: &mut Call, moves: &[(Move, Clock)], start: u64, most: impl Fn(&Watch) -> u32) -> Watch {
    let platform = call.session().platform();
    let (mut watch, mut now) = (Watch::default(), start);
    let mut step = call.advance(Event::Begin, now);
    for turn in 0.. {
        match &step {
            Step::Send(request) => watch.sent(request),
            Step::Done => break,
            _ => {}
        }
        assert!(watch.sends <= most(&watch), "{} requests, {watch:?}", watch.sends);
        assert!(turn < 2_000, "it goes on and on: {step:?} {watch:?}");
        let (answer, clock) = &moves[turn % moves.len()];
        now = clock.of(now);
        if matches!(answer, Move::Begin) {
            let again = call.advance(Event::Begin, now);
            assert_eq!(format!("{again:?}"), format!("{step:?}"), "`Begin` is no answer");
        }
        let answer = if matches!(answer, Move::Begin) { &Move::Good } else { answer };
        let event = event(platform, &step, answer);
        if let Step::Send(request) = &step {
            watch.answered(request, &event);
        }
        step = call.advance(event, now);
    }
    watch
}
