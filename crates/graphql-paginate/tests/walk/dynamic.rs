//! Tests of the settings of walks of queries that are known only at run time.

use std::time::Duration;

use graphql_paginate::dynamic::{BothEnds, Paginator, PagingVariables, Query};
use graphql_paginate::{Direction, Error, ErrorKind, OnRepeat, RetryPolicy};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::both_ends::{back, front};
use crate::clock::VirtualClock;
use crate::script::{Reply, SHELF, Script, cursor, last, more, page};

const FORWARD: &str = "query($number: Int!, $first: Int, $after: String) {
  shelf(number: $number) { widgets(first: $first, after: $after) {
    totalCount nodes { name } pageInfo { hasNextPage endCursor }
  } }
}";
const BACKWARD: &str = "query($number: Int!, $last: Int, $before: String) {
  shelf(number: $number) { widgets(last: $last, before: $before) {
    totalCount nodes { name } pageInfo { hasPreviousPage startCursor }
  } }
}";

fn paginator() -> Paginator {
    let backward = PagingVariables::cursor("before").size("last");
    Query::new(FORWARD, ["shelf", "widgets"])
        .variable("number", SHELF)
        .forward(PagingVariables::cursor("after").size("first"))
        .backward(backward.document(BACKWARD))
        .paginate()
}

fn name(item: &RawValue) -> String {
    let item: Value = serde_json::from_str(item.get()).unwrap();
    item["name"].as_str().unwrap().to_owned()
}

fn joined(items: &[Box<RawValue>]) -> String {
    let names: Vec<String> = items.iter().map(|item| name(item)).collect();
    names.join(" ")
}

async fn collected(paginator: Paginator, script: &Script) -> Result<String, Error> {
    let items = paginator.collect(&script.client()).await?;
    Ok(joined(&items))
}

fn cursors(script: &Script) -> String {
    let cursors: Vec<String> = script.variables().iter().map(cursor).collect();
    cursors.join(" ")
}

/// An empty page that announces another one.
fn gap(end_cursor: &str) -> Reply {
    more("", end_cursor)
}

#[tokio::test]
async fn the_number_of_empty_pages_can_be_limited() {
    let replies = || [gap("c1"), gap("c2"), gap("c3"), last("a")];
    let all = paginator().max_empty_pages(4);
    assert_eq!(collected(all, &Script::new(replies())).await.unwrap(), "a");
    let script = Script::new(replies());
    let few = collected(paginator().max_empty_pages(2), &script).await;
    let kind = few.unwrap_err().into_kind();
    assert!(
        matches!(kind, ErrorKind::TooManyEmptyPages { .. }),
        "{kind:?}"
    );
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test]
async fn a_repeated_cursor_is_an_error_the_end_or_allowed() {
    let replies = || [more("a", "c1"), more("b", "c1"), last("c")];
    let walk = async |policy| {
        let script = Script::new(replies());
        collected(paginator().on_repeat(policy), &script).await
    };
    let error = walk(OnRepeat::Fail).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Stalled { .. }), "{error}");
    assert_eq!(walk(OnRepeat::End).await.unwrap(), "a b");
    assert_eq!(walk(OnRepeat::Allow).await.unwrap(), "a b c");
}

#[tokio::test]
async fn headers_are_those_of_each_request_of_the_walk() {
    let script = Script::new([more("a", "c1"), last("b")]);
    let walk = paginator().header("x-tenant", "north");
    assert!(!format!("{walk:?}").contains("north"));
    assert_eq!(collected(walk, &script).await.unwrap(), "a b");
    for request in script.requests() {
        assert_eq!(request.headers()["x-tenant"], "north");
    }
    let script = Script::new([]);
    let error = collected(paginator().header("authorization", "x"), &script).await;
    let kind = error.unwrap_err().into_kind();
    assert!(matches!(kind, ErrorKind::Setup { .. }), "{kind:?}");
}

#[tokio::test]
async fn a_tail_polls_for_new_items_in_a_forward_walk() {
    let end = || page("", json!({ "hasNextPage": false, "endCursor": null }));
    let script = Script::new([more("a", "c1"), last("b"), end(), last("c")]);
    let clock = VirtualClock::default();
    let tail = paginator().backward().tail(Duration::from_secs(30));
    let client = script.patient_client(&clock);
    let items = tail.max_items(3).collect(&client).await.unwrap();
    assert_eq!(joined(&items), "a b c");
    assert_eq!(cursors(&script), "- c1 b b");
    assert_eq!(clock.waits(), [30, 30]);
}

#[tokio::test]
async fn both_directions_are_settings() {
    let back = || page("a b", json!({ "hasPreviousPage": false }));
    for walk in [
        paginator().backward(),
        paginator().direction(Direction::Backward),
        paginator().forward().backward(),
    ] {
        let script = Script::new([back()]);
        assert_eq!(collected(walk, &script).await.unwrap(), "b a");
    }
    let script = Script::new([last("a b")]);
    let forward = collected(paginator().backward().forward(), &script).await;
    assert_eq!(forward.unwrap(), "a b");

    let forward_only = Query::new(FORWARD, ["shelf", "widgets"])
        .variable("number", SHELF)
        .forward(PagingVariables::cursor("after").size("first"));
    let error = collected(forward_only.paginate().backward(), &Script::default()).await;
    let text = "cannot be walked backward; choose the other direction";
    assert!(error.unwrap_err().to_string().contains(text));
}

#[tokio::test]
async fn settings_come_in_any_order() {
    let script = || Script::new([more("a b", "c1"), last("c")]);
    let (one, other) = (script(), script());
    let first = paginator().page_size(2).max_items(3).header("x-a", "1");
    let second = paginator().header("x-a", "1").max_items(3).page_size(2);
    assert_eq!(collected(first, &one).await.unwrap(), "a b c");
    assert_eq!(collected(second, &other).await.unwrap(), "a b c");
    assert_eq!(one.variables(), other.variables());
    assert_eq!(
        one.variables()[1],
        json!({ "number": SHELF, "first": 1, "after": "c1" })
    );
}

#[cfg(feature = "blocking")]
#[test]
fn items_and_pages_are_iterators_too() {
    let script = || Script::new([more("a", "c1"), last("b")]);
    let items = paginator().items_blocking(&script().client());
    let items: Vec<_> = items.map(Result::unwrap).collect();
    assert_eq!(joined(&items), "a b");
    let pages = paginator().pages_blocking(&script().client());
    let pages: Vec<_> = pages.map(|page| joined(&page.unwrap().items)).collect();
    assert_eq!(pages, ["a", "b"]);
    let both_ends = paginator().both_ends_by_key(["name"]);
    let items = both_ends.items_blocking(&ends().client());
    let items: Vec<_> = items.map(Result::unwrap).collect();
    assert_eq!(joined(&items), "a b c d e");
}

/// Pages from the front and from the back of five items, by turns.
fn ends() -> Script {
    Script::new([
        front("a b", Some("b")),
        back("d e", Some("d")),
        front("c d", Some("d")),
        back("b c", Some("b")),
    ])
}

fn both_ends() -> BothEnds {
    paginator().both_ends_by_key(["name"])
}

#[tokio::test]
async fn both_ends_yield_items_in_the_order_of_the_list_or_as_they_arrive() {
    let collected = async |walk: BothEnds| joined(&walk.collect(&ends().client()).await.unwrap());
    assert_eq!(collected(both_ends()).await, "a b c d e");
    assert_eq!(collected(both_ends().unordered()).await, "a b e d c");
    let reordered = both_ends().unordered().ordered();
    assert_eq!(collected(reordered.clone()).await, "a b c d e");
}

#[tokio::test]
async fn unordered_pages_of_both_ends_have_the_order_of_the_server() {
    let mut pages = both_ends().unordered().pages(&ends().client());
    let mut names = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        names.push(joined(&page.items));
    }
    assert_eq!(names, ["a b", "d e", "c"]);
    assert!(pages.checkpoint().is_none());
}

#[tokio::test]
async fn both_ends_have_the_settings_of_a_walk() {
    let script = ends();
    let walk = both_ends().header("x-tenant", "north").page_size(2);
    walk.collect(&script.client()).await.unwrap();
    for request in script.requests() {
        assert_eq!(request.headers()["x-tenant"], "north");
    }
    let script = ends();
    let walk = both_ends().max_items(3).unordered();
    let items = walk.collect(&script.client()).await.unwrap();
    assert_eq!(joined(&items), "a b e");
    assert_eq!(script.requests().len(), 2);

    for (walk, problem) in [
        (both_ends().max_pages(2), "or set `unordered`"),
        (
            paginator()
                .tail(Duration::from_secs(1))
                .both_ends_by_key(["name"]),
            "use `tail` in a forward walk",
        ),
    ] {
        let script = Script::default();
        let error = walk.collect(&script.client()).await.unwrap_err();
        assert!(error.to_string().contains(problem), "{error}");
        assert_eq!(script.requests().len(), 0);
    }
}

#[tokio::test]
async fn an_error_of_items_from_both_ends_has_the_checkpoint_of_the_first_half() {
    let replies = [
        front("a b", Some("b")),
        back("c", Some("c")),
        Reply::Text(500, "no"),
    ];
    let script = Script::new(replies);
    let client = script.builder().retry(RetryPolicy::never());
    let mut items = both_ends().items(&client.build().unwrap());
    let mut names = Vec::new();
    let error = loop {
        match items.try_next().await {
            Ok(item) => names.push(name(&item.expect("an error comes first"))),
            Err(error) => break error,
        }
    };
    assert_eq!(names, ["a", "b"]);
    assert_eq!(error.checkpoint().unwrap().items(), 2);
}
