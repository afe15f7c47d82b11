//! Tests of failures of either end: one error, never the end.

use std::panic::AssertUnwindSafe;

use futures::{FutureExt, TryStreamExt};
use graphql_paginate::{BothEnds, Error, ErrorKind, Paginator};
use serde_json::json;

use super::{back, by_name, front, paginator, walk};
use crate::clock::VirtualClock;
use crate::fixture::Widgets;
use crate::script::{Reply, Script, Walked, cursor, page, retry_policy};

fn refused() -> Reply {
    Reply::Json(200, json!({ "errors": [{ "message": "no" }] }))
}

fn ordered(paginator: Paginator<Widgets>) -> BothEnds<Widgets> {
    paginator.both_ends().ordered()
}

/// The names of a forward walk that continues from the checkpoint of an error.
async fn resumed(error: Option<Error>, script: &Script) -> Vec<String> {
    let checkpoint = error.unwrap().checkpoint().unwrap().clone();
    let items = paginator().resume(checkpoint).items(&script.client());
    let names = items.map_ok(|widget| widget.name);
    names.try_collect().await.unwrap()
}

#[tokio::test]
async fn an_error_of_either_end_is_one_error_and_then_the_end() {
    let begun = [front("a b", Some("b")), back("d e", Some("d"))];
    let [first, second] = begun.clone();
    let (walked, error) = walk([first, second, refused()], Paginator::both_ends).await;
    assert_eq!(
        walked,
        Walked::failed("a b e d", "- - b", "`Widgets`, page 2 at cursor `b`: no")
    );
    assert!(
        error.unwrap().checkpoint().is_none(),
        "no place in a walk without order"
    );

    let [first, _] = begun;
    let (walked, error) = walk([first, refused()], |paginator| {
        paginator.both_ends().ordered()
    })
    .await;
    assert_eq!(
        walked,
        Walked::failed("a b", "- -", "`Widgets`, page 1: no")
    );
    assert_eq!(error.unwrap().checkpoint().unwrap().items(), 2);
}

#[tokio::test]
async fn a_forward_walk_continues_where_an_ordered_one_failed() {
    let pages = [
        front("a b", Some("b")),
        back("g h", Some("g")),
        front("c d", Some("d")),
        refused(),
    ];
    let (walked, error) = walk(pages, ordered).await;
    assert_eq!(
        walked,
        Walked::failed("a b c d", "- - b g", "`Widgets`, page 2 at cursor `g`: no")
    );

    let script = Script::new([front("e f g h", None)]);
    let names = resumed(error, &script).await;
    assert_eq!(names, ["e", "f", "g", "h"]);
    assert_eq!(cursor(&script.variables()[0]), "d");
}

/// `n` was inserted after an item of the backward walk, which the checkpoint does not cover.
#[tokio::test]
async fn items_after_the_meeting_of_an_ordered_walk_that_failed_are_yielded_once() {
    let pages = [
        front("a b", Some("b")),
        back("e f g", Some("e")),
        front("c f n", Some("n")),
        refused(),
    ];
    let (walked, error) = walk(pages, ordered).await;
    assert_eq!(
        walked,
        Walked::failed("a b c", "- - b e", "`Widgets`, page 2 at cursor `e`: no")
    );

    let script = Script::new([front("c f n", Some("n")), front("g", None)]);
    let names = resumed(error, &script).await;
    assert_eq!(names, ["f", "n", "g"]);
}

/// The last item of the backward walk is deleted, so the forward walk continues through the buffered items.
#[tokio::test]
async fn items_buffered_when_an_ordered_walk_failed_are_yielded_by_the_next_one() {
    let pages = [
        front("a b", Some("b")),
        back("e f g", Some("e")),
        front("c d f", Some("f")),
        refused(),
    ];
    let (walked, error) = walk(pages, ordered).await;
    assert_eq!(
        walked,
        Walked::failed("a b c d", "- - b e", "`Widgets`, page 2 at cursor `e`: no")
    );

    let script = Script::new([front("c d f", Some("f")), front("g", None)]);
    let names = resumed(error, &script).await;
    assert_eq!(names, ["f", "g"]);
}

#[tokio::test]
async fn guards_apply_to_both_ends() {
    let stuck_front = [
        front("a", Some("s")),
        back("f", Some("f")),
        front("b", Some("s")),
        back("e", Some("e")),
    ];
    let (walked, error) = walk(stuck_front, by_name).await;
    assert_eq!(
        (walked.names.as_str(), walked.cursors.as_str()),
        ("a f b e", "- - s f")
    );
    assert!(matches!(error.unwrap().kind(), ErrorKind::Stalled { cursor } if cursor == "s"));

    let no_cursor = page("e f", json!({ "hasPreviousPage": true, "startCursor": "" }));
    let (walked, error) = walk(
        [front("a", Some("a")), no_cursor, front("b", Some("b"))],
        by_name,
    )
    .await;
    assert_eq!(
        (walked.names.as_str(), walked.cursors.as_str()),
        ("a f e b", "- - a")
    );
    assert!(
        matches!(error.unwrap().kind(), ErrorKind::MissingCursor { field } if field == "startCursor")
    );

    let null = Reply::Json(200, json!({ "data": { "shelf": null } }));
    let (_, error) = walk([front("a", Some("a")), null], by_name).await;
    assert!(matches!(
        error.unwrap().kind(),
        ErrorKind::NullConnection { path: ["shelf"] }
    ));
}

/// A server whose cursors are counted from the end at which the walk begins.
#[tokio::test]
async fn ends_that_pass_each_other_are_an_error() {
    let edges = |names: &str, from: &str, reply| {
        let Reply::Json(status, mut body) = reply else {
            unreachable!("pages are JSON")
        };
        let edge =
            |name: &str| json!({ "cursor": format!("{from}{name}"), "node": { "name": name } });
        let edges: Vec<_> = names.split_whitespace().map(edge).collect();
        body["data"]["shelf"]["widgets"]["edges"] = json!(edges);
        Reply::Json(status, body)
    };
    let pages = [
        edges("a b", "first", front("a b", Some("b"))),
        edges("c d", "last", back("c d", Some("c"))),
        edges("c d", "first", front("c d", None)),
        edges("a b", "last", back("a b", None)),
    ];
    let (walked, error) = walk(pages.clone(), Paginator::both_ends).await;
    assert_eq!(
        walked.error,
        "`Widgets`: the walks from both ends never met; do items have the same cursor from either side? \
         if not, name a key with `both_ends_by_key`"
    );
    assert!(matches!(error.unwrap().kind(), ErrorKind::NeverMet));
    let [first, second, third, _] = pages;
    assert_eq!(
        walk([first, second, third], by_name).await.0,
        Walked::complete("a b d c", "- - b")
    );
}

#[tokio::test]
async fn both_ends_retry_shrink_and_report_progress() {
    let bad_gateway = || Reply::Text(502, "<html>");
    let pages = [
        bad_gateway(),
        bad_gateway(),
        front("a b", Some("b")),
        bad_gateway(),
        bad_gateway(),
        back("d e", Some("d")),
        front("c d", Some("d")),
    ];
    let (script, clock) = (Script::new(pages), VirtualClock::default());
    let client = script
        .builder()
        .retry(retry_policy())
        .clock(clock.clone())
        .build()
        .unwrap();
    let mut items = paginator().page_size(4).both_ends().items(&client);
    let mut names = Vec::new();
    while let Some(widget) = items.try_next().await.unwrap() {
        names.push(widget.name);
    }
    assert_eq!(names.join(" "), "a b e d c");
    let size = |name: &str| {
        script
            .variables()
            .iter()
            .filter_map(|sent| sent[name].as_i64())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (size("first"), size("last")),
        (vec![4, 4, 2, 2], vec![4, 4, 2])
    );
    let progress = items.progress();
    assert_eq!(
        (progress.items, progress.pages, progress.total),
        (5, 3, None)
    );
    assert_eq!(
        (progress.requests, progress.retries, progress.page_size),
        (7, 4, Some(2))
    );
    assert_eq!(progress.waited.as_secs(), clock.waits().iter().sum::<u64>());
}

/// A page whose edges have these cursors.
fn with_cursors(reply: Reply, cursors: [serde_json::Value; 2]) -> Reply {
    let Reply::Json(status, mut body) = reply else {
        unreachable!("pages are JSON")
    };
    for (index, cursor) in cursors.into_iter().enumerate() {
        body["data"]["shelf"]["widgets"]["edges"][index]["cursor"] = cursor;
    }
    Reply::Json(status, body)
}

#[tokio::test]
async fn a_null_or_empty_edge_cursor_is_an_error() {
    for cursor in [serde_json::Value::Null, json!("")] {
        let first = with_cursors(front("a b", Some("b")), [json!("1"), cursor]);
        let (walked, error) = walk([first], Paginator::both_ends).await;
        let error = error.unwrap();
        assert!(matches!(error.kind(), ErrorKind::MissingEdgeCursor));
        assert_eq!(walked.names, "");
    }
}

#[tokio::test]
async fn equal_cursors_or_keys_on_one_page_are_an_error() {
    let first = with_cursors(front("a b", Some("b")), [json!("1"), json!("1")]);
    let (_, error) = walk([first], Paginator::both_ends).await;
    assert!(matches!(error.unwrap().kind(), ErrorKind::DuplicateKey));
    let (_, error) = walk([front("a a", Some("a"))], by_name).await;
    assert!(matches!(error.unwrap().kind(), ErrorKind::DuplicateKey));
}

/// A server whose edge cursors begin anew on each page, while those of `pageInfo` do not.
#[tokio::test]
async fn cursors_that_repeat_from_page_to_page_are_an_error_and_lose_no_page() {
    let numbered = |reply| with_cursors(reply, [json!("1"), json!("2")]);
    let pages = [
        numbered(front("a b", Some("b"))),
        numbered(back("g h", Some("g"))),
        numbered(front("c d", Some("d"))),
    ];
    let (walked, error) = walk(pages, Paginator::both_ends).await;
    assert!(matches!(error.unwrap().kind(), ErrorKind::RepeatedPage));
    assert_eq!(walked.names, "a b");
}

#[tokio::test]
async fn a_walk_whose_key_panicked_fails_and_does_not_end() {
    let script = Script::new([front("a b", Some("b")), back("d e", Some("d"))]);
    let mut items = paginator()
        .both_ends_by_key(|widget| {
            assert_ne!(widget.name, "e", "a mistake of the caller");
            widget.name.clone()
        })
        .items(&script.client());
    let mut names = Vec::new();
    let mut next = async || AssertUnwindSafe(items.next()).catch_unwind().await;
    while let Ok(item) = next().await {
        names.push(item.unwrap().unwrap().name);
    }
    assert_eq!(names, ["a", "b"]);
    let error = next().await.unwrap().unwrap().unwrap_err().to_string();
    assert!(
        error.ends_with("items may be missing; start over"),
        "{error}"
    );
    assert!(next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_total_that_is_reached_before_the_ends_meet_is_not_trusted() {
    let total = |reply| super::counted(4, reply);
    let pages = [
        total(front("a b", Some("b"))),
        total(back("g h", Some("g"))),
        total(front("c d", Some("d"))),
        total(back("e f", Some("e"))),
        total(front("e f", Some("f"))),
    ];
    let (walked, _) = walk(pages, Paginator::both_ends).await;
    assert_eq!(walked, Walked::complete("a b h g c d f e", "- - b g d"));
}
