//! Runs the conformance corpus through the crossing, in every packing. The format: `tests/vectors/README.md`.
#![cfg(all(feature = "schema", feature = "webhooks"))]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::panic;
use std::path::{Path, PathBuf};

use bursar::Failure;
use bursar::handles::Table;
use bursar::schema::{Described, Field, OPERATIONS, Shape, Type};
use common::packed::{Block, Cell, read_columns, read_rows};
use serde_json::{Map, Value as Json, json};

const PACKINGS: [&str; 3] = ["rows16", "rows8", "columns"];

#[test]
fn every_vector_holds_in_every_packing() {
    let files = files();
    assert!(files.len() > 150, "the corpus is not where it should be");
    let mut failures = Vec::new();
    for file in &files {
        let vector: Json = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        for packing in PACKINGS {
            let outcome = panic::catch_unwind(|| run(&vector, packing));
            if let Err(problem) = outcome.unwrap_or_else(|_| Err("the runner panicked; see above".to_owned())) {
                failures.push(format!("{} [{packing}]: {problem}", file.strip_prefix(root()).unwrap().display()));
                break;
            }
        }
    }
    assert!(failures.is_empty(), "{} of {} vectors fail:\n{}", failures.len(), files.len(), failures.join("\n"));
}

#[test]
fn every_vector_fits_the_schema() {
    let schema: Json = serde_json::from_str(&fs::read_to_string(root().join("schema.json")).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for file in files() {
        let vector = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let problems: Vec<_> = validator.iter_errors(&vector).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(problems.is_empty(), "{}: {problems:#?}", file.display());
    }
}

#[test]
fn every_operation_succeeds_and_fails_in_vectors() {
    let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for file in files() {
        let vector: Json = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        for entry in vector["script"].as_array().into_iter().flatten() {
            let name = entry.get("call").and_then(Json::as_str).unwrap_or("a");
            let definition = vector.get("calls").map_or(&vector, |calls| &calls[name]);
            let count = counts.entry(definition["operation"].as_str().unwrap_or_default().to_owned()).or_default();
            count.0 += u32::from(entry.get("value").or(entry.get("rows")).is_some());
            count.1 += u32::from(entry.get("error").is_some());
        }
    }
    for operation in OPERATIONS {
        let (succeeds, fails) = counts.get(operation.name).copied().unwrap_or_default();
        assert!(succeeds >= 1 && fails >= 2, "{}: succeeds {succeeds} times, fails {fails} times", operation.name);
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors")
}

fn files() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "json") && !path.ends_with("schema.json") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root(), &mut found);
    found.sort();
    found
}

/// What a call wants now.
enum Now {
    Send(Map<String, Json>),
    Wait(u64),
    Packed(Block),
}

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

fn run(vector: &Json, packing: &str) -> Result<(), String> {
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

fn fields(operation: &str) -> &'static [Field] {
    let found = OPERATIONS.iter().find(|known| known.name == operation);
    match found.map(|known| known.output) {
        Some(Shape::Record(record) | Shape::Page(record)) => record.fields,
        _ => &[],
    }
}

fn parse(answer: &[u8], packing: &str, types: &[Type]) -> Now {
    let text = || std::str::from_utf8(answer).unwrap();
    match answer[0] {
        b'S' => {
            let mut parts = text().splitn(10, '\u{1f}').skip(2);
            let mut part = || parts.next().unwrap();
            let number = |text: &str| json!(text.parse::<u64>().unwrap());
            let mut request = Map::new();
            request.insert("timeoutMs".into(), number(part()));
            let _connect = part();
            let _max = part();
            request.insert("once".into(), json!(part() == "1"));
            request.insert("method".into(), part().into());
            request.insert("url".into(), part().into());
            let headers: Map<String, Json> = part()
                .lines()
                .map(|line| line.split_once(": ").unwrap())
                .filter(|(name, _)| !["accept", "user-agent"].contains(name))
                .map(|(name, value)| (name.to_owned(), value.into()))
                .collect();
            request.insert("headers".into(), headers.into());
            request.insert("body".into(), part().into());
            Now::Send(request)
        }
        b'W' => Now::Wait(text().rsplit('\u{1f}').next().unwrap().parse().unwrap()),
        tag => {
            let types: Vec<Type> = if tag == b'E' {
                Failure::SCHEMA.fields.iter().map(|field| field.slot.ty).collect()
            } else {
                types.to_vec()
            };
            Now::Packed(if packing == "columns" {
                read_columns(answer, &types)
            } else {
                read_rows(answer, &types, packing == "rows16")
            })
        }
    }
}

fn objects(fields: &[Field], block: &Block) -> Vec<Json> {
    let cell = |field: &Field, cell: &Cell| match (field.slot.ty, cell) {
        (Type::Bool, Cell::Number(Some(number))) => json!(*number != 0),
        (_, Cell::Number(number)) => json!(number),
        (_, Cell::Text(text)) => json!(text),
    };
    let object = |row: &Vec<Cell>| {
        fields.iter().zip(row).map(|(field, value)| (field.name.to_owned(), cell(field, value))).collect()
    };
    block.rows.iter().map(|row| Json::Object(object(row))).collect()
}

fn rows(operation: &str, block: &Block) -> Vec<Json> {
    objects(fields(operation), block)
}

fn failure(block: &Block) -> Result<Json, String> {
    if block.tag != b'E' {
        return Err("no failure".into());
    }
    Ok(objects(Failure::SCHEMA.fields, block).remove(0))
}

fn check_request(expected: &Json, request: &Map<String, Json>) -> Result<(), String> {
    for (name, expected) in expected.as_object().unwrap() {
        match name.as_str() {
            "json" => {
                let body = request["body"].as_str().unwrap();
                let found = serde_json::from_str(body).map_err(|_| format!("the body is no JSON: {body}"))?;
                same("json", expected, &found)?;
            }
            name => same(name, expected, &request[name])?,
        }
    }
    if expected.get("json").is_none() && expected.get("body").is_none() {
        same("body", &json!(""), &request["body"])?;
    }
    Ok(())
}

fn check_error(expected: &Json, failure: &Json) -> Result<(), String> {
    for (name, expected) in expected.as_object().unwrap() {
        match name.as_str() {
            "detail_contains" => {
                let detail = failure["detail"].as_str().unwrap();
                if !detail.contains(expected.as_str().unwrap()) {
                    return Err(format!("the detail is {detail:?}, without {expected}"));
                }
            }
            "absent" => {
                let shown = failure.to_string();
                if let Some(text) =
                    expected.as_array().unwrap().iter().find(|text| shown.contains(text.as_str().unwrap()))
                {
                    return Err(format!("{text} is shown in {shown}"));
                }
            }
            "readings" => {
                let text = failure["readings"].as_str().ok_or_else(|| format!("no readings in {failure}"))?;
                let readings: Json = serde_json::from_str(text).map_err(|_| "readings are no JSON")?;
                for (name, expected) in expected.as_object().unwrap() {
                    same(&format!("readings.{name}"), expected, &readings[name])?;
                }
            }
            name => same(name, expected, &failure[name]).map_err(|problem| format!("{problem}, in {failure}"))?,
        }
    }
    Ok(())
}

fn same(what: &str, expected: &Json, found: &Json) -> Result<(), String> {
    if expected == found { Ok(()) } else { Err(format!("{what}: expected {expected}, found {found}")) }
}

fn describe(now: &Now) -> String {
    match now {
        Now::Send(request) => format!("it sends {} {} {}", request["method"], request["url"], request["body"]),
        Now::Wait(ms) => format!("it waits {ms} ms"),
        Now::Packed(block) if block.tag == b'E' => format!("it failed: {}", failure(block).unwrap()),
        Now::Packed(block) => format!("it gave {:?}", block.rows),
    }
}

fn reply_of(reply: &Json) -> (String, Vec<u8>) {
    let mut head = reply["status"].to_string();
    for (name, value) in reply.get("headers").and_then(Json::as_object).into_iter().flatten() {
        head.extend(["\u{1f}", name, ": ", value.as_str().unwrap()]);
    }
    let body = if let Some(json) = reply.get("json") {
        json.to_string().into_bytes()
    } else if let Some(text) = reply.get("text") {
        text.as_str().unwrap().as_bytes().to_vec()
    } else if let Some(base64) = reply.get("base64") {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.decode(base64.as_str().unwrap()).unwrap()
    } else {
        Vec::new()
    };
    (head, body)
}
