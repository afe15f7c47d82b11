//! Tests of downloads, on a scripted transport.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::stream;
use graphql_paginate::http::Response;
use graphql_paginate::{BodyStream, StreamFuture, TransportFuture};

use super::*;

/// Answers by URL: a redirect, or a content.
struct Script(HashMap<&'static str, Reply>);

#[derive(Clone, Copy)]
enum Reply {
    To(&'static str),
    Content(&'static str),
}

impl Transport for Script {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        assert!(request.headers().get(header::AUTHORIZATION).is_none());
        let reply = self.0.get(request.uri().to_string().as_str()).copied();
        Box::pin(async move {
            let response = match reply {
                Some(Reply::To(to)) => Response::builder()
                    .status(StatusCode::FOUND)
                    .header(header::LOCATION, to)
                    .body(Bytes::new()),
                Some(Reply::Content(text)) => Response::builder().body(Bytes::from(text)),
                None => Response::builder()
                    .status(StatusCode::GONE)
                    .body(Bytes::new()),
            };
            Ok(response.unwrap())
        })
    }
}

async fn check(script: &[(&'static str, Reply)], expected: Result<(), &str>) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    let transport = Script(script.iter().copied().collect());
    let content = Expected {
        md5: Md5::digest("whole").into(),
        byte_size: 5,
    };
    let url = SignedUrl::new("https://a.example/1");
    let result = download(&transport, &url, content, &path).await;
    match (result, expected) {
        (Ok(()), Ok(())) => assert!(content.is_at(&path).await),
        (Err(Refused::Remote(problem)), Err(expected)) => assert_eq!(problem, expected),
        (result, expected) => panic!("expected {expected:?}, got {result:?}"),
    }
}

#[tokio::test]
async fn redirects_are_followed_as_long_as_tls_stays() {
    use Reply::{Content, To};

    let to_other = ("https://a.example/1", To("https://b.example/2?signed=yes"));
    let relative = ("https://a.example/1", To("/2"));
    let whole = Content("whole");
    check(&[("https://a.example/1", whole)], Ok(())).await;
    check(
        &[to_other, ("https://b.example/2?signed=yes", whole)],
        Ok(()),
    )
    .await;
    check(&[relative, ("https://a.example/2", whole)], Ok(())).await;
    check(
        &[("https://a.example/1", To("http://a.example/2"))],
        Err("the server redirects to a connection without TLS"),
    )
    .await;
    check(
        &[("https://a.example/1", To("https://a.example/1"))],
        Err("too many redirects"),
    )
    .await;
    check(&[relative], Err("the server answered 410 Gone")).await;
}

#[tokio::test]
async fn a_content_of_another_size_or_checksum_is_refused() {
    let check_content = async |text, problem| {
        check(
            &[("https://a.example/1", Reply::Content(text))],
            Err(problem),
        )
        .await;
    };
    check_content("whol", "expected 5 bytes, got 4").await;
    check_content("whole and more", "expected 5 bytes, got more").await;
    check_content("", "expected 5 bytes, got 0").await;
    check_content(
        "whale",
        "the content does not have the checksum that the API announced",
    )
    .await;
}

/// A part of a body that counts how many of them are in memory.
struct Part {
    bytes: Vec<u8>,
    held: Arc<AtomicUsize>,
}

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.held.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Answers with a body of this many parts, and remembers how many were held at most.
struct Large {
    parts: usize,
    held: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

const PART: &[u8] = &[7; 64 * 1024];

impl Transport for Large {
    fn send(&self, _request: Request<Bytes>) -> TransportFuture<'_> {
        unreachable!("the body would be in memory as a whole")
    }

    fn stream(&self, _request: Request<Bytes>) -> StreamFuture<'_> {
        let (held, most, parts) = (Arc::clone(&self.held), Arc::clone(&self.most), self.parts);
        let part = move |index| {
            if index == parts {
                return None;
            }
            let now = held.fetch_add(1, Ordering::Relaxed) + 1;
            most.fetch_max(now, Ordering::Relaxed);
            let part = Part {
                bytes: PART.to_vec(),
                held: Arc::clone(&held),
            };
            Some((Ok(Bytes::from_owner(part)), index + 1))
        };
        let body: BodyStream = Box::pin(stream::unfold(0, move |index| {
            std::future::ready(part(index))
        }));
        Box::pin(async { Ok(Response::new(body)) })
    }
}

#[tokio::test]
async fn a_large_file_is_written_part_by_part() {
    let transport = Large {
        parts: 500,
        held: Arc::default(),
        most: Arc::default(),
    };
    let mut hash = Md5::new();
    for _ in 0..transport.parts {
        hash.update(PART);
    }
    let expected = Expected {
        md5: hash.finalize().into(),
        byte_size: (transport.parts * PART.len()) as u64,
    };
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");

    let url = SignedUrl::new("https://a.example/1");
    download(&transport, &url, expected, &path).await.unwrap();

    assert!(expected.is_at(&path).await);
    let most = transport.most.load(Ordering::Relaxed);
    assert!(most <= 2, "{most} parts were in memory at once");
}
