//! Pages of pull requests and of their nested connections.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use graphql_paginate_sandbox::{Endpoint, Sandbox};
use serde_json::{Value, json};

use crate::support::{data, numbers};

/// One page of pull requests: their numbers, and the four fields of `pageInfo`.
async fn page(api: &Endpoint, arguments: &str) -> (Vec<i64>, Value) {
    let query = format!(
        "{{ repository(owner: \"o\", name: \"r\") {{ pullRequests({arguments}) {{ nodes {{ number }} \
         pageInfo {{ hasPreviousPage hasNextPage startCursor endCursor }} }} }} }}"
    );
    let found = data(api, &query, Value::Null).await;
    let page_info = found["repository"]["pullRequests"]["pageInfo"].clone();
    (numbers(&found, "/repository/pullRequests/nodes"), page_info)
}

fn cursor(number: u32) -> String {
    let mut bytes = b"cursor:v2:\x91\xce".to_vec();
    bytes.extend((1_000_000 + number).to_be_bytes());
    STANDARD.encode(bytes)
}

/// The flags say whether there are items before and after the page, whatever the direction.
#[tokio::test]
async fn flags_are_accurate_in_both_directions() {
    let sandbox = Sandbox::builder().pull_requests(6).start().await.unwrap();
    let (third, fifth, sixth) = (cursor(3), cursor(5), cursor(6));
    let cases = [
        ("first: 2".to_owned(), vec![1, 2], false, true),
        ("first: 6".to_owned(), vec![1, 2, 3, 4, 5, 6], false, false),
        ("first: 0".to_owned(), vec![], false, true),
        (
            format!("first: 2, after: {third:?}"),
            vec![4, 5],
            true,
            true,
        ),
        (format!("first: 2, after: {fifth:?}"), vec![6], true, false),
        (format!("first: 2, after: {sixth:?}"), vec![], true, false),
        ("last: 2".to_owned(), vec![5, 6], true, false),
        (
            format!("last: 2, before: {fifth:?}"),
            vec![3, 4],
            true,
            true,
        ),
        (
            format!("last: 2, before: {third:?}"),
            vec![1, 2],
            false,
            true,
        ),
        (format!("first: 1, before: {fifth:?}"), vec![1], false, true),
        (format!("last: 1, after: {third:?}"), vec![6], true, false),
        (
            format!("first: 5, after: {third:?}, before: {sixth:?}"),
            vec![4, 5],
            true,
            true,
        ),
    ];
    for (arguments, expected, has_previous, has_next) in cases {
        let (found, page_info) = page(sandbox.github(), &arguments).await;
        assert_eq!(found, expected, "{arguments}");
        let ends = (expected.first(), expected.last());
        let cursor = |number: Option<&i64>| number.map(|number| cursor(*number as u32));
        let expected = json!({
            "hasPreviousPage": has_previous,
            "hasNextPage": has_next,
            "startCursor": cursor(ends.0),
            "endCursor": cursor(ends.1),
        });
        assert_eq!(page_info, expected, "{arguments}");
    }
}

#[tokio::test]
async fn two_hundred_and_fifty_pull_requests_by_default_in_both_directions() {
    let sandbox = Sandbox::start().await.unwrap();
    let (mut forward, mut arguments) = (vec![], "first: 100".to_owned());
    loop {
        let (numbers, page_info) = page(sandbox.github(), &arguments).await;
        forward.extend(numbers);
        if page_info["hasNextPage"] == false {
            break;
        }
        arguments = format!("first: 100, after: {}", page_info["endCursor"]);
    }
    assert_eq!(forward, (1..=250).collect::<Vec<_>>());

    let (mut backward, mut arguments) = (vec![], "last: 100".to_owned());
    loop {
        let (numbers, page_info) = page(sandbox.github(), &arguments).await;
        backward.splice(0..0, numbers);
        if page_info["hasPreviousPage"] == false {
            break;
        }
        arguments = format!("last: 100, before: {}", page_info["startCursor"]);
    }
    assert_eq!(backward, forward);
}

#[tokio::test]
async fn orders_and_states() {
    let sandbox = Sandbox::builder().pull_requests(60).start().await.unwrap();
    let query = |arguments: &str| {
        format!(
            "{{ repository(owner: \"o\", name: \"r\") {{ pullRequests({arguments}) {{ totalCount \
             nodes {{ number state updatedAt }} pageInfo {{ endCursor }} }} }} }}"
        )
    };
    let ask = async |arguments: &str| data(sandbox.github(), &query(arguments), Value::Null).await;
    let newest = ask("first: 3, orderBy: {field: CREATED_AT, direction: DESC}").await;
    assert_eq!(
        numbers(&newest, "/repository/pullRequests/nodes"),
        [60, 59, 58]
    );

    let order = "orderBy: {field: UPDATED_AT, direction: DESC}";
    let all = ask(&format!("first: 60, {order}")).await;
    let dates = all["repository"]["pullRequests"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .rev();
    assert!(dates.is_sorted_by_key(|node| node["updatedAt"].as_str().unwrap()));
    let head = ask(&format!("first: 20, {order}")).await;
    let cursor = &head["repository"]["pullRequests"]["pageInfo"]["endCursor"];
    let bytes = STANDARD.decode(cursor.as_str().unwrap()).unwrap();
    assert!(bytes.starts_with(b"cursor:v2:\x92\xb9"), "a date and an id");
    let tail = ask(&format!("first: 60, after: {cursor}, {order}")).await;
    let pointer = "/repository/pullRequests/nodes";
    let joined = [numbers(&head, pointer), numbers(&tail, pointer)].concat();
    assert_eq!(joined, numbers(&all, pointer));

    let open = ask("first: 60, states: [OPEN]").await;
    let open = &open["repository"]["pullRequests"];
    assert_eq!(open["totalCount"], 24);
    assert!(
        open["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .all(|node| node["state"] == "OPEN")
    );
}

#[tokio::test]
async fn authors_are_users_bots_or_deleted() {
    let sandbox = Sandbox::start().await.unwrap();
    let query = "{ repository(owner: \"o\", name: \"r\") { pullRequests(first: 100) { nodes { \
                 author { __typename login } } } } }";
    let found = data(sandbox.github(), query, Value::Null).await;
    let authors = found["repository"]["pullRequests"]["nodes"]
        .as_array()
        .unwrap();
    let count = |name: Value| {
        authors
            .iter()
            .filter(|node| node["author"]["__typename"] == name)
            .count()
    };
    let kinds = [
        count(json!("User")),
        count(json!("Bot")),
        count(Value::Null),
    ];
    assert!(kinds.iter().all(|count| *count > 3), "{kinds:?}");
    assert_eq!(kinds.iter().sum::<usize>(), 100);
}

#[tokio::test]
async fn sizes_can_be_set_for_every_parent_or_for_one() {
    let sandbox = Sandbox::builder()
        .pull_requests(5)
        .connection_size("PullRequest.reviews", 2)
        .connection_size_at("PullRequest.reviews", 3, 120)
        .connection_size("PullRequestReview.comments", 4)
        .start()
        .await
        .unwrap();
    let query = "{ repository(owner: \"o\", name: \"r\") { pullRequests(first: 5) { nodes { reviews(last: 1) { \
                 totalCount nodes { body comments(first: 1) { totalCount } } } } } } }";
    let found = data(sandbox.github(), query, Value::Null).await;
    let reviews = |number: usize, count: usize| {
        let body = format!("Pull request review {count}");
        assert_eq!(
            found["repository"]["pullRequests"]["nodes"][number - 1]["reviews"],
            json!({ "totalCount": count, "nodes": [{ "body": body, "comments": { "totalCount": 4 } }] }),
        );
    };
    reviews(2, 2);
    reviews(3, 120);
}

#[tokio::test]
async fn searches_use_offset_cursors_and_stop_at_a_thousand() {
    let sandbox = Sandbox::builder()
        .connection_size("Query.search", 1_500)
        .start()
        .await
        .unwrap();
    let query = "query ($after: String) { search(query: \"x\", type: REPOSITORY, first: 100, after: $after) { \
                 repositoryCount issueCount nodes { __typename } pageInfo { hasNextPage endCursor } } }";
    let found = data(sandbox.github(), query, json!({})).await;
    assert_eq!(found["search"]["repositoryCount"], 1_500);
    assert_eq!(found["search"]["issueCount"], 0);
    assert_eq!(
        found["search"]["nodes"][0],
        json!({ "__typename": "Repository" })
    );
    let cursor = STANDARD.encode("cursor:100");
    assert_eq!(
        found["search"]["pageInfo"],
        json!({ "hasNextPage": true, "endCursor": cursor })
    );
    let after = STANDARD.encode("cursor:900");
    let found = data(sandbox.github(), query, json!({ "after": after })).await;
    assert_eq!(found["search"]["nodes"].as_array().unwrap().len(), 100);
    assert_eq!(found["search"]["pageInfo"]["hasNextPage"], false);
}
