//! Tests of the imitation of Sage, without a network.

use serde_json::{Value, json};

use super::*;
use crate::rest::asking::{get, read};

fn ask(settings: &RestSettings, target: &str) -> (StatusCode, Value) {
    let target = format!("/{}/{target}", Sage::DATASET);
    read(&Sage::new(settings).answer(&get(&target, &["authorization: Bearer token"])))
}

/// The number of returned rows, and the count if it was requested.
fn sizes(target: &str) -> (usize, Option<u64>) {
    let (status, body) = ask(&RestSettings::default(), target);
    assert_eq!(status, StatusCode::OK, "{target}: {body}");
    (
        body["value"].as_array().unwrap().len(),
        body["@odata.count"].as_u64(),
    )
}

#[test]
fn rows_beyond_the_limit_are_omitted_silently() {
    assert_eq!(sizes("ecritures"), (2000, None));
    assert_eq!(sizes("ecritures?$top=3000&$count=true"), (2000, Some(4001)));
    assert_eq!(sizes("ecritures?$skip=4000"), (1, None));
    assert_eq!(sizes("ecritures?$skip=9000"), (0, None));
    assert_eq!(
        sizes("comptes?$top=100&$skip=200&$count=true"),
        (57, Some(257))
    );
    assert_eq!(sizes("comptes?$top=0&$count=true"), (0, Some(257)));
}

#[test]
fn of_6500_customers_175_live_in_lyon() {
    assert_eq!(sizes("clients?$top=0&$count=true"), (0, Some(6500)));
    assert_eq!(
        sizes("clients?$count=true&$filter=adresse/ville%20eq%20%27Lyon%27"),
        (175, Some(175))
    );
}

#[test]
fn rows_are_selected_ordered_and_expanded() {
    let (_, body) = ask(
        &RestSettings {
            accounts: 3,
            ..RestSettings::default()
        },
        "comptes?$select=numero&$orderby=numero desc&$top=2&$expand=natureCompte"
            .replace(' ', "%20")
            .as_str(),
    );
    let nature = |index: usize| json!({ "id": format!("00000004-0000-4000-8000-{index:012x}"), "intitule": format!("Nature {index}") });
    let expected = json!([
        { "numero": "1010020", "natureCompte": nature(2) },
        { "numero": "1010010", "natureCompte": nature(1) },
    ]);
    assert_eq!(body["value"], expected);
}

#[test]
fn filters_are_exact_or_refused() {
    let check = |filter: &str, expected: usize| {
        let filter: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        assert_eq!(
            sizes(&format!("comptes?$top=0&$count=true&$filter={filter}")).1,
            Some(expected as u64),
            "{filter}"
        );
    };
    check("startswith(numero,'10101')", 10);
    check("type eq 'Total'", 13);
    check("type ne 'Total'", 244);
    check("numero ge '1010010' and numero lt '1010040'", 3);
    check(
        "(numero eq '1010000' or numero eq '1010010') and type eq 'Detail'",
        1,
    );
    check("contains(intitule,'0000') or endswith(numero,'570')", 3);
    check("intitule eq 'it''s not there'", 0);
}

#[test]
fn invalid_queries_are_answered_400_with_the_reason() {
    let check = |query: &str, message: &str| {
        let error = json!({ "error": { "code": "InvalidQueryOption", "message": message } });
        let answer = ask(
            &RestSettings::default(),
            &format!("comptes?{}", query.replace(' ', "%20")),
        );
        assert_eq!(answer, (StatusCode::BAD_REQUEST, error), "{query}");
    };
    check(
        "$count=yes",
        "Invalid value 'yes' for '$count': true or false is expected.",
    );
    check(
        "$top=-1",
        "Invalid value '-1' for '$top': a whole number from 0 is expected.",
    );
    check(
        "$top=1&$top=2",
        "Query option '$top' was specified more than once.",
    );
    check("$search=x", "The query option '$search' is not supported.");
    check("$select=nom", "Could not find a property named 'nom'.");
    check(
        "$expand=ecritures",
        "The property 'ecritures' cannot be used in '$expand'.",
    );
    check(
        "$filter=not (type eq 'Total')",
        "'not' is not supported in filters.",
    );
    check(
        "$filter=length(numero) eq 7",
        "'length' is not supported in filters.",
    );
    check(
        "$filter=numero eq '1",
        "There is an unterminated string literal in the filter.",
    );
    check("$filter=numero eq", "The filter ends too early.");
}

#[test]
fn each_kind_of_error_has_its_own_body() {
    let sage = Sage::new(&RestSettings::default());
    let ask = |target: &str| sage.answer(&get(target, &["authorization: Bearer token"]));
    let dataset = Sage::DATASET;

    let unauthorized = sage.answer(&get("/companies", &[]));
    assert_eq!(
        (unauthorized.status(), unauthorized.body().len()),
        (StatusCode::UNAUTHORIZED, 0)
    );
    let (status, body) = read(&ask(&format!("/{dataset}/comptes('x')")));
    assert_eq!(
        (status, &body["error"]["code"]),
        (StatusCode::NOT_FOUND, &json!("NotFound"))
    );
    let (status, body) = read(&ask(&format!("/{dataset}/articles")));
    let message =
        format!("No HTTP resource was found that matches the request URI '/{dataset}/articles'.");
    assert_eq!(
        (status, body),
        (StatusCode::NOT_FOUND, json!({ "Message": message }))
    );
    let page = ask("/a/b/c");
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
    assert!(page.body().starts_with(b"<html><head><title>404"));
}

#[test]
fn tax_registers_of_many_entries_take_too_long() {
    let status = |target: &str| ask(&RestSettings::default(), target).0;
    assert_eq!(
        status("ecritures?$expand=registreTaxes"),
        StatusCode::GATEWAY_TIMEOUT
    );
    assert_eq!(
        status("ecritures?$expand=registreTaxes&$top=200"),
        StatusCode::OK
    );
}
