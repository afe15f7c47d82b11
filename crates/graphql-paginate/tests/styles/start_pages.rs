//! Tests of walks that start at a page number other than the first: the page size that the number refers to is kept.

use graphql_paginate::dynamic::{ItemList, PagingVariables, Query};
use graphql_paginate::{Client, Connection, Paginator, Profile};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::library::Library;
use crate::property::Walked;
use crate::queries::*;

const DOCUMENT: &str = "query($size: Int, $page: Int) {
  shelf(perPage: $size, page: $page) { books { id title } pageInfo { hasNextPage } }
}";

fn shelf() -> Query {
    let paging = PagingVariables::cursor("page").size("size").page_number(1);
    Query::new(DOCUMENT, ["shelf", "books"])
        .items_in(ItemList::Itself)
        .forward(paging)
}

fn shelf_from(page: &str) -> graphql_paginate::dynamic::Paginator {
    shelf().paginate().start_at(page)
}

/// The titles of a run-time walk.
async fn titles(paginator: graphql_paginate::dynamic::Paginator, client: &Client) -> Vec<String> {
    let items: Vec<Box<RawValue>> = paginator.items(client).try_collect().await.unwrap();
    let mut titles = Vec::new();
    for item in items {
        let item: Value = serde_json::from_str(item.get()).unwrap();
        titles.push(item["title"].as_str().unwrap().to_owned());
    }
    titles
}

fn expected(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|number| number.to_string()).collect()
}

fn client_of(library: &Library, largest: u32) -> Client {
    let mut profile = Profile::default();
    profile.max_page_size = Some(largest);
    Client::builder("https://library.example.test/graphql")
        .profile(profile)
        .transport(library.clone())
        .build()
        .unwrap()
}

async fn failure<C: Connection>(paginator: Paginator<C>, client: &Client) -> String {
    let error = paginator.collect(client).await.err();
    error.expect("the walk fails").to_string()
}

#[tokio::test]
async fn a_limit_does_not_change_the_items_of_the_start_page() {
    let library = Library::new(40);
    let walk = shelf_from("3").page_size(4).max_items(2);
    assert_eq!(titles(walk, &library.client()).await, expected(8..10));

    let walk = ShelfFrom::paginate(shelf_from::Variables {}).max_items(2);
    let books = walk.collect(&library.client()).await.unwrap();
    let titles: Vec<String> = books.into_iter().map(|book| book.title).collect();
    assert_eq!(titles, expected(8..10));
}

#[tokio::test]
async fn a_checkpoint_inside_the_start_page_resumes_with_the_size_of_that_page() {
    let library = Library::new(40);
    let client = library.client();
    let mut items = shelf_from("3").page_size(4).items(&client);
    items.try_next().await.unwrap();
    let rest = shelf_from("").page_size(3).resume(items.checkpoint());
    assert_eq!(titles(rest, &client).await, expected(9..40));
}

#[tokio::test]
async fn a_start_page_of_more_items_than_the_api_serves_is_refused_with_the_page_to_start_at() {
    let library = Library::new(40);
    let client = client_of(&library, 3);
    let expected = "`ShelfFrom`: page 3 of pages of 4 items cannot be requested with a page size of 3, and has other items than page 3 of those; its first item is on page `3x3`, so start there";
    let walk = ShelfFrom::paginate(shelf_from::Variables {});
    assert_eq!(failure(walk, &client).await, expected);
    let walk = ShelfFrom::paginate(shelf_from::Variables {}).start_at("3x3");
    let books = walk.collect(&client).await.unwrap();
    assert_eq!(books[0].title, "6");
    assert_eq!(books.len(), 34);
}

#[tokio::test]
async fn another_page_size_than_that_of_the_start_page_in_the_query_is_refused() {
    let library = Library::new(40);
    let variables = || shelf_page::Variables {
        page: Some(3),
        size: Some(4),
    };
    let walk = ShelfPage::paginate(variables()).page_size(8);
    let error = failure(walk, &library.client()).await;
    assert!(
        error.ends_with("its first item is on page `2x8`, so start there"),
        "{error}"
    );
    assert!(library.sent().is_empty());
    let walk = ShelfPage::paginate(variables()).start_at("2").page_size(8);
    let books = walk.collect(&library.client()).await.unwrap();
    assert_eq!(books[0].title, "8");
}

#[tokio::test]
async fn a_start_page_without_a_size_in_the_query_is_one_of_the_servers_size() {
    let library = Library::new(40);
    let variables = shelf_page::Variables {
        page: Some(3),
        size: None,
    };
    let walk = ShelfPage::paginate(variables).max_items(3);
    let books = walk.collect(&client_of(&library, 10)).await.unwrap();
    let titles: Vec<String> = books.into_iter().map(|book| book.title).collect();
    assert_eq!(titles, expected(8..11));
}

#[tokio::test]
async fn a_page_number_in_the_variables_is_about_pages_of_their_size() {
    let library = Library::new(40);
    let page = shelf().variable("page", 3);
    // Without a size, it is about pages of the server's size, whatever the largest one is.
    let walk = page.clone().paginate();
    assert_eq!(titles(walk, &client_of(&library, 3)).await, expected(8..40));

    let walk = page.variable("size", 4).paginate().page_size(2);
    let error = walk.collect(&library.client()).await.unwrap_err();
    let expected =
        "page 3 of pages of 4 items cannot be requested with a page size of 2, and has other";
    assert!(error.to_string().contains(expected), "{error}");
}

#[tokio::test]
async fn a_typed_walk_that_starts_at_the_first_item_begins_at_the_beginning_of_the_list() {
    let library = Library {
        total: Some(20),
        ..Library::new(10)
    };
    for walk in [Counted::walk(4), Counted::walk(4).start_at("0")] {
        let mut items = walk.items(&library.client());
        while items.try_next().await.unwrap().is_some() {}
        assert!(items.progress().ended_short);
    }
}
