//! Tests of text that is not valid Unicode.

use bytes::Bytes;
use graphql_paginate::rest::LinkHeader;
use http::Response;
use serde_json::{Value, json};

use super::server::Server;

#[tokio::test]
async fn half_a_surrogate_pair_is_read_as_the_replacement_character() {
    let body = r#"[{"title":"a\ud83d"},{"title":"\ud83d\ude00"}]"#;
    let server = Server::new([Response::new(Bytes::from_static(body.as_bytes()))]);
    let read: Vec<Value> = server
        .collection(LinkHeader::new())
        .decode_as()
        .collect()
        .await
        .unwrap();
    assert_eq!(
        read,
        [json!({ "title": "a\u{fffd}" }), json!({ "title": "😀" })]
    );
}
