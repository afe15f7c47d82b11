//! Tests of the imitation of JobAffinity, without a network.

use serde_json::{Value, json};

use super::*;
use crate::rest::asking::{get, read};

/// The credentials `login:password`.
const AUTHORIZATION: &str = "authorization: Basic bG9naW46cGFzc3dvcmQ=";

fn api(settings: RestSettings) -> JobAffinity {
    JobAffinity::new(&settings)
}

fn ask(api: &JobAffinity, target: &str) -> Value {
    let (status, body) = read(&api.answer(&get(target, &[AUTHORIZATION])));
    assert_eq!(status, StatusCode::OK, "{target}");
    body
}

fn ids(body: &Value) -> Vec<u64> {
    let items = body["items"].as_array().into_iter().flatten();
    items.map(|item| item["id"].as_u64().unwrap()).collect()
}

#[test]
fn the_next_page_is_a_path_with_the_request_s_own_parameters() {
    let api = api(RestSettings::default());
    let first = ask(&api, "/restapi/v1/job?limit=30");
    assert_eq!(ids(&first), (1..=30).collect::<Vec<_>>());
    assert_eq!(first["_next"], "/restapi/v1/job?limit=30&pagecursor=30");
    let second = ask(&api, first["_next"].as_str().unwrap());
    assert_eq!(ids(&second), (31..=45).collect::<Vec<_>>());
}

#[test]
fn the_end_is_null_empty_or_absent_by_collection() {
    let api = api(RestSettings {
        jobs: 3,
        candidates: 3,
        applications: 6,
        ..RestSettings::default()
    });
    let next = |target: &str| ask(&api, target).get("_next").cloned();
    assert_eq!(next("/restapi/v1/job"), Some(Value::Null));
    assert_eq!(next("/restapi/v1/step"), Some(Value::Null));
    assert_eq!(next("/restapi/v1/candidate"), Some(json!("")));
    assert_eq!(next("/restapi/v1/note"), Some(json!("")));
    assert_eq!(next("/restapi/v1/webhook/task"), None);
    assert_eq!(next("/restapi/v1/job/2/application"), None);
    assert_eq!(next("/restapi/v1/candidate/2/application"), None);
}

#[test]
fn applications_belong_to_one_job_and_one_candidate() {
    let api = api(RestSettings {
        jobs: 3,
        candidates: 4,
        applications: 8,
        ..RestSettings::default()
    });
    assert_eq!(ids(&ask(&api, "/restapi/v1/job/2/application")), [2, 5, 8]);
    assert_eq!(
        ids(&ask(&api, "/restapi/v1/candidate/4/application")),
        [4, 8]
    );
    assert_eq!(
        ids(&ask(&api, "/restapi/v1/job/2/application?since=2&limit=1")),
        [5]
    );
}

#[test]
fn a_refused_request_is_answered_200_with_invalid() {
    let api = api(RestSettings::default());
    for limit in ["0", "101", "many"] {
        let body = ask(&api, &format!("/restapi/v1/job?limit={limit}"));
        assert_eq!(
            body,
            json!({ "_status": "INVALID", "_self": "/restapi/v1/job", "invalid": { "limit": "invalid value" } })
        );
    }
}

#[test]
fn statuses_of_refused_requests() {
    let api = api(RestSettings::default());
    let status = |target: &str, headers: &[&str]| api.answer(&get(target, headers)).status();
    assert_eq!(status("/restapi/v1/job", &[]), StatusCode::UNAUTHORIZED);
    assert_eq!(
        status(
            "/restapi/v1/job",
            &["authorization: Basic bG9naW46d3Jvbmc="]
        ),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        status("/restapi/v1/job/46", &[AUTHORIZATION]),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        status("/restapi/v1/job/46/application", &[AUTHORIZATION]),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        status("/restapi/v2/job", &[AUTHORIZATION]),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        status("/restapi/v1/job/45", &[AUTHORIZATION]),
        StatusCode::OK
    );
}

#[test]
fn the_request_after_the_last_one_of_a_minute_is_answered_429_without_a_hint() {
    let clock = crate::Clock::stopped_at(1_790_000_000);
    let api = api(RestSettings {
        requests_per_minute: 2,
        clock: clock.clone(),
        ..RestSettings::default()
    });
    let responses: Vec<_> = (0..3)
        .map(|_| api.answer(&get("/restapi/v1", &[AUTHORIZATION])))
        .collect();
    assert_eq!(
        responses
            .iter()
            .map(|r| r.status().as_u16())
            .collect::<Vec<_>>(),
        [200, 200, 429]
    );
    assert!(responses[2].headers().is_empty() && responses[2].body().is_empty());
    clock.advance(std::time::Duration::from_secs(60));
    assert_eq!(
        api.answer(&get("/restapi/v1", &[AUTHORIZATION])).status(),
        StatusCode::OK
    );
}

#[test]
fn since_lists_what_was_created_or_modified_since_an_item() {
    let api = api(RestSettings {
        candidates: 5,
        ..RestSettings::default()
    });
    let since = |identifier: u64| {
        let target = format!("/restapi/v1/candidate?since={identifier}");
        ids(&ask(&api, &target))
    };
    assert_eq!(since(3), [4, 5]);
    api.change(Change::Update(2));
    api.change(Change::Insert);
    api.change(Change::Delete(4));
    assert_eq!(since(3), [2, 5, 6]);
    assert_eq!(since(5), [2, 6]);
    // Candidate 2 was modified before candidate 6 was created.
    assert_eq!(since(6), [0; 0]);
    let updated = ask(&api, "/restapi/v1/candidate/2");
    assert_eq!(updated["position"], "Comptable (v2)");
    let (status, _) = read(&api.answer(&get("/restapi/v1/candidate/4", &[AUTHORIZATION])));
    assert_eq!(status, StatusCode::NOT_FOUND);
}
