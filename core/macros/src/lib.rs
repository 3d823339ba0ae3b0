//! `#[params]` and `#[record]`: all that a public data type of the crate `bursar` needs, in one place.
//!
//! Both derive `Deserialize` through `bursar::value::Value` and emit the type's schema. They expand inside `bursar` only.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{
    Attribute, Data, DeriveInput, Error, Expr, Field, Fields, Lit, Meta, Type, ext::IdentExt, parse_macro_input,
    spanned::Spanned,
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

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Params,
    Record,
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
    let Data::Struct(data) = &mut item.data else { return Err(Error::new(span, "a struct is expected")) };
    let fields: Vec<&mut Field> = match &mut data.fields {
        Fields::Named(named) => named.named.iter_mut().collect(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(_) => return Err(Error::new(span, "named fields are expected")),
    };
    if doc.is_empty() {
        return Err(Error::new(span, "a public type has a doc comment"));
    }
    if kind == Kind::Record && fields.len() > 32 {
        return Err(Error::new(span, "a row has at most 32 columns"));
    }

    let (mut names, mut types, mut described) = (Vec::new(), Vec::new(), Vec::new());
    for field in fields {
        let doc = docs(&field.attrs);
        if doc.is_empty() {
            return Err(Error::new(field.span(), "a public field has a doc comment"));
        }
        let ty = field.ty.clone();
        let field_label = field.ident.as_ref().map(|name| name.unraw().to_string());
        described.push(
            quote!(crate::schema::Field { name: #field_label, slot: <#ty as crate::value::Value>::SLOT, doc: #doc }),
        );
        let read = format!("<{} as crate::value::Value>::read", quote!(#ty));
        field.attrs.push(syn::parse_quote!(#[serde(deserialize_with = #read)]));
        if is_option(&ty) {
            field.attrs.push(syn::parse_quote!(#[serde(default)]));
        }
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
    Ok(match kind {
        Kind::Params => quote! {
            #[derive(Clone, Debug, Default, ::serde::Deserialize)]
            #[serde(rename_all = "camelCase", deny_unknown_fields)]
            #item
            #schema
            impl crate::value::Params for #name {
                fn secrets(&self, keep: &mut dyn FnMut(&crate::Secret)) {
                    let _ = &keep;
                    #(if let Some(secret) = crate::value::Value::secret(&self.#names) { keep(secret) })*
                }
            }
        },
        Kind::Record => quote! {
            #[derive(Clone, Debug, PartialEq, ::serde::Deserialize)]
            #[non_exhaustive]
            #item
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

/// How every operation is run, in Rust: not part of the schema, whose docs are those of all languages.
const USAGE: &[&str] = &[
    "",
    " # How to call it",
    " Hand it to `Client::call`, or to [`Session::begin`](crate::Session::begin) with an HTTP client of your own. What it gives is",
    " its `Output`, linked in the [table of operations](crate#operations); failures are a [`BursarError`](crate::BursarError).",
];

/// Serde asks for a field that is absent unless it has a default, also where its type is an `Option`.
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
