//! Every operation of the registry over real HTTP, with its effect looked for in the journal, the ledger or a following read.
#![cfg(all(feature = "ureq", feature = "schema", feature = "webhooks"))]

mod sandbox_support;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bursar::{
    BursarError, Client, CreditBasis, CreditUnit, ErrorKind, Flow, Named, Raw, RawSafety, akool, espai, lbai, opencatd,
    schema,
};
use bursar_sandbox::{Platform as Server, Sandbox, Seed};
use sandbox_support::{changed, client, config, credits, journal, minting, open, refused, transfer};
use serde_json::{Value as Json, json};
use sha1::{Digest, Sha1};

type Names = BTreeSet<&'static str>;

/// A client that keeps the names of the operations that gave it a value.
struct Desk<'a> {
    sandbox: &'a Sandbox,
    client: Client,
    ran: &'a RefCell<Names>,
}

impl Desk<'_> {
    fn call<F: Flow + Named>(&self, operation: F) -> Result<F::Output, BursarError> {
        self.sandbox.clear_journal();
        self.client.call(operation).inspect(|_| {
            self.ran.borrow_mut().insert(F::NAME);
        })
    }

    /// Runs a read: nothing may have changed.
    fn read<F: Flow + Named>(&self, operation: F) -> F::Output {
        let value = self.call(operation).unwrap();
        assert_eq!(self.did(), Json::Null, "{}", F::NAME);
        value
    }

    /// Runs what is refused: nothing may have changed.
    fn fail<F: Flow + Named>(&self, operation: F) -> (ErrorKind, usize) {
        let error = self.call(operation).map(drop).expect_err(F::NAME);
        assert_eq!((error.operation.as_str(), self.did()), (F::NAME, Json::Null));
        (error.kind, journal(self.sandbox).len())
    }

    /// The one change that the last operation made, as the server noted it.
    fn did(&self) -> Json {
        let changes: Vec<_> = journal(self.sandbox).into_iter().filter(changed).collect();
        assert!(changes.len() <= 1, "{changes:?}");
        changes.into_iter().next().and_then(|arrival| arrival.did).unwrap_or_default()
    }
}

/// Plays a story, and gives the names of what it ran.
fn play(story: impl FnOnce(&Sandbox, &RefCell<Names>)) -> Names {
    let (sandbox, ran) = (Sandbox::start().unwrap(), RefCell::default());
    story(&sandbox, &ran);
    ran.into_inner()
}

// Each story is played once, by the first test that asks for it.
static LBAI: LazyLock<Names> = LazyLock::new(|| play(lbai_story));
static OPENCATD: LazyLock<Names> =
    LazyLock::new(|| play(|sandbox, ran| opencatd_story(sandbox, ran, Server::OpenCatd)));
static OPENCATD_DEV: LazyLock<Names> =
    LazyLock::new(|| play(|sandbox, ran| opencatd_story(sandbox, ran, Server::OpenCatdDev)));
static AKOOL: LazyLock<Names> = LazyLock::new(|| play(akool_story));
static ESPAI: LazyLock<Names> = LazyLock::new(|| play(espai_story));

#[test]
fn lbai_operations() {
    LazyLock::force(&LBAI);
}

#[test]
fn opencatd_operations() {
    LazyLock::force(&OPENCATD);
}

#[test]
fn opencatd_operations_in_the_newer_dialect() {
    LazyLock::force(&OPENCATD_DEV);
}

#[test]
fn akool_operations() {
    LazyLock::force(&AKOOL);
}

#[test]
fn espai_operations() {
    LazyLock::force(&ESPAI);
}

#[test]
fn no_operation_was_left_out() {
    let ran: Names =
        [&LBAI, &OPENCATD, &OPENCATD_DEV, &AKOOL, &ESPAI].into_iter().flat_map(|names| names.iter().copied()).collect();
    let all: Names = schema::OPERATIONS.iter().map(|operation| operation.name).collect();
    assert_eq!(ran, all);
    let one_sided =
        |name: &&'static str| name.starts_with("opencatd.") && OPENCATD.contains(*name) != OPENCATD_DEV.contains(*name);
    assert_eq!(all.iter().find(|name| one_sided(name)), None, "not in both dialects");
}

fn lbai_story(sandbox: &Sandbox, ran: &RefCell<Names>) {
    let desk = Desk { sandbox, client: client(sandbox, Server::Lbai), ran };
    // What the server says to a token: 403 is a user's, 401 is nobody's.
    let sort = |token: &bursar::Secret| {
        let mut config = config(sandbox, Server::Lbai);
        config.credentials.token = Some(token.clone());
        refused(open(config).call(lbai::GetBalance {})).code.clone().unwrap()
    };
    let create =
        || lbai::CreateUser { identifier: "ada@example.com".into(), group_id: Some("7".into()), ..Default::default() };
    let user = desk.call(create()).unwrap();
    assert_eq!(desk.did(), json!({"created_user": user.user_id}));
    assert_eq!(sort(&user.token), "403");
    assert_eq!(desk.fail(create()), (ErrorKind::Refused, 1));

    let rotate = lbai::RefreshToken { user_id: user.user_id.clone(), validity: Some(7), allow_extra_rotation: None };
    let rotated = desk.call(rotate).unwrap();
    assert_eq!(desk.did(), json!({"refreshed_user": user.user_id}));
    assert_eq!((sort(&user.token), sort(&rotated.token)), ("401".to_owned(), "403".to_owned()));

    let before = desk.read(lbai::GetBalance {}).balance;
    let costs =
        Seed { units: Some(40), user_id: Some(user.user_id.clone().into()), ..Seed::new(Server::Lbai, "costs", 3) };
    sandbox.seed(&costs).unwrap();
    assert_eq!(desk.read(lbai::GetBalance {}).balance, before - 120);
    let of = |group: &str| lbai::TotalCost { group_id: Some(group.into()), user_id: None };
    assert_eq!((desk.read(of("7")).usage, desk.read(of("8")).usage), (120, 0));
    let listed = desk.read(lbai::ListCosts { user_id: Some(user.user_id.clone()), ..Default::default() });
    assert_eq!((listed.rows.len(), listed.total, listed.next), (3, Some(3), None));
    assert!(listed.rows.iter().all(|cost| cost.cost_usage == 40));
    let left = desk.read(lbai::GetCredits {});
    assert_eq!((left.remaining, left.unit), (Some((before - 120).into()), CreditUnit::CHIPS));

    desk.call(lbai::LogoutUser { user_id: user.user_id.clone() }).unwrap();
    assert_eq!(desk.did(), json!({"logged_out_user": user.user_id}));
    assert_eq!(sort(&rotated.token), "401");
    assert_eq!(desk.fail(lbai::LogoutUser { user_id: "0".into() }), (ErrorKind::Refused, 1));
}

fn opencatd_story(sandbox: &Sandbox, ran: &RefCell<Names>, server: Server) {
    let newer = server == Server::OpenCatdDev;
    sandbox.reset_platform(server, true);
    let desk = Desk { sandbox, client: client(sandbox, server), ran };
    let token = || desk.client.session().token();
    assert_eq!(desk.fail(opencatd::GetMe {}), (ErrorKind::Configuration, 0));
    let root = desk.call(opencatd::InitUsers {}).unwrap();
    assert_eq!((desk.did(), token()), (json!({"created_user": 1}), Some(root.token.clone())));
    assert_eq!(desk.fail(opencatd::InitUsers {}), (ErrorKind::Conflict, 1));
    let me = desk.read(opencatd::GetMe {});
    assert_eq!((me.id, &me.name, &me.token), (1, &root.name, &root.token));

    let ada = || opencatd::CreateUser { name: "ada".into() };
    let made = desk.call(ada()).unwrap();
    assert_eq!(desk.did(), json!({"created_user": 2}));
    assert_eq!(desk.fail(ada()), (ErrorKind::Conflict, 2));
    let listed = desk.read(opencatd::ListUsers {}).rows;
    assert_eq!(listed.iter().map(|user| user.id).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(listed[1].token, made.token);
    assert_eq!(desk.read(opencatd::FindUser { name: "ada".into() }).id, 2);
    assert_eq!(desk.fail(opencatd::FindUser { name: "Ada".into() }).0, ErrorKind::NotFound);

    let reset = |id, token: Option<&str>| opencatd::ResetToken { id, token: token.map(Into::into) };
    let rotated = desk.call(reset(2, None)).unwrap();
    assert_eq!(desk.did(), json!({"reset_user": 2}));
    assert_ne!(rotated.token, made.token);
    let chosen = desk.call(reset(2, Some("chosen"))).unwrap();
    // Older builds make one up.
    assert_eq!(chosen.token.expose() == "chosen", newer);
    assert_eq!(desk.read(opencatd::FindUser { name: "ada".into() }).token, chosen.token);
    let renewed = desk.call(reset(1, None)).unwrap();
    assert_eq!((desk.did(), token()), (json!({"reset_user": 1}), Some(renewed.token.clone())));
    assert_ne!(renewed.token, root.token);
    assert_eq!(desk.read(opencatd::GetMe {}).token, renewed.token);

    let key = || opencatd::CreateKey { name: " Team Key ".into(), key: "sk-1".into(), ..Default::default() };
    let stored = desk.call(key()).unwrap();
    assert_eq!((desk.did(), stored.name.as_str()), (json!({"created_key": 1}), "team key"));
    assert_eq!(desk.fail(key()), (ErrorKind::Conflict, 2));
    let claude = opencatd::CreateKey { name: "claude.main".into(), key: "sk-2".into(), ..Default::default() };
    assert_eq!(desk.call(claude).unwrap().api_type.is_some_and(|kind| kind == opencatd::ApiType::CLAUDE), newer);
    let keys = desk.read(opencatd::ListKeys {}).rows;
    assert_eq!(keys.iter().filter_map(|key| Some(key.key.as_ref()?.expose())).collect::<Vec<_>>(), ["sk-1", "sk-2"]);
    desk.call(opencatd::DeleteKey { id: 1 }).unwrap();
    assert_eq!(desk.did(), json!({"deleted_key": 1}));
    assert_eq!(desk.read(opencatd::ListKeys {}).rows.len(), 1);
    assert_eq!(desk.fail(opencatd::DeleteKey { id: 1 }), (ErrorKind::NotFound, 1));

    let cause = |user: i64, day: &str, cost: &str| {
        let usage = Seed {
            day: Some(day.into()),
            cost: Some(cost.into()),
            user_id: Some(user.into()),
            ..Seed::new(server, "usages", 1)
        };
        sandbox.seed(&usage).unwrap();
    };
    cause(1, "2026-09-30", "7");
    cause(1, "2026-10-01", "0.24");
    cause(2, "2026-10-31", "1.310550");
    cause(2, "2026-11-01", "9");
    let usages = desk.read(opencatd::ListUsages { month: Some("2026-10".into()), ..Default::default() }).rows;
    let costs: BTreeMap<i64, String> =
        usages.into_iter().map(|usage| (usage.user_id, usage.cost.to_string())).collect();
    assert_eq!(costs, BTreeMap::from([(1, "0.240000".to_owned()), (2, "1.310550".to_owned())]));
    let spent = desk.read(opencatd::GetCredits {
        from: Some("2026-10-01".into()),
        to: Some("2026-11-01".into()),
        ..Default::default()
    });
    assert_eq!(spent.spent.map(|sum| sum.to_string()).as_deref(), Some("1.550550"));
    assert_eq!((spent.unit, spent.basis), (CreditUnit::USD, CreditBasis::SPENT_IN_PERIOD));

    desk.call(opencatd::DeleteUser { id: 2 }).unwrap();
    assert_eq!(desk.did(), json!({"deleted_user": 2}));
    assert_eq!(desk.fail(opencatd::DeleteUser { id: 2 }), (ErrorKind::NotFound, 1));
    // Newer builds reserve the name for ever, older ones give even the id away.
    if newer {
        assert_eq!(desk.fail(ada()).0, ErrorKind::Conflict);
    } else {
        assert_eq!(desk.call(ada()).unwrap().id, 2);
    }
}

fn akool_story(sandbox: &Sandbox, ran: &RefCell<Names>) {
    let desk = Desk { sandbox, client: open(minting(sandbox)), ran };
    let made = desk.call(akool::CreateToken {}).unwrap();
    assert_eq!((desk.did(), desk.client.session().token()), (json!({"minted_token": 1}), Some(made.token.clone())));
    assert_eq!(desk.read(akool::GetCredit {}).credit.to_string(), "123");
    sandbox.settings(json!({"akool": {"credit": 12.5}})).unwrap();
    assert_eq!(desk.read(akool::GetCredits {}).remaining.map(|left| left.to_string()).as_deref(), Some("12.5"));
    // A token that has died is replaced by the way.
    assert_eq!(sandbox.expire_tokens(Server::Akool), Ok(1));
    assert_eq!(desk.call(akool::GetCredit {}).unwrap().credit.to_string(), "12.5");
    assert_eq!((desk.did(), journal(sandbox).len()), (json!({"minted_token": 1}), 3));
    assert_ne!(desk.client.session().token(), Some(made.token));
    sandbox.settings(json!({"akool": {"banned": true}})).unwrap();
    assert_eq!(desk.fail(akool::GetCredit {}), (ErrorKind::Permission, 1));

    let message = webhook(sandbox, r#"{"_id":"66f0","status":3,"type":"faceswap","url":"https://x.example/r.mp4"}"#);
    let event = desk.read(message.clone());
    assert_eq!((event.id.as_str(), event.status), ("66f0", akool::WebhookStatus::COMPLETED));
    let forged = akool::OpenWebhook { nonce: "other".into(), ..message };
    assert_eq!(desk.fail(forged), (ErrorKind::Authentication, 0));
}

/// A message as AKOOL would send it to the account.
fn webhook(sandbox: &Sandbox, event: &str) -> akool::OpenWebhook {
    use aes::cipher::{BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7};
    let given = sandbox.credentials(Server::Akool);
    let (id, secret) = (given["clientId"].as_str().unwrap(), given["clientSecret"].as_str().unwrap());
    let cipher = cbc::Encryptor::<aes::Aes256>::new_from_slices(secret.as_bytes(), &id.as_bytes()[..16]).unwrap();
    let mut text = event.as_bytes().to_vec();
    text.resize(event.len() + 16, 0);
    let data_encrypt = STANDARD.encode(cipher.encrypt_padded::<Pkcs7>(&mut text, event.len()).unwrap());
    let (timestamp, nonce) = (1_763_719_200_123_i64, "3918".to_owned());
    let mut parts = [id.to_owned(), timestamp.to_string(), nonce.clone(), data_encrypt.clone()];
    parts.sort_unstable();
    let signature = Sha1::digest(parts.concat()).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    akool::OpenWebhook { signature, data_encrypt, timestamp, nonce }
}

fn espai_story(sandbox: &Sandbox, ran: &RefCell<Names>) {
    let desk = Desk { sandbox, client: client(sandbox, Server::EspAi), ran };
    let own = sandbox.ready()["espai"]["cards"][0]["phone"].clone();
    let ledger = || sandbox.ledger().cards.into_iter().filter(|card| own == card.phone.as_str());
    let cards = desk.read(espai::ListCards::default());
    let shown: Vec<_> = cards.rows.iter().map(|card| (card.id.clone(), card.api_limit)).collect();
    assert_eq!(shown, ledger().map(|card| (card.id, card.credits)).collect::<Vec<_>>());
    assert_eq!((cards.total, cards.next), (Some(7), None));
    let moving = |amount| transfer(sandbox, 0, 1, amount);
    let espai::TransferCards { phone, code, target_phone, target_code, amount, .. } = moving(100);
    let get = || espai::GetCard { phone: phone.clone(), code: code.clone() };
    assert_eq!(desk.read(get()).id, shown[0].0);

    let prepare = espai::PrepareTransfer {
        phone: phone.clone(),
        code: code.clone(),
        target_phone: target_phone.clone(),
        target_code: target_code.clone(),
        amount,
    };
    let receipt = desk.read(prepare).receipt;
    let check = || espai::CheckTransfer {
        receipt: receipt.clone(),
        phone: phone.clone(),
        code: code.clone(),
        target_phone: target_phone.clone(),
        target_code: target_code.clone(),
    };
    assert_eq!(desk.fail(check()).0, ErrorKind::OutcomeUnknown);
    let promised = || espai::TransferCards { receipt: Some(receipt.clone()), ..moving(100) };
    let moved = desk.call(promised()).unwrap();
    assert_eq!(
        desk.did(),
        json!({"transfer": {"source": shown[0].0, "target": shown[1].0, "amount": 100, "applied": true}})
    );
    assert_eq!((moved.known_by, moved.source_before), (espai::KnownBy::REPLY, Some(1_000)));
    assert_eq!((credits(sandbox, 0), credits(sandbox, 1)), (Some(900), Some(2_300)));
    let found = desk.read(check());
    assert_eq!(
        (found.known_by, found.source_after, found.target_after),
        (espai::KnownBy::READING, Some(900), Some(2_300))
    );
    assert_eq!(desk.fail(promised()), (ErrorKind::Conflict, 2));
    assert_eq!(desk.fail(moving(901)), (ErrorKind::Refused, 3));
    assert!(sandbox.ledger().balanced);

    sandbox.consume(&shown[0].0, 5).unwrap();
    assert_eq!(desk.read(get()).api_limit, Some(895));
    for flat_body in [None, Some(true)] {
        let logs = desk.read(espai::ListBalanceLogs { id: Some(shown[0].0.clone()), flat_body, ..Default::default() });
        assert_eq!(logs.rows.iter().map(|log| log.api_limit).collect::<Vec<_>>(), [Some(5), Some(100)]);
    }
    let left = desk.read(espai::GetCredits {});
    let sum: i64 = ledger().filter_map(|card| card.credits).sum();
    assert_eq!((left.remaining, left.unlimited, left.basis), (Some(sum.into()), true, CreditBasis::SUM_OF_CARDS));

    let destroy = |card: usize| espai::DestroyCard { id: shown[card].0.clone() };
    desk.call(destroy(6)).unwrap();
    assert_eq!(desk.did(), json!({"destroyed_card": shown[6].0}));
    assert!(ledger().all(|card| card.id != shown[6].0));
    assert_eq!(desk.fail(destroy(6)).0, ErrorKind::NotFound);
    assert_eq!(desk.fail(destroy(0)), (ErrorKind::Refused, 2));

    let order = desk.call(espai::CreateOrder { commodity_id: "2".into(), commodity_type: "1".into() }).unwrap();
    let did = desk.did();
    assert_eq!(did["order"]["commodity_id"], "2");
    assert!(order.payment_url.expose().contains(did["order"]["number"].as_str().unwrap()));

    let list = Raw {
        method: "POST".into(),
        path: "/cdkey/list".into(),
        body: Some("{}".into()),
        safety: Some(RawSafety::REPEAT),
    };
    let reply = desk.read(list);
    let rows: Json = serde_json::from_str(reply.body.expose()).unwrap();
    assert_eq!((reply.status, rows["totalNumber"].as_u64()), (200, Some(6)));
}
