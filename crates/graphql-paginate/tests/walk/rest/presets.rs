//! The typed clients against the sandbox.

use futures::TryStreamExt;
use graphql_paginate::rest::jobaffinity::JobAffinity;
use graphql_paginate::rest::odata::field;
use graphql_paginate::rest::position_green::PositionGreen;
use graphql_paginate::rest::sage::Sage;
use graphql_paginate::{Client, ErrorKind};
use graphql_paginate_sandbox::{Endpoint, Sandbox};

fn jobaffinity(sandbox: &Sandbox) -> JobAffinity {
    Client::jobaffinity("login", "password").endpoint(sandbox.jobaffinity().url())
}

fn position_green(sandbox: &Sandbox, secret: &str) -> PositionGreen {
    let api = sandbox.position_green();
    PositionGreen::at(
        api.url(),
        &format!("{}/connect/token", api.origin()),
        "client",
        secret,
    )
}

fn sage(sandbox: &Sandbox) -> Sage {
    Client::sage(sandbox.sage().url(), Sandbox::SAGE_DATASET, Sandbox::TOKEN)
}

/// Path and query of every request, and its status.
fn asked(endpoint: &Endpoint) -> Vec<(String, u16)> {
    endpoint
        .requests()
        .iter()
        .map(|request| (request.path.clone(), request.status.as_u16()))
        .collect()
}

#[tokio::test]
async fn jobs_come_in_pages_joined_by_relative_links() {
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
async fn every_collection_of_jobaffinity_is_walked_whichever_way_it_ends() {
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
async fn since_goes_on_from_an_identifier_and_another_type_takes_the_items() {
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
async fn an_answer_that_is_invalid_is_an_error_though_its_status_is_200() {
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
async fn a_wrong_password_is_told_at_once() {
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

#[tokio::test]
async fn four_years_come_in_two_pages_of_two() {
    let sandbox = Sandbox::start().await.unwrap();
    let years = position_green(&sandbox, "secret").years().page_size(2);
    let pages: Vec<_> = years.pages().try_collect().await.unwrap();
    let names: Vec<Vec<_>> = pages
        .iter()
        .map(|page| {
            page.items
                .iter()
                .map(|year| year.name.as_deref().unwrap())
                .collect()
        })
        .collect();
    assert_eq!(names, [["2017", "2018"], ["2019", "2020"]]);
    assert!(pages.iter().all(|page| page.total_count == Some(4)));
    let paths = [
        "/connect/token",
        "/v1/years?first=2",
        "/v1/years?first=2&after=aWR4OzE%3D",
    ];
    assert_eq!(
        asked(sandbox.position_green()),
        paths.map(|path| (path.to_owned(), 200))
    );
}

#[tokio::test]
async fn sizes_out_of_range_are_cut_to_the_collection_s_own_range() {
    let sandbox = Sandbox::builder().measures(501).start().await.unwrap();
    let measures = position_green(&sandbox, "secret")
        .measures()
        .page_size(1000)
        .descending();
    let measures: Vec<_> = measures.items().try_collect().await.unwrap();
    assert_eq!(
        (measures.len(), measures[0].name.as_deref()),
        (501, Some("Measure 0501"))
    );
    let requests = asked(sandbox.position_green());
    assert_eq!(
        requests[1].0,
        "/v1/measures?sortDirection=Descending&first=500"
    );
}

#[tokio::test]
async fn the_list_of_errors_becomes_readable() {
    let sandbox = Sandbox::start().await.unwrap();
    let error = position_green(&sandbox, "secret")
        .years()
        .sort_by("Id")
        .items()
        .try_next()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`years`, page 1: the server refused the request (400 Bad Request): `sortBy`: invalid value; Must be EndDate or Name"
    );
}

#[tokio::test]
async fn a_token_refused_before_its_time_is_renewed_once_per_request() {
    let sandbox = Sandbox::builder()
        .access_token_uses(2)
        .start()
        .await
        .unwrap();
    let years: Vec<_> = position_green(&sandbox, "secret")
        .years()
        .page_size(1)
        .items()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(years.len(), 4);
    let statuses: Vec<_> = asked(sandbox.position_green())
        .into_iter()
        .map(|(path, status)| (path.starts_with("/connect"), status))
        .collect();
    let (token, page, refused) = ((true, 200), (false, 200), (false, 401));
    assert_eq!(statuses, [token, page, page, refused, token, page, page]);
}

#[tokio::test]
async fn a_token_refused_anew_is_an_error_and_no_loop() {
    let sandbox = Sandbox::builder()
        .access_token_uses(0)
        .start()
        .await
        .unwrap();
    let error = position_green(&sandbox, "secret")
        .years()
        .items()
        .try_next()
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert_eq!(sandbox.position_green().requests().len(), 4);
}

#[tokio::test]
async fn credentials_that_are_refused_are_told_without_showing_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let error = position_green(&sandbox, "wrong")
        .years()
        .items()
        .try_next()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`years`, page 1: the token service gave no access token; check the client's identifier and secret"
    );
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(
        cause,
        "the token service answered 400 Bad Request: invalid_client"
    );
    assert!(!format!("{error:?}").contains("wrong"));
}

#[tokio::test]
async fn accounts_by_pages_of_100_take_three_requests_and_no_fourth() {
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
async fn entries_beyond_the_cap_are_all_there() {
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
async fn each_of_sage_s_error_bodies_becomes_readable() {
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
