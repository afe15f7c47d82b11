//! Guards: a walk never ends early in silence, and never continues forever.

use std::time::Duration;

use graphql_paginate::{Checkpoint, ErrorKind, Items, OnRepeat, Paginator};
use serde_json::{Value, json};

use crate::clock::VirtualClock;
use crate::fixture::Widgets;
use crate::script::{Reply, Script, Walked, all, last, more, page, walk};

/// A page of items with ids.
fn with_ids(ids: [u64; 2], end_cursor: &str) -> Reply {
    let nodes = ids.map(|id| json!({ "id": id, "name": id.to_string() }));
    let page_info = json!({ "hasNextPage": true, "endCursor": end_cursor });
    let widgets = json!({ "pageInfo": page_info, "nodes": nodes });
    Reply::Json(200, json!({ "data": { "shelf": { "widgets": widgets } } }))
}

/// The error of a walk that must fail.
async fn failure(
    replies: impl IntoIterator<Item = Reply>,
    set_up: impl FnOnce(Paginator<Widgets>) -> Paginator<Widgets>,
) -> ErrorKind {
    let (_, error) = walk(replies, set_up).await;
    error.expect("the walk fails").into_kind()
}

#[tokio::test]
async fn an_empty_page_that_returns_its_own_cursor_ends_the_list() {
    let (walked, _) = walk([more("a", "c1"), more("", "c1")], |paginator| paginator).await;
    assert_eq!(walked, Walked::complete("a", "- c1"));
}

#[tokio::test]
async fn a_hundred_empty_pages_in_a_row_are_an_error() {
    let pages = (0..100).map(|number| more("", &format!("c{number}")));
    let kind = failure(pages, |paginator| paginator).await;
    assert!(matches!(kind, ErrorKind::TooManyEmptyPages { pages: 100 }));

    let gap = [more("", "c1"), more("", "c2"), last("a")];
    let (walked, _) = walk(gap.clone(), |paginator| paginator).await;
    assert_eq!(walked, Walked::complete("a", "- c1 c2"));
    let kind = failure(gap[..2].to_vec(), |paginator| paginator.max_empty_pages(2)).await;
    assert!(matches!(kind, ErrorKind::TooManyEmptyPages { pages: 2 }));
}

#[tokio::test]
async fn equal_pages_without_ids_are_not_an_error() {
    let pages = (1..20).map(|number| more("a a", &format!("c{number}")));
    let (walked, _) = walk(pages.chain([last("b")]), |paginator| paginator).await;
    assert_eq!(walked.error, "");
    assert_eq!(walked.names.split_whitespace().count(), 39);
}

#[tokio::test]
async fn a_server_that_ignores_the_cursor_is_detected_by_item_ids() {
    let pages = || (1..=6).map(|number| with_ids([1, 2], &format!("c{number}")));
    let kind = failure(pages(), |paginator| paginator).await;
    assert!(matches!(kind, ErrorKind::RepeatedPage), "{kind:?}");

    let (walked, _) = walk(pages(), |paginator| paginator.on_repeat(OnRepeat::End)).await;
    assert_eq!(walked.names, "1 2 1 2 1 2 1 2 1 2");
    assert_eq!(walked.error, "");

    let allowed = pages().chain([last("b")]);
    let (walked, _) = walk(allowed, |paginator| paginator.on_repeat(OnRepeat::Allow)).await;
    assert_eq!(walked.error, "");
}

#[tokio::test]
async fn a_circle_of_pages_with_new_cursors_is_detected_by_item_ids() {
    for circle in [2, 3, 8] {
        let pages = (0..100).map(|number| with_ids([number % circle, 9], &format!("c{number}")));
        let kind = failure(pages, |paginator| paginator).await;
        assert!(
            matches!(kind, ErrorKind::RepeatedPage),
            "{circle}: {kind:?}"
        );
    }
}

#[tokio::test]
async fn a_page_that_comes_again_a_few_times_is_not_an_error() {
    // Page 31 is compared with the four after it.
    for again in [&[33, 35][..], &[32, 33], &[34, 37]] {
        let pages = (1..=40).map(|number| {
            let id = if again.contains(&number) { 31 } else { number };
            with_ids([id, 100 + id], &format!("c{number}"))
        });
        let (walked, _) = walk(pages.chain([last("end")]), |paginator| paginator).await;
        assert_eq!(walked.error, "", "{again:?}");
        assert_eq!(walked.names.split_whitespace().count(), 81, "{again:?}");
    }
}

#[tokio::test]
async fn items_with_equal_ids_are_repeated_even_if_their_fields_change() {
    let pages = (1..=6).map(|number| {
        let mut page = with_ids([1, 2], &format!("c{number}"));
        if let Reply::Json(_, body) = &mut page {
            body["data"]["shelf"]["widgets"]["nodes"][0]["name"] = json!(number.to_string());
        }
        page
    });
    let kind = failure(pages, |paginator| paginator).await;
    assert!(matches!(kind, ErrorKind::RepeatedPage), "{kind:?}");
}

#[tokio::test]
async fn a_repeated_cursor_is_not_an_error_if_repeats_are_allowed() {
    let pages = || [more("a", "c1"), more("b", "c1")];
    let (walked, _) = walk(pages(), |paginator| paginator.on_repeat(OnRepeat::End)).await;
    assert_eq!(walked, Walked::complete("a b", "- c1"));
    let pages = pages().into_iter().chain([last("c")]);
    let (walked, _) = walk(pages, |paginator| paginator.on_repeat(OnRepeat::Allow)).await;
    assert_eq!(walked, Walked::complete("a b c", "- c1 c1"));
}

#[tokio::test]
async fn a_backward_walk_always_sends_a_size() {
    let end = || {
        let page_info = json!({ "hasPreviousPage": false, "hasNextPage": false });
        Script::new([page("a b", page_info)])
    };
    for (limit, expected) in [(None, 50), (Some(5), 5)] {
        let script = end();
        let client = script
            .builder()
            .profile(graphql_paginate::Profile::default());
        let mut paginator = all().backward();
        if let Some(limit) = limit {
            paginator = paginator.max_items(limit);
        }
        paginator.collect(&client.build().unwrap()).await.unwrap();
        assert_eq!(script.variables()[0]["last"], expected);
    }
}

#[tokio::test]
async fn the_first_page_in_a_backward_walk_is_an_error() {
    let first = page(
        "a b",
        json!({ "hasPreviousPage": false, "hasNextPage": true, "startCursor": "a" }),
    );
    let kind = failure([first], |paginator| paginator.backward()).await;
    assert!(matches!(kind, ErrorKind::WrongEnd));
}

#[tokio::test]
async fn a_list_that_ends_before_its_total_is_flagged() {
    let script = Script::new([more("a b", "c1"), last("c")]);
    let mut items = all().items(&script.client());
    let mut names = Vec::new();
    while let Some(item) = futures::StreamExt::next(&mut items).await {
        names.push(item.unwrap().name);
    }
    assert_eq!((names.len(), items.progress().total), (3, Some(9)));
    assert!(items.progress().ended_short);
}

/// Whether a walk that resumes after so many items flags a list that announces nine.
async fn is_flagged_after(before: usize, start: &str, rest: Vec<Reply>) -> bool {
    let first = Script::new([more("a - b", "c1"), more("c d", "c2")]);
    let mut items = all().start_at(start).items(&first.client());
    for _ in 0..before {
        items.next().await.unwrap().unwrap();
    }
    let script = Script::new(rest);
    let mut items = all().resume(items.checkpoint()).items(&script.client());
    while items.try_next().await.unwrap().is_some() {}
    items.progress().ended_short
}

#[tokio::test]
async fn a_list_that_ends_before_its_total_is_flagged_when_a_walk_resumes_too() {
    // Nine are announced: after five of them, nulls included, four are missing.
    assert!(is_flagged_after(4, "", vec![last("e f g")]).await);
    assert!(!is_flagged_after(4, "", vec![last("e f g h")]).await);
    // The items of a page are received again if the walk stopped inside it.
    assert!(is_flagged_after(3, "", vec![more("c d", "c2"), last("e f g")]).await);
    assert!(!is_flagged_after(3, "", vec![more("c d", "c2"), last("e f g h")]).await);
    // So are its nulls.
    let rest = |last_page| vec![more("a - b", "c1"), more("c d", "c2"), last_page];
    assert!(is_flagged_after(1, "", rest(last("e f g"))).await);
    assert!(!is_flagged_after(1, "", rest(last("e f g h"))).await);
    // What precedes a start in the middle is unknown.
    assert!(!is_flagged_after(4, "c0", vec![last("e")]).await);
}

#[tokio::test]
async fn nulls_of_a_page_that_a_resumed_walk_passes_over_count_once() {
    let first = Script::new([more("a - b c", "c1")]);
    let mut items = all().items(&first.client());
    for _ in 0..2 {
        items.next().await.unwrap().unwrap();
    }
    let smaller = Script::new([more("a -", "c0")]);
    let resumed = all().resume(items.checkpoint());
    let mut pages = resumed.pages(&smaller.client());
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!((page.items.len(), page.null_items), (0, 1));
    for (rest, is_flagged) in [("b c d e f g h", false), ("b c d e f g", true)] {
        let script = Script::new([last(rest)]);
        let mut items = all().resume(pages.checkpoint()).items(&script.client());
        while items.try_next().await.unwrap().is_some() {}
        assert_eq!(items.progress().ended_short, is_flagged, "{rest}");
    }
}

#[tokio::test]
async fn a_tail_waits_at_least_a_second() {
    let (script, clock) = (
        Script::new([last("a"), last("b"), last("c")]),
        VirtualClock::default(),
    );
    let tail = all().tail(Duration::ZERO).max_items(3);
    tail.collect(&script.patient_client(&clock)).await.unwrap();
    assert_eq!(clock.waits(), [1, 1]);
}

/// The walk resumed at an edited checkpoint.
async fn resumed(edit: impl FnOnce(&mut Value), replies: Vec<Reply>) -> ErrorKind {
    let script = Script::new([more("a b c", "c1")]);
    let mut items = all().items(&script.client());
    for _ in 0..2 {
        futures::StreamExt::next(&mut items).await.unwrap().unwrap();
    }
    let mut checkpoint = serde_json::to_value(items.checkpoint()).unwrap();
    edit(&mut checkpoint);
    let checkpoint = serde_json::from_value(checkpoint).unwrap();
    let script = Script::new(replies);
    let resumed = all().resume(checkpoint).collect(&script.client()).await;
    resumed.unwrap_err().into_kind()
}

#[tokio::test]
async fn a_checkpoint_with_an_absurd_offset_is_refused() {
    let kind = resumed(|checkpoint| checkpoint["offset"] = json!(1_000_000), vec![]).await;
    assert!(matches!(kind, ErrorKind::Checkpoint { .. }));
    let edit = |checkpoint: &mut Value| {
        checkpoint["offset"] = json!(1_000_000);
        checkpoint["items"] = json!(2_000_000);
        checkpoint["handed"] = json!([]);
    };
    let kind = resumed(edit, vec![last("a b c")]).await;
    assert!(matches!(kind, ErrorKind::Checkpoint { .. }));
}

#[tokio::test]
async fn duplicate_keys_in_a_connection_are_an_error() {
    let body = r#"{"data":{"shelf":{"widgets":{"pageInfo":{"hasNextPage":false},"nodes":[{"name":"a"}],"nodes":[]}}}}"#;
    let reply = Reply::Full(200, vec![], body.to_owned());
    let kind = failure([reply], |paginator| paginator).await;
    let ErrorKind::Decode { problem, .. } = kind else {
        panic!("{kind:?}")
    };
    assert!(problem.starts_with("duplicate field `nodes`"), "{problem}");
}

#[tokio::test]
async fn the_last_page_that_comes_again_is_not_yielded_again() {
    let walk = |script: &Script, checkpoint: Option<Checkpoint>| {
        let mut walk = all().on_repeat(OnRepeat::End);
        if let Some(checkpoint) = checkpoint {
            walk = walk.resume(checkpoint);
        }
        walk.items(&script.client())
    };
    let again = || with_ids([3, 4], "c2");
    let script = Script::new([with_ids([1, 2], "c1"), again(), again()]);
    let mut items = walk(&script, None);
    assert_eq!(names(&mut items).await, ["1", "2", "3", "4"]);

    let longer = || with_ids([5, 6], "c3");
    for (replies, added) in [
        (vec![again(), again()], vec![]),
        (vec![again(), longer(), longer()], vec!["5", "6"]),
    ] {
        let script = Script::new(replies);
        let mut resumed = walk(&script, Some(items.checkpoint()));
        assert_eq!(names(&mut resumed).await, added);
    }
}

async fn names(items: &mut Items<Widgets>) -> Vec<String> {
    let mut names = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        names.push(item.name);
    }
    names
}
