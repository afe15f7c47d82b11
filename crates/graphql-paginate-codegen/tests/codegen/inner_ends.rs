//! What says whether the lists of other styles than Relay's are complete, inside the items of a connection.

use graphql_paginate_codegen::{EndMark, Walkability};

use crate::analyzed::analyzed;

const SCHEMA: &str = "
type Query { issues(first: Int, after: String): Issues! }
type Issues { nodes: [Issue] pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type Issue {
  id: ID!
  flags(offset: Int, limit: Int): Flags
  tokens(token: String, limit: Int): Tokens
  totals(offset: Int, limit: Int): Totals
  pages(page: Int = 1, perPage: Int): Pages
  lasts(page: Int = 0, perPage: Int): Lasts
  shelf(page: Int, perPage: Int): Shelf
  counted(offset: Int, limit: Int): Counted
  plain(offset: Int, limit: Int): [Tag]
  grid: [[Cell!]!]!
}
type Cell { totals(offset: Int, limit: Int): Totals }
type Tag { id: ID! name: String }
type Flags { items: [Tag] hasMore: Boolean }
type Tokens { items: [Tag] nextToken: String }
type Totals { items: [Tag] meta: Meta }
type Meta { total: Int }
type Pages { items: [Tag] totalPages: Int }
type Lasts { items: [Tag] lastPage: Int }
type Shelf { books: [Tag] films: [Tag] hasNextPage: Boolean }
type Counted { books: [Tag] films: [Tag] total: Int }
";

/// The mark, the response keys to the page, its field and its list, and the number of the first page.
type Expected = (EndMark, &'static str, &'static str, &'static str, u64);

/// The selection in each issue, what says whether its list is complete, and what the walk document selects there.
const CASES: [(&str, Option<Expected>, &str); 14] = [
    (
        "flags { items { name } }",
        Some((EndMark::HasMore, "flags", "hasMore", "items", 0)),
        "flags { items { name } hasMore }",
    ),
    (
        "tokens { items { name } }",
        Some((EndMark::Next, "tokens", "nextToken", "items", 0)),
        "tokens { items { name } nextToken }",
    ),
    (
        "totals { items { name } }",
        Some((EndMark::Total, "totals", "meta.total", "items", 0)),
        "totals { items { name } meta { total } }",
    ),
    (
        "totals(offset: 0, limit: 3) { items { name } }",
        Some((EndMark::Total, "totals", "meta.total", "items", 0)),
        "{ items { name } meta { total } }",
    ),
    (
        "totals(offset: 5) { items { name } }",
        None,
        "totals(offset: 5) { items { name } }",
    ),
    (
        "totals { of: items { name } meta: __typename }",
        Some((EndMark::Total, "totals", "walkMeta.total", "of", 0)),
        "walkMeta: meta { total } }",
    ),
    (
        "pages { items { name } }",
        Some((EndMark::Pages, "pages", "totalPages", "items", 1)),
        "pages { items { name } totalPages }",
    ),
    (
        "lasts { items { name } }",
        Some((EndMark::LastPage, "lasts", "lastPage", "items", 0)),
        "lasts { items { name } lastPage }",
    ),
    (
        "shelf { books { name } }",
        Some((EndMark::HasMore, "shelf", "hasNextPage", "books", 1)),
        "shelf { books { name } hasNextPage }",
    ),
    (
        "shelf { books { name } films { name } }",
        Some((EndMark::HasMore, "shelf", "hasNextPage", "books", 1)),
        "shelf { books { name } films { name } hasNextPage }",
    ),
    (
        "counted { books { name } }",
        Some((EndMark::Total, "counted", "total", "books", 0)),
        "counted { books { name } total }",
    ),
    (
        "counted { books { name } films { name } }",
        None,
        "counted { books { name } films { name } }",
    ),
    ("plain(limit: 3) { name }", None, "plain(limit: 3) { name }"),
    (
        "grid { totals { items { name } } }",
        Some((EndMark::Total, "grid.totals", "meta.total", "items", 0)),
        "totals { items { name } meta { total } }",
    ),
];

#[test]
fn a_list_inside_an_item_has_a_field_that_says_whether_it_is_complete() {
    for (selection, expected, document) in CASES {
        let query = format!("query Q {{ issues(first: 5) {{ nodes {{ id {selection} }} }} }}");
        let connections = analyzed(SCHEMA, &query, Vec::new())
            .expect(selection)
            .connections;
        let Walkability::Walkable(walk) = &connections[0].forward else {
            panic!("{selection} is in a walkable connection");
        };
        assert!(walk.document.contains(document), "{}", walk.document);
        assert_eq!(connections[0].inner_end, None);
        let end = connections[1].inner_end.as_ref();
        let Some((mark, page, field, list, first)) = expected else {
            assert_eq!(end, None, "{selection}");
            continue;
        };
        let end = end.expect(selection);
        assert_eq!(end.mark, mark, "{selection}");
        assert_eq!(end.page.join("."), format!("issues.nodes.{page}"));
        assert_eq!(end.field.join("."), field, "{selection}");
        assert_eq!(end.list.join("."), list, "{selection}");
        assert_eq!(end.first, first, "{selection}");
    }
}
