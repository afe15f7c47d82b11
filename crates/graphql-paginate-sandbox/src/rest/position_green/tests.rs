//! Tests of the imitation of Position Green, without a network.

use serde_json::{Value, json};

use super::*;
use crate::rest::asking::{get, read, request};

fn api(settings: RestSettings) -> PositionGreen {
    PositionGreen::new(&settings)
}

fn token(api: &PositionGreen, secret: &str) -> (StatusCode, Value) {
    let form = format!("client_id=id&client_secret={secret}&grant_type=client_credentials");
    read(&api.answer(&request(Method::POST, "/connect/token", &[], &form)))
}

fn authorization(api: &PositionGreen) -> String {
    let (status, body) = token(api, "secret");
    assert_eq!(status, StatusCode::OK);
    format!(
        "authorization: Bearer {}",
        body["access_token"].as_str().unwrap()
    )
}

fn ask(api: &PositionGreen, target: &str) -> (StatusCode, Value) {
    read(&api.answer(&get(target, &[&authorization(api)])))
}

fn names(body: &Value) -> Vec<&str> {
    let items = body["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["node"]["name"].as_str().unwrap())
        .collect()
}

#[test]
fn four_years_in_two_pages_of_two() {
    let api = api(RestSettings::default());
    let (_, first) = ask(&api, "/v1/years?first=2");
    assert_eq!(names(&first), ["2017", "2018"]);
    assert_eq!(first["totalCount"], 4);
    let page_info =
        json!({ "hasNextPage": true, "startCursor": "aWR4OzA=", "endCursor": "aWR4OzE=" });
    assert_eq!(first["pageInfo"], page_info);
    let (_, second) = ask(&api, "/v1/years?first=2&after=aWR4OzE%3D");
    assert_eq!(names(&second), ["2019", "2020"]);
    let page_info =
        json!({ "hasNextPage": false, "startCursor": "aWR4OzI=", "endCursor": "aWR4OzM=" });
    assert_eq!(second["pageInfo"], page_info);
}

#[test]
fn directions_filters_and_pages_after_the_end() {
    let api = api(RestSettings::default());
    let (_, body) = ask(&api, "/v1/years?sortBy=Name&sortDirection=Descending");
    assert_eq!(names(&body), ["2020", "2019", "2018", "2017"]);
    let (_, body) = ask(&api, "/v1/measures?nameFilter=007&first=2");
    assert_eq!(names(&body), ["Measure 0007", "Measure 0070"]);
    let (_, body) = ask(&api, "/v1/years?after=aWR4OzM=");
    assert_eq!(body["items"], json!([]));
    assert_eq!(
        body["pageInfo"],
        json!({ "hasNextPage": false, "startCursor": null, "endCursor": null })
    );
}

#[test]
fn an_invalid_parameter_is_reported_with_a_suggestion() {
    let api = api(RestSettings::default());
    let check = |target: &str, property: &str, message: &str, suggestion: &str| {
        let error =
            json!({ "property": property, "errorMessage": message, "suggestion": suggestion });
        assert_eq!(
            ask(&api, target),
            (StatusCode::BAD_REQUEST, json!({ "errors": [error] })),
            "{target}"
        );
    };
    check(
        "/v1/years?first=1001",
        "first",
        "1001 invalid value",
        "Must be between 1 and 1000",
    );
    check(
        "/v1/measures?first=510",
        "first",
        "510 invalid value",
        "Must be between 1 and 500",
    );
    check(
        "/v1/years?first=0",
        "first",
        "0 invalid value",
        "Must be between 1 and 1000",
    );
    check(
        "/v1/years?after=x",
        "after",
        "invalid value",
        "Must be a cursor of an earlier page",
    );
    check(
        "/v1/years?sortBy=Id",
        "sortBy",
        "invalid value",
        "Must be EndDate or Name",
    );
}

#[test]
fn tokens_are_issued_for_credentials_only() {
    let api = api(RestSettings::default());
    let issued =
        json!({ "access_token": "sandbox-access-1", "expires_in": 3600, "token_type": "Bearer" });
    assert_eq!(token(&api, "secret"), (StatusCode::OK, issued));
    assert_eq!(
        token(&api, "wrong"),
        (
            StatusCode::BAD_REQUEST,
            json!({ "error": "invalid_client" })
        )
    );
    let unauthorized = (StatusCode::UNAUTHORIZED, Value::Null);
    assert_eq!(read(&api.answer(&get("/v1/years", &[]))), unauthorized);
    assert_eq!(
        read(&api.answer(&get("/v1/years", &["authorization: Bearer made-up"]))),
        unauthorized
    );
}

#[test]
fn a_token_is_refused_once_it_is_used_up_or_has_expired() {
    let used = api(RestSettings {
        token_uses: Some(1),
        ..RestSettings::default()
    });
    let header = authorization(&used);
    let statuses = [(); 2].map(|()| used.answer(&get("/v1/years", &[&header])).status().as_u16());
    assert_eq!(statuses, [200, 401]);

    let clock = crate::Clock::stopped_at(1_790_000_000);
    let expiring = api(RestSettings {
        clock: clock.clone(),
        ..RestSettings::default()
    });
    let header = authorization(&expiring);
    let status = || {
        expiring
            .answer(&get("/v1/years", &[&header]))
            .status()
            .as_u16()
    };
    clock.advance(std::time::Duration::from_secs(3599));
    assert_eq!(status(), 200);
    clock.advance(std::time::Duration::from_secs(1));
    assert_eq!(status(), 401);
}
