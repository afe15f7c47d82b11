//! A property test of every way of paging: a model of a server that supports all of them, walked as a whole, in parts,
//! and through failures.

mod server;
mod style;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use graphql_paginate::{Client, RetryPolicy};
use proptest::prelude::*;

use self::server::{Fault, Model};
use self::style::{STYLES, Style};

/// Walks to the end. Resumes after every failure, and after `interruptions` items of each run.
async fn walk(style: Style, client: &Client, size: u32, interruptions: &[usize]) -> Vec<u64> {
    let (mut ids, mut resume) = (Vec::new(), None);
    let mut interruptions = interruptions.iter();
    loop {
        let mut items = style.items(client, size, resume.take());
        let mut left = interruptions.next().copied().unwrap_or(usize::MAX);
        resume = loop {
            if left == 0 {
                break Some(items.checkpoint());
            }
            left -= 1;
            match items.next().await {
                Some(Ok(item)) => ids.push(item.id),
                Some(Err(error)) => break error.checkpoint().cloned(),
                None => return ids,
            }
        };
        assert!(
            resume.is_some(),
            "every error of a stream carries a checkpoint"
        );
        // A checkpoint can be serialized.
        let text = serde_json::to_string(&resume).unwrap();
        resume = serde_json::from_str(&text).unwrap();
    }
}

fn run(
    style: Style,
    model: &Model,
    retry: RetryPolicy,
    size: u32,
    interruptions: &[usize],
) -> (Vec<u64>, usize) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let model = Model {
        requests: Arc::default(),
        ..model.clone()
    };
    let ids = runtime.block_on(walk(style, &model.client(retry), size, interruptions));
    (ids, model.requests.load(Ordering::Relaxed))
}

/// Checks every way of paging with pages of three.
fn check(count: u64, interruptions: &[usize]) {
    for style in STYLES {
        let model = Model {
            count,
            faults: Vec::new(),
            requests: Arc::default(),
        };
        let (ids, requests) = run(style, &model, RetryPolicy::never(), 3, interruptions);
        assert_eq!(ids, style.ids(count), "{style:?}");
        if interruptions.is_empty() {
            assert_eq!(requests as u64, style.requests(count, 3), "{style:?}");
        }
    }
}

#[test]
fn pages_arrive_in_order_with_the_fewest_requests() {
    for count in [0, 2, 3, 8, 9] {
        check(count, &[]);
    }
}

#[test]
fn a_walk_that_stopped_inside_a_page_continues_with_the_next_item() {
    check(9, &[4, 1, 0, 2]);
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        Just(Fault::Cut),
        Just(Fault::TornBody),
        prop::sample::select(vec![500_u16, 502, 503, 504]).prop_map(Fault::Status),
        Just(Fault::Throttled),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(crate::cases::cases(48)))]

    #[test]
    fn every_item_once_in_order_with_as_few_requests_as_pages(count in 0_u64..40, size in 1_u32..12) {
        for style in STYLES {
            let model = Model { count, faults: Vec::new(), requests: Arc::default() };
            let (ids, requests) = run(style, &model, RetryPolicy::default(), size, &[]);
            prop_assert_eq!(ids, style.ids(count), "{:?}", style);
            prop_assert_eq!(requests as u64, style.requests(count, size.into()), "{:?}", style);
        }
    }

    #[test]
    fn every_item_once_in_order_through_faults_and_interruptions(
        count in 0_u64..40,
        size in 1_u32..12,
        faults in prop::collection::vec((0_usize..40, fault()), 0..6),
        interruptions in prop::collection::vec(0_usize..15, 0..4),
    ) {
        let model = Model { count, faults: faults.clone(), requests: Arc::default() };
        // No page is requested more often than it failed or the walk began again, and each has an item or is the
        // one after the end.
        let most = count as usize + 2 + faults.len() + 2 * interruptions.len();
        for style in STYLES {
            // Requests in flight are repeated when a page came short or the walk was interrupted.
            let most = if style.is_at_once() { 5 * most } else { most };
            for retry in [RetryPolicy::default(), RetryPolicy::never()] {
                let (ids, requests) = run(style, &model, retry, size, &interruptions);
                prop_assert_eq!(ids, style.ids(count), "{:?}", style);
                prop_assert!(requests <= most, "{:?}: {} requests", style, requests);
            }
        }
    }
}
