//! Tests of blocking iterators and async runtimes: without one, inside one, and moved into one.

use crate::model::Model;
use crate::script::{Reply, Script, all};

#[test]
fn an_iterator_works_without_a_runtime() {
    let client = Model::new(7).client();
    let mut items = all().page_size(3).prefetch(1).items_blocking(&client);
    let names: Vec<_> = items
        .by_ref()
        .take(5)
        .map(|item| item.unwrap().name)
        .collect();
    assert_eq!(
        (names.join(""), items.checkpoint().items()),
        ("01234".to_owned(), 5)
    );
    assert_eq!((items.count(), client.profile().max_page_size), (2, None));

    let mut failing = all().items_blocking(&Script::new([Reply::Cut]).client());
    assert!(failing.next().unwrap().is_err());
    assert!(failing.next().is_none());
}

#[tokio::test]
async fn an_iterator_inside_a_runtime_is_an_error_with_the_fix() {
    let mut items = all().items_blocking(&Script::new([]).client());
    let error = items.next().unwrap().unwrap_err();
    assert!(matches!(
        error.kind(),
        graphql_paginate::ErrorKind::Setup { .. }
    ));
    assert_eq!(
        error.to_string(),
        "a blocking iterator inside an async runtime would block it; use the stream, or `spawn_blocking`"
    );
    assert!(items.next().is_none());
}

#[test]
fn an_iterator_moved_into_a_runtime_can_be_dropped_there() {
    let mut items = all().items_blocking(&Model::new(7).client());
    items.next().unwrap().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async move {
        let error = items.next().unwrap().unwrap_err();
        assert_eq!(error.checkpoint().unwrap().items(), 1);
    });
}
