//! What people do: no configuration, wrong keys, typing errors, pipes that close, interruptions; and where secrets go.

mod support;

use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

use bursar_sandbox::{Fault, FaultKind, Platform as Server, Seed};
use support::{User, ran, words};

const KEY: &str = "BURSAR_ESPAI_API_KEY";

#[test]
fn without_configuration_it_says_what_to_set_and_does_not_wait_for_an_answer() {
    let user = User::new();
    let nothing = user.run(&["espai", "cards", "list"]);
    assert_eq!(nothing.code, 24, "{nothing:?}");
    assert!(nothing.err.contains(KEY) && nothing.err.contains("--sandbox"), "{nothing:?}");
    let credits = user.run(&["credits"]);
    assert_eq!(credits.code, 24, "{credits:?}");
    let opencatd = user.run(&["opencatd", "users", "me"]);
    assert_eq!(opencatd.code, 24);
    assert!(opencatd.err.contains("BURSAR_OPENCATD_BASE_URL"), "{opencatd:?}");
    let missing = user.run(&["espai", "cards", "list", "--profile", "work"]);
    assert_eq!(missing.code, 24);
    assert!(missing.err.contains("no profile work"), "{missing:?}");
    let shown = user.run(&["config", "show"]);
    assert_eq!(shown.code, 0);
    assert!(shown.out.contains("BURSAR_AKOOL_API_KEY"), "{shown:?}");
}

#[test]
fn typing_errors_are_told_with_what_was_meant() {
    let user = User::new();
    for (typed, meant) in [
        (["espai", "cards", "lst"], "'list'"),
        (["espai", "crads", "list"], "'cards'"),
        (["opencat", "users", "me"], "'opencatd'"),
    ] {
        let ran = user.run(&typed);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(meant), "{ran:?}");
    }
    let flag = user.run(&["espai", "cards", "list", "--user-phon", "1"]);
    assert!(flag.code == 2 && flag.err.contains("'--user-phone'"), "{flag:?}");
    let unit = user.sandboxed(&["akool", "credit", "get", "--timeout", "5"]);
    assert!(unit.code == 2 && unit.err.contains("--timeout") && unit.err.contains("30s"), "{unit:?}");
    let amount = user.sandboxed(&words(&user.transfer(0, 1, "ten")));
    assert!(amount.code == 17 && amount.err.contains("--amount"), "{amount:?}");
}

#[test]
fn errors_have_an_exit_code_each() {
    let user = User::new();
    let url = user.sandbox.base_url(Server::OpenCatd);
    let wrong = ["opencatd", "users", "list", "--base-url", &url, "--credential", "token=wrong-token-0001"];
    let wrong = user.run(&wrong);
    assert_eq!(wrong.code, 13, "{wrong:?}");
    assert!(wrong.err.contains("warning: --credential token was given as an argument"), "{wrong:?}");
    assert!(!wrong.err.contains("wrong-token-0001"), "{wrong:?}");

    assert_eq!(user.sandboxed(&["opencatd", "users", "delete", "--id", "99"]).code, 15);
    assert_eq!(user.sandboxed(&["opencatd", "users", "create", "--name", "alice", "--reveal"]).code, 16);
    assert_eq!(user.sandboxed(&["opencatd", "usages", "list"]).code, 17);
    let fault = |kind| Fault::at(kind, Server::Akool, "/api/open/v3/faceswap/quota/info");
    let get = ["akool", "credit", "get", "--max-retries", "0"];
    for (fault, code) in [
        (Fault { status: Some(503), ..fault(FaultKind::Status) }, 21),
        (Fault { status: Some(429), ..fault(FaultKind::Status) }, 18 + 1),
        (fault(FaultKind::Garbage), 22),
        (fault(FaultKind::ResetBefore), 10),
    ] {
        user.sandbox.add_faults([fault.clone()]).unwrap();
        let ran = user.sandboxed(&get);
        assert_eq!(ran.code, code, "{fault:?} {ran:?}");
    }
    user.sandbox.add_faults([Fault { ms: 3_000, ..fault(FaultKind::Delay) }]).unwrap();
    assert_eq!(user.sandboxed(&[&get[..], &["--timeout", "200ms"]].concat()).code, 11);
}

#[test]
fn a_failure_is_json_beside_json() {
    let user = User::new();
    let ran = user.sandboxed(&["opencatd", "users", "delete", "--id", "99", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!((told["error"]["kind"].as_str(), ran.out.as_str()), (Some("not_found"), ""));
    assert!(told["error"]["hint"].as_str().is_some_and(|hint| !hint.is_empty()));
}

/// Runs a command whose output nobody reads; whether it ends well.
fn closed(mut command: std::process::Command) -> bool {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = command.stdout(writer).output().unwrap();
    output.status.success() && output.stderr.is_empty()
}

#[test]
fn a_list_of_ten_thousand_goes_into_head() {
    let user = User::new();
    user.sandbox.seed(&Seed::new(Server::EspAi, "cards", 10_000)).unwrap();
    let flag = format!("--sandbox={}", user.path("ready.json").display());
    let help = user.command(&["config", "show"]);
    assert!(closed(help), "a short output too");
    for format in ["--json", "--csv", "-v"] {
        let mut child = user.command(&[&flag, "espai", "cards", "list", "--all", format]).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.next().unwrap().is_ok());
        drop(lines);
        let ended = child.wait_with_output().unwrap();
        let told = String::from_utf8(ended.stderr).unwrap();
        assert!(ended.status.success() && !told.contains("panic") && !told.contains("error"), "{format}: {told}");
    }
    let whole = user.sandboxed(&["espai", "cards", "list", "--all", "--json"]).json();
    assert_eq!((whole["rows"].as_array().map(Vec::len), whole["next"].is_null()), (Some(10_007), true));
    assert_eq!(whole["total"], 10_007);
}

#[test]
fn a_list_that_breaks_off_says_where_it_goes_on() {
    let user = User::new();
    let down = Fault { status: Some(400), skip: 2, ..Fault::at(FaultKind::Status, Server::EspAi, "/cdkey/list") };
    user.sandbox.add_faults([down]).unwrap();
    let list = ["espai", "cards", "list", "--limit", "2", "--all", "--json"];
    let ran = user.sandboxed(&list);
    assert_ne!(ran.code, 0);
    let first = ran.json();
    assert_eq!(first["rows"].as_array().unwrap().len(), 4, "{ran:?}");
    let rest = user.sandboxed(&[&list[..], &["--after", first["next"].as_str().unwrap()]].concat()).json();
    assert_eq!(rest["rows"].as_array().unwrap().len(), 3);
}

#[test]
fn a_new_secret_needs_a_place_before_anything_is_sent() {
    let user = User::new();
    let create = ["opencatd", "users", "create", "--name", "ada"];
    let refused = user.sandboxed(&create);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("--save-secrets") && user.sandbox.journal().is_empty(), "{refused:?}");

    let path = user.path("ada.json").display().to_string();
    let saved = user.sandboxed(&[&create[..], &["--save-secrets", &path]].concat());
    assert_eq!(saved.code, 0, "{saved:?}");
    let kept: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let token = kept["token"].as_str().unwrap();
    assert!(token.len() > 10 && !saved.out.contains(token) && !saved.err.contains(token), "{saved:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // A file that is there is not overwritten, and nothing is sent.
    let before = user.sandbox.journal().len();
    let again = ["opencatd", "users", "create", "--name", "bea", "--save-secrets", &path];
    assert_eq!((user.sandboxed(&again).code, user.sandbox.journal().len()), (1, before));
    // A call that fails leaves no empty file behind.
    let other = user.path("other.json").display().to_string();
    let clash = ["opencatd", "users", "create", "--name", "alice", "--save-secrets", &other];
    assert_eq!((user.sandboxed(&clash).code, user.path("other.json").exists()), (16, false));
}

#[test]
fn no_output_shows_a_secret_unless_it_is_asked_for() {
    let user = User::new();
    let ready = user.sandbox.ready();
    let mut secrets: Vec<String> = Vec::new();
    for platform in ["lbai", "opencatd", "akool", "espai"] {
        let credentials = ready[platform]["credentials"].as_object().unwrap();
        secrets.extend(credentials.values().filter_map(|value| value.as_str()).map(str::to_owned));
    }
    let transfer = user.transfer(0, 1, "5");
    secrets.extend(
        user.sandboxed(&["opencatd", "users", "list", "--csv", "--reveal"])
            .out
            .lines()
            .skip(1)
            .map(|line| line.split(',').nth(2).unwrap().to_owned()),
    );
    assert!(secrets.len() >= 8 && secrets.iter().all(|secret| secret.len() > 7), "{}", secrets.len());
    let commands: [&[&str]; 8] = [
        &["credits", "-v"],
        &["opencatd", "users", "list", "-v"],
        &["opencatd", "users", "list", "--json", "-v"],
        &["opencatd", "users", "me", "--csv"],
        &["opencatd", "keys", "list"],
        &["akool", "tokens", "create", "-v"],
        &["espai", "raw", "--method", "GET", "--path", "/none", "--save-secrets", "raw.json", "-v"],
        &["config", "show"],
    ];
    for command in commands {
        let mut command = user.command(command);
        command.env("BURSAR_SANDBOX", user.path("ready.json")).env(KEY, &secrets[0]);
        let ran = ran(&mut command);
        for secret in &secrets {
            assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{command:?} shows {secret}: {ran:?}");
        }
    }
    let moved = user.sandboxed(&[&words(&transfer)[..], &["-v"]].concat());
    let code = user.card(0, "code");
    assert!(moved.code == 0 && !moved.out.contains(&code) && !moved.err.contains(&code), "{moved:?}");
}

#[test]
fn a_transfer_of_unknown_outcome_leaves_a_receipt_that_is_checked_later() {
    let user = User::new();
    let lost = Fault { ms: 2_000, ..Fault::at(FaultKind::Delay, Server::EspAi, "/cdkey/transfer") };
    user.sandbox.add_faults([lost]).unwrap();
    // The call ends before the server is done, and before the last look.
    let transfer = user.transfer(0, 1, "10");
    let hurried = user.sandboxed(&[&words(&transfer)[..], &["--deadline", "1500ms"]].concat());
    assert_eq!(hurried.code, 23, "{hurried:?}");
    let state = user.path(".local/state/bursar");
    let receipts: Vec<_> = std::fs::read_dir(&state).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [receipt] = &receipts[..] else { panic!("{receipts:?}") };
    assert!(hurried.err.contains(receipt.to_str().unwrap()) && hurried.err.contains("--sandbox="), "{hurried:?}");

    let began = Instant::now();
    while user.sandbox.journal().iter().any(|arrival| !arrival.done) {
        assert!(began.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(10));
    }
    let mut check: Vec<String> = transfer.clone();
    check[2] = "check-transfer".to_owned();
    check.drain(3..5);
    check.extend(["--receipt".to_owned(), receipt.display().to_string(), "--json".to_owned()]);
    let found = user.sandboxed(&words(&check));
    assert_eq!((found.code, found.json()["known_by"].as_str()), (0, Some("reading")), "{found:?}");
    let arrived = user.sandbox.journal().iter().filter(|arrival| arrival.path == "/cdkey/transfer").count();
    assert_eq!(arrived, 1);

    // A receipt that has served is gone, and a transfer that is known leaves none.
    assert_eq!(std::fs::read_dir(&state).unwrap().count(), 0);
    let done = user.sandboxed(&words(&transfer));
    assert!(done.code == 0 && done.out.contains("980"), "{done:?}");
    assert_eq!(std::fs::read_dir(&state).unwrap().count(), 0);

    // Programs are told, too; and the next transfer of these cards is warned.
    user.sandbox.add_faults([Fault::at(FaultKind::ResetBefore, Server::EspAi, "/cdkey/transfer")]).unwrap();
    let lost = user.sandboxed(&[&words(&transfer)[..], &["--json", "--deadline", "1s"]].concat());
    let told: serde_json::Value = serde_json::from_str(&lost.err).unwrap();
    assert!(told["error"]["advice"].as_str().is_some_and(|advice| advice.contains("receipt-")), "{lost:?}");
    let next = user.sandboxed(&words(&transfer));
    assert!(next.code == 0 && next.err.contains("is of unknown outcome"), "{next:?}");
}

#[test]
fn credits_do_not_move_unless_somebody_agrees() {
    let user = User::new();
    let mut transfer = user.transfer(0, 1, "10");
    transfer.retain(|word| word != "--yes");
    let receipt = user.path("receipt.json").display().to_string();
    let prepared = user.sandboxed(&[&words(&transfer)[..], &["--prepare", &receipt]].concat());
    assert_eq!(prepared.code, 0, "{prepared:?}");
    let again = user.sandboxed(&[&words(&transfer)[..], &["--prepare", &receipt]].concat());
    assert!(again.code == 2 && again.err.contains("exists already"), "{again:?}");
    for more in [&[][..], &["--receipt", &receipt], &["--verify=false"], &["--json"]] {
        let ran = user.sandboxed(&[&words(&transfer)[..], more].concat());
        assert!(ran.code == 2 && ran.err.contains("--yes"), "{ran:?}");
    }
    assert!(!user.sandbox.journal().iter().any(|arrival| arrival.path == "/cdkey/transfer"));
}

#[test]
fn an_output_that_is_lost_is_told_apart_from_an_operation_that_failed() {
    let user = User::new();
    let flag = format!("--sandbox={}", user.path("ready.json").display());
    let mut create = user.command(&[&flag, "opencatd", "users", "create", "--name", "ada", "--reveal"]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = create.stdout(writer).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && told.contains("it was done"), "{told}");
}

#[test]
fn mistakes_with_secrets_are_told() {
    let user = User::new();
    let two = user.write("two", "sk-1\nsk-2\n").display().to_string();
    let key = format!("@{two}");
    let lines = user.sandboxed(&["opencatd", "keys", "create", "--name", "x", "--key", &key]);
    assert!(lines.code == 2 && lines.err.contains("more than one line") && !lines.err.contains("sk-"), "{lines:?}");
    let dash = user.sandboxed(&["opencatd", "users", "create", "--name", "x", "--save-secrets", "-"]);
    assert_eq!(dash.code, 2, "{dash:?}");
    let mut twice = user.transfer(0, 1, "1");
    twice
        .iter_mut()
        .skip(3)
        .filter(|word| word.len() == 8 && !word.starts_with("--"))
        .for_each(|code| *code = "@-".to_owned());
    let twice = user.sandboxed(&words(&twice));
    assert!(twice.code == 2 && twice.err.contains("once only"), "{twice:?}");
    let token = user.run(&["opencatd", "users", "list", "--base-url", "http://127.0.0.1:1"]);
    assert!(token.code == 24 && token.err.contains("BURSAR_OPENCATD_TOKEN"), "{token:?}");
    let both = user.sandboxed(&["espai", "credits", "--profile", "work"]);
    assert_eq!(both.code, 2, "{both:?}");
    assert_eq!(user.sandboxed(&["sandbox", "reset"]).code, 2);
    user.write(".config/bursar/config.toml", "[default.espai]\napi_key_file = \"none\"\ndeadline_ms = \"20s\"\n");
    let wrong = user.run(&["espai", "credits"]);
    assert!(wrong.code == 1 || wrong.code == 24, "{wrong:?}");
    assert!(user.run(&["config", "show"]).out.contains("which is not there"));
}

#[test]
fn secrets_come_from_files_descriptors_and_commands() {
    let user = User::new();
    let key = user.sandbox.credentials(Server::EspAi)["apiKey"].as_str().unwrap().to_owned();
    let url = user.sandbox.base_url(Server::EspAi);
    let file = user.write("key", &format!("{key}\n"));
    let ask = ["espai", "credits", "--base-url", &url];
    let from_file = format!("api-key=@{}", file.display());
    let ran_file = user.run(&[&ask[..], &["--credential", &from_file]].concat());
    assert_eq!((ran_file.code, ran_file.err.as_str()), (0, ""), "{ran_file:?}");

    for source in ["api-key=@-", "api-key=@fd:0"] {
        let mut command = user.command(&[&ask[..], &["--credential", source]].concat());
        command.stdin(std::fs::File::open(&file).unwrap());
        let ran = ran(&mut command);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    }

    let config = user.write(
        ".config/bursar/config.toml",
        &format!("[default.espai]\nbase_url = \"{url}\"\napi_key_file = \"~/key\"\n[work.espai]\nbase_url = \"{url}\"\napi_key_command = [\"cat\", \"key\"]\n[wrong.espai]\nbase_url = \"{url}\"\napi_key = \"no-such-key\"\n"),
    );
    assert_eq!(user.run(&["espai", "credits"]).code, 0);
    assert_eq!(user.run(&["espai", "credits", "--profile", "work"]).code, 0);
    let one = user.run(&["credits", "--json"]).json();
    assert_eq!(one["rows"].as_array().unwrap().len(), 1);
    // Showing where a credential comes from does not fetch it.
    let shown = user.run(&["config", "show", "--profile", "work"]);
    assert!(shown.code == 0 && shown.out.contains("api_key_command in the file: cat"), "{shown:?}");
    let both = user.run(&["credits", "--credential", "api-key=@key"]);
    assert!(both.code == 2 && both.err.contains("one platform"), "{both:?}");
    // The environment comes before the file, unless a profile is named; whoever names one means it.
    let with_key = |words: &[&str]| ran(user.command(words).env(KEY, &key));
    assert_ne!(user.run(&["espai", "credits", "--profile", "wrong"]).code, 0);
    assert_ne!(with_key(&["espai", "credits", "--profile", "wrong"]).code, 0);
    assert_eq!(ran(user.command(&["espai", "credits"]).env(KEY, "no-such-key")).code, 20);

    for (content, problem) in [
        ("[default.espai]\napi_kee = \"x\"", "api_kee"),
        ("[default.espay]\napi_key = \"x\"", "espay"),
        ("[default.espai\napi_key = \"hush\"", "line 1"),
    ] {
        std::fs::write(&config, content).unwrap();
        let ran = user.run(&["espai", "credits"]);
        assert!(ran.code == 24 && ran.err.contains(problem) && !ran.err.contains("hush"), "{ran:?}");
    }
}

#[test]
fn the_sandbox_remembers_between_commands_until_it_is_reset() {
    let user = User::new();
    let create = user.run(&["--sandbox", "opencatd", "users", "create", "--name", "ada", "--reveal"]);
    assert_eq!(create.code, 0, "{create:?}");
    let names = || user.run(&["--sandbox", "opencatd", "users", "list", "--csv"]).out;
    assert!(names().contains("ada"));
    assert_eq!(user.run(&["sandbox", "reset"]).code, 0);
    assert!(!names().contains("ada"));
}

#[test]
fn completions_know_every_command() {
    let user = User::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = user.run(&["completions", shell]);
        assert!(script.code == 0 && script.out.contains("refresh-token"), "{shell}");
    }
}

/// The promise is a tenth of a second; the test gives it five times that, and the program its start.
#[cfg(unix)]
#[test]
fn ctrl_c_says_what_is_known_at_once() {
    let user = User::new();
    for (path, typed, code) in [
        ("/cdkey/list", ["espai", "cards", "list"].map(str::to_owned).to_vec(), 130),
        ("/cdkey/transfer", user.transfer(0, 1, "10"), 23),
    ] {
        let slow = Fault { ms: 5_000, ..Fault::at(FaultKind::Delay, Server::EspAi, path) };
        user.sandbox.add_faults([slow]).unwrap();
        let flag = format!("--sandbox={}", user.path("ready.json").display());
        let child = user.command(&[&[flag.as_str()], &words(&typed)[..]].concat()).spawn().unwrap();
        let began = Instant::now();
        while !user.sandbox.journal().iter().any(|arrival| arrival.path == path) {
            assert!(began.elapsed() < Duration::from_secs(5), "it never arrives");
            std::thread::sleep(Duration::from_millis(5));
        }
        let pressed = Instant::now();
        let id = child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let ended = child.wait_with_output().unwrap();
        assert!(pressed.elapsed() < Duration::from_millis(500), "{:?}", pressed.elapsed());
        let told = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(code), "{told}");
    }
}

#[test]
fn what_a_server_says_does_not_move_the_terminal() {
    let user = User::new();
    let name = "\u{1b}[2J\u{9b}31m\u{202e}\r\nada\t";
    let create = user.sandboxed(&["opencatd", "users", "create", "--name", name, "--reveal", "--json"]);
    assert_eq!(create.code, 0, "{create:?}");
    assert_eq!(create.json()["name"], name);
    for format in [&["--json"][..], &[]] {
        let list = user.sandboxed(&[&["opencatd", "users", "list"], format].concat());
        let moves = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!list.out.contains(moves), "{list:?}");
    }
    let taken = user.sandboxed(&["opencatd", "users", "create", "--name", name, "--reveal"]);
    assert!(taken.code == 16 && !taken.err.contains('\u{1b}') && !taken.err.contains('\u{9b}'), "{taken:?}");
}
