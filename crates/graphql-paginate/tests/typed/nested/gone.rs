//! Tests of parents that no longer exist when their further pages are requested, and of lists that are null.

use graphql_paginate::{ErrorKind, Partial};
use serde_json::{Value, json};

use super::answers::{connection, failure, ids, page, rest, two_open, walk};
use super::queries::{NestedBackward, nested_backward};
use crate::script::Script;

#[tokio::test]
async fn a_parent_that_is_gone_is_an_error() {
    let error = failure([
        page(&[Some(json!("c1"))]),
        json!({ "data": { "r0": null } }),
    ])
    .await;
    assert!(
        matches!(
            error.kind(),
            ErrorKind::NullConnection { path: ["reviews"] }
        ),
        "{error}"
    );
    assert_eq!(
        (error.operation(), error.nested()),
        (Some("PullRequestReviews"), Some("`reviews` of `p1`"))
    );
    assert!(
        error
            .to_string()
            .starts_with("`PullRequestReviews`, page 1, nested `reviews` of `p1`: "),
        "{error}"
    );

    let not_found =
        json!([{ "message": "Could not resolve to a node", "type": "NOT_FOUND", "path": ["r0"] }]);
    let error = failure([
        page(&[Some(json!("c1"))]),
        json!({ "data": { "r0": null }, "errors": not_found }),
    ]);
    assert!(matches!(error.await.kind(), ErrorKind::GraphQL { .. }));
}

#[tokio::test]
async fn with_partial_keep_a_parent_that_is_gone_keeps_its_fetched_items() {
    let not_found =
        json!([{ "message": "Could not resolve to a node", "type": "NOT_FOUND", "path": ["r0"] }]);
    let answer = json!({ "data": { "r0": null, "r1": rest("r2b", None) }, "errors": not_found });
    let script = Script::new([two_open(), answer]);
    let mut pages = walk(Partial::Keep, 2).pages(&script.client());
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(ids(&page), [vec!["r1"], vec!["r2", "r2b"]]);
    assert_eq!(page.errors.len(), 1);
    let truncated: Vec<_> = page
        .truncated
        .iter()
        .map(|cut| (cut.path.as_str(), cut.connections))
        .collect();
    assert_eq!(truncated, [("reviews", 1)]);
    assert_eq!(pages.progress().truncated, 1);
    assert!(pages.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn nested_nodes_that_are_null_are_an_error() {
    let null_nodes =
        json!({ "__typename": "PullRequest", "reviews": connection(Value::Null, None) });
    let error = failure([
        page(&[Some(json!("c1"))]),
        json!({ "data": { "r0": null_nodes } }),
    ])
    .await;
    assert!(
        matches!(
            error.kind(),
            ErrorKind::NullConnection { path: ["reviews"] }
        ),
        "{error}"
    );
}

/// An error about a field of the answer about one parent.
fn error_at(path: Value) -> Value {
    json!([{ "message": "Something you may not see", "type": "FORBIDDEN", "path": path }])
}

#[tokio::test]
async fn with_partial_keep_nulls_with_errors_keep_the_fetched_items() {
    let nulls = [
        Value::Null,
        connection(Value::Null, None),
        connection(Value::Null, Some(json!("c1b"))),
    ];
    for (reviews, path) in
        nulls
            .into_iter()
            .zip([json!(["r0", "reviews"]), json!(["r0"]), json!([])])
    {
        let answer = json!({ "__typename": "PullRequest", "reviews": reviews });
        let data = json!({ "r0": answer, "r1": rest("r2b", None) });
        let script = Script::new([
            two_open(),
            json!({ "data": data, "errors": error_at(path) }),
        ]);
        let mut pages = walk(Partial::Keep, 2).pages(&script.client());
        let page = pages.try_next().await.unwrap().unwrap();
        assert_eq!(ids(&page), [vec!["r1"], vec!["r2", "r2b"]]);
        assert_eq!(page.errors.len(), 1);
        assert_eq!(
            page.truncated
                .iter()
                .map(|cut| cut.connections)
                .collect::<Vec<_>>(),
            [1]
        );
        assert!(pages.try_next().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn nulls_without_errors_are_an_error_under_every_policy() {
    let unlisted = json!({ "__typename": "PullRequest", "reviews": connection(Value::Null, None) });
    let data = json!({ "r0": unlisted, "r1": rest("r2b", None) });
    for errors in [
        json!([]),
        error_at(json!(["r1", "reviews", "nodes", 0, "author"])),
    ] {
        let script = Script::new([two_open(), json!({ "data": data, "errors": errors })]);
        let error = walk(Partial::Keep, 2)
            .pages(&script.client())
            .try_next()
            .await
            .unwrap_err();
        assert!(
            matches!(
                error.kind(),
                ErrorKind::NullConnection { path: ["reviews"] }
            ),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_response_that_omits_parents_is_an_error_under_every_policy() {
    let cases = [
        (json!({ "data": null }), &[][..]),
        (json!({ "data": {} }), &["reviews"]),
    ];
    for (answer, expected) in cases {
        let script = Script::new([two_open(), answer]);
        let error = walk(Partial::Keep, 2)
            .pages(&script.client())
            .try_next()
            .await
            .unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::NullConnection { path } if *path == expected),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_parent_that_changed_its_type_is_gone() {
    let other = || json!({ "data": { "r0": { "__typename": "Issue" }, "r1": rest("r2b", None) } });
    let script = Script::new([two_open(), other()]);
    let page = walk(Partial::Keep, 2)
        .pages(&script.client())
        .try_next()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(ids(&page), [vec!["r1"], vec!["r2", "r2b"]]);
    assert_eq!(
        page.truncated
            .iter()
            .map(|cut| cut.connections)
            .collect::<Vec<_>>(),
        [1]
    );

    let script = Script::new([two_open(), other()]);
    let error = walk(Partial::Fail, 2)
        .pages(&script.client())
        .try_next()
        .await
        .unwrap_err();
    assert!(
        matches!(
            error.kind(),
            ErrorKind::NullConnection { path: ["reviews"] }
        ),
        "{error}"
    );
}

/// A page whose only item has a null list of reviews; it announces another page.
fn null_list(errors: Value) -> [Value; 2] {
    let mut page = page(&[Some(json!("c1"))]);
    page["data"]["repository"]["pullRequests"]["nodes"][0]["reviews"]["nodes"] = Value::Null;
    page["errors"] = errors;
    [page, json!({ "data": { "r0": rest("r1b", None) } })]
}

#[tokio::test]
async fn a_list_that_is_null_on_the_first_page_is_not_completed() {
    let error = failure(null_list(Value::Null)).await;
    assert!(
        matches!(
            error.kind(),
            ErrorKind::NullConnection { path: ["reviews"] }
        ),
        "{error}"
    );

    let errors = error_at(json!([
        "repository",
        "pullRequests",
        "nodes",
        0,
        "reviews",
        "nodes"
    ]));
    let script = Script::new(null_list(errors));
    let page = walk(Partial::Keep, 1)
        .pages(&script.client())
        .try_next()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        serde_json::to_value(&page.items[0]).unwrap()["reviews"]["nodes"],
        Value::Null
    );
    assert_eq!((page.truncated.len(), page.errors.len()), (1, 1));
}

/// Reviews of a backward connection, each with comments before its own, under the pull request's only key.
fn reviews_before(ids: &[&str], cursor: Option<&str>) -> Value {
    let edge = |id: &&str| {
        let info = json!({ "hasPreviousPage": *id == "r5", "startCursor": "c5" });
        json!({ "cursor": id, "node": { "id": id, "comments": { "pageInfo": info, "nodes": [] } } })
    };
    let info = json!({ "hasPreviousPage": cursor.is_some(), "startCursor": cursor });
    json!({ "pageInfo": info, "edges": ids.iter().map(edge).collect::<Value>() })
}

#[tokio::test]
async fn a_parent_that_is_gone_is_not_requested_again() {
    let node = json!({ "id": "p1", "number": 1, "reviews": reviews_before(&["r5"], Some("b5")) });
    let pull_requests = connection(json!([node]), None);
    let before = |id, cursor| {
        let reviews = reviews_before(&[id], cursor);
        json!({ "data": { "r0": { "__typename": "PullRequest", "reviews": reviews } } })
    };
    let script = Script::new([
        json!({ "data": { "repository": { "pullRequests": pull_requests } } }),
        json!({ "data": { "r0": null } }),
        before("r4", Some("b4")),
        before("r3", None),
    ]);
    let variables = nested_backward::Variables::new("octo".to_owned(), "repo".to_owned());
    let paginator = NestedBackward::paginate(variables).on_partial(Partial::Keep);
    let mut pages = paginator.complete_nested().pages(&script.client());
    let page = pages.try_next().await.unwrap().unwrap();
    let parents: Vec<Value> = script
        .variables()
        .iter()
        .skip(1)
        .map(|sent| sent["parentId0"].clone())
        .collect();
    assert_eq!(parents, ["r5", "p1", "p1"]);
    let item = serde_json::to_value(&page.items[0]).unwrap();
    let ids = item["reviews"]["edges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| edge["cursor"].clone());
    assert_eq!(ids.collect::<Vec<_>>(), ["r3", "r4", "r5"]);
    assert_eq!(
        page.truncated
            .iter()
            .map(|cut| cut.path.as_str())
            .collect::<Vec<_>>(),
        ["reviews.edges.node.comments"]
    );
}
