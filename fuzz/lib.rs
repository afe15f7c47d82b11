//! The fuzz targets and their shared code.

pub mod walks;

use graphql_paginate_codegen::{
    AnalyzeOptions, Deprecated, Diagnostic, Generated, Normalization, Options, Schema,
    SchemaDocument, SchemaText, Source, analyze, generate,
};
use syn::parse_quote;

/// Calls `with` with the schema of a text, or returns its errors.
pub fn with_schema<T>(
    text: &str,
    with: impl FnOnce(&Schema<'_>) -> T,
) -> Result<T, Vec<Diagnostic>> {
    let text = SchemaText::new(Source {
        name: "schema.graphql",
        text,
    })?;
    let document = SchemaDocument::parse(&text)?;
    // The schema borrows from values that outlive it, as `generate` requires.
    Schema::new(&document).map(|schema| with(&schema))
}

/// The schema of a valid text, which lives for the whole run.
pub fn leaked_schema(text: &'static str) -> &'static Schema<'static> {
    let text = Box::leak(Box::new(
        SchemaText::new(Source {
            name: "schema.graphql",
            text,
        })
        .expect("a schema"),
    ));
    let document = Box::leak(Box::new(SchemaDocument::parse(text).expect("a schema")));
    Box::leak(Box::new(Schema::new(document).expect("a schema")))
}

/// Generates code in two ways and checks the query. The code must parse, and every diagnostic must be displayable.
pub fn run<'s>(schema: &'s Schema<'s>, query: &'s str) {
    let name = operation_name(query).unwrap_or("Query");
    let Ok(ident) = syn::parse_str::<syn::Ident>(name) else {
        return;
    };
    let source = Source {
        name: "query.graphql",
        text: query,
    };
    let plain = Options::new(ident, parse_quote!(pub));
    let other = Options {
        response_derives: vec![parse_quote!(Debug), parse_quote!(Serialize)],
        normalization: Normalization::Rust,
        deprecated: Deprecated::Deny,
        fragments_other_variant: true,
        skip_serializing_none: Some(true),
        complete_nested: true,
        ..plain.clone()
    };
    for options in [plain, other] {
        let Generated {
            tokens,
            diagnostics,
            ..
        } = generate(schema, source, &options);
        syn::parse2::<syn::File>(tokens).expect("generated code parses");
        show(&diagnostics);
    }
    if let Err(diagnostics) = analyze(schema, source, name, &AnalyzeOptions::new(100)) {
        show(&diagnostics);
    }
}

/// Checks that every diagnostic has a message.
pub fn show(diagnostics: &[Diagnostic]) {
    diagnostics
        .iter()
        .for_each(|diagnostic| assert!(!diagnostic.to_string().is_empty()));
}

/// The name after the first word `query`, `mutation` or `subscription`.
fn operation_name(text: &str) -> Option<&str> {
    let starts = ["query ", "mutation ", "subscription "];
    let behind = starts
        .iter()
        .filter_map(|start| Some(text.find(start)? + start.len()))
        .min()?;
    let rest = text[behind..].trim_start();
    let end = rest
        .find(|next: char| !(next.is_ascii_alphanumeric() || next == '_'))
        .unwrap_or(rest.len());
    Some(&rest[..end])
}
