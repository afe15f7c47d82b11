//! Tests of the client for JobAffinity.

use futures::TryStreamExt;
use graphql_paginate::rest::jobaffinity::JobAffinity;
use graphql_paginate::{Client, ErrorKind};
use graphql_paginate_sandbox::Sandbox;

use super::asked;

fn jobaffinity(sandbox: &Sandbox) -> JobAffinity {
    Client::jobaffinity("login", "password").endpoint(sandbox.jobaffinity().url())
}

#[tokio::test]
async fn pages_of_jobs_are_joined_by_relative_links() {
    let sandbox = Sandbox::start().await.unwrap();
    let jobs: Vec<_> = jobaffinity(&sandbox)
        .jobs()
        .page_size(20)
        .items()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(
        jobs.iter().map(|job| job.id).collect::<Vec<_>>(),
        (1..=45).collect::<Vec<_>>()
    );
    assert_eq!(jobs[6].title.as_deref(), Some("Poste n° 7"));
    assert_eq!(jobs[6].status.as_deref(), Some("OPEN"));
    assert!(jobs[6].extra.contains_key("location"));
    let asked = asked(sandbox.jobaffinity());
    let expected = [
        "job?limit=20",
        "job?limit=20&pagecursor=20",
        "job?limit=20&pagecursor=40",
    ];
    assert_eq!(
        asked,
        expected.map(|path| (format!("/restapi/v1/{path}"), 200))
    );
}

#[tokio::test]
async fn every_collection_of_jobaffinity_is_walked_to_its_end() {
    let sandbox = Sandbox::builder()
        .jobs(7)
        .candidates(9)
        .applications(30)
        .start()
        .await
        .unwrap();
    let api = jobaffinity(&sandbox);
    let candidates: Vec<_> = api
        .candidates()
        .page_size(4)
        .items()
        .try_collect()
        .await
        .unwrap();
    let of_job: Vec<_> = api
        .applications_of_job(2)
        .page_size(2)
        .items()
        .try_collect()
        .await
        .unwrap();
    let of_candidate: Vec<_> = api
        .applications_of_candidate(9)
        .items()
        .try_collect()
        .await
        .unwrap();
    let steps: Vec<_> = api
        .steps()
        .page_size(11)
        .items()
        .try_collect()
        .await
        .unwrap();
    let notes: Vec<_> = api
        .notes()
        .page_size(10)
        .items()
        .try_collect()
        .await
        .unwrap();
    let tasks: Vec<_> = api
        .webhook_tasks()
        .page_size(3)
        .items()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(
        candidates.last().unwrap().email.as_deref(),
        Some("candidat-9@example.test")
    );
    assert_eq!(
        of_job
            .iter()
            .map(|application| application.id)
            .collect::<Vec<_>>(),
        [2, 9, 16, 23, 30]
    );
    assert!(
        of_job
            .iter()
            .all(|application| application.job.as_ref().unwrap().id == Some(2))
    );
    assert_eq!(
        of_candidate
            .iter()
            .map(|application| application.id)
            .collect::<Vec<_>>(),
        [9, 18, 27]
    );
    assert_eq!(
        (candidates.len(), steps.len(), notes.len(), tasks.len()),
        (9, 30, 15, 7)
    );
    assert_eq!(
        (steps[29].change_id, steps[29].step.name.as_deref()),
        (Some(30), Some("Candidature reçue"))
    );
}

#[tokio::test]
async fn since_starts_at_an_identifier_and_items_can_have_another_type() {
    #[derive(serde::Deserialize)]
    struct Titled {
        title: String,
    }
    let sandbox = Sandbox::start().await.unwrap();
    let jobs = jobaffinity(&sandbox).jobs().since(43).decode_as::<Titled>();
    let titles: Vec<_> = jobs
        .items()
        .map_ok(|job| job.title)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(titles, ["Poste n° 44", "Poste n° 45"]);
}

#[tokio::test]
async fn an_invalid_response_with_status_200_is_an_error() {
    let sandbox = Sandbox::start().await.unwrap();
    let error = jobaffinity(&sandbox)
        .jobs()
        .since("x")
        .items()
        .try_next()
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Refused { status, .. } if status.is_success()),
        "{error}"
    );
    assert!(
        error.to_string().ends_with("`since`: invalid value"),
        "{error}"
    );
}

#[tokio::test]
async fn a_wrong_password_is_an_error_of_the_first_request() {
    let sandbox = Sandbox::start().await.unwrap();
    let api = Client::jobaffinity("login", "wrong").endpoint(sandbox.jobaffinity().url());
    let error = api.jobs().items().try_next().await.unwrap_err();
    assert_eq!(
        (
            error.status().unwrap().as_u16(),
            sandbox.jobaffinity().requests().len()
        ),
        (401, 1)
    );
}
