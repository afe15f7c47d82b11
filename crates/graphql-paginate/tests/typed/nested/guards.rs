//! Tests of the guards against endless nested connections.

use graphql_paginate::{ErrorKind, Paginator, Partial};
use serde_json::{Value, json};

use super::answers::{connection, failure, page, rest, walk};
use super::queries::{NestedAsWritten, NestedBackward, PullRequestReviews, nested_as_written};
use super::{backward, follow_ups, reviews, six};
use crate::sandboxed::github;
use crate::script::Script;

fn first() -> Value {
    page(&[Some(json!("c0"))])
}

fn answer(rest: Value) -> Value {
    json!({ "data": { "r0": rest } })
}

/// A page without reviews that announces another one.
fn empty(number: u64) -> Value {
    let reviews = connection(json!([]), Some(json!(format!("c{number}"))));
    answer(json!({ "__typename": "PullRequest", "reviews": reviews }))
}

#[tokio::test]
async fn endless_empty_nested_pages_are_an_error_also_under_a_limit() {
    let answers = [first()].into_iter().chain((1..=5).map(empty));
    let script = Script::new(answers);
    let paginator: Paginator<PullRequestReviews> = PullRequestReviews::paginate(reviews(1, 1));
    let walk = paginator
        .max_items(1)
        .max_empty_pages(3)
        .complete_nested()
        .items(&script.client());
    let error = walk.try_collect::<Vec<_>>().await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::TooManyEmptyPages { pages: 3 }),
        "{error}"
    );
}

#[tokio::test]
async fn an_empty_nested_page_that_returns_its_own_cursor_is_the_end() {
    let other = answer(rest("r2", Some(json!("c1"))));
    for answers in [vec![empty(0)], vec![other, empty(1)]] {
        let reviews_read = answers.len();
        let script = Script::new([first()].into_iter().chain(answers));
        let paginator: Paginator<PullRequestReviews> = PullRequestReviews::paginate(reviews(1, 1));
        let mut pages = paginator.complete_nested().pages(&script.client());
        let page = pages.try_next().await.unwrap().unwrap();
        let item = serde_json::to_value(&page.items[0]).unwrap();
        assert_eq!(
            item["reviews"]["nodes"].as_array().unwrap().len(),
            reviews_read
        );
        assert!(page.truncated.is_empty());
        assert_eq!(script.variables().len(), reviews_read + 1);
    }
}

#[tokio::test]
async fn an_empty_last_nested_page_is_the_end() {
    let last =
        answer(json!({ "__typename": "PullRequest", "reviews": connection(json!([]), None) }));
    let other = |number: u64| {
        let id = format!("r{number}");
        answer(rest(&id, Some(json!(format!("c{number}")))))
    };
    let script = Script::new([first(), other(2), other(3), last]);
    let paginator: Paginator<PullRequestReviews> = PullRequestReviews::paginate(reviews(1, 1));
    let walk = paginator.max_empty_pages(1).complete_nested();
    let items = walk.collect(&script.client()).await.unwrap();
    let item = serde_json::to_value(&items[0]).unwrap();
    assert_eq!(item["reviews"]["nodes"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_server_that_ignores_the_nested_cursor_is_detected_by_item_ids() {
    let same = |number: u64| answer(rest("r9", Some(json!(format!("c{number}")))));
    let error = failure([first()].into_iter().chain((1..=6).map(same))).await;
    assert!(matches!(error.kind(), ErrorKind::RepeatedPage), "{error}");
}

/// A pull request with a label, and the `pageInfo` of its labels.
fn labeled(page_info: Value) -> Value {
    let labels = json!({ "nodes": [{ "name": "bug" }], "pageInfo": page_info });
    let reviews =
        json!({ "edges": [], "pageInfo": { "hasPreviousPage": false, "startCursor": null } });
    let item = json!({ "id": "p1", "title": "T", "labels": labels, "reviews": reviews });
    let pull_requests =
        json!({ "nodes": [item], "pageInfo": { "hasNextPage": false, "endCursor": null } });
    json!({ "data": { "repository": { "pullRequests": pull_requests } } })
}

#[tokio::test]
async fn a_nested_connection_that_does_not_say_whether_it_is_complete_is_cut() {
    let paginator = || {
        let variables = nested_as_written::Variables::new("octo".to_owned(), "repo".to_owned());
        NestedAsWritten::paginate(variables).on_partial(Partial::Keep)
    };
    for page_info in [
        Value::Null,
        json!({ "hasNextPage": null, "endCursor": "c" }),
    ] {
        let script = Script::new([labeled(page_info.clone())]);
        let mut pages = paginator().pages(&script.client());
        let page = pages.try_next().await.unwrap().unwrap();
        assert_eq!(page.truncated[0].connections, 1, "{page_info}");

        let script = Script::new([labeled(page_info.clone())]);
        let walk = paginator().complete_nested().items(&script.client());
        let error = walk.try_collect::<Vec<_>>().await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::MissingPageInfo { field } if field == "hasNextPage"),
            "{error}"
        );

        // An error beside the data explains it.
        let mut explained = labeled(page_info);
        explained["errors"] = json!([{ "message": "slow", "path": ["repository", "pullRequests", "nodes", 0, "labels", "pageInfo"] }]);
        let script = Script::new([explained]);
        let mut pages = paginator().complete_nested().pages(&script.client());
        let page = pages.try_next().await.unwrap().unwrap();
        assert_eq!((page.items.len(), page.truncated[0].connections), (1, 1));
    }
}

#[tokio::test]
async fn the_number_of_pages_of_a_nested_connection_is_limited() {
    let other = |number: u64| {
        let id = format!("r{}", number + 1);
        answer(rest(&id, Some(json!(format!("c{number}")))))
    };
    let script = Script::new([first()].into_iter().chain((1..=2).map(other)));
    let walk = walk(Partial::Fail, 1).max_nested_pages(2);
    let error = walk.pages(&script.client()).try_next().await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::TooManyNestedPages { pages: 2 }),
        "{error}"
    );
}

#[tokio::test]
async fn on_github_a_request_completes_up_to_twenty_parents() {
    for (batch, requests) in [(None, 1), (Some(1), 6)] {
        let sandbox = six();
        let mut walk = PullRequestReviews::paginate(reviews(2, 1)).complete_nested();
        if let Some(batch) = batch {
            walk = walk.batch(batch);
        }
        let items = walk.items(&github(&sandbox)).try_collect::<Vec<_>>().await;
        assert_eq!(items.unwrap().len(), 6);
        assert_eq!(follow_ups(sandbox.github()).len(), requests);
    }
}

/// A pull request with a review of one comment. The flags are those of the reviews and of the comments.
fn last_reviews(id: &str, of_reviews: &Value, of_comments: &Value) -> Value {
    let comments = json!({ "nodes": [{ "id": "c", "body": "B" }], "pageInfo": of_comments });
    let review = json!({ "id": id, "state": "APPROVED", "comments": comments });
    json!({ "edges": [{ "cursor": "e", "node": review }], "pageInfo": of_reviews })
}

fn with_reviews(reviews: &Value) -> Value {
    let item = json!({ "id": "p1", "number": 1, "reviews": reviews });
    let pull_requests =
        json!({ "nodes": [item], "pageInfo": { "hasNextPage": false, "endCursor": null } });
    json!({ "data": { "repository": { "pullRequests": pull_requests } } })
}

#[tokio::test]
async fn a_server_that_ignores_last_of_a_nested_connection_is_an_error() {
    let flags = |has_previous: bool, has_next: bool| json!({ "hasPreviousPage": has_previous, "hasNextPage": has_next, "startCursor": "s" });
    let (whole, first) = (flags(false, false), flags(false, true));
    let (older, mut inner) = (flags(true, false), flags(true, true));
    inner["startCursor"] = json!("t");
    let of_parent =
        |reviews: Value| answer(json!({ "__typename": "PullRequest", "reviews": reviews }));
    for (answers, expected) in [
        (
            vec![with_reviews(&last_reviews("r", &whole, &whole))],
            Ok(1),
        ),
        (
            vec![with_reviews(&last_reviews("r", &first, &whole))],
            Err(()),
        ),
        (
            vec![with_reviews(&last_reviews("r", &whole, &first))],
            Err(()),
        ),
        // More items follow each page but the last one.
        (
            vec![
                with_reviews(&last_reviews("r", &older, &whole)),
                of_parent(last_reviews("s", &inner, &whole)),
                of_parent(last_reviews("t", &first, &whole)),
            ],
            Ok(3),
        ),
        (
            vec![
                with_reviews(&last_reviews("r", &older, &whole)),
                of_parent(last_reviews("s", &first, &first)),
            ],
            Err(()),
        ),
    ] {
        let script = Script::new(answers.clone());
        let walk = NestedBackward::paginate(backward(None)).complete_nested();
        let found = match walk.collect(&script.client()).await {
            Ok(items) => {
                let item = serde_json::to_value(&items[0]).unwrap();
                Ok(item["reviews"]["edges"].as_array().unwrap().len())
            }
            Err(error) => {
                assert!(matches!(error.kind(), ErrorKind::WrongEnd), "{error}");
                Err(())
            }
        };
        assert_eq!(found, expected, "{answers:?}");
    }
}

#[tokio::test]
async fn a_nested_connection_that_was_returned_from_the_wrong_end_is_cut() {
    let first = json!({ "hasPreviousPage": false, "hasNextPage": true, "startCursor": "s" });
    let whole = json!({ "hasPreviousPage": false, "hasNextPage": false, "startCursor": "s" });
    let script = Script::new([with_reviews(&last_reviews("r", &first, &whole))]);
    let mut pages = NestedBackward::paginate(backward(None)).pages(&script.client());
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(page.truncated.len(), 1);
    assert_eq!(page.truncated[0].path, "reviews");
}

/// The first page of a server that ignores the cursor: the item that the connection has, and others.
fn again(ids: &[&str], cursor: Option<Value>) -> Value {
    let nodes = ids.iter().map(|id| super::answers::review(id)).collect();
    answer(json!({ "__typename": "PullRequest", "reviews": connection(nodes, cursor) }))
}

#[tokio::test]
async fn a_longer_follow_up_page_that_begins_with_the_items_of_the_first_one_is_an_error() {
    for cursor in [None, Some(json!("c9"))] {
        let error = failure([first(), again(&["r1", "r2", "r3"], cursor)]).await;
        assert!(matches!(error.kind(), ErrorKind::RepeatedPage), "{error}");
    }
}

#[tokio::test]
async fn a_follow_up_page_with_an_item_of_the_first_one_at_another_place_is_not_repeated() {
    let script = Script::new([first(), again(&["r2", "r1"], None)]);
    let mut pages = walk(Partial::Fail, 1).pages(&script.client());
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(super::answers::ids(&page), [["r1", "r2", "r1"]]);
}
