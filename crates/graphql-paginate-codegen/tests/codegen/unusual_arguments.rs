//! Lists whose arguments or control fields look usual and mean something else, or that lack some of them.

use graphql_paginate_codegen::{Direction, EndMark, ListDeclaration, PageSize, Style, Walkability};

use crate::analyzed::analyzed;

const SCHEMA: &str = "
interface Node { id: ID! }
type Query {
  node(id: ID!): Node
  issues(first: Int, after: String): Issues!
  search(offset: Int, limit: Int): Found
  pages(page: Int, perPage: Int): Pages
  numbers(page: Int, perPage: Int): Numbers
  offsets(offset: Int, limit: Int): Pages
}
type Found { users: [Issue] posts: [Issue] }
type Pages { items: [Issue] next: Boolean }
type Numbers { items: [Issue] next: Int }
type Issues { nodes: [Issue] pageInfo: PageInfo! }
type Issue implements Node {
  id: ID!
  limited(limit: Int, after: String): Issues!
  unsized(after: String): Issues!
  latest(last: Int, before: String): Issues!
}
type PageInfo { hasNextPage: Boolean! endCursor: String hasPreviousPage: Boolean! startCursor: String }
";

/// The obstacles to a forward walk of the first list.
fn blocked(selection: &str, lists: Vec<ListDeclaration>) -> Vec<String> {
    let query = format!("query Q {{ {selection} }}");
    let analysis = analyzed(SCHEMA, &query, lists).expect(selection);
    match &analysis.connections[0].forward {
        Walkability::Blocked(obstacles) => {
            let obstacles = obstacles.iter();
            obstacles
                .map(|obstacle| format!("{}; {}", obstacle.message, obstacle.help))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The server may apply the offset to all lists together: then a walk of one list would repeat items of it.
#[test]
fn a_list_that_shares_its_offset_is_declared_to_be_walked() {
    let expected = "`search` has several lists that share one offset, so it is not known whether it counts the items of each list or of all; declare the list whose items it counts: `paginate(path = \"search\", style = \"offset\", items = \"users\")`";
    assert_eq!(blocked("search { users { id } }", Vec::new()), [expected]);
    assert_eq!(
        blocked("search { found: users { id } posts { id } }", Vec::new()),
        [expected]
    );
    let mut declared = ListDeclaration::new("search", Style::Offset);
    declared.items = Some("users".to_owned());
    assert_eq!(blocked("search { users { id } }", vec![declared]), [""; 0]);
}

#[test]
fn a_boolean_named_next_is_a_flag() {
    for (selection, expected) in [
        ("pages { items { id } }", EndMark::HasMore),
        ("offsets { items { id } }", EndMark::HasMore),
        ("numbers { items { id } }", EndMark::Next),
    ] {
        let query = format!("query Q {{ {selection} }}");
        let mut connections = analyzed(SCHEMA, &query, Vec::new())
            .expect(selection)
            .connections;
        let Walkability::Walkable(walk) = connections.remove(0).forward else {
            panic!("{selection} is walkable");
        };
        let end = walk.end.expect("it has an end");
        assert_eq!(end.mark, expected, "{selection}");
        assert_eq!(end.path.last().map(String::as_str), Some("next"));
    }
}

#[test]
fn a_nested_connection_without_first_is_not_completed() {
    for list in ["limited(limit: 5)", "unsized"] {
        let query =
            format!("query Q {{ issues {{ nodes {{ id {list} {{ nodes {{ id }} }} }} }} }}");
        let connections = analyzed(SCHEMA, &query, Vec::new())
            .expect(list)
            .connections;
        let nested = connections[1].nested.as_ref().expect("it is nested");
        let obstacles = nested.follow_up.as_ref().expect_err("it takes no `first`");
        let messages: Vec<_> = obstacles.iter().map(|one| one.message.as_str()).collect();
        assert_eq!(
            messages,
            ["it does not take `first`, with which its further pages are requested"],
            "{list}"
        );
    }
}

#[test]
fn a_nested_connection_with_only_last_is_completed_backward() {
    let query = "query Q { issues { nodes { id latest { nodes { id } } } } }";
    let connections = analyzed(SCHEMA, query, Vec::new())
        .expect("it is valid")
        .connections;
    let nested = connections[1].nested.as_ref().expect("it is nested");
    assert_eq!(nested.direction, Direction::Backward);
    let follow_up = nested.follow_up.as_ref().expect("it can be completed");
    let document = follow_up.document(1);
    let sent = "latest(last: $pageSize0, before: $pageCursor0)";
    assert!(document.contains(sent), "{document}");
}

#[test]
fn the_page_size_in_a_variable_of_an_object_is_named() {
    let schema = "
        type Query { posts(options: Options): Posts }
        input Options { offset: Int limit: Int }
        type Posts { items: [Post] total: Int }
        type Post { id: ID! }
    ";
    let query = "query Q($o: Options) { posts(options: $o) { items { id } } }";
    let analysis = analyzed(schema, query, Vec::new()).expect("it is valid");
    let expected = PageSize::Variable("o.limit".to_owned());
    assert_eq!(analysis.connections[0].page_size, expected);
}
