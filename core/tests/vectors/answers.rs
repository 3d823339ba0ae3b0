//! Reads what the crossing answers, and compares it with what a vector expects.

use bursar::Failure;
use bursar::schema::{Described, Field, OPERATIONS, Shape, Type};
use serde_json::{Map, Value as Json, json};

use crate::common::packed::{Block, Cell, read_columns, read_rows};

/// What a call wants now.
pub(crate) enum Now {
    Send(Map<String, Json>),
    Wait(u64),
    Packed(Block),
}

pub(crate) fn fields(operation: &str) -> &'static [Field] {
    let found = OPERATIONS.iter().find(|known| known.name == operation);
    match found.map(|known| known.output) {
        Some(Shape::Record(record) | Shape::Page(record)) => record.fields,
        _ => &[],
    }
}

pub(crate) fn parse(answer: &[u8], packing: &str, types: &[Type]) -> Now {
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

pub(crate) fn rows(operation: &str, block: &Block) -> Vec<Json> {
    objects(fields(operation), block)
}

pub(crate) fn failure(block: &Block) -> Result<Json, String> {
    if block.tag != b'E' {
        return Err("no failure".into());
    }
    Ok(objects(Failure::SCHEMA.fields, block).remove(0))
}

pub(crate) fn check_request(expected: &Json, request: &Map<String, Json>) -> Result<(), String> {
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

pub(crate) fn check_error(expected: &Json, failure: &Json) -> Result<(), String> {
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

pub(crate) fn same(what: &str, expected: &Json, found: &Json) -> Result<(), String> {
    if expected == found { Ok(()) } else { Err(format!("{what}: expected {expected}, found {found}")) }
}

pub(crate) fn describe(now: &Now) -> String {
    match now {
        Now::Send(request) => format!("it sends {} {} {}", request["method"], request["url"], request["body"]),
        Now::Wait(ms) => format!("it waits {ms} ms"),
        Now::Packed(block) if block.tag == b'E' => format!("it failed: {}", failure(block).unwrap()),
        Now::Packed(block) => format!("it gave {:?}", block.rows),
    }
}

pub(crate) fn reply_of(reply: &Json) -> (String, Vec<u8>) {
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
