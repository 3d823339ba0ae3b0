//! The Kotlin client: types, exceptions, readers of packed rows, suspending and blocking clients, and typed calls for tests.

use anyhow::Result;
use bursar::schema::{ERROR_KINDS, Field, REPLY_HEADERS, Shape, Type};
use minijinja::{Value, context};

use crate::Files;
use crate::names::{camel, pascal};
use crate::schema::{Operation, enumerations, is_secret, lines, operations, platforms, records};
use crate::templates::environment;

const REFERENCE: &str = "docs/reference/kotlin.md";
const TESTS: &str = "TypedCalls.kt";
const TEMPLATES: [(&str, &str); 8] = [
    ("Types.kt", include_str!("../templates/kotlin/Types.kt.j2")),
    ("Exceptions.kt", include_str!("../templates/kotlin/Exceptions.kt.j2")),
    ("Readers.kt", include_str!("../templates/kotlin/Readers.kt.j2")),
    ("Clients.kt", include_str!("../templates/kotlin/Clients.kt.j2")),
    ("BlockingClients.kt", include_str!("../templates/kotlin/BlockingClients.kt.j2")),
    ("Tables.kt", include_str!("../templates/kotlin/Tables.kt.j2")),
    (TESTS, include_str!("../templates/kotlin/TypedCalls.kt.j2")),
    (REFERENCE, include_str!("../templates/kotlin/reference.md.j2")),
];

pub(crate) fn files() -> Result<Files> {
    let environment = environment(&TEMPLATES)?;
    let all = operations();
    let data = context! {
        records => records().iter().map(|record| context! {
            name => record.name,
            reader => camel_of(&record.name),
            doc => lines(record.of.doc),
            columns => record.of.fields.iter().map(column).collect::<Vec<_>>(),
        }).collect::<Vec<_>>(),
        enums => enumerations(),
        kinds => ERROR_KINDS.iter().map(|kind| context! {
            value => kind.value, name => kind.value.to_uppercase(), class => format!("{}Exception", pascal(kind.value)), doc => lines(kind.doc),
        }).collect::<Vec<_>>(),
        platforms => platforms(|class| groups(&all, class)),
        operations => all.iter().map(method).collect::<Vec<_>>(),
        headers => REPLY_HEADERS,
    };
    TEMPLATES
        .iter()
        .map(|(name, _)| {
            let path = match *name {
                REFERENCE => REFERENCE.to_owned(),
                TESTS => format!("kotlin/bursar/src/test/generated/dev/bursar/{TESTS}"),
                _ => format!("kotlin/bursar/src/generated/kotlin/dev/bursar/{name}"),
            };
            Ok((path.into(), environment.get_template(name)?.render(&data)?))
        })
        .collect()
}

/// `TransferCheck` is `transferCheck`.
fn camel_of(pascal: &str) -> String {
    let mut letters = pascal.chars();
    letters.next().map(|first| first.to_ascii_lowercase().to_string() + letters.as_str()).unwrap_or_default()
}

fn plain_type(ty: Type) -> &'static str {
    match ty {
        Type::Integer => "Long",
        Type::Bool => "Boolean",
        Type::Text => "String",
        Type::Decimal => "BigDecimal",
        Type::Instant => "Instant",
        Type::Secret => "Secret",
        Type::Open(names) => names.name,
    }
}

fn or_null(ty: &str, field: &Field) -> String {
    if field.slot.optional { format!("{ty}?") } else { ty.to_owned() }
}

fn column(field: &Field) -> Value {
    let (read, or_null_read) = match field.slot.ty {
        Type::Integer => ("long()", "longOrNull()"),
        Type::Bool => ("bool()", "boolOrNull()"),
        Type::Text | Type::Open(_) => ("text()", "textOrNull()"),
        Type::Decimal => ("decimal()", "decimalOrNull()"),
        Type::Instant => ("instant()", "instantOrNull()"),
        Type::Secret => ("secret()", "secretOrNull()"),
    };
    let read = if field.slot.optional { or_null_read } else { read };
    // Kinds of errors are classes, and text in the record of a failure.
    let (is_open, ty) = match field.slot.ty {
        Type::Open(names) if names.name != "ErrorKind" => (true, names.name),
        Type::Open(_) => (false, "String"),
        other => (false, plain_type(other)),
    };
    let read = match (is_open, field.slot.optional) {
        (true, true) => format!("{read}?.let(::{ty})"),
        (true, false) => format!("{ty}({read})"),
        (false, _) => read.to_owned(),
    };
    let name = camel(field.name);
    context! { name => name, getter => pascal(field.name), ty => or_null(ty, field), read => read, doc => lines(field.doc), open => is_open }
}

fn param(field: &Field) -> Value {
    let ty = plain_type(field.slot.ty);
    let name = camel(field.name);
    let open = matches!(field.slot.ty, Type::Open(_));
    let java = if open { "String" } else { ty };
    let from_java = match (open, field.slot.optional) {
        (true, true) => format!("{name}?.let(::{ty})"),
        (true, false) => format!("{ty}({name})"),
        (false, _) => name.clone(),
    };
    let given = match field.slot.ty {
        Type::Integer => "long",
        Type::Bool => "bool",
        Type::Text | Type::Open(_) => "text",
        Type::Decimal => "decimal",
        Type::Instant => "instant",
        Type::Secret => "secret",
    };
    let given = format!("given.{given}{}(\"{name}\")", if field.slot.optional { "OrNull" } else { "" });
    let given = match (open, field.slot.optional) {
        (true, true) => format!("{given}?.let(::{ty})"),
        (true, false) => format!("{ty}({given})"),
        (false, _) => given,
    };
    context! {
        name => name, ty => or_null(ty, field), java => or_null(java, field), from_java => from_java, given => given,
        doc => lines(field.doc), optional => field.slot.optional, secret => is_secret(field),
    }
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
        context! { name => camel(name), class => format!("{class}{}", pascal(name)), methods => methods }
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
        verb => camel(operation.verb),
        class => operation.class,
        resource => operation.resource.map(camel),
        doc => lines(operation.schema.params.doc),
        params => needed.into_iter().chain(optional).map(param).collect::<Vec<_>>(),
        row => row,
        reader => row.map(camel_of),
        list => operation.is_list(),
        safety => operation.safety("maxRetries"),
    }
}
