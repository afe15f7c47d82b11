//! The API of a schema of the caller's own.

use std::io::ErrorKind;

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde_json::{Value, json};

use crate::support::{data, post};

const SCHEMA: &str = "
    type Query { films(first: Int, after: String, last: Int, before: String): FilmConnection! film(id: ID!): Film
      page(limit: Int, skip: Int): [Film!]! }
    type FilmConnection { edges: [FilmEdge!]! pageInfo: Info! total: Int! }
    type FilmEdge { cursor: String! node: Film! }
    type Film { id: ID! number: Int! title: String! year: Year! actors(first: Int, after: String): ActorConnection! }
    type ActorConnection { nodes: [Actor!]! pageInfo: Info! totalCount: Int! }
    type Actor { name: String! }
    type Info { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
    scalar Year
";

fn sandbox(items: usize) -> Sandbox {
    let builder = Sandbox::builder()
        .own_schema(SCHEMA)
        .own_schema_items(items);
    builder.start_blocking().unwrap()
}

/// The numbers of a page of films, and its `pageInfo`.
async fn films(sandbox: &Sandbox, arguments: &str) -> (Vec<i64>, Value) {
    let query = format!(
        "{{ films({arguments}) {{ edges {{ node {{ number }} }}
            pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
    );
    let mut data = data(sandbox.own_schema().unwrap(), &query, json!({})).await;
    let mut numbers = Vec::new();
    for edge in data["films"]["edges"].as_array().unwrap() {
        numbers.push(edge["node"]["number"].as_i64().unwrap());
    }
    (numbers, data["films"]["pageInfo"].take())
}

#[tokio::test]
async fn a_connection_is_paged_in_both_directions() {
    let sandbox = sandbox(7);
    let (numbers, info) = films(&sandbox, "first: 3").await;
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(
        (&info["hasPreviousPage"], &info["hasNextPage"]),
        (&json!(false), &json!(true))
    );
    let after = format!("first: 9, after: {}", info["endCursor"]);
    let (numbers, info) = films(&sandbox, &after).await;
    assert_eq!(numbers, [4, 5, 6, 7]);
    assert_eq!(
        (&info["hasPreviousPage"], &info["hasNextPage"]),
        (&json!(true), &json!(false))
    );
    let before = format!("last: 2, before: {}", info["startCursor"]);
    let (numbers, info) = films(&sandbox, &before).await;
    assert_eq!(numbers, [2, 3]);
    assert_eq!(
        (&info["hasPreviousPage"], &info["hasNextPage"]),
        (&json!(true), &json!(true))
    );
}

#[tokio::test]
async fn a_page_is_never_longer_than_100_items() {
    let sandbox = sandbox(130);
    assert_eq!(films(&sandbox, "first: 500").await.0.len(), 100);
    assert_eq!(films(&sandbox, "after: null").await.0.len(), 50);
    for arguments in ["first: -1", "first: 1, last: 1", "first: 1, after: \"x\""] {
        let query = format!("{{ films({arguments}) {{ pageInfo {{ hasNextPage }} }} }}");
        let body = post(sandbox.own_schema().unwrap(), &query, json!({})).await;
        assert_eq!(body["errors"][0]["path"][0], "films", "{body}");
    }
}

#[tokio::test]
async fn an_object_is_found_again_by_its_id_with_the_same_values() {
    let sandbox = sandbox(5);
    let api = sandbox.own_schema().unwrap();
    let fields = "id number title year actors(first: 9) { totalCount nodes { name } }";
    let query = format!("{{ films(first: 5) {{ edges {{ node {{ {fields} }} }} }} }}");
    let all = data(api, &query, json!({})).await;
    let mut ids = Vec::new();
    for edge in all["films"]["edges"].as_array().unwrap() {
        let film = &edge["node"];
        let query = format!("query($id: ID!) {{ film(id: $id) {{ {fields} }} }}");
        assert_eq!(
            data(api, &query, json!({ "id": film["id"] })).await["film"],
            *film
        );
        ids.push(film["id"].to_string());
        let actors = film["actors"]["nodes"].as_array().unwrap().len() as u64;
        assert_eq!(film["actors"]["totalCount"], actors);
        assert!(actors < 7, "{film}");
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 5);
}

#[tokio::test]
async fn a_list_with_an_offset_is_paged() {
    let sandbox = sandbox(7);
    let api = sandbox.own_schema().unwrap();
    for (arguments, expected) in [
        ("limit: 3", &[1, 2, 3][..]),
        ("limit: 3, skip: 5", &[6, 7]),
        ("limit: 3, skip: 7", &[]),
    ] {
        let query = format!("{{ page({arguments}) {{ number }} }}");
        let mut numbers = Vec::new();
        for film in data(api, &query, json!({})).await["page"]
            .as_array()
            .unwrap()
        {
            numbers.push(film["number"].as_i64().unwrap());
        }
        assert_eq!(numbers, expected, "{arguments}");
    }
}

#[tokio::test]
async fn faults_apply_and_an_invalid_schema_is_an_error() {
    let builder = Sandbox::builder().own_schema(SCHEMA);
    let faults = Faults::new().on_request(1, Fault::forbidden_node(0));
    let sandbox = builder.own_schema_faults(faults).start_blocking().unwrap();
    let query = "{ films(first: 2) { edges { node { number } } pageInfo { hasNextPage } } }";
    let body = post(sandbox.own_schema().unwrap(), query, json!({})).await;
    assert_eq!(
        body["data"]["films"]["edges"][0]["node"],
        Value::Null,
        "{body}"
    );

    let error = Sandbox::builder()
        .own_schema("type Query { a: Missing }")
        .start_blocking();
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("Missing"), "{error}");
    let plain = Sandbox::builder().start_blocking().unwrap();
    assert!(plain.own_schema().is_none());
}

#[tokio::test]
async fn a_list_in_an_object_is_paged_by_its_token() {
    let sdl = "type Query { tokens(cursor: String, limit: Int): Tokens! }
        type Tokens { items: [Film!]! pageInfo: Info! } type Info { nextCursor: String hasMore: Boolean! total: Int! }
        type Film { number: Int! }";
    let builder = Sandbox::builder().own_schema(sdl).own_schema_items(5);
    let sandbox = builder.start_blocking().unwrap();
    let api = sandbox.own_schema().unwrap();
    let mut token = Value::Null;
    for (numbers, has_more) in [(&[1, 2][..], true), (&[3, 4], true), (&[5], false)] {
        let query = "query($c: String) { tokens(cursor: $c, limit: 2) { items { number }
            pageInfo { nextCursor hasMore total } } }";
        let mut data = data(api, query, json!({ "c": token })).await;
        let page = data["tokens"].take();
        let items: Vec<Value> = numbers
            .iter()
            .map(|number| json!({ "number": number }))
            .collect();
        assert_eq!(page["items"], json!(items));
        assert_eq!(
            (&page["pageInfo"]["hasMore"], &page["pageInfo"]["total"]),
            (&json!(has_more), &json!(5))
        );
        token = page["pageInfo"]["nextCursor"].clone();
        assert_eq!(token.is_string(), has_more);
    }
    let query = "{ tokens(cursor: \"x\") { items { number } } }";
    let body = post(api, query, json!({})).await;
    assert!(
        body["errors"][0]["message"]
            .as_str()
            .unwrap()
            .contains("not a token"),
        "{body}"
    );
}

#[tokio::test]
async fn only_the_required_token_is_accepted() {
    let builder = Sandbox::builder().own_schema(SCHEMA);
    let sandbox = builder.required_token("right").start_blocking().unwrap();
    let (own, github) = (sandbox.own_schema().unwrap(), sandbox.github());
    let sage = format!("{}/", sandbox.sage().url());
    let client = reqwest::Client::new();
    for (token, expected) in [("right", 200), ("wrong", 401)] {
        for api in [own, github] {
            let request = client
                .post(api.url())
                .header("user-agent", "test")
                .bearer_auth(token);
            let body = json!({ "query": "{ __typename }" });
            let status = request.json(&body).send().await.unwrap().status();
            assert_eq!(status, expected, "{token} at {}", api.url());
        }
        let status = client
            .get(&sage)
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
            .status();
        assert_eq!(
            status == 401,
            expected == 401,
            "{token} at {sage}: {status}"
        );
    }
    let body = json!({ "query": "{ __typename }" });
    let status = client
        .post(own.url())
        .json(&body)
        .send()
        .await
        .unwrap()
        .status();
    assert_eq!(status, 401);
}
