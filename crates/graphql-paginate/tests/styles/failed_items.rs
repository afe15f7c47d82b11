//! Tests of items that are skipped because an error points at them.

use bytes::Bytes;
use graphql_paginate::dynamic::{PagingVariables, Query};
use graphql_paginate::{Client, Error, ErrorKind, Transport, TransportFuture};
use http::{Request, Response};
use serde_json::value::RawValue;
use serde_json::{Value, json};

const DOCUMENT: &str = "query($after: String) { list(after: $after) { nodes { n } pageInfo { hasNextPage endCursor } } }";

/// Answers every request with one page.
#[derive(Clone)]
struct OnePage(Value);

impl Transport for OnePage {
    fn send(&self, _request: Request<Bytes>) -> TransportFuture<'_> {
        let body = Bytes::from(self.0.to_string());
        Box::pin(async move { Ok(Response::new(body)) })
    }
}

/// The items that a walk yields and the number that it left out.
async fn walk(errors: Value) -> Result<(Vec<String>, usize), Error> {
    let page = json!({
        "data": { "list": {
            "nodes": [{ "n": 0 }, { "n": null }, { "n": 2 }, null],
            "pageInfo": { "hasNextPage": false, "endCursor": null },
        } },
        "errors": errors,
    });
    let client = Client::builder("https://example.test/graphql");
    let client = client.transport(OnePage(page)).build().unwrap();
    let query = Query::new(DOCUMENT, ["list"]).forward(PagingVariables::cursor("after"));
    let mut pages = query.paginate().skip_failed_items().pages(&client);
    let (mut items, mut left_out) = (Vec::new(), 0);
    while let Some(page) = pages.try_next().await? {
        left_out += page.null_items;
        items.extend(page.items.iter().map(|item| item.get().to_owned()));
    }
    Ok((items, left_out))
}

#[tokio::test]
async fn items_with_an_error_are_left_out_and_counted() {
    let errors = json!([
        { "message": "no access", "path": ["list", "nodes", 1, "n"] },
        { "message": "gone", "path": ["list", "nodes", 3] },
    ]);
    let (items, left_out) = walk(errors).await.unwrap();
    assert_eq!(items, [r#"{"n":0}"#, r#"{"n":2}"#]);
    assert_eq!(left_out, 2);
}

#[tokio::test]
async fn an_error_at_no_item_ends_the_walk() {
    for path in [json!([]), json!(["list", "totalCount"]), json!(["other"])] {
        let errors = json!([
            { "message": "no access", "path": ["list", "nodes", 1, "n"] },
            { "message": "elsewhere", "path": path },
        ]);
        let error = walk(errors).await.unwrap_err();
        let ErrorKind::GraphQL { errors } = error.kind() else {
            panic!("{error}");
        };
        assert_eq!(errors[1].message, "elsewhere");
    }
}

#[tokio::test]
async fn an_item_that_failed_in_an_earlier_run_only_shifts_no_other() {
    let page = |errors: Value| {
        let list = json!({
            "nodes": [{ "id": 1 }, { "id": 2 }, { "id": 3 }, { "id": 4 }],
            "pageInfo": { "hasNextPage": false, "endCursor": null },
        });
        let answer = OnePage(json!({ "data": { "list": list }, "errors": errors }));
        let client = Client::builder("https://example.test/graphql");
        client.transport(answer).build().unwrap()
    };
    let failed = page(json!([{ "message": "slow", "path": ["list", "nodes", 1, "n"] }]));
    let walk = || {
        let query = Query::new(DOCUMENT, ["list"]).forward(PagingVariables::cursor("after"));
        query.paginate().skip_failed_items()
    };
    let mut items = walk().items(&failed);
    let mut yielded = Vec::new();
    for _ in 0..2 {
        yielded.push(items.try_next().await.unwrap().unwrap().get().to_owned());
    }
    assert_eq!(yielded, [r#"{"id":1}"#, r#"{"id":3}"#]);
    for (client, rest) in [
        (page(json!([])), vec![r#"{"id":2}"#, r#"{"id":4}"#]),
        (failed, vec![r#"{"id":4}"#]),
    ] {
        let items = walk().resume(items.checkpoint()).items(&client);
        let items: Vec<Box<RawValue>> = items.try_collect().await.unwrap();
        let texts: Vec<&str> = items.iter().map(|item| item.get()).collect();
        assert_eq!(texts, rest);
    }
}
