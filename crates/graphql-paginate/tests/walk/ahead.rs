//! Prefetch, tails, deduplication, progress, and blocking iterators.

use std::time::Duration;

use futures::{FutureExt, TryStreamExt};
use graphql_paginate::{Items, Paginator};
use serde_json::json;

use crate::clock::VirtualClock;
use crate::fixture::{Variables, Widgets};
use crate::model::Model;
use crate::script::{Reply, Script, last, more, page};

fn all() -> Paginator<Widgets> {
    Paginator::new(Variables::default())
}

async fn names(items: Items<Widgets>) -> String {
    items
        .map_ok(|widget| widget.name)
        .try_collect::<Vec<_>>()
        .await
        .unwrap()
        .join(" ")
}

/// Lets tasks run until all of them are idle.
async fn settle() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn prefetch_keeps_the_order() {
    for ahead in [1, 2, 7, 100, usize::MAX] {
        let client = Model::new(20).client();
        let expected = (0..20)
            .map(|number| number.to_string())
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(
            names(all().page_size(3).prefetch(ahead).items(&client)).await,
            expected
        );
    }
}

#[tokio::test]
async fn prefetch_fetches_at_most_the_given_number_of_pages_ahead() {
    for ahead in [1, 3] {
        let script = Script::new((1..20).map(|number| more("x", &format!("c{number}"))));
        let mut pages = all().prefetch(ahead).pages(&script.client());
        settle().await;
        assert_eq!(script.requests().len(), 0, "nothing before the first poll");
        for page in 1..=4 {
            pages.next().await.unwrap().unwrap();
            settle().await;
            assert_eq!(script.requests().len(), page + ahead);
        }
        drop(pages);
        settle().await;
        assert_eq!(
            script.requests().len(),
            4 + ahead,
            "dropping the stream stops it"
        );
    }
}

#[tokio::test]
async fn without_prefetch_only_consumed_pages_are_requested() {
    let script = Script::new((1..20).map(|number| more("x", &format!("c{number}"))));
    let mut pages = all().pages(&script.client());
    pages.next().await.unwrap().unwrap();
    settle().await;
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn a_checkpoint_is_the_position_of_the_consumer_and_not_of_the_prefetch() {
    let client = Model::new(20).client();
    let mut items = all().page_size(2).prefetch(3).items(&client);
    for _ in 0..3 {
        items.next().await.unwrap().unwrap();
    }
    settle().await;
    let checkpoint = items.checkpoint();
    assert_eq!((checkpoint.cursor(), checkpoint.offset()), (Some("2"), 0));
}

#[tokio::test]
async fn a_prefetched_failure_follows_the_pages_before_it() {
    let script = Script::new([more("a", "c1"), more("b", "c2"), Reply::Cut]);
    let mut found = Vec::new();
    let error = all()
        .prefetch(5)
        .items(&script.client())
        .append_to(&mut found)
        .await
        .unwrap_err();
    assert_eq!(
        (
            found.len(),
            error.page(),
            error.checkpoint().unwrap().cursor()
        ),
        (2, Some(3), Some("c2"))
    );
}

#[tokio::test]
#[should_panic = "a request beyond the script"]
async fn a_panic_in_the_prefetch_task_does_not_look_like_the_end() {
    let script = Script::new([more("a", "c1")]);
    let _ = all().prefetch(1).collect(&script.client()).await;
}

#[test]
fn prefetch_without_a_runtime_is_an_error_with_the_fix() {
    let mut items = all().prefetch(1).items(&Script::new([]).client());
    let error = futures::executor::block_on(items.next())
        .unwrap()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`prefetch` needs a tokio runtime to poll the stream on; use one, or leave `prefetch` at 0"
    );
}

#[tokio::test]
async fn a_tail_continues_where_the_list_ended() {
    let end = |names, cursor| page(names, json!({ "hasNextPage": false, "endCursor": cursor }));
    let none = || page("", json!({ "hasNextPage": false, "endCursor": null }));
    let stuck = page("", json!({ "hasNextPage": true, "endCursor": "c3" }));
    let script = Script::new([
        none(),
        more("a", "c1"),
        end("b", "c2".into()),
        none(),
        end("c", "c3".into()),
        stuck,
        end("d e", serde_json::Value::Null),
        end("d e f", serde_json::Value::Null),
    ]);
    let clock = VirtualClock::default();
    let items = all()
        .tail(Duration::from_secs(30))
        .max_items(6)
        .items(&script.patient_client(&clock));
    assert_eq!(names(items).await, "a b c d e f");
    let cursors: Vec<_> = script
        .variables()
        .iter()
        .map(|variables| variables["after"].clone())
        .collect();
    let none = serde_json::Value::Null;
    assert_eq!(
        cursors,
        [
            none.clone(),
            none,
            "c1".into(),
            "c2".into(),
            "c2".into(),
            "c3".into(),
            "c3".into(),
            "c3".into()
        ]
    );
    assert_eq!(clock.waits(), [30; 6]);
}

#[tokio::test]
async fn duplicates_are_removed_on_request() {
    let pages = || Script::new([more("a b", "c1"), last("b c a d")]).client();
    let unique = all()
        .items(&pages())
        .dedup_by_key(|widget| widget.name.clone());
    let unique: Vec<_> = unique
        .map_ok(|widget| widget.name)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(unique, ["a", "b", "c", "d"]);

    // An item that changes during the walk moves to the end of the list; its last state is kept.
    let latest = all()
        .items(&pages())
        .collect_latest_by_key(|widget| widget.name.clone())
        .await
        .unwrap();
    assert_eq!(
        latest
            .into_iter()
            .map(|widget| widget.name)
            .collect::<String>(),
        "bcad"
    );
}

#[tokio::test]
async fn a_walk_whose_key_panicked_fails_and_does_not_end() {
    let client = Script::new([last("a b c")]).client();
    let mut unique = all().items(&client).dedup_by_key(|widget| {
        assert_ne!(widget.name, "b", "a mistake of the caller");
        widget.name.clone()
    });
    assert_eq!(unique.next().await.unwrap().unwrap().name, "a");
    let panicked = std::panic::AssertUnwindSafe(unique.next()).catch_unwind();
    panicked.await.unwrap_err();
    let error = unique.next().await.unwrap().unwrap_err().to_string();
    assert!(
        error.ends_with("items may be missing; start anew"),
        "{error}"
    );
    assert!(unique.next().await.is_none());
}

#[tokio::test]
async fn items_before_a_failure_stay_in_the_collection() {
    let script = Script::new([more("a b", "c1"), Reply::Cut]);
    let mut found = Vec::new();
    all()
        .items(&script.client())
        .append_to(&mut found)
        .await
        .unwrap_err();
    assert_eq!(found.len(), 2);
}

#[tokio::test]
async fn progress_counts_yielded_items_and_their_requests() {
    let clock = VirtualClock::default();
    let script = Script::new([more("a b", "c1"), Reply::Text(502, ""), last("c")]);
    let mut items = all().items(&script.patient_client(&clock));
    assert_eq!(items.progress().page_size, Some(100));
    for _ in 0..3 {
        items.next().await.unwrap().unwrap();
    }
    let progress = items.progress();
    assert_eq!(
        (progress.items, progress.pages, progress.total),
        (3, 2, Some(9))
    );
    assert_eq!(
        (progress.requests, progress.retries, progress.page_size),
        (3, 1, Some(100))
    );
    assert_eq!(
        (progress.waited, progress.waiting),
        (Duration::from_secs(1), None)
    );
}

#[cfg(feature = "blocking")]
#[test]
fn an_iterator_for_programs_without_a_runtime() {
    let client = Model::new(7).client();
    let mut items = all().page_size(3).prefetch(1).items_blocking(&client);
    let names: Vec<_> = items
        .by_ref()
        .take(5)
        .map(|item| item.unwrap().name)
        .collect();
    assert_eq!(
        (names.join(""), items.checkpoint().items()),
        ("01234".to_owned(), 5)
    );
    assert_eq!((items.count(), client.profile().max_page_size), (2, None));

    let mut failing = all().items_blocking(&Script::new([Reply::Cut]).client());
    assert!(failing.next().unwrap().is_err());
    assert!(failing.next().is_none());
}

#[cfg(feature = "blocking")]
#[tokio::test]
async fn an_iterator_inside_a_runtime_is_an_error_with_the_fix() {
    let mut items = all().items_blocking(&Script::new([]).client());
    let error = items.next().unwrap().unwrap_err();
    assert!(matches!(
        error.kind(),
        graphql_paginate::ErrorKind::Setup { .. }
    ));
    assert_eq!(
        error.to_string(),
        "`items_blocking` inside of an async runtime would block it; use `items`, or `spawn_blocking`"
    );
    assert!(items.next().is_none());
}

#[cfg(feature = "blocking")]
#[test]
fn an_iterator_moved_into_a_runtime_can_be_dropped_there() {
    let mut items = all().items_blocking(&Model::new(7).client());
    items.next().unwrap().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async move {
        let error = items.next().unwrap().unwrap_err();
        assert_eq!(error.checkpoint().unwrap().items(), 1);
    });
}
