//! The arguments that a query gives choose the paging style, and those of another style are never sent with every page.

use graphql_paginate_codegen::{
    AnalyzeOptions, Options, Source, Style, Walkability, analyze, generate,
};

use crate::parsed_schema::parsed_schema;

const SCHEMA: &str = r#"
scalar DateTime
scalar Cursor
type Query {
  posts(first: Int, last: Int, offset: Int, before: Cursor, after: Cursor): Posts!
  works(first: Int, after: String, page: Int, size: Int): Posts!
  contents(limit: Int, skip: Int, cursor: String): Contents
  commits(first: Int, after: String, afterCursor: String): Posts
  events(first: Int, after: DateTime, cursor: Cursor): Posts
  news(first: Int, after: DateTime): Posts
  restaurants(pagination: Pagination): [Post!]!
  reviews(limit: Int, page: Int, perPage: Int): Reviews
  articles(limit: Int, offset: Int, page: Int): [Post!]!
  pages(first: Int, last: Int, skip: Int): [Post!]!
  index(pageIndex: Int, pageSize: Int): Reviews
  board(page: Int, perPage: Int): Board
}
input Pagination { page: Int pageSize: Int start: Int limit: Int }
type Posts { nodes: [Post!]! totalCount: Int! pageInfo: PageInfo! }
type Contents { items: [Post] total: Int cursor: String }
type Reviews { data: [Post!]! totalPages: Int! }
type Board { posts: [Post!]! users: [User!]! pageInfo: PageInfo! }
type Post { id: ID! title: String! likes(first: Int, offset: Int, after: Cursor): Likes! marks(first: Int, after: String, afterCursor: String): Likes! }
type User { id: ID! name: String! }
type Likes { nodes: [User!]! totalCount: Int! pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: Cursor endCursor: Cursor }
"#;

/// For each list of a query: its path, its style, and its forward walk or the obstacles to it.
fn lists(query: &str) -> Vec<String> {
    let schema = parsed_schema(SCHEMA);
    let source = Source {
        name: "q.graphql",
        text: query,
    };
    let analysis = analyze(&schema, source, "Q", &AnalyzeOptions::new(100)).expect(query);
    let mut lists = Vec::new();
    for connection in &analysis.connections {
        let walk = match &connection.forward {
            Walkability::Walkable(walk) => walk.document.clone(),
            Walkability::Blocked(obstacles) => obstacles[0].message.clone(),
            Walkability::NotOffered => String::new(),
        };
        let path = connection.path.join(".");
        lists.push(format!("{path} {:?}: {walk}", connection.style));
    }
    lists
}

#[track_caller]
fn check(query: &str, expected: &[&str]) {
    assert_eq!(lists(query), expected, "{query}");
}

#[test]
fn an_offset_beside_a_relay_connection_pages_by_offset() {
    check(
        "{ posts(first: 3, offset: 2) { nodes { id } } }",
        &[
            "posts Offset: query Q($first: Int, $offset: Int) { posts(first: $first, offset: $offset) { nodes { id } pageInfo { hasNextPage } } }",
        ],
    );
}

#[test]
fn a_relay_connection_without_other_arguments_stays_one() {
    check(
        "{ posts(first: 3) { nodes { id } } }",
        &[
            "posts Relay: query Q($first: Int, $after: Cursor) { posts(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }",
        ],
    );
}

#[test]
fn an_offset_of_zero_does_not_choose_the_style_of_a_relay_connection() {
    check(
        "{ posts(first: 3, offset: 0) { nodes { id } } }",
        &[
            "posts Relay: query Q($first: Int, $after: Cursor) { posts(offset: 0, first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }",
        ],
    );
    check(
        "{ contents(limit: 3, skip: 0) { items { id } } }",
        &[
            "contents Offset: query Q($limit: Int, $skip: Int) { contents(limit: $limit, skip: $skip) { items { id } total } }",
        ],
    );
}

#[test]
fn arguments_of_another_style_prevent_a_walk_that_would_send_them_with_every_page() {
    let offset = "it is given `offset`, which would be sent with every page and skip items of each";
    for query in [
        "query Q($a: Cursor) { posts(first: 3, after: $a, offset: 2) { nodes { id } } }",
        "query Q($a: Cursor, $o: Int) { posts(first: 3, after: $a, offset: $o) { nodes { id } } }",
    ] {
        check(query, &[&format!("posts Relay: {offset}")]);
    }
    check(
        "{ works(first: 3, page: 2) { nodes { id } } }",
        &[
            "works Relay: it is given `page`, which would be sent with every page and skip items of each",
        ],
    );
    check(
        "{ pages(last: 3) { id } }",
        &[
            "pages Offset: it is given `last`, which would be sent with every page and skip items of each",
        ],
    );
}

#[test]
fn an_offset_of_zero_or_null_skips_nothing() {
    for offset in ["0", "null"] {
        let query = format!(
            "query Q($a: Cursor) {{ posts(first: 3, after: $a, offset: {offset}) {{ nodes {{ id }} }} }}"
        );
        check(
            &query,
            &[&format!(
                "posts Relay: query Q($first: Int, $a: Cursor) {{ posts(offset: {offset}, first: $first, after: $a) {{ nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"
            )],
        );
    }
}

#[test]
fn page_and_size_beside_a_relay_connection_page_by_number() {
    check(
        "{ works(page: 2, size: 3) { nodes { id } } }",
        &[
            "works PageNumber: query Q($size: Int, $page: Int) { works(size: $size, page: $page) { nodes { id } pageInfo { hasNextPage } } }",
        ],
    );
}

#[test]
fn skip_beside_a_cursor_pages_by_offset() {
    check(
        "{ contents(limit: 3, skip: 1) { items { id } } }",
        &[
            "contents Offset: query Q($limit: Int, $skip: Int) { contents(limit: $limit, skip: $skip) { items { id } total } }",
        ],
    );
}

#[test]
fn a_date_is_a_filter_and_not_a_cursor() {
    check(
        "{ events(first: 3, after: \"2026-01-01\") { nodes { id } } }",
        &[
            "events Relay: query Q($first: Int, $cursor: Cursor) { events(after: \"2026-01-01\", first: $first, cursor: $cursor) { nodes { id } pageInfo { hasNextPage endCursor } } }",
        ],
    );
    check(
        "{ news(first: 3, after: \"2026-01-01\") { nodes { id } } }",
        &[],
    );
    check(
        "{ commits(first: 3, after: \"2026-01-01\") { nodes { id } } }",
        &[
            "commits Relay: query Q($first: Int, $afterCursor: String) { commits(after: \"2026-01-01\", first: $first, afterCursor: $afterCursor) { nodes { id } pageInfo { hasNextPage endCursor } } }",
        ],
    );
}

#[test]
fn the_size_is_the_one_that_the_query_gives() {
    check(
        "{ reviews(page: 1, limit: 5) { data { id } } }",
        &[
            "reviews PageNumber: query Q($limit: Int, $page: Int) { reviews(limit: $limit, page: $page) { data { id } totalPages } }",
        ],
    );
}

#[test]
fn numbered_pages_have_a_size_of_their_own() {
    check(
        "{ restaurants(pagination: { page: 1, pageSize: 3 }) { id } }",
        &[
            "restaurants PageNumber: query Q($pageSize: Int, $page: Int) { restaurants(pagination: {pageSize: $pageSize, page: $page}) { id } }",
        ],
    );
    check(
        "{ restaurants(pagination: { start: 1, limit: 3 }) { id } }",
        &[
            "restaurants Offset: query Q($limit: Int, $start: Int) { restaurants(pagination: {limit: $limit, start: $start}) { id } }",
        ],
    );
    check(
        "{ reviews(page: 1) { data { id } } }",
        &[
            "reviews PageNumber: query Q($perPage: Int, $page: Int) { reviews(perPage: $perPage, page: $page) { data { id } totalPages } }",
        ],
    );
    check(
        "query Q($page: Int) { articles(limit: 20, page: $page) { id } }",
        &[
            "articles PageNumber: query Q($limit: Int, $page: Int) { articles(limit: $limit, page: $page) { id } }",
        ],
    );
}

#[test]
fn a_page_index_starts_at_zero() {
    let schema = parsed_schema(SCHEMA);
    let source = Source {
        name: "q.graphql",
        text: "{ index { data { id } } }",
    };
    let analysis = analyze(&schema, source, "Q", &AnalyzeOptions::new(100)).expect("it is valid");
    let Walkability::Walkable(walk) = &analysis.connections[0].forward else {
        panic!("it cannot be walked");
    };
    assert_eq!(walk.first, Some(0));
}

#[test]
fn a_first_page_number_that_the_schema_does_not_say_is_an_assumption() {
    for (arguments, is_assumed) in [
        ("limit: Int, page: Int, perPage", true),
        ("limit: Int, page: Int = 1, perPage", false),
    ] {
        let text = SCHEMA.replace("limit: Int, page: Int, perPage", arguments);
        let schema = parsed_schema(&text);
        let source = Source {
            name: "q.graphql",
            text: "{ reviews { data { id } } }",
        };
        let options = Options::new(quote::format_ident!("Q"), syn::parse_quote!(pub));
        let code = generate(&schema, source, &options).tokens.to_string();
        assert!(code.contains("page_number (1"), "{code}");
        assert_eq!(code.contains("first_assumed ()"), is_assumed, "{code}");
    }
}

#[test]
fn a_size_that_means_all_items_is_no_page_size() {
    let schema = parsed_schema(SCHEMA);
    for size in ["-1", "0"] {
        let text = format!("{{ articles(limit: {size}) {{ id }} }}");
        let source = Source {
            name: "q.graphql",
            text: &text,
        };
        let analysis =
            analyze(&schema, source, "Q", &AnalyzeOptions::new(100)).expect("it is valid");
        let Walkability::Walkable(walk) = &analysis.connections[0].forward else {
            panic!("it cannot be walked");
        };
        let limit = walk.size.as_ref().expect("it has a size");
        assert_eq!(limit.default, None, "{size}");
    }
}

#[test]
fn a_nested_connection_with_an_offset_is_counted_if_it_is_cut() {
    for nested in [
        "likes(first: 3, offset: 0)",
        "likes(first: 3, offset: 2)",
        "likes(first: 3, offset: $o)",
        "marks(first: 3)",
    ] {
        let variable = if nested.contains("$o") {
            ", $o: Int"
        } else {
            ""
        };
        let query = format!(
            "query Q($a: Cursor{variable}) {{ posts(first: 10, after: $a) {{ nodes {{ id {nested} {{ nodes {{ id }} }} }} }} }}"
        );
        check_nested(&query);
    }
}

/// Checks that a connection inside the items of `posts` is a Relay connection whose further pages are counted: its
/// `pageInfo` is requested, and both the analysis and the generated code have it.
#[track_caller]
fn check_nested(query: &str) {
    let schema = parsed_schema(SCHEMA);
    let source = Source {
        name: "q.graphql",
        text: query,
    };
    let analysis = analyze(&schema, source, "Q", &AnalyzeOptions::new(100)).expect(query);
    let nested = &analysis.connections[1];
    assert_eq!(nested.style, Style::Relay, "{query}");
    assert!(nested.nested.is_some(), "{query}");
    let Walkability::Walkable(walk) = &analysis.connections[0].forward else {
        panic!("it cannot be walked: {query}");
    };
    let page_info = "{ nodes { id } pageInfo { hasNextPage endCursor } } } pageInfo";
    assert!(walk.document.contains(page_info), "{}", walk.document);
    let options = Options::new(quote::format_ident!("Q"), syn::parse_quote!(pub));
    let generated = generate(&schema, source, &options);
    assert!(
        generated.tokens.to_string().contains("__Nested0"),
        "{query}"
    );
}

#[test]
fn a_nested_connection_of_which_only_the_total_is_selected_gets_no_page_info() {
    check(
        "{ posts { nodes { id likes { totalCount } } } }",
        &[
            "posts Relay: query Q($first: Int, $after: Cursor) { posts(first: $first, after: $after) { nodes { id likes { totalCount } } pageInfo { hasNextPage endCursor } } }",
            "posts.nodes.likes Relay: it is inside the list `nodes`, whose items have a cursor each",
        ],
    );
}

#[test]
fn lists_that_share_the_end_of_a_page_are_not_walked_together() {
    check(
        "{ board { posts { id } pageInfo { hasNextPage } } }",
        &[
            "board.posts PageNumber: query Q($perPage: Int, $page: Int) { board(perPage: $perPage, page: $page) { posts { id } pageInfo { hasNextPage } } }",
        ],
    );
    let shared = "`board` has several lists and one field that says whether more pages follow, so it is not known whose end that is";
    check(
        "{ board { posts { id } users { id } } }",
        &[
            &format!("board.posts PageNumber: {shared}"),
            &format!("board.users PageNumber: {shared}"),
        ],
    );
}
