//! The cost of queries, and the headers of the quota.

use graphql_paginate_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{data, request};

/// The three examples of GitHub's documentation, with the costs that it states or that follow from its rule.
#[tokio::test]
async fn documented_examples_cost_what_the_documentation_says() {
    let sandbox = Sandbox::start().await.unwrap();
    let cases = [
        (
            "repositories(first: 100) { nodes { issues(first: 50) { nodes { labels(first: 60) { totalCount } } } } }",
            51,
            100 + 5_000 + 300_000,
        ),
        (
            "repositories(first: 50) { nodes { issues(first: 10) { totalCount } } }",
            1,
            550,
        ),
        (
            "repositories(first: 50) { nodes { \
               pullRequests(first: 20) { nodes { comments(first: 10) { totalCount } } } \
               issues(first: 20) { nodes { comments(first: 10) { totalCount } } } } } \
             followers(first: 10) { totalCount }",
            21,
            22_060,
        ),
    ];
    for (fields, cost, nodes) in cases {
        let query = format!("{{ rateLimit {{ cost nodeCount }} viewer {{ {fields} }} }}");
        let found = data(sandbox.github(), &query, Value::Null).await;
        assert_eq!(
            found["rateLimit"],
            json!({ "cost": cost, "nodeCount": nodes }),
            "{fields}"
        );
    }
}

#[tokio::test]
async fn variables_count_with_their_values() {
    let sandbox = Sandbox::start().await.unwrap();
    let query = "query ($size: Int = 7) { rateLimit { nodeCount } viewer { repositories(first: $size) { totalCount } } }";
    let found = data(sandbox.github(), query, json!({ "size": 30 })).await;
    assert_eq!(found["rateLimit"]["nodeCount"], 30);
    let found = data(sandbox.github(), query, json!({})).await;
    assert_eq!(found["rateLimit"]["nodeCount"], 7);
}

#[tokio::test]
async fn every_response_states_the_quota() {
    let sandbox = Sandbox::start().await.unwrap();
    let ask = async |query: &str| {
        request(sandbox.github())
            .json(&json!({ "query": query }))
            .send()
            .await
            .unwrap()
            .headers()
            .clone()
    };
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    for used in 1..=3_u64 {
        let headers = ask("{ viewer { login } }").await;
        let number = |name: &str| headers[name].to_str().unwrap().parse::<u64>().unwrap();
        assert_eq!(number("x-ratelimit-limit"), 5_000);
        assert_eq!(number("x-ratelimit-used"), used);
        assert_eq!(number("x-ratelimit-remaining"), 5_000 - used);
        assert!((now + 3_000..now + 4_000).contains(&number("x-ratelimit-reset")));
        assert_eq!(headers["x-ratelimit-resource"], "graphql");
    }
    let refused = reqwest::Client::new()
        .post(sandbox.github().url())
        .header("user-agent", "x");
    assert_eq!(
        refused.send().await.unwrap().headers()["x-ratelimit-limit"],
        "0"
    );
}
