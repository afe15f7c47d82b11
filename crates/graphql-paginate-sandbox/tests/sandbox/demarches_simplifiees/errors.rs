//! The errors of the API.

use graphql_paginate_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Answer, answer, post, request};

fn controller(code: &str, message: &str) -> Value {
    json!({ "errors": [{ "message": message, "extensions": { "code": code } }], "data": null })
}

#[tokio::test]
async fn tokens() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = sandbox.demarches_simplifiees().url();
    let forbidden = controller(
        "forbidden",
        "Without a token, only persisted queries are allowed",
    );
    let expired = controller("unauthorized", "Token expired");
    let good = json!({ "data": { "demarche": { "number": 7 } } });
    let token = Sandbox::TOKEN;
    let cases = [
        (None, 403, &forbidden),
        (Some(String::new()), 403, &forbidden),
        (Some("Bearer ".into()), 403, &forbidden),
        (Some(format!("Basic {token}")), 403, &forbidden),
        (
            Some(format!("Bearer {}", Sandbox::UNKNOWN_TOKEN)),
            403,
            &forbidden,
        ),
        (
            Some(format!("Bearer {}", Sandbox::EXPIRED_TOKEN)),
            401,
            &expired,
        ),
        (Some(format!("Bearer {token}")), 200, &good),
        (Some(format!("Bearer token={token}")), 200, &good),
        (Some(format!("Token {token}")), 200, &good),
        (Some(format!("Token token={token}")), 200, &good),
    ];
    for (header, status, body) in cases {
        let mut request = reqwest::Client::new()
            .post(url)
            .json(&json!({ "query": "{ demarche(number: 7) { number } }" }));
        if let Some(header) = &header {
            request = request.header("authorization", header);
        }
        let Answer {
            status: found,
            body: found_body,
        } = answer(request).await;
        assert_eq!((found.as_u16(), &found_body), (status, body), "{header:?}");
    }
}

#[tokio::test]
async fn introspection_is_a_stored_query_that_needs_no_token() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = sandbox.demarches_simplifiees().url();
    let body = json!({ "queryId": "introspection", "operationName": "IntrospectionQuery" });
    let found = answer(reqwest::Client::new().post(url).json(&body)).await;
    assert_eq!(found.status, 200);
    assert_eq!(found.body["data"]["__schema"]["queryType"]["name"], "Query");
}

#[tokio::test]
async fn the_controller_refuses_invalid_bodies() {
    let sandbox = Sandbox::start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let query = "{ demarche(number: 1) { number } }";
    let cases = [
        (
            "{".to_owned(),
            "bad_request",
            "EOF while parsing an object at line 1 column 1",
        ),
        (
            json!({ "query": query, "variables": "{" }).to_string(),
            "graphql_parse_failed",
            "EOF while parsing an object at line 1 column 1",
        ),
        (
            json!({ "query": query, "variables": [1] }).to_string(),
            "bad_request",
            "Unexpected parameter: [1]",
        ),
    ];
    for (body, code, message) in cases {
        let found = answer(request(api).body(body)).await;
        assert_eq!(found.status, 400);
        assert_eq!(found.body, controller(code, message));
    }
    let get = answer(reqwest::Client::new().get(api.url())).await;
    assert_eq!(get.status, 404);
}

#[tokio::test]
async fn variables_may_be_a_json_string() {
    let sandbox = Sandbox::start().await.unwrap();
    let query = "query ($number: Int!) { demarche(number: $number) { number } }";
    let body = post(
        sandbox.demarches_simplifiees(),
        query,
        json!("{\"number\": 3}"),
    )
    .await;
    assert_eq!(body, json!({ "data": { "demarche": { "number": 3 } } }));
}

/// Responses with errors of the whole request have no `data`.
#[tokio::test]
async fn requests_that_are_not_executed() {
    let sandbox = Sandbox::start().await.unwrap();
    let place = |line: i64, column: i64| json!([{ "line": line, "column": column }]);
    #[rustfmt::skip]
    let cases = [
        ("", json!({ "message": "Unexpected end of document", "locations": [] })),
        ("{ demarche(number: 1", json!({ "message": "Expected NAME, actual: (none) (\"\") at [1, 21]", "locations": place(1, 21) })),
        ("{ demarche(number: 1) { } }", json!({ "message": "Expected NAME, actual: RCURLY (\"}\") at [1, 25]", "locations": place(1, 25) })),
        ("{ demarche(number: 1) { idd } }", json!({
            "message": "Field 'idd' doesn't exist on type 'Demarche' (Did you mean `id`?)",
            "locations": place(1, 25), "path": ["query", "demarche", "idd"],
            "extensions": { "code": "undefinedField", "typeName": "Demarche", "fieldName": "idd" },
        })),
        ("{ demarche(number: 1) { dossiers(firstt: 1) { nodes { id } } } }", json!({
            "message": "Field 'dossiers' doesn't accept argument 'firstt' (Did you mean `first`?)",
            "locations": place(1, 34), "path": ["query", "demarche", "dossiers", "firstt"],
            "extensions": { "code": "argumentNotAccepted", "name": "dossiers", "typeName": "Field", "argumentName": "firstt" },
        })),
        ("{ demarche { id } }", json!({
            "message": "Field 'demarche' is missing required arguments: number",
            "locations": place(1, 3), "path": ["query", "demarche"],
            "extensions": { "code": "missingRequiredArguments", "className": "Field", "name": "demarche", "arguments": "number" },
        })),
        ("query Q { demarche(number: 1) { dossiers(state: nope) { nodes { id } } } }", json!({
            "message": "Argument 'state' on Field 'dossiers' has an invalid value (nope). Expected type 'DossierState'.",
            "locations": place(1, 42), "path": ["query Q", "demarche", "dossiers", "state"],
            "extensions": { "code": "argumentLiteralsIncompatible", "typeName": "Field", "argumentName": "state" },
        })),
        ("query Q($x: Int) { demarche(number: 1) { id } }", json!({
            "message": "Variable $x is declared by Q but not used",
            "locations": place(1, 9), "path": ["query Q"],
            "extensions": { "code": "variableNotUsed", "variableName": "x" },
        })),
        ("query Q { demarche(number: $x) { id } }", json!({
            "message": "Variable $x is used by Q but not declared",
            "locations": place(1, 29), "path": ["query Q"],
            "extensions": { "code": "variableNotDefined", "variableName": "x" },
        })),
        ("{ demarche(number: 1) }", json!({
            "message": "Field must have selections (field 'demarche' returns Demarche but has no selections. Did you mean 'demarche { ... }'?)",
            "locations": place(1, 3), "path": ["query", "demarche"],
            "extensions": { "code": "selectionMismatch", "nodeName": "field 'demarche'", "typeName": "Demarche" },
        })),
        ("{ demarche(number: 1) { ...Nope } }", json!({
            "message": "Fragment Nope was used, but not defined",
            "locations": place(1, 25), "path": ["query", "demarche", "... Nope"],
            "extensions": { "code": "useAndDefineFragment", "fragmentName": "Nope" },
        })),
        ("query A { demarche(number: 1) { id } } query B { demarche(number: 1) { id } }", json!({ "message": "An operation name is required" })),
    ];
    for (query, error) in cases {
        let body = post(sandbox.demarches_simplifiees(), query, Value::Null).await;
        assert_eq!(body, json!({ "errors": [error] }), "{query}");
    }
}

#[tokio::test]
async fn operations_are_selected_by_name() {
    let sandbox = Sandbox::start().await.unwrap();
    let query =
        "query A { demarche(number: 1) { number } } query B { demarche(number: 2) { number } }";
    let ask = async |name: Value| {
        let body = json!({ "query": query, "operationName": name });
        answer(request(sandbox.demarches_simplifiees()).json(&body))
            .await
            .body
    };
    assert_eq!(
        ask(json!("B")).await,
        json!({ "data": { "demarche": { "number": 2 } } })
    );
    assert_eq!(
        ask(json!("C")).await,
        json!({ "errors": [{ "message": "No operation named \"C\"" }] })
    );
    let none = answer(request(sandbox.demarches_simplifiees()).json(&json!({}))).await;
    assert_eq!(
        none.body,
        json!({ "errors": [{ "message": "No query string was present" }] })
    );
}

#[tokio::test]
async fn variables_of_another_type() {
    let sandbox = Sandbox::start().await.unwrap();
    let query = "query ($n: Int!, $state: DossierState, $since: ISO8601DateTime) { demarche(number: $n) { \
                 dossiers(state: $state, updatedSince: $since) { nodes { id } } } }";
    let cases = [
        (
            json!({}),
            8,
            "n",
            "Int!",
            Value::Null,
            "Expected value to not be null",
        ),
        (
            json!({ "n": "x" }),
            8,
            "n",
            "Int!",
            json!("x"),
            "Could not coerce value \"x\" to Int",
        ),
        (
            json!({ "n": 1, "state": "nope" }),
            18,
            "state",
            "DossierState",
            json!("nope"),
            "Expected \"nope\" to be one of: accepte, en_construction, en_instruction, refuse, sans_suite",
        ),
        (
            json!({ "n": 1, "since": "yesterday" }),
            40,
            "since",
            "ISO8601DateTime",
            json!("yesterday"),
            "Could not coerce value \"yesterday\" to ISO8601DateTime",
        ),
    ];
    for (variables, column, name, ty, value, explanation) in cases {
        let body = post(sandbox.demarches_simplifiees(), query, variables).await;
        let problems = json!([{ "path": [], "explanation": explanation }]);
        let error = json!({
            "message": format!("Variable ${name} of type {ty} was provided invalid value"),
            "locations": [{ "line": 1, "column": column }],
            "extensions": { "value": value, "problems": problems },
        });
        assert_eq!(body, json!({ "errors": [error] }));
    }
}

#[tokio::test]
async fn objects_that_do_not_exist_are_not_found() {
    let sandbox = Sandbox::start().await.unwrap();
    let cases = [
        ("demarche(number: 404)", "Demarche", Value::Null),
        ("demarche(number: 0)", "Demarche", Value::Null),
        ("dossier(number: 10251)", "Dossier", Value::Null),
        (
            "groupeInstructeur(number: 4)",
            "GroupeInstructeurWithDossiers",
            Value::Null,
        ),
        (
            "demarcheDescriptor(demarche: { number: 404 })",
            "DemarcheDescriptor",
            json!({ "demarcheDescriptor": null }),
        ),
    ];
    for (field, ty, data) in cases {
        let body = post(
            sandbox.demarches_simplifiees(),
            &format!("{{ {field} {{ id }} }}"),
            Value::Null,
        )
        .await;
        let name = field.split('(').next().unwrap();
        let error = json!({
            "message": format!("{ty} not found"),
            "locations": [{ "line": 1, "column": 3 }],
            "path": [name],
            "extensions": { "code": "not_found" },
        });
        assert_eq!(body, json!({ "errors": [error], "data": data }));
    }
}

#[tokio::test]
async fn paging_errors_are_reported_at_the_fields_of_the_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let cases = [
        (
            "nodes { id }",
            json!({ "demarche": { "dossiers": { "nodes": null } } }),
            vec!["nodes"],
        ),
        (
            "pageInfo { hasNextPage } nodes { id }",
            Value::Null,
            vec!["pageInfo"],
        ),
        (
            "nodes { id } pageInfo { hasNextPage }",
            Value::Null,
            vec!["nodes", "pageInfo"],
        ),
        (
            "__typename",
            json!({ "demarche": { "dossiers": { "__typename": "DossierConnection" } } }),
            vec![],
        ),
    ];
    for (selection, data, paths) in cases {
        let query = format!(
            "{{ demarche(number: 1) {{ dossiers(first: 1, last: 1) {{ {selection} }} }} }}"
        );
        let body = post(sandbox.demarches_simplifiees(), &query, Value::Null).await;
        assert_eq!(body["data"], data, "{selection}");
        let errors = body["errors"].as_array().cloned().unwrap_or_default();
        let found: Vec<&str> = errors
            .iter()
            .map(|error| error["path"][2].as_str().unwrap())
            .collect();
        assert_eq!(found, paths, "{selection}");
    }
}

#[tokio::test]
async fn depth_is_limited_to_fifteen() {
    let sandbox = Sandbox::start().await.unwrap();
    // `dossier` and `champs` take two levels for each link, `demarche`, `dossiers` and `nodes` three, `id` one.
    let nested = |links: usize| {
        let open = "champs { ... on DossierLinkChamp { dossier { ".repeat(links);
        let close = "} } } ".repeat(links);
        format!(
            "{{ demarche(number: 1) {{ dossiers(first: 1) {{ nodes {{ {open} champs {{ id }} {close} }} }} }} }}"
        )
    };
    let deepest = post(sandbox.demarches_simplifiees(), &nested(5), Value::Null).await;
    assert!(deepest.get("errors").is_none(), "{deepest}");
    let body = post(sandbox.demarches_simplifiees(), &nested(6), Value::Null).await;
    let message = "Query has depth of 17, which exceeds max depth of 15";
    assert_eq!(body, json!({ "errors": [{ "message": message }] }));
}
