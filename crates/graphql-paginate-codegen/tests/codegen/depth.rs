//! Limits on nesting and expansion: input that exceeds them is an error and never exhausts the stack.

use graphql_paginate_codegen::{
    Diagnostic, Options, Schema, SchemaDocument, SchemaText, Source, generate,
    schema_from_introspection,
};

const SCHEMA: &str = "
type Query { q(by: Filter, lists: [[[Int]]]): Query n: Int }
input Filter { not: Filter ids: [Int] }
";

fn levels(count: usize, open: &str, inside: &str, close: &str) -> String {
    format!("{}{inside}{}", open.repeat(count), close.repeat(count))
}

fn fragments(count: usize) -> String {
    let fragment = |number: usize| {
        format!(
            "fragment F{number} on Query {{ q {{ ...F{} }} }}\n",
            number + 1
        )
    };
    let chain: String = (0..count).map(fragment).collect();
    format!("query Q {{ ...F0 }}\n{chain}fragment F{count} on Query {{ n }}")
}

/// The diagnostics of a schema, or of a query against it.
fn diagnostics(schema: &str, query: &str) -> Vec<Diagnostic> {
    let text = match SchemaText::new(Source {
        name: "s.graphql",
        text: schema,
    }) {
        Ok(text) => text,
        Err(errors) => return errors,
    };
    let document = match SchemaDocument::parse(&text) {
        Ok(document) => document,
        Err(errors) => return errors,
    };
    let schema = match Schema::new(&document) {
        Ok(schema) => schema,
        Err(errors) => return errors,
    };
    let options = Options::new(syn::parse_quote!(Q), syn::parse_quote!(pub));
    generate(
        &schema,
        Source {
            name: "q.graphql",
            text: query,
        },
        &options,
    )
    .diagnostics
}

/// Checks a text that nests less deep than the limit, and one that would exhaust any stack.
fn check(text: impl Fn(usize) -> (String, String), expected: &str) {
    let (schema, query) = text(95);
    let messages: Vec<_> = diagnostics(&schema, &query)
        .into_iter()
        .map(|known| known.message)
        .collect();
    assert!(
        !messages
            .iter()
            .any(|message| message.contains("nested deeper")),
        "{messages:?}"
    );
    let (schema, query) = text(100_000);
    let found: Vec<_> = diagnostics(&schema, &query).iter().map(place).collect();
    assert_eq!(
        found,
        [format!("{expected}: nested deeper than 200 levels")]
    );
}

fn place(diagnostic: &Diagnostic) -> String {
    let place = diagnostic
        .place
        .as_ref()
        .map(|place| format!("{}:{}:{}", place.file, place.line, place.column));
    format!("{}: {}", place.unwrap_or_default(), diagnostic.message)
}

#[test]
fn queries_that_nest_too_deep_are_an_error() {
    let query = |query: String| (SCHEMA.to_owned(), query);
    check(
        |count| query(format!("query Q {{ {} }}", levels(count, "q{", "n", "}"))),
        "q.graphql:1:410",
    );
    check(
        |count| query(format!("query Q {{ {} }}", levels(count, "...{", "n", "}"))),
        "q.graphql:1:810",
    );
    check(
        |count| {
            query(format!(
                "query Q {{ q(lists: {})",
                levels(count, "[", "1", "]")
            ))
        },
        "q.graphql:1:218",
    );
    check(
        |count| {
            query(format!(
                "query Q {{ q(by: {})",
                levels(count, "{not:", "1", "}")
            ))
        },
        "q.graphql:1:1007",
    );
    check(
        |count| query(format!("query Q($a: {})", levels(count, "[", "Int", "]"))),
        "q.graphql:1:212",
    );
    check(
        |count| query(format!("query Q {}", "{q".repeat(count))),
        "q.graphql:1:409",
    );
}

#[test]
fn nesting_is_counted_through_fragments() {
    check(
        |count| (SCHEMA.to_owned(), fragments(count)),
        "q.graphql:101:32",
    );
    let ring = |count| fragments(count).replace("on Query { n }", "on Query { q { ...F0 } }");
    check(|count| (SCHEMA.to_owned(), ring(count)), "q.graphql:101:32");
}

#[test]
fn schemas_that_nest_too_deep_are_an_error() {
    let schema = |schema: String| (schema, "query Q { a }".to_owned());
    let lists = |count| levels(count, "[", "Int", "]");
    check(
        |count| schema(format!("type Query {{ a: {} }}", lists(count))),
        "s.graphql:1:216",
    );
    check(
        |count| schema(format!("type Query {{ a: {}", "[".repeat(count))),
        "s.graphql:1:216",
    );
    check(
        |count| {
            schema(format!(
                "type Query {{ a(b: Int = {}): Int }}",
                levels(count, "[", "1", "]")
            ))
        },
        "s.graphql:1:223",
    );
    check(
        |count| {
            schema(format!(
                "type Query {{ b: Int }}\nextend type Query {{ a: {} }}",
                lists(count)
            ))
        },
        "s.graphql:2:223",
    );
}

#[test]
fn introspection_results_that_nest_too_deep_are_an_error() {
    let result = |count| {
        let ty = levels(
            count,
            r#"{"kind":"LIST","ofType":"#,
            r#"{"kind":"SCALAR","name":"Int"}"#,
            "}",
        );
        let field = format!(r#"{{"name":"a","type":{ty}}}"#);
        let query = format!(r#"{{"kind":"OBJECT","name":"Query","fields":[{field}]}}"#);
        let json =
            format!(r#"{{"__schema":{{"queryType":{{"name":"Query"}},"types":[{query}]}}}}"#);
        schema_from_introspection("s.json", &json).map_err(|error| error.message)
    };
    let list = format!("a: {}\n", levels(90, "[", "Int", "]"));
    assert!(result(90).unwrap().contains(&list));
    let message = result(100_000).unwrap_err();
    let expected =
        "`s.json` is not an introspection result: maximal depth exceeded at line 1 column 3025";
    assert_eq!(message, expected);
}

#[test]
fn fragments_that_expand_to_too_many_fields_are_an_error() {
    let doubled = |count: usize| {
        let fragment = |number: usize| {
            let next = number + 1;
            format!(
                "fragment F{number} on Query {{ a: q {{ ...F{next} }} b: q {{ ...F{next} }} }}\n"
            )
        };
        let chain: String = (0..count).map(fragment).collect();
        format!("query Q {{ ...F0 }}\n{chain}fragment F{count} on Query {{ n }}")
    };
    assert_eq!(diagnostics(SCHEMA, &doubled(10)), []);
    let found: Vec<_> = diagnostics(SCHEMA, &doubled(90))
        .iter()
        .map(place)
        .collect();
    assert_eq!(
        found,
        ["q.graphql:76:35: fragment `F75` expands to more than 100000 fields"]
    );
}

#[test]
fn the_first_twenty_syntax_errors_are_reported() {
    let reported = diagnostics(SCHEMA, &"query Q { \u{1} }\n".repeat(100_000));
    assert_eq!(
        (reported.len(), place(&reported[19])),
        (20, "q.graphql:20:11: unexpected `\u{1}`".to_owned())
    );
}
