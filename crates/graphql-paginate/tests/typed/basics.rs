//! Tests of pages, cursors and nulls, with the derive.

use std::collections::HashSet;

use futures::TryStreamExt;
use graphql_paginate::ErrorKind;
use serde_json::{Value, json};

use crate::queries::{
    Dossiers, MilestoneEdges, Milestones, PullRequests, dossiers, milestone_edges, milestones,
    pull_requests,
};
use crate::sandboxed::{self, demarches_simplifiees, github, sandbox, variables};
use crate::script::{Script, check, check_walk, last, more};

#[tokio::test]
async fn a_single_page_is_one_request() {
    check([last("1 2")], ["1 2", "-", ""]).await;
}

#[tokio::test]
async fn three_pages_are_three_requests_in_order() {
    check(
        [more("1 2", "c1"), more("3 4", "c2"), last("5")],
        ["1 2 3 4 5", "- c1 c2", ""],
    )
    .await;
}

#[tokio::test]
async fn the_first_request_has_no_cursor_variable() {
    for given in [None, Some(String::new())] {
        let script = Script::new([last("1")]);
        let variables = pull_requests::Variables {
            after: given,
            ..sandboxed::pull_requests()
        };
        let items: Vec<_> = PullRequests::paginate(variables)
            .items(&script.client())
            .try_collect()
            .await
            .unwrap();
        assert_eq!(items.len(), 1);
        assert_eq!(
            script.variables(),
            [json!({ "owner": "octo", "name": "repo", "first": 100 })]
        );
    }
}

#[tokio::test]
async fn a_walk_starts_at_the_initial_cursor() {
    let pages = [more("3 4", "c2"), last("5")];
    check_walk(
        pages,
        |paginator| paginator.start_at("c1"),
        "after",
        ["3 4 5", "c1 c2", ""],
    )
    .await;
}

#[tokio::test]
async fn other_variables_are_the_same_on_every_page() {
    let sandbox = sandbox(5);
    let given = dossiers::Variables {
        updated_since: Some("2020-01-01T00:00:00Z".parse().unwrap()),
        ..sandboxed::dossiers()
    };
    let items = Dossiers::paginate(given)
        .page_size(2)
        .items(&demarches_simplifiees(&sandbox));
    assert_eq!(items.try_collect::<Vec<_>>().await.unwrap().len(), 5);
    let sent = variables(sandbox.demarches_simplifiees());
    assert_eq!(sent.len(), 3);
    for variables in sent {
        assert_eq!(variables["demarcheNumber"], 1);
        assert_eq!(variables["updatedSince"], "2020-01-01T00:00:00Z");
    }
}

#[tokio::test]
async fn an_empty_connection_has_no_items() {
    let sandbox = sandbox(0);
    let items = PullRequests::paginate(sandboxed::pull_requests()).items(&github(&sandbox));
    assert!(items.try_collect::<Vec<_>>().await.unwrap().is_empty());
    let items = Dossiers::paginate(sandboxed::dossiers()).items(&demarches_simplifiees(&sandbox));
    assert!(items.try_collect::<Vec<_>>().await.unwrap().is_empty());
    assert_eq!(sandbox.github().requests().len(), 1);
    assert_eq!(sandbox.demarches_simplifiees().requests().len(), 1);
}

#[tokio::test]
async fn an_empty_page_in_the_middle_does_not_end_the_walk() {
    check(
        [more("1", "c1"), more("", "c2"), last("2")],
        ["1 2", "- c1 c2", ""],
    )
    .await;
}

#[tokio::test]
async fn nodes_edges_and_both_yield_the_same_items() {
    let sandbox = sandbox(25);
    let client = github(&sandbox);
    let both = Milestones::paginate(sandboxed::milestones()).page_size(10);

    let nodes = both.clone().items(&client).map_ok(|node| node.number);
    let nodes: Vec<i64> = nodes.try_collect().await.unwrap();
    assert_eq!(
        nodes.iter().collect::<HashSet<_>>().len(),
        25,
        "no item twice"
    );
    let edges: Vec<milestones::Edge> = both.edges(&client).try_collect().await.unwrap();
    let of_edge = |edge: &milestones::Edge| edge.node.as_ref().unwrap().number;
    assert_eq!(edges.iter().map(of_edge).collect::<Vec<_>>(), nodes);

    let variables = milestone_edges::Variables::new("octo".to_owned(), "repo".to_owned());
    let alone = MilestoneEdges::paginate(variables).page_size(10);
    let items: Vec<milestone_edges::Item> =
        alone.clone().items(&client).try_collect().await.unwrap();
    assert_eq!(
        items.iter().map(|item| item.number).collect::<Vec<_>>(),
        nodes
    );
    let alone: Vec<milestone_edges::Edge> = alone.edges(&client).try_collect().await.unwrap();
    let cursors: Vec<&str> = alone.iter().map(|edge| edge.cursor.as_str()).collect();
    assert_eq!(
        cursors,
        edges
            .iter()
            .map(|edge| edge.cursor.as_str())
            .collect::<Vec<_>>()
    );
    assert_eq!(sandbox.github().requests().len(), 12, "three pages each");
}

#[tokio::test]
async fn null_nodes_are_skipped_and_counted() {
    check([more("1 - 2", "c1"), last("-")], ["1 2", "- c1", ""]).await;

    let script = Script::new([last("1 - -")]);
    let mut pages = PullRequests::paginate(sandboxed::pull_requests()).pages(&script.client());
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!((page.items.len(), page.null_items), (1, 2));
}

#[tokio::test]
async fn null_nodes_on_the_last_page_are_an_error() {
    let mut null = last("");
    null["data"]["repository"]["pullRequests"]["nodes"] = Value::Null;
    let error = "`PullRequests`, page 2 at cursor `c1`: `repository.pullRequests.nodes` is null, without an error \
                 that says why; does the item exist, and may the token read it?";
    check([more("1", "c1"), null], ["1", "- c1", error]).await;
}

#[tokio::test]
async fn a_null_connection_is_an_error() {
    for (data, path) in [
        (
            json!({ "repository": { "milestones": null } }),
            &["repository", "milestones"][..],
        ),
        (json!({ "repository": null }), &["repository"]),
        (Value::Null, &[]),
    ] {
        let script = Script::new([json!({ "data": data })]);
        let mut items = Milestones::paginate(sandboxed::milestones()).items(&script.client());
        let kind = items.try_next().await.unwrap_err().into_kind();
        assert!(
            matches!(&kind, ErrorKind::NullConnection { path: null } if *null == path),
            "{kind:?}"
        );
        assert!(items.try_next().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_null_parent_with_an_error_is_that_error() {
    let sandbox = sandbox(1);
    let variables = pull_requests::Variables::new("octo".to_owned(), "missing".to_owned());
    let error = PullRequests::paginate(variables)
        .items(&github(&sandbox))
        .try_next()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`PullRequests`, page 1: Could not resolve to a Repository with the name 'octo/missing'. (NOT_FOUND) \
         at `repository`; does it exist, and may the token read it?"
    );
}

#[tokio::test]
async fn an_item_on_two_pages_is_yielded_twice() {
    check([more("1 2", "c1"), last("2 3")], ["1 2 2 3", "- c1", ""]).await;
}
