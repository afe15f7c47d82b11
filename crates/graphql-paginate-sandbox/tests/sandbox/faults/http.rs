//! Tests of faults in the status, the headers, the body, and its transmission.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::pin::pin;
use std::time::{Duration, Instant};

use futures_util::future::{Either, select};
use graphql_paginate_sandbox::{Endpoint, Fault, Faults, Sandbox};
use reqwest::{Response, StatusCode};
use serde_json::json;

use super::{PULL_REQUESTS, github};
use crate::support::request;

async fn send(api: &Endpoint) -> Result<Response, reqwest::Error> {
    request(api)
        .json(&json!({ "query": PULL_REQUESTS, "variables": { "first": 5 } }))
        .send()
        .await
}

/// All bytes that the server writes until it closes the connection.
fn raw(api: &Endpoint) -> Vec<u8> {
    let body = json!({ "query": PULL_REQUESTS, "variables": { "first": 5 } }).to_string();
    let mut stream = TcpStream::connect(api.url().split('/').nth(2).unwrap()).unwrap();
    write!(
        stream,
        "POST /graphql HTTP/1.1\r\nhost: sandbox\r\nconnection: close\r\nuser-agent: x\r\n\
         authorization: bearer {}\r\ncontent-length: {}\r\n\r\n{body}",
        Sandbox::TOKEN,
        body.len()
    )
    .unwrap();
    let mut bytes = vec![];
    let _ = stream.read_to_end(&mut bytes);
    bytes
}

#[tokio::test]
async fn a_custom_status_has_its_headers_and_body() {
    let fault = Fault::status(502)
        .header("retry-after", "2")
        .header("x-request-id", "7")
        .body("bad gateway");
    let sandbox = github(fault);
    let found = send(sandbox.github()).await.unwrap();
    assert_eq!(found.status(), 502);
    assert_eq!(
        (
            &found.headers()["retry-after"],
            &found.headers()["x-request-id"]
        ),
        (&"2".parse().unwrap(), &"7".parse().unwrap())
    );
    assert!(
        !found.headers().contains_key("x-ratelimit-limit"),
        "the API never saw it"
    );
    assert_eq!(found.text().await.unwrap(), "bad gateway");
    assert_eq!(send(sandbox.github()).await.unwrap().status(), 200);
}

#[tokio::test]
async fn headers_and_bodies_replace_those_of_the_api() {
    let sandbox = github(Fault::empty_body().header("x-ratelimit-remaining", "0"));
    let found = send(sandbox.github()).await.unwrap();
    assert_eq!(found.status(), 200);
    assert_eq!(found.headers()["x-ratelimit-remaining"], "0");
    assert_eq!(
        found.headers()["x-ratelimit-limit"],
        "5000",
        "the API's own"
    );
    assert_eq!(found.text().await.unwrap(), "");
}

#[tokio::test]
async fn an_html_page_replaces_the_response() {
    let sandbox = github(Fault::html_page(504));
    let found = send(sandbox.github()).await.unwrap();
    assert_eq!(found.status(), StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(found.headers()["content-type"], "text/html; charset=utf-8");
    assert!(
        found
            .text()
            .await
            .unwrap()
            .contains("<h1>504 Server Error</h1>")
    );
}

#[tokio::test]
async fn something_went_wrong_with_every_status() {
    for status in [502, 504, 200] {
        let sandbox = github(Fault::something_went_wrong(status));
        let found = send(sandbox.github()).await.unwrap();
        assert_eq!(found.status(), status);
        let body: serde_json::Value = found.json().await.unwrap();
        assert!(body["data"].is_null());
        let message = body["errors"][0]["message"].as_str().unwrap();
        assert!(
            message.starts_with("Something went wrong while executing your query."),
            "{message}"
        );
    }
    assert_eq!(
        send(github(Fault::timeout()).github())
            .await
            .unwrap()
            .status(),
        502
    );
}

#[tokio::test]
async fn a_delay_applies_to_one_response() {
    let delay = Duration::from_millis(60);
    let sandbox = github(Fault::delay(delay));
    let started = Instant::now();
    assert_eq!(send(sandbox.github()).await.unwrap().status(), 200);
    assert!(started.elapsed() >= delay);
}

#[tokio::test]
async fn no_response_is_sent_until_the_client_gives_up() {
    let sandbox = github(Fault::silence());
    let mut asked = pin!(send(sandbox.github()));
    while sandbox.github().requests().is_empty() {
        let moment = pin!(tokio::time::sleep(Duration::from_millis(1)));
        let first = select(&mut asked, moment).await;
        assert!(matches!(first, Either::Right(_)), "a response");
    }
    let moment = pin!(tokio::time::sleep(Duration::from_millis(60)));
    let first = select(asked, moment).await;
    assert!(matches!(first, Either::Right(_)), "a response");
}

#[test]
fn a_cut_body_ends_after_the_given_number_of_bytes() {
    let whole = raw(github(Fault::default()).github());
    let text = String::from_utf8(whole).unwrap();
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    let cases = [
        (Fault::cut_body(), body.len() / 2),
        (Fault::cut_body_after(0), 0),
        (Fault::cut_body_after(3), 3),
        (Fault::cut_body_after(1_000_000), body.len() - 1),
    ];
    for (fault, kept) in cases {
        let text = String::from_utf8(raw(github(fault).github())).unwrap();
        let (head, sent) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
        assert!(
            head.contains(&format!("content-length: {}", body.len())),
            "{head}"
        );
        assert_eq!(sent, &body[..kept]);
    }
}

#[tokio::test]
async fn a_cut_body_is_an_error_after_good_headers() {
    let sandbox = github(Fault::cut_body());
    let found = send(sandbox.github()).await.unwrap();
    assert_eq!(found.status(), 200);
    assert!(found.text().await.unwrap_err().is_decode());
    assert_eq!(
        send(sandbox.github()).await.unwrap().status(),
        200,
        "the server goes on"
    );
}

#[tokio::test]
async fn a_disconnect_writes_nothing() {
    assert_eq!(raw(github(Fault::disconnect()).github()), b"");
    let sandbox = github(Fault::disconnect());
    assert!(send(sandbox.github()).await.unwrap_err().is_request());
    assert_eq!(sandbox.github().requests().len(), 1);
}

#[tokio::test]
async fn truncated_gzip_is_complete_http_and_incomplete_gzip() {
    let text = raw(github(Fault::truncated_gzip()).github());
    let split = text
        .windows(4)
        .position(|bytes| bytes == b"\r\n\r\n")
        .unwrap()
        + 4;
    let head = String::from_utf8_lossy(&text[..split]);
    assert!(head.contains("content-encoding: gzip"), "{head}");
    assert!(
        head.contains(&format!("content-length: {}", text.len() - split)),
        "{head}"
    );
    assert_eq!(&text[split..split + 2], [0x1f, 0x8b]);

    let sandbox = github(Fault::truncated_gzip());
    let found = send(sandbox.github()).await.unwrap();
    assert_eq!(found.status(), 200);
    assert!(found.bytes().await.unwrap_err().is_decode());
}

#[tokio::test]
async fn faults_can_be_combined() {
    let fault = Fault::status(503)
        .body("{}")
        .and(Fault::cut_body_after(1))
        .header("x-a", "b");
    let sandbox = github(fault);
    let found = send(sandbox.github()).await.unwrap();
    assert_eq!(
        (found.status().as_u16(), &found.headers()["x-a"]),
        (503, &"b".parse().unwrap())
    );
    assert!(found.text().await.is_err());
}

#[tokio::test]
async fn faulted_requests_are_recorded_with_body_and_status() {
    let faults = Faults::new()
        .on_request(1, Fault::status(502))
        .on_request(2, Fault::cut_body());
    let sandbox = Sandbox::builder()
        .github_faults(faults)
        .start()
        .await
        .unwrap();
    for _ in 0..3 {
        let _ = send(sandbox.github()).await;
    }
    let received = sandbox.github().requests();
    let told: Vec<_> = received
        .iter()
        .map(|request| (request.status.as_u16(), request.faulted))
        .collect();
    assert_eq!(told, [(502, true), (200, true), (200, false)]);
    assert!(
        received
            .iter()
            .all(|request| request.json()["variables"]["first"] == 5)
    );
}
