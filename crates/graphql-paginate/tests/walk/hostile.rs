//! Servers that send too much data, or control characters for terminals.

use graphql_paginate::{Error, Paginator, Partial, RetryPolicy};
use serde_json::{Value, json};

use crate::fixture::{Variables, Widgets};
use crate::script::{Reply, Script};

async fn error_of(body: String) -> Error {
    Script::new([Reply::Full(200, Vec::new(), body)])
        .client()
        .execute::<Widgets>(Variables::default())
        .await
        .unwrap_err()
}

/// All texts of an error that a person or a log sees.
fn shown(error: &Error) -> String {
    let mut shown = format!("{error} {error:?} {:?}", error.body_excerpt());
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        shown += &format!(" {inner} {inner:?}");
        cause = inner.source();
    }
    shown
}

#[tokio::test]
async fn a_message_of_five_megabytes_is_cut() {
    let body = json!({ "errors": [{ "message": "a".repeat(5_000_000) }] });
    let error = error_of(body.to_string()).await;
    let display = error.to_string();
    assert!(display.ends_with("aaa…"), "{display}");
    assert!(display.len() < 1_100, "{}", display.len());
    assert!(shown(&error).len() < 40_000, "{}", shown(&error).len());
}

#[tokio::test]
async fn control_characters_of_servers_are_escaped_wherever_they_appear() {
    let hostile = "\u{1b}[2J\u{7}\r\n\u{202e}";
    let bodies = [
        json!({ "errors": [{ "message": hostile, "type": hostile, "path": [hostile], "extensions": { hostile: hostile } }] }),
        json!({ "message": hostile }),
        json!({ "data": { "shelf": hostile } }),
        json!(hostile),
    ];
    for body in bodies {
        for status in [200, 502] {
            let script = Script::new([Reply::Json(status, body.clone())]);
            let error = script
                .client()
                .execute::<Widgets>(Variables::default())
                .await
                .unwrap_err();
            let shown = shown(&error);
            assert!(
                !shown
                    .contains(|character: char| character.is_control() || character == '\u{202e}'),
                "{shown:?}"
            );
        }
    }
    let script = Script::new([Reply::Full(502, Vec::new(), hostile.to_owned())]);
    let error = script
        .client()
        .execute::<Widgets>(Variables::default())
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Widgets`: the server answered 502 Bad Gateway with the body `\\u{1b}[2J\\u{7} \\u{202e}`; the query may take the server too long, so request smaller pages"
    );
}

#[tokio::test]
async fn repeated_cursors_are_escaped() {
    let cursor = "\u{1b}]0;title\u{7}";
    let page = || crate::script::more("a", cursor);
    let script = Script::new([page(), page()]);
    let mut items = Paginator::<Widgets>::new(Variables::default()).items(&script.client());
    let mut failure = None;
    while let Some(item) = items.next().await {
        failure = item.err();
    }
    let shown = shown(&failure.unwrap());
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
}

#[tokio::test]
async fn a_path_of_320_000_segments_is_linear_and_cut() {
    let path: Vec<Value> = (0..320_000)
        .map(|index| json!(format!("key{index}")))
        .collect();
    let error =
        error_of(json!({ "errors": [{ "message": "no", "path": path }] }).to_string()).await;
    let kept = error.graphql_errors()[0].path.len();
    assert!((100..1_000).contains(&kept), "{kept}");
    assert!(
        error
            .to_string()
            .starts_with("`Widgets`: no at `key0.key1.key2.")
    );
    assert!(shown(&error).len() < 100_000);
}

#[tokio::test]
async fn errors_beyond_a_hundred_are_counted() {
    let errors = vec![json!({ "message": "no" }); 70_000];
    let error = error_of(json!({ "errors": errors }).to_string()).await;
    assert_eq!(error.graphql_errors().len(), 101);
    assert_eq!(
        error.graphql_errors()[100].message,
        "69900 more errors, which were not kept"
    );
    assert_eq!(error.to_string(), "`Widgets`: no (and 100 more)");
}

/// A policy can detect that some errors were not kept.
#[tokio::test]
async fn errors_that_were_not_kept_do_not_pass_a_policy() {
    let shelf = json!({ "label": "top", "widgets": { "totalCount": 1, "pageInfo": { "hasNextPage": false }, "nodes": [{ "name": "a" }], "edges": [] } });
    let mut errors = vec![json!({ "message": "known" }); 100];
    errors.push(json!({ "message": "another" }));
    let body = json!({ "data": { "shelf": shelf }, "errors": errors });
    let script = Script::new([Reply::Json(200, body)]);
    let client = script
        .builder()
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let mut pages = Paginator::<Widgets>::new(Variables::default())
        .on_partial(Partial::keep_if(|error| error.message == "known"))
        .pages(&client);
    assert!(pages.next().await.unwrap().is_err());
}
