//! Tests of counted pages whose items are equal: rows without ids may repeat, pages may not.

use graphql_paginate::ErrorKind;
use graphql_paginate::OnRepeat;
use graphql_paginate::rest::OffsetLimit;
use serde_json::{Value, json};

use super::server::{Server, ok};

/// The number of rows of a walk by offset, and its error.
async fn rows_walked(pages: &[&[&str]], on_repeat: OnRepeat) -> (usize, String) {
    let mut answers = Vec::new();
    for levels in pages {
        let rows: Vec<Value> = levels
            .iter()
            .map(|level| json!({ "level": level }))
            .collect();
        answers.push(ok(json!(rows)));
    }
    let server = Server::new(answers);
    let list = server
        .collection(OffsetLimit::new("offset"))
        .decode_as::<Value>();
    let mut items = list.on_repeat(on_repeat).items();
    let mut rows = 0;
    loop {
        match items.try_next().await {
            Ok(Some(_)) => rows += 1,
            Ok(None) => return (rows, String::new()),
            Err(error) => {
                assert!(matches!(error.kind(), ErrorKind::RepeatedPage), "{error}");
                return (rows, error.to_string());
            }
        }
    }
}

#[tokio::test]
async fn equal_pages_of_one_row_without_an_id_are_an_error_only_if_many_follow_each_other() {
    let info: &[&str] = &["INFO"; 3];
    let warn: &[&str] = &["WARN"; 3];
    let mixed: &[&str] = &["INFO", "WARN", "INFO"];
    for on_repeat in [OnRepeat::Fail, OnRepeat::End] {
        let pages = [info, info, info, warn, info, info, info, &[]];
        assert_eq!(rows_walked(&pages, on_repeat).await, (21, String::new()));
        for (pages, expected) in [(vec![info; 4], 9), (vec![mixed; 2], 3)] {
            let (rows, error) = rows_walked(&pages, on_repeat).await;
            assert_eq!(rows, expected);
            assert!(
                error.contains("the same items as an earlier one"),
                "{error}"
            );
        }
    }
}
