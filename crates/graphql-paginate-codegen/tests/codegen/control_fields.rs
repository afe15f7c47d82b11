//! Fields that control a walk, in queries that select them with arguments: these count something else.

use graphql_paginate_codegen::Walkability;

use crate::analyzed::analyzed;

const SCHEMA: &str = "
interface Node { id(as: Format): ID! }
enum Format { HASH NUMBER }
type Query {
  node(id: ID!): Node
  pages(page: Int, perPage: Int): Pages
  offsets(offset: Int, limit: Int): Offsets
  infos(offset: Int, limit: Int): Infos
  tokens(token: String, limit: Int): Tokens
  issues(first: Int, after: String): Issues
  keys(first: Int, where: Where): [Issue]
}
input Where { id_gt: ID }
type Pages { items: [Issue] totalPages(perPage: Int): Int }
type Offsets { items: [Issue] total(active: Boolean): Int }
type Infos { items: [Issue] meta(of: Int): Meta }
type Meta { hasMore: Boolean total: Int }
type Tokens { items: [Issue] nextToken(of: Int): String }
type Issues { nodes: [Issue] pageInfo: PageInfo! totalCount(state: String): Int! }
type Issue implements Node { id(as: Format): ID! title: String issues(first: Int, after: String): Issues }
type PageInfo { hasNextPage(within: Int): Boolean! endCursor(within: Int): String }
";

/// Queries, with a part of the document of each walk.
const DOCUMENTS: [(&str, &str); 9] = [
    (
        "pages(page: 1) { items { title } totalPages(perPage: 100) }",
        "totalPages(perPage: 100) walkTotalPages: totalPages }",
    ),
    (
        "pages(page: 1) { items { title } totalPages }",
        "{ items { title id } totalPages }",
    ),
    (
        "offsets(offset: 0) { items { title } total(active: true) }",
        "total(active: true) walkTotal: total }",
    ),
    (
        "offsets(offset: 0) { items { title } total(active: true) all: total }",
        "total(active: true) all: total walkTotal: total }",
    ),
    (
        "infos(offset: 0) { items { title } meta(of: 1) { hasMore } }",
        "meta(of: 1) { hasMore } walkMeta: meta { hasMore } }",
    ),
    (
        "tokens(limit: 1) { items { title } nextToken(of: 1) }",
        "nextToken(of: 1) walkNextToken: nextToken }",
    ),
    (
        "issues(first: 1) { nodes { title } pageInfo { hasNextPage(within: 1) endCursor } }",
        "pageInfo { hasNextPage(within: 1) endCursor } walkPageInfo: pageInfo { hasNextPage endCursor } }",
    ),
    (
        "offsets(offset: 0) { items { id(as: HASH) } }",
        "items { id(as: HASH) walkId: id }",
    ),
    (
        "issues(first: 1) { nodes { id(as: HASH) issues(first: 1) { nodes { title } pageInfo { endCursor hasNextPage(within: 1) } } } }",
        "nodes { id(as: HASH) issues(first: 1) { nodes { title } pageInfo { endCursor hasNextPage(within: 1) } walkPageInfo: pageInfo { hasNextPage endCursor } } walkId: id }",
    ),
];

#[test]
fn a_walk_reads_its_control_fields_without_arguments() {
    for (selection, expected) in DOCUMENTS {
        let analysis = analyzed(SCHEMA, &format!("query Q {{ {selection} }}"), Vec::new());
        let mut connections = analysis.expect(selection).connections;
        let Walkability::Walkable(walk) = connections.remove(0).forward else {
            panic!("{selection} is walkable");
        };
        let document = walk.document;
        assert!(document.contains(expected), "{selection}: {document}");
    }
}

#[test]
fn a_total_with_arguments_is_not_that_of_the_list() {
    for (selection, expected) in [
        (
            "issues(first: 1) { nodes { id } totalCount(state: \"OPEN\") }",
            None,
        ),
        (
            "issues(first: 1) { nodes { id } totalCount(state: \"OPEN\") all: totalCount }",
            Some("issues.all"),
        ),
        (
            "issues(first: 1) { nodes { id } open: totalCount(state: \"OPEN\") totalCount }",
            Some("issues.totalCount"),
        ),
        (
            "infos(offset: 0) { items { id } meta(of: 1) { total } }",
            None,
        ),
    ] {
        let analysis = analyzed(SCHEMA, &format!("query Q {{ {selection} }}"), Vec::new());
        let total = &analysis.expect(selection).connections[0].total_count;
        let total = total.as_ref().map(|keys| keys.join("."));
        assert_eq!(total.as_deref(), expected, "{selection}");
    }
}
