//! Expands the derives: reads the files, generates the code, and reports mistakes as compile errors.

use crate::attribute::{FragmentsAttribute, NamedSchema, QueryAttribute};
use crate::files::FileError;
use crate::query_source::sources;
use crate::scalars;
use crate::schema_cache;
use crate::schema_source::SchemaSource;
use graphql_paginate_codegen::{
    Diagnostic, Generated, Options, QueryText, Schema, Severity, fragments_stub,
    generate_fragments, generate_query, stub,
};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use std::panic::{AssertUnwindSafe, catch_unwind};
use syn::DeriveInput;

/// The items beside a struct with `GraphQLQuery`.
pub(crate) fn query(input: &DeriveInput) -> TokenStream {
    let attribute = match QueryAttribute::parse(input) {
        Ok(attribute) => attribute,
        Err(error) => {
            let options = Options::new(input.ident.clone(), input.vis.clone());
            return stub(&options, &[error.into_compile_error()]);
        }
    };
    let places = Places {
        name: input.ident.span(),
        documents: attribute.query.span,
    };
    let tokens = match items(|| query_items(&attribute), &places) {
        Ok(tokens) => tokens,
        Err(errors) => stub(&attribute.options, &errors),
    };
    with_tracked(&tokens, &attribute.tracked_files())
}

/// The items beside a struct with `GraphQLFragments`.
pub(crate) fn fragments(input: &DeriveInput) -> TokenStream {
    let attribute = match FragmentsAttribute::parse(input) {
        Ok(attribute) => attribute,
        Err(error) => {
            let options = Options::new(input.ident.clone(), input.vis.clone());
            return fragments_stub(&options, &[error.into_compile_error()]);
        }
    };
    let places = Places {
        name: input.ident.span(),
        documents: attribute.span,
    };
    let tokens = match items(|| fragments_items(&attribute), &places) {
        Ok(tokens) => tokens,
        Err(errors) => fragments_stub(&attribute.options, &errors),
    };
    with_tracked(&tokens, &attribute.tracked_files())
}

fn with_tracked(tokens: &TokenStream, tracked: &[String]) -> TokenStream {
    quote! {
        #tokens
        #(const _: &[u8] = ::core::include_bytes!(#tracked);)*
    }
}

/// The places at which errors are reported.
struct Places {
    /// The struct's name.
    name: Span,
    /// The value of the attribute that names the documents.
    documents: Span,
}

/// The generated items, or the errors as `compile_error!` calls.
fn items(
    generate: impl FnOnce() -> Result<Generated, Vec<FileError>>,
    places: &Places,
) -> Result<TokenStream, Vec<TokenStream>> {
    // A panic would be reported without a place, and followed by errors about the missing items.
    let generated = match catch_unwind(AssertUnwindSafe(generate)) {
        Ok(Ok(generated)) => generated,
        Ok(Err(errors)) => {
            let mut tokens = Vec::new();
            for error in &errors {
                tokens.extend(messages(&error.diagnostics, error.span));
            }
            return Err(tokens);
        }
        Err(_) => {
            let message = "code generation panicked; this is a bug in graphql-paginate, please report it with the query";
            return Err(messages(&[Diagnostic::general(message)], places.documents));
        }
    };
    let Generated {
        tokens,
        mut diagnostics,
        scalars,
        ..
    } = generated;
    let missing = scalars::undefined(scalars, places.name);
    let is_invalid = tokens.is_empty() || !missing.is_empty();
    diagnostics.extend(missing);
    let messages = messages(&diagnostics, places.documents);
    if is_invalid {
        Err(messages)
    } else {
        Ok(quote!(#tokens #(#messages)*))
    }
}

fn query_items(attribute: &QueryAttribute) -> Result<Generated, Vec<FileError>> {
    let (schema, texts) = both(schema(&attribute.schema), attribute.query.read())?;
    let query = texts.whole().map_err(|diagnostics| {
        let span = attribute.query.span;
        vec![FileError { diagnostics, span }]
    })?;
    Ok(generate_query(schema, &query, &attribute.options))
}

fn fragments_items(attribute: &FragmentsAttribute) -> Result<Generated, Vec<FileError>> {
    let (schema, texts) = both(schema(&attribute.schema), attribute.files.read())?;
    let fragments = QueryText::of_fragments(&sources(&texts)).map_err(|diagnostics| {
        let span = attribute.span;
        vec![FileError { diagnostics, span }]
    })?;
    Ok(generate_fragments(schema, &fragments, &attribute.options))
}

fn schema(named: &NamedSchema) -> Result<&'static Schema<'static>, Vec<FileError>> {
    let parsed = match &named.source {
        SchemaSource::Shipped { name, text } => schema_cache::shipped_schema(name, text),
        SchemaSource::File { name, path } => schema_cache::schema(name, path),
    };
    parsed.map_err(|diagnostics| {
        let span = named.span;
        vec![FileError { diagnostics, span }]
    })
}

/// Both values, or the errors of both.
fn both<S, T>(
    schema: Result<S, Vec<FileError>>,
    texts: Result<T, Vec<FileError>>,
) -> Result<(S, T), Vec<FileError>> {
    match (schema, texts) {
        (Ok(schema), Ok(texts)) => Ok((schema, texts)),
        (schema, texts) => {
            let mut errors = schema.err().unwrap_or_default();
            errors.extend(texts.err().unwrap_or_default());
            Err(errors)
        }
    }
}

fn messages(diagnostics: &[Diagnostic], span: Span) -> Vec<TokenStream> {
    diagnostics
        .iter()
        .map(|diagnostic| message(diagnostic, span))
        .collect()
}

/// A `compile_error!` for an error. For a warning, the use of a deprecated constant, which the compiler warns about.
fn message(diagnostic: &Diagnostic, span: Span) -> TokenStream {
    let text = diagnostic.to_string();
    match diagnostic.severity {
        Severity::Error => quote_spanned!(span=> ::core::compile_error!(#text);),
        Severity::Warning => quote_spanned! {span=>
            const _: () = {
                #[deprecated(note = #text)]
                const IN_QUERY: () = ();
                IN_QUERY
            };
        },
    }
}
