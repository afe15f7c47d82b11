//! Tests of connections inside the nodes of edges.

use graphql_paginate::GraphQLQuery;
use serde_json::{Value, json};

use crate::script::Script;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/typed/queries/threads_schema.graphql",
    query_path = "tests/typed/queries/threads.graphql",
    response_derives = "Debug"
)]
struct Threads;

/// An edge whose thread has two replies, and more of them or not.
fn edge(id: &str, has_more: bool) -> Value {
    let replies = json!({
        "nodes": [{ "text": "a" }, { "text": "b" }],
        "pageInfo": { "hasNextPage": has_more, "endCursor": "b" },
    });
    json!({ "cursor": id, "node": { "id": id, "replies": replies } })
}

/// The whole list, with a null node.
fn threads() -> Value {
    let null = json!({ "cursor": "2", "node": null });
    let page_info = json!({
        "hasNextPage": false, "endCursor": "4", "hasPreviousPage": false, "startCursor": "1",
    });
    let edges = [edge("1", true), null, edge("3", false), edge("4", true)];
    json!({ "edges": edges, "pageInfo": page_info })
}

#[tokio::test]
async fn truncated_connections_are_counted_in_a_walk_of_edges() {
    let script = || Script::new([json!({ "data": { "threads": threads() } })]);
    let walk = || Threads::paginate(threads::Variables {});

    let script_of_edges = script();
    let mut edges = walk().edges(&script_of_edges.client());
    let mut count = 0;
    while edges.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!((count, edges.progress().truncated), (4, 2));

    let data = json!({ "threads": threads(), "threadsFromEnd": threads() });
    let both = Script::new([json!({ "data": data })]);
    let both_ends = walk().both_ends().in_one_request();
    let mut edges = both_ends.edges(&both.client());
    while edges.try_next().await.unwrap().is_some() {}
    assert!(edges.progress().truncated >= 2);
}
