//! The variables that `@include` and `@skip` need for the items of a connection to be in the response.

use graphql_paginate_codegen::{Options, Source, generate};

use crate::analyzed::analyzed;
use crate::parsed_schema::parsed_schema;

const SCHEMA: &str = "
type Query { issues(first: Int, after: String): Issues list(offset: Int, limit: Int): List }
type Issues { nodes: [Issue] edges: [Edge] pageInfo: PageInfo! }
type Edge { cursor: String! node: Issue }
type Issue { id: ID! title: String }
type List { items: [Issue] total: Int }
type PageInfo { hasNextPage: Boolean! endCursor: String }
";

/// Queries with the conditions that their text has, and those that its types add.
const CASES: [(&str, &str, &[&str], &[&str]); 7] = [
    (
        "the node of each edge",
        "issues(first: 5) { edges { cursor node @include(if: $a) { id } } }",
        &["a = true"],
        &[],
    ),
    (
        "the list of items",
        "issues(first: 5) { nodes @skip(if: $a) { id } }",
        &["a = false"],
        &[],
    ),
    (
        "a fragment around the items, and the connection",
        "issues(first: 5) @include(if: $b) { ... @include(if: $a) { nodes { id } } }",
        &["a = true", "b = true"],
        &[],
    ),
    (
        "a list of another style",
        "list(limit: 5) { items @include(if: $a) { id } }",
        &["a = true"],
        &[],
    ),
    (
        "one of two places of the items",
        "issues(first: 5) { nodes { id } ... @include(if: $a) { nodes { title } } }",
        &[],
        &[],
    ),
    (
        "two fragments, each under a condition of its own",
        "issues(first: 5) { ...I @include(if: $a) ...T @include(if: $b) }",
        &[],
        &["a = true"],
    ),
    (
        "fields of the items",
        "issues(first: 5) { nodes { id title @include(if: $a) } }",
        &[],
        &[],
    ),
];

/// Without them, each page of such a query would be read as one without items.
#[test]
fn a_walk_needs_the_conditions_of_its_items() {
    for (name, selection, shared, typed) in CASES {
        let mut fragments = String::new();
        if selection.contains("...I") {
            fragments.push_str(
                "fragment I on Issues { nodes { id } } fragment T on Issues { nodes { title } }",
            );
        }
        let mut variables = String::from("$a: Boolean!");
        if selection.contains("$b") {
            variables.push_str(", $b: Boolean!");
        }
        let query = format!("query Q({variables}) {{ {selection} }} {fragments}");
        let analysis = analyzed(SCHEMA, &query, Vec::new()).expect(name);
        let mut found = Vec::new();
        for condition in &analysis.connections[0].conditions {
            assert_eq!(condition.default, None);
            found.push(format!("{} = {}", condition.variable, condition.value));
        }
        assert_eq!(found, shared, "{name}");

        let mut expected = Vec::new();
        for condition in shared.iter().chain(typed) {
            let (variable, value) = condition.split_once(" = ").expect("it has a value");
            expected.push(format!(
                "(\"{variable}\" , :: core :: option :: Option :: None , {value})"
            ));
        }
        let code = code(&query);
        for condition in &expected {
            assert!(
                code.contains(condition.as_str()),
                "{name}: {condition} in {code}"
            );
        }
        assert_eq!(
            code.contains(". conditions ("),
            !expected.is_empty(),
            "{name}"
        );
    }
}

fn code(query: &str) -> String {
    let options = Options::new(quote::format_ident!("Q"), syn::parse_quote!(pub));
    let source = Source {
        name: "q.graphql",
        text: query,
    };
    generate(&parsed_schema(SCHEMA), source, &options)
        .tokens
        .to_string()
}
