//! The TypeScript client: types, readers of packed rows, error classes, and a class for each platform.

use anyhow::Result;
use bursar::schema::{ERROR_KINDS, Field, OPTIONS, REPLY_HEADERS, Shape, Type};
use minijinja::context;
use serde::Serialize;

use crate::Files;
use crate::names::{camel, pascal};
use crate::schema::{Operation, enumerations, is_secret, lines, operations, platforms, records};
use crate::templates::environment;

const REFERENCE: &str = "docs/reference/typescript.md";
const TEMPLATES: [(&str, &str); 7] = [
    ("types.ts", include_str!("../templates/typescript/types.ts.j2")),
    ("readers.ts", include_str!("../templates/typescript/readers.ts.j2")),
    ("errors.ts", include_str!("../templates/typescript/errors.ts.j2")),
    ("clients.ts", include_str!("../templates/typescript/clients.ts.j2")),
    ("operations.ts", include_str!("../templates/typescript/operations.ts.j2")),
    ("tables.ts", include_str!("../templates/typescript/tables.ts.j2")),
    (REFERENCE, include_str!("../templates/typescript/reference.md.j2")),
];

#[derive(Serialize)]
struct Column {
    name: String,
    ty: String,
    /// The expression that reads it from the packed row.
    read: String,
    doc: Vec<String>,
    optional: bool,
}

#[derive(Serialize)]
struct Record {
    name: String,
    doc: Vec<String>,
    columns: Vec<Column>,
    /// How far a row moves in the numbers and in the lengths.
    numbers: usize,
    texts: usize,
}

#[derive(Serialize)]
struct Params {
    name: String,
    doc: Vec<String>,
    fields: Vec<Column>,
    /// Whether the object may be left out.
    optional: bool,
}

#[derive(Serialize)]
struct Method {
    name: String,
    verb: String,
    doc: Vec<String>,
    params: String,
    has_params: bool,
    optional: bool,
    secrets: Vec<String>,
    required: Vec<String>,
    row: Option<String>,
    list: bool,
    /// Whether it may be sent again, in words.
    safety: Vec<String>,
}

#[derive(Serialize)]
struct Group {
    /// Of a resource: its name and class.
    name: String,
    class: String,
    methods: Vec<Method>,
}

pub(crate) fn files() -> Result<Files> {
    let environment = environment(&TEMPLATES)?;
    let all = operations();
    let data = context! {
        records => records().iter().map(|record| self::record(&record.name, record.of)).collect::<Vec<_>>(),
        params => all.iter().filter(|operation| !operation.schema.params.fields.is_empty()).map(params).collect::<Vec<_>>(),
        enums => enumerations(),
        kinds => ERROR_KINDS.iter().map(|kind| context! {
            value => kind.value, class => format!("{}Error", pascal(kind.value)), doc => lines(kind.doc),
        }).collect::<Vec<_>>(),
        platforms => platforms(|class| groups(&all, Some(class))),
        shared => groups(&all, None),
        methods => all.iter().map(method).collect::<Vec<_>>(),
        options => OPTIONS.iter().map(|option| context! {
            name => option.name, own => own(option.name), ty => option.ty, session => option.session, doc => lines(option.doc),
        }).collect::<Vec<_>>(),
        headers => REPLY_HEADERS,
    };
    TEMPLATES
        .iter()
        .map(|(name, _)| {
            let path = if *name == REFERENCE { REFERENCE.into() } else { format!("npm/src/generated/{name}") };
            Ok((path.into(), environment.get_template(name)?.render(&data)?))
        })
        .collect()
}

fn record(name: &str, of: &bursar::schema::Struct) -> Record {
    let (mut numbers, mut texts) = (0, 0);
    let columns = of.fields.iter().map(|field| {
        let slot = match field.slot.ty {
            Type::Integer | Type::Bool | Type::Instant => &mut numbers,
            _ => &mut texts,
        };
        let read = read(field, *slot);
        *slot += 1;
        Column { name: camel(field.name), ty: column_type(field), read, doc: lines(&told(field)), optional: false }
    });
    let columns = columns.collect();
    Record { name: name.to_owned(), doc: lines(of.doc), columns, numbers, texts }
}

/// What is told of a column: its unit, too, where that is JavaScript's.
fn told(field: &Field) -> String {
    let unit = match field.slot.ty {
        Type::Instant => " In whole milliseconds since 1970 UTC, as `Date` takes them.",
        Type::Decimal => " An exact decimal number, as text.",
        _ => "",
    };
    format!("{}{unit}", field.doc.trim_end())
}

fn column_type(field: &Field) -> String {
    let ty = match field.slot.ty {
        Type::Integer | Type::Instant => "number",
        Type::Bool => "boolean",
        Type::Text | Type::Decimal => "string",
        Type::Secret => "Secret",
        Type::Open(names) => names.name,
    };
    if field.slot.optional { format!("{ty} | null") } else { ty.to_owned() }
}

/// Reads the column from the packed row: `p` is where its numbers are, `q` its lengths.
fn read(field: &Field, at: usize) -> String {
    let at = if at == 0 { String::new() } else { format!(" + {at}") };
    let number = format!("f64[p{at}]!");
    let text = format!("page.text(u32[q{at}]!)");
    let or_null = |value: &str, convert: &dyn Fn(&str) -> String| {
        if field.slot.optional { format!("nullable({value})") } else { convert(value) }
    };
    match field.slot.ty {
        Type::Integer => or_null(&number, &str::to_owned),
        // Microseconds; JavaScript counts milliseconds.
        Type::Instant => or_null(&format!("millis({number})"), &str::to_owned),
        Type::Bool if field.slot.optional => format!("truth({number})"),
        Type::Bool => format!("{number} === 1"),
        Type::Secret if field.slot.optional => format!("page.secretOrNull(u32[q{at}]!)"),
        Type::Secret => format!("new Secret({text})"),
        _ if field.slot.optional => format!("page.textOrNull(u32[q{at}]!)"),
        _ => text,
    }
}

fn params(operation: &Operation) -> Params {
    let fields: Vec<Column> = operation
        .schema
        .params
        .fields
        .iter()
        .map(|field| Column {
            name: camel(field.name),
            ty: param_type(field),
            read: String::new(),
            doc: lines(field.doc),
            optional: field.slot.optional,
        })
        .collect();
    let optional = fields.iter().all(|field| field.optional);
    Params { name: operation.params(), doc: lines(operation.schema.params.doc), fields, optional }
}

fn param_type(field: &Field) -> String {
    match field.slot.ty {
        Type::Integer => "number".to_owned(),
        Type::Bool => "boolean".to_owned(),
        Type::Text | Type::Decimal | Type::Instant => "string".to_owned(),
        Type::Secret => "Secret | string".to_owned(),
        Type::Open(names) => names.name.to_owned(),
    }
}

fn groups(all: &[Operation], class: Option<&str>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for operation in all.iter().filter(|operation| operation.class == class) {
        let name = operation.resource.map(camel).unwrap_or_default();
        let method = method(operation);
        if let Some(group) = groups.iter_mut().find(|group| group.name == name) {
            group.methods.push(method);
            continue;
        }
        let class = format!("{}{}", class.unwrap_or_default(), pascal(operation.resource.unwrap_or_default()));
        groups.push(Group { name, class, methods: vec![method] });
    }
    groups
}

fn method(operation: &Operation) -> Method {
    let fields = operation.schema.params.fields;
    Method {
        name: operation.schema.name.to_owned(),
        verb: camel(operation.verb),
        doc: lines(operation.schema.params.doc),
        params: operation.params(),
        has_params: !fields.is_empty(),
        optional: fields.iter().all(|field| field.slot.optional),
        secrets: fields.iter().filter(|field| is_secret(field)).map(|field| camel(field.name)).collect(),
        required: fields.iter().filter(|field| !field.slot.optional).map(|field| camel(field.name)).collect(),
        row: match operation.schema.output {
            Shape::Unit => None,
            Shape::Record(of) | Shape::Page(of) => Some(of.name.to_owned()),
        },
        list: operation.is_list(),
        safety: operation.safety("maxRetries"),
    }
}

/// What an option is called in JavaScript, where all times are milliseconds.
fn own(name: &str) -> &str {
    name.strip_suffix("Ms").unwrap_or(name)
}
