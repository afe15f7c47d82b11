//! Stored queries, which are named by `queryId`, with and without a token.

use graphql_paginate_sandbox::{Endpoint, Sandbox};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, answer, request};

async fn with_token(api: &Endpoint, body: Value) -> Answer {
    answer(request(api).json(&body)).await
}

async fn without_token(api: &Endpoint, body: Value) -> Answer {
    answer(Client::new().post(api.url()).json(&body)).await
}

fn stored(operation: &str, variables: Value) -> Value {
    json!({ "queryId": "ds-query-v2", "operationName": operation, "variables": variables })
}

#[tokio::test]
async fn a_stored_query_is_selected_by_operation_and_precedes_a_document() {
    let sandbox = Sandbox::start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let variables = json!({ "demarcheNumber": 1, "first": 2, "includeDossiers": true, "includeChamps": false, "includeAnotations": false });
    let mut body = stored("getDemarche", variables);
    body["query"] = json!("{ nonsense }");
    let found = with_token(api, body).await.body;
    let dossiers = &found["data"]["demarche"]["dossiers"];
    assert_eq!(dossiers["nodes"][1]["number"], 10_002, "{found}");
    assert_eq!(dossiers["pageInfo"]["hasNextPage"], true);

    let found = with_token(
        api,
        stored("getDossier", json!({ "dossierNumber": 10_003 })),
    )
    .await
    .body;
    assert_eq!(
        found["data"]["dossier"]["champs"].as_array().map(Vec::len),
        Some(13),
        "{found}"
    );

    let unnamed = with_token(api, json!({ "queryId": "ds-query-v2" }))
        .await
        .body;
    assert_eq!(
        unnamed,
        json!({ "errors": [{ "message": "An operation name is required" }] })
    );
}

#[tokio::test]
async fn an_unknown_query_id_is_a_bad_request() {
    let sandbox = Sandbox::start().await.unwrap();
    let unknown = with_token(sandbox.demarches_simplifiees(), json!({ "queryId": "x" })).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    let error =
        json!({ "message": "No query with id \"x\"", "extensions": { "code": "bad_request" } });
    assert_eq!(unknown.body, json!({ "errors": [error], "data": null }));
}

#[tokio::test]
async fn without_a_token_only_descriptors_of_open_data_are_visible() {
    let sandbox = Sandbox::start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let descriptor = |number: i64| {
        stored(
            "getDemarcheDescriptor",
            json!({ "demarche": { "number": number } }),
        )
    };
    let open = without_token(api, descriptor(1)).await;
    assert_eq!(
        (
            open.status,
            &open.body["data"]["demarcheDescriptor"]["number"]
        ),
        (StatusCode::OK, &json!(1))
    );

    for (body, type_name) in [
        (descriptor(4), "DemarcheDescriptor"),
        (
            stored("getDemarche", json!({ "demarcheNumber": 1 })),
            "Demarche",
        ),
        (
            stored("getDossier", json!({ "dossierNumber": 10_001 })),
            "Dossier",
        ),
    ] {
        let hidden = without_token(api, body).await;
        assert_eq!(hidden.status, StatusCode::OK);
        let error = &hidden.body["errors"][0];
        assert_eq!(
            error["message"],
            format!("An object of type {type_name} was hidden due to permissions")
        );
        assert_eq!(error["extensions"]["code"], "unauthorized");
    }
}

#[tokio::test]
async fn without_a_token_mutations_are_refused_in_their_payload() {
    let sandbox = Sandbox::start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let body = json!({
        "queryId": "ds-mutation-v2",
        "operationName": "dossierArchiver",
        "variables": { "input": { "dossierId": "RG9zc2llci0xMDAwMQ==", "instructeurId": "SW5zdHJ1Y3RldXItMQ==" } },
    });
    let refused = without_token(api, body.clone()).await.body;
    let message = "Le jeton utilisé est configuré seulement en lecture";
    let payload = json!({ "dossier": null, "errors": [{ "message": message }] });
    assert_eq!(refused, json!({ "data": { "dossierArchiver": payload } }));
    let done = with_token(api, body).await.body;
    assert_eq!(
        done["data"]["dossierArchiver"]["errors"],
        Value::Null,
        "{done}"
    );
}
