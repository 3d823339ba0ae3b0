//! The program: its flags, its ready file, its state file, and TLS.

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use serde_json::{Value, json};
use support::{ask, control};

const NAMES: [&str; 5] = ["lbai", "opencatd", "opencatd_dev", "akool", "espai"];

/// A directory that goes away.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("bursar-sandbox-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A running program that does not outlive its test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bursar-sandbox"));
    command.args(arguments);
    command
}

/// Starts the program and reads what it prints once it is ready.
fn start(arguments: &[&str]) -> (Program, Value) {
    let mut child = command(arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (Program(child), serde_json::from_str(&line).unwrap())
}

#[test]
fn bad_flags_are_told_with_status_2() {
    let scratch = Scratch::new("flags");
    fs::write(scratch.file("torn"), "{").unwrap();
    let torn = scratch.file("torn");
    for (arguments, part) in [
        (vec!["--seed", "many"], "--seed"),
        (vec!["--listen", "somewhere"], "--listen"),
        (vec!["--sed", "1"], "--sed"),
        (vec!["extra"], "extra"),
        (vec!["--listen", "0.0.0.0:0"], "--allow-remote"),
        (vec!["--listen", "127.0.0.1:65533"], "six ports"),
        (vec!["--state", &torn], "not a state file"),
    ] {
        let output = command(&arguments).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), told.contains(part)), (Some(2), true), "{arguments:?}: {told}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn it_ends_with_its_standard_input_when_told_to() {
    let mut child = command(&["--until-eof"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut String::new()).unwrap();
    assert!(child.try_wait().unwrap().is_none());
    drop(child.stdin.take());
    // Nobody ends it but itself: what it holds open is closed.
    assert_eq!(out.read_line(&mut String::new()).unwrap(), 0);
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_ready_file_is_whole_when_it_appears() {
    let scratch = Scratch::new("ready");
    let path = scratch.file("ready.json");
    let _program = Program(command(&["--ready-file", &path]).stdout(Stdio::null()).spawn().unwrap());
    let ready = appeared(&path);
    let keys: Vec<&String> = ready.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["lbai", "opencatd", "opencatd_dev", "akool", "espai", "control", "ca_pem"]);
    assert_eq!(ready["ca_pem"], Value::Null);
    for name in NAMES {
        let url = ready[name]["base_url"].as_str().unwrap();
        assert!(url.starts_with("http://127.0.0.1:") && ready[name]["credentials"].is_object());
        assert!([404, 405].contains(&ask(url, "PATCH", "/", &[], None).status));
    }
    assert_eq!(fs::read_dir(&scratch.0).unwrap().count(), 1, "no temporary file is left");
}

/// Waits for the ready file, which is written last.
fn appeared(path: &str) -> Value {
    loop {
        match fs::read(path) {
            Ok(bytes) => return serde_json::from_slice(&bytes).unwrap(),
            Err(_) => std::thread::yield_now(),
        }
    }
}

#[test]
fn a_ready_file_belongs_to_one_sandbox_until_that_is_gone() {
    let scratch = Scratch::new("belongs");
    let path = scratch.file("ready.json");
    let run = || Program(command(&["--ready-file", &path]).stderr(Stdio::piped()).spawn().unwrap());
    let mut first = run();
    let ready = appeared(&path);
    let mut told = String::new();
    BufReader::new(first.0.stderr.take().unwrap()).read_line(&mut told).unwrap();
    assert!(told.starts_with("bursar-sandbox: ready; ") && told.contains(&path), "{told}");

    let second = command(&["--ready-file", &path]).output().unwrap();
    let told = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(2), "{told}");
    assert!(told.contains("still runs") && told.contains(ready["control"].as_str().unwrap()), "{told}");
    assert_eq!(appeared(&path), ready);

    // Killed, it leaves the file behind, and the next one replaces it.
    drop(first);
    let mut third = run();
    let mut told = String::new();
    BufReader::new(third.0.stderr.take().unwrap()).read_line(&mut told).unwrap();
    assert!(told.starts_with("bursar-sandbox: ready; "), "{told}");
    assert_ne!(appeared(&path), ready);
    #[cfg(unix)]
    {
        assert!(Command::new("kill").args(["-INT", &third.0.id().to_string()]).status().unwrap().success());
        assert!(third.0.wait().unwrap().success());
        assert!(!fs::exists(&path).unwrap());
    }
}

#[test]
fn state_survives_being_killed() {
    let scratch = Scratch::new("state");
    let state = scratch.file("state.json");
    let arguments = ["--state", &state, "--seed", "5"];
    let (program, ready) = start(&arguments);
    let cards = &ready["espai"]["cards"];
    let key = ready["espai"]["credentials"]["apiKey"].as_str().unwrap();
    let headers = [("authorization", key), ("Content-Type", "application/json")];
    let body = json!({
        "phone": cards[0]["phone"], "code": cards[0]["code"],
        "target_phone": cards[1]["phone"], "target_code": cards[1]["code"], "limit": "10",
    });
    let url = |ready: &Value, name: &str| ready[name]["base_url"].as_str().unwrap().to_owned();
    let moved = ask(&url(&ready, "espai"), "POST", "/cdkey/transfer", &headers, Some(&body.to_string()));
    assert_eq!(moved.json()["success"], json!(true));
    let bearer = format!("Bearer {}", ready["opencatd"]["credentials"]["token"].as_str().unwrap());
    let root = ask(&url(&ready, "opencatd"), "POST", "/1/users/1/reset", &[("Authorization", &bearer)], None).json();
    control(ready["control"].as_str().unwrap(), "POST", "seed", &json!({"platform": "espai", "kind": "cards"}));
    let ledger = control(ready["control"].as_str().unwrap(), "GET", "ledger", &Value::Null);
    drop(program);

    let (_program, again) = start(&arguments);
    assert_eq!(control(again["control"].as_str().unwrap(), "GET", "ledger", &Value::Null), ledger);
    assert_eq!(again["opencatd"]["credentials"]["token"], root["token"]);
    assert_eq!(again["espai"]["credentials"], ready["espai"]["credentials"]);
    assert_eq!(again["espai"]["cards"][1]["api_limit"], json!(2_210));
}

#[test]
fn tls_is_signed_by_the_authority_in_the_ready_file() {
    let (_program, ready) = start(&["--tls"]);
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ready["ca_pem"].as_str().unwrap().as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let config = Arc::new(config);
    for name in ["127.0.0.1", "localhost"] {
        let address = ready["akool"]["base_url"].as_str().unwrap().strip_prefix("https://").unwrap();
        let tcp = TcpStream::connect(address).unwrap();
        let server = ServerName::try_from(name).unwrap();
        let session = rustls::ClientConnection::new(Arc::clone(&config), server).unwrap();
        let mut tls = rustls::StreamOwned::new(session, tcp);
        tls.write_all(b"GET /api/open/v3/faceswap/quota/info HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut reply = String::new();
        tls.read_to_string(&mut reply).unwrap();
        assert!(reply.ends_with(r#"{"code":1102,"msg":"Authorization cannot be empty"}"#), "{reply}");
    }
    // Control stays plain, and faults reach through TLS.
    let url = ready["control"].as_str().unwrap();
    control(url, "POST", "faults", &json!({"platform": "akool", "kind": "reset_before"}));
    let address = ready["akool"]["base_url"].as_str().unwrap().strip_prefix("https://").unwrap();
    let session = rustls::ClientConnection::new(config, ServerName::try_from("127.0.0.1").unwrap()).unwrap();
    let mut tls = rustls::StreamOwned::new(session, TcpStream::connect(address).unwrap());
    tls.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let error = tls.read_to_end(&mut Vec::new()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(control(url, "GET", "journal", &Value::Null)["journal"][2]["fault"], json!("reset_before"));
}
