//! Tests of queries that select the parts of a connection in unusual places.

use graphql_paginate::{Connection, ErrorKind, Paginator};

use crate::library::Library;
use crate::queries::*;

async fn titles<C: Connection>(
    paginator: Paginator<C>,
    title: fn(C::Item) -> String,
) -> Vec<String> {
    let items = paginator.collect(&Library::new(10).client()).await.unwrap();
    items.into_iter().map(title).collect()
}

fn all() -> Vec<String> {
    (0..10).map(|number: usize| number.to_string()).collect()
}

#[tokio::test]
async fn another_list_before_the_items_is_not_the_list_of_items() {
    let walk = Beside::paginate(beside::Variables {});
    assert_eq!(titles(walk, |book| book.title).await, all());
}

#[tokio::test]
async fn a_list_that_is_the_same_on_every_page_does_not_identify_the_page() {
    let library = Library::new(12);
    let mut walk = BesideFeatured::paginate(beside_featured::Variables {}).items(&library.client());
    let mut ids = Vec::new();
    while let Some(book) = walk.try_next().await.unwrap() {
        ids.push(book.id);
    }
    let expected: Vec<String> = (0..12).map(|number| format!("{number:04}")).collect();
    assert_eq!(ids, expected);
}

#[tokio::test]
async fn page_info_in_a_part_that_is_left_out_is_selected_by_the_walk() {
    for info in [false, true] {
        let walk = InfoApart::paginate(info_apart::Variables { info });
        assert_eq!(titles(walk, |book| book.title).await, all(), "{info}");
    }
}

#[tokio::test]
async fn page_info_in_a_place_that_is_left_out_is_selected_by_the_walk() {
    for more in [false, true] {
        let walk = InfoInOnePlace::paginate(info_in_one_place::Variables { more });
        assert_eq!(titles(walk, |book| book.title).await, all(), "{more}");
    }
}

#[tokio::test]
async fn items_are_the_nodes_of_the_edges_that_select_them() {
    let walk = TwoEdges::paginate(two_edges::Variables {});
    assert_eq!(titles(walk, |book| book.title).await, all());
}

#[tokio::test]
async fn directives_that_the_server_does_not_know_are_not_sent() {
    let library = Library::new(10);
    let walk = ClientDirectives::paginate(client_directives::Variables {});
    let books = walk.collect(&library.client()).await.unwrap();
    let titles: Vec<String> = books.into_iter().map(|book| book.title).collect();
    assert_eq!(titles, all());
    let query = client_directives::QUERY;
    assert!(
        query.contains("query ClientDirectives { relay(first: 3) { edges { node { title } } } }"),
        "{query}"
    );
}

#[tokio::test]
async fn a_server_that_ignores_last_is_an_error_whatever_page_info_selects() {
    let library = |ignores_last| Library {
        ignores_last,
        ..Library::new(10)
    };
    let walk = || FromEnd::paginate(from_end::Variables {});
    let error = walk()
        .collect(&library(Some(false)).client())
        .await
        .unwrap_err();
    assert!(matches!(error.into_kind(), ErrorKind::WrongEnd));

    let client = library(None).client();
    let books: Vec<_> = walk().items(&client).try_collect().await.unwrap();
    let mut titles: Vec<String> = books.into_iter().map(|book| book.title).collect();
    titles.sort();
    assert_eq!(titles, all());
}
