//! Paging arguments inside objects: which are recognized, and what the number of the first page is.

use graphql_paginate_codegen::Walkability;

use crate::analyzed::analyzed;

const SCHEMA: &str = r#"
type Query {
  users(options: PageQueryOptions): Users
  posts(page: PageIn, filter: Filter): Posts
  hits(page: Pagination): Hits!
  defaults(page: FromOne): Hits!
  pages(page: Int, limit: Int): PagesOfItems
  table(index: Int, size: Int): Table
  elements(index: Int, size: Int): Hits
  byRange(range: PageIn): Hits
  byFilter(filter: Outer): Hits
  links(input: LinkInput): Links
  comments(cursor: CursorInput): Comments
  addresses(paging: CursorInput): Comments
}
input PageQueryOptions { paginate: PaginateOptions = { page: 1, limit: 5 } search: String }
input PaginateOptions { page: Int limit: Int }
input PageIn { number: Int size: Int }
input Pagination { index: Int! size: Int! }
input FromOne { number: Int = 1 size: Int }
input Filter { title: String }
input Outer { range: PaginateOptions and: PaginateOptions }
input LinkInput { pagination: ConnectionInput tag: String }
input ConnectionInput { first: Int after: String }
input CursorInput { after: String limit: Int }
type Users { data: [Item!]! meta: Meta! }
type Meta { totalCount: Int! }
type Posts { content: [Item!]! page: PageInformation! }
type PageInformation { number: Int! size: Int! totalPages: Int! totalElements: Int! }
type Hits { total: Int! hits: [Item!]! }
type PagesOfItems { items: [Item!]! totalPages: Int! }
type Table { rows: [Item!]! totalPages: Int! hasNext: Boolean! }
type Links { edges: [Edge!]! pageInfo: PageInfo! }
type Edge { node: Item! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type Comments { data: [Item!]! next: String }
type Item { id: ID! }
"#;

/// The document of the first list's walk, with the number of the first page and whether it is an assumption.
fn walk(query: &str) -> String {
    let analysis = analyzed(SCHEMA, query, Vec::new()).expect(query);
    let Some(connection) = analysis.connections.first() else {
        return "no list".to_owned();
    };
    match &connection.forward {
        Walkability::Walkable(walk) => {
            let mut text = format!("{:?}: {}", walk.style, walk.document);
            if let Some(first) = walk.first {
                let assumed = if walk.is_first_assumed {
                    "perhaps "
                } else {
                    ""
                };
                text.push_str(&format!(" from {assumed}{first}"));
            }
            text
        }
        other => format!("{other:?}"),
    }
}

#[track_caller]
fn check(query: &str, expected: &str) {
    assert_eq!(walk(query), expected, "{query}");
}

#[test]
fn a_paging_object_inside_an_object_is_recognized() {
    check(
        r#"{ users(options: { search: "a" }) { data { id } } }"#,
        r#"PageNumber: query Q($limit: Int, $page: Int) { users(options: {search: "a", paginate: {limit: $limit, page: $page}}) { data { id } meta { totalCount } } } from 1"#,
    );
    check(
        r#"query Q($p: PaginateOptions) { users(options: { paginate: $p, search: "a" }) { data { id } } }"#,
        r#"PageNumber: query Q($p: PaginateOptions) { users(options: {paginate: $p, search: "a"}) { data { id } meta { totalCount } } } from 1"#,
    );
    check(
        r#"query Q($c: String) { links(input: { tag: "a", pagination: { first: 10, after: $c } }) { edges { node { id } } } }"#,
        r#"Relay: query Q($first: Int, $c: String) { links(input: {tag: "a", pagination: {first: $first, after: $c}}) { edges { node { id } } pageInfo { hasNextPage endCursor } } }"#,
    );
}

#[test]
fn a_variable_for_the_outer_object_stays() {
    check(
        "query Q($o: PageQueryOptions) { users(options: $o) { data { id } } }",
        "PageNumber: query Q($o: PageQueryOptions) { users(options: $o) { data { id } meta { totalCount } } } from 1",
    );
}

#[test]
fn the_number_of_the_first_page_is_known_from_a_default_and_assumed_to_be_0_for_page_0_in_the_query()
 {
    check(
        "{ posts(page: { size: 20 }) { content { id } } }",
        "PageNumber: query Q($size: Int, $number: Int) { posts(page: {size: $size, number: $number}) { content { id } page { totalPages } } } from perhaps 0",
    );
    check(
        "{ hits(page: { index: 0, size: 20 }) { hits { id } } }",
        "PageNumber: query Q($size: Int!, $index: Int!) { hits(page: {size: $size, index: $index}) { hits { id } total } } from perhaps 0",
    );
    check(
        "query Q($i: Int! = 0) { hits(page: { index: $i, size: 20 }) { hits { id } } }",
        "PageNumber: query Q($size: Int!, $i: Int!) { hits(page: {size: $size, index: $i}) { hits { id } total } } from perhaps 0",
    );
    check(
        "{ hits(page: { index: 1, size: 20 }) { hits { id } } }",
        "PageNumber: query Q($size: Int!, $index: Int!) { hits(page: {size: $size, index: $index}) { hits { id } total } } from perhaps 0",
    );
    check(
        "{ pages(page: 0, limit: 20) { items { id } } }",
        "PageNumber: query Q($limit: Int, $page: Int) { pages(limit: $limit, page: $page) { items { id } totalPages } } from perhaps 0",
    );
    check(
        "query Q($p: Int = 0) { pages(page: $p, limit: 20) { items { id } } }",
        "PageNumber: query Q($limit: Int, $p: Int) { pages(limit: $limit, page: $p) { items { id } totalPages } } from perhaps 0",
    );
    check(
        "{ defaults(page: { size: 20 }) { hits { id } } }",
        "PageNumber: query Q($size: Int, $number: Int) { defaults(page: {size: $size, number: $number}) { hits { id } total } } from 1",
    );
}

#[test]
fn an_index_counts_pages_only_if_the_page_says_how_many_there_are() {
    check(
        "{ table(index: 0, size: 20) { rows { id } } }",
        "PageNumber: query Q($size: Int, $index: Int) { table(size: $size, index: $index) { rows { id } hasNext } } from perhaps 0",
    );
    check(
        "{ elements(index: 0, size: 20) { hits { id } } }",
        "no list",
    );
}

#[test]
fn objects_with_other_names_hold_no_paging_arguments() {
    for query in [
        "{ byRange(range: { number: 1, size: 2 }) { hits { id } } }",
        "{ byFilter(filter: { range: { page: 1, limit: 2 } }) { hits { id } } }",
    ] {
        check(query, "no list");
    }
}

#[test]
fn a_field_next_is_the_token_of_an_object_for_a_cursor() {
    check(
        "{ comments(cursor: { limit: 10 }) { data { id } } }",
        "Token: query Q($limit: Int, $after: String) { comments(cursor: {limit: $limit, after: $after}) { data { id } next } }",
    );
    check("{ addresses { data { id } } }", "no list");
}
