//! Tests of servers that return invalid pages for one of several connections.

use futures::StreamExt;
use graphql_paginate::{Checkpoint, ErrorKind, OnRepeat, Paginator, Partial};
use serde_json::{Value, json};

use super::{AllConnections, DossiersAndDeletions, asked, name, variables};
use crate::script::{Script, client_that_ends, gone};

/// A list of dossiers or deleted ones, by number; `more` is the cursor of the page after.
fn list(deleted: bool, numbers: &[i64], more: Value) -> Value {
    let node = |number: &i64| {
        if deleted {
            json!({ "id": number.to_string(), "number": number, "dateSupression": "2024-01-02T03:04:05Z", "reason": "expired" })
        } else {
            json!({ "id": number.to_string(), "number": number, "state": "accepte", "dateDerniereModification": "2024-01-02T03:04:05Z" })
        }
    };
    let has_next = !more.is_null();
    let nodes: Vec<Value> = numbers.iter().map(node).collect();
    json!({ "pageInfo": { "hasNextPage": has_next, "endCursor": more }, "nodes": nodes })
}

fn answer(dossiers: Value, deleted: Value, pending: Value) -> Value {
    let mut demarche = json!({ "title": "Démarche" });
    for (key, list) in [
        ("dossiers", dossiers),
        ("deletedDossiers", deleted),
        ("pendingDeletedDossiers", pending),
    ] {
        if list != json!("not asked") {
            demarche[key] = list;
        }
    }
    json!({ "data": { "demarche": demarche } })
}

/// The items' names and the error of a walk of all.
async fn walk(answers: Vec<Value>) -> (String, ErrorKind, Vec<Value>) {
    let script = Script::new(answers);
    let mut items = DossiersAndDeletions::paginate_all(variables()).items(&script.client());
    let mut names = Vec::new();
    let error = loop {
        match items.next().await.expect("an error before the end") {
            Ok(item) => names.push(name(&item)),
            Err(error) => break error,
        }
    };
    assert!(error.checkpoint().is_some() && items.next().await.is_none());
    (names.join(" "), error.into_kind(), script.variables())
}

fn none() -> Value {
    json!("not asked")
}

#[tokio::test]
async fn a_sibling_that_has_ended_is_not_requested_again() {
    let answers = [
        answer(
            list(false, &[1], json!("a")),
            list(true, &[7], json!("x")),
            list(true, &[9], Value::Null),
        ),
        answer(
            list(false, &[2], json!("b")),
            list(true, &[8], Value::Null),
            none(),
        ),
        answer(list(false, &[3], Value::Null), none(), none()),
    ];
    let script = Script::new(answers);
    let items = DossiersAndDeletions::paginate_all(variables()).items(&script.client());
    let names: Vec<String> = items.map(|item| name(&item.unwrap())).collect().await;
    assert_eq!(names.join(" "), "d1 x7 p9 d2 x8 d3");
    let sent = script.variables();
    assert_eq!(asked(&sent), ["012", "01", "0"]);
    assert_eq!(
        (&sent[2]["after"], &sent[2]["afterDeleted"]),
        (&json!("b"), &Value::Null)
    );
}

#[tokio::test]
async fn a_stalled_connection_is_an_error_after_the_items_of_the_page() {
    let first = answer(
        list(false, &[1], json!("a")),
        list(true, &[7], json!("b")),
        list(true, &[], Value::Null),
    );
    let second = answer(
        list(false, &[2], json!("c")),
        list(true, &[8], json!("b")),
        none(),
    );
    let (names, error, sent) = walk(vec![first, second]).await;
    assert_eq!(names, "d1 x7 d2 x8");
    let ErrorKind::Stalled { cursor } = error else {
        panic!("{error}")
    };
    assert_eq!(cursor, "demarche.deletedDossiers b");
    assert_eq!(
        (&sent[1]["after"], &sent[1]["afterDeleted"]),
        (&json!("a"), &json!("b"))
    );
}

#[tokio::test]
async fn an_empty_page_that_returns_its_own_cursor_ends_a_connection() {
    let answers = [
        answer(
            list(false, &[1], json!("a")),
            list(true, &[7], json!("x")),
            list(true, &[], Value::Null),
        ),
        answer(
            list(false, &[], json!("a")),
            list(true, &[8], json!("y")),
            none(),
        ),
        answer(none(), list(true, &[], json!("y")), none()),
    ];
    let script = Script::new(answers);
    let items = DossiersAndDeletions::paginate_all(variables()).items(&script.client());
    let names: Vec<String> = items.map(|item| name(&item.unwrap())).collect().await;
    assert_eq!(names.join(" "), "d1 x7 x8");
    assert_eq!(asked(&script.variables()), ["012", "01", "1"]);
}

#[tokio::test]
async fn a_connection_without_its_next_cursor_is_an_error_after_the_items_of_the_page() {
    let stuck = json!({ "pageInfo": { "hasNextPage": true, "endCursor": null }, "nodes": [] });
    let first = answer(
        list(false, &[1], json!("a")),
        stuck,
        list(true, &[9], Value::Null),
    );
    let (names, error, _) = walk(vec![first]).await;
    assert_eq!(names, "d1 p9");
    assert!(matches!(error, ErrorKind::MissingCursor { .. }), "{error}");
}

#[tokio::test]
async fn a_page_without_its_next_cursor_does_not_look_like_the_last() {
    let stuck = json!({ "pageInfo": { "hasNextPage": true, "endCursor": null }, "nodes": [] });
    let script = Script::new([answer(
        list(false, &[1], Value::Null),
        stuck,
        list(true, &[9], Value::Null),
    )]);
    let mut pages = DossiersAndDeletions::paginate_all(variables()).pages(&script.client());
    assert_eq!(
        pages.next().await.unwrap().unwrap().page_info.has_next_page,
        Some(true)
    );
    assert!(pages.next().await.unwrap().is_err());
}

#[tokio::test]
async fn a_requested_connection_that_is_missing_is_an_error() {
    let first = answer(
        list(false, &[1], json!("a")),
        list(true, &[7], Value::Null),
        Value::Null,
    );
    let (names, error, _) = walk(vec![first]).await;
    assert_eq!(names, "");
    let ErrorKind::NullConnection { path } = error else {
        panic!("{error}")
    };
    assert_eq!(path, ["demarche", "pendingDeletedDossiers"]);
}

#[tokio::test]
async fn a_null_parent_that_the_schema_forbids_is_a_null_connection() {
    let (names, error, _) = walk(vec![json!({ "data": { "demarche": null } })]).await;
    assert_eq!(names, "");
    let ErrorKind::NullConnection { path } = error else {
        panic!("{error}")
    };
    assert_eq!(path, ["demarche"]);
}

#[tokio::test]
async fn a_cursor_of_another_walk_is_refused_before_anything_is_sent() {
    let script = Script::new([]);
    let walk = DossiersAndDeletions::paginate_all(variables()).start_at("MTAw");
    let error = walk
        .items(&script.client())
        .next()
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(
        error.kind().to_string(),
        "`MTAw` is not a cursor of a walk of several connections; start at the `cursor` of one of its pages"
    );
    assert_eq!(script.variables(), Vec::<Value>::new());
}

/// The names of at most `count` items, and the checkpoint after them.
async fn take(
    walk: Paginator<AllConnections>,
    answer: Value,
    count: usize,
) -> (String, Checkpoint) {
    let script = Script::new([answer]);
    let mut items = walk.items(&script.client());
    let names: Vec<String> = items
        .by_ref()
        .take(count)
        .map(|item| name(&item.unwrap()))
        .collect()
        .await;
    (names.join(" "), items.checkpoint())
}

/// The two lists of deletions have one type, and a dossier keeps its `id` on its way from one to the other.
#[tokio::test]
async fn an_item_that_moved_to_another_list_is_yielded_from_both() {
    let all = || DossiersAndDeletions::paginate_all(variables());
    let last = |deleted, numbers: &[i64]| list(deleted, numbers, Value::Null);
    let before = answer(last(false, &[1, 2]), last(true, &[7]), last(true, &[8, 9]));
    for (taken, gone, after, rest) in [
        (
            2,
            "d1 d2",
            answer(last(false, &[1]), last(true, &[2, 7]), last(true, &[8, 9])),
            "x2 x7 p8 p9",
        ),
        (
            4,
            "d1 d2 x7 p8",
            answer(last(false, &[1, 2]), last(true, &[7, 8]), last(true, &[9])),
            "x8 p9",
        ),
    ] {
        let (names, checkpoint) = take(all(), before.clone(), taken).await;
        assert_eq!(names, gone);
        let stored = serde_json::to_string(&checkpoint).unwrap();
        let resumed = all().resume(serde_json::from_str(&stored).unwrap());
        assert_eq!(take(resumed, after, 99).await.0, rest);
    }
}

#[tokio::test]
async fn ending_at_a_repeat_is_refused_because_it_would_end_the_other_connections() {
    let script = Script::new([]);
    let walk = DossiersAndDeletions::paginate_all(variables()).on_repeat(OnRepeat::End);
    let error = walk.collect(&script.client()).await.unwrap_err();
    assert_eq!(
        error.kind().to_string(),
        "`OnRepeat::End` would end the walk of all connections because one of them repeats a page; choose another policy, or walk each connection alone"
    );
    assert_eq!(script.variables(), Vec::<Value>::new());
}

#[tokio::test]
async fn a_rule_that_ends_a_list_does_not_end_the_other_connections() {
    let first = answer(
        list(false, &[1], json!("a")),
        list(true, &[7], json!("x")),
        list(true, &[], Value::Null),
    );
    let script = Script::new([first, gone()]);
    let mut items =
        DossiersAndDeletions::paginate_all(variables()).items(&client_that_ends(&script));
    let mut names = Vec::new();
    let error = loop {
        match items.next().await.expect("an error before the end") {
            Ok(item) => names.push(name(&item)),
            Err(error) => break error,
        }
    };
    assert_eq!(names.len(), 2);
    assert_eq!(error.graphql_errors()[0].message, "gone");
}

#[tokio::test]
async fn an_empty_page_that_an_error_explains_does_not_end_a_connection() {
    let first = || {
        answer(
            list(false, &[1], json!("a")),
            list(true, &[7], json!("x")),
            list(true, &[], Value::Null),
        )
    };
    let second = || {
        answer(
            list(false, &[], json!("a")),
            list(true, &[8], Value::Null),
            none(),
        )
    };
    for (path, is_explained) in [
        (json!(["demarche", "dossiers", "nodes"]), true),
        (json!(["demarche", "dossiers"]), true),
        (json!(["demarche", "deletedDossiers"]), false),
    ] {
        let mut answer = second();
        answer["errors"] = json!([{ "message": "slow", "path": path }]);
        let script = Script::new([first(), answer]);
        let walk = DossiersAndDeletions::paginate_all(variables()).on_partial(Partial::Keep);
        let walked = walk.collect(&script.client()).await;
        match walked {
            Ok(items) => assert!(!is_explained && items.len() == 3, "{path}"),
            Err(error) => {
                assert!(is_explained, "{path}: {error}");
                assert_eq!(error.graphql_errors()[0].message, "slow");
            }
        }
    }
}
