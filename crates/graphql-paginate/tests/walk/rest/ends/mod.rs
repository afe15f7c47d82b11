//! Tests of every end rule, and of responses that must not end a walk.

use bytes::Bytes;
use graphql_paginate::rest::{Collection, PagingStyle};
use http::Response;

use super::server::{Item, Page, Server, walk};

mod flag;
mod on_request;
mod own_link;
mod total;
mod wrong_page;

fn no_content() -> Page {
    Response::builder().status(204).body(Bytes::new()).unwrap()
}

/// Walks a script with settings of the collection, which must go through all of it.
async fn check_with<P: PagingStyle>(
    answers: impl IntoIterator<Item = Page>,
    paging: P,
    configure: impl Fn(Collection<Item, P>) -> Collection<Item, P>,
    ids: &[u64],
    requests: usize,
) {
    let server = Server::new(answers);
    let (found, error) = walk(configure(server.collection(paging))).await;
    let error = error.map(|error| error.to_string());
    assert_eq!(
        (found.as_slice(), error, server.asked().len()),
        (ids, None, requests),
        "{:?}",
        server.asked()
    );
}
