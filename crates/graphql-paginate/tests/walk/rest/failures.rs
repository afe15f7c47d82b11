//! Tests of failing servers, where REST collections differ from GraphQL.

#[cfg(feature = "reqwest")]
use graphql_paginate::rest::sage::Sage;
use graphql_paginate::rest::{Collection, LinkHeader, NextLink, PageNumber, RestCursor};
use graphql_paginate::{Client, ErrorKind, Profile};
use http::Response;
use serde_json::{Value, json};

use super::server::{Item, Server, answer, items, ok, walk};
use crate::clock::VirtualClock;

fn linked(ids: impl IntoIterator<Item = u64>, next: Value) -> Response<bytes::Bytes> {
    ok(json!({ "items": items(ids), "_next": next }))
}

fn text(status: u16, body: &str) -> Response<bytes::Bytes> {
    Response::builder()
        .status(status)
        .body(body.to_owned().into())
        .unwrap()
}

fn next() -> NextLink {
    NextLink::at("/_next").size_parameter("limit")
}

#[tokio::test]
async fn refused_credentials_are_not_retried() {
    for status in [401, 403] {
        let server = Server::new([text(status, "")]);
        let error = walk(server.collection(next())).await.1.unwrap();
        assert_eq!(
            (error.status().unwrap().as_u16(), server.requests().len()),
            (status, 1)
        );
    }
}

#[tokio::test]
async fn an_html_page_is_reported_as_such() {
    let server = Server::new((0..7).map(|_| text(503, "<html><title>Maintenance</title>")));
    let error = walk(server.collection(next())).await.1.unwrap();
    let told = "`items`, page 1: the server answered 503 Service Unavailable with an HTML page titled `Maintenance`";
    assert!(error.to_string().starts_with(told), "{error}");
    assert_eq!(server.requests().len(), 6);
}

#[tokio::test]
async fn a_truncated_body_is_requested_again_and_never_yielded_in_part() {
    let torn = text(200, r#"{"items":[{"id":1},{"id":2"#);
    let server = Server::new([
        torn,
        linked([1, 2], json!("?c=2")),
        text(200, r#"{"it"#),
        linked([3], Value::Null),
    ]);
    let (ids, error) = walk(server.collection(next())).await;
    assert_eq!((ids, error.is_none()), (vec![1, 2, 3], true));
    assert_eq!(
        server.asked(),
        ["/items", "/items", "/items?c=2", "/items?c=2"]
    );
}

#[tokio::test]
async fn a_success_that_is_not_a_page_is_an_error() {
    let check = async |body: &str, told: &str| {
        let server = Server::new((0..7).map(|_| text(200, body)));
        let (ids, error) = walk(server.collection(next())).await;
        assert_eq!(
            (ids, error.unwrap().to_string()),
            (vec![], format!("`items`, page 1: {told}")),
            "{body}"
        );
    };
    let way_out = "instead of a response; try again, or check the endpoint's URL";
    check(
        "",
        &format!("the server answered 200 OK with an empty body {way_out} (after 6 attempts)"),
    )
    .await;
    check(
        "hello",
        &format!("the server answered 200 OK with the body `hello` {way_out}"),
    )
    .await;
    let nowhere = "say where the list is with `.items_at(\"/..\")`";
    check(
        "7",
        &format!("the answer has no items: the body has no list; {nowhere}"),
    )
    .await;
}

#[tokio::test]
async fn a_failure_after_pages_has_a_checkpoint_and_is_not_the_end() {
    let server = Server::new([
        linked([1], json!("?c=2")),
        linked([2], json!("?c=3")),
        text(404, ""),
    ]);
    let mut walk = server.collection(next()).items();
    assert_eq!(walk.next().await.unwrap().unwrap().id, 1);
    assert_eq!(walk.next().await.unwrap().unwrap().id, 2);
    let error = walk.next().await.unwrap().unwrap_err();
    assert!(walk.next().await.is_none());
    assert_eq!(
        (error.page(), error.cursor()),
        (Some(3), Some("https://api.test/v1/items?c=3"))
    );
    let later = Server::new([linked([3], Value::Null)]);
    let resumed = later
        .collection(next())
        .resume(error.checkpoint().unwrap().clone());
    assert_eq!(resumed.collect().await.unwrap(), [Item { id: 3 }]);
    assert_eq!(later.asked(), ["/items?c=3"]);
}

#[tokio::test]
async fn one_bad_gateway_costs_one_request() {
    let server = Server::new([
        linked([1], json!("?c=2")),
        text(502, ""),
        linked([2], Value::Null),
    ]);
    assert_eq!(walk(server.collection(next())).await.0, [1, 2]);
    assert_eq!(server.asked(), ["/items", "/items?c=2", "/items?c=2"]);
}

#[tokio::test]
async fn pages_that_are_too_large_shrink_if_their_size_is_a_parameter() {
    let cursor = |ids: &[u64], more: bool| {
        ok(json!({ "items": items(ids.iter().copied()), "more": more, "end": "c" }))
    };
    let server = Server::new([
        text(502, ""),
        text(504, ""),
        text(502, ""),
        cursor(&[1], true),
        cursor(&[2], false),
    ]);
    let paging = RestCursor::new("after", "/end")
        .more_at("/more")
        .size_parameter("first");
    assert_eq!(
        walk(server.collection(paging).page_size(100)).await.0,
        [1, 2]
    );
    let asked = [
        "/items?first=100",
        "/items?first=100",
        "/items?first=50",
        "/items?first=25",
        "/items?first=25&after=c",
    ];
    assert_eq!(server.asked(), asked);
}

#[tokio::test]
async fn numbered_pages_keep_the_size_of_the_first() {
    // With another size, page 2 would have other items, so the size of the first page is kept.
    let server = Server::new([
        text(502, ""),
        text(502, ""),
        ok(items([1])),
        text(502, ""),
        ok(items([2])),
        ok(items([])),
    ]);
    let paging = PageNumber::new("page").first(1).size_parameter("n");
    assert_eq!(
        walk(server.collection(paging).page_size(100)).await.0,
        [1, 2]
    );
    let asked = [
        "n=100&page=1",
        "n=100&page=1",
        "n=50&page=1",
        "n=50&page=2",
        "n=50&page=2",
        "n=50&page=3",
    ];
    assert_eq!(server.asked(), asked.map(|query| format!("/items?{query}")));
}

#[tokio::test]
async fn throttling_without_a_hint_waits_for_seconds() {
    let clock = VirtualClock::default();
    let server = Server::new([text(429, ""), linked([1], Value::Null)]);
    let client = Client::builder("https://api.test/v1")
        .profile(Profile::jobaffinity())
        .transport(server.clone());
    let client = client
        .basic_auth("login", "password")
        .clock(clock.clone())
        .build()
        .unwrap();
    assert_eq!(
        walk(client.collection("items", next()).unwrap()).await.0,
        [1]
    );
    assert_eq!(clock.waits(), [2]);
}

#[tokio::test]
async fn a_403_of_a_limit_without_a_hint_waits_for_seconds() {
    let clock = VirtualClock::default();
    let message = json!({ "message": "You have exceeded a secondary rate limit. Please wait a few minutes." });
    let server = Server::new([answer(403, message), linked([1], Value::Null)]);
    let client = Client::builder("https://api.test/v1")
        .transport(server.clone())
        .clock(clock.clone());
    assert_eq!(
        walk(client.build().unwrap().collection("items", next()).unwrap())
            .await
            .0,
        [1]
    );
    assert_eq!(clock.waits(), [2]);
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_an_error_that_can_be_resumed() {
    let mut throttled = text(429, "");
    throttled
        .headers_mut()
        .insert("retry-after", "86400".parse().unwrap());
    let server = Server::new([linked([1], json!("?c=2")), throttled]);
    let (ids, error) = walk(server.collection(next())).await;
    let error = error.unwrap();
    assert_eq!(
        (ids, error.cursor()),
        (vec![1], Some("https://api.test/v1/items?c=2"))
    );
    assert!(matches!(error.kind(), ErrorKind::Throttled { .. }) && error.checkpoint().is_some());
}

#[tokio::test]
async fn a_list_that_ends_before_its_total_sets_ended_short() {
    let ended_short = async |collection: Collection<Item, LinkHeader>| {
        let mut walk = collection.items_at("/items").total_at("/total").items();
        while walk.try_next().await.unwrap().is_some() {}
        walk.progress().ended_short
    };
    let page = |total: u64| {
        Server::new([ok(
            json!({ "items": [{ "id": 1 }, null, { "id": 2 }], "total": total }),
        )])
    };
    assert!(ended_short(page(5000).collection(LinkHeader::new())).await);
    assert!(!ended_short(page(3).collection(LinkHeader::new())).await);
    // Neither a limit of the caller nor a start in the middle makes a list short.
    assert!(!ended_short(page(5000).collection(LinkHeader::new()).max_items(1)).await);
    assert!(
        !ended_short(
            page(5000)
                .collection(LinkHeader::new())
                .start_at("https://api.test/v1/items?page=9")
        )
        .await
    );
}

#[tokio::test]
async fn a_checkpoint_of_another_collection_is_refused() {
    let first = Server::new([linked([1], json!("?c=2"))]);
    let mut walk = first.collection(next()).items();
    walk.next().await.unwrap().unwrap();
    let checkpoint = walk.checkpoint();
    let second = Server::new([]);
    let others: [(Collection<Item, NextLink>, &str); 2] = [
        (
            second.collection(next()).query("since", "3"),
            "it was taken with other variables; resume with the same ones, or start over",
        ),
        (
            second.client().collection("others", next()).unwrap(),
            "it was taken from another endpoint; resume on the same one, or start over",
        ),
    ];
    for (other, problem) in others {
        let error = other
            .resume(checkpoint.clone())
            .collect()
            .await
            .unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Checkpoint { .. }),
            "{error}"
        );
        assert!(error.to_string().ends_with(problem), "{error}");
    }
    assert!(second.requests().is_empty());
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn pages_of_entries_with_tax_registers_shrink_until_the_service_answers() {
    let sandbox = graphql_paginate_sandbox::Sandbox::builder()
        .entries(500)
        .start()
        .await
        .unwrap();
    let client = Client::builder(sandbox.sage().url())
        .profile(Profile::sage())
        .bearer_token("token");
    let client = client.clock(VirtualClock::default()).build().unwrap();
    let company = Sage::new(client, graphql_paginate_sandbox::Sandbox::SAGE_DATASET);
    let entries = company
        .entries()
        .expand(["registreTaxes"])
        .page_size(1600)
        .collect()
        .await
        .unwrap();
    assert_eq!(entries.len(), 500);
    let statuses: Vec<_> = sandbox
        .sage()
        .requests()
        .iter()
        .map(|request| request.status.as_u16())
        .collect();
    assert_eq!(statuses, [504, 504, 504, 504, 200, 200, 200]);
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn a_job_list_is_complete_despite_cut_bodies_and_server_errors() {
    use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.jobaffinity().script(
        Faults::new()
            .on_request(1, Fault::cut_body())
            .on_request(3, Fault::status(502))
            .on_request(5, Fault::disconnect()),
    );
    let client = Client::builder(sandbox.jobaffinity().url()).basic_auth("login", "password");
    let client = client.clock(VirtualClock::default()).build().unwrap();
    let jobs = graphql_paginate::rest::jobaffinity::JobAffinity::new(client)
        .jobs()
        .page_size(20);
    assert_eq!(jobs.collect().await.unwrap().len(), 45);
    assert_eq!(sandbox.jobaffinity().requests().len(), 6);
}
