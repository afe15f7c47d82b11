//! Tests of data that changes between pages.

use graphql_paginate_sandbox::{Change, Endpoint, Fault, Faults, Sandbox};
use serde_json::{Value, json};

use super::page;
use crate::support::{data, numbers, post};

const DOSSIERS: &str = "query ($after: String, $since: ISO8601DateTime) { demarche(number: 1) { \
    dossiers(first: 2, after: $after, updatedSince: $since) { nodes { number } pageInfo { hasNextPage endCursor } } } }";

/// The numbers of all dossiers, walked in pages of two, with changes before the second page.
async fn walk(sandbox: &Sandbox, changes: &[Change], since: Option<&str>) -> Vec<i64> {
    let api = sandbox.demarches_simplifiees();
    let fault = changes.iter().fold(Fault::default(), |fault, change| {
        fault.and(Fault::change(*change))
    });
    api.script(Faults::new().on_request(2, fault));
    let (mut found, mut after) = (vec![], Value::Null);
    loop {
        let page = data(api, DOSSIERS, json!({ "after": after, "since": since })).await;
        found.extend(numbers(&page, "/demarche/dossiers/nodes"));
        let page_info = &page["demarche"]["dossiers"]["pageInfo"];
        if page_info["hasNextPage"] == false {
            return found;
        }
        after = page_info["endCursor"].clone();
    }
}

fn sandbox(dossiers: usize) -> Sandbox {
    Sandbox::builder()
        .dossiers(dossiers)
        .start_blocking()
        .unwrap()
}

const LONG_AGO: Option<&str> = Some("2000-01-01");

#[tokio::test]
async fn an_updated_dossier_moves_to_the_end_under_updated_since() {
    let order = walk(&sandbox(6), &[], LONG_AGO).await;
    let (first, fifth) = (order[0], order[4]);
    let again = walk(&sandbox(6), &[Change::Update(first)], LONG_AGO).await;
    assert_eq!(
        again,
        [&order[..], &[first]].concat(),
        "seen before, seen again"
    );
    let later = walk(&sandbox(6), &[Change::Update(fifth)], LONG_AGO).await;
    assert_eq!(
        later,
        [order[0], order[1], order[2], order[3], order[5], fifth]
    );

    let untouched = walk(&sandbox(6), &[Change::Update(10_001)], None).await;
    assert_eq!(
        untouched,
        (10_001..=10_006).collect::<Vec<_>>(),
        "its `dateDepot` stays"
    );
}

#[tokio::test]
async fn inserted_dossiers_are_last_in_both_orders() {
    for since in [None, LONG_AGO] {
        let before = walk(&sandbox(4), &[], since).await;
        let found = walk(&sandbox(4), &[Change::Insert, Change::Insert], since).await;
        assert_eq!(found, [&before[..], &[10_005, 10_006]].concat());
    }
}

#[tokio::test]
async fn deleted_dossiers_are_gone_and_listed_as_deleted() {
    let sandbox = sandbox(6);
    // The cursor is the position of the second one, which remains valid after that item is deleted.
    let found = walk(
        &sandbox,
        &[
            Change::Delete(10_002),
            Change::Delete(10_004),
            Change::Delete(9),
        ],
        None,
    )
    .await;
    assert_eq!(found, [10_001, 10_002, 10_003, 10_005, 10_006]);
    let api = sandbox.demarches_simplifiees();
    let query = "{ demarche(number: 1) { deletedDossiers(last: 2) { nodes { number } } } }";
    let deleted = data(api, query, Value::Null).await;
    assert_eq!(
        numbers(&deleted, "/demarche/deletedDossiers/nodes"),
        [10_002, 10_004]
    );
    let gone = post(api, "{ dossier(number: 10002) { number } }", Value::Null).await;
    assert_eq!(gone["errors"][0]["message"], "Dossier not found");
}

async fn pull_requests(api: &Endpoint, arguments: &str) -> Value {
    let query = format!(
        "{{ repository(owner: \"o\", name: \"r\") {{ pullRequests({arguments}) {{ totalCount nodes {{ number updatedAt }} }} \
         issues(first: 1) {{ nodes {{ number }} }} }} }}"
    );
    data(api, &query, Value::Null).await["repository"].take()
}

#[tokio::test]
async fn pull_requests_are_inserted_updated_and_deleted() {
    let builder = Sandbox::builder()
        .pull_requests(4)
        .connection_size("Repository.issues", 3);
    let sandbox = builder.start().await.unwrap();
    let api = sandbox.github();
    let by_update = "first: 9, orderBy: {field: UPDATED_AT, direction: ASC}";
    for change in [
        Change::Insert,
        Change::Update(1),
        Change::Delete(3),
        Change::Delete(99),
    ] {
        api.change(change);
    }
    let found = pull_requests(api, "first: 9").await;
    assert_eq!(numbers(&found, "/pullRequests/nodes"), [1, 2, 4, 8]);
    assert_eq!(found["pullRequests"]["totalCount"], 4);
    assert_eq!(
        found["issues"]["nodes"][0]["number"], 5,
        "issues keep their numbers"
    );

    let found = pull_requests(api, by_update).await;
    assert_eq!(numbers(&found, "/pullRequests/nodes")[2..], [8, 1]);
    let nodes = found["pullRequests"]["nodes"].as_array().unwrap();
    assert!(
        nodes.is_sorted_by_key(|node| node["updatedAt"].as_str().unwrap()),
        "{nodes:?}"
    );

    let query =
        "{ repository(owner: \"o\", name: \"r\") { gone: pullRequest(number: 3) { number } } }";
    let gone = post(api, query, Value::Null).await;
    assert_eq!(gone["errors"][0]["type"], "NOT_FOUND");
    let query = "{ repository(owner: \"o\", name: \"r\") { issueOrPullRequest(number: 8) { __typename } } }";
    let new = data(api, query, Value::Null).await;
    assert_eq!(
        new["repository"]["issueOrPullRequest"]["__typename"],
        "PullRequest"
    );
}

#[tokio::test]
async fn pull_requests_change_between_pages() {
    let builder = Sandbox::builder().pull_requests(4);
    let faults = Faults::new().on_request(
        2,
        Fault::change(Change::Delete(2)).and(Fault::change(Change::Insert)),
    );
    let sandbox = builder.github_faults(faults).start().await.unwrap();
    let first = page(sandbox.github(), json!({ "first": 2 })).await;
    let second = page(
        sandbox.github(),
        json!({ "first": 9, "after": first["pageInfo"]["endCursor"] }),
    )
    .await;
    assert_eq!(
        (numbers(&first, "/nodes"), numbers(&second, "/nodes")),
        (vec![1, 2], vec![3, 4, 65])
    );
}
