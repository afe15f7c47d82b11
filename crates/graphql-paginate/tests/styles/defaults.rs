//! Tests of defaults of input objects in which a walk sets members, and of lists whose first page is 0.

use graphql_paginate::{Connection, Paginator};
use serde_json::{Value, json};

use crate::library::Library;
use crate::queries::*;

/// The number of items of a walk of ten books, and the variables of each request.
async fn walked<C: Connection>(paginator: Paginator<C>) -> (usize, Vec<Value>) {
    let library = Library::new(10);
    let items = paginator.collect(&library.client()).await.unwrap();
    let sent = library.sent().into_iter();
    let sent = sent.map(|request| request["variables"].clone());
    (items.len(), sent.collect())
}

#[tokio::test]
async fn the_default_of_an_object_variable_keeps_its_other_members() {
    let options =
        |skip: u64, take: u64| json!({ "options": { "title": "a", "take": take, "skip": skip } });
    let variables = counted_by_default::Variables { options: None };
    assert_eq!(
        walked(CountedByDefault::paginate(variables)).await,
        (8, vec![options(2, 4), options(6, 4), options(10, 4)]),
        "the walk starts at the default offset, with the default size"
    );

    let variables = counted_by_default::Variables {
        options: Some(counted_by_default::Window {
            skip: None,
            take: None,
            title: None,
        }),
    };
    let own = |skip: u64| json!({ "options": { "title": null, "skip": skip } });
    assert_eq!(
        walked(CountedByDefault::paginate(variables)).await,
        (10, vec![own(0), own(4), own(8)]),
        "the default is that of the whole object"
    );
}

#[tokio::test]
async fn the_default_of_an_object_argument_keeps_its_other_members() {
    let paging = |page: u64| json!({ "size": 3, "page": page });
    assert_eq!(
        walked(Sorted::paginate(sorted::Variables {})).await,
        (10, (0..4).map(paging).collect())
    );
    let paging = |page: u64| json!({ "paging": { "page": page, "size": 3, "sort": "TITLE" } });
    let variables = sorted_by_variable::Variables { paging: None };
    assert_eq!(
        walked(SortedByVariable::paginate(variables)).await,
        (10, (0..4).map(paging).collect())
    );
}

#[tokio::test]
async fn a_declared_list_begins_at_the_default_of_an_object_argument() {
    let paging = |page: u64| json!({ "size": 3, "page": page });
    assert_eq!(
        walked(DeclaredSorted::paginate(declared_sorted::Variables {})).await,
        (10, (0..4).map(paging).collect())
    );
}

#[tokio::test]
async fn the_number_of_the_last_page_of_a_list_from_zero_is_not_a_count() {
    let page = |page: u64| json!({ "perPage": 4, "page": page });
    assert_eq!(
        walked(FromZero::paginate(from_zero::Variables {})).await,
        (10, (0..3).map(page).collect())
    );
}

#[tokio::test]
async fn the_next_cursor_wins_over_that_of_the_request() {
    let (count, sent) = walked(Echo::paginate(echo::Variables {})).await;
    let cursors: Vec<&Value> = sent.iter().map(|variables| &variables["cursor"]).collect();
    assert_eq!(
        (count, cursors),
        (10, vec![&Value::Null, &json!("4"), &json!("8")])
    );
}

#[tokio::test]
async fn a_flag_ends_a_list_whose_token_is_never_null() {
    let (count, sent) = walked(Launches::paginate(launches::Variables {})).await;
    let cursors: Vec<&Value> = sent.iter().map(|variables| &variables["after"]).collect();
    assert_eq!(
        (count, cursors),
        (10, vec![&Value::Null, &json!("4"), &json!("8")])
    );
}

#[tokio::test]
async fn numbers_of_type_float_are_whole_numbers() {
    let variables = || orders::Variables {
        skip: Some(2.0),
        take: Some(4.0),
    };
    let (count, sent) = walked(Orders::paginate(variables())).await;
    let page = |skip: u64| json!({ "skip": skip, "take": 4 });
    // The total may be capped, so that a full page is not the last one.
    assert_eq!((count, sent), (8, vec![page(2), page(6), page(10)]));
}
