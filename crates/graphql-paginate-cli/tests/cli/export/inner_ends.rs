//! Tests of lists of other styles than Relay's inside items: what says whether they are complete.

use serde_json::{Value, json};

use super::nested_types::exported;

const SCHEMA: &str = "
    type Query { issues(first: Int, after: String): Issues! }
    type Issues { nodes: [Issue] pageInfo: PageInfo! }
    type PageInfo { hasNextPage: Boolean! endCursor: String }
    type Issue {
        id: ID!
        flags(page: Int): Flags
        pages(page: Int = 1, perPage: Int): Pages
        lasts(page: Int = 0, perPage: Int): Lasts
        totals(offset: Int, limit: Int): Totals
        tokens(token: String, limit: Int): Tokens
        shelf(page: Int, perPage: Int): Shelf
    }
    type Tag { id: ID! }
    type Flags { items: [Tag] hasMore: Boolean }
    type Pages { items: [Tag] totalPages: Int }
    type Lasts { items: [Tag] lastPage: Int }
    type Totals { items: [Tag] meta: Meta }
    type Meta { total: Int }
    type Tokens { items: [Tag] nextToken: String }
    type Shelf { books: [Tag] films: [Tag] hasNextPage: Boolean }";

/// A page with one issue that has these members.
fn issue(members: Value) -> Value {
    let mut issue = json!({ "id": "I" });
    issue
        .as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    json!({ "issues": { "nodes": [issue], "pageInfo": { "hasNextPage": false, "endCursor": "e" } } })
}

#[test]
fn a_list_inside_an_item_that_lacks_items_by_its_flag_number_or_token_is_cut() {
    let items = json!([{ "id": "1" }, { "id": "2" }]);
    for (selection, list, field, whole, cut) in [
        (
            "flags(page: 1) { items { id } hasMore }",
            "flags",
            "hasMore",
            json!(false),
            json!(true),
        ),
        (
            "flags { items { id } }",
            "flags",
            "hasMore",
            json!(false),
            json!(true),
        ),
        (
            "pages(page: 1) { items { id } }",
            "pages",
            "totalPages",
            json!(1),
            json!(4),
        ),
        (
            "lasts { items { id } }",
            "lasts",
            "lastPage",
            json!(0),
            json!(1),
        ),
        (
            "totals(limit: 2) { items { id } }",
            "totals",
            "meta",
            json!({ "total": 2 }),
            json!({ "total": 3 }),
        ),
        (
            "tokens { items { id } }",
            "tokens",
            "nextToken",
            json!(null),
            json!("t"),
        ),
    ] {
        let query = format!("{{ issues(first: 50) {{ nodes {{ id {selection} }} }} }}");
        for (value, code) in [(whole, 0), (cut, 5)] {
            let answer = issue(json!({ list: { "items": items, field: value } }));
            let (ran, sent) = exported(SCHEMA, &query, &[answer], &[]);
            let ran = ran.with_code(code);
            assert!(sent[0].to_string().contains(field), "{selection}");
            // The output has what the query selects.
            assert_eq!(ran.stdout.contains(field), selection.contains(field));
            ran.does_not_say("may lack items");
            if code == 0 {
                ran.does_not_say("warning");
            } else {
                ran.says(&format!("1 list at `issues.nodes.{list}` lacks items"));
            }
        }
    }
}

#[test]
fn a_field_without_a_value_does_not_say_whether_a_list_is_complete() {
    for (selection, list, field) in [
        ("flags { items { id } }", "flags", "hasMore"),
        ("pages { items { id } }", "pages", "totalPages"),
        ("totals { items { id } }", "totals", "meta"),
    ] {
        let query = format!("{{ issues(first: 50) {{ nodes {{ id {selection} }} }} }}");
        let answer = issue(json!({ list: { "items": [{ "id": "1" }], field: null } }));
        let (ran, _) = exported(SCHEMA, &query, &[answer], &[]);
        ran.with_code(0)
            .says(&format!("lists at `issues.nodes.{list}` may lack items"));
    }
}

#[test]
fn lists_of_one_page_share_its_flag() {
    let query = "{ issues(first: 50) { nodes { id shelf { books { id } films { id } } } } }";
    let shelf = json!({ "books": [{ "id": "1" }], "films": [], "hasNextPage": true });
    let (ran, _) = exported(SCHEMA, query, &[issue(json!({ "shelf": shelf }))], &[]);
    let ran = ran.with_code(5);
    ran.says("1 list at `issues.nodes.shelf.books` lacks items");
    ran.does_not_say("may lack items");
}
