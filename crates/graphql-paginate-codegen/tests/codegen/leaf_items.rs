//! Lists of scalars and enum values as items.

use graphql_paginate_codegen::{ListDeclaration, Options, Source, Style, Walkability, generate};

use crate::analyzed::analyzed;
use crate::parsed_schema::parsed_schema;

const SCHEMA: &str = r#"
type Query {
  names(offset: Int!, limit: Int!): [String!]
  colors(page: Int, perPage: Int): [Color]
  words(page: Int, perPage: Int): Words
  values(page: Int, perPage: Int): Values
  statistics(offset: Int, limit: Int): Statistics
  matrix(offset: Int, limit: Int): [[Int]]
  tags(first: Int, after: String): TagConnection
  tokens(cursor: String, limit: Int): Tokens
  branches(offset: Int, limit: Int): Branches
  repos: [Repo!]!
  places: [Place!]!
  document(page: Int): Document
}
interface Node { id: ID! }
type Repo implements Node { id: ID! issues(first: Int, after: String): BranchConnection }
type Place { issues(first: Int, after: String): BranchConnection }
type BranchConnection { nodes: [Branch!]! pageInfo: PageInfo! }
type Document { tags: [String!]! pageCount: Int! title: String comments(first: Int, after: String): BranchConnection }
enum Color { RED GREEN }
type Words { words: [String!]! total: Int! }
type Values { values: [Int!]! }
type Statistics { labels: [String!]! }
type TagConnection { edges: [TagEdge!]! nodes: [String]! pageInfo: PageInfo! }
type TagEdge { cursor: String! node: String }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type Tokens { ids: [ID!]! nextToken: String }
type Branches { items: [Branch!]! names(offset: Int, limit: Int): [String!]! }
type Branch { id: ID! }
"#;

/// The path and the document of each list's walk, or the first obstacle.
fn walks(query: &str, lists: Vec<ListDeclaration>) -> Vec<String> {
    let analysis = analyzed(SCHEMA, query, lists).expect(query);
    let mut walks = Vec::new();
    for connection in &analysis.connections {
        let text = match &connection.forward {
            Walkability::Walkable(walk) => format!("{:?} {}", walk.style, walk.document),
            Walkability::Blocked(obstacles) => {
                format!("{}; {}", obstacles[0].message, obstacles[0].help)
            }
            Walkability::NotOffered => String::new(),
        };
        walks.push(format!("{}: {text}", connection.path.join(".")));
    }
    walks
}

#[track_caller]
fn check(query: &str, expected: &[&str]) {
    assert_eq!(walks(query, Vec::new()), expected, "{query}");
}

#[test]
fn a_list_of_leaf_values_is_walked() {
    check(
        "{ names(offset: 0, limit: 50) }",
        &[
            "names: Offset query Q($limit: Int!, $offset: Int!) { names(limit: $limit, offset: $offset) }",
        ],
    );
    check(
        "{ colors(page: 2) }",
        &[
            "colors: PageNumber query Q($perPage: Int, $page: Int) { colors(perPage: $perPage, page: $page) }",
        ],
    );
    check(
        "{ tags(first: 5) { nodes } }",
        &[
            "tags: Relay query Q($first: Int, $after: String) { tags(first: $first, after: $after) { nodes pageInfo { hasNextPage endCursor } } }",
        ],
    );
    check(
        "{ tags(first: 5) { edges { node } } }",
        &[
            "tags: Relay query Q($first: Int, $after: String) { tags(first: $first, after: $after) { edges { node } pageInfo { hasNextPage endCursor } } }",
        ],
    );
    check(
        "{ tokens { ids } }",
        &[
            "tokens: Token query Q($limit: Int, $cursor: String) { tokens(limit: $limit, cursor: $cursor) { ids nextToken } }",
        ],
    );
    check("{ matrix(offset: 1, limit: 2) }", &[]);
}

#[test]
fn an_object_with_a_list_of_words_is_a_page_if_it_says_where_it_ends() {
    check(
        "{ words { words } }",
        &[
            "words: PageNumber query Q($perPage: Int, $page: Int) { words(perPage: $perPage, page: $page) { words total } }",
        ],
    );
    check("{ values { values } statistics { labels } }", &[]);
    let declared = ListDeclaration::new("statistics", Style::Offset);
    assert_eq!(
        walks("{ statistics { labels } }", vec![declared]),
        [
            "statistics: Offset query Q($limit: Int, $offset: Int) { statistics(limit: $limit, offset: $offset) { labels } }"
        ]
    );
}

#[test]
fn words_that_are_not_selected_are_an_obstacle() {
    check(
        "{ words { total } }",
        &["words: it selects no items; add `words`"],
    );
}

/// The paths of the lists that have a pager, as code is generated for it.
fn pagers(query: &str) -> Vec<String> {
    let mut schema = SCHEMA.to_owned();
    schema.push_str("extend type Query { node(id: ID!): Node }");
    let schema = parsed_schema(&schema);
    let source = Source {
        name: "q.graphql",
        text: query,
    };
    let options = Options::new(syn::parse_quote!(Q), syn::parse_quote!(pub));
    let generated = generate(&schema, source, &options);
    assert_eq!(generated.diagnostics, [], "{query}");
    let code = generated.tokens.to_string();
    let mut paths = Vec::new();
    for part in code.split("Walks `").skip(1) {
        let (path, _) = part.split_once('`').unwrap();
        paths.push(path.to_owned());
    }
    paths.dedup();
    paths
}

#[test]
fn objects_get_the_pager_even_inside_a_list_or_beside_bound_words() {
    for (query, expected) in [
        (
            "{ repos { id issues(first: 10) { nodes { id } } } names(limit: 50, offset: 0) }",
            "repos.issues",
        ),
        (
            "query Q($page: Int) { document(page: $page) { tags pageCount comments(first: 20) { nodes { id } } } }",
            "document.comments",
        ),
        (
            "{ document(page: 2) { title comments(first: 20) { nodes { id } } } }",
            "document.comments",
        ),
    ] {
        assert_eq!(pagers(query), [expected], "{query}");
    }
}

#[test]
fn words_are_not_walked_in_place_of_objects_that_cannot_be_walked() {
    assert_eq!(
        pagers("{ matrix(offset: 1) names(limit: 50, offset: 0) }"),
        ["names"]
    );
    let none: [&str; 0] = [];
    assert_eq!(
        pagers("{ places { issues(first: 20) { nodes { id } } } names(limit: 50, offset: 0) }"),
        none
    );
}

#[test]
fn nothing_is_inside_a_page_of_words() {
    let query = "{ document(page: 2) { tags comments(first: 20) { nodes { id } } } }";
    let analysis = analyzed(SCHEMA, query, Vec::new()).unwrap();
    let places: Vec<_> = analysis
        .connections
        .iter()
        .map(|one| (one.path.join("."), one.has_leaf_items, one.inside.clone()))
        .collect();
    assert_eq!(
        places,
        [
            ("document".to_owned(), true, None),
            ("document.comments".to_owned(), false, None)
        ]
    );
}

/// Whether the query can be walked with `paginate()`, as code is generated for it.
fn has_paginate(query: &str) -> bool {
    let schema = parsed_schema(SCHEMA);
    let source = Source {
        name: "q.graphql",
        text: query,
    };
    let options = Options::new(syn::parse_quote!(Q), syn::parse_quote!(pub));
    let generated = generate(&schema, source, &options);
    assert_eq!(generated.diagnostics, [], "{query}");
    let code = generated.tokens.to_string();
    code.contains("page by page.\" , paginate ;")
}

#[test]
fn paginate_walks_the_objects_beside_words() {
    for query in [
        "{ branches(offset: 0) { items { id } names(offset: 0) } }",
        "{ branches(offset: 0) { items { id } } names(offset: 0, limit: 5) }",
        "query Q($o: Int!) { branches(offset: 0) { items { id } } names(offset: $o, limit: 5) }",
        "{ names(offset: 0, limit: 5) }",
    ] {
        assert!(has_paginate(query), "{query}");
    }
    assert!(!has_paginate(
        "{ names(offset: 0, limit: 5) colors(page: 1) }"
    ));
}
