//! Starting and stopping a sandbox, and recording requests.

use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use graphql_paginate_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{data, post, request};

#[tokio::test]
async fn requests_are_recorded_in_order_with_their_bodies_and_statuses() {
    let sandbox = Sandbox::start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    data(api, "{ demarche(number: 1) { number } }", Value::Null).await;
    reqwest::Client::new()
        .post(api.url())
        .body("not json")
        .send()
        .await
        .unwrap();

    let requests = api.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].method, "POST");
    assert_eq!(requests[0].path, "/api/v2/graphql");
    assert_eq!(
        requests[0].headers["authorization"],
        format!("Bearer {}", Sandbox::TOKEN)
    );
    assert_eq!(
        requests[0].json()["query"],
        "{ demarche(number: 1) { number } }"
    );
    assert_eq!(requests[0].status, 200);
    assert_eq!(requests[1].body, "not json");
    assert_eq!(requests[1].json(), Value::Null);
    assert_eq!(requests[1].status, 400);
    assert!(sandbox.github().requests().is_empty());

    api.clear_requests();
    assert!(api.requests().is_empty());
}

#[tokio::test]
async fn requests_are_not_recorded_if_that_is_off() {
    let builder = Sandbox::builder().record_requests(false);
    let sandbox = builder.start().await.unwrap();
    let api = sandbox.github();
    data(api, "{ viewer { login } }", Value::Null).await;
    assert!(api.requests().is_empty());
}

#[tokio::test]
async fn data_is_the_same_after_every_start() {
    let query = "{ repository(owner: \"o\", name: \"r\") { description pullRequests(last: 3) { nodes { \
                 title body updatedAt additions labels(first: 5) { nodes { name color } } } } } }";
    let first = Sandbox::start().await.unwrap();
    let second = Sandbox::start().await.unwrap();
    let one = data(first.github(), query, Value::Null).await;
    assert_eq!(one, data(second.github(), query, Value::Null).await);
}

#[test]
fn a_dropped_sandbox_closes_its_connections() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let urls = [
        sandbox.github().url(),
        sandbox.demarches_simplifiees().url(),
    ];
    let mut connections =
        urls.map(|url| TcpStream::connect(url.split('/').nth(2).unwrap()).unwrap());
    drop(sandbox);
    for connection in &mut connections {
        let read = connection.read(&mut [0]).map_err(|error| error.kind());
        assert!(
            matches!(read, Ok(0) | Err(ErrorKind::ConnectionReset)),
            "{read:?}"
        );
    }
}

#[tokio::test]
async fn latency_delays_responses() {
    let latency = Duration::from_millis(60);
    let sandbox = Sandbox::builder().latency(latency).start().await.unwrap();
    let started = Instant::now();
    post(
        sandbox.demarches_simplifiees(),
        "{ demarche(number: 1) { number } }",
        Value::Null,
    )
    .await;
    assert!(started.elapsed() >= latency);
}

#[tokio::test]
async fn introspection_describes_the_schema() {
    let sandbox = Sandbox::start().await.unwrap();
    for (endpoint, ty) in [
        (sandbox.github(), "PullRequest"),
        (sandbox.demarches_simplifiees(), "Dossier"),
    ] {
        let query = "query ($name: String!) { __schema { queryType { name } } __type(name: $name) { kind name } }";
        let found = data(endpoint, query, json!({ "name": ty })).await;
        let expected = json!({
            "__schema": { "queryType": { "name": "Query" } },
            "__type": { "kind": "OBJECT", "name": ty },
        });
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn mutations_succeed_and_repeat_their_id() {
    let sandbox = Sandbox::start().await.unwrap();
    let query = "mutation { addStar(input: { starrableId: \"x\", clientMutationId: \"m1\" }) { clientMutationId } }";
    let found = data(sandbox.github(), query, Value::Null).await;
    assert_eq!(found, json!({ "addStar": { "clientMutationId": "m1" } }));

    let query = "mutation { dossierArchiver(input: { dossierId: \"x\", instructeurId: \"y\", clientMutationId: \"m2\" }) \
                 { clientMutationId errors { message } } }";
    let found = data(sandbox.demarches_simplifiees(), query, Value::Null).await;
    assert_eq!(
        found,
        json!({ "dossierArchiver": { "clientMutationId": "m2", "errors": null } })
    );
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = vec![b' '; 9 * 1024 * 1024];
    let status = request(sandbox.github())
        .body(body)
        .send()
        .await
        .map(|response| response.status());
    // The server may answer, or close the connection while the client is still writing.
    assert!(status.is_err() || status.is_ok_and(|status| status == 413));
}
