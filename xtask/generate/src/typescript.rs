//! The TypeScript client: types, readers of packed rows, error classes, and a class for each platform.

use anyhow::Result;
use bursar::Safety;
use bursar::schema::{ERROR_KINDS, Field, OPTIONS, PLATFORMS, REPLY_HEADERS, Shape, Type};
use minijinja::context;
use serde::Serialize;

use crate::Files;
use crate::names::{camel, pascal};
use crate::schema::{Operation, credentials, enums, is_secret, lines, operations, records};
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
        enums => enums().iter().map(|names| context! {
            name => names.name, doc => lines(names.doc),
            known => names.known.iter().map(|known| context! { name => known.name, value => known.value, doc => lines(known.doc) }).collect::<Vec<_>>(),
        }).collect::<Vec<_>>(),
        kinds => ERROR_KINDS.iter().map(|kind| context! {
            value => kind.value, class => format!("{}Error", pascal(kind.value)), doc => lines(kind.doc),
        }).collect::<Vec<_>>(),
        platforms => PLATFORMS.iter().map(|platform| context! {
            id => platform.id, class => platform.class, title => platform.title, base_url => platform.base_url,
            credentials => credentials(platform).iter().map(|one| context! {
                name => one.name, environment => one.environment, doc => lines(one.doc),
            }).collect::<Vec<_>>(),
            groups => groups(&all, Some(platform.class)),
        }).collect::<Vec<_>>(),
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
        Type::Instant => " In milliseconds since 1970 UTC, as `Date` takes them.",
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
        Type::Instant if field.slot.optional => format!("millis({number})"),
        Type::Instant => format!("{number} / 1000"),
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
        row: match operation.schema.output {
            Shape::Unit => None,
            Shape::Record(of) | Shape::Page(of) => Some(of.name.to_owned()),
        },
        list: operation.is_list(),
        safety: lines(match operation.schema.safety {
            _ if operation.schema.name == "raw" => OWN,
            Safety::Repeat => REPEAT,
            Safety::Once => ONCE,
        }),
    }
}

const REPEAT: &str =
    "It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
comes, or one that asks for patience or tells of a fault that may pass.";
const ONCE: &str =
    "It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.";
const OWN: &str = "It is taken for a state change, and so sent once, unless `safety` says `repeat`.";

/// What an option is called in JavaScript, where all times are milliseconds.
fn own(name: &str) -> &str {
    name.strip_suffix("Ms").unwrap_or(name)
}
