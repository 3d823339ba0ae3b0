//! The Swift client: types, readers of packed rows, a client for each platform, the typed calls of its corpus test, and the
//! reference page.

use anyhow::Result;
use bursar::schema::{ERROR_KINDS, Field, Known, REPLY_HEADERS, Shape, Struct, Type};
use minijinja::{Value, context};

use crate::Files;
use crate::names::{camel, pascal};
use crate::schema::{Operation, enums, is_secret, lines, operations, platforms, records};
use crate::templates::environment;

const TYPES: &str = "swift/Sources/Bursar/Generated/Types.swift";
const READERS: &str = "swift/Sources/Bursar/Generated/Readers.swift";
const CLIENTS: &str = "swift/Sources/Bursar/Generated/Clients.swift";
const TABLES: &str = "swift/Sources/Bursar/Generated/Tables.swift";
const TYPED: &str = "swift/Tests/BursarTests/Generated/Typed.swift";
const REFERENCE: &str = "docs/reference/swift.md";
const TEMPLATES: [(&str, &str); 6] = [
    (TYPES, include_str!("../templates/swift/Types.swift.j2")),
    (READERS, include_str!("../templates/swift/Readers.swift.j2")),
    (CLIENTS, include_str!("../templates/swift/Clients.swift.j2")),
    (TABLES, include_str!("../templates/swift/Tables.swift.j2")),
    (TYPED, include_str!("../templates/swift/Typed.swift.j2")),
    (REFERENCE, include_str!("../templates/swift/reference.md.j2")),
];

pub(crate) fn files() -> Result<Files> {
    let environment = environment(&TEMPLATES)?;
    let all = operations();
    let data = context! {
        records => records().iter().map(|named| record(&named.name, named.of)).collect::<Vec<_>>(),
        enums => enums().iter().map(|names| context! {
            name => names.name, doc => lines(names.doc), known => names.known.iter().map(known).collect::<Vec<_>>(),
        }).collect::<Vec<_>>(),
        kinds => ERROR_KINDS.iter().map(known).collect::<Vec<_>>(),
        platforms => platforms(|class| groups(&all, Some(class))),
        shared => groups(&all, None),
        operations => all.iter().map(method).collect::<Vec<_>>(),
        headers => REPLY_HEADERS,
    };
    TEMPLATES.iter().map(|(path, _)| Ok((path.into(), environment.get_template(path)?.render(&data)?))).collect()
}

/// A constant: `AZURE_DRAGON` is `azureDragon`.
fn known(known: &Known) -> Value {
    let name = camel(&known.name.to_lowercase());
    // A keyword may be called by its name, but not be declared so.
    let declared = if name == "repeat" { format!("`{name}`") } else { name.clone() };
    context! { name => name, declared => declared, value => known.value, doc => lines(known.doc) }
}

fn record(name: &str, of: &Struct) -> Value {
    let column = |field: &Field| {
        let (ty, read) = match field.slot.ty {
            Type::Integer => ("Int", "int"),
            Type::Bool => ("Bool", "bool"),
            Type::Decimal => ("Decimal", "decimal"),
            Type::Instant => ("Date", "date"),
            Type::Secret => ("Secret", "secret"),
            Type::Text => ("String", "text"),
            Type::Open(names) => (names.name, "text"),
        };
        let (optional, or_nil) = if field.slot.optional { ("?", "OrNil") } else { ("", "") };
        let read = match field.slot.ty {
            Type::Open(_) if field.slot.optional => format!("packed.textOrNil().map({ty}.init(rawValue:))"),
            Type::Open(_) => format!("{ty}(rawValue: packed.text())"),
            _ => format!("packed.{read}{or_nil}()"),
        };
        context! {
            name => camel(field.name), wire => field.name, ty => format!("{ty}{optional}"), read => read,
            doc => lines(field.doc),
        }
    };
    context! { name => name, doc => lines(of.doc), columns => of.fields.iter().map(column).collect::<Vec<_>>() }
}

fn param(field: &Field) -> Value {
    let ty = match field.slot.ty {
        Type::Integer => "Int",
        Type::Bool => "Bool",
        Type::Decimal => "Decimal",
        Type::Instant => "Date",
        Type::Secret => "Secret",
        Type::Text => "String",
        Type::Open(names) => names.name,
    };
    context! { name => camel(field.name), ty => ty, doc => lines(field.doc), optional => field.slot.optional }
}

/// The resources of a platform; what has none stands under no name.
fn groups(all: &[Operation], class: Option<&str>) -> Vec<Value> {
    let own = || all.iter().filter(|operation| operation.class == class);
    let mut resources: Vec<Option<&str>> = Vec::new();
    for operation in own() {
        if !resources.contains(&operation.resource) {
            resources.push(operation.resource);
        }
    }
    let group = |resource: Option<&str>| {
        let methods = own().filter(|operation| operation.resource == resource).map(method).collect::<Vec<_>>();
        let name = resource.unwrap_or_default();
        let class = format!("{}{}", class.unwrap_or_default(), pascal(name));
        context! { name => camel(name), class => class, methods => methods }
    };
    resources.into_iter().map(group).collect()
}

fn method(operation: &Operation) -> Value {
    let fields = operation.schema.params.fields;
    // What may be left out stands behind what may not.
    let (optional, needed): (Vec<&Field>, Vec<&Field>) = fields.iter().partition(|field| field.slot.optional);
    context! {
        name => operation.schema.name,
        class => operation.class,
        resource => operation.resource.map(camel),
        // `init` makes values in Swift, and cannot be called as a method.
        verb => if operation.verb == "init" { "initialize".to_owned() } else { camel(operation.verb) },
        doc => lines(operation.schema.params.doc),
        params => needed.into_iter().chain(optional).map(param).collect::<Vec<_>>(),
        secrets => fields.iter().filter(|field| is_secret(field)).map(|field| camel(field.name)).collect::<Vec<_>>(),
        row => match operation.schema.output {
            Shape::Unit => None,
            Shape::Record(of) | Shape::Page(of) => Some(of.name),
        },
        list => operation.is_list(),
        safety => operation.safety("maxRetries"),
    }
}
