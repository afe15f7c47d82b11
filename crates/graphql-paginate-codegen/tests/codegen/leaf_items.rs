//! Lists of scalars and enum values as items.

use graphql_paginate_codegen::{
    AnalyzeOptions, ListDeclaration, Options, Source, Style, Walkability, analyze, generate,
};

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
}
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
    let schema = parsed_schema(SCHEMA);
    let source = Source {
        name: "q.graphql",
        text: query,
    };
    let mut options = AnalyzeOptions::new(100);
    options.lists = lists;
    let analysis = analyze(&schema, source, "Q", &options).expect(query);
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
