//! Tests of the pages of typed walks from both ends, on the sandbox.

use graphql_paginate::{BothEnds, Client, ErrorKind};
use graphql_paginate_sandbox::Sandbox;
use proptest::prelude::*;

use crate::both_ends::{BothEndsReviews, PullRequestsEdges, both_ends_reviews, paginator};
use crate::property_test::check_values;
use crate::sandboxed::{github, numbers, sandbox};

/// The numbers of the items of each page.
async fn pages(both_ends: BothEnds<PullRequestsEdges>, client: &Client) -> Vec<Vec<i64>> {
    let mut pages = both_ends.pages(client);
    let mut numbers = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        let total = page.data.repository.unwrap().pull_requests.total_count;
        assert_eq!(Some(total), page.total_count);
        numbers.push(page.items.iter().map(|item| item.number).collect());
    }
    numbers
}

#[tokio::test]
async fn pages_come_as_they_arrive_or_in_the_order_of_the_list() {
    let sandbox = sandbox(9);
    let client = github(&sandbox);
    let both_ends = || paginator().page_size(2).both_ends();
    let unordered = pages(both_ends(), &client).await;
    assert_eq!(unordered.concat().len(), 9);
    assert!(unordered.contains(&vec![8, 9]), "{unordered:?}");
    assert_ne!(unordered.concat(), numbers(9));
    let ordered = pages(both_ends().ordered(), &client).await;
    assert_eq!(ordered.concat(), numbers(9));
    assert_eq!(ordered[0], [1, 2]);
    assert_eq!(ordered.last().unwrap(), &[8, 9]);
}

#[tokio::test]
async fn a_page_of_one_request_has_the_items_of_both_ends() {
    let sandbox = sandbox(10);
    let client = github(&sandbox);
    let both_ends = || paginator().page_size(2).both_ends().in_one_request();
    let found = pages(both_ends(), &client).await;
    assert_eq!(found, [vec![1, 2, 9, 10], vec![3, 4, 7, 8], vec![5, 6]]);

    let requests = sandbox.github().requests().len();
    let mut ordered = both_ends().ordered().pages(&client);
    let error = ordered.try_next().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Setup { .. }), "{error}");
    assert_eq!(sandbox.github().requests().len(), requests);
    assert!(ordered.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_checkpoint_of_the_first_half_continues_with_the_second() {
    let sandbox = sandbox(20);
    let client = github(&sandbox);
    let mut pages = paginator()
        .page_size(3)
        .both_ends()
        .ordered()
        .pages(&client);
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(page.items.len(), 3);
    let rest = paginator().resume(pages.checkpoint().unwrap());
    let rest = rest.collect(&client).await.unwrap();
    let rest: Vec<i64> = rest.iter().map(|item| item.number).collect();
    assert_eq!(rest, numbers(20)[3..]);
}

/// Indexes are those of the items that are left on a page, without those that the other end has read.
#[tokio::test]
async fn truncated_lists_belong_to_the_items_that_are_left_on_a_page() {
    let mut builder = Sandbox::builder()
        .pull_requests(7)
        .connection_size("PullRequest.reviews", 2);
    for number in [1, 4, 5, 7] {
        builder = builder.connection_size_at("PullRequest.reviews", number, 5);
    }
    let sandbox = builder.start().await.unwrap();
    let client = github(&sandbox);
    for (is_ordered, size) in [(false, 3), (true, 3), (false, 4), (true, 4), (true, 2)] {
        let variables = both_ends_reviews::Variables::new("octo".to_owned(), "repo".to_owned());
        let mut both_ends = BothEndsReviews::paginate(variables)
            .page_size(size)
            .both_ends_by_key(|item| item.number);
        if is_ordered {
            both_ends = both_ends.ordered();
        }
        let mut pages = both_ends.pages(&client);
        let mut cut = Vec::new();
        while let Some(page) = pages.try_next().await.unwrap() {
            for truncated in &page.truncated {
                assert_eq!(truncated.connections, truncated.items.len() as u64);
                let items = truncated.items.iter();
                cut.extend(items.map(|index| page.items[*index].number));
            }
        }
        cut.sort_unstable();
        assert_eq!(cut, [1, 4, 5, 7], "{is_ordered} {size}");
    }
}

#[tokio::test]
async fn nested_lists_are_completed_before_their_page_is_yielded() {
    let builder = Sandbox::builder().pull_requests(5);
    let builder = builder.connection_size("PullRequest.reviews", 7);
    let sandbox = builder.start().await.unwrap();
    let variables = both_ends_reviews::Variables::new("octo".to_owned(), "repo".to_owned());
    let both_ends = BothEndsReviews::paginate(variables)
        .complete_nested()
        .page_size(2)
        .both_ends_by_key(|item| item.number);
    let mut pages = both_ends.pages(&github(&sandbox));
    let mut items = 0;
    while let Some(page) = pages.try_next().await.unwrap() {
        assert!(page.truncated.is_empty());
        for item in page.items {
            items += 1;
            let reviews = item.reviews.unwrap();
            assert_eq!(reviews.nodes.unwrap().len(), 7);
        }
    }
    assert_eq!(items, 5);
}

#[tokio::test]
async fn limits_hold_for_pages() {
    let sandbox = sandbox(30);
    let client = github(&sandbox);
    for limit in 0..=9 {
        let both_ends = paginator().page_size(4).both_ends().max_items(limit);
        let found = pages(both_ends, &client).await.concat();
        assert_eq!(found.len() as u64, limit);
    }
    let both_ends = paginator().page_size(4).max_pages(3).both_ends();
    assert_eq!(pages(both_ends, &client).await.len(), 3);
}

#[test]
fn every_item_is_on_one_page_in_the_order_of_the_server() {
    let cases = (0..=60_usize, 1..=20_u32, any::<[bool; 3]>());
    check_values(48, &cases, async |(count, size, flags)| {
        let [is_ordered, has_key, is_paired] = flags;
        let sandbox = sandbox(count);
        let paginator = paginator().page_size(size);
        let mut both_ends = if has_key {
            paginator.both_ends_by_key(|item| item.number)
        } else {
            paginator.both_ends()
        };
        if is_ordered {
            both_ends = both_ends.ordered();
        } else if is_paired {
            both_ends = both_ends.in_one_request();
        }
        let found = pages(both_ends, &github(&sandbox)).await;
        for page in &found {
            assert!(page.is_sorted(), "{page:?}");
        }
        let mut all = found.concat();
        if !is_ordered {
            all.sort_unstable();
        }
        assert_eq!(all, numbers(count));
    });
}
