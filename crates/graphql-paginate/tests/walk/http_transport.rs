//! The default transport against a socket on this machine.

use std::error::Error as _;
use std::time::Duration;

use futures::TryStreamExt;
use graphql_paginate::{
    Client, ClientBuilder, Error, ErrorKind, Paginator, RetryPolicy, TransportFailure,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::fixture::{Data, Variables, Widgets};
use crate::script::{Reply, last, more};

/// `{"data":{"shelf":null}}`, compressed.
const GZIPPED: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x49\x2c\x49\x54\xb2\xaa\x56\x2a\xce\x48\xcd\
    \x49\x53\xb2\xca\x2b\xcd\xc9\xa9\xad\x05\x00\xf0\xbc\xa1\xd1\x17\x00\x00\x00";

/// Answers one request a connection, each with the next of these bytes, and gives back the requests received.
async fn serve(answers: Vec<Vec<u8>>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/graphql", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mut requests = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            requests.push(read_request(&mut stream).await);
            stream.write_all(&answer).await.unwrap();
        }
        requests
    });
    (url, server)
}

/// Up to the end of its JSON body, whose last field is the operation's name.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    while !request.ends_with(br#""Widgets"}"#) {
        assert!(
            stream.read_buf(&mut request).await.unwrap() > 0,
            "the request broke off"
        );
    }
    String::from_utf8(request).unwrap()
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn json_answer(reply: Reply) -> Vec<u8> {
    let Reply::Json(200, value) = reply else {
        unreachable!()
    };
    answer("200 OK", value.to_string().as_bytes())
}

async fn execute(builder: ClientBuilder) -> Result<Data, Error> {
    builder
        .retry(RetryPolicy::never())
        .build()
        .unwrap()
        .execute::<Widgets>(Variables::default())
        .await
}

fn failure(error: &Error) -> TransportFailure {
    match error.kind() {
        ErrorKind::Transport(error) => error.failure(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_walk_over_http() {
    let (url, server) = serve(vec![json_answer(more("a b", "c1")), json_answer(last("c"))]).await;
    let client = Client::github("secret-token").endpoint(&url);
    let items: Vec<_> = Paginator::<Widgets>::new(Variables::default())
        .items(&client)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(
        items
            .into_iter()
            .map(|widget| widget.name)
            .collect::<String>(),
        "abc"
    );

    let requests = server.await.unwrap();
    assert!(
        requests[0].starts_with("POST /graphql HTTP/1.1\r\n"),
        "{}",
        requests[0]
    );
    for header in [
        "authorization: Bearer secret-token\r\n",
        "user-agent: graphql-paginate/",
        "accept-encoding: ",
    ] {
        assert!(
            requests.iter().all(|request| request.contains(header)),
            "{header} in {requests:?}"
        );
    }
    assert!(requests[1].contains(r#""after":"c1""#));
}

#[tokio::test]
async fn compressed_bodies_are_decoded() {
    let (url, server) = serve(vec![answer("200 OK\r\ncontent-encoding: gzip", GZIPPED)]).await;
    assert!(execute(Client::builder(url)).await.unwrap().shelf.is_none());
    let request = server.await.unwrap().remove(0);
    for coding in ["gzip", "br", "zstd"] {
        assert!(
            request.contains(coding),
            "{coding} is not accepted in {request}"
        );
    }
}

#[tokio::test]
async fn case_47_body_cut_in_the_middle() {
    let mut cut = json_answer(last("a"));
    cut.truncate(cut.len() - 10);
    let (url, _server) = serve(vec![cut]).await;
    let error = execute(Client::builder(url)).await.unwrap_err();
    assert_eq!(failure(&error), TransportFailure::Interrupted);
    assert!(error.source().is_some(), "the cause stays reachable");
}

#[tokio::test]
async fn case_47_truncated_compression() {
    let (url, _server) = serve(vec![answer(
        "200 OK\r\ncontent-encoding: gzip",
        &GZIPPED[..20],
    )])
    .await;
    let error = execute(Client::builder(url)).await.unwrap_err();
    assert_eq!(failure(&error), TransportFailure::Interrupted);
}

#[tokio::test]
async fn a_body_over_the_limit_is_given_up() {
    let (url, _server) = serve(vec![answer("200 OK\r\ncontent-encoding: gzip", GZIPPED)]).await;
    let error = execute(Client::builder(url).max_body_bytes(22))
        .await
        .unwrap_err();
    assert_eq!(failure(&error), TransportFailure::TooLarge { limit: 22 });
    let (url, _server) = serve(vec![answer("200 OK\r\ncontent-encoding: gzip", GZIPPED)]).await;
    execute(Client::builder(url).max_body_bytes(23))
        .await
        .expect("23 bytes when decoded");
}

#[tokio::test]
async fn a_server_that_is_not_there_or_too_slow() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let soon = Duration::from_millis(20);
    for impatient in [
        Client::builder(&url).timeout(soon),
        Client::builder(&url).read_timeout(soon),
    ] {
        let error = execute(impatient).await.unwrap_err();
        assert_eq!(failure(&error), TransportFailure::Timeout);
    }

    drop(listener);
    let error = execute(Client::builder(&url)).await.unwrap_err();
    assert_eq!(failure(&error), TransportFailure::Connect);
    assert!(
        !format!("{error:?}").contains(&url),
        "the cause repeats no URL"
    );
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = elsewhere.local_addr().unwrap();
    let (url, _server) = serve(vec![answer(
        &format!("307 Temporary Redirect\r\nlocation: http://{target}/"),
        b"",
    )])
    .await;
    let error = execute(Client::builder(url).bearer_token("secret-token"))
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 307);
    let nobody = futures::FutureExt::now_or_never(elsewhere.accept());
    assert!(nobody.is_none(), "the other server was asked");
}
