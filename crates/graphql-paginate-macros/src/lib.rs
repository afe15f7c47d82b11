//! The derive macro of graphql-paginate; use it through that crate, which documents it.

mod attribute;
mod files;

use attribute::{Attribute, SchemaSource};
use graphql_paginate_codegen::{Diagnostic, Generated, Severity, Source, generate, stub};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, parse_macro_input};

/// Generates the types, the request and the pagers of a GraphQL operation.
#[proc_macro_derive(GraphQLQuery, attributes(graphql))]
pub fn graphql_query(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).into()
}

fn expand(input: &DeriveInput) -> TokenStream {
    let attribute = match Attribute::parse(input) {
        Ok(attribute) => attribute,
        Err(error) => return error.into_compile_error(),
    };
    // A bug in the parser or in code generation must not take other derives of the crate with it.
    let generated = std::panic::catch_unwind(|| generate_from_files(&attribute));
    let (generated, span) = match generated {
        Ok(Ok(generated)) => (generated, attribute.query_span),
        Ok(Err(error)) => (failed(&attribute, error.diagnostics), error.span),
        Err(_) => {
            let message = "code generation panicked; this is a bug in graphql-paginate, please report it with the query";
            (failed(&attribute, vec![Diagnostic::general(message)]), attribute.query_span)
        }
    };
    let messages = generated.diagnostics.iter().map(|diagnostic| message(diagnostic, span));
    let tracked = attribute.tracked_files();
    let tokens = &generated.tokens;
    quote! {
        #tokens
        #(#messages)*
        #(const _: &[u8] = ::core::include_bytes!(#tracked);)*
    }
}

/// What is wrong with a file, and which value of the attribute names it.
struct FileError {
    diagnostics: Vec<Diagnostic>,
    span: Span,
}

fn generate_from_files(attribute: &Attribute) -> Result<Generated, FileError> {
    let at = |span| move |diagnostics| FileError { diagnostics, span };
    let schema = match &attribute.schema {
        SchemaSource::Shipped { name, text } => files::shipped_schema(name, text),
        SchemaSource::File { name, path } => files::schema(name, path),
    };
    let schema = schema.map_err(at(attribute.schema_span))?;
    let text = files::read(&attribute.query_name, &attribute.query_path)
        .map_err(|error| at(attribute.query_span)(vec![error]))?;
    let query = Source { name: &attribute.query_name, text: &text };
    Ok(generate(schema, query, &attribute.options))
}

fn failed(attribute: &Attribute, diagnostics: Vec<Diagnostic>) -> Generated {
    Generated { tokens: stub(&attribute.options), diagnostics }
}

/// An error stops the build; a warning shows as a use of something deprecated.
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
