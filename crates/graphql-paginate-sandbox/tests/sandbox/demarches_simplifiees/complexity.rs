//! The complexity of queries, and the error if it exceeds the limit.

use graphql_paginate_sandbox::{Endpoint, Sandbox};
use serde_json::{Value, json};

use crate::support::{data, post};

/// Checks the cost of a query: repeats it with aliases until it exceeds the limit, and reads the sum from the message.
async fn check(api: &Endpoint, selections: &str, variables: Value, cost: u64) {
    let times = 60_000 / cost + 1;
    let aliases: Vec<String> = (0..times)
        .map(|number| selections.replace("it:", &format!("a{number}:")))
        .collect();
    let head = if variables == json!({}) {
        ""
    } else {
        "query ($n: Int, $on: Boolean = false) "
    };
    let query = format!("{head}{{ {} }}", aliases.join(" "));
    let body = post(api, &query, variables).await;
    let total = cost * times;
    let message = format!("Query has complexity of {total}, which exceeds max complexity of 60000");
    assert_eq!(
        body,
        json!({ "errors": [{ "message": message }] }),
        "{selections}"
    );
}

#[tokio::test]
async fn a_connection_costs_its_selections_once_per_requested_item() {
    let sandbox = Sandbox::start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let nothing = || json!({});
    let cases = [
        ("dossiers { nodes { id } }", 103),
        ("dossiers(first: 100) { nodes { id } }", 103),
        ("dossiers(first: null) { nodes { id } }", 103),
        (
            "dossiers { nodes { id } pageInfo { hasNextPage endCursor } }",
            106,
        ),
        (
            "dossiers { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }",
            108,
        ),
        ("dossiers { edges { node { id } } }", 203),
        ("dossiers { edges { cursor node { id } } }", 303),
        (
            "dossiers { edges { cursor node { id } } nodes { id } }",
            404,
        ),
        ("dossiers(first: 1) { nodes { id } }", 4),
        ("dossiers(last: 50) { nodes { id } }", 53),
        ("dossiers(first: 10, last: 50) { nodes { id } }", 53),
        ("dossiers(first: 1000) { nodes { id } }", 1003),
        ("dossiers(first: 0) { nodes { id number } }", 3),
        (
            "a: dossiers(first: 100) { nodes { id } } b: dossiers(first: 100) { nodes { id } }",
            205,
        ),
        (
            "dossiers { nodes { id number id } nodes { number __typename } __typename }",
            304,
        ),
    ];
    for (connection, cost) in cases {
        let selections = format!("it: demarche(number: 1) {{ {connection} }}");
        check(api, &selections, nothing(), cost).await;
    }
    check(
        api,
        "it: demarcheDescriptors { nodes { id number title } }",
        nothing(),
        302,
    )
    .await;
}

#[tokio::test]
async fn variables_and_conditions_affect_the_cost() {
    let sandbox = Sandbox::start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let page =
        "it: demarche(number: 1) { dossiers(first: $n) { nodes { id number @include(if: $on) } } }";
    check(api, page, json!({ "n": null }), 103).await;
    check(api, page, json!({ "n": 7 }), 10).await;
    check(api, page, json!({ "n": 7, "on": true }), 17).await;
}

#[tokio::test]
async fn an_interface_costs_its_most_expensive_type() {
    let sandbox = Sandbox::start().await.unwrap();
    let champs = "it: dossier(number: 10001) { champs { id \
                  ... on TextChamp { stringValue } ... on DateChamp { date label value updatedAt } \
                  ... on Champ { id label } } }";
    check(sandbox.demarches_simplifiees(), champs, json!({}), 7).await;
}

#[tokio::test]
async fn the_limit_itself_is_accepted_and_depth_is_checked_first() {
    let sandbox = Sandbox::start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let leaves =
        |count: usize| -> String { (0..count).map(|number| format!("l{number}: id ")).collect() };
    let query = |count| {
        format!(
            "{{ demarche(number: 1) {{ dossiers {{ nodes {{ {}}} }} }} }}",
            leaves(count)
        )
    };
    data(api, &query(599), json!({})).await;
    let refused = post(api, &query(600), json!({})).await;
    let message = "Query has complexity of 60003, which exceeds max complexity of 60000";
    assert_eq!(refused, json!({ "errors": [{ "message": message }] }));

    let deep =
        "dossier { champs { ... on DossierLinkChamp { ".repeat(6) + "id" + &" } } }".repeat(6);
    let query = format!(
        "{{ demarche(number: 1) {{ dossiers(first: 9000) {{ nodes {{ champs {{ ... on DossierLinkChamp {{ {deep} }} }} }} }} }} }}"
    );
    let both = post(api, &query, json!({})).await;
    let messages: Vec<&str> = both["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["message"].as_str().unwrap())
        .collect();
    assert_eq!(messages.len(), 2, "{both}");
    assert!(messages[0].starts_with("Query has depth of 17,"), "{both}");
    assert!(
        messages[1].starts_with("Query has complexity of "),
        "{both}"
    );
}
