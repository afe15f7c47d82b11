//! Tests of paging arguments inside objects: two levels deep, and numbers of pages that may start at 0 or 1.

use graphql_paginate::{Connection, ErrorKind, Paginator};
use serde_json::{Value, json};

use crate::library::Library;
use crate::queries::*;

/// The variables of each request of a walk of ten books.
async fn sent<C: Connection>(paginator: Paginator<C>) -> Vec<Value> {
    let library = Library::new(10);
    let items = paginator.collect(&library.client()).await.unwrap();
    assert_eq!(items.len(), 10);
    variables(&library)
}

fn variables(library: &Library) -> Vec<Value> {
    let sent = library.sent().into_iter();
    sent.map(|request| request["variables"].clone()).collect()
}

#[tokio::test]
async fn members_of_an_inner_object_are_set_beside_the_others() {
    let page = |page: u64| json!({ "options": { "paginate": { "by": "title", "page": page } } });
    let absent = inside_two::Variables { options: None };
    let pages = [page(1), page(2), page(3)];
    assert_eq!(sent(InsideTwo::paginate(absent)).await, pages);

    let variables = inside_two::Variables {
        options: Some(inside_two::PageQuery {
            title: Some("a".to_owned()),
            paginate: Some(inside_two::Paginate {
                page: None,
                limit: Some(6),
                by: Some("title".to_owned()),
            }),
        }),
    };
    let page = |page: u64| json!({ "options": { "title": "a", "paginate": { "by": "title", "limit": 6, "page": page } } });
    assert_eq!(
        sent(InsideTwo::paginate(variables)).await,
        [page(1), page(2)]
    );
}

#[tokio::test]
async fn a_literal_object_keeps_the_default_of_the_object_inside_it() {
    let walk = InsideTwoLiteral::paginate(inside_two_literal::Variables {}).page_size(5);
    let page = |page: u64| json!({ "limit": 5, "page": page });
    assert_eq!(sent(walk).await, [page(1), page(2), page(3)]);
}

#[tokio::test]
async fn a_number_in_an_object_for_a_page_starts_at_0() {
    let page = |number: u64| json!({ "number": number });
    let walk = Numbered::paginate(numbered::Variables {});
    assert_eq!(sent(walk).await, [page(0), page(1), page(2)]);
}

#[tokio::test]
async fn a_walk_from_a_given_number_makes_sure_that_no_page_follows() {
    let library = Library::new(12);
    let start = numbered_from::Variables { number: Some(1) };
    let walk = NumberedFrom::paginate(start);
    let items = walk.collect(&library.client()).await.unwrap();
    assert_eq!(items.len(), 8);
    let page = |number: u64| json!({ "size": 4, "number": number });
    // Pages might also start at 1: then page 3 would be the last one.
    assert_eq!(variables(&library), [page(1), page(2), page(3)]);
}

#[tokio::test]
async fn page_0_in_the_query_is_where_numbers_start() {
    let page = |number: u64| json!({ "size": 3, "number": number });
    let walk = NumberedFromZero::paginate(numbered_from_zero::Variables {});
    assert_eq!(sent(walk).await, [page(0), page(1), page(2), page(3)]);
}

#[tokio::test]
async fn page_0_in_the_query_of_a_list_that_starts_at_1_is_an_error() {
    let library = Library::new(10);
    let walk = PageZero::paginate(page_zero::Variables {});
    let error = walk.collect(&library.client()).await.unwrap_err();
    assert!(
        matches!(
            error.into_kind(),
            ErrorKind::EmptyPage {
                number: 0,
                pages: 3,
                ..
            }
        ),
        "page 3 would be missing"
    );
}

#[tokio::test]
async fn an_empty_page_0_before_a_page_with_items_is_an_error() {
    let library = Library::new(10);
    let walk = FromOne::paginate(from_one::Variables {});
    let error = walk.collect(&library.client()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`FromOne`, page 2 at cursor `1x0+0`: page 0 is empty, though further pages are not; declare the number of the first page: `first = 0` or `first = 1`"
    );
    assert!(matches!(
        error.into_kind(),
        ErrorKind::EmptyFirstPage { number: 0 }
    ));

    let library = Library::new(0);
    let walk = FromOne::paginate(from_one::Variables {});
    assert_eq!(walk.collect(&library.client()).await.unwrap().len(), 0);
    assert_eq!(
        variables(&library),
        [json!({ "number": 0 }), json!({ "number": 1 })]
    );
}

#[tokio::test]
async fn a_cursor_object_continues_at_the_field_next() {
    let walk = Listing::paginate(listing::Variables {}).page_size(6);
    assert_eq!(
        sent(walk).await,
        [json!({ "limit": 6 }), json!({ "limit": 6, "after": "6" })]
    );
}
