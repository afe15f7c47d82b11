//! Which operation of a document is chosen by its name.

use graphql_paginate_codegen::{AnalyzeOptions, Normalization, Options, Source, analyze, generate};

use crate::parsed_schema::parsed_schema;

const SCHEMA: &str = "type Query { a: Int b: Int }";

#[test]
fn the_exact_name_comes_before_one_in_another_case() {
    for (text, expected) in [
        ("query film { a } query Film { b }", "query Film { b }"),
        ("query Film { b } query film { a }", "query Film { b }"),
        ("query film { a } query other { b }", "query film { a }"),
    ] {
        let mut options = Options::new(syn::parse_quote!(Film), syn::parse_quote!(pub));
        options.normalization = Normalization::Rust;
        let source = Source {
            name: "q.graphql",
            text,
        };
        let generated = generate(&parsed_schema(SCHEMA), source, &options);
        let code = generated.tokens.to_string();
        assert!(code.contains(expected), "{text}: {code}");
    }
}

#[test]
fn an_operation_is_named_like_a_keyword_of_rust() {
    for name in ["type", "match", "async"] {
        let text = format!("query {name} {{ a }}");
        let source = Source {
            name: "q.graphql",
            text: &text,
        };
        let schema = parsed_schema(SCHEMA);
        let analysis = analyze(&schema, source, name, &AnalyzeOptions::new(100));
        assert_eq!(analysis.expect(name).operation, name);
    }
    let source = Source {
        name: "q.graphql",
        text: "{ a }",
    };
    let schema = parsed_schema(SCHEMA);
    let errors = analyze(&schema, source, "a b", &AnalyzeOptions::new(100)).unwrap_err();
    assert_eq!(errors[0].message, "`a b` is not a name of an operation");
}
