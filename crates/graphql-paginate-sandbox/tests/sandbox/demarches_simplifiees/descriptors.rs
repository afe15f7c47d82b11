//! `demarcheDescriptors`: a connection of the root type whose cursors are offsets.

use graphql_paginate_sandbox::{Change, Sandbox};
use serde_json::{Value, json};

use crate::support::{data, numbers, post};

async fn page(sandbox: &Sandbox, arguments: &str) -> Value {
    let arguments = if arguments.is_empty() {
        String::new()
    } else {
        format!("({arguments})")
    };
    let query = format!(
        "{{ demarcheDescriptors{arguments} {{ nodes {{ number }} \
         pageInfo {{ hasPreviousPage hasNextPage startCursor endCursor }} }} }}"
    );
    data(sandbox.demarches_simplifiees(), &query, Value::Null).await["demarcheDescriptors"].take()
}

#[tokio::test]
async fn pages_flags_and_offset_cursors() {
    let sandbox = Sandbox::builder().demarches(6).start().await.unwrap();
    // "Mg" is base64 for "2", "NQ" for "5".
    type Row<'a> = (&'a str, &'a [i64], bool, bool, Value, Value);
    let cases: [Row<'_>; 12] = [
        (
            "",
            &[1, 2, 3, 4, 5, 6],
            false,
            false,
            json!("MQ"),
            json!("Ng"),
        ),
        ("first: 2", &[1, 2], false, true, json!("MQ"), json!("Mg")),
        (
            "first: 2, after: \"Mg\"",
            &[3, 4],
            true,
            true,
            json!("Mw"),
            json!("NA"),
        ),
        (
            "first: 2, after: \"Mg==\"",
            &[3, 4],
            true,
            true,
            json!("Mw"),
            json!("NA"),
        ),
        (
            "first: 2, after: \"NQ\"",
            &[6],
            true,
            false,
            json!("Ng"),
            json!("Ng"),
        ),
        (
            "first: 2, after: \"Ng\"",
            &[],
            true,
            false,
            Value::Null,
            Value::Null,
        ),
        ("last: 2", &[5, 6], true, false, json!("NQ"), json!("Ng")),
        (
            "last: 2, before: \"NQ\"",
            &[3, 4],
            true,
            true,
            json!("Mw"),
            json!("NA"),
        ),
        (
            "last: 2, before: \"Mg\"",
            &[1],
            false,
            true,
            json!("MQ"),
            json!("MQ"),
        ),
        (
            "first: 2, before: \"NQ\"",
            &[1, 2],
            false,
            true,
            json!("MQ"),
            json!("Mg"),
        ),
        (
            "after: \"Mg\", before: \"NQ\"",
            &[3, 4],
            true,
            true,
            json!("Mw"),
            json!("NA"),
        ),
        (
            "first: 4, last: 1",
            &[4],
            true,
            true,
            json!("NA"),
            json!("NA"),
        ),
    ];
    for (arguments, expected, has_previous, has_next, start, end) in cases {
        let page = page(&sandbox, arguments).await;
        assert_eq!(numbers(&page, "/nodes"), expected, "{arguments}");
        let page_info = json!({
            "hasPreviousPage": has_previous, "hasNextPage": has_next, "startCursor": start, "endCursor": end,
        });
        assert_eq!(page["pageInfo"], page_info, "{arguments}");
    }
}

#[tokio::test]
async fn a_removed_demarche_makes_a_walk_miss_one() {
    let sandbox = Sandbox::builder().demarches(6).start().await.unwrap();
    let first = page(&sandbox, "first: 2").await;
    sandbox
        .demarches_simplifiees()
        .change(Change::UnpublishDemarche(1));
    let second = page(&sandbox, "first: 9, after: \"Mg\"").await;
    assert_eq!(
        (numbers(&first, "/nodes"), numbers(&second, "/nodes")),
        (vec![1, 2], vec![4, 5, 6])
    );
}

#[tokio::test]
async fn a_cursor_that_is_not_base64_is_an_error() {
    let sandbox = Sandbox::start().await.unwrap();
    let query = "{ demarcheDescriptors(after: \"é!\") { nodes { number } } }";
    let body = post(sandbox.demarches_simplifiees(), query, Value::Null).await;
    assert_eq!(body["errors"][0]["message"], "Invalid input: \"é!\"");
}

#[tokio::test]
async fn a_descriptor_counts_the_dossiers() {
    let sandbox = Sandbox::builder().dossiers(12).start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let query = "{ demarcheDescriptor(demarche: { number: 3 }) { dossiersCount } }";
    let found = data(api, query, Value::Null).await;
    assert_eq!(found["demarcheDescriptor"]["dossiersCount"], 12);
    api.change(Change::Delete(10_003));
    let found = data(api, query, Value::Null).await;
    assert_eq!(found["demarcheDescriptor"]["dossiersCount"], 11);
}
