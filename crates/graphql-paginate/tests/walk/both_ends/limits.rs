//! Tests of the paginator's settings in a walk from both ends.

use std::time::Duration;

use futures::TryStreamExt;
use graphql_paginate::{BothEnds, Client, ErrorKind, Paginator};

use super::property::Server;
use super::{back, front, paginator, walk, with_edges};
use crate::fixture::{Variables, Widgets};
use crate::script::{SHELF, Script, Walked};

async fn names(both_ends: BothEnds<Widgets>, client: &Client) -> String {
    let names: Vec<_> = both_ends
        .items(client)
        .map_ok(|widget| widget.name)
        .try_collect()
        .await
        .unwrap();
    names.join(" ")
}

#[tokio::test]
async fn items_are_counted_over_both_ends() {
    for limit in 0..=6 {
        let pages = [
            front("a b", Some("b")),
            back("e f", Some("e")),
            front("c d", Some("d")),
        ];
        let (walked, _) = walk(pages, |paginator| paginator.max_items(limit).both_ends()).await;
        let all = ["a", "b", "f", "e", "c", "d"];
        assert_eq!(walked.names, all[..limit as usize].join(" "));
    }
}

#[tokio::test]
async fn null_nodes_do_not_count_as_items() {
    let pages = [
        with_edges("1 2- 3- 4-", front("", Some("4"))),
        with_edges("6- 7 8- 9", back("", Some("6"))),
        with_edges("5 6-", front("", Some("6"))),
    ];
    let (walked, _) = walk(pages, |paginator| paginator.max_items(4).both_ends()).await;
    assert_eq!(walked, Walked::complete("1 9 7 5", "- - 4"));
}

#[tokio::test]
async fn a_limit_within_a_page_is_one_request_of_that_size() {
    let server = Server::new(50, true, vec![]);
    assert_eq!(
        names(
            paginator().page_size(10).max_items(3).both_ends(),
            &server.client()
        )
        .await,
        "0 1 2"
    );
    let sent = server.sent();
    assert_eq!((sent.len(), sent[0]["first"].as_i64()), (1, Some(3)));
}

#[tokio::test]
async fn pages_are_counted_over_both_ends() {
    for (limit, expected) in [(0, ""), (1, "0 1"), (2, "0 1 9 8"), (3, "0 1 9 8 2 3")] {
        let server = Server::new(10, true, vec![0]);
        let walked = names(
            paginator().page_size(2).max_pages(limit).both_ends(),
            &server.client(),
        )
        .await;
        assert_eq!(walked, expected);
        assert_eq!(server.sent().len() as u64, limit);
    }
}

#[tokio::test]
async fn a_page_size_in_the_variables_applies_to_both_ends() {
    let variables = Variables {
        number: SHELF,
        first: Some(3),
        ..Default::default()
    };
    let server = Server::new(6, true, vec![]);
    names(
        Paginator::<Widgets>::new(variables).both_ends(),
        &server.client(),
    )
    .await;
    let sent = server.sent();
    assert_eq!(
        (
            sent.len(),
            sent[0]["first"].as_i64(),
            sent[1]["last"].as_i64()
        ),
        (3, Some(3), Some(3))
    );
}

#[tokio::test]
async fn prefetch_changes_nothing_but_the_requests() {
    let server = Server::new(57, true, vec![1, 3, 0, 2]);
    let both_ends = paginator().page_size(5).prefetch(2).both_ends().ordered();
    let expected: Vec<String> = (0..57).map(|item| item.to_string()).collect();
    assert_eq!(names(both_ends, &server.client()).await, expected.join(" "));
}

#[tokio::test]
async fn a_dropped_stream_sends_nothing_more() {
    let server = Server::new(100, true, vec![]);
    let mut items = paginator()
        .page_size(10)
        .both_ends()
        .items(&server.client());
    for _ in 0..5 {
        items.next().await.unwrap().unwrap();
    }
    drop(items);
    assert!(server.sent().len() <= 2);
}

#[tokio::test]
async fn settings_that_both_ends_does_not_support_are_refused_before_anything_is_sent() {
    let whole_list = "`Widgets`: a walk from both ends covers the whole list; remove the cursor, or walk from one end";
    let start = Variables {
        number: SHELF,
        before: Some("x".to_owned()),
        ..Default::default()
    };
    let first_items = "`Widgets`: the first items of a list need no walk from its end; \
                       use `items` instead of `both_ends`, or omit `ordered`";
    let checkpoint = paginator().items(&Script::default().client()).checkpoint();
    let refused = [
        (paginator().start_at("x").both_ends(), whole_list),
        (Paginator::new(start).both_ends(), whole_list),
        (
            paginator().resume(checkpoint).both_ends(),
            "`Widgets`: a walk from both ends cannot be resumed; resume it with `items`, in one direction",
        ),
        (
            paginator().tail(Duration::from_secs(1)).both_ends(),
            "`Widgets`: a walk from both ends is over when they meet; use `tail` in a forward walk",
        ),
        (paginator().max_items(3).both_ends().ordered(), first_items),
        (paginator().max_pages(3).both_ends().ordered(), first_items),
        (
            paginator().page_size(0).both_ends(),
            "`Widgets`: the page size is 0; a page holds at least 1 item",
        ),
    ];
    for (both_ends, problem) in refused {
        let script = Script::default();
        let mut items = both_ends.items(&script.client());
        let error = items.next().await.unwrap().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Setup { .. }));
        assert_eq!(error.to_string(), problem);
        assert!(items.next().await.is_none());
        assert_eq!(script.requests().len(), 0);
    }
}

#[tokio::test]
async fn backward_before_both_ends_changes_nothing() {
    let pages = [
        front("a b", Some("b")),
        back("d e", Some("d")),
        front("c d", Some("d")),
    ];
    let (walked, _) = walk(pages, |paginator| {
        paginator.backward().both_ends().ordered()
    })
    .await;
    assert_eq!(walked, Walked::complete("a b c d e", "- - b"));
}
