//! Where secrets come from, and where they go.

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;

use bursar_sandbox::Platform as Server;
use support::{User, ran, words};

const KEY: &str = "BURSAR_ESPAI_API_KEY";

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
fn what_is_too_long_is_refused_and_a_body_is_sent_as_it_is() {
    let user = User::new();
    let long = format!("@{}", user.write("long", &"x".repeat(64 * 1024 + 1)).display());
    let key = user.sandboxed(&["opencatd", "keys", "create", "--name", "x", "--key", &long]);
    assert!(key.code == 1 && key.err.contains("more than 64 KiB"), "{key:?}");
    let fits = format!("@{}", user.write("fits", &format!("{}\n", "x".repeat(64 * 1024 - 1))).display());
    assert_eq!(user.sandboxed(&["opencatd", "keys", "create", "--name", "x", "--key", &fits, "--reveal"]).code, 0);

    let big = format!("@{}", user.write("big", &"x".repeat(16 * 1024 * 1024 + 1)).display());
    let raw = ["espai", "raw", "--method", "POST", "--path", "/echo", "--reveal", "--body"];
    let refused = user.sandboxed(&[&raw[..], &[&big]].concat());
    assert!(refused.code == 1 && refused.err.contains("KiB"), "{refused:?}");
    assert!(!user.sandbox.journal().iter().any(|arrival| arrival.path == "/echo"));

    let body = format!("{{\"x\":\"{}\"}}\n", "y".repeat(100_000));
    let file = format!("@{}", user.write("body", &body).display());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || received(&listener));
    let sent = user.sandboxed(&[&raw[..], &[&file, "--base-url", &url]].concat());
    assert_eq!(sent.code, 0, "{sent:?}");
    assert!(server.join().unwrap() == body, "the body is another one");
}

/// The body of one request, which is answered.
fn received(listener: &TcpListener) -> String {
    let mut stream = BufReader::new(listener.accept().unwrap().0);
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        if let Some(told) = line.to_lowercase().strip_prefix("content-length:") {
            length = told.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").unwrap();
    String::from_utf8(body).unwrap()
}
