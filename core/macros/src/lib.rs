//! `#[params]` and `#[record]`: all that a public data type of the crate `bursar` needs, in one place.
//!
//! Both make the type readable, field by field through `bursar::value::Value`, and emit its schema; `#[object]` does the first
//! alone, for what is nobody's data but the wire's. They expand inside `bursar` only.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{
    Attribute, Data, DeriveInput, Error, Expr, Field, Fields, Ident, Lit, LitStr, Meta, Type, ext::IdentExt,
    parse_macro_input, spanned::Spanned,
};

/// What a caller hands in: camelCase on the crossing, unknown names refused, optional where the type is an `Option`.
#[proc_macro_attribute]
pub fn params(_: TokenStream, item: TokenStream) -> TokenStream {
    expand(parse_macro_input!(item as DeriveInput), Kind::Params)
}

/// What a caller gets: a flat row. Wire names are given with `#[serde(rename…)]`.
#[proc_macro_attribute]
pub fn record(_: TokenStream, item: TokenStream) -> TokenStream {
    expand(parse_macro_input!(item as DeriveInput), Kind::Record)
}

/// What is only read: an envelope, or a part of a reply. Wire names as in a record.
#[proc_macro_attribute]
pub fn object(_: TokenStream, item: TokenStream) -> TokenStream {
    expand(parse_macro_input!(item as DeriveInput), Kind::Object)
}

/// What a caller sets up: read like parameters, by JSON and in Rust, and described elsewhere.
#[proc_macro_attribute]
pub fn options(_: TokenStream, item: TokenStream) -> TokenStream {
    expand(parse_macro_input!(item as DeriveInput), Kind::Options)
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Params,
    Record,
    Object,
    Options,
}

fn expand(item: DeriveInput, kind: Kind) -> TokenStream {
    generate(item, kind).unwrap_or_else(Error::into_compile_error).into()
}

fn generate(mut item: DeriveInput, kind: Kind) -> syn::Result<Tokens> {
    if let Some(generic) = item.generics.params.first() {
        return Err(Error::new(generic.span(), "a public type has no parameters"));
    }
    let (name, doc, span) = (item.ident.clone(), docs(&item.attrs), item.ident.span());
    let label = name.to_string();
    let closed = matches!(kind, Kind::Params | Kind::Options);
    let whole = take_wire(&mut item.attrs)?;
    let camel = closed || whole.camel;
    let Data::Struct(data) = &mut item.data else { return Err(Error::new(span, "a struct is expected")) };
    let fields: Vec<&mut Field> = match &mut data.fields {
        Fields::Named(named) => named.named.iter_mut().collect(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(_) => return Err(Error::new(span, "named fields are expected")),
    };
    if doc.is_empty() && matches!(kind, Kind::Params | Kind::Record) {
        return Err(Error::new(span, "a public type has a doc comment"));
    }
    if fields.len() > 32 {
        return Err(Error::new(span, "a row has at most 32 columns"));
    }

    let (mut names, mut types, mut described) = (Vec::new(), Vec::new(), Vec::new());
    let mut layout = Layout { closed, ..Layout::default() };
    for (at, field) in fields.into_iter().enumerate() {
        let doc = docs(&field.attrs);
        if doc.is_empty() && matches!(kind, Kind::Params | Kind::Record) {
            return Err(Error::new(field.span(), "a public field has a doc comment"));
        }
        let ty = field.ty.clone();
        let field_label = field.ident.as_ref().map(|name| name.unraw().to_string());
        described.push(
            quote!(crate::schema::Field { name: #field_label, slot: <#ty as crate::value::Value>::SLOT, doc: #doc }),
        );
        let given = take_wire(&mut field.attrs)?;
        layout.names.push(given.rename.or(field_label.map(|label| if camel { camel_case(&label) } else { label })));
        layout.aliases.extend(given.alias.map(|alias| quote!((#alias, #at))));
        layout.needed |= u32::from(!whole.default && !given.default && !is_option(&ty)) << at;
        names.push(field.ident.clone());
        types.push(ty);
    }

    if kind == Kind::Params {
        item.attrs.extend(USAGE.iter().map(|line| syn::parse_quote!(#[doc = #line])));
    }
    let schema = quote! {
        impl crate::schema::Described for #name {
            const SCHEMA: crate::schema::Struct = crate::schema::Struct { name: #label, doc: #doc, fields: &[#(#described),*] };
        }
    };
    let readable = readable(kind, &name, &names, &layout);
    Ok(match kind {
        Kind::Object | Kind::Options => quote!(#item #readable),
        Kind::Params => quote! {
            #[derive(Clone, Debug, Default)]
            #item
            #readable
            #schema
            impl crate::value::Params for #name {
                fn secrets(&self, keep: &mut dyn FnMut(&crate::Secret)) {
                    let _ = &keep;
                    #(if let Some(secret) = crate::value::Value::secret(&self.#names) { keep(secret) })*
                }
            }
        },
        Kind::Record => quote! {
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            #item
            #readable
            #schema
            impl crate::value::Row for #name {
                const COLUMNS: &'static [crate::value::Column] = &[#(crate::value::Column::of(<#types as crate::value::Value>::SLOT)),*];

                fn pack(&self, out: &mut dyn crate::value::Writer) {
                    #(crate::value::Value::put(&self.#names, out);)*
                }
            }
        },
    })
}

/// How the fields of a type are called on the wire: `bursar::value::Layout`.
#[derive(Default)]
struct Layout {
    names: Vec<Option<String>>,
    aliases: Vec<Tokens>,
    needed: u32,
    closed: bool,
}

/// What makes a type readable, field by field.
fn readable(kind: Kind, name: &Ident, fields: &[Option<Ident>], layout: &Layout) -> Tokens {
    let (label, at, Layout { names, aliases, needed, closed }) = (format!("struct {name}"), 0..fields.len(), layout);
    let mut readable = quote! {
        impl crate::value::Fields for #name {
            fn layout(&self) -> &'static crate::value::Layout {
                &crate::value::Layout {
                    name: #label,
                    names: &[#(#names),*],
                    aliases: &[#(#aliases),*],
                    needed: #needed,
                    closed: #closed,
                }
            }

            fn place(&mut self, at: usize) -> Option<&mut dyn crate::value::Place> {
                match at {
                    #(#at => Some(&mut self.#fields),)*
                    _ => None,
                }
            }
        }

        impl crate::value::Blank for #name {
            fn blank() -> Self {
                Self { #(#fields: crate::value::Place::blank()),* }
            }
        }
    };
    if kind != Kind::Object {
        readable.extend(quote! {
            impl<'de> ::serde::Deserialize<'de> for #name {
                fn deserialize<D: ::serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                    crate::value::read(source)
                }
            }
        });
    }
    if kind == Kind::Options {
        readable.extend(quote! {
            impl crate::value::Place for #name {
                fn blank() -> Self {
                    crate::value::Blank::blank()
                }

                fn inside(&mut self) -> crate::value::Inside<'_> {
                    crate::value::Inside::Object(self)
                }

                fn fill(&mut self, _: crate::value::Found<'_>) -> Result<(), &'static str> {
                    Err(#label)
                }
            }
        });
    }
    readable
}

/// How every operation is run, in Rust: not part of the schema, whose docs are those of all languages.
const USAGE: &[&str] = &[
    "",
    " # How to call it",
    " Hand it to `Client::call`, or to [`Session::begin`](crate::Session::begin) with an HTTP client of your own. What it gives is",
    " its `Output`, linked in the [table of operations](crate#operations); failures are a [`BursarError`](crate::BursarError).",
];

/// How something is called on the wire, in serde's words.
#[derive(Default)]
struct Wire {
    camel: bool,
    rename: Option<String>,
    alias: Option<String>,
    default: bool,
}

/// Takes the `#[serde(…)]` attributes away and reads them.
fn take_wire(attrs: &mut Vec<Attribute>) -> syn::Result<Wire> {
    let mut wire = Wire::default();
    for attr in attrs.extract_if(.., |attr| attr.path().is_ident("serde")) {
        attr.parse_nested_meta(|meta| {
            if meta.path.is_ident("default") {
                wire.default = true;
                return Ok(());
            }
            let text = meta.value()?.parse::<LitStr>()?.value();
            match meta.path.get_ident().map(ToString::to_string).as_deref() {
                Some("rename") => wire.rename = Some(text),
                Some("alias") => wire.alias = Some(text),
                // Of `Serialize`, if that is derived too.
                Some("skip_serializing_if") => {}
                Some("rename_all") if text == "camelCase" => wire.camel = true,
                _ => return Err(meta.error("expected `rename`, `alias`, `default` or `rename_all = \"camelCase\"`")),
            }
            Ok(())
        })?;
    }
    Ok(wire)
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |camel, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        camel + &initial.to_ascii_uppercase() + rest
    })
}

/// Only where its type is an `Option` may a field be absent.
fn is_option(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|segment| segment.ident == "Option"))
}

fn docs(attrs: &[Attribute]) -> String {
    let line = |attr: &Attribute| match &attr.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(lit) => match &lit.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    attrs.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}
