//! Tests of faults that change cursors.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde_json::{Value, json};

use super::page;
use crate::support::numbers;

/// A sandbox with six pull requests, with the fault on the second and all later pages.
async fn sandbox(fault: Fault) -> Sandbox {
    let faults = Faults::new().on_requests(2.., fault);
    Sandbox::builder()
        .pull_requests(6)
        .github_faults(faults)
        .start()
        .await
        .unwrap()
}

/// The first two pages of two items, forward or backward.
async fn two_pages(sandbox: &Sandbox, backward: bool) -> [Value; 2] {
    let api = sandbox.github();
    let (size, place, cursor) = if backward {
        ("last", "before", "startCursor")
    } else {
        ("first", "after", "endCursor")
    };
    let first = page(api, json!({ size: 2 })).await;
    let second = page(api, json!({ size: 2, place: first["pageInfo"][cursor] })).await;
    [first, second]
}

#[tokio::test]
async fn a_stuck_cursor_is_that_of_the_request_in_both_directions() {
    let stuck = sandbox(Fault::stuck_cursor()).await;
    let [first, second] = two_pages(&stuck, false).await;
    assert_eq!(numbers(&second, "/nodes"), [3, 4]);
    assert_eq!(
        second["pageInfo"]["endCursor"],
        first["pageInfo"]["endCursor"]
    );
    assert_eq!(second["pageInfo"]["hasNextPage"], true);

    let stuck = sandbox(Fault::stuck_cursor()).await;
    let [first, second] = two_pages(&stuck, true).await;
    assert_eq!(numbers(&second, "/nodes"), [3, 4]);
    assert_eq!(
        second["pageInfo"]["startCursor"],
        first["pageInfo"]["startCursor"]
    );
    assert_ne!(
        second["pageInfo"]["endCursor"], first["pageInfo"]["endCursor"],
        "the other side is left alone"
    );
}

#[tokio::test]
async fn a_cyclic_cursor_leads_back_to_the_first_one() {
    let faults = Faults::new().on_request(3, Fault::cyclic_cursor());
    let sandbox = Sandbox::builder()
        .pull_requests(6)
        .github_faults(faults)
        .start()
        .await
        .unwrap();
    let mut cursors = vec![Value::Null];
    for _ in 0..4 {
        let found = page(
            sandbox.github(),
            json!({ "first": 2, "after": cursors.last() }),
        )
        .await;
        cursors.push(found["pageInfo"]["endCursor"].clone());
    }
    assert_ne!(cursors[1], cursors[2]);
    assert_eq!(cursors[3], cursors[1], "A, B, A");
    assert_eq!(cursors[4], cursors[2]);
}

#[tokio::test]
async fn null_empty_and_custom_cursors_announce_another_page() {
    let cases = [
        (Fault::null_cursor(), Value::Null),
        (Fault::empty_cursor(), json!("")),
        (Fault::cursor("nowhere"), json!("nowhere")),
    ];
    for (fault, expected) in cases {
        let faults = Faults::new().always(fault);
        let sandbox = Sandbox::builder()
            .pull_requests(2)
            .github_faults(faults)
            .start()
            .await
            .unwrap();
        let found = page(sandbox.github(), json!({ "first": 2 })).await;
        assert_eq!(numbers(&found, "/nodes"), [1, 2]);
        assert_eq!(found["pageInfo"]["endCursor"], expected);
        assert_eq!(found["pageInfo"]["hasNextPage"], true);
        assert_eq!(found["pageInfo"]["hasPreviousPage"], false);
    }
}

#[tokio::test]
async fn an_early_end_hides_the_remaining_items() {
    let sandbox = sandbox(Fault::early_end()).await;
    let [_, second] = two_pages(&sandbox, false).await;
    assert_eq!(second["pageInfo"]["hasNextPage"], false);
    assert!(second["pageInfo"]["endCursor"].is_string());
}

#[tokio::test]
async fn a_stale_cursor_restarts_the_list() {
    let restarted = sandbox(Fault::restarted_list()).await;
    let [first, second] = two_pages(&restarted, false).await;
    assert_eq!(first, second);
    let received = &restarted.github().requests()[1];
    assert_eq!(
        received.json()["variables"]["after"],
        first["pageInfo"]["endCursor"],
        "recorded as received"
    );

    let restarted = sandbox(Fault::restarted_list()).await;
    let [first, second] = two_pages(&restarted, true).await;
    assert_eq!(first, second);
}

#[tokio::test]
async fn nested_connections_keep_their_cursors() {
    let faults = Faults::new().always(Fault::null_cursor());
    let sandbox = Sandbox::builder()
        .connection_size("PullRequest.reviews", 3)
        .github_faults(faults)
        .start()
        .await
        .unwrap();
    let query = "{ repository(owner: \"o\", name: \"r\") { pullRequests(first: 1) { pageInfo { endCursor } \
                 nodes { reviews(first: 1) { nodes { id } pageInfo { endCursor } } } } } }";
    let found = crate::support::data(sandbox.github(), query, Value::Null).await;
    let outer = &found["repository"]["pullRequests"];
    assert!(outer["pageInfo"]["endCursor"].is_null());
    assert!(outer["nodes"][0]["reviews"]["pageInfo"]["endCursor"].is_string());
}
