//! Less usual names of paging arguments and of fields that say what follows.

use graphql_paginate_codegen::{Style, Walkability};

use crate::analyzed::analyzed;

const SCHEMA: &str = r#"
scalar Key
scalar Count
type Query {
  issues(startAt: Int, maxResults: Int): Issues
  starting(startAt: Int): [Item!]!
  hits(from: Int, size: Int): Hits
  inRange(from: Int, to: Int, limit: Int): [Item!]!
  hitsFrom(paging: Window): [Item!]!
  flats(filter: Window, page: Int, limit: Int): Hits
  rooms(filter: Window): Hits
  transactions(from: Int, to: Int, page: Int, size: Int): [Item!]!
  visits(start: Int, offset: Int, limit: Int): [Item!]!
  cells(page: Numbered, offset: Int, limit: Int): [Item!]!
  chunks(userId: Int, chunk: Int, perChunk: Int): Chunks
  algolia(query: String!, hitsPerPage: Int, page: Int): Algolia
  hitsOfPage(page: Int): HitsOfPage
  hitsPerPage(hitsPerPage: Int, page: Int): [Item!]!
  pagesByNumber(page: Int, limit: Int): PagesByNumber
  activities(offset: String, limit: Int): Activities
  records(offset: String, pageSize: Int): Records
  numbers(offset: Int, limit: Int): NumberedActivities
  scroll(input: ScrollInput!): Scrolled
  keyed(startKey: Key, limit: Int): Keyed
  otherKey(startKey: Key, limit: Int): OtherKey
  events(afterCursor: String, limit: Int): Events
  counted(page: Count, limit: Int): CountedPages
  article(id: ID): Article
  package(version: String): Package
  required(scrollId: String!): Scrolled
  twoLists(start: Int, count: Int): TwoLists
  transfers(token: String, limit: Int, nextToken: String): TokenPage
  transfersByNextKey(key: String, limit: Int, nextKey: String): KeyPage
  transfersById(id: ID, cursor: String, limit: Int): IdPage
  transfersByKey(key: String, offset: Int, limit: Int): KeyPage
  keysFromStart(key: String, start: Int, limit: Int): KeyPage
  games(date: String, page: Int, limit: Int): Games
  gamesOfDate(date: String, limit: Int): Games
  requiredKey(key: String!, limit: Int): KeyPage
  keyWithoutSize(key: String): KeyPage
  filtered(filter: KeyFilter, limit: Int): KeyPage
  echoedKey(key: String, limit: Int): EchoedKey
  post(id: ID!): Post
  postBySlug(slug: String): Post
  setting(key: String): Post
}
input KeyFilter { key: String }
type TokenPage { items: [Item!]! nextToken: String }
type KeyPage { items: [Item!]! nextKey: String }
type IdPage { items: [Item!]! nextId: ID nextCursor: String }
type EchoedKey { items: [Item!]! key: String nextKey: String }
type Games { items: [Item!]! nextDate: String total: Int! }
type Post { id: ID nextId: ID slug: String nextSlug: String nextKey: String tags: [Item!]! comments(first: Int, after: String): Comments }
type Comments { nodes: [Item!]! pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
input Window { from: Int size: Int }
input Numbered { number: Int size: Int }
input ScrollInput { query: String! scrollId: String count: Int }
type Issues { startAt: Int maxResults: Int total: Int isLast: Boolean issues: [Item!]! }
type Hits { total: Int! hits: [Item!]! }
type Chunks { lists: [Item] hasNextChunk: Boolean }
type Algolia { hits: [Item!]! nbHits: Int nbPages: Int page: Int }
type HitsOfPage { hits: [Item!]! nbHits: Int }
type PagesByNumber { items: [Item!]! nbPages: Int }
type Activities { items: [Item!]! nextOffset: String }
type Records { records: [Item!]! offset: String }
type NumberedActivities { items: [Item!]! nextOffset: Int }
type Scrolled { nextScrollId: String searchResults: [Item!]! facets: [Facet!] }
type Facet { field: String! }
type Keyed { items: [Item!]! nextStartKey: Key }
type OtherKey { items: [Item!]! nextStartKey: Int }
type Events { events: [Item!]! cursor: String! hasMore: Boolean! }
type Article { nextId: ID comments: [Item!]! }
type Package { nextVersion: String files: [Item!]! }
type CountedPages { items: [Item!]! nextPage: Count }
type TwoLists { total: Int! searchResults: [Item!]! facets: [Facet!] }
type Item { id: ID! }
"#;

/// The path, style and document of the first list's walk, with the fields that say what follows.
fn walk(query: &str) -> String {
    let analysis = analyzed(SCHEMA, query, Vec::new()).expect(query);
    let Some(connection) = analysis.connections.first() else {
        return "no list".to_owned();
    };
    match &connection.forward {
        Walkability::Walkable(walk) => {
            let next = match &walk.end {
                Some(end) => format!("{:?} {}", end.mark, end.path.join(".")),
                None => walk.next_cursor.join("."),
            };
            let path = connection.path.join(".");
            let from = match walk.first {
                Some(first) if walk.style == Style::PageNumber && walk.is_first_assumed => {
                    format!(" from perhaps {first}")
                }
                _ => String::new(),
            };
            format!(
                "{path} {:?}: {}{from} until {next}",
                walk.style, walk.document
            )
        }
        other => format!("{other:?}"),
    }
}

#[track_caller]
fn check(query: &str, expected: &str) {
    assert_eq!(walk(query), expected, "{query}");
}

#[test]
fn items_are_counted_from_a_start() {
    check(
        "query Q($s: Int) { issues(startAt: $s, maxResults: 50) { issues { id } isLast } }",
        "issues Offset: query Q($maxResults: Int, $s: Int) { issues(maxResults: $maxResults, startAt: $s) { issues { id } isLast total } } until Total issues.total",
    );
    check(
        "{ hits(from: 0, size: 10) { hits { id } } }",
        "hits Offset: query Q($size: Int, $from: Int) { hits(size: $size, from: $from) { hits { id } total } } until Total hits.total",
    );
    check(
        "{ hitsFrom(paging: { from: 20, size: 10 }) { id } }",
        "hitsFrom Offset: query Q($size: Int, $from: Int) { hitsFrom(paging: {size: $size, from: $from}) { id } } until ",
    );
    check("{ starting(startAt: 5) { id } }", "no list");
    check("{ inRange(from: 5, to: 6, limit: 10) { id } }", "no list");
}

#[test]
fn a_start_or_number_beside_a_usual_page_number_or_offset_is_a_filter() {
    check(
        "{ flats { hits { id } } }",
        "flats PageNumber: query Q($limit: Int, $page: Int) { flats(limit: $limit, page: $page) { hits { id } total } } from perhaps 1 until Total flats.total",
    );
    check(
        "{ flats(filter: { from: 1, size: 50 }) { hits { id } } }",
        "flats PageNumber: query Q($limit: Int, $page: Int) { flats(filter: {from: 1, size: 50}, limit: $limit, page: $page) { hits { id } total } } from perhaps 1 until Total flats.total",
    );
    check(
        "{ transactions(from: 1700000000, to: 1800000000, size: 50) { id } }",
        "transactions PageNumber: query Q($size: Int, $page: Int) { transactions(from: 1700000000, to: 1800000000, size: $size, page: $page) { id } } from perhaps 1 until ",
    );
    check(
        "{ visits(start: 1700000000, limit: 50) { id } }",
        "visits Offset: query Q($limit: Int, $offset: Int) { visits(start: 1700000000, limit: $limit, offset: $offset) { id } } until ",
    );
    check(
        "{ cells(page: { number: 1, size: 2 }) { id } }",
        "cells Offset: query Q($limit: Int, $offset: Int) { cells(page: {number: 1, size: 2}, limit: $limit, offset: $offset) { id } } until ",
    );
    check(
        "{ rooms(filter: { from: 1, size: 50 }) { hits { id } } }",
        "no list",
    );
}

#[test]
fn pages_are_counted_as_chunks_and_hits_per_page() {
    check(
        "query Q($c: Int) { chunks(userId: 1, chunk: $c, perChunk: 500) { lists { id } } }",
        "chunks PageNumber: query Q($perChunk: Int, $c: Int) { chunks(userId: 1, perChunk: $perChunk, chunk: $c) { lists { id } hasNextChunk } } from perhaps 1 until HasMore chunks.hasNextChunk",
    );
    check(
        r#"{ algolia(query: "a", hitsPerPage: 20) { hits { id } } }"#,
        r#"algolia PageNumber: query Q($hitsPerPage: Int, $page: Int) { algolia(query: "a", hitsPerPage: $hitsPerPage, page: $page) { hits { id } nbPages } } from perhaps 0 until Pages algolia.nbPages"#,
    );
    check(
        "{ hitsOfPage(page: 3) { hits { id } } }",
        "hitsOfPage PageNumber: query Q($page: Int) { hitsOfPage(page: $page) { hits { id } nbHits } } from perhaps 0 until Total hitsOfPage.nbHits",
    );
    check(
        "{ hitsPerPage(hitsPerPage: 20) { id } }",
        "hitsPerPage PageNumber: query Q($hitsPerPage: Int, $page: Int) { hitsPerPage(hitsPerPage: $hitsPerPage, page: $page) { id } } from perhaps 0 until ",
    );
    // If these start at 0, the last page is empty, which is an error.
    check(
        "{ pagesByNumber(limit: 20) { items { id } } }",
        "pagesByNumber PageNumber: query Q($limit: Int, $page: Int) { pagesByNumber(limit: $limit, page: $page) { items { id } nbPages } } from perhaps 1 until Pages pagesByNumber.nbPages",
    );
    check(
        "{ counted(limit: 5) { items { id } } }",
        "counted PageNumber: query Q($limit: Int, $page: Count) { counted(limit: $limit, page: $page) { items { id } nextPage } } from perhaps 1 until Next counted.nextPage",
    );
}

#[test]
fn a_text_argument_with_a_next_field_is_a_token() {
    check(
        "query Q($offset: String) { activities(offset: $offset, limit: 10) { items { id } } }",
        "activities Token: query Q($limit: Int, $offset: String) { activities(limit: $limit, offset: $offset) { items { id } nextOffset } } until activities.nextOffset",
    );
    check(
        r#"query Q($s: String) { scroll(input: { query: "a", scrollId: $s, count: 100 }) { searchResults { id } facets { field } } }"#,
        r#"scroll Token: query Q($count: Int, $s: String) { scroll(input: {query: "a", count: $count, scrollId: $s}) { searchResults { id } facets { field } nextScrollId } } until scroll.nextScrollId"#,
    );
    check(
        "{ keyed(limit: 5) { items { id } } }",
        "keyed Token: query Q($limit: Int, $startKey: Key) { keyed(limit: $limit, startKey: $startKey) { items { id } nextStartKey } } until keyed.nextStartKey",
    );
    check(
        "{ events(limit: 5) { events { id } } }",
        "events Token: query Q($limit: Int, $afterCursor: String) { events(limit: $limit, afterCursor: $afterCursor) { events { id } cursor hasMore } } until events.cursor",
    );
}

#[test]
fn a_number_or_another_type_is_no_token() {
    check(
        "{ numbers(limit: 5) { items { id } } }",
        "numbers Offset: query Q($limit: Int, $offset: Int) { numbers(limit: $limit, offset: $offset) { items { id } } } until ",
    );
    for query in [
        "{ otherKey(limit: 5) { items { id } } }",
        "{ article(id: 5) { comments { id } } }",
        "{ package { files { id } } }",
        r#"{ required(scrollId: "a") { searchResults { id } } }"#,
    ] {
        check(query, "no list");
    }
}

#[test]
fn a_filter_beside_a_token_is_kept() {
    check(
        "query Q($t: String) { transfers(token: $t, limit: 50) { items { id } } }",
        "transfers Token: query Q($t: String, $limit: Int, $nextToken: String) { transfers(token: $t, limit: $limit, nextToken: $nextToken) { items { id } nextToken } } until transfers.nextToken",
    );
    check(
        r#"{ transfersByNextKey(key: "a", limit: 50) { items { id } } }"#,
        r#"transfersByNextKey Token: query Q($limit: Int, $nextKey: String) { transfersByNextKey(key: "a", limit: $limit, nextKey: $nextKey) { items { id } nextKey } } until transfersByNextKey.nextKey"#,
    );
    check(
        "{ transfersById(id: 1, limit: 50) { items { id } } }",
        "transfersById Token: query Q($limit: Int, $cursor: String) { transfersById(id: 1, limit: $limit, cursor: $cursor) { items { id } nextCursor } } until transfersById.nextCursor",
    );
}

#[test]
fn a_number_is_the_position_rather_than_a_token_that_only_a_field_shows() {
    check(
        r#"{ games(date: "2024-01-01", limit: 50) { items { id } } }"#,
        r#"games PageNumber: query Q($limit: Int, $page: Int) { games(date: "2024-01-01", limit: $limit, page: $page) { items { id } total } } from perhaps 1 until Total games.total"#,
    );
    check(
        r#"{ transfersByKey(key: "a", limit: 50) { items { id } } }"#,
        r#"transfersByKey Offset: query Q($limit: Int, $offset: Int) { transfersByKey(key: "a", limit: $limit, offset: $offset) { items { id } } } until "#,
    );
    check(
        r#"{ keysFromStart(key: "a", limit: 50) { items { id } } }"#,
        r#"keysFromStart Offset: query Q($limit: Int, $start: Int) { keysFromStart(key: "a", limit: $limit, start: $start) { items { id } } } until "#,
    );
}

#[test]
fn an_argument_that_may_be_a_filter_is_no_token() {
    for query in [
        r#"{ gamesOfDate(date: "2024-01-01", limit: 50) { items { id } } }"#,
        r#"{ requiredKey(key: "a", limit: 50) { items { id } } }"#,
        r#"{ keyWithoutSize(key: "a") { items { id } } }"#,
        r#"{ filtered(filter: { key: "a" }, limit: 50) { items { id } } }"#,
        r#"{ echoedKey(key: "a", limit: 50) { items { id } } }"#,
        "{ records(pageSize: 10) { records { id } } }",
    ] {
        check(query, "no list");
    }
}

#[test]
fn an_object_found_by_a_key_is_no_page() {
    for field in [
        "post(id: 1)",
        r#"postBySlug(slug: "a")"#,
        r#"setting(key: "a")"#,
    ] {
        let (name, _) = field.split_once('(').unwrap();
        check(
            &format!("{{ {field} {{ comments(first: 20) {{ nodes {{ id }} }} }} }}"),
            &format!(
                "{name}.comments Relay: query Q($first: Int, $after: String) {{ {field} {{ comments(first: $first, after: $after) {{ nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }} }} until {name}.comments.pageInfo.endCursor"
            ),
        );
    }
}

#[test]
fn facets_are_not_the_items_of_a_page() {
    check(
        "{ twoLists(start: 0, count: 5) { searchResults { id } facets { field } } }",
        "twoLists Offset: query Q($count: Int, $start: Int) { twoLists(count: $count, start: $start) { searchResults { id } facets { field } total } } until Total twoLists.total",
    );
}
