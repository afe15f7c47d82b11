//! Tests of servers that ignore paging arguments: a walk neither ends early nor continues forever.

use graphql_paginate::{Connection, ErrorKind, Paginator};

use crate::library::Library;
use crate::queries::*;

async fn failure<C: Connection>(library: &Library, paginator: Paginator<C>) -> ErrorKind {
    let error = paginator
        .collect(&library.client())
        .await
        .err()
        .expect("the walk fails");
    assert!(library.sent().len() < 4, "{}", library.sent().len());
    error.into_kind()
}

#[tokio::test]
async fn a_server_that_ignores_the_position_is_an_error() {
    let stuck = || Library {
        is_stuck: true,
        ..Library::new(10)
    };
    let kind = failure(&stuck(), List::paginate(list::Variables {})).await;
    assert!(matches!(kind, ErrorKind::RepeatedPage), "{kind:?}");
    let kind = failure(&stuck(), Shelf::paginate(shelf::Variables {})).await;
    assert!(matches!(kind, ErrorKind::RepeatedPage), "{kind:?}");
    let kind = failure(&stuck(), Keys::paginate(keys::Variables {})).await;
    assert!(matches!(kind, ErrorKind::Stalled { .. }), "{kind:?}");
}

#[tokio::test]
async fn a_total_that_is_too_small_does_not_end_the_walk() {
    for total in [0, 3, 6, 9] {
        let library = Library {
            total: Some(total),
            ..Library::new(10)
        };
        let walk = Counted::paginate(counted::Variables {});
        assert_eq!(
            walk.collect(&library.client()).await.unwrap().len(),
            10,
            "{total}"
        );
    }
}

#[tokio::test]
async fn a_total_that_is_too_large_sets_ended_short() {
    let library = Library {
        total: Some(12),
        ..Library::new(10)
    };
    let mut items = Counted::paginate(counted::Variables {}).items(&library.client());
    let mut count = 0;
    while items.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!((count, items.progress().ended_short), (10, true));
}

#[tokio::test]
async fn an_invalid_start_is_an_error_with_the_expected_form() {
    let library = Library::new(10);
    let walk = List::paginate(list::Variables {}).start_at("Y3Vyc29y");
    let error = walk.collect(&library.client()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`List`, page 1 at cursor `Y3Vyc29y`: `Y3Vyc29y` is not the number of items before a page; start at one such as `40`"
    );
    assert_eq!(library.sent().len(), 0);
}
