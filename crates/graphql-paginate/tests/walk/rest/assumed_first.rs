//! Tests of numbered pages whose first number is assumed: page 0 may be the first one, and must not be missed in silence.

use graphql_paginate::rest::{Collection, PageNumber};
use serde_json::{Value, json};

use super::server::{Item, Page, Server, answer, page, walk};

/// Walks with a way of paging: the ids, the error, and the pages requested.
async fn walked(
    answers: Vec<Page>,
    paging: PageNumber,
    set: impl Fn(Collection<Item, PageNumber>) -> Collection<Item, PageNumber>,
) -> (Vec<u64>, String, Vec<String>) {
    let server = Server::new(answers);
    let (ids, error) = walk(set(server.collection(paging))).await;
    let error = error.map(|error| error.to_string()).unwrap_or_default();
    (ids, error, server.asked())
}

fn flagged() -> PageNumber {
    PageNumber::new("page").last_page_at("/last")
}

fn flagged_pages() -> Vec<Page> {
    vec![
        page([3, 4], json!({ "last": false })),
        page([5], json!({ "last": true })),
    ]
}

#[tokio::test]
async fn a_page_zero_with_other_items_is_an_error() {
    let told = "the walk began at page 1, but page 0 has other items; declare the number of the first page, `first = 0` or `first = 1`, and start over";
    let zero = || page([1, 2], json!({ "last": false }));
    let mut answers = flagged_pages();
    answers.extend([zero(), page([3, 4], json!({ "last": false }))]);
    let (ids, error, asked) = walked(answers, flagged(), |list| list).await;
    assert_eq!(ids, [3, 4, 5]);
    assert!(error.ends_with(told), "{error}");
    let pages = [1, 2, 0, 1].map(|number| format!("/items?page={number}"));
    assert_eq!(asked, pages);

    // A list of one page.
    let empty = || page([], json!({}));
    let answers = vec![empty(), zero(), empty()];
    let (ids, error, _) = walked(answers, PageNumber::new("page"), |list| list).await;
    assert_eq!(ids, Vec::<u64>::new());
    assert!(error.ends_with(told), "{error}");
}

#[tokio::test]
async fn a_page_zero_that_is_empty_refused_or_that_of_page_one_is_no_error() {
    let first = || page([3, 4], json!({ "last": false }));
    let refused = |status| vec![answer(status, json!({ "message": "no such page" }))];
    for end in [
        vec![page([], json!({ "last": false }))],
        refused(400),
        refused(404),
        refused(410),
        refused(422),
        vec![first(), first()],
    ] {
        let mut answers = flagged_pages();
        answers.extend(end);
        let (ids, error, _) = walked(answers, flagged(), |list| list).await;
        assert_eq!((ids.as_slice(), error.as_str()), ([3, 4, 5].as_slice(), ""));
    }
}

#[tokio::test]
async fn a_page_zero_that_cannot_be_requested_or_read_is_an_error_that_names_the_check() {
    let told = "; page 0 was requested only to check the number of the first page, so declare it: `first = 1` or `first = 0`, for a REST collection `.first(1)` or `.first(0)`";
    let mut failures = Vec::new();
    for status in [500, 503, 408, 425, 520, 521, 522, 523, 401, 403, 302, 501] {
        failures.push(answer(status, Value::Null));
    }
    let mut html = answer(200, Value::Null);
    *html.body_mut() = "<html>".into();
    failures.push(html);
    // Items of another form, and no items.
    failures.push(page([], json!({ "last": "maybe" })));
    failures.push(answer(200, json!({ "items": [{ "id": "a" }] })));
    failures.push(answer(200, json!({ "message": "maintenance" })));
    failures.push(answer(200, json!({ "error": "internal error, try again" })));
    for failure in failures {
        let mut answers = flagged_pages();
        answers.extend((0..6).map(|_| failure.clone()));
        let (ids, error, _) = walked(answers, flagged(), |list| list).await;
        assert_eq!(ids, [3, 4, 5], "{failure:?}");
        assert!(error.ends_with(told), "{failure:?}: {error}");
    }
}

#[tokio::test]
async fn page_zero_is_not_requested_if_the_start_is_known_or_a_limit_ends_the_walk() {
    let total = || {
        vec![
            page([1, 2], json!({ "total": 3 })),
            page([3], json!({ "total": 3 })),
        ]
    };
    let paging = || PageNumber::new("page");
    let (ids, error, asked) = walked(total(), paging(), |list| list.total_at("/total")).await;
    assert_eq!((ids, error, asked.len()), (vec![1, 2, 3], String::new(), 2));
    for limit in [3, 2, 1] {
        let (_, error, asked) =
            walked(flagged_pages(), flagged(), |list| list.max_items(limit)).await;
        assert_eq!(error, "");
        assert!(asked.len() <= 2, "{asked:?}");
    }
    let (ids, error, asked) = walked(flagged_pages(), flagged().first(1), |list| list).await;
    assert_eq!((ids, error, asked.len()), (vec![3, 4, 5], String::new(), 2));
    let answers = vec![page([5], json!({ "last": true }))];
    let (ids, error, asked) = walked(answers, flagged(), |list| list.start_at("2")).await;
    assert_eq!((ids, error, asked.len()), (vec![5], String::new(), 1));
}
