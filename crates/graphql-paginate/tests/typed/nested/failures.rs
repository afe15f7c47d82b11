//! What a scripted server does to a completion, and checkpoints.

use futures::TryStreamExt;
use graphql_paginate::{Checkpoint, CompleteNested, ErrorKind, Page, Partial};
use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde_json::{Value, json};

use super::queries::{NestedBackward, PullRequestReviews, nested_backward, pull_request_reviews};
use super::{as_they_come, completed, reviews};
use crate::sandboxed::github;
use crate::script::Script;

/// A connection of nodes with more behind the cursor, or with nothing more for `None`.
fn connection(nodes: Value, cursor: Option<Value>) -> Value {
    json!({ "pageInfo": { "hasNextPage": cursor.is_some(), "endCursor": cursor }, "nodes": nodes })
}

fn review(id: &str) -> Value {
    json!({ "id": id, "state": "APPROVED", "author": null, "comments": connection(json!([]), None) })
}

/// Pull requests `p1`, `p2` and so on, each with a review and more behind its cursor, or nothing more for `None`.
fn page(cursors: &[Option<Value>]) -> Value {
    let node = |(index, cursor): (usize, &Option<Value>)| {
        let reviews = connection(json!([review(&format!("r{}", index + 1))]), cursor.clone());
        json!({ "id": format!("p{}", index + 1), "number": index + 1, "title": "T", "reviews": reviews })
    };
    let mut pull_requests = connection(cursors.iter().enumerate().map(node).collect(), None);
    pull_requests["totalCount"] = json!(cursors.len());
    json!({ "data": { "repository": { "pullRequests": pull_requests } } })
}

/// The rest of one parent's reviews.
fn rest(id: &str, cursor: Option<Value>) -> Value {
    json!({ "__typename": "PullRequest", "reviews": connection(json!([review(id)]), cursor) })
}

fn walk(partial: Partial, batch: usize) -> CompleteNested<PullRequestReviews> {
    PullRequestReviews::paginate(reviews(1, 1)).on_partial(partial).complete_nested().batch(batch)
}

/// The identifiers of all reviews, by pull request.
fn ids(page: &Page<pull_request_reviews::Item, pull_request_reviews::ResponseData>) -> Vec<Vec<String>> {
    let items = serde_json::to_value(&page.items).unwrap();
    let reviews = |item: &Value| item["reviews"]["nodes"].as_array().unwrap().clone();
    let id = |review: Value| review["id"].as_str().unwrap().to_owned();
    items.as_array().unwrap().iter().map(|item| reviews(item).into_iter().map(id).collect()).collect()
}

/// The error of a walk of the script one parent after the other; nothing follows it.
async fn failure(answers: impl IntoIterator<Item = Value>) -> graphql_paginate::Error {
    let mut pages = walk(Partial::Fail, 1).pages(&Script::new(answers).client());
    let error = pages.try_next().await.unwrap_err();
    assert!(pages.try_next().await.unwrap().is_none());
    error
}

fn two_open() -> Value {
    page(&[Some(json!("c1")), Some(json!("c2"))])
}

#[tokio::test]
async fn a_parent_that_is_gone_is_an_error() {
    let error = failure([page(&[Some(json!("c1"))]), json!({ "data": { "r0": null } })]).await;
    assert!(matches!(error.kind(), ErrorKind::NullConnection { path: ["reviews"] }), "{error}");
    assert!(error.to_string().starts_with("`PullRequestReviews, nested `reviews``"), "{error}");

    let not_found =
        json!([{ "message": "Could not resolve to a node", "type": "NOT_FOUND", "path": ["r0"] }]);
    let error = failure([page(&[Some(json!("c1"))]), json!({ "data": { "r0": null }, "errors": not_found })]);
    assert!(matches!(error.await.kind(), ErrorKind::GraphQL { .. }));
}

#[tokio::test]
async fn a_parent_that_is_gone_keeps_what_it_had_if_partial_pages_are_kept() {
    let not_found =
        json!([{ "message": "Could not resolve to a node", "type": "NOT_FOUND", "path": ["r0"] }]);
    let answer = json!({ "data": { "r0": null, "r1": rest("r2b", None) }, "errors": not_found });
    let script = Script::new([two_open(), answer]);
    let mut pages = walk(Partial::Keep, 2).pages(&script.client());
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(ids(&page), [vec!["r1"], vec!["r2", "r2b"]]);
    assert_eq!(page.errors.len(), 1);
    let truncated: Vec<_> = page.truncated.iter().map(|cut| (cut.path.as_str(), cut.connections)).collect();
    assert_eq!(truncated, [("reviews", 1)]);
    assert_eq!(pages.progress().truncated, 1);
    assert!(pages.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_nested_cursor_that_does_not_move_is_stalled() {
    let stuck = json!({ "data": { "r0": rest("r1b", Some(json!("c1"))) } });
    let error = failure([page(&[Some(json!("c1"))]), stuck]).await;
    assert!(matches!(error.kind(), ErrorKind::Stalled { cursor } if cursor == "c1"), "{error}");
}

#[tokio::test]
async fn nested_cursors_that_go_round_are_stalled() {
    let answer = |id, cursor: &str| json!({ "data": { "r0": rest(id, Some(json!(cursor))) } });
    let error = failure([page(&[Some(json!("a"))]), answer("r1b", "b"), answer("r1c", "a")]).await;
    assert!(matches!(error.kind(), ErrorKind::Stalled { cursor } if cursor == "a"), "{error}");
}

#[tokio::test]
async fn two_parents_may_have_the_same_cursor() {
    let answer = json!({ "data": { "r0": rest("r1b", None), "r1": rest("r2b", None) } });
    let script = Script::new([page(&[Some(json!("c")), Some(json!("c"))]), answer]);
    let page = walk(Partial::Fail, 2).pages(&script.client()).try_next().await.unwrap().unwrap();
    assert_eq!(ids(&page), [["r1", "r1b"], ["r2", "r2b"]]);
    assert_eq!(page.truncated, []);
    let expected = json!({
        "parentId0": "p1", "pageSize0": 100, "pageCursor0": "c",
        "parentId1": "p2", "pageSize1": 100, "pageCursor1": "c", "comments": 1,
    });
    assert_eq!(script.variables()[1], expected);
}

#[tokio::test]
async fn more_without_a_nested_cursor_is_an_error() {
    for cursor in [Value::Null, json!("")] {
        let error = failure([page(&[Some(cursor)])]).await;
        assert!(
            matches!(error.kind(), ErrorKind::MissingCursor { field } if field == "endCursor"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn more_before_without_a_nested_cursor_names_the_field_of_its_direction() {
    let reviews = json!({ "pageInfo": { "hasPreviousPage": true, "startCursor": null }, "edges": [] });
    let node = json!({ "id": "p1", "number": 1, "reviews": reviews });
    let pull_requests = connection(json!([node]), None);
    let script = Script::new([json!({ "data": { "repository": { "pullRequests": pull_requests } } })]);
    let variables = nested_backward::Variables::new("octo".to_owned(), "repo".to_owned());
    let mut items = NestedBackward::paginate(variables).complete_nested().items(&script.client());
    let error = items.try_next().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::MissingCursor { field } if field == "startCursor"), "{error}");
}

#[tokio::test]
async fn nested_nodes_that_are_null_are_an_error() {
    let null_nodes = json!({ "__typename": "PullRequest", "reviews": connection(Value::Null, None) });
    let error = failure([page(&[Some(json!("c1"))]), json!({ "data": { "r0": null_nodes } })]).await;
    assert!(matches!(error.kind(), ErrorKind::NullConnection { path: ["reviews"] }), "{error}");
}

/// Six pull requests with six reviews each, no comments.
fn six(faults: Faults) -> Sandbox {
    let builder = Sandbox::builder().pull_requests(6).connection_size("PullRequest.reviews", 6);
    builder.connection_size("PullRequestReview.comments", 0).github_faults(faults).start_blocking().unwrap()
}

#[tokio::test]
async fn case_84_a_failed_completion_resumes_with_the_whole_item() {
    let sandbox = six(Faults::new());
    let client = github(&sandbox);
    let whole = as_they_come(PullRequestReviews::paginate(reviews(100, 100)), &client).await;
    // Of the second page's three items, the first is whole and the others are half.
    sandbox.github().script(Faults::new().on_request(13, Fault::status(404)));

    let paginator = || PullRequestReviews::paginate(reviews(2, 1)).page_size(3);
    let mut items = paginator().complete_nested().concurrency(1).nested_page_size(3).items(&client);
    let mut first = Vec::new();
    let error = loop {
        match items.try_next().await {
            Ok(item) => first.push(serde_json::to_value(item.unwrap()).unwrap()),
            Err(error) => break error,
        }
    };
    assert_eq!(first, whole[..3]);
    let checkpoint = error.checkpoint().expect("an error of a walk says where it stands").clone();
    let rest = completed(paginator().resume(checkpoint), 1, 3, &client).await;
    assert_eq!(rest, whole[3..]);
}

#[tokio::test]
async fn a_checkpoint_inside_a_page_resumes_with_whole_items() {
    let sandbox = six(Faults::new());
    let client = github(&sandbox);
    let whole = as_they_come(PullRequestReviews::paginate(reviews(100, 100)), &client).await;
    for taken in 0..=6 {
        let paginator = || PullRequestReviews::paginate(reviews(2, 1)).page_size(4);
        let mut items = paginator().complete_nested().batch(2).items(&client);
        let mut all = Vec::new();
        for _ in 0..taken {
            all.push(serde_json::to_value(items.try_next().await.unwrap().unwrap()).unwrap());
        }
        let written = serde_json::to_string(&items.checkpoint()).unwrap();
        let read: Checkpoint = serde_json::from_str(&written).unwrap();
        all.extend(completed(paginator().resume(read), 3, 2, &client).await);
        assert_eq!(all, whole, "after {taken}");
    }
}

#[tokio::test]
async fn a_smaller_page_is_asked_for_where_a_nested_one_is_too_much() {
    let sandbox = six(Faults::new());
    let client = github(&sandbox);
    let whole = as_they_come(PullRequestReviews::paginate(reviews(100, 100)), &client).await;
    sandbox.github().clear_requests();
    sandbox.github().script(Faults::new().on_request(2, Fault::something_went_wrong(200)));
    let paginator = PullRequestReviews::paginate(reviews(2, 1));
    assert_eq!(completed(paginator, 20, 4, &client).await, whole);
    let sizes = crate::sandboxed::variables(sandbox.github());
    let sizes: Vec<&Value> = sizes.iter().skip(1).map(|variables| &variables["pageSize0"]).collect();
    assert_eq!(sizes, [4, 2, 4], "and as large as before with the next request");
}
