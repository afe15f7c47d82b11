//! Tests of queries without paging arguments, as people write them.

use graphql_paginate::{GraphQLQuery, Paginator};
use serde_json::json;

use crate::queries::{GetDemarche, get_demarche};
use crate::sandboxed::{demarches_simplifiees, github, numbers, sandbox, variables};

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/minimal.graphql",
    response_derives = "Debug"
)]
struct Minimal;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/anonymous.graphql",
    response_derives = "Debug"
)]
struct Anonymous;

fn minimal() -> Paginator<Minimal> {
    Minimal::paginate(minimal::Variables::new("octo".into(), "repo".into()))
}

fn anonymous() -> Paginator<Anonymous> {
    Anonymous::paginate(anonymous::Variables {})
}

#[tokio::test]
async fn a_short_query_is_walked_forward_backward_and_from_both_ends() {
    let sandbox = sandbox(230);
    let client = github(&sandbox);
    let titles = |items: Vec<minimal::Item>| -> Vec<String> {
        items.into_iter().map(|item| item.title).collect()
    };
    let forward = titles(minimal().collect(&client).await.unwrap());
    assert_eq!(forward.len(), 230);
    assert_eq!(
        variables(sandbox.github())[0],
        json!({ "owner": "octo", "name": "repo", "first": 100 })
    );

    let mut backward = titles(minimal().backward().collect(&client).await.unwrap());
    backward.reverse();
    assert_eq!(backward, forward);

    let paginator = minimal()
        .page_size(50)
        .both_ends_by_key(|item| item.title.clone());
    let both: Vec<_> = paginator
        .ordered()
        .items(&client)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(titles(both), forward);
}

#[tokio::test]
async fn an_anonymous_query_with_literals_is_walked_every_way() {
    let sandbox = sandbox(130);
    let client = github(&sandbox);
    let read = |items: Vec<anonymous::Item>| -> Vec<i64> {
        items.into_iter().map(|item| item.number).collect()
    };
    assert_eq!(
        read(anonymous().collect(&client).await.unwrap()),
        numbers(130)
    );
    assert_eq!(variables(sandbox.github())[0], json!({ "first": 100 }));

    let mut backward = read(anonymous().backward().collect(&client).await.unwrap());
    backward.reverse();
    assert_eq!(backward, numbers(130));

    let paginator = anonymous().both_ends_by_key(|item| item.number);
    let both: Vec<_> = paginator
        .ordered()
        .items(&client)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(read(both), numbers(130));

    let data = client
        .execute::<Anonymous>(anonymous::Variables {})
        .await
        .unwrap();
    let edges = data.repository.unwrap().pull_requests.edges.unwrap();
    assert_eq!(edges.len(), 100);
}

#[tokio::test]
async fn the_polling_query_is_walked_past_its_one_page() {
    let sandbox = sandbox(7);
    let client = demarches_simplifiees(&sandbox);
    let variables = get_demarche::Variables {
        last: Some(2),
        ..get_demarche::Variables::new(1)
    };
    let items = GetDemarche::paginate(variables).collect(&client).await;
    assert_eq!(items.unwrap().len(), 7);
}

#[tokio::test]
async fn an_excluded_connection_is_an_error_before_anything_is_sent() {
    let sandbox = sandbox(7);
    let client = demarches_simplifiees(&sandbox);
    let variables = get_demarche::Variables {
        include_dossiers: Some(false),
        ..get_demarche::Variables::new(1)
    };
    let error = GetDemarche::paginate(variables)
        .collect(&client)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`getDemarche`: `demarche.dossiers` is left out by `@include(if: $includeDossiers)`; \
         set the variable `includeDossiers` to true"
    );
    assert_eq!(
        crate::sandboxed::variables(sandbox.demarches_simplifiees()).len(),
        0
    );
}
