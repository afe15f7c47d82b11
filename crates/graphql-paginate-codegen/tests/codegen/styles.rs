//! Lists that are not Relay connections: what is recognized, what is not, and what is declared.

use graphql_paginate_codegen::{
    Analysis, AnalyzeOptions, EndMark, ListDeclaration, Source, Style, Walkability, analyze,
};
use std::fmt::Write;

use crate::parsed_schema::parsed_schema;

const SCHEMA: &str = r#"
scalar Number
type Query {
  books(offset: Int, limit: Int, filter: BookFilter): [Book!]!
  byPage(filter: BookFilter): [Book!]!
  reviews(page: Int): [Book!]!
  custom(from: Number, to: Number, text: String): Found
  keys(first: Int, where: BookFilter): [Book]
  matrix(offset: Int, limit: Int): [[Book]]
  texts(offset: Int, limit: Int): [String]
  cursors(cursor: String, limit: Int): Cursors
  infos(skip: Int, limit: Int): Infos
  shelf(page: Int, perPage: Int): Shelf
  related(first: Int, after: String): Related
  book(id: ID!): Book
  posts(options: PageOptions): Posts
}
input PageOptions { skip: Int limit: Int }
type Posts { data: [Post!]! total: Int! }
type Post { title: String! comments(options: PageOptions): Posts }
input BookFilter { page: Int title: String id_gt: ID }
type Book { id: ID! title: String! index: Int chapters(offset: Int, limit: Int): [Chapter!]! }
type Chapter { title: String! }
type Found { results: [Book!]! more: Boolean! left: [Chapter!] meta: Meta }
type Meta { next: String more: Boolean }
type Cursors { entries: [Book] meta: CursorMeta }
type CursorMeta { nextCursor: String }
type Infos { data: [Book] pagination: Pagination total: Int }
type Pagination { hasNext: Boolean! }
type Shelf { books: [Book] chapters: [Chapter] info: Info }
type Info { hasNextPage: Boolean }
type Related { nodes: [Book] pageInfo: RelatedInfo }
type RelatedInfo { hasNextPage: Boolean! endCursor: String }
"#;

fn analysis(query: &str, lists: Vec<ListDeclaration>) -> Result<Analysis, String> {
    let schema = parsed_schema(SCHEMA);
    let mut options = AnalyzeOptions::new(100);
    options.lists = lists;
    let source = Source {
        name: "q.graphql",
        text: query,
    };
    analyze(&schema, source, "Q", &options).map_err(|diagnostics| {
        let texts: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        texts.join("\n")
    })
}

/// The lists of a query with their styles, and the first walk's document.
fn describe(query: &str, lists: Vec<ListDeclaration>) -> String {
    let analysis = match analysis(query, lists) {
        Ok(analysis) => analysis,
        Err(problems) => return problems,
    };
    let mut text = String::new();
    for connection in &analysis.connections {
        let path = connection.path.join(".");
        write!(text, "{path} {:?}", connection.style).unwrap();
        match &connection.forward {
            Walkability::Walkable(walk) => write!(text, ": {}", walk.document).unwrap(),
            Walkability::Blocked(obstacles) => {
                for obstacle in obstacles {
                    write!(text, ": {}; {}", obstacle.message, obstacle.help).unwrap();
                }
            }
            Walkability::NotOffered => {}
        }
        text.push('\n');
    }
    if text.is_empty() {
        text.push_str("no list\n");
    }
    text
}

fn render(cases: Vec<(&str, &str, Vec<ListDeclaration>)>) -> String {
    let mut text = String::new();
    for (name, query, lists) in cases {
        write!(text, "## {name}\n\n{query}\n{}\n", describe(query, lists)).unwrap();
    }
    text
}

#[test]
fn lists_are_recognized_by_their_structure() {
    let cases = [
        ("a list", "query Q { books { title } }"),
        (
            "an alias for the key of the items",
            "query Q { books { id: title } }",
        ),
        (
            "a flag in an info object",
            "query Q { infos { data { title } } }",
        ),
        (
            "a key that is taken",
            "query Q { infos { pagination: total data { title } } }",
        ),
        (
            "a token in an info object",
            "query Q { cursors { entries { title } } }",
        ),
        (
            "lists of a page",
            "query Q { shelf { books { title } chapters { title } } }",
        ),
        (
            "one paging object for a list and for one inside it",
            "query Q($o: PageOptions) { posts(options: $o) { data { title comments(options: $o) { data { title } } } } }",
        ),
        (
            "a paging object for each list",
            "query Q($o: PageOptions, $c: PageOptions) { posts(options: $o) { data { title comments(options: $c) { data { title } } } } }",
        ),
        ("no items", "query Q { infos { total } }"),
        (
            "a list inside a list",
            "query Q { books { chapters { title } } }",
        ),
        (
            "lists of fragments",
            "query Q { shelf { ...B } infos { ...I } } fragment B on Shelf { books { title } } fragment I on Infos { data { ...T } } fragment T on Book { title }",
        ),
        (
            "`page` of a filter is not a page",
            "query Q { byPage(filter: { page: 3 }) { title } }",
        ),
        (
            "`page` without a size or an end",
            "query Q { reviews(page: 3) { title } }",
        ),
        (
            "lists of lists and of scalars",
            "query Q { matrix { title } texts }",
        ),
        (
            "a Relay connection beside a list",
            "query Q { related { nodes { title } } books { title } }",
        ),
    ];
    let cases = cases
        .into_iter()
        .map(|(name, query)| (name, query, Vec::new()));
    insta::assert_snapshot!(render(cases.collect()));
}

#[test]
fn lists_that_cannot_be_recognized_are_declared() {
    let list = |path: &str, style| ListDeclaration::new(path, style);
    let mut custom = list("custom", Style::Offset);
    custom.position = Some("from".to_owned());
    custom.size = Some("to".to_owned());
    let mut found = custom.clone();
    found.items = Some("results".to_owned());
    found.end = Some((EndMark::HasMore, "more".to_owned()));
    let mut chapters = found.clone();
    chapters.items = Some("meta".to_owned());
    let mut wrong_end = found.clone();
    wrong_end.end = Some((EndMark::HasMore, "meta.rest".to_owned()));
    let mut text = found.clone();
    text.position = Some("text".to_owned());
    let mut member = found.clone();
    member.position = Some("where.from".to_owned());
    let mut keys = list("keys", Style::KeySet);
    keys.position = Some("where.id_gt".to_owned());
    let mut index = keys.clone();
    index.key = Some("index".to_owned());
    let mut unknown = keys.clone();
    unknown.key = Some("isbn".to_owned());
    let custom_query = "query Q { custom { results { title } } }";
    let keys_query = "query Q { keys(where: { title: \"a\" }) { title } }";
    insta::assert_snapshot!(render(vec![
        ("an offset by other names", custom_query, vec![found]),
        (
            "several lists have usual names or none",
            custom_query,
            vec![custom]
        ),
        ("no list", custom_query, vec![chapters]),
        ("no such field", custom_query, vec![wrong_end]),
        ("no number", custom_query, vec![text]),
        ("no such argument", custom_query, vec![member]),
        ("a key set", keys_query, vec![keys]),
        ("a key set by another key", keys_query, vec![index]),
        ("a key that the items lack", keys_query, vec![unknown]),
        (
            "a key set without a position",
            keys_query,
            vec![list("keys", Style::KeySet)]
        ),
        (
            "page numbers of a list without any",
            "query Q { reviews { title } }",
            vec![list("reviews", Style::PageNumber)]
        ),
        (
            "a token without any",
            custom_query,
            vec![list("custom", Style::Token)]
        ),
        (
            "a field that is not selected",
            custom_query,
            vec![list("shop.books", Style::Offset)]
        ),
        (
            "a single object",
            "query Q { book(id: 1) { title } }",
            vec![list("book", Style::Offset)]
        ),
    ]));
}

/// The style that is recognized and where the token of the next page is, for a root field `list` with these arguments whose
/// pages have these fields beside `items`.
fn token_of(arguments: &str, fields: &str) -> Option<Vec<String>> {
    let schema = parsed_schema(&format!(
        "scalar Cursor
        type Query {{ list({arguments}): Page! }}
        input Request {{ cursor: Cursor limit: Int }}
        type Page {{ items: [Item!]! {fields} }}
        type Item {{ id: ID! }}
        type Info {{ prev: Cursor next: Cursor }}"
    ));
    let source = Source {
        name: "q.graphql",
        text: "{ list { items { id } } }",
    };
    let analysis = analyze(&schema, source, "Q", &AnalyzeOptions::new(100)).expect("it is valid");
    let connection = analysis.connections.first()?;
    match &connection.forward {
        Walkability::Walkable(walk) => Some(walk.next_cursor.clone()),
        _ => None,
    }
}

#[test]
fn a_field_named_next_is_a_token_if_it_has_the_type_of_the_argument() {
    let at = |keys: &[&str]| -> Option<Vec<String>> {
        Some(keys.iter().map(|key| (*key).to_owned()).collect())
    };
    let next = at(&["list", "next"]);
    assert_eq!(token_of("cursor: String", "next: String"), next);
    assert_eq!(token_of("pageToken: ID, limit: Int", "next: ID"), next);
    // No number of a page.
    assert_eq!(
        token_of("cursor: String, page: String", "next: String"),
        next
    );
    let in_info = at(&["list", "pageInfo", "next"]);
    assert_eq!(token_of("request: Request", "pageInfo: Info"), in_info);
    // Rather a field whose name says that it is a token.
    let fields = "next: String nextCursor: String";
    assert_eq!(
        token_of("cursor: String", fields),
        at(&["list", "nextCursor"])
    );

    // The address of the next page, which ends numbered pages.
    let numbered = token_of("cursor: String, page: Int, pageSize: Int", "next: String");
    assert_eq!(numbered, Some(Vec::new()));

    for (arguments, fields) in [
        ("cursor: String", "next: Int"),
        // One of them may repeat the argument.
        ("cursor: String", "next: String cursor: String"),
        // A date.
        ("after: String, limit: Int", "next: String"),
        ("cursor: Int", "next: Int"),
        ("cursor: ID", "next: String"),
        ("cursor: String", "next: Item"),
        ("cursor: String", "next: [String]"),
        ("filter: String", "next: String"),
    ] {
        let found = token_of(arguments, fields);
        assert_eq!(found, None, "{arguments}: {fields}");
    }
}
