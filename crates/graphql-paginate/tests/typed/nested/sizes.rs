//! Tests of the page sizes of follow-up requests.

use graphql_paginate::{Client, CompletesNested, Paginator};
use graphql_paginate_sandbox::{Fault, Faults};
use serde_json::{Value, json};

use super::answers::{page, rest};
use super::queries::{
    NestedRateLimit, PullRequestReviews, nested_rate_limit, pull_request_reviews,
};
use super::{completed, follow_ups, reviews, six, uncompleted};
use crate::sandboxed::github;
use crate::script::Script;

/// The size with which a client that knows of no largest one asks for the rest.
async fn asked<C: CompletesNested>(paginator: Paginator<C>, size: Option<u32>) -> Value {
    let mut page = page(&[Some(json!("c1"))]);
    page["data"]["rateLimit"] = json!({ "cost": 1, "remaining": 4_999 });
    let script = Script::new([page, json!({ "data": { "r0": rest("r1b", None) } })]);
    let client = Client::builder("https://api.example.test/graphql").transport(script.clone());
    let walk = paginator.complete_nested();
    let walk = match size {
        Some(size) => walk.nested_page_size(size),
        None => walk,
    };
    let mut pages = walk.pages(&client.build().unwrap());
    while pages.try_next().await.unwrap().is_some() {}
    script.variables()[1]["pageSize0"].clone()
}

#[tokio::test]
async fn follow_ups_use_the_page_size_of_the_document_by_default() {
    let of = |reviews| pull_request_reviews::Variables {
        reviews,
        ..pull_request_reviews::Variables::new("octo".to_owned(), "repo".to_owned())
    };
    assert_eq!(
        asked(PullRequestReviews::paginate(of(Some(7))), None).await,
        7
    );
    assert_eq!(
        asked(PullRequestReviews::paginate(of(None)), None).await,
        20,
        "the variable's default"
    );
    assert_eq!(
        asked(PullRequestReviews::paginate(of(Some(7))), Some(50)).await,
        50
    );
    let fixed = || nested_rate_limit::Variables::new("octo".to_owned(), "repo".to_owned());
    assert_eq!(asked(NestedRateLimit::paginate(fixed()), None).await, 2);
    assert_eq!(asked(NestedRateLimit::paginate(fixed()), Some(9)).await, 9);
}

/// The page sizes of the follow-up requests for all that six pull requests have beyond two reviews each.
async fn sizes(faults: Faults, batch: usize, size: u32) -> Vec<Value> {
    let sandbox = six();
    let client = github(&sandbox);
    let whole = uncompleted(PullRequestReviews::paginate(reviews(100, 100)), &client).await;
    sandbox.github().clear_requests();
    sandbox.github().script(faults);
    let paginator = PullRequestReviews::paginate(reviews(2, 1));
    assert_eq!(completed(paginator, batch, size, &client).await, whole);
    follow_ups(sandbox.github())
        .into_iter()
        .map(|body| body["variables"]["pageSize0"].clone())
        .collect()
}

#[tokio::test]
async fn a_nested_page_that_is_too_large_is_requested_smaller() {
    let once = Faults::new().on_request(2, Fault::resource_limits_exceeded());
    assert_eq!(
        sizes(once, 20, 4).await,
        [4, 2, 2],
        "and for the page after it"
    );
}

#[tokio::test]
async fn a_reduced_nested_page_size_is_remembered() {
    let too_much = |size: &Value| size.as_i64().is_some_and(|size| size > 1);
    let faults = Faults::new().when(
        move |asked| too_much(&asked.json()["variables"]["pageSize0"]),
        Fault::resource_limits_exceeded(),
    );
    let sizes = sizes(faults, 3, 4).await;
    let good = sizes.iter().filter(|size| **size == 1).count();
    // Two requests for six parents, four times; those under way at once fail at once; a larger page is tried now and then.
    assert_eq!(good, 8);
    assert!(sizes.len() <= 8 + 4 + 2, "{sizes:?}");
}
