//! Tests of pages that are one of the possible types of a union: the others are errors of the walk.

use graphql_paginate::dynamic::{ItemList, PagingVariables, Query};
use graphql_paginate::{Connection, ErrorKind, Paginator};

use crate::library::Library;
use crate::queries::*;

fn failing(request: usize) -> Library {
    Library {
        error_at: Some(request),
        ..Library::new(10)
    }
}

/// The number of items before the error of a walk whose request with this index is answered by another type.
async fn failure<C: Connection>(paginator: Paginator<C>, request: usize) -> (usize, ErrorKind) {
    let client = failing(request).client();
    let mut items = paginator.items(&client);
    let mut count = 0;
    loop {
        match items.try_next().await {
            Ok(Some(_)) => count += 1,
            Ok(None) => panic!("the walk ends after {count} items"),
            Err(error) => return (count, error.into_kind()),
        }
    }
}

#[tokio::test]
async fn another_type_than_the_page_is_an_error_and_never_the_end() {
    for (request, expected) in [(0, 0), (1, 4), (2, 8)] {
        let walks = [
            failure(Runs::paginate(runs::Variables { cursor: None }), request).await,
            failure(RunPages::paginate(run_pages::Variables {}), request).await,
            failure(RunCounts::paginate(run_counts::Variables {}), request).await,
            failure(RunKeys::paginate(run_keys::Variables {}), request).await,
        ];
        for (count, kind) in walks {
            assert_eq!(count, expected, "{kind}");
            assert!(
                matches!(&kind, ErrorKind::OtherType { typename, .. } if typename == "RunError"),
                "{kind:?}"
            );
        }
    }
}

#[tokio::test]
async fn the_message_of_an_error_type_is_part_of_the_error() {
    let walk = Runs::paginate(runs::Variables { cursor: None });
    let error = walk.collect(&failing(0).client()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Runs`, page 1: `data.runs` is of type `RunError`, for which the query selects no items: no database"
    );
    let walk = RunsInFragment::paginate(runs_in_fragment::Variables {});
    let error = walk.collect(&failing(0).client()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`RunsInFragment`, page 1: `data.runs` is of type `RunError`, for which the query selects no items"
    );
}

#[tokio::test]
async fn a_walk_resumes_after_such_an_error() {
    let walk = || Runs::paginate(runs::Variables { cursor: None });
    let mut items = walk().items(&failing(1).client());
    let mut titles = Vec::new();
    let error = loop {
        match items.try_next().await {
            Ok(item) => titles.push(item.expect("the walk fails").title),
            Err(error) => break error,
        }
    };
    let checkpoint = error.checkpoint().expect("the walk can be resumed");
    let rest = walk().resume(checkpoint.clone());
    let rest = rest.collect(&Library::new(10).client()).await.unwrap();
    titles.extend(rest.into_iter().map(|book| book.title));
    let expected: Vec<String> = (0..10).map(|number| number.to_string()).collect();
    assert_eq!(titles, expected);
}

#[tokio::test]
async fn another_type_is_an_error_of_a_walk_that_is_known_at_run_time() {
    let document = "query($limit: Int, $cursor: String) {
      runs(limit: $limit, cursor: $cursor) { __typename ... on Runs { results { title } cursor } ... on RunError { message } }
    }";
    let paging = PagingVariables::cursor("cursor").size("limit");
    let query = Query::new(document, ["runs"])
        .items_in(ItemList::Nodes {
            list: "results".to_owned(),
        })
        .forward(paging.token_at(["runs", "cursor"]));
    let walk = || query.clone().paginate().page_size(4);
    let mut items = Vec::new();
    let all = walk().items(&Library::new(10).client());
    all.append_to(&mut items).await.unwrap();
    assert_eq!(items.len(), 10);
    let some = walk().items(&failing(1).client());
    let error = some.append_to(&mut items).await.unwrap_err();
    assert_eq!(items.len(), 14);
    assert_eq!(
        error.to_string(),
        "`runs`, page 2 at cursor `4`: `data.runs` is of type `RunError`, for which the query selects no items: no database"
    );
}
