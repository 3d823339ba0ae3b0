//! The lists of operations that people read are whole.
#![cfg(all(feature = "schema", feature = "webhooks"))]

use std::collections::BTreeSet;

use bursar::schema::{OPERATIONS, OperationSchema, Shape};

const FRONT_PAGE: &str = include_str!("../src/lib.rs");
const README: &str = include_str!("../../README.md");

/// A type as the front page links it: the platform's module in front, unless all platforms share it.
fn link(operation: &OperationSchema, name: &str) -> String {
    match operation.platform() {
        Some(platform) if name != "Credits" => format!("[`{}::{name}`]", platform.id()),
        _ => format!("[`{name}`]"),
    }
}

#[test]
fn the_front_page_has_every_operation_with_what_it_takes_and_gives() {
    let expected: Vec<String> = OPERATIONS
        .iter()
        .map(|operation| {
            let gives = match operation.output {
                Shape::Unit => "nothing".to_owned(),
                Shape::Record(record) => link(operation, record.name),
                Shape::Page(record) => format!("a page of {}", link(operation, record.name)),
            };
            format!("//! | `{}` | {} | {gives} |", operation.name, link(operation, operation.params.name))
        })
        .collect();
    let found: Vec<&str> = FRONT_PAGE.lines().filter(|line| line.starts_with("//! | `")).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_readme_names_every_operation() {
    let table = README.split("\n\n").find(|part| part.starts_with("| platform | ")).unwrap();
    let named: BTreeSet<&str> = table.split('`').skip(1).step_by(2).collect();
    let expected = OPERATIONS.iter().map(|operation| operation.name.split_once('.').map_or("raw", |(_, name)| name));
    assert_eq!(named, expected.collect());
}
