//! Any text as a schema, in the schema definition language or as an introspection result: diagnostics or code, never a
//! panic.

#![no_main]

use graphql_paginate_codegen::schema_from_introspection;
use graphql_paginate_fuzz::{run, show, with_schema};
use libfuzzer_sys::fuzz_target;

const QUERIES: [&str; 2] = [
    "query Q($first: Int, $after: String) { items(first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { id ... on Item { name } } } }",
    "query Q { __schema { types { name } } node(id: 1) { __typename id } found { __typename } }",
];

fuzz_target!(|text: &str| {
    if text.trim_start().starts_with('{') {
        match schema_from_introspection("schema.json", text) {
            Ok(text) => generated(&text),
            Err(diagnostic) => show(&[diagnostic]),
        }
    } else {
        generated(text);
    }
});

fn generated(schema: &str) {
    let run = with_schema(schema, |schema| {
        QUERIES.iter().for_each(|query| run(schema, query))
    });
    run.unwrap_or_else(|diagnostics| show(&diagnostics));
}
