//! Tests of answers that do not say what completion has to know: flags that are absent or there twice, and parents
//! without an id.

use bytes::Bytes;
use graphql_paginate::{Error, ErrorKind, Page, Paginator, Partial, Transport, TransportFuture};
use http::{Request, Response};
use serde_json::{Value, json};

use super::answers::{connection, review};
use super::queries::{
    NestedAsWritten, PullRequestReviews, nested_as_written, pull_request_reviews,
};
use super::reviews;
use crate::script::{Script, client};

/// A server with one answer.
#[derive(Debug, Clone)]
struct Says(String);

impl Transport for Says {
    fn send(&self, _: Request<Bytes>) -> TransportFuture<'_> {
        let answer = Response::new(self.0.clone().into());
        Box::pin(async move { Ok(answer) })
    }
}

/// A page with a pull request with these labels, whose `id` is `id`.
fn labeled(id: &str, labels: &str) -> Says {
    Says(format!(
        r#"{{"data":{{"repository":{{"pullRequests":{{
            "nodes":[{{"id":{id},"title":"T","labels":{labels},
                "reviews":{{"edges":[],"pageInfo":{{"hasPreviousPage":false,"startCursor":null}}}}}}],
            "pageInfo":{{"hasNextPage":false,"endCursor":null}}
        }}}}}}}}"#
    ))
}

fn walk(partial: Partial) -> Paginator<NestedAsWritten> {
    let variables = nested_as_written::Variables::new("octo".to_owned(), "repo".to_owned());
    NestedAsWritten::paginate(variables).on_partial(partial)
}

type AsWritten = Page<nested_as_written::Item, nested_as_written::ResponseData>;

/// The page without completion.
async fn counted(server: &Says) -> Result<Option<AsWritten>, Error> {
    let mut pages = walk(Partial::Fail).pages(&client(server.clone()));
    pages.try_next().await
}

/// The page with completion.
async fn completed(server: &Says) -> Result<Option<AsWritten>, Error> {
    let walk = walk(Partial::Fail).complete_nested();
    walk.pages(&client(server.clone())).try_next().await
}

#[tokio::test]
async fn an_absent_flag_of_a_list_that_is_there_is_unknown() {
    for labels in [
        r#"{"nodes":[{"name":"bug"}]}"#,
        r#"{"nodes":[{"name":"bug"}],"pageInfo":{}}"#,
        r#"{"nodes":[{"name":"bug"}],"pageInfo":{"endCursor":"c"}}"#,
    ] {
        let server = labeled(r#""p1""#, labels);
        let page = counted(&server).await.unwrap().unwrap();
        assert_eq!(page.truncated.len(), 1, "{labels}");
        let error = completed(&server).await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::MissingPageInfo { field } if field == "hasNextPage"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_flag_that_is_there_twice_is_an_error() {
    for labels in [
        r#"{"nodes":[],"pageInfo":{"hasNextPage":true},"pageInfo":{"hasNextPage":false}}"#,
        r#"{"nodes":[],"pageInfo":{"hasNextPage":true,"hasNextPage":false,"endCursor":"c"}}"#,
        r#"{"nodes":[],"pageInfo":{"hasNextPage":false,"endCursor":"c","hasNextPage":true}}"#,
    ] {
        let server = labeled(r#""p1""#, labels);
        for error in [counted(&server).await, completed(&server).await] {
            let error = error.unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::Decode { problem, .. } if problem == "duplicate key"),
                "{error}"
            );
        }
    }
}

#[tokio::test]
async fn a_parent_without_an_id_cannot_be_completed() {
    let labels = r#"{"nodes":[{"name":"bug"}],"pageInfo":{"hasNextPage":true,"endCursor":"c"}}"#;
    let server = labeled("null", labels);
    let page = counted(&server).await.unwrap().unwrap();
    assert_eq!(page.truncated[0].connections, 1);
    let error = completed(&server).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`NestedAsWritten`, page 1, nested `labels`: unexpected value at `id`: null or missing, but the connection has further pages, which are requested by it; without `complete_nested()`, it is counted; the API's schema may have changed since the code was generated"
    );
}

/// A page of a pull request with two reviews, of which the second has further comments.
fn with_comments() -> Value {
    let mut other = review("r2");
    other["comments"] = connection(json!([comment("c1"), comment("c2")]), Some(json!("k")));
    let reviews = connection(json!([review("r1"), other]), None);
    let item = json!({ "id": "p1", "number": 1, "title": "T", "reviews": reviews });
    let mut pull_requests = connection(json!([item]), None);
    pull_requests["totalCount"] = json!(1);
    json!({ "data": { "repository": { "pullRequests": pull_requests } } })
}

fn comment(id: &str) -> Value {
    json!({ "id": id, "body": "B" })
}

#[tokio::test]
async fn a_repeated_first_page_of_a_list_inside_a_list_is_an_error() {
    for (ids, is_repeated) in [(["c1", "c2", "c3"], true), (["c2", "c3", "c4"], false)] {
        let comments = connection(ids.map(comment).into_iter().collect(), None);
        let answer = json!({ "__typename": "PullRequestReview", "comments": comments });
        let script = Script::new([with_comments(), json!({ "data": { "r0": answer } })]);
        let walk = PullRequestReviews::paginate(reviews(1, 1)).complete_nested();
        let page: Result<Option<Page<pull_request_reviews::Item, _>>, _> =
            walk.pages(&script.client()).try_next().await;
        match page {
            Ok(_) => assert!(!is_repeated),
            Err(error) => {
                assert!(is_repeated, "{error}");
                assert!(matches!(error.kind(), ErrorKind::RepeatedPage), "{error}");
            }
        }
    }
}
