//! Tests of answers about lists inside items that contradict the request: servers that ignore the cursor, flags that are
//! there twice, totals that are not reached, and lists that conditions exclude.

use graphql_paginate_sandbox::{Fault, Faults};
use serde_json::{Value, json};

use super::nested_types::exported;
use super::own_schema::OwnSchema;

const SCHEMA: &str = "
    interface Node { id: ID! }
    type Issue implements Node { id: ID! labels(first: Int, after: String, last: Int, before: String): Labels! }
    type Label implements Node { id: ID! issues(first: Int, after: String): Issues! }
    type Labels { totalCount: Int! nodes: [Label] edges: [LabelEdge] pageInfo: PageInfo! }
    type LabelEdge { cursor: String! node: Label }
    type Issues { nodes: [Issue] pageInfo: PageInfo! }
    type PageInfo { hasNextPage: Boolean! endCursor: String hasPreviousPage: Boolean! startCursor: String }
    type Query { node(id: ID!): Node issues(first: Int, after: String): Issues! }";

/// The objects with these ids.
fn objects(ids: std::ops::Range<u64>) -> Value {
    ids.map(|id| json!({ "id": id.to_string() })).collect()
}

/// A list with these items, which another page follows or precedes, or not.
fn list(key: &str, items: Value, has_more: bool) -> Value {
    let page_info = json!({
        "hasNextPage": has_more, "endCursor": "c",
        "hasPreviousPage": has_more, "startCursor": "s",
    });
    json!({ key: items, "pageInfo": page_info })
}

/// The last page of issues, with one that has these labels.
fn issue(labels: Value) -> Value {
    let page_info = json!({ "hasNextPage": false, "endCursor": "e" });
    json!({ "issues": { "nodes": [{ "id": "I", "labels": labels }], "pageInfo": page_info } })
}

fn rest(key: &str, list: Value) -> Value {
    json!({ "r0": { "__typename": "Issue", key: list } })
}

#[test]
fn a_follow_up_page_with_all_items_that_the_list_has_is_an_error() {
    let forward = "{ issues(first: 50) { nodes { id labels(first: 2) { nodes { id } } } } }";
    let backward = forward.replace("first: 2", "last: 2");
    for (query, known) in [(forward, objects(0..2)), (&backward, objects(23..25))] {
        let again = rest("labels", list("nodes", objects(0..25), false));
        let mut first = list("nodes", known, true);
        first["pageInfo"]["hasNextPage"] = json!(query == forward);
        let (ran, _) = exported(SCHEMA, query, &[issue(first), again], &[]);
        assert_ne!(ran.code, Some(0), "{query}: {}", ran.stdout);
        ran.says("the page holds the same items as an earlier one");
    }
    let edges = "{ issues(first: 50) { nodes { id labels(first: 2) { edges { node { id } } } } } }";
    let edge = |ids| -> Value {
        let nodes = objects(ids);
        let nodes = nodes.as_array().unwrap().iter();
        nodes.map(|node| json!({ "node": node })).collect()
    };
    let again = rest("labels", list("edges", edge(0..25), false));
    let first = issue(list("edges", edge(0..2), true));
    let (ran, _) = exported(SCHEMA, edges, &[first, again], &[]);
    ran.says("the page holds the same items as an earlier one");
}

#[test]
fn a_follow_up_page_with_other_items_is_added() {
    let query = "{ issues(first: 50) { nodes { id labels(first: 2) { nodes { id } } } } }";
    let first = issue(list("nodes", objects(0..2), true));
    let more = rest("labels", list("nodes", objects(2..25), false));
    let (ran, _) = exported(SCHEMA, query, &[first, more], &[]);
    let item: Value = serde_json::from_str(&ran.with_code(0).stdout).unwrap();
    assert_eq!(item["labels"]["nodes"], objects(0..25));
}

#[test]
fn a_list_inside_a_list_is_compared_with_its_own_items() {
    let query = "{ issues(first: 50) { nodes { id labels(first: 2) { nodes { id issues(first: 1) { nodes { id } } } } } } }";
    let label =
        |id: &str, ids, more| json!({ "id": id, "issues": list("nodes", objects(ids), more) });
    let labels = json!([label("A", 1..2, false), label("B", 7..9, true)]);
    let first = issue(list("nodes", labels, false));
    let again =
        json!({ "r0": { "__typename": "Label", "issues": list("nodes", objects(7..12), false) } });
    let (ran, _) = exported(SCHEMA, query, &[first, again], &[]);
    ran.says("the page holds the same items as an earlier one");
}

#[test]
fn a_flag_that_is_there_twice_counts_the_list_as_cut() {
    let query = "{ issues(first: 50) { nodes { id labels(first: 2) { nodes { id } } } } }";
    let twice = r#"{"nodes":[],"pageInfo":{"hasNextPage":true},"pageInfo":{"hasNextPage":false}}"#;
    let body = json!({ "data": issue(json!("LABELS")) }).to_string();
    let answer = Fault::status(200).body(body.replace(r#""LABELS""#, twice));
    let server = OwnSchema::new(SCHEMA, 1, Faults::new().on_request(1, answer));
    let ran = server.export(query, &[]).with_code(5);
    ran.says("1 list at `issues.nodes.labels` lacks items");
}

#[test]
fn a_list_that_ends_before_its_total_on_a_further_page_is_cut() {
    let query =
        "{ issues(first: 50) { nodes { id labels(first: 2) { totalCount nodes { id } } } } }";
    for (total, code) in [(5, 0), (25, 5)] {
        let mut first = list("nodes", objects(0..2), true);
        let mut last = list("nodes", objects(2..5), false);
        for page in [&mut first, &mut last] {
            page["totalCount"] = json!(total);
        }
        let answers = [issue(first), rest("labels", last)];
        let (ran, _) = exported(SCHEMA, query, &answers, &[]);
        let item: Value = serde_json::from_str(&ran.with_code(code).stdout).unwrap();
        assert_eq!(item["labels"]["nodes"], objects(0..5));
    }
}

#[test]
fn a_list_that_a_condition_excludes_lacks_nothing() {
    let query = "query Q($w: Boolean!) { issues(first: 50) { nodes { id labels(first: 2) { totalCount nodes @include(if: $w) { id } } } } }";
    let labels = json!({ "totalCount": 12, "pageInfo": { "hasNextPage": true, "endCursor": "c" } });
    let (ran, sent) = exported(SCHEMA, query, &[issue(labels)], &["-F", "w=false"]);
    let item: Value = serde_json::from_str(&ran.with_code(0).stdout).unwrap();
    assert_eq!(item["labels"], json!({ "totalCount": 12 }));
    assert_eq!(sent.len(), 1);
}

const FILMS: &str = "
    type Film { id: ID! }
    type Films { total: Int! items: [Film!]! }
    type Query { films(offset: Int, limit: Int): Films! numbered(page: Int, perPage: Int): Films! }";

#[test]
fn a_list_that_ends_early_is_noticed_if_the_query_states_its_first_position() {
    let films = |key: &str, ids| json!({ key: { "total": 9, "items": objects(ids) } });
    for (key, query) in [
        (
            "films",
            "query($offset: Int = 0, $limit: Int = 2) { films(offset: $offset, limit: $limit) { total items { id } } }",
        ),
        (
            "films",
            "{ films(offset: 0, limit: 2) { total items { id } } }",
        ),
        (
            "numbered",
            "{ numbered(page: 1, perPage: 2) { total items { id } } }",
        ),
    ] {
        let answers = [films(key, 0..2), films(key, 2..4), films(key, 4..4)];
        let (ran, _) = exported(FILMS, query, &answers, &[]);
        let ran = ran.with_code(5);
        assert_eq!(ran.stdout.lines().count(), 4, "{query}");
    }
}

#[test]
fn the_last_item_of_a_list_stays_alone_unless_the_list_is_named() {
    let query = "{ issues(first: 50) { nodes { id labels(last: 1) { nodes { id } } } } }";
    let answers = || {
        let last = issue(list("nodes", objects(24..25), true));
        [last, rest("labels", list("nodes", objects(0..24), false))]
    };
    let (ran, sent) = exported(SCHEMA, query, &answers(), &[]);
    let ran = ran.with_code(0);
    let item: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (&item["labels"]["nodes"], sent.len()),
        (&objects(24..25), 1)
    );
    ran.says(
        "`last: 1` in the query leaves lists inside the items cut: 1 at `issues.nodes.labels`",
    );
}
