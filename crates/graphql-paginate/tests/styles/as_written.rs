//! Tests of the requests that are sent for lists of each style, and of their number.

use graphql_paginate::{Connection, Paginator};
use serde_json::{Value, json};

use crate::library::Library;
use crate::queries::*;

/// The variables of each request of a walk of ten books.
async fn sent<C: Connection>(paginator: Paginator<C>) -> Vec<Value> {
    let library = Library::new(10);
    let items = paginator.collect(&library.client()).await.unwrap();
    assert_eq!(items.len(), 10);
    let sent = library.sent().into_iter();
    sent.map(|request| request["variables"].clone()).collect()
}

#[tokio::test]
async fn arguments_inside_an_input_object_are_set_beside_its_other_members() {
    let variables = inside_input::Variables {
        paging: Some(inside_input::Cursor {
            first: Some(6),
            after: None,
            last: None,
            before: None,
        }),
    };
    assert_eq!(
        sent(InsideInput::paginate(variables)).await,
        [
            json!({ "paging": { "first": 6, "after": null, "last": null, "before": null } }),
            json!({ "paging": { "first": 6, "after": "5", "last": null, "before": null } }),
        ]
        .map(without_nulls)
    );
    assert_eq!(
        sent(Counted::paginate(counted::Variables {})).await,
        [
            json!({ "take": 3, "skip": 0 }),
            json!({ "take": 3, "skip": 3 }),
            json!({ "take": 3, "skip": 6 }),
            json!({ "take": 3, "skip": 9 }),
        ]
    );
}

fn without_nulls(mut variables: Value) -> Value {
    for members in variables.as_object_mut().unwrap().values_mut() {
        members
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
    }
    variables
}

#[tokio::test]
async fn a_list_without_an_end_field_ends_with_an_empty_page() {
    assert_eq!(
        sent(List::paginate(list::Variables {}).page_size(5)).await,
        [
            json!({ "limit": 5, "offset": 0 }),
            json!({ "limit": 5, "offset": 5 }),
            json!({ "limit": 5, "offset": 10 }),
        ]
    );
}

#[tokio::test]
async fn numbered_pages_end_with_the_last_page() {
    assert_eq!(
        sent(PageNumbers::paginate(page_numbers::Variables::default()).page_size(5)).await,
        [
            json!({ "pageSize": 5, "page": 1 }),
            json!({ "pageSize": 5, "page": 2 }),
            // The last page is full, so the number of pages may be too low.
            json!({ "pageSize": 5, "page": 3 }),
        ]
    );
    assert_eq!(
        sent(NextPage::paginate(next_page::Variables {})).await,
        [
            json!({ "page": 1 }),
            json!({ "page": 2 }),
            json!({ "page": 3 }),
            // The first page is assumed to be 1.
            json!({ "page": 0 }),
        ]
    );
}

#[tokio::test]
async fn a_key_set_continues_after_the_last_key() {
    assert_eq!(
        sent(Keys::paginate(keys::Variables {}).page_size(6)).await,
        [
            json!({ "first": 6 }),
            json!({ "first": 6, "id_gt": "0005" }),
            json!({ "first": 6, "id_gt": "0009" }),
        ]
    );
}

#[tokio::test]
async fn a_page_number_in_the_variables_is_where_the_walk_starts() {
    let library = Library::new(10);
    let walk = PageNumbers::paginate(page_numbers::Variables { page: Some(3) });
    let items = walk.collect(&library.client()).await.unwrap();
    let titles: Vec<_> = items.into_iter().map(|item| item.title).collect();
    assert_eq!(titles, ["8", "9"]);
}

#[tokio::test]
async fn totals_are_reported_if_the_query_or_the_walk_selects_them() {
    let library = Library::new(10);
    let mut pages = Counted::paginate(counted::Variables {}).pages(&library.client());
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(page.total_count, Some(10));
    let mut pages = Shelf::paginate(shelf::Variables {}).pages(&library.client());
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(
        page.total_count,
        Some(5000),
        "an estimate, which ends no walk"
    );
}

#[tokio::test]
async fn items_are_counted_from_where_they_start() {
    let page = |start: u64| json!({ "maxResults": 4, "startAt": start });
    let walk = Issues::paginate(issues::Variables {}).page_size(4);
    assert_eq!(sent(walk).await, [page(0), page(4), page(8)]);
    let page = |chunk: u64| json!({ "perChunk": 4, "chunk": chunk });
    let walk = Chunks::paginate(chunks::Variables {}).page_size(4);
    // The first page is assumed to be 1.
    assert_eq!(sent(walk).await, [page(1), page(2), page(3), page(0)]);
}

#[tokio::test]
async fn a_text_offset_is_declared_as_the_token_of_the_page_before() {
    let walk = Records::paginate(records::Variables {}).page_size(6);
    assert_eq!(
        sent(walk).await,
        [
            json!({ "pageSize": 6 }),
            json!({ "pageSize": 6, "offset": "6" })
        ]
    );
}

#[tokio::test]
async fn a_filter_beside_a_token_is_sent_with_every_page() {
    let token = Some("a".to_owned());
    let walk = Transfers::paginate(transfers::Variables { token });
    assert_eq!(
        sent(walk).await,
        [
            json!({ "limit": 4, "token": "a" }),
            json!({ "limit": 4, "token": "a", "nextToken": "4" }),
            json!({ "limit": 4, "token": "a", "nextToken": "8" })
        ]
    );
}

#[tokio::test]
async fn leaf_values_are_items() {
    let library = Library::new(10);
    let walk = TitlePage::paginate(title_page::Variables { page: None }).page_size(6);
    let titles: Vec<String> = walk.collect(&library.client()).await.unwrap();
    let expected: Vec<String> = (0..10).map(|number| number.to_string()).collect();
    assert_eq!(titles, expected);

    let walk = TitleConnection::paginate(title_connection::Variables {}).page_size(6);
    let mut backward = walk.backward().items(&library.client());
    let last = backward.try_next().await.unwrap();
    assert_eq!(last.as_deref(), Some("9"));
}

#[tokio::test]
async fn a_connection_that_takes_a_cursor_alone_is_walked() {
    assert_eq!(
        sent(FixedSize::paginate(fixed_size::Variables {})).await,
        [json!({}), json!({ "after": "3" }), json!({ "after": "7" })]
    );
}
