//! Tests of lists of every style that are described at run time.

use graphql_paginate::dynamic::{ItemList, Items, PagingVariables, Query};
use graphql_paginate::{EndMark, Error, ErrorKind};
use serde_json::{Value, json};

use crate::library::Library;

const LIST: &str =
    "query($limit: Int, $offset: Int) { list(limit: $limit, offset: $offset) { id title } }";
const COUNTED: &str =
    "query($options: Window) { counted(options: $options) { items { id title } totalItems } }";
const SHELF: &str = "query($size: Int, $page: Int) {
  shelf(perPage: $size, page: $page) { books { id title } pageInfo { hasNextPage } }
}";
const TOKEN: &str = "query($limit: Int, $token: String) {
  token(limit: $limit, nextToken: $token) { items { title } nextToken }
}";
const KEYS: &str =
    "query($size: Int, $key: ID) { keys(first: $size, where: { id_gt: $key }) { id title } }";

fn list() -> Query {
    let paging = PagingVariables::cursor("offset").size("limit").offset(0);
    Query::new(LIST, ["list"])
        .items_in(ItemList::Itself)
        .forward(paging)
}

fn counted() -> Query {
    let paging = PagingVariables::cursor("options.skip")
        .size("options.take")
        .offset(0);
    let paging = paging.end_at(EndMark::Total, ["counted", "totalItems"]);
    Query::new(COUNTED, ["counted"])
        .variable("options", json!({ "title": "" }))
        .items_in(nodes("items"))
        .total_count_at(["counted", "totalItems"])
        .forward(paging)
}

fn shelf() -> Query {
    let paging = PagingVariables::cursor("page").size("size").page_number(1);
    let paging = paging.end_at(EndMark::HasMore, ["shelf", "pageInfo", "hasNextPage"]);
    Query::new(SHELF, ["shelf", "books"])
        .items_in(ItemList::Itself)
        .forward(paging)
}

fn token() -> Query {
    let paging = PagingVariables::cursor("token").size("limit");
    let paging = paging.token_at(["token", "nextToken"]);
    Query::new(TOKEN, ["token"])
        .items_in(nodes("items"))
        .forward(paging)
}

fn keys() -> Query {
    let paging = PagingVariables::cursor("key").size("size").key_set(["id"]);
    Query::new(KEYS, ["keys"])
        .items_in(ItemList::Itself)
        .forward(paging)
}

fn nodes(list: &str) -> ItemList {
    ItemList::Nodes {
        list: list.to_owned(),
    }
}

async fn titles(mut items: Items, most: usize) -> Result<Vec<String>, Error> {
    let mut titles = Vec::new();
    while titles.len() < most
        && let Some(item) = items.try_next().await?
    {
        let item: Value = serde_json::from_str(item.get()).unwrap();
        titles.push(item["title"].as_str().unwrap().to_owned());
    }
    Ok(titles)
}

fn expected(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|number| number.to_string()).collect()
}

#[tokio::test]
async fn every_style_is_walked_and_resumed() {
    for query in [list(), counted(), shelf(), token(), keys()] {
        for size in [1, 3, 5, 20] {
            let library = Library::new(10);
            let client = library.client();
            let walk = || query.clone().paginate().page_size(size);
            let all = titles(walk().items(&client), usize::MAX).await.unwrap();
            assert_eq!(all, expected(0..10), "{query:?} {size}");

            let mut items = walk().items(&client);
            for _ in 0..4 {
                items.try_next().await.unwrap();
            }
            let rest = walk().resume(items.checkpoint()).items(&client);
            let rest = titles(rest, usize::MAX).await.unwrap();
            assert_eq!(rest, expected(4..10), "{query:?} {size}");
        }
    }
}

/// A list whose arguments the query does not name: the schema decides whether they are offsets or page numbers.
fn list_by(paging: PagingVariables) -> Query {
    let paging = paging.size("limit").document(LIST);
    Query::new("{ list { id title } }", ["list"])
        .items_in(ItemList::Itself)
        .forward(paging)
}

#[tokio::test]
async fn a_checkpoint_is_not_for_another_kind_of_pages() {
    let client = Library::new(9).client();
    let walk = |paging| list_by(paging).paginate().page_size(3);
    let offset = || PagingVariables::cursor("offset").offset(0);
    let mut items = walk(offset()).items(&client);
    for _ in 0..4 {
        items.try_next().await.unwrap();
    }
    let checkpoint = items.checkpoint();
    for other in [
        PagingVariables::cursor("offset").page_number(1),
        PagingVariables::cursor("offset").offset(1),
        PagingVariables::cursor("offset").key_set(["id"]),
    ] {
        let resumed = walk(other).resume(checkpoint.clone()).items(&client);
        let error = titles(resumed, usize::MAX).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Checkpoint { .. }));
        assert!(
            error.to_string().contains("another kind of pages"),
            "{error}"
        );
    }
    // One of an earlier version does not say it.
    let mut old = serde_json::to_value(&checkpoint).unwrap();
    let paging = old["fingerprint"].as_object_mut().unwrap().remove("paging");
    assert_eq!(paging, Some(json!("item from 0")));
    let resumed = walk(offset()).resume(serde_json::from_value(old).unwrap());
    let rest = titles(resumed.items(&client), usize::MAX).await.unwrap();
    assert_eq!(rest, expected(4..9));
}

#[tokio::test]
async fn a_checkpoint_is_not_for_another_operation_of_the_document() {
    let client = Library::new(9).client();
    let named = |name: &str| {
        let query = Query::new(LIST.replace("query(", "query One("), ["list"]);
        let paging = PagingVariables::cursor("offset").size("limit").offset(0);
        let query = query
            .items_in(ItemList::Itself)
            .operation(name)
            .forward(paging);
        query.paginate().page_size(3)
    };
    let mut items = named("One").items(&client);
    items.try_next().await.unwrap();
    let checkpoint = items.checkpoint();
    let other = named("Two").resume(checkpoint.clone()).items(&client);
    let error = titles(other, 1).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Checkpoint { .. }),
        "{error}"
    );
    let same = named("One").resume(checkpoint).items(&client);
    assert_eq!(titles(same, 9).await.unwrap().len(), 8);
}

#[tokio::test]
async fn pages_at_known_offsets_are_requested_at_the_same_time() {
    let library = Library::new(40);
    let walk = counted().paginate().page_size(4).concurrency(4);
    let all = titles(walk.items(&library.client()), usize::MAX).await;
    assert_eq!(all.unwrap(), expected(0..40));
    let mut skipped = Vec::new();
    for request in library.sent() {
        let options = &request["variables"]["options"];
        assert_eq!(
            (&options["take"], &options["title"]),
            (&json!(4), &json!(""))
        );
        skipped.push(options["skip"].as_u64().unwrap());
    }
    skipped.sort_unstable();
    // The last page is full, so that one more request makes sure of the total.
    let expected: Vec<u64> = (0..=40).step_by(4).collect();
    assert_eq!(skipped, expected);
}

#[tokio::test]
async fn a_server_that_ignores_the_offset_is_an_error() {
    let library = Library {
        is_stuck: true,
        ..Library::new(10)
    };
    let error = titles(list().paginate().items(&library.client()), usize::MAX).await;
    assert!(
        error
            .unwrap_err()
            .to_string()
            .contains("the same items as an earlier one")
    );
}

#[tokio::test]
async fn another_list_that_is_the_same_on_every_page_does_not_identify_the_page() {
    let document = "query($size: Int, $at: String) {
      beside(first: $size, after: $at) { featured { id } items { id title } pageInfo { hasNextPage endCursor } }
    }";
    let query = Query::new(document, ["beside"])
        .items_in(nodes("items"))
        .forward(PagingVariables::cursor("at").size("size"));
    let library = Library::new(40);
    // As many as the featured ones.
    let walk = || query.clone().paginate().page_size(4);
    let mut items = walk().items(&library.client());
    let first = [items.try_next().await, items.try_next().await];
    assert!(first.into_iter().all(|item| item.unwrap().is_some()));
    let rest = walk()
        .page_size(5)
        .resume(items.checkpoint())
        .items(&library.client());
    assert_eq!(titles(rest, usize::MAX).await.unwrap(), expected(2..40));
    let all = titles(walk().items(&library.client()), usize::MAX);
    assert_eq!(all.await.unwrap(), expected(0..40));
}

#[tokio::test]
async fn a_start_at_the_first_position_is_the_beginning_of_the_list() {
    let library = Library {
        total: Some(20),
        ..Library::new(10)
    };
    let client = library.client();
    for walk in [
        counted().paginate(),
        counted().paginate().start_at("0"),
        counted()
            .variable("options", json!({ "title": "", "skip": 0 }))
            .paginate(),
    ] {
        let mut pages = walk.page_size(4).pages(&client);
        while pages.try_next().await.unwrap().is_some() {}
        assert!(pages.progress().ended_short);
    }
}

#[tokio::test]
async fn paging_variables_of_the_query_are_the_start_and_the_page_size() {
    let library = Library::new(10);
    let client = library.client();
    for query in [
        list().variable("offset", 4).variable("limit", 3),
        counted().variable("options", json!({ "title": "", "skip": 4, "take": 3 })),
        keys().variable("key", "3").variable("size", 3),
    ] {
        library.log.lock().unwrap().clear();
        let walk = query.paginate().items(&client);
        assert_eq!(titles(walk, usize::MAX).await.unwrap(), expected(4..10));
        let first = &library.sent()[0]["variables"];
        let sizes = ["/limit", "/options/take", "/size"];
        let mut sizes = sizes.iter().filter_map(|size| first.pointer(size));
        assert_eq!(sizes.next(), Some(&json!(3)));
    }
    // The settings of the walk come first.
    let query = list().variable("offset", 4).variable("limit", 3);
    let walk = query.paginate().start_at("7").page_size(2).items(&client);
    assert_eq!(titles(walk, usize::MAX).await.unwrap(), expected(7..10));
}
