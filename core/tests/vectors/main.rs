//! Runs the conformance corpus through the crossing, in every packing. The format: `tests/vectors/README.md`.
#![cfg(all(feature = "schema", feature = "webhooks"))]

mod answers;
#[path = "../common/mod.rs"]
mod common;
mod runner;

use std::collections::BTreeMap;
use std::fs;
use std::panic;
use std::path::{Path, PathBuf};

use bursar::schema::OPERATIONS;
use serde_json::Value as Json;

const PACKINGS: [&str; 3] = ["rows16", "rows8", "columns"];

#[test]
fn every_vector_holds_in_every_packing() {
    let files = files();
    assert!(files.len() > 150, "the corpus is not where it should be");
    let mut failures = Vec::new();
    for file in &files {
        let vector: Json = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        for packing in PACKINGS {
            let outcome = panic::catch_unwind(|| runner::run(&vector, packing));
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
