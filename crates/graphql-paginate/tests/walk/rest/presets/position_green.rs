//! Tests of the client for Position Green.

use graphql_paginate::rest::position_green::PositionGreen;
use graphql_paginate_sandbox::Sandbox;

use super::asked;

fn position_green(sandbox: &Sandbox, secret: &str) -> PositionGreen {
    let api = sandbox.position_green();
    PositionGreen::at(
        api.url(),
        &format!("{}/connect/token", api.origin()),
        "client",
        secret,
    )
}

#[tokio::test]
async fn four_years_are_two_pages_of_two() {
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
async fn page_sizes_are_clamped_to_the_range_of_the_collection() {
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
async fn a_list_of_errors_is_one_readable_message() {
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
async fn a_token_refused_before_it_expires_is_renewed_once_per_request() {
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
async fn a_renewed_token_that_is_refused_is_an_error() {
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
async fn refused_credentials_are_reported_without_printing_them() {
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
