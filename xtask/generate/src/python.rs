//! The Python client: types, error classes, tables for the reader, and a class for each platform.

use anyhow::Result;
use bursar::Safety;
use bursar::schema::{ERROR_KINDS, Field, Known, OPTIONS, Shape, Type};
use minijinja::{Value, context};

use crate::Files;
use crate::names::{camel, pascal, snake};
use crate::schema::{Operation, enumerations, lines, operations, platforms, records};
use crate::templates::environment;

const REFERENCE: &str = "docs/reference/python.md";
const INIT: &str = "python/src/bursar/__init__.py";
const TEMPLATES: [(&str, &str); 6] = [
    (REFERENCE, include_str!("../templates/python/reference.md.j2")),
    (INIT, include_str!("../templates/python/init.py.j2")),
    ("types.py", include_str!("../templates/python/types.py.j2")),
    ("errors.py", include_str!("../templates/python/errors.py.j2")),
    ("tables.py", include_str!("../templates/python/tables.py.j2")),
    ("clients.py", include_str!("../templates/python/clients.py.j2")),
];

pub(crate) fn files() -> Result<Files> {
    let environment = environment(&TEMPLATES)?;
    let all = operations();
    let data = context! {
        records => records().iter().map(|record| context! {
            name => record.name,
            table => snake(&record.name).to_uppercase(),
            doc => lines(record.of.doc),
            columns => record.of.fields.iter().map(column).collect::<Vec<_>>(),
        }).collect::<Vec<_>>(),
        enums => enumerations(),
        kinds => ERROR_KINDS.iter().map(kind).collect::<Vec<_>>(),
        platforms => platforms(|class| groups(&all, class)),
        operations => all.iter().map(method).collect::<Vec<_>>(),
        options => options(),
        version => env!("CARGO_PKG_VERSION"),
    };
    let rendered = |name: &str, template: &str, class_prefix: &str| {
        let path = if name.contains('/') { name.to_owned() } else { format!("python/src/bursar/_generated/{name}") };
        let data = context! { A => class_prefix, ..data.clone() };
        Ok((path.into(), environment.get_template(template)?.render(data)?))
    };
    let blocking = TEMPLATES.iter().map(|(name, _)| rendered(name, name, ""));
    blocking.chain([rendered("async_clients.py", "clients.py", "Async")]).collect()
}

/// Errors of Python itself, which `import *` must not hide.
const BUILTINS: [&str; 3] = ["ConnectionError", "PermissionError", "TimeoutError"];

/// A kind of failure, and its class.
fn kind(kind: &Known) -> Value {
    let class = format!("{}Error", pascal(kind.value));
    context! { value => kind.value, builtin => BUILTINS.contains(&class.as_str()), class => class, doc => lines(kind.doc) }
}

/// What a client or a call takes. `meta` is what `with_response` and the log ask for.
fn options() -> Vec<Value> {
    let typed = OPTIONS.iter().filter(|option| option.name != "meta");
    let told = typed.map(|option| {
        context! {
            name => option.name, own => own_option(option.name), client => option.session, call => option.name != "dialect",
            doc => seconds(option.doc),
        }
    });
    told.collect()
}

/// What an option is called in Python, where all times are seconds.
fn own_option(name: &str) -> String {
    snake(name.strip_suffix("Ms").unwrap_or(name))
}

/// What is told of a time in milliseconds, in seconds.
fn seconds(doc: &str) -> String {
    let Some((what, default)) = doc.split_once(", in milliseconds. Default ") else { return doc.to_owned() };
    format!("{what}. Default {}.", default.trim_end_matches(",000."))
}

fn column(field: &Field) -> Value {
    let ty = match field.slot.ty {
        Type::Integer => "int",
        Type::Bool => "bool",
        Type::Decimal => "Decimal",
        Type::Instant => "datetime",
        Type::Secret => "Secret",
        Type::Text | Type::Open(_) => "str",
    };
    let (number, convert) = match field.slot.ty {
        Type::Integer => (true, None),
        Type::Bool => (true, Some("bool")),
        Type::Instant => (false, Some("instant")),
        Type::Decimal => (false, Some("Decimal")),
        Type::Secret => (false, Some("Secret")),
        Type::Text | Type::Open(_) => (false, None),
    };
    context! { name => field.name, ty => or_none(ty, field), doc => known(field), number => number, convert => convert }
}

fn param(field: &Field) -> Value {
    let ty = match field.slot.ty {
        Type::Integer => "int",
        Type::Bool => "bool",
        Type::Decimal => "Decimal | int | str",
        Type::Instant => "datetime | str",
        Type::Secret => "Secret | str",
        Type::Text | Type::Open(_) => "str",
    };
    context! { name => own_name(field), wire => camel(field.name), ty => or_none(ty, field), doc => known(field), optional => field.slot.optional }
}

/// A keyword of Python is no name.
fn own_name(field: &Field) -> String {
    if field.name == "from" { "from_".to_owned() } else { field.name.to_owned() }
}

fn or_none(ty: &str, field: &Field) -> String {
    if field.slot.optional { format!("{ty} | None") } else { ty.to_owned() }
}

/// The doc comment; of an open enumeration, also where its values are named.
fn known(field: &Field) -> Vec<String> {
    let mut doc = lines(field.doc);
    if let Type::Open(names) = field.slot.ty
        && names.name != "ErrorKind"
    {
        doc.push(format!("Known values: `{}`.", names.name));
    }
    doc
}

/// The resources of a platform, and under no name what all platforms have.
fn groups(all: &[Operation], class: &str) -> Vec<Value> {
    let mut resources: Vec<Option<&str>> = Vec::new();
    let own = || all.iter().filter(|operation| operation.class.is_none_or(|of| of == class));
    for operation in own() {
        if !resources.contains(&operation.resource) {
            resources.push(operation.resource);
        }
    }
    let group = |resource: Option<&str>| {
        let methods = own().filter(|operation| operation.resource == resource).map(method).collect::<Vec<_>>();
        let name = resource.unwrap_or_default();
        context! { name => name, class => format!("{class}{}", pascal(name)), methods => methods }
    };
    resources.into_iter().map(group).collect()
}

fn method(operation: &Operation) -> Value {
    let row = match operation.schema.output {
        Shape::Unit => None,
        Shape::Record(of) | Shape::Page(of) => Some(of.name),
    };
    // What may be left out stands behind what may not.
    let (optional, needed): (Vec<&Field>, Vec<&Field>) =
        operation.schema.params.fields.iter().partition(|field| field.slot.optional);
    context! {
        name => operation.schema.name,
        verb => operation.verb,
        doc => lines(operation.schema.params.doc),
        params => needed.into_iter().chain(optional).map(param).collect::<Vec<_>>(),
        row => row,
        table => row.map(|name| snake(name).to_uppercase()),
        list => operation.is_list(),
        once => operation.schema.safety == Safety::Once,
        shared => operation.class.is_none(),
        safety => operation.safety("max_retries"),
    }
}
