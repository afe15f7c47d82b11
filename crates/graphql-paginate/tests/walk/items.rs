//! Tests of the stream of items: tails, deduplication, collecting and progress.

use std::time::Duration;

use futures::{FutureExt, TryStreamExt};
use serde_json::json;

use crate::clock::VirtualClock;
use crate::script::{Reply, Script, all, last, more, names, page};

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
        .unique_by_key(|widget| widget.name.clone());
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

#[tokio::test]
async fn a_walk_whose_key_panicked_fails_and_does_not_end() {
    let client = Script::new([last("a b c")]).client();
    let mut unique = all().items(&client).unique_by_key(|widget| {
        assert_ne!(widget.name, "b", "a mistake of the caller");
        widget.name.clone()
    });
    assert_eq!(unique.next().await.unwrap().unwrap().name, "a");
    let panicked = std::panic::AssertUnwindSafe(unique.next()).catch_unwind();
    panicked.await.unwrap_err();
    let error = unique.next().await.unwrap().unwrap_err().to_string();
    assert!(
        error.ends_with("items may be missing; start over"),
        "{error}"
    );
    assert!(unique.next().await.is_none());
}
