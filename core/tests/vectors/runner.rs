//! Plays one vector against a table of its own.

use std::collections::BTreeMap;

use bursar::handles::Table;
use bursar::schema::Type;
use serde_json::{Value as Json, json};

use crate::answers::{Now, check_error, check_request, describe, failure, fields, parse, reply_of, rows, same};
use crate::common::packed::{Block, Cell};

struct Runner<'a> {
    vector: &'a Json,
    packing: &'a str,
    table: Table,
    session: u64,
    clock: u64,
    calls: BTreeMap<String, Running>,
    /// Texts of ours that a vector keeps, by name.
    kept: BTreeMap<String, String>,
}

struct Running {
    handle: u64,
    now: Now,
    ended: bool,
    next: Option<String>,
}

pub(crate) fn run(vector: &Json, packing: &str) -> Result<(), String> {
    let table = Table::new();
    let mut config = vector["session"].clone();
    config["packing"] = packing.into();
    let opened = parse(&table.session_open(config.to_string().as_bytes()).to_bytes(), packing, &[Type::Integer]);
    if let Some(expected) = vector.get("configError") {
        let Now::Packed(block) = opened else { return Err("the session opened".into()) };
        return check_error(expected, &failure(&block)?);
    }
    let session = match opened {
        Now::Packed(block) if block.tag == b'V' => match block.rows[0][0] {
            Cell::Number(Some(handle)) => u64::try_from(handle).unwrap(),
            _ => return Err("the session has no handle".into()),
        },
        Now::Packed(block) => return Err(format!("the session did not open: {}", failure(&block)?)),
        _ => return Err("the session did not open".into()),
    };
    let mut runner =
        Runner { vector, packing, table, session, clock: 1000, calls: BTreeMap::new(), kept: BTreeMap::new() };
    for (at, entry) in vector["script"].as_array().ok_or("no script")?.iter().enumerate() {
        runner.step(entry).map_err(|problem| format!("entry {at}: {problem}"))?;
    }
    for (name, call) in &runner.calls {
        if !call.ended {
            return Err(format!("the script ends before the call {name}: {}", describe(&call.now)));
        }
    }
    match runner.table.live() {
        0 => Ok(()),
        live => Err(format!("{live} calls leak")),
    }
}

impl Runner<'_> {
    fn step(&mut self, entry: &Json) -> Result<(), String> {
        if let Some(expected) = entry.get("token") {
            let block = self.packed(&self.table.session_token(self.session).to_bytes(), &[Type::Secret])?;
            let token = match &block.rows[0][0] {
                Cell::Text(token) => json!(token),
                Cell::Number(_) => Json::Null,
            };
            return same("token", expected, &token);
        }
        if let Some(token) = entry.get("setToken") {
            self.table.session_set_token(self.session, token.as_str().unwrap_or_default().as_bytes());
            return Ok(());
        }
        let name = entry.get("call").and_then(Json::as_str).unwrap_or("a").to_owned();
        if !self.calls.contains_key(&name) {
            let call = self.open(&name)?;
            self.calls.insert(name.clone(), call);
        }
        self.expect(&name, entry)?;
        self.answer(&name, entry)
    }

    fn definition(&self, name: &str) -> &Json {
        self.vector.get("calls").map_or(self.vector, |calls| &calls[name])
    }

    fn open(&self, name: &str) -> Result<Running, String> {
        let definition = self.definition(name);
        let mut options = definition.get("options").cloned().unwrap_or_else(|| json!({}));
        if let Some(before) = definition.get("after").and_then(Json::as_str) {
            let cursor = self.calls.get(before).and_then(|call| call.next.clone());
            options["after"] = cursor.ok_or_else(|| format!("the call {before} gave no cursor"))?.into();
        }
        let operation = definition["operation"].as_str().ok_or("no operation")?;
        let mut params = definition.get("params").cloned().unwrap_or_else(|| json!({}));
        for value in params.as_object_mut().into_iter().flat_map(|fields| fields.values_mut()) {
            if let Some(name) = value.get("$kept").and_then(Json::as_str) {
                *value = self.kept.get(name).ok_or("nothing was kept")?.as_str().into();
            }
        }
        let request = format!("{operation}\u{1f}{options}\u{1f}{params}");
        let answer = self.table.open(self.session, request.as_bytes(), self.clock).to_bytes();
        let mut running = Running { handle: 0, now: Now::Wait(0), ended: false, next: None };
        self.take(name, &mut running, &answer);
        Ok(running)
    }

    fn take(&self, name: &str, running: &mut Running, answer: &[u8]) {
        if answer[0] == b'S' || answer[0] == b'W' {
            let text = std::str::from_utf8(answer).unwrap();
            running.handle = text.split('\u{1f}').nth(1).unwrap().parse().unwrap();
        }
        let types: Vec<Type> =
            fields(self.definition(name)["operation"].as_str().unwrap_or_default()).iter().map(|f| f.slot.ty).collect();
        running.now = parse(answer, self.packing, &types);
    }

    fn packed(&self, answer: &[u8], types: &[Type]) -> Result<Block, String> {
        match parse(answer, self.packing, types) {
            Now::Packed(block) => Ok(block),
            other => Err(describe(&other)),
        }
    }

    fn expect(&mut self, name: &str, entry: &Json) -> Result<(), String> {
        let operation = self.definition(name)["operation"].as_str().unwrap_or_default().to_owned();
        let call = self.calls.get_mut(name).unwrap();
        let expectation = ["send", "wait", "value", "rows", "error"].into_iter().find(|key| entry.get(key).is_some());
        let Some(expectation) = expectation else { return Ok(()) };
        let expected = &entry[expectation];
        match (expectation, &call.now) {
            ("send", Now::Send(request)) => check_request(expected, request),
            ("wait", Now::Wait(ms)) => {
                let exact = expected.as_u64();
                let (min, max) =
                    (exact.or(expected["min"].as_u64()).unwrap(), exact.or(expected["max"].as_u64()).unwrap());
                if (min..=max).contains(ms) { Ok(()) } else { Err(format!("waits {ms} ms, not {expected}")) }
            }
            ("value", Now::Packed(block)) if block.tag == b'V' => {
                call.ended = true;
                let rows = rows(&operation, block);
                let value = rows.into_iter().next().unwrap_or(Json::Null);
                let mut expected = expected.clone();
                for (field, expected) in expected.as_object_mut().into_iter().flatten() {
                    let Some(rule) = expected.get("$text").cloned() else { continue };
                    let text = value[field.as_str()].as_str().ok_or_else(|| format!("{field} is no text"))?;
                    let forbidden = rule["without"]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(Json::as_str)
                        .find(|part| text.contains(part));
                    if let Some(forbidden) = forbidden {
                        return Err(format!("{field} holds {forbidden}"));
                    }
                    if let Some(name) = rule["keep"].as_str() {
                        self.kept.insert(name.to_owned(), text.to_owned());
                    }
                    *expected = text.into();
                }
                same("value", &expected, &value)
            }
            ("rows", Now::Packed(block)) if block.tag == b'V' => {
                call.ended = true;
                call.next.clone_from(&block.next);
                same("rows", expected, &Json::Array(rows(&operation, block)))?;
                same("total", &entry["total"], &json!(block.total))?;
                same("more", &entry["more"], &json!(block.next.is_some()))
            }
            ("error", Now::Packed(block)) if block.tag == b'E' => {
                call.ended = true;
                check_error(expected, &failure(block)?)
            }
            (_, now) => Err(format!("expected {expectation} {expected}, but {}", describe(now))),
        }
    }

    fn answer(&mut self, name: &str, entry: &Json) -> Result<(), String> {
        let call = &self.calls[name];
        let handle = call.handle;
        self.clock += entry.get("afterMs").and_then(Json::as_u64).unwrap_or(0);
        let answer = if let Some(reply) = entry.get("reply") {
            let (head, body) = reply_of(reply);
            self.table.received(handle, head.as_bytes(), body, self.clock)
        } else if let Some(loss) = entry.get("loss").and_then(Json::as_str) {
            let code = ["not_sent", "maybe_sent", "cancelled", "too_large"]
                .iter()
                .position(|known| *known == loss)
                .ok_or("no such loss")?;
            self.table.failed(handle, u8::try_from(code).unwrap(), b"", self.clock)
        } else if entry.get("close").is_some() {
            self.table.close(handle);
            self.calls.get_mut(name).unwrap().ended = true;
            return Ok(());
        } else if let (Some(_), Now::Wait(ms), None) = (entry.get("wait"), &call.now, entry.get("hold")) {
            self.clock += ms;
            self.table.waited(handle, self.clock)
        } else {
            return Ok(());
        };
        let mut call = self.calls.remove(name).unwrap();
        self.take(name, &mut call, &answer.to_bytes());
        self.calls.insert(name.to_owned(), call);
        Ok(())
    }
}
