//! Connections inside lists, which are walked for each element of the list.

use crate::format::format;
use crate::parsed_schema::parsed_schema;
use apollo_compiler::ExecutableDocument;
use apollo_compiler::schema::Schema as Reference;
use graphql_paginate_codegen::{
    Analysis, AnalyzeOptions, EachParent, Options, Refetch, Source, Walkability, analyze, generate,
};
use std::fmt::Write as _;

const SCHEMA: &str = r#"
interface Node { id: ID! }
interface Commented { comments(first: Int, after: String, last: Int, before: String): Comments! }
interface Discussion implements Node { id: ID! comments(first: Int, after: String, last: Int, before: String): Comments! }
type Issue implements Node & Commented & Discussion { id: ID! title: String! comments(first: Int, after: String, last: Int, before: String): Comments! }
type Pull implements Node & Commented { id: ID! title: String! comments(first: Int, after: String, last: Int, before: String): Comments! }
type Comment implements Node { id: ID! body: String! reactions(first: Int, after: String): Reactions! }
type Reaction implements Node { id: ID! content: String! }
type Comments { nodes: [Comment] edges: [CommentEdge] pageInfo: PageInfo! totalCount: Int! }
type CommentEdge { cursor: String! node: Comment }
type Reactions { nodes: [Reaction!]! pageInfo: PageInfo! }
type Group { number: Int! parts: [Part!]! files(first: Int, after: String): Comments }
type Part implements Node { id: ID! lead: Issue entries(page: Int, perPage: Int): [Comment!]! }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type Query {
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  issues: [Issue!]
  discussions: [Discussion!]
  groups: [Group]
  group(withNumber: Int!): Group
}
"#;

/// Queries whose connection is walked for each parent: name, query, path.
const POSSIBLE: [(&str, &str, &str); 10] = [
    (
        "by ids",
        "query Q($ids: [ID!]!) { nodes(ids: $ids) { ... on Issue { comments { nodes { body } } } } }",
        "nodes.comments",
    ),
    (
        "a list of objects",
        "query Q { issues { id title comments(first: 20) { nodes { body } pageInfo { hasNextPage endCursor } } } }",
        "issues.comments",
    ),
    (
        "backward, in edges, with an alias",
        "query Q { issues { last: comments(last: 5) { edges { node { body } } } } }",
        "issues.last",
    ),
    (
        "a list in a list, and an object between",
        "query Q { groups { parts { lead { comments { nodes { body } } } } } }",
        "groups.parts.lead.comments",
    ),
    (
        "a root field that finds the parents",
        "query Q { groups { files { nodes { body } } } }",
        "groups.files",
    ),
    (
        "variables for size and cursor",
        "query Q($n: Int = 7, $c: String) { issues { comments(first: $n, after: $c) { nodes { body } } } }",
        "issues.comments",
    ),
    (
        "a fragment, and a connection inside the items",
        "query Q { issues { ...F } } fragment F on Issue { comments { nodes { body reactions { nodes { content } } } } }",
        "issues.comments",
    ),
    (
        "an id that is another field",
        "query Q { issues { id: title comments { nodes { body } } } }",
        "issues.comments",
    ),
    (
        "in two places",
        "query Q { issues { comments { nodes { body } } ...F } } fragment F on Issue { comments { nodes { id } } }",
        "issues.comments",
    ),
    (
        "one key on two types",
        "query Q($ids: [ID!]!) { nodes(ids: $ids) { ... on Issue { comments { nodes { id } } } ... on Pull { comments { nodes { body } } } } }",
        "nodes.comments",
    ),
];

/// Queries whose connection cannot be walked for each parent.
const IMPOSSIBLE: [(&str, &str); 5] = [
    (
        "no root field finds the parents",
        "query Q { groups { files { nodes { body } } } }",
    ),
    (
        "not a Relay connection",
        "query Q { groups { parts { entries { body } } } }",
    ),
    (
        "selected under a condition, and without it",
        "query Q($c: Boolean!) { issues { comments { nodes { body } } ...F @skip(if: $c) } } fragment F on Issue { comments { nodes { id } } }",
    ),
    (
        "selected on an interface and on one of its types",
        "query Q { discussions { id comments { nodes { body } } ... on Issue { comments { nodes { id } } } } }",
    ),
    (
        "inside another connection",
        "query Q { node(id: 1) { ... on Issue { comments { nodes { reactions { nodes { content } } } } } } }",
    ),
];

fn analysis(text: &str, refetch: Vec<Refetch>) -> Analysis {
    let schema = parsed_schema(SCHEMA);
    let source = Source {
        name: "q.graphql",
        text,
    };
    let options = AnalyzeOptions {
        refetch,
        ..AnalyzeOptions::new(100)
    };
    analyze(&schema, source, "Q", &options).expect("the query is valid")
}

fn groups() -> Vec<Refetch> {
    vec![Refetch::new(
        "Group".to_owned(),
        "group(withNumber: $number)".to_owned(),
    )]
}

fn describe(each: &EachParent) -> String {
    let paths = |paths: &[Vec<String>]| {
        let paths: Vec<String> = paths.iter().map(|path| path.join(".")).collect();
        paths.join(" / ")
    };
    format!(
        "at {}, more at {}, next at {}, found by {}, types {:?}\n{}",
        paths(&each.levels),
        each.has_more.join("."),
        each.next_cursor.join("."),
        paths(&each.parent),
        each.parent_types,
        each.follow_up.document(2)
    )
}

#[test]
fn documents_for_each_parent_are_valid() {
    let reference = Reference::parse_and_validate(SCHEMA, "schema.graphql").unwrap();
    let mut text = String::new();
    for (name, query, path) in POSSIBLE {
        writeln!(text, "## {name}\n\n{query}").unwrap();
        let report = analysis(query, groups());
        let mut found = false;
        for connection in &report.connections {
            if connection.path.join(".") != path {
                continue;
            }
            for (direction, way) in [
                ("forward", &connection.forward),
                ("backward", &connection.backward),
            ] {
                let walk = match way {
                    Walkability::Walkable(walk) => walk,
                    Walkability::Blocked(obstacles) => panic!("{name}: {obstacles:?}"),
                    Walkability::NotOffered => continue,
                };
                let each = walk.each_parent.as_ref().expect("it is inside a list");
                found = true;
                for document in [&walk.document, &each.follow_up.document(2)] {
                    let valid = ExecutableDocument::parse_and_validate(&reference, document, "q");
                    if let Err(problems) = valid {
                        panic!("{name}: {document}\n{}", problems.errors);
                    }
                }
                let dotted = connection.name.join(".");
                writeln!(
                    text,
                    "\n{dotted} {direction}: {}\n{}",
                    walk.document,
                    describe(each)
                )
                .unwrap();
            }
        }
        assert!(found, "{name}");
    }
    insta::assert_snapshot!(text);
}

#[test]
fn connections_inside_lists_that_cannot_be_walked() {
    let mut text = String::new();
    for (name, query) in IMPOSSIBLE {
        writeln!(text, "## {name}\n\n{query}").unwrap();
        let report = analysis(query, Vec::new());
        let inner = report.connections.last().unwrap();
        let Walkability::Blocked(obstacles) = &inner.forward else {
            panic!("{name}: {:?}", inner.forward);
        };
        for obstacle in obstacles {
            writeln!(text, "{}; {}", obstacle.message, obstacle.help).unwrap();
        }
        text.push('\n');
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_connection_outside_of_lists_keeps_its_pager() {
    let query = "query Q($ids: [ID!]!) { node(id: 1) { ... on Issue { comments { nodes { body } } } } \
                 nodes(ids: $ids) { ... on Issue { comments { nodes { body } } } } }";
    let code = code(query);
    assert!(code.contains(" page by page.\", paginate;"), "{code}");
    assert!(!code.contains("each_parent:"), "{code}");
}

fn code(query: &str) -> String {
    let schema = parsed_schema(SCHEMA);
    let source = Source {
        name: "q.graphql",
        text: query,
    };
    let options = Options::new(quote::format_ident!("Q"), syn::parse_quote!(pub));
    let generated = generate(&schema, source, &options);
    assert_eq!(generated.diagnostics, []);
    format(&generated)
}

#[test]
fn code_for_each_parent() {
    insta::assert_snapshot!(code(
        "query Q($ids: [ID!]!) { nodes(ids: $ids) { ... on Issue { title comments { nodes { body } } } } }"
    ));
}
