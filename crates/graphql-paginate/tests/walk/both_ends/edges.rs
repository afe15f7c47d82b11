//! Tests of walks from both ends that yield edges.

use graphql_paginate::ErrorKind;

use super::{back, front, paginator};
use crate::script::Script;

#[tokio::test]
async fn edges_come_once_and_in_order_with_their_cursors() {
    let replies = [
        front("a b", Some("b")),
        back("d e", Some("d")),
        front("c d", Some("d")),
    ];
    let script = Script::new(replies.clone());
    let edges = paginator().both_ends().ordered().edges(&script.client());
    let edges: Vec<_> = edges.try_collect().await.unwrap();
    let script = Script::new(replies);
    let items = paginator().both_ends().ordered().items(&script.client());
    let items: Vec<_> = items.try_collect().await.unwrap();
    let mut nodes = Vec::new();
    for edge in &edges {
        assert!(edge.cursor.is_some());
        nodes.push(edge.node.clone().unwrap());
    }
    assert_eq!(nodes, items);
    assert_eq!(nodes.len(), 5);
}

#[tokio::test]
async fn edges_by_key_are_refused() {
    let script = Script::new([]);
    let by_key = paginator().both_ends_by_key(|widget| widget.name.clone());
    let mut edges = by_key.edges(&script.client());
    let error = edges.try_next().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Setup { .. }));
    assert_eq!(
        error.to_string(),
        "`Widgets`: edges are identified by their cursors; use `both_ends` instead of `both_ends_by_key`"
    );
    assert_eq!(script.requests().len(), 0);
}
