//! Pages that are one of the possible types of an interface or union.

use graphql_paginate_codegen::{ListDeclaration, Style, Walkability};

use crate::analyzed::analyzed;

const SCHEMA: &str = r#"
type Query {
  runs(filter: String, cursor: String, limit: Int): RunsOrError!
  logs(runId: ID!, afterCursor: String, limit: Int): LogsOrError!
  pages(first: Int, after: String): PagesOrError
  counted(offset: Int, limit: Int): CountedOrError!
  numbered(page: Int, perPage: Int): NumberedResult!
  both(cursor: String, limit: Int): Both!
  bare: RunsOrError!
  jobs: [Job!]!
  node(id: ID!): Node
}
type Job { runs(cursor: String, limit: Int): LogsOrError! }
union RunsOrError = Runs | NotFound | PythonError
union LogsOrError = Logs | PythonError
union PagesOrError = Pages | PythonError
union CountedOrError = Counted | PythonError
union Both = Logs | OtherLogs
interface NumberedResult { id: ID! }
type Numbered implements NumberedResult { id: ID! items: [Run!]! totalPages: Int! }
type Failed implements NumberedResult { id: ID! reason: String! }
type Runs { results: [Run!]! count: Int }
type Run implements Node { id: ID! runId: String! tags(first: Int, after: String): Tags }
interface Node { id: ID! }
type Tags { nodes: [Tag]! pageInfo: PageInfo! }
type Tag { name: String! }
type NotFound { message: String! }
type PythonError { message: String! stack: [String!]! }
type Logs { events: [Run!]! cursor: String! hasMore: Boolean! }
type OtherLogs { events: [Run!]! cursor: String! }
type Pages { nodes: [Run!]! pageInfo: PageInfo! totalCount: Int! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type Counted { items: [Run!]! total: Int! }
"#;

/// The path and the document of each list's walk, or the first obstacle.
fn walks(query: &str, lists: Vec<ListDeclaration>) -> Vec<String> {
    let analysis = match analyzed(SCHEMA, query, lists) {
        Ok(analysis) => analysis,
        Err(problems) => return problems.iter().map(ToString::to_string).collect(),
    };
    let mut walks = Vec::new();
    for connection in &analysis.connections {
        let path = connection.path.join(".");
        let text = match &connection.forward {
            Walkability::Walkable(walk) => format!("{:?} {}", walk.style, walk.document),
            Walkability::Blocked(obstacles) => obstacles[0].message.clone(),
            Walkability::NotOffered => String::new(),
        };
        walks.push(format!("{path} {text}"));
    }
    walks
}

#[track_caller]
fn check(query: &str, expected: &[&str]) {
    assert_eq!(walks(query, Vec::new()), expected, "{query}");
}

#[test]
fn the_fields_that_a_walk_needs_are_selected_on_the_type_of_the_page() {
    check(
        "{ logs(runId: 1) { ... on Logs { events { id } } ... on PythonError { message stack } } }",
        &[
            "logs Token query Q($limit: Int, $afterCursor: String) { logs(runId: 1, limit: $limit, afterCursor: $afterCursor) { __typename ... on Logs { events { id } } ... on PythonError { message stack } ... on Logs { cursor hasMore } } }",
        ],
    );
    check(
        "{ pages { ... on Pages { nodes { id } } } }",
        &[
            "pages Relay query Q($first: Int, $after: String) { pages(first: $first, after: $after) { __typename ... on Pages { nodes { id } } ... on Pages { pageInfo { hasNextPage endCursor } } } }",
        ],
    );
    check(
        "{ pages { ... on Pages { nodes { id } pageInfo { hasNextPage endCursor } } } }",
        &[
            "pages Relay query Q($first: Int, $after: String) { pages(first: $first, after: $after) { __typename ... on Pages { nodes { id } pageInfo { hasNextPage endCursor } } } }",
        ],
    );
    check(
        "{ logs(runId: 1) { ... on Logs { events { id } cursor } ... on Logs { hasMore } } }",
        &[
            "logs Token query Q($limit: Int, $afterCursor: String) { logs(runId: 1, limit: $limit, afterCursor: $afterCursor) { __typename ... on Logs { events { id } cursor } ... on Logs { hasMore } } }",
        ],
    );
    check(
        "query Q($c: Boolean!) { logs(runId: 1) { ... on Logs { events { id } cursor @include(if: $c) } } }",
        &[
            "logs Token query Q($c: Boolean!, $limit: Int, $afterCursor: String) { logs(runId: 1, limit: $limit, afterCursor: $afterCursor) { __typename ... on Logs { events { id } cursor @include(if: $c) } ... on Logs { cursor hasMore } } }",
        ],
    );
    check(
        "{ counted { ...C } } fragment C on Counted { items { runId } }",
        &[
            "counted Offset query Q($limit: Int, $offset: Int) { counted(limit: $limit, offset: $offset) { __typename ... on Counted { items { runId id } } ... on Counted { total } } }",
        ],
    );
    check(
        "{ numbered { id ... on Numbered { items { id } } ... on Failed { reason } } }",
        &[
            "numbered PageNumber query Q($perPage: Int, $page: Int) { numbered(perPage: $perPage, page: $page) { __typename id ... on Numbered { items { id } } ... on Failed { reason } ... on Numbered { totalPages } } }",
        ],
    );
}

#[test]
fn a_connection_inside_the_items_of_such_a_page_is_completed() {
    let query = "{ pages { ... on Pages { nodes { tags(first: 2) { nodes { name } } } } } }";
    let analysis = analyzed(SCHEMA, query, Vec::new()).unwrap();
    let nested = analysis.connections[1]
        .nested
        .as_ref()
        .expect("it is nested");
    let follow_up = nested.follow_up.as_ref().expect("it can be completed");
    assert!(!follow_up.pieces.is_empty());
    let Walkability::Walkable(walk) = &analysis.connections[0].forward else {
        panic!("it is walkable");
    };
    assert_eq!(
        walk.document,
        "query Q($first: Int, $after: String) { pages(first: $first, after: $after) { __typename ... on Pages { nodes { tags(first: 2) { nodes { name } pageInfo { hasNextPage endCursor } } id } } ... on Pages { pageInfo { hasNextPage endCursor } } } }"
    );
}

#[test]
fn a_type_without_a_token_is_declared() {
    let query =
        "{ runs { ... on Runs { results { runId } } ... on PythonError { message stack } } }";
    check(query, &[]);
    let mut declared = ListDeclaration::new("runs", Style::KeySet);
    declared.position = Some("cursor".to_owned());
    declared.key = Some("runId".to_owned());
    assert_eq!(
        walks(query, vec![declared]),
        [
            "runs KeySet query Q($limit: Int, $cursor: String) { runs(limit: $limit, cursor: $cursor) { __typename ... on Runs { results { runId } } ... on PythonError { message stack } } }"
        ]
    );
}

#[test]
fn lists_of_several_types_are_not_walked() {
    check(
        "{ both { ... on Logs { events { id } } ... on OtherLogs { events { id } } } }",
        &[],
    );
    check("{ bare { ... on Runs { results { id } } } }", &[]);
    check("{ jobs { runs { ... on Logs { events { id } } } } }", &[]);
    assert_eq!(
        walks(
            "{ both { ... on Logs { events { id } } ... on OtherLogs { events { id } } } }",
            vec![ListDeclaration::new("both", Style::Token)]
        ),
        [
            "`both` is not paged as declared: it is not known which list holds its items\n --> q.graphql:1:3\n  |\n1 | { both { ... on Logs { events { id } } ... on OtherLogs { events { id } } } }\n  |   ^^^^\n  = help: `Both` has no list"
        ]
    );
}
