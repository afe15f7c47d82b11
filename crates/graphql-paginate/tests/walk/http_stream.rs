//! Bodies that the default transport passes on in parts, against a socket on this machine.

use futures::StreamExt;
use graphql_paginate::bytes::Bytes;
use graphql_paginate::http::{Request, Response, StatusCode};
use graphql_paginate::{
    ReqwestTransport, Transport, TransportFailure, TransportFuture, TransportOptions,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

fn transport(max_body_bytes: u64) -> ReqwestTransport {
    let mut options = TransportOptions::default();
    options.max_body_bytes = max_body_bytes;
    ReqwestTransport::new(&options).unwrap()
}

fn get(url: String) -> Request<Bytes> {
    Request::get(url).body(Bytes::new()).unwrap()
}

/// Sends the head and `before`, waits for the signal, sends `after` and closes the connection.
async fn serve(
    length: usize,
    before: &'static [u8],
    signal: oneshot::Receiver<()>,
    after: &'static [u8],
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/file", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            assert!(stream.read_buf(&mut request).await.unwrap() > 0);
        }
        let head =
            format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(before).await.unwrap();
        signal.await.unwrap();
        stream.write_all(after).await.unwrap();
    });
    url
}

#[tokio::test]
async fn parts_of_a_body_of_any_size_arrive_before_it_is_complete() {
    let (tell, signal) = oneshot::channel();
    let url = serve(10, b"first", signal, b"other").await;

    let response = transport(3).stream(get(url)).await.unwrap();

    assert_eq!(response.status(), StatusCode::OK);
    let mut body = response.into_body();
    let mut received = Vec::new();
    while received.len() < 5 {
        received.extend(body.next().await.unwrap().unwrap());
    }
    // The server waits for this, so the first part cannot have waited for the other one.
    tell.send(()).unwrap();
    while let Some(part) = body.next().await {
        received.extend(part.unwrap());
    }
    assert_eq!(received, b"firstother");
}

#[tokio::test]
async fn a_body_that_breaks_off_ends_with_an_interruption() {
    let (tell, signal) = oneshot::channel();
    let url = serve(10, b"first", signal, b"").await;
    let mut body = transport(100).stream(get(url)).await.unwrap().into_body();
    tell.send(()).unwrap();

    let mut received = Vec::new();
    let error = loop {
        match body
            .next()
            .await
            .expect("the body does not end without an error")
        {
            Ok(part) => received.extend(part),
            Err(error) => break error,
        }
    };

    assert_eq!(received, b"first");
    assert_eq!(error.failure(), TransportFailure::Interrupted);
}

#[tokio::test]
async fn a_transport_that_cannot_stream_passes_on_the_whole_body() {
    struct Whole;

    impl Transport for Whole {
        fn send(&self, _request: Request<Bytes>) -> TransportFuture<'_> {
            Box::pin(async { Ok(Response::new(Bytes::from_static(b"whole"))) })
        }
    }

    let transport: &dyn Transport = &Whole;
    let response = transport.stream(get("http://localhost/".to_owned())).await;
    let parts: Vec<_> = response.unwrap().into_body().collect().await;

    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].as_ref().unwrap(), "whole");
}
