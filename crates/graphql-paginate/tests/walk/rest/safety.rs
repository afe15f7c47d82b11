//! Tests that a next link to another server opens no connection to it.

use std::net::TcpListener;

use graphql_paginate::rest::NextLink;
use graphql_paginate::{Client, ErrorKind};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::server::Item;

#[tokio::test]
async fn a_link_to_another_server_is_refused_without_a_connection() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let port = elsewhere.local_addr().unwrap().port();
    for link in [
        format!("http://127.0.0.1:{port}/items?page=2"),
        format!("//127.0.0.1:{port}/items"),
        format!("http://localhost:{port}/items"),
        format!("http://127.0.0.1@127.0.0.1:{port}/items"),
    ] {
        let (error, received) = walk(&link).await;
        assert!(
            matches!(error.kind(), ErrorKind::RefusedLink { .. }),
            "{link}: {error}"
        );
        assert_eq!(received, 1, "{link}");
        let heard = elsewhere.accept().unwrap_err();
        assert_eq!(heard.kind(), std::io::ErrorKind::WouldBlock, "{link}");
    }
}

/// Walks a server whose only page names this link; the error, and how many connections the server had.
async fn walk(link: &str) -> (graphql_paginate::Error, usize) {
    let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::builder(format!("http://{}", server.local_addr().unwrap()));
    let client = client.bearer_token("secret-token").build().unwrap();
    let body = format!(r#"{{"items":[{{"id":1}}],"next":"{link}"}}"#);
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let serving = tokio::spawn(async move {
        let (mut connection, _) = server.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            request.push(connection.read_u8().await.unwrap());
        }
        connection.write_all(answer.as_bytes()).await.unwrap();
        assert!(String::from_utf8_lossy(&request).contains("Bearer secret-token"));
        1
    });
    let mut items = client
        .collection::<Item, _>("items", NextLink::at("/next"))
        .unwrap()
        .items();
    assert_eq!(items.next().await.unwrap().unwrap().id, 1);
    let error = items.next().await.unwrap().unwrap_err();
    (error, serving.await.unwrap())
}
