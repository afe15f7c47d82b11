//! Tests of the methods of streams without an import of `futures`.

use std::collections::VecDeque;

use graphql_paginate::{Error, Paginator};

use crate::fixture::{Variables, Widgets};
use crate::script::{Reply, Script, last, more, page};
use serde_json::json;

fn paginator() -> Paginator<Widgets> {
    Paginator::new(Variables::default())
}

fn two_pages() -> [Reply; 2] {
    [more("a b", "c1"), last("c")]
}

fn broken() -> Script {
    Script::new([more("a b", "c1"), Reply::Cut])
}

#[tokio::test]
async fn next_yields_each_item_then_the_error_then_none() {
    let mut items = paginator().items(&broken().client());
    for name in ["a", "b"] {
        assert_eq!(items.next().await.unwrap().unwrap().name, name);
    }
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.page(), Some(2));
    assert!(items.next().await.is_none());

    let mut pages = paginator().pages(&broken().client());
    assert_eq!(pages.next().await.unwrap().unwrap().items.len(), 2);
    assert!(pages.try_next().await.is_err());
    assert!(pages.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn try_collect_fills_any_collection() {
    let client = Script::new(two_pages()).client();
    let items: VecDeque<_> = paginator().items(&client).try_collect().await.unwrap();
    assert_eq!(items.len(), 3);

    let client = Script::new(two_pages()).client();
    let pages: Vec<_> = paginator().pages(&client).try_collect().await.unwrap();
    assert_eq!(pages.len(), 2);

    let client = Script::new(two_pages()).client();
    let edges: Vec<_> = paginator().edges(&client).try_collect().await.unwrap();
    assert_eq!(edges[2].node.as_ref().unwrap().name, "c");

    let failed = paginator().items(&broken().client());
    assert!(failed.try_collect::<Vec<_>>().await.is_err());
}

#[tokio::test]
async fn items_of_both_ends_and_without_duplicates_have_the_same_methods() {
    let whole = json!({ "hasNextPage": false, "hasPreviousPage": false });
    let client = Script::new([page("a b", whole.clone()), page("a b", whole)]).client();
    let mut both_ends = paginator().both_ends().items(&client);
    assert_eq!(both_ends.try_next().await.unwrap().unwrap().name, "a");
    assert_eq!(both_ends.try_collect::<Vec<_>>().await.unwrap().len(), 1);

    let client = Script::new([more("a b", "c1"), last("b c")]).client();
    let unique = paginator().items(&client);
    let mut unique = unique.unique_by_key(|widget| widget.name.clone());
    assert_eq!(unique.next().await.unwrap().unwrap().name, "a");
    assert_eq!(unique.try_collect::<Vec<_>>().await.unwrap().len(), 2);
}

#[tokio::test]
async fn try_for_each_stops_at_the_first_error_of_either_side() {
    let mut names = String::new();
    let walked = paginator().items(&broken().client());
    let walked = walked.try_for_each(async |widget| {
        names.push_str(&widget.name);
        Ok(())
    });
    assert_eq!(walked.await.unwrap_err().page(), Some(2));
    assert_eq!(names, "ab");

    let mut calls = 0;
    let client = Script::new(two_pages()).client();
    let other = Script::new([Reply::Cut]).client();
    let walked = paginator().items(&client).try_for_each(async |_| {
        calls += 1;
        other.execute::<Widgets>(Variables::default()).await?;
        Ok(())
    });
    assert_eq!(walked.await.unwrap_err().page(), None);
    assert_eq!(calls, 1);
}

#[tokio::test]
async fn a_walk_can_run_on_a_task_of_its_own() {
    let client = Script::new(two_pages()).client();
    let walk = tokio::spawn(async move {
        let mut items = paginator().items(&client);
        let mut names = String::new();
        while let Some(widget) = items.try_next().await? {
            names.push_str(&widget.name);
        }
        Ok::<_, Error>(names)
    });
    assert_eq!(walk.await.unwrap().unwrap(), "abc");

    let client = Script::new(two_pages()).client();
    let walk = tokio::spawn(async move {
        let items = paginator().items(&client);
        items.try_for_each(async |_| Ok(())).await
    });
    walk.await.unwrap().unwrap();
}
