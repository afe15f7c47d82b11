//! The filters, and the order of the filtered lists.

use graphql_paginate_sandbox::{Endpoint, Sandbox};
use serde_json::{Value, json};

use crate::support::{data, numbers, post};

/// All dossiers of a selection, in pages of a hundred.
async fn dossiers(api: &Endpoint, parent: &str, arguments: &str) -> Vec<Value> {
    let query = format!(
        "query ($after: String) {{ {parent} {{ dossiers(first: 100, after: $after{arguments}) {{ nodes {{ \
         number state archived dateDepot dateDerniereModification revision {{ id }} groupeInstructeur {{ number }} \
         }} pageInfo {{ hasNextPage endCursor }} }} }} }}"
    );
    let name = parent.split('(').next().unwrap();
    let (mut all, mut after) = (vec![], Value::Null);
    loop {
        let mut found = data(api, &query, json!({ "after": after })).await;
        let page = found[name]["dossiers"].take();
        all.extend(page["nodes"].as_array().unwrap().iter().cloned());
        if page["pageInfo"]["hasNextPage"] == false {
            return all;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

fn sorted(dossiers: &[Value], field: &str) -> bool {
    dossiers.is_sorted_by_key(|dossier| dossier[field].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn without_filters_dossiers_are_ordered_by_date_of_deposit() {
    let sandbox = Sandbox::start().await.unwrap();
    let all = dossiers(sandbox.demarches_simplifiees(), "demarche(number: 1)", "").await;
    let numbers: Vec<i64> = all
        .iter()
        .map(|dossier| dossier["number"].as_i64().unwrap())
        .collect();
    assert_eq!(numbers, (10_001..=10_250).collect::<Vec<_>>());
    assert!(sorted(&all, "dateDepot"));
    assert!(!sorted(&all, "dateDerniereModification"));
    let ties = all
        .windows(2)
        .filter(|pair| pair[0]["dateDepot"] == pair[1]["dateDepot"])
        .count();
    assert_eq!(
        ties, 25,
        "equal dates are there for the id to break the tie"
    );
}

#[tokio::test]
async fn updated_since_changes_the_order_and_disables_created_since() {
    let sandbox = Sandbox::start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let all = dossiers(api, "demarche(number: 1)", ", updatedSince: \"2024-01-01\"").await;
    assert_eq!(all.len(), 250);
    assert!(sorted(&all, "dateDerniereModification"));
    assert!(!sorted(&all, "dateDepot"));

    // Dates of the API are truncated to seconds, so the dossier itself is read again.
    let since = all[100]["dateDerniereModification"].as_str().unwrap();
    let tail = dossiers(
        api,
        "demarche(number: 1)",
        &format!(", updatedSince: {since:?}"),
    )
    .await;
    assert_eq!(tail, all[100..]);
    let both = format!(", updatedSince: {since:?}, createdSince: \"2030-01-01\"");
    assert_eq!(dossiers(api, "demarche(number: 1)", &both).await, tail);
}

#[tokio::test]
async fn each_filter_keeps_only_matching_dossiers() {
    let sandbox = Sandbox::start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let all = dossiers(api, "demarche(number: 1)", "").await;
    let revision = |number| data_id("Revision", number);
    let since = all[200]["dateDepot"].as_str().unwrap();
    let created = format!("createdSince: {since:?}");
    let (exact, bounds) = (
        format!("revision: {:?}", revision(2)),
        format!(
            "minRevision: {:?}, maxRevision: {:?}",
            revision(2),
            revision(3)
        ),
    );
    type Keeps = Box<dyn Fn(&Value) -> bool>;
    let since = since.to_owned();
    let cases: [(&str, Keeps); 7] = [
        (
            "state: accepte",
            Box::new(|dossier| dossier["state"] == "accepte"),
        ),
        (
            "archived: true",
            Box::new(|dossier| dossier["archived"] == true),
        ),
        (
            "archived: false",
            Box::new(|dossier| dossier["archived"] == false),
        ),
        (
            &created,
            Box::new(move |dossier| dossier["dateDepot"].as_str() >= Some(&since)),
        ),
        (
            &exact,
            Box::new(|dossier| dossier["revision"]["id"] == data_id("Revision", 2)),
        ),
        (
            &bounds,
            Box::new(|dossier| dossier["revision"]["id"] != data_id("Revision", 1)),
        ),
        (
            "state: refuse, archived: true",
            Box::new(|dossier| dossier["state"] == "refuse" && dossier["archived"] == true),
        ),
    ];
    for (filter, keeps) in cases {
        let found = dossiers(api, "demarche(number: 1)", &format!(", {filter}")).await;
        let expected: Vec<Value> = all
            .iter()
            .filter(|dossier| keeps(dossier))
            .cloned()
            .collect();
        assert!(
            !expected.is_empty() && expected.len() < all.len(),
            "{filter} must keep some"
        );
        assert_eq!(found, expected, "{filter}");
    }
}

#[tokio::test]
async fn a_group_has_only_its_own_dossiers() {
    let sandbox = Sandbox::start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let all = dossiers(api, "demarche(number: 1)", "").await;
    for group in 1..=3 {
        let found = dossiers(api, &format!("groupeInstructeur(number: {group})"), "").await;
        let expected: Vec<Value> = all
            .iter()
            .filter(|dossier| dossier["groupeInstructeur"]["number"] == group)
            .cloned()
            .collect();
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn deleted_and_pending_dossiers_have_lists_of_their_own() {
    let sandbox = Sandbox::builder()
        .deleted_dossiers(12)
        .pending_deleted_dossiers(4)
        .start()
        .await
        .unwrap();
    let api = sandbox.demarches_simplifiees();
    let fields = "{ nodes { id number dateSupression state reason } pageInfo { hasNextPage } }";
    let query = format!(
        "{{ demarche(number: 1) {{ deletedDossiers {fields} pendingDeletedDossiers {fields} }} }}"
    );
    let found = data(api, &query, Value::Null).await;
    let list = |name: &str| found["demarche"][name]["nodes"].as_array().unwrap().clone();
    let (deleted, pending) = (list("deletedDossiers"), list("pendingDeletedDossiers"));
    assert_eq!((deleted.len(), pending.len()), (12, 4));
    assert!(sorted(&deleted, "dateSupression") && sorted(&pending, "dateSupression"));
    // A pending dossier has its own id; a deleted one has the id of its deletion.
    assert_eq!(deleted[0]["id"], data_id("DeletedDossier", 501));
    assert_eq!(
        pending[0]["id"],
        data_id("DeletedDossier", pending[0]["number"].as_i64().unwrap())
    );

    let since = deleted[9]["dateSupression"].as_str().unwrap();
    let query = format!(
        "{{ demarche(number: 1) {{ deletedDossiers(deletedSince: {since:?}) {{ nodes {{ number }} }} }} }}"
    );
    let found = data(api, &query, Value::Null).await;
    assert_eq!(
        found["demarche"]["deletedDossiers"]["nodes"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[tokio::test]
async fn an_unknown_revision_is_not_found() {
    let sandbox = Sandbox::start().await.unwrap();
    let query = "{ demarche(number: 1) { dossiers(revision: \"nope\") { nodes { id } } } }";
    let body = post(sandbox.demarches_simplifiees(), query, Value::Null).await;
    assert_eq!(body["errors"][0]["message"], "DossierConnection not found");
    assert_eq!(body["errors"][0]["path"], json!(["demarche", "dossiers"]));
    assert_eq!(
        body["errors"][0]["extensions"],
        json!({ "code": "not_found" })
    );
}

fn data_id(class: &str, number: i64) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(format!("{class}-{number}"))
}

#[tokio::test]
async fn each_demarche_has_numbers_and_ids_of_its_own() {
    let sandbox = Sandbox::builder().dossiers(2).start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let query = "{ one: demarche(number: 1) { dossiers { nodes { id number } } deletedDossiers { nodes { id number } } } \
                 two: demarche(number: 2) { dossiers { nodes { id number } } deletedDossiers { nodes { id number } } } \
                 dossier(number: 10010002) { id number demarche { number } } }";
    let found = data(api, query, Value::Null).await;
    for list in ["dossiers", "deletedDossiers"] {
        let of = |demarche: &str| numbers(&found[demarche], &format!("/{list}/nodes"));
        let moved: Vec<i64> = of("one").iter().map(|number| number + 10_000_000).collect();
        assert_eq!(of("two"), moved, "{list}");
        let (one, two) = (&found["one"][list]["nodes"], &found["two"][list]["nodes"]);
        assert_ne!(one[0]["id"], two[0]["id"], "{list}");
    }
    let dossier = &found["two"]["dossiers"]["nodes"][1];
    assert_eq!(found["dossier"]["id"], dossier["id"]);
    assert_eq!(found["dossier"]["number"], 10_010_002);
    assert_eq!(found["dossier"]["demarche"]["number"], 2);
}
