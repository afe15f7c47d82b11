//! Every combination of paging arguments on a list of six items.

use graphql_paginate_sandbox::{Endpoint, Sandbox};
use serde_json::{Value, json};

use crate::support::{data, post};

/// Arguments (`d3` is the cursor of the third item), nodes, `hasPreviousPage`, `hasNextPage`.
type Row = (&'static str, &'static [usize], bool, bool);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("",                          &[1, 2, 3, 4, 5, 6], false, false),
    ("first: 6",                  &[1, 2, 3, 4, 5, 6], false, false),
    ("first: 2",                  &[1, 2],             false, true),
    ("first: 2, after: d2",       &[3, 4],             true,  true),
    ("first: 2, after: d4",       &[5, 6],             true,  false),
    ("first: 2, after: d6",       &[],                 true,  false),
    ("after: d3",                 &[4, 5, 6],          true,  false),
    ("last: 2",                   &[5, 6],             true,  false),
    ("last: 6",                   &[1, 2, 3, 4, 5, 6], false, false),
    ("last: 2, before: d5",       &[3, 4],             true,  true),
    ("last: 2, before: d3",       &[1, 2],             false, true),
    ("last: 2, before: d2",       &[1],                false, true),
    ("last: 2, before: d1",       &[],                 false, true),
    ("last: 2, after: d1",        &[5, 6],             true,  false),
    ("last: 2, after: d5",        &[6],                true,  false),
    ("last: 2, after: d6",        &[],                 true,  false),
    ("first: 2, before: d5",      &[3, 4],             true,  true),
    ("first: 2, before: d3",      &[1, 2],             false, true),
    ("first: 2, before: d2",      &[1],                false, true),
    ("first: 2, before: d1",      &[],                 false, true),
    ("before: d4",                &[1, 2, 3],          false, true),
    ("first: 0",                  &[],                 false, true),
    ("last: 0",                   &[],                 true,  false),
    // Further cases: negative sizes count as zero, and empty cursors as absent.
    ("first: -3",                 &[],                 false, true),
    ("first: 2, after: \"\"",     &[1, 2],             false, true),
    ("first: 2, after: null",     &[1, 2],             false, true),
    // The deprecated `order`.
    ("order: DESC",                      &[6, 5, 4, 3, 2, 1], false, false),
    ("order: DESC, first: 2",            &[6, 5],             false, true),
    ("order: DESC, first: 2, after: d5", &[4, 3],             true,  true),
    ("order: DESC, first: 2, after: d3", &[2, 1],             true,  false),
    ("order: DESC, first: 2, after: d1", &[],                 true,  false),
    ("order: DESC, first: 2, before: d2", &[6, 5],            false, true),
    ("order: DESC, first: 2, before: d5", &[6],               false, true),
    ("order: null, first: 2",            &[1, 2],             false, true),
];

const REFUSED: &[(&str, &str)] = &[
    (
        "first: 1, last: 1",
        r#"Arguments "first" and "last" are exclusive"#,
    ),
    (
        "after: d1, before: d3",
        r#"Arguments "after" and "before" are exclusive"#,
    ),
    (
        "order: DESC, last: 2",
        r#"Argument "last" is not supported with order "desc""#,
    ),
];

#[tokio::test]
async fn every_row_of_the_truth_table() {
    let sandbox = Sandbox::builder().dossiers(6).start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let cursors = cursors(api).await;
    for (arguments, nodes, has_previous, has_next) in ROWS {
        let found = data(api, &query(arguments, &cursors), Value::Null).await;
        let cursor = |node: Option<&usize>| node.map(|node| cursors[node - 1].as_str());
        let expected = json!({
            "nodes": nodes.iter().map(|node| json!({ "number": 10_000 + node })).collect::<Vec<_>>(),
            "edges": nodes
                .iter()
                .map(|node| json!({ "cursor": cursors[node - 1], "node": { "number": 10_000 + node } }))
                .collect::<Vec<_>>(),
            "pageInfo": {
                "hasPreviousPage": has_previous,
                "hasNextPage": has_next,
                "startCursor": cursor(nodes.first()),
                "endCursor": cursor(nodes.last()),
            },
        });
        assert_eq!(found["demarche"]["dossiers"], expected, "{arguments}");
    }
}

#[tokio::test]
async fn every_refused_combination() {
    let sandbox = Sandbox::builder().dossiers(6).start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let cursors = cursors(api).await;
    for (arguments, message) in REFUSED {
        let body = post(api, &query(arguments, &cursors), Value::Null).await;
        let errors = body["errors"].as_array().unwrap();
        // `nodes` and `edges` are null with an error each. The error of `pageInfo` propagates to the root.
        assert_eq!(errors.len(), 3, "{arguments}: {body}");
        for error in errors {
            assert_eq!(error["message"], *message);
            assert_eq!(error["extensions"], json!({ "code": "bad_request" }));
        }
        assert_eq!(body["data"], Value::Null);
    }
}

#[tokio::test]
async fn the_default_and_the_largest_page_size_are_a_hundred() {
    let sandbox = Sandbox::builder().dossiers(130).start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    for arguments in ["", "first: 100", "first: 101", "first: 5000"] {
        let found = data(api, &query(arguments, &[]), Value::Null).await;
        let dossiers = &found["demarche"]["dossiers"];
        assert_eq!(
            dossiers["nodes"].as_array().unwrap().len(),
            100,
            "{arguments}"
        );
        assert_eq!(dossiers["pageInfo"]["hasNextPage"], true);
    }
    let found = data(api, &query("last: 5000", &[]), Value::Null).await;
    assert_eq!(found["demarche"]["dossiers"]["nodes"][0]["number"], 10_031);
}

fn query(arguments: &str, cursors: &[String]) -> String {
    let mut arguments = arguments.to_owned();
    for (index, cursor) in cursors.iter().enumerate() {
        arguments = arguments.replace(&format!("d{}", index + 1), &format!("{cursor:?}"));
    }
    let arguments = if arguments.is_empty() {
        arguments
    } else {
        format!("({arguments})")
    };
    format!(
        "{{ demarche(number: 1) {{ dossiers{arguments} {{ nodes {{ number }} edges {{ cursor node {{ number }} }} \
         pageInfo {{ hasPreviousPage hasNextPage startCursor endCursor }} }} }} }}"
    )
}

async fn cursors(api: &Endpoint) -> Vec<String> {
    let found = data(api, &query("", &[]), Value::Null).await;
    let edges = found["demarche"]["dossiers"]["edges"].as_array().unwrap();
    edges
        .iter()
        .map(|edge| edge["cursor"].as_str().unwrap().to_owned())
        .collect()
}
