//! Tests of nested connections whose lists conditions of the query exclude.

use graphql_paginate::{CompletesNested, Paginator};
use graphql_paginate_sandbox::Sandbox;
use serde::Serialize;
use serde_json::Value;

use super::queries::{
    NestedConditions, NestedConditionsAsWritten, nested_conditions, nested_conditions_as_written,
};
use crate::sandboxed::github;

/// The completed items, and the number of truncated connections without completion.
async fn walked<C: CompletesNested<Item: Serialize>>(
    paginator: impl Fn() -> Paginator<C>,
    sandbox: &Sandbox,
) -> (Vec<Value>, u64) {
    let client = github(sandbox);
    let mut pages = paginator().pages(&client);
    let mut truncated = 0;
    while let Some(page) = pages.try_next().await.unwrap() {
        for list in page.truncated {
            truncated += list.connections;
        }
    }
    let mut items = Vec::new();
    for item in paginator()
        .complete_nested()
        .collect(&client)
        .await
        .unwrap()
    {
        items.push(serde_json::to_value(item).unwrap());
    }
    (items, truncated)
}

/// The length of a list, if it is included.
fn of(is_included: bool, length: usize) -> Option<usize> {
    if is_included { Some(length) } else { None }
}

#[tokio::test]
async fn a_list_that_a_condition_excludes_is_neither_counted_nor_completed() {
    let sandbox = Sandbox::builder()
        .pull_requests(2)
        .connection_size("PullRequest.labels", 3)
        .connection_size("PullRequest.reviews", 4)
        .start()
        .await
        .unwrap();
    for (edges, labels) in [(false, false), (true, false), (false, true), (true, true)] {
        let typed = || {
            let variables = nested_conditions::Variables::new(
                "octo".to_owned(),
                "repo".to_owned(),
                edges,
                labels,
            );
            NestedConditions::paginate(variables)
        };
        let as_written = || {
            let variables = nested_conditions_as_written::Variables::new(
                "octo".to_owned(),
                "repo".to_owned(),
                edges,
                labels,
            );
            NestedConditionsAsWritten::paginate(variables)
        };
        for (items, truncated) in [
            walked(typed, &sandbox).await,
            walked(as_written, &sandbox).await,
        ] {
            assert_eq!(items.len(), 2);
            assert_eq!(truncated, 2 + 2 * u64::from(labels));
            for item in items {
                let count = |pointer: &str| item.pointer(pointer)?.as_array().map(Vec::len);
                assert_eq!(count("/labels/nodes"), of(labels, 3));
                assert_eq!(count("/reviews/edges"), of(edges, 4));
                assert_eq!(count("/reviews/nodes"), of(!edges, 4));
            }
        }
    }
}
