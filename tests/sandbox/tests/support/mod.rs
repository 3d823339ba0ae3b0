//! A client that shows every byte: plain sockets, no retries, no pooling but what a test does itself.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// A reply as it came.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

/// A connection that is kept alive for as long as the server lets it.
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    pending: Vec<u8>,
}

fn address(base_url: &str) -> &str {
    base_url.strip_prefix("http://").unwrap()
}

impl Connection {
    pub(crate) fn open(base_url: &str) -> Self {
        let stream = TcpStream::connect(address(base_url)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        Self { stream, pending: Vec::new() }
    }

    pub(crate) fn send(&mut self, method: &str, target: &str, headers: &[(&str, &str)], body: Option<&str>) {
        let mut head = format!("{method} {target} HTTP/1.1\r\nHost: sandbox\r\n");
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        if let Some(body) = body {
            write!(head, "Content-Length: {}\r\n", body.len()).unwrap();
        }
        head += "\r\n";
        head += body.unwrap_or_default();
        self.stream.write_all(head.as_bytes()).unwrap();
    }

    /// Everything up to the end of the connection, and how it ended.
    pub(crate) fn drain(&mut self) -> (Vec<u8>, io::Result<()>) {
        let mut bytes = std::mem::take(&mut self.pending);
        let end = self.stream.read_to_end(&mut bytes).map(drop);
        (bytes, end)
    }

    fn more(&mut self) -> io::Result<()> {
        let mut buffer = [0; 16384];
        let read = self.stream.read(&mut buffer)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.pending.extend_from_slice(&buffer[..read]);
        Ok(())
    }

    fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(at) = self.pending.windows(2).position(|pair| pair == b"\r\n") {
                let line = self.pending.drain(..at + 2).collect::<Vec<u8>>();
                return Ok(String::from_utf8_lossy(&line[..at]).into_owned());
            }
            self.more()?;
        }
    }

    fn exactly(&mut self, count: usize) -> io::Result<Vec<u8>> {
        while self.pending.len() < count {
            self.more()?;
        }
        Ok(self.pending.drain(..count).collect())
    }

    pub(crate) fn receive(&mut self, head_only: bool) -> io::Result<Reply> {
        let status = self.line()?.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.ok_or(io::ErrorKind::InvalidData)?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut reply = Reply { status, headers, body: Vec::new() };
        if head_only {
            return Ok(reply);
        }
        if reply.header("transfer-encoding") == Some("chunked") {
            loop {
                let size = usize::from_str_radix(&self.line()?, 16).map_err(|_| io::ErrorKind::InvalidData)?;
                reply.body.extend(self.exactly(size)?);
                self.line()?;
                if size == 0 {
                    break;
                }
            }
        } else if let Some(length) = reply.header("content-length").map(|length| length.parse().unwrap()) {
            reply.body = self.exactly(length)?;
        }
        Ok(reply)
    }

    pub(crate) fn ask(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> io::Result<Reply> {
        self.send(method, target, headers, body);
        self.receive(method == "HEAD")
    }
}

/// One request on a connection of its own.
pub(crate) fn try_ask(
    base_url: &str,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: Option<&str>,
) -> io::Result<Reply> {
    Connection::open(base_url).ask(method, target, headers, body)
}

/// One request that is answered.
pub(crate) fn ask(base_url: &str, method: &str, target: &str, headers: &[(&str, &str)], body: Option<&str>) -> Reply {
    try_ask(base_url, method, target, headers, body).unwrap()
}

/// A control call that succeeds.
pub(crate) fn control(url: &str, method: &str, call: &str, body: &Value) -> Value {
    let text = (!body.is_null()).then(|| body.to_string());
    let reply = ask(url, method, &format!("/_sandbox/{call}"), &[], text.as_deref());
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}
