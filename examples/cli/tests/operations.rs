//! Every operation of the schema, in every format. An operation that core gains fails here until it is tried.

mod support;

use std::collections::BTreeSet;

use bursar::schema::{OPERATIONS, OperationSchema, Shape};
use bursar_sandbox::Platform as Server;
use serde_json::Value as Json;
use support::{Ran, User, words};

/// What a user types for an operation, below its platform. `None` for an operation that nobody has tried.
fn typed(operation: &str, user: &User) -> Option<Vec<String>> {
    let lbai = || user.sandbox.ready()["lbai"]["users"][0]["userId"].as_str().expect("a demo user").to_owned();
    let flags: Vec<(&str, String)> = match operation {
        "lbai.users.create" => vec![("identifier", "ada@example.com".into())],
        "lbai.users.refresh_token" | "lbai.users.logout" => vec![("user-id", lbai())],
        "lbai.costs.total" | "lbai.costs.list" => vec![("group-id", "1".into())],
        "opencatd.users.find" => vec![("name", "alice".into())],
        "opencatd.users.create" => vec![("name", "ada".into())],
        "opencatd.users.delete" | "opencatd.users.reset_token" => vec![("id", "2".into())],
        "opencatd.keys.create" => vec![("name", "third".into()), ("key", "sk-third".into())],
        "opencatd.keys.delete" => vec![("id", "1".into())],
        "opencatd.usages.list" | "opencatd.credits" => vec![("month", "2026-10".into())],
        "espai.cards.get" => vec![("phone", user.card(0, "phone")), ("code", user.card(0, "code"))],
        "espai.cards.transfer" => return Some(user.transfer(0, 1, "10").split_off(1)),
        "espai.cards.prepare_transfer" => {
            let mut typed = user.transfer(0, 1, "10").split_off(1);
            typed[1] = "prepare-transfer".into();
            return Some(typed);
        }
        "espai.cards.check_transfer" => {
            // A transfer that was done after its receipt was written.
            let path = user.path("receipt.json").display().to_string();
            let prepared =
                user.sandboxed(&words(&[user.transfer(0, 1, "10"), vec!["--prepare".into(), path.clone()]].concat()));
            assert_eq!(prepared.code, 0, "{prepared:?}");
            let done =
                user.sandboxed(&words(&[user.transfer(0, 1, "10"), vec!["--receipt".into(), path.clone()]].concat()));
            assert_eq!(done.code, 0, "{done:?}");
            let mut typed = user.transfer(0, 1, "10").split_off(1);
            typed[1] = "check-transfer".into();
            typed.drain(2..4); // The amount.
            typed.extend(["--receipt".into(), path]);
            return Some(typed);
        }
        "espai.cards.destroy" => vec![("id", user.card(6, "id"))],
        "espai.orders.create" => vec![("commodity-id", "calls-1000".into()), ("commodity-type", "top-up".into())],
        "raw" => vec![("method", "POST".into()), ("path", "/cdkey/list".into()), ("body", "{}".into())],
        "akool.webhooks.open" => webhook(),
        "lbai.account.balance"
        | "lbai.credits"
        | "opencatd.users.init"
        | "opencatd.users.me"
        | "opencatd.users.list"
        | "opencatd.keys.list"
        | "akool.tokens.create"
        | "akool.credit.get"
        | "akool.credits"
        | "espai.cards.list"
        | "espai.cards.balance_logs"
        | "espai.credits" => vec![],
        _ => return None,
    };
    let name = operation.split_once('.').map_or(operation, |(_, name)| name);
    let mut typed: Vec<String> = name.split('.').map(|word| word.replace('_', "-")).collect();
    typed.extend(flags.into_iter().flat_map(|(flag, value)| [format!("--{flag}"), value]));
    Some(typed)
}

/// The message of the corpus, with the credentials that it is for.
fn vector() -> Json {
    let vector = include_str!("../../../tests/vectors/akool/webhooks.open/aes-256.json");
    serde_json::from_str(vector).expect("a vector")
}

fn webhook() -> Vec<(&'static str, String)> {
    let vector = vector();
    let field = |name: &str| match &vector["params"][name] {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    vec![
        ("signature", field("signature")),
        ("data-encrypt", field("dataEncrypt")),
        ("timestamp", field("timestamp")),
        ("nonce", field("nonce")),
    ]
}

/// Runs an operation on fresh servers, in a format.
fn run(operation: &OperationSchema, user: &User, format: &str) -> Ran {
    user.sandbox.reset();
    let platform = operation.platform().map_or("espai", |platform| platform.id());
    if operation.name == "opencatd.users.init" {
        user.sandbox.reset_platform(Server::OpenCatd, true);
    }
    // A log has lines once something was used.
    user.sandbox.consume(&user.card(0, "id"), 5).expect("a demo card");
    let typed = typed(operation.name, user).unwrap_or_else(|| panic!("{} is not tried here", operation.name));
    let mut words = vec![platform];
    words.extend(typed.iter().map(String::as_str));
    words.extend(["--reveal", format].iter().filter(|word| !word.is_empty()));
    if operation.name != "akool.webhooks.open" {
        return user.sandboxed(&words);
    }
    let credentials = &vector()["session"]["credentials"];
    let mut command = user.command(&words);
    command.env("BURSAR_AKOOL_CLIENT_ID", credentials["clientId"].as_str().expect("an id"));
    support::ran(command.env("BURSAR_AKOOL_CLIENT_SECRET", credentials["clientSecret"].as_str().expect("a secret")))
}

fn columns(operation: &OperationSchema) -> Vec<&'static str> {
    match operation.output {
        Shape::Unit => vec![],
        Shape::Record(of) | Shape::Page(of) => of.fields.iter().map(|field| field.name).collect(),
    }
}

#[test]
fn every_operation_prints_a_table() {
    let user = User::new();
    for operation in OPERATIONS {
        let ran = run(operation, &user, "");
        assert_eq!(ran.code, 0, "{}: {ran:?}", operation.name);
        assert!(!ran.out.trim().is_empty(), "{}: {ran:?}", operation.name);
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{}: {ran:?}", operation.name);
    }
}

#[test]
fn every_operation_prints_json_with_the_columns_of_the_schema() {
    let user = User::new();
    for operation in OPERATIONS {
        let ran = run(operation, &user, "--json");
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}: {ran:?}", operation.name);
        let rows = match (operation.output, ran.json()) {
            (Shape::Unit, json) => {
                assert_eq!(json, Json::Null, "{}", operation.name);
                continue;
            }
            (Shape::Record(_), json) => vec![json],
            (Shape::Page(_), json) => {
                assert!(json.get("total").is_some() && json.get("next").is_some(), "{}: {json}", operation.name);
                json["rows"].as_array().expect("rows").clone()
            }
        };
        assert!(!rows.is_empty(), "{} gives no row", operation.name);
        for row in rows {
            let names: BTreeSet<&str> = row.as_object().expect("an object").keys().map(String::as_str).collect();
            assert_eq!(names, columns(operation).into_iter().collect(), "{}", operation.name);
        }
    }
}

#[test]
fn every_operation_prints_csv_under_a_header() {
    let user = User::new();
    for operation in OPERATIONS {
        let ran = run(operation, &user, "--csv");
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}: {ran:?}", operation.name);
        let mut reader = csv::Reader::from_reader(ran.out.as_bytes());
        assert_eq!(reader.headers().expect("a header").iter().collect::<Vec<_>>(), columns(operation));
        let rows = reader.records().collect::<Result<Vec<_>, _>>().expect("rows of one length").len();
        assert_eq!(rows > 0, operation.output != Shape::Unit, "{}: {ran:?}", operation.name);
    }
}

#[test]
fn every_operation_of_a_server_that_is_down_says_so_and_that_nothing_happened() {
    let user = User::new();
    // A port that was free a moment ago may be another test's by now; nobody listens on the first one.
    let url = "http://127.0.0.1:1";
    for operation in OPERATIONS.iter().filter(|operation| operation.name != "akool.webhooks.open") {
        let platform = operation.platform().map_or("espai", |platform| platform.id());
        let typed = match operation.name {
            // Its receipt cannot be made without a server; a server that is down is found out before it matters.
            "espai.cards.check_transfer" => continue,
            name => typed(name, &user).expect("it is tried"),
        };
        let mut words = vec![platform];
        words.extend(typed.iter().map(String::as_str));
        words.extend(["--reveal", "--max-retries", "0", "--base-url", url]);
        let ran = user.sandboxed(&words);
        assert_eq!((ran.code, ran.out.as_str()), (10, ""), "{}: {ran:?}", operation.name);
        assert!(ran.err.starts_with("error: connection in "), "{}: {ran:?}", operation.name);
    }
}

#[test]
fn every_operation_has_a_command_that_says_what_it_gives() {
    let user = User::new();
    for operation in OPERATIONS {
        let platform = operation.platform().map_or("espai", |platform| platform.id());
        let mut words: Vec<String> = vec![platform.to_owned()];
        let name = operation.name.split_once('.').map_or(operation.name, |(_, name)| name);
        words.extend(name.split('.').map(|word| word.replace('_', "-")));
        words.push("--help".to_owned());
        let ran = user.run(&support::words(&words));
        assert_eq!(ran.code, 0, "{ran:?}");
        for field in operation.params.fields {
            assert!(
                ran.out.contains(&format!("--{}", field.name.replace('_', "-"))),
                "{}: {}",
                operation.name,
                ran.out
            );
        }
        for column in columns(operation) {
            assert!(ran.out.contains(column), "{}: {}", operation.name, ran.out);
        }
    }
}
