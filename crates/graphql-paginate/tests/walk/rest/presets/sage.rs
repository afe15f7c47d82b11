//! Tests of the client for Sage.

use graphql_paginate::Client;
use graphql_paginate::rest::odata::field;
use graphql_paginate::rest::sage::Sage;
use graphql_paginate_sandbox::Sandbox;

use super::asked;

fn sage(sandbox: &Sandbox) -> Sage {
    Client::sage(sandbox.sage().url(), Sandbox::SAGE_DATASET, Sandbox::TOKEN)
}

#[tokio::test]
async fn accounts_in_pages_of_100_take_three_requests() {
    let sandbox = Sandbox::start().await.unwrap();
    let accounts = sage(&sandbox).accounts().page_size(100);
    assert_eq!(accounts.count().await.unwrap(), 257);
    sandbox.sage().clear_requests();
    let accounts: Vec<_> = accounts.items().try_collect().await.unwrap();
    assert_eq!(
        (accounts.len(), accounts[256].numero.as_deref()),
        (257, Some("1012560"))
    );
    let path = |skip: &str| {
        format!(
            "/{}/comptes?$orderby=numero&$top=100{skip}&$count=true",
            Sandbox::SAGE_DATASET
        )
    };
    let expected = [path(""), path("&$skip=100"), path("&$skip=200")].map(|path| (path, 200));
    assert_eq!(asked(sandbox.sage()), expected);
}

#[tokio::test]
async fn of_6500_customers_a_filter_finds_175() {
    let sandbox = Sandbox::start().await.unwrap();
    let customers = sage(&sandbox).customers();
    assert_eq!(customers.count().await.unwrap(), 6500);
    let lyon = customers.filter(field("adresse/ville").eq("Lyon"));
    assert_eq!(lyon.count().await.unwrap(), 175);
    sandbox.sage().clear_requests();
    let found: Vec<_> = lyon
        .clone()
        .page_size(100)
        .items()
        .try_collect()
        .await
        .unwrap();
    assert_eq!((found.len(), sandbox.sage().requests().len()), (175, 2));
    assert!(
        found
            .iter()
            .all(|customer| customer.adresse.as_ref().unwrap().ville.as_deref() == Some("Lyon"))
    );
    let quoted = sage(&sandbox)
        .customers()
        .filter(field("adresse/ville").eq("L'Haÿ-les-Roses"));
    assert_eq!(quoted.count().await.unwrap(), 1575);
}

#[tokio::test]
async fn all_entries_beyond_the_cap_are_yielded() {
    let sandbox = Sandbox::start().await.unwrap();
    for size in [None, Some(5000)] {
        sandbox.sage().clear_requests();
        let entries = sage(&sandbox).entries().select(["id", "montant"]);
        let entries = if let Some(size) = size {
            entries.page_size(size)
        } else {
            entries
        };
        let entries: Vec<_> = entries.items().try_collect().await.unwrap();
        let mut ids: Vec<_> = entries
            .iter()
            .map(|entry| entry.id.clone().unwrap())
            .collect();
        ids.dedup();
        assert_eq!(
            (entries.len(), ids.len(), sandbox.sage().requests().len()),
            (4001, 4001, 3)
        );
    }
}

#[tokio::test]
async fn relations_are_expanded_and_decoded() {
    let sandbox = Sandbox::start().await.unwrap();
    let entry = sage(&sandbox)
        .entries()
        .expand(["compte", "journal"])
        .max_items(1)
        .items()
        .try_next()
        .await;
    let entry = entry.unwrap().unwrap();
    assert_eq!(entry.compte.unwrap().numero.as_deref(), Some("1010000"));
    assert_eq!(entry.extra["journal"]["code"], "VTE");
}

#[tokio::test]
async fn each_error_body_of_sage_is_a_readable_message() {
    let sandbox = Sandbox::start().await.unwrap();
    let check = async |company: Sage, name: &str, expected: &str| {
        let error = company
            .collection::<serde_json::Value>(name)
            .items()
            .try_next()
            .await
            .unwrap_err()
            .to_string();
        assert!(error.ends_with(expected), "{error}");
    };
    let company = sage(&sandbox);
    check(company.clone(), "articles", "(404 Not Found): No HTTP resource was found that matches the request URI '/0f8fad5b-d9cb-469f-a165-70867728950e/articles'.").await;
    check(
        Sage::new(company.client().clone(), "other"),
        "comptes",
        "403 Forbidden with an empty body; check that a token is given and what it may read",
    )
    .await;
    let astray = company
        .client()
        .collection::<serde_json::Value, _>("a/b/c", graphql_paginate::rest::ODataSkip::new());
    let error = astray
        .unwrap()
        .items()
        .try_next()
        .await
        .unwrap_err()
        .to_string();
    assert!(error.ends_with("404 Not Found with an HTML page titled `404 - File or directory not found.`; check the endpoint's URL"), "{error}");
    let error = company
        .accounts()
        .filter(field("nom").eq("x"))
        .items()
        .try_next()
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.ends_with("Could not find a property named 'nom'. (InvalidQueryOption)"),
        "{error}"
    );
}
