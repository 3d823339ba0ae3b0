//! A thousand transfers, concurrent in one session, under every fault, in virtual time: no credit is lost or doubled, and
//! every outcome that is reported is true.
//!
//! The requests are real HTTP to the sandbox; the clock is the simulation's. Requests are lost before and after they are
//! served, and some are served long after they were given up. Cards are consumed meanwhile, calls are cancelled and dropped.
#![cfg(feature = "ureq")]

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

use bursar::espai::{Card, CheckTransfer, ListCards, TransferCards, Transferred};
use bursar::{Arrived, BursarError, Call, Client, Config, ErrorKind, Event, Loss, Options, Request, Session, Step};
use bursar_sandbox::{Fault, FaultKind, Platform as Server, Sandbox, Seed};

const TRANSFERS: usize = 1_000;
const CONCURRENT: usize = 12;
const PATH: &str = "/cdkey/transfer";

#[test]
fn a_thousand_transfers_under_every_fault() {
    let mut world = World::new(20_261_121);
    world.run();
    let report = world.report();
    println!("{report:?}");
    // A simulation in which nothing happens proves nothing.
    assert!(report.by_reply > 200 && report.by_reading > 30 && report.unknown > 30 && report.failed > 50, "{report:?}");
    assert!(report.checked_later > 2, "{report:?}");
}

#[derive(Debug, Default)]
struct Report {
    by_reply: u32,
    by_reading: u32,
    unknown: u32,
    failed: u32,
    dropped: u32,
    checked_later: u32,
    requests: u32,
}

/// What happens at a moment of virtual time.
enum Action {
    /// The call goes on.
    Tell(usize, Event),
    /// The request reaches the server; the call hears of it `Some` milliseconds later, or never.
    Serve(usize, Arc<Request>, Option<Box<Fault>>, Option<u64>),
    /// The call is dropped by its owner.
    Drop(usize),
}

/// One transfer and what is known of it.
struct Transfer {
    params: TransferCards,
    call: Option<Call>,
    result: Option<Result<Transferred, BursarError>>,
    /// How often the server applied it.
    applied: u32,
    /// Whether a request for it may have reached the server.
    exposed: bool,
}

struct World {
    sandbox: Sandbox,
    session: Arc<Session>,
    http: ureq::Agent,
    cards: Vec<Card>,
    transfers: Vec<Transfer>,
    agenda: BinaryHeap<Reverse<(u64, u64)>>,
    actions: BTreeMap<u64, Action>,
    random: u64,
    next: u64,
    now: u64,
    report: Report,
    consumed: i64,
}

impl World {
    fn new(seed: u64) -> Self {
        let sandbox = Sandbox::builder().seed(seed).start().unwrap();
        for kind in ["1", "2", "3", "4"] {
            let cards =
                Seed { r#type: Some(kind.into()), api_limit: Some(400), ..Seed::new(Server::EspAi, "cards", 400) };
            sandbox.seed(&cards).unwrap();
        }
        let mut config = Config::new(bursar::Platform::EspAi);
        config.credentials.api_key = Some(sandbox.credentials(Server::EspAi)["apiKey"].as_str().unwrap().into());
        config.options.base_url = Some(sandbox.base_url(Server::EspAi));
        config.seed = seed;
        let cards = Client::new(config.clone()).unwrap().rows(ListCards::default()).collect::<Result<_, _>>().unwrap();
        sandbox.clear_journal();
        let agent =
            ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).max_redirects_will_error(false);
        Self {
            session: Session::open(config).unwrap(),
            sandbox,
            http: agent.build().new_agent(),
            cards,
            transfers: Vec::new(),
            agenda: BinaryHeap::new(),
            actions: BTreeMap::new(),
            random: seed,
            next: 0,
            now: 1_000,
            report: Report::default(),
            consumed: 0,
        }
    }

    /// A number below `bound`.
    fn below(&mut self, bound: usize) -> usize {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        usize::try_from((mixed ^ (mixed >> 27)) % bound as u64).unwrap()
    }

    fn millis(&mut self, from: usize, to: usize) -> u64 {
        (from + self.below(to - from)) as u64
    }

    fn at(&mut self, moment: u64, action: Action) {
        self.next += 1;
        self.agenda.push(Reverse((moment, self.next)));
        self.actions.insert(self.next, action);
    }

    fn run(&mut self) {
        for _ in 0..CONCURRENT {
            self.begin();
        }
        while let Some(Reverse((moment, id))) = self.agenda.pop() {
            self.now = self.now.max(moment);
            match self.actions.remove(&id).unwrap() {
                Action::Tell(number, event) => self.tell(number, event),
                Action::Serve(number, request, fault, hear) => self.serve(number, &request, fault, hear),
                Action::Drop(number) => {
                    if self.transfers[number].call.take().is_some() {
                        self.report.dropped += 1;
                        self.begin();
                    }
                }
            }
            if self.below(150) == 0 {
                self.consume();
            }
        }
    }

    fn begin(&mut self) {
        if self.transfers.len() == TRANSFERS {
            return;
        }
        let (source, target) = (self.below(self.cards.len()), self.below(self.cards.len()));
        let (source, target) = (self.cards[source].clone(), self.cards[target].clone());
        let params = TransferCards {
            phone: source.user_phone,
            code: source.code.into(),
            target_phone: target.user_phone,
            target_code: target.code.into(),
            // Few amounts, so that traces of different transfers look alike.
            amount: [1, 2, 5, 5, 5, 450][self.below(6)],
            receipt: None,
        };
        let verify = (self.below(20) == 0).then_some(false);
        let options = Options { verify, timeout_ms: Some(4_000), deadline_ms: Some(600_000), ..Options::default() };
        let call = self.session.begin(params.clone(), options).unwrap();
        let number = self.transfers.len();
        self.transfers.push(Transfer { params, call: Some(call), result: None, applied: 0, exposed: false });
        let moment = self.now + self.millis(1, 200);
        self.at(moment, Action::Tell(number, Event::Begin));
        if self.below(60) == 0 {
            let moment = moment + self.millis(1, 8_000);
            self.at(moment, Action::Drop(number));
        }
    }

    fn tell(&mut self, number: usize, event: Event) {
        let (now, transfer) = (self.now, &mut self.transfers[number]);
        let Some(call) = &mut transfer.call else { return };
        let uncertain = matches!(event, Event::Failed(Loss::MaybeSent | Loss::Cancelled | Loss::TooLarge, _));
        match call.advance(event, now) {
            Step::Send(request) => {
                if request.url.ends_with(PATH) {
                    assert!(request.once && !(uncertain && transfer.exposed), "a transfer was sent again after a loss");
                    transfer.exposed = true;
                }
                self.send(number, request);
            }
            Step::Wait { ms } => self.at(now + ms, Action::Tell(number, Event::Waited)),
            _ => {
                transfer.result = Some(call.finish_as());
                transfer.call = None;
                self.begin();
            }
        }
    }

    /// Decides what becomes of a request.
    fn send(&mut self, number: usize, request: Arc<Request>) {
        self.report.requests += 1;
        let soon = self.now + self.millis(1, 80);
        let given_up = self.now + u64::from(request.timeout_ms);
        let lost = |loss| Action::Tell(number, Event::Failed(loss, String::new()));
        let answer = self.millis(1, 80);
        // Readings fail less often, or nothing would ever be settled.
        let odds = if request.once { 30 } else { 200 };
        match self.below(odds) {
            0 => self.at(soon, lost(Loss::NotSent)),
            1 => self.at(given_up, lost(Loss::MaybeSent)),
            2 => {
                self.at(soon, Action::Serve(number, request, None, None));
                self.at(given_up, lost(Loss::MaybeSent));
            }
            3 | 4 => {
                // Reset at once from the client's view, and served long after.
                let late = self.now + self.millis(100, 25_000);
                self.at(late, Action::Serve(number, request, None, None));
                self.at(soon, lost(Loss::MaybeSent));
            }
            5 => {
                let served = self.below(2) == 0;
                if served {
                    self.at(soon, Action::Serve(number, request, None, None));
                }
                self.at(soon + answer, lost(Loss::Cancelled));
            }
            6..=10 => {
                let fault = self.fault(&request);
                self.at(soon, Action::Serve(number, request, Some(Box::new(fault)), Some(answer)));
            }
            _ => self.at(soon, Action::Serve(number, request, None, Some(answer))),
        }
    }

    fn fault(&mut self, request: &Request) -> Fault {
        use FaultKind::{Garbage, Html, Malformed, ResetAfter, ResetBefore, Status, Truncate, WrongLength};
        let kind = [ResetBefore, ResetAfter, Garbage, Html, Malformed, Truncate, WrongLength, Status, Status, Status]
            [self.below(10)];
        let path = request.url.rsplit_once("/cdkey").map(|(_, path)| format!("/cdkey{path}")).unwrap();
        let mut fault = Fault::at(kind, Server::EspAi, &path);
        if kind == Status {
            fault.status = Some([429, 500, 503, 404, 403, 408][self.below(6)]);
            fault.body = Some("".into());
        }
        fault
    }

    /// The request reaches the server now.
    fn serve(&mut self, number: usize, request: &Request, fault: Option<Box<Fault>>, hear: Option<u64>) {
        self.sandbox.add_faults(fault.map(|fault| *fault)).unwrap();
        let came = self.exchange(request);
        self.sandbox.clear_faults();
        for arrival in self.arrivals() {
            if let Some(moved) = arrival.did.as_ref().and_then(|did| did.get("transfer")) {
                let transfer = &mut self.transfers[number];
                assert_eq!(moved["amount"], transfer.params.amount);
                transfer.applied += u32::from(moved["applied"] == true);
            }
        }
        if let Some(later) = hear {
            let event = came.map_or_else(|error| Event::Failed(Loss::MaybeSent, error.to_string()), Event::Received);
            self.at(self.now + later, Action::Tell(number, event));
        }
    }

    fn exchange(&self, request: &Request) -> Result<Arrived, ureq::Error> {
        let mut message = ureq::http::Request::builder().method(request.method.as_ref()).uri(&request.url);
        for (name, value) in &request.headers {
            message = message.header(name.as_ref(), value);
        }
        let mut reply = self.http.run(message.body(request.body.clone().unwrap_or_default())?)?;
        let body = reply.body_mut().read_to_vec()?;
        Ok(Arrived { status: reply.status().as_u16(), headers: Vec::new(), body })
    }

    /// What arrived since the last time, once the server is through with it.
    fn arrivals(&self) -> Vec<bursar_sandbox::Arrival> {
        loop {
            let journal = self.sandbox.journal();
            if journal.iter().all(|arrival| arrival.done) {
                self.sandbox.clear_journal();
                return journal;
            }
            std::thread::yield_now();
        }
    }

    fn consume(&mut self) {
        let card = self.below(self.cards.len());
        let card = &self.cards[card];
        if card.r#type.as_str() != "5" && self.sandbox.consume(&card.id, 5).is_ok() {
            self.consumed += 5;
        }
    }

    /// Compares every verdict with what the server did, and asks again where the verdict was unknown.
    fn report(&mut self) -> Report {
        let mut report = std::mem::take(&mut self.report);
        for number in 0..self.transfers.len() {
            let (applied, params) = (self.transfers[number].applied, self.transfers[number].params.clone());
            let result = self.transfers[number].result.take();
            let story = || format!("transfer {number}, applied {applied} times: {result:?}");
            assert!(applied <= 1, "{}", story());
            match &result {
                Some(Ok(done)) => {
                    assert_eq!(applied, 1, "{}", story());
                    *if done.known_by == bursar::espai::KnownBy::REPLY {
                        &mut report.by_reply
                    } else {
                        &mut report.by_reading
                    } += 1;
                }
                Some(Err(error)) if error.is_outcome_unknown() => {
                    report.unknown += 1;
                    if let Some(receipt) = &error.readings {
                        report.checked_later += u32::from(self.check(receipt, &params, applied));
                    }
                }
                Some(Err(error)) => {
                    assert_eq!(applied, 0, "{}", story());
                    // A page that is not the platform's is one; everything else would be a mistake of the test's.
                    assert!(error.kind != ErrorKind::Configuration || error.status == Some(404), "{}", story());
                    report.failed += 1;
                }
                None => {}
            }
        }
        let (ledger, applied) =
            (self.sandbox.ledger(), self.transfers.iter().map(|transfer| transfer.applied).sum::<u32>());
        assert!(ledger.balanced && ledger.consumed == self.consumed, "{ledger:?}");
        assert!(applied >= report.by_reply + report.by_reading && applied <= u32::try_from(TRANSFERS).unwrap());
        report
    }

    /// Asks for a transfer of unknown outcome, over a good line.
    fn check(&mut self, receipt: &str, params: &TransferCards, applied: u32) -> bool {
        let TransferCards { phone, code, target_phone, target_code, .. } = params.clone();
        let check = CheckTransfer { receipt: receipt.to_owned(), phone, code, target_phone, target_code };
        let mut call = self.session.begin(check, Options::default()).unwrap();
        let mut event = Event::Begin;
        while let Step::Send(request) = call.advance(event, self.now) {
            event = Event::Received(self.exchange(&request).unwrap());
        }
        let checked: Result<Transferred, _> = call.finish_as();
        if checked.is_ok() {
            assert_eq!(applied, 1, "{receipt}: checked as applied");
        }
        checked.is_ok()
    }
}
