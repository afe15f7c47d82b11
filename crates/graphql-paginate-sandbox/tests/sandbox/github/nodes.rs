//! Objects that are found by id and through other objects.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use graphql_paginate_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{data, post};

#[tokio::test]
async fn objects_at_every_level_are_found_by_id() {
    let sandbox = Sandbox::builder()
        .connection_size("PullRequest.reviews", 3)
        .connection_size("PullRequestReview.comments", 3)
        .start()
        .await
        .unwrap();
    let query = "{ repository(owner: \"o\", name: \"r\") { id nameWithOwner pullRequests(last: 1) { nodes { id title \
                 reviews(last: 1) { nodes { id body comments(last: 1) { nodes { id body pullRequest { number } \
                 repository { nameWithOwner } } } } } } } } }";
    let found = data(sandbox.github(), query, Value::Null).await;
    let repository = &found["repository"];
    let pull_request = &repository["pullRequests"]["nodes"][0];
    let review = &pull_request["reviews"]["nodes"][0];
    let comment = &review["comments"]["nodes"][0];
    assert_eq!(comment["pullRequest"]["number"], 250);
    assert_eq!(comment["repository"]["nameWithOwner"], "o/r");

    let query = "query ($id: ID!) { node(id: $id) { __typename id ... on PullRequest { title } \
                 ... on Repository { nameWithOwner } ... on Comment { text: body } } }";
    let cases = [
        (repository, "Repository", "nameWithOwner", "nameWithOwner"),
        (pull_request, "PullRequest", "title", "title"),
        (review, "PullRequestReview", "text", "body"),
        (comment, "PullRequestReviewComment", "text", "body"),
    ];
    for (object, ty, field, original) in cases {
        let node = &data(sandbox.github(), query, json!({ "id": object["id"] })).await["node"];
        assert_eq!(node["__typename"], ty);
        assert_eq!(node["id"], object["id"]);
        assert_eq!(node[field], object[original]);
    }
}

#[tokio::test]
async fn an_unknown_id_makes_only_its_own_item_null() {
    let sandbox = Sandbox::builder().pull_requests(5).start().await.unwrap();
    let id = |number: usize| STANDARD.encode(format!("011:PullRequesto/r/pullRequests/{number}"));
    let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on PullRequest { number } } }";
    let ids = [id(5), id(6), "x".to_owned(), id(1)];
    let body = post(sandbox.github(), query, json!({ "ids": ids })).await;
    assert_eq!(
        body["data"],
        json!({ "nodes": [{ "number": 5 }, null, null, { "number": 1 }] })
    );
    let errors = body["errors"].as_array().unwrap();
    let paths: Vec<&Value> = errors.iter().map(|error| &error["path"]).collect();
    assert_eq!(paths, [&json!(["nodes", 1]), &json!(["nodes", 2])]);
    assert!(errors.iter().all(|error| error["type"] == "NOT_FOUND"));
    assert_eq!(
        errors[1]["message"],
        "Could not resolve to a node with the global id of 'x'"
    );
}

#[tokio::test]
async fn pull_requests_and_issues_share_their_numbers() {
    let sandbox = Sandbox::builder().pull_requests(5).start().await.unwrap();
    let query = "{ repository(owner: \"o\", name: \"r\") { pullRequest(number: 5) { number title } \
                 issues(first: 1) { nodes { number title repository { name } } } \
                 issueOrPullRequest(number: 6) { __typename ... on Issue { number } } } }";
    let found = data(sandbox.github(), query, Value::Null).await;
    let issue = json!({ "number": 6, "title": "Issue 6", "repository": { "name": "r" } });
    let expected = json!({
        "pullRequest": { "number": 5, "title": "Pull request 5" },
        "issues": { "nodes": [issue] },
        "issueOrPullRequest": { "__typename": "Issue", "number": 6 },
    });
    assert_eq!(found["repository"], expected);

    let query = "{ repository(owner: \"o\", name: \"r\") { pullRequest(number: 6) { id } } }";
    let body = post(sandbox.github(), query, Value::Null).await;
    assert_eq!(
        body["data"],
        json!({ "repository": { "pullRequest": null } })
    );
    assert_eq!(
        body["errors"][0]["message"],
        "Could not resolve to a PullRequest with the number of 6."
    );
}

#[tokio::test]
async fn items_can_be_null_or_disappear() {
    let sandbox = Sandbox::builder()
        .pull_requests(3)
        .connection_size("PullRequest.reviews", 2)
        .null_item("Repository.pullRequests", None, 2)
        .null_item("PullRequest.reviews", Some(3), 1)
        .gone_after("Repository.pullRequests", None, 1, 0)
        .gone_after("PullRequest.reviews", Some(3), 2, 2);
    let sandbox = sandbox.start().await.unwrap();
    let query = "{ repository(owner: \"o\", name: \"r\") { pullRequests(first: 9) { totalCount nodes { id number reviews(first: 9) { \
                 nodes { id } edges { cursor node { id } } } } } } }";
    let found = data(sandbox.github(), query, Value::Null).await;
    let pull_requests = &found["repository"]["pullRequests"];
    assert_eq!(pull_requests["totalCount"], 3);
    let nodes = pull_requests["nodes"].as_array().unwrap();
    assert_eq!(
        (&nodes[0]["number"], &nodes[1], &nodes[2]["number"]),
        (&json!(1), &Value::Null, &json!(3))
    );
    assert!(
        nodes[0]["reviews"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .all(Value::is_object)
    );
    let reviews = &nodes[2]["reviews"];
    assert!(reviews["nodes"][0].is_null() && reviews["edges"][0]["node"].is_null());
    assert!(reviews["edges"][0]["cursor"].is_string());

    let query = "query ($id: ID!) { node(id: $id) { id } }";
    let look = async |id: &Value| post(sandbox.github(), query, json!({ "id": id })).await;
    let gone = look(&nodes[0]["id"]).await;
    assert_eq!(
        (&gone["data"], &gone["errors"][0]["type"]),
        (&json!({ "node": null }), &json!("NOT_FOUND"))
    );
    let review = &reviews["nodes"][1]["id"];
    for is_found in [true, true, false, false] {
        assert_eq!(look(review).await["data"]["node"].is_object(), is_found);
    }
}
