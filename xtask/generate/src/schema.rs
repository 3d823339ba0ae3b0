//! The core's schema as templates want it: with every name and type looked up once.

use std::collections::BTreeMap;

use bursar::schema::Described;
use bursar::schema::{
    CredentialSchema, ERROR_KINDS, Field, Known, Names, OPERATIONS, OperationSchema, PLATFORMS, PlatformSchema, Shape,
    Struct, Type,
};
use bursar::{Failure, Safety};

use minijinja::{Value, context};
use serde::Serialize;

use crate::names::snake;

/// A record or a set of parameters, with the name that it has outside of its module.
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) of: &'static Struct,
}

/// One operation, with where it stands.
pub(crate) struct Operation {
    pub(crate) schema: &'static OperationSchema,
    /// The platform's class, or `None` for what all have.
    pub(crate) class: Option<&'static str>,
    /// The words behind the platform: a resource, if there is one, and a verb.
    pub(crate) resource: Option<&'static str>,
    pub(crate) verb: &'static str,
}

pub(crate) fn operations() -> Vec<Operation> {
    OPERATIONS
        .iter()
        .map(|schema| {
            let words: Vec<&'static str> = schema.name.split('.').collect();
            let class = schema.platform().and_then(|platform| PLATFORMS.iter().find(|known| known.id == platform.id()));
            let (resource, verb) = match words.as_slice() {
                [_, resource, verb] => (Some(*resource), *verb),
                [_, verb] | [verb] => (None, *verb),
                _ => (None, schema.name),
            };
            Operation { schema, class: class.map(|class| class.class), resource, verb }
        })
        .collect()
}

impl Operation {
    /// Parameters of the same name exist on several platforms: `LbaiCreateUserParams` and `OpenCatdCreateUserParams`.
    pub(crate) fn params(&self) -> String {
        format!("{}{}Params", self.class.unwrap_or_default(), self.schema.params.name)
    }

    pub(crate) fn row(&self) -> Option<&'static Struct> {
        match self.schema.output {
            Shape::Unit => None,
            Shape::Record(of) | Shape::Page(of) => Some(of),
        }
    }

    pub(crate) fn is_list(&self) -> bool {
        matches!(self.schema.output, Shape::Page(_))
    }

    /// Whether it may be repeated, in words; `max_retries` is what the option is called.
    pub(crate) fn safety(&self, max_retries: &str) -> Vec<String> {
        lines(&match self.schema.safety {
            _ if self.schema.name == "raw" => {
                "It is taken for a state change, and so sent once, unless `safety` says `repeat`.".to_owned()
            }
            Safety::Repeat => format!(
                "It may be repeated: that does no harm. By itself it is sent again, `{max_retries}` times at most, when no reply\n\
                 comes, or one that asks for patience or tells of a fault that may pass."
            ),
            Safety::Once => "It changes state, so do not just repeat it. By itself it is sent again only when it is certain \
                             that the\nserver did not act on it; where that is not certain, and cannot be read, the error \
                             is `outcome_unknown`."
                .to_owned(),
        })
    }
}

/// Every record that an operation gives, once, and the failure.
pub(crate) fn records() -> Vec<Named> {
    let mut records: BTreeMap<&str, &'static Struct> = BTreeMap::new();
    for operation in operations() {
        if let Some(of) = operation.row() {
            records.insert(of.name, of);
        }
    }
    let failure: &'static Struct = &<Failure as Described>::SCHEMA;
    records.insert(failure.name, failure);
    records.into_iter().map(|(name, of)| Named { name: name.to_owned(), of }).collect()
}

/// Every open enumeration, once, but for the kinds of errors, which are classes.
pub(crate) fn enums() -> Vec<&'static Names> {
    let mut enums: BTreeMap<&str, &'static Names> = BTreeMap::new();
    let params = OPERATIONS.iter().flat_map(|operation| operation.params.fields);
    for field in params.chain(records().iter().flat_map(|record| record.of.fields)) {
        if let Type::Open(names) = field.slot.ty {
            enums.insert(names.name, names);
        }
    }
    enums
        .into_values()
        .filter(|names| names.known.first().map(|known| known.value) != ERROR_KINDS.first().map(|known| known.value))
        .collect()
}

/// Every credential of a platform, once.
pub(crate) fn credentials(platform: &PlatformSchema) -> Vec<&'static CredentialSchema> {
    let mut seen: Vec<&'static CredentialSchema> = Vec::new();
    for one in platform.credentials.iter().flat_map(|set| set.iter()) {
        if !seen.iter().any(|known| known.name == one.name) {
            seen.push(one);
        }
    }
    seen
}

/// What templates are told of each platform; `groups` are a class's operations, as the language has them.
pub(crate) fn platforms<G: Serialize>(groups: impl Fn(&'static str) -> Vec<G>) -> Vec<Value> {
    let credential = |one: &&CredentialSchema| {
        context! {
            name => one.name, own => snake(one.name), environment => one.environment, doc => lines(one.doc),
        }
    };
    let told = PLATFORMS.iter().map(|platform| {
        context! {
            id => platform.id, class => platform.class, title => platform.title, base_url => platform.base_url,
            credentials => credentials(platform).iter().map(credential).collect::<Vec<_>>(),
            groups => groups(platform.class),
        }
    });
    told.collect()
}

/// What templates are told of each open enumeration, by the names that its constants have in the core.
pub(crate) fn enumerations() -> Vec<Value> {
    let known = |known: &Known| context! { name => known.name, value => known.value, doc => lines(known.doc) };
    let told = enums().into_iter().map(|names| {
        context! {
            name => names.name, doc => lines(names.doc), known => names.known.iter().map(known).collect::<Vec<_>>(),
        }
    });
    told.collect()
}

/// A doc comment, line by line.
pub(crate) fn lines(doc: &str) -> Vec<String> {
    doc.trim().lines().map(|line| line.trim_end().to_owned()).collect()
}

/// Whether a field is a secret.
pub(crate) fn is_secret(field: &Field) -> bool {
    field.slot.ty == Type::Secret
}
