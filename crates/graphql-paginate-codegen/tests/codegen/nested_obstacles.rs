//! Why connections inside the items of a connection cannot be completed.

use std::fmt::Write;

use graphql_paginate_codegen::{Generated, Options, Source, generate};

use crate::nested::generated;
use crate::parsed_schema::parsed_schema;

/// Parent types and the root fields that find them.
type Refetches = &'static [(&'static str, &'static str)];

/// Queries whose nested connections cannot be completed: name, outer connection, its items, fragments, `refetch`.
const IMPOSSIBLE: [(&str, &str, &str, &str, Refetches); 12] = [
    ("nothing nested", "issues", "id", "", &[]),
    (
        "no node",
        "drafts",
        "number comments(first: 5) { PAGE nodes { id } }",
        "",
        &[],
    ),
    (
        "an interface that is not a node",
        "taggeds",
        "tags(first: 5) { PAGE nodes { id } }",
        "",
        &[],
    ),
    (
        "no items",
        "issues",
        "id comments(first: 5) { PAGE totalCount }",
        "",
        &[],
    ),
    (
        "selected in a fragment under a condition, and without it",
        "issues",
        "id comments(first: 5) { PAGE nodes { id } } ...F @include(if: $c)",
        "fragment F on Issue { comments(first: 5) { nodes { body } } }",
        &[],
    ),
    (
        "selected in two fragments, one of them under a condition",
        "issues",
        "id ...F ...G tags(first: 1) @include(if: $c) { nodes { id } }",
        "fragment F on Issue { comments(first: 5) @skip(if: $c) { nodes { body } } } fragment G on Issue { comments(first: 5) { nodes { id } } }",
        &[],
    ),
    (
        "selected in two fragments for two types of the item",
        "reactables",
        "...F ...G",
        "fragment F on Reactable { ... on Issue { reactions(first: 5) { nodes { id } } } } fragment G on Reactable { reactions(first: 5) { nodes { content } } }",
        &[],
    ),
    (
        "selected on an interface and on one of its types",
        "reactables",
        "id reactions(first: 5) { PAGE nodes { content } } ... on Issue { reactions(first: 5) { nodes { id } } }",
        "",
        &[],
    ),
    (
        "everything at once",
        "issues",
        "comments(first: 5) { totalCount }",
        "",
        &[],
    ),
    (
        "a refetch by an unknown root field",
        "drafts",
        "number comments(first: 5) { PAGE nodes { id } }",
        "",
        &[("Draft", "drat(number: $number)")],
    ),
    (
        "a refetch that lacks an argument",
        "drafts",
        "number comments(first: 5) { PAGE nodes { id } }",
        "",
        &[("Draft", "draft(number: $number)")],
    ),
    (
        "a refetch of another type",
        "issues",
        "id comments(first: 5) { PAGE nodes { id } }",
        "",
        &[("Draft", "entry(number: $number)")],
    ),
];

#[test]
fn nested_connections_that_cannot_be_completed() {
    let mut text = String::new();
    for (name, outer, item, fragments, refetch) in IMPOSSIBLE {
        let (diagnostics, _) = generated(outer, item, fragments, refetch);
        assert!(!diagnostics.is_empty(), "{name}: there are no diagnostics");
        writeln!(text, "## {name}\n").expect("strings take all");
        for diagnostic in diagnostics {
            writeln!(text, "{diagnostic}\n").expect("strings take all");
        }
    }
    insta::assert_snapshot!(text);
}

/// Lists in a list of lists are neither completed nor counted, so nothing may say that all are complete.
#[test]
fn no_walk_completes_items_with_a_list_in_a_list_of_lists() {
    for (selection, completes) in [
        ("comments(first: 5) { nodes { id } }", true),
        (
            "comments(first: 5) { nodes { id } } grid { comments(first: 2) { nodes { id } } }",
            false,
        ),
        (
            "comments(first: 5) { nodes { id } } grid { tokens(limit: 2) { items { id } } }",
            false,
        ),
        ("comments(first: 5) { nodes { id } } grid { text }", true),
    ] {
        let query = format!("query Q {{ issues(first: 50) {{ nodes {{ id {selection} }} }} }}");
        let code = code_of(&query, false).tokens.to_string();
        assert_eq!(
            code.contains("CompletesNested"),
            completes,
            "{selection}: {code}"
        );
    }
    let query = "query Q { issues(first: 50) { nodes { id grid { comments(first: 2) { nodes { id } } } } } }";
    let diagnostics = code_of(query, true).diagnostics;
    let text = diagnostics[0].to_string();
    let expected = "`issues.nodes.grid.comments` cannot be completed: it is in a list of lists";
    assert!(text.contains(expected), "{text}");
}

fn code_of(query: &str, complete_nested: bool) -> Generated {
    let schema = parsed_schema(
        "
        interface Node { id: ID! }
        type Query { node(id: ID!): Node issues(first: Int, after: String): Issues! }
        type Issues { nodes: [Issue] pageInfo: PageInfo! }
        type Issue implements Node { id: ID! comments(first: Int, after: String): Issues! grid: [[Cell!]!]! }
        type Cell implements Node { id: ID! text: String comments(first: Int, after: String): Issues! tokens(token: String, limit: Int): Tokens! }
        type Tokens { items: [Issue] nextToken: String }
        type PageInfo { hasNextPage: Boolean! endCursor: String }
        ",
    );
    let options = Options {
        complete_nested,
        ..Options::new(quote::format_ident!("Q"), syn::parse_quote!(pub))
    };
    let source = Source {
        name: "q.graphql",
        text: query,
    };
    generate(&schema, source, &options)
}
