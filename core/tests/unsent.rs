//! The built-in transport where a request breaks off before its first byte: nothing was sent, and so it may be sent again.
#![cfg(feature = "ureq")]

mod sandbox_support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;

use bursar::{Config, Credentials, ErrorKind, Options, Platform, Raw, RawSafety, espai};
use sandbox_support::{open, refused};

/// Serves so many connections, and gives what each has sent at first.
fn server(connections: usize, serve: fn(TcpStream, &[u8])) -> (String, mpsc::Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        for _ in 0..connections {
            let mut stream = listener.accept().unwrap().0;
            let mut seen = vec![0; 4096];
            let length = stream.read(&mut seen).unwrap();
            seen.truncate(length);
            serve(stream, &seen);
            tell.send(seen).unwrap();
        }
    });
    (address, told)
}

fn config(base_url: String) -> Config {
    let options = Options { base_url: Some(base_url), ..Options::default() };
    let credentials = Credentials { api_key: Some("k-0123".into()), ..Credentials::default() };
    Config { options, credentials, ..Config::new(Platform::EspAi) }
}

fn order() -> espai::CreateOrder {
    espai::CreateOrder { commodity_id: "1".into(), commodity_type: "0".into() }
}

#[test]
fn a_handshake_that_breaks_lets_nothing_through() {
    let closes: fn(TcpStream, &[u8]) = |_, _| {};
    let answers_garbage: fn(TcpStream, &[u8]) = |mut stream, _| drop(stream.write_all(b"HTTP/1.1 400 No\r\n\r\n"));
    for serve in [closes, answers_garbage] {
        let (address, seen) = server(3, serve);
        let error = refused(open(config(format!("https://{address}"))).call(order()));
        assert_eq!((error.kind, error.attempts), (ErrorKind::Connection, 3), "{error}");
        assert!(seen.iter().all(|hello| hello.first() == Some(&0x16)), "a handshake, and nothing else");
    }
}

#[test]
fn a_proxy_that_breaks_off_lets_nothing_through() {
    let (address, seen) = server(3, |_, _| {});
    let proxy = Some(format!("http://{address}").into());
    let error = refused(open(Config { proxy, ..config("https://127.0.0.1:9".to_owned()) }).call(order()));
    assert_eq!((error.kind, error.attempts), (ErrorKind::Connection, 3), "{error}");
    assert!(error.detail.contains("by way of the proxy"), "{error}");
    assert!(seen.iter().all(|asked| asked.starts_with(b"CONNECT ")));
}

#[test]
fn a_change_without_a_body_says_that_it_has_none() {
    let (address, seen) = server(1, |mut stream, _| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").unwrap();
    });
    let raw = Raw { method: "POST".into(), path: "/x".into(), body: None, safety: Some(RawSafety::REPEAT) };
    open(config(format!("http://{address}"))).call(raw).unwrap();
    let head = String::from_utf8(seen.recv().unwrap()).unwrap().to_ascii_lowercase();
    assert!(head.contains("content-length: 0\r\n") && !head.contains("transfer-encoding"), "{head}");
}
