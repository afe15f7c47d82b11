//! Tests of the policy for errors beside data.

use graphql_paginate::{ErrorKind, Page, Paginator, Partial};
use serde_json::{Value, json};

use crate::fixture::{Data, Variables, Widget, Widgets};
use crate::script::{Reply, Script, last, more, page};

fn forbidden(index: u64) -> Value {
    json!({ "type": "FORBIDDEN", "message": "no", "path": ["shelf", "widgets", "nodes", index] })
}

fn with_errors(reply: Reply, errors: Value) -> Reply {
    let Reply::Json(status, mut body) = reply else {
        unreachable!()
    };
    body["errors"] = errors;
    Reply::Json(status, body)
}

async fn pages(
    policy: Partial,
    replies: Vec<Reply>,
) -> Result<Vec<Page<Widget, Data>>, graphql_paginate::Error> {
    let paginator = Paginator::<Widgets>::new(Variables::default()).on_partial(policy);
    paginator
        .pages(&Script::new(replies).client())
        .try_collect()
        .await
}

#[tokio::test]
async fn kept_pages_have_their_errors_and_the_walk_continues() {
    let replies = vec![
        with_errors(more("a -", "c1"), json!([forbidden(1)])),
        last("b"),
    ];
    let pages = pages(Partial::Keep, replies).await.unwrap();
    assert_eq!(pages.len(), 2);
    assert_eq!((pages[0].items.len(), pages[0].null_items), (1, 1));
    assert_eq!(pages[0].errors[0].path_text(), "shelf.widgets.nodes[1]");
    assert!(pages[1].errors.is_empty());
}

#[tokio::test]
async fn a_closure_decides_by_the_code_of_each_error() {
    let policy = || Partial::keep_if(|error| error.code() == Some("FORBIDDEN"));
    let one = with_errors(last("a - -"), json!([forbidden(1), forbidden(2)]));
    assert_eq!(pages(policy(), vec![one]).await.unwrap()[0].errors.len(), 2);

    let other = json!({ "type": "INTERNAL", "message": "broken" });
    let error = pages(
        policy(),
        vec![with_errors(last("a -"), json!([forbidden(1), other]))],
    )
    .await
    .unwrap_err();
    assert_eq!(error.graphql_errors().len(), 2);
}

#[tokio::test]
async fn an_error_at_line_minus_one_is_kept_like_any_other() {
    let error = json!({ "message": "no", "locations": [{ "line": -1, "column": -1 }] });
    let pages = pages(
        Partial::Keep,
        vec![with_errors(last("a -"), json!([error]))],
    )
    .await
    .unwrap();
    assert_eq!(
        (
            pages[0].items.len(),
            pages[0].errors[0].to_string().as_str()
        ),
        (1, "no")
    );
}

#[tokio::test]
async fn the_default_fails_with_the_data_and_the_checkpoint_before_the_page() {
    let script = Script::new([
        more("a", "c1"),
        with_errors(last("b -"), json!([forbidden(1)])),
    ]);
    let mut items = Paginator::<Widgets>::new(Variables::default()).items(&script.client());
    items.next().await.unwrap().unwrap();
    let error = items.next().await.unwrap().unwrap_err();
    assert!(error.partial_data::<Widgets>().is_some());
    let checkpoint = error.checkpoint().unwrap();
    assert_eq!((checkpoint.cursor(), checkpoint.offset()), (Some("c1"), 0));
}

#[tokio::test]
async fn a_response_without_a_page_is_never_kept() {
    let null =
        json!({ "data": { "shelf": { "widgets": null } }, "errors": [{ "message": "too bad" }] });
    let error = pages(Partial::Keep, vec![Reply::Json(200, null)])
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "`Widgets`, page 1: too bad");

    let nulled = with_errors(
        page("a", json!({ "hasNextPage": null })),
        json!([{ "message": "too bad" }]),
    );
    let error = pages(Partial::Keep, vec![nulled]).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::MissingPageInfo { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_response_with_an_error_status_is_never_kept() {
    let Reply::Json(_, body) = with_errors(last("a"), json!([{ "message": "no" }])) else {
        unreachable!()
    };
    assert!(
        pages(Partial::Keep, vec![Reply::Json(400, body)])
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_page_that_the_server_gave_up_on_is_never_kept() {
    for code in ["RATE_LIMITED", "RESOURCE_LIMITS_EXCEEDED", "timeout"] {
        let reply = with_errors(
            last("a -"),
            json!([{ "message": "no", "extensions": { "code": code } }]),
        );
        assert!(pages(Partial::Keep, vec![reply]).await.is_err(), "{code}");
    }
}

#[tokio::test]
async fn an_empty_page_that_an_error_explains_does_not_end_the_list_even_if_partial_data_is_kept() {
    for (path, is_explained) in [
        (json!(["shelf", "widgets", "nodes"]), true),
        (json!(["shelf", "widgets"]), true),
        (Value::Null, true),
        (json!(["shelf", "label"]), false),
    ] {
        let errors = json!([{ "message": "slow", "path": path }]);
        let replies = vec![more("a", "c1"), with_errors(more("", "c1"), errors)];
        match pages(Partial::Keep, replies).await {
            Ok(pages) => assert!(!is_explained && pages.len() == 2, "{path}"),
            Err(error) => {
                assert!(is_explained, "{path}: {error}");
                assert_eq!(error.graphql_errors()[0].message, "slow");
            }
        }
    }
}
