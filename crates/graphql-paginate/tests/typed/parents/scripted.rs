//! Tests of servers that misbehave during a walk of several parents.

use graphql_paginate::{ErrorKind, OnRepeat, Partial};
use serde_json::{Value, json};

use super::{ReviewsBefore, reviews_before, reviews_of};
use crate::script::{Script, client_that_ends, gone};

/// The reviews of a parent, and the cursor of its next page.
fn reviews(ids: &[&str], cursor: Value) -> Value {
    let nodes: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    let has_more = !cursor.is_null();
    json!({ "nodes": nodes, "pageInfo": { "hasNextPage": has_more, "endCursor": cursor } })
}

fn parent(id: &str, reviews: Value) -> Value {
    json!({ "__typename": "PullRequest", "id": id, "number": 1, "reviews": reviews })
}

fn first(nodes: Value) -> Value {
    json!({ "data": { "nodes": nodes } })
}

/// The ids of the items, `index:id`, and the text of the error, of a walk of two parents in one request.
async fn walked(answers: Vec<Value>, partial: Partial) -> (String, String) {
    let script = Script::new(answers);
    let ids = ["a".to_owned(), "b".to_owned()];
    let walk = reviews_of(&ids).parents_per_request(2).on_partial(partial);
    let mut items = walk.items(&script.client());
    let (mut seen, mut problem) = (Vec::new(), String::new());
    while let Some(item) = items.next().await {
        match item {
            Ok(child) => seen.push(format!("{}:{}", child.parent.indices()[0], child.id)),
            Err(error) => problem = error.to_string(),
        }
    }
    (seen.join(" "), problem)
}

async fn check(answers: Vec<Value>, expected: (&str, &str)) {
    let (seen, problem) = walked(answers, Partial::Fail).await;
    assert_eq!(seen, expected.0);
    assert!(
        problem.contains(expected.1) && problem.is_empty() == expected.1.is_empty(),
        "{problem}"
    );
}

#[tokio::test]
async fn null_lists_connections_and_ids_are_errors_with_their_path() {
    let complete = || parent("b", reviews(&["3"], Value::Null));
    check(vec![first(Value::Null)], ("", "`data.nodes`: null")).await;
    check(
        vec![first(json!([complete(), parent("a", Value::Null)]))],
        ("", "`data.nodes[1].reviews`: null"),
    )
    .await;
    let unlisted =
        json!({ "nodes": null, "pageInfo": { "hasNextPage": false, "endCursor": null } });
    check(
        vec![first(json!([parent("a", unlisted)]))],
        ("", "`data.nodes[0].reviews.nodes`"),
    )
    .await;
    let mut anonymous = parent("a", reviews(&["1"], json!("x")));
    anonymous["id"] = Value::Null;
    check(
        vec![first(json!([anonymous]))],
        (
            "",
            "`data.nodes[0].id`: null, but the parent has further pages",
        ),
    )
    .await;
    check(vec![first(json!([Value::Null, complete()]))], ("1:3", "")).await;
    let wrong = parent(
        "a",
        json!({ "nodes": [{ "id": "1" }, { "id": 2.5 }], "pageInfo": { "hasNextPage": false } }),
    );
    check(
        vec![first(json!([wrong]))],
        ("", "`data.nodes[0].reviews.nodes[1].id`"),
    )
    .await;
}

#[tokio::test]
async fn a_null_connection_needs_an_error_of_its_own() {
    let nodes = json!([
        parent("a", Value::Null),
        parent("b", reviews(&["3"], Value::Null))
    ]);
    for (path, expected) in [
        (json!(["nodes", 0, "reviews"]), ("1:3", "")),
        (json!(["nodes", 0]), ("1:3", "")),
        (
            json!(["nodes", 1, "reviews"]),
            ("", "`data.nodes[0].reviews`: null"),
        ),
        (json!(["viewer"]), ("", "`data.nodes[0].reviews`: null")),
    ] {
        let answer = json!({
            "data": { "nodes": nodes },
            "errors": [{ "message": "slow", "path": path }],
        });
        let (seen, problem) = walked(vec![answer], Partial::Keep).await;
        assert_eq!(seen, expected.0, "{path}");
        assert!(
            problem.contains(expected.1) && problem.is_empty() == expected.1.is_empty(),
            "{path}: {problem}"
        );
    }
}

#[tokio::test]
async fn a_missing_connection_is_an_error_unless_the_parent_has_another_type() {
    let without = |typename: &str| json!({ "__typename": typename, "id": "a" });
    check(
        vec![first(json!([without("PullRequest")]))],
        ("", "`data.nodes[0].reviews`: missing"),
    )
    .await;
    check(vec![first(json!([without("Issue")]))], ("", "")).await;
}

#[tokio::test]
async fn a_parent_that_a_follow_up_does_not_find_is_an_error_with_its_path() {
    let two = || {
        first(json!([
            parent("a", reviews(&["1"], json!("x"))),
            parent("b", reviews(&["2"], json!("y"))),
        ]))
    };
    for lost in [
        Value::Null,
        json!({ "__typename": "Issue" }),
        json!({ "reviews": null }),
    ] {
        let rest =
            json!({ "data": { "r0": { "reviews": reviews(&["3"], Value::Null) }, "r1": lost } });
        check(
            vec![two(), rest],
            (
                "0:1 1:2",
                "`data.nodes[1].reviews`: null after the first pages, but `b` announced more",
            ),
        )
        .await;
    }
    let absent = json!({ "data": { "r0": { "reviews": reviews(&["3"], Value::Null) } } });
    check(vec![two(), absent], ("0:1 1:2", "`data.nodes[1].reviews`")).await;

    // An error that explains it is accepted by the policy alone.
    let explained = json!({
        "data": { "r0": { "reviews": reviews(&["3"], Value::Null) }, "r1": null },
        "errors": [{ "message": "gone", "type": "NOT_FOUND", "path": ["r1"] }],
    });
    let (seen, problem) = walked(vec![two(), explained.clone()], Partial::Keep).await;
    assert_eq!((seen.as_str(), problem.as_str()), ("0:1 1:2 0:3", ""));
    let (seen, problem) = walked(vec![two(), explained], Partial::Fail).await;
    assert_eq!((seen.as_str(), problem.contains("gone")), ("0:1 1:2", true));
    let of_another = json!({
        "data": { "r0": { "reviews": reviews(&["3"], Value::Null) }, "r1": null },
        "errors": [{ "message": "slow", "type": "X", "path": ["r0", "reviews", "totalCount"] }],
    });
    let (_, problem) = walked(vec![two(), of_another], Partial::Keep).await;
    assert!(problem.contains("`data.nodes[1].reviews`"), "{problem}");
}

#[tokio::test]
async fn a_cycle_of_cursors_in_one_parent_is_an_error() {
    let page =
        |cursor: &str| json!({ "data": { "r0": { "reviews": reviews(&["2"], json!(cursor)) } } });
    let one = || first(json!([parent("a", reviews(&["1"], json!("x")))]));
    check(vec![one(), page("x")], ("0:1 0:2", "`0 x`")).await;
    check(vec![one(), page("y"), page("x")], ("0:1 0:2 0:2", "`0 x`")).await;
    // An empty page with the cursor of the request is the end, as elsewhere.
    let empty = json!({ "data": { "r0": { "reviews": reviews(&[], json!("x")) } } });
    check(vec![one(), empty], ("0:1", "")).await;
}

#[tokio::test]
async fn equal_cursors_of_different_parents_are_not_a_cycle() {
    let both = |ids: [&str; 2], cursor: Value| {
        json!({ "data": {
            "r0": { "reviews": reviews(&[ids[0]], cursor.clone()) },
            "r1": { "reviews": reviews(&[ids[1]], cursor) },
        } })
    };
    let one = first(json!([
        parent("a", reviews(&["1"], json!("1"))),
        parent("b", reviews(&["2"], json!("1"))),
    ]));
    check(
        vec![
            one,
            both(["3", "4"], json!("2")),
            both(["5", "6"], Value::Null),
        ],
        ("0:1 1:2 0:3 1:4 0:5 1:6", ""),
    )
    .await;
}

#[tokio::test]
async fn a_next_page_without_a_cursor_is_an_error_after_the_items() {
    let stuck =
        json!({ "nodes": [{ "id": "1" }], "pageInfo": { "hasNextPage": true, "endCursor": null } });
    let open = parent("b", reviews(&["2"], json!("y")));
    check(
        vec![first(json!([parent("a", stuck), open]))],
        ("0:1 1:2", "`endCursor`"),
    )
    .await;
    let unknown = json!({ "nodes": [{ "id": "1" }], "pageInfo": { "endCursor": "z" } });
    check(
        vec![first(json!([parent("a", unknown)]))],
        ("0:1", "`hasNextPage`"),
    )
    .await;
}

#[tokio::test]
async fn parents_without_items_that_always_announce_more_end_with_an_error() {
    let empty = |cursor: u32| reviews(&[], json!(cursor.to_string()));
    let mut answers = vec![first(json!([parent("a", empty(0))]))];
    for cursor in 1..5 {
        answers.push(json!({ "data": { "r0": { "reviews": empty(cursor) } } }));
    }
    let script = Script::new(answers);
    let walk = reviews_of(&["a".to_owned()])
        .max_empty_pages(3)
        .on_repeat(OnRepeat::Fail);
    let error = walk.collect(&script.client()).await.unwrap_err();
    assert!(error.to_string().contains("3"), "{error}");
    assert_eq!(script.variables().len(), 3);
}

#[tokio::test]
async fn the_first_page_in_a_backward_walk_is_an_error_unless_the_walk_starts_inside_the_list() {
    let walk = |before: Option<&str>| {
        let variables = reviews_before::Variables {
            before: before.map(str::to_owned),
            ..reviews_before::Variables::new(vec!["a".to_owned()])
        };
        ReviewsBefore::paginate(variables).backward()
    };
    let flags = json!({ "hasPreviousPage": false, "hasNextPage": true, "startCursor": "x" });
    let reviews = json!({ "nodes": [{ "id": "1" }, { "id": "2" }], "pageInfo": flags });
    let script = || Script::new([first(json!([parent("a", reviews.clone())]))]);

    let inside = script();
    let items = walk(Some("z")).collect(&inside.client()).await.unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(inside.variables()[0]["before"], "z");

    for end in [None, Some("")] {
        let error = walk(end).collect(&script().client()).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::WrongEnd), "{error}");
    }

    // As elsewhere, an empty page with the cursor of the request is the end.
    let flags = json!({ "hasPreviousPage": true, "hasNextPage": true, "startCursor": "z" });
    let empty = json!({ "nodes": [], "pageInfo": flags });
    let script = Script::new([first(json!([parent("a", empty)]))]);
    let items = walk(Some("z")).collect(&script.client()).await.unwrap();
    assert!(items.is_empty());
}

#[tokio::test]
async fn an_empty_or_null_list_that_an_error_explains_ends_the_walk_with_that_error() {
    let null = json!({ "nodes": null, "pageInfo": { "hasNextPage": false, "endCursor": null } });
    let of_first = |reviews: Value| first(json!([parent("a", reviews)]));
    let empty = json!({ "data": { "r0": { "reviews": reviews(&[], json!("x")) } } });
    for (answers, path) in [
        (
            vec![of_first(null)],
            json!(["nodes", 0, "reviews", "nodes"]),
        ),
        (
            vec![of_first(reviews(&["1"], json!("x"))), empty],
            json!(["r0", "reviews", "nodes"]),
        ),
    ] {
        let with_error = |path: Value| {
            let mut answers = answers.clone();
            let last = answers.last_mut().unwrap();
            last["errors"] = json!([{ "message": "slow", "path": path }]);
            answers
        };
        let (_, problem) = walked(with_error(path.clone()), Partial::Keep).await;
        assert!(problem.contains("slow"), "{path}: {problem}");
        let (_, problem) = walked(with_error(json!(["viewer"])), Partial::Keep).await;
        assert!(!problem.contains("slow"), "{path}: {problem}");
    }
}

#[tokio::test]
async fn an_item_of_two_parents_is_yielded_by_both_if_the_first_parent_is_deleted_before_a_resume()
{
    let shared = |id: &str| parent(id, reviews(&["x"], Value::Null));
    let ids = ["a".to_owned(), "b".to_owned()];
    let script = Script::new([
        first(json!([shared("a"), shared("b")])),
        first(json!([shared("b")])),
    ]);
    let mut items = reviews_of(&ids).items(&script.client());
    let taken = items.try_next().await.unwrap().unwrap();
    assert_eq!(taken.parent.id(), Some("a"));
    let rest = reviews_of(&ids).resume(items.checkpoint());
    let rest = rest.collect(&script.client()).await.unwrap();
    let parents: Vec<_> = rest.iter().map(|child| child.parent.id()).collect();
    assert_eq!(parents, [Some("b")]);
}

#[tokio::test]
async fn items_are_recognized_after_a_resume_at_other_indices_and_in_follow_ups() {
    let ids = ["a".to_owned(), "b".to_owned()];
    let b = |list| parent("b", list);
    let script = Script::new([
        first(json!([
            parent("a", reviews(&["x"], Value::Null)),
            b(reviews(&["x", "y"], Value::Null))
        ])),
        // `a` is gone, and pages are shorter.
        first(json!([b(reviews(&["x"], json!("c1")))])),
        json!({ "data": { "r0": b(reviews(&["y", "z"], Value::Null)) } }),
    ]);
    let mut items = reviews_of(&ids).items(&script.client());
    for _ in 0..3 {
        items.try_next().await.unwrap();
    }
    let rest = reviews_of(&ids).resume(items.checkpoint());
    let rest = rest.collect(&script.client()).await.unwrap();
    let rest: Vec<_> = rest.iter().map(|child| child.id.as_str()).collect();
    assert_eq!(rest, ["z"]);
}

#[tokio::test]
async fn a_rule_that_ends_a_list_does_not_end_those_of_the_other_parents() {
    let answer = first(json!([
        parent("a", reviews(&["1"], json!("x"))),
        parent("b", reviews(&["2"], json!("y"))),
    ]));
    let script = Script::new([answer, gone()]);
    let ids = ["a".to_owned(), "b".to_owned()];
    let walk = reviews_of(&ids).parents_per_request(1);
    let mut items = walk.items(&client_that_ends(&script));
    let mut seen = Vec::new();
    let error = loop {
        match items.next().await.expect("an error before the end") {
            Ok(child) => seen.push(child.id.clone()),
            Err(error) => break error,
        }
    };
    assert_eq!(seen, ["1", "2"]);
    assert_eq!(error.graphql_errors()[0].message, "gone");
}
