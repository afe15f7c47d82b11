//! Tests of backward walks of all connections of a query.

use graphql_paginate::{ErrorKind, GraphQLQuery};
use serde_json::{Value, json};

use self::mail::AnyItem;
use crate::script::Script;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/typed/queries/mail_schema.graphql",
    query_path = "tests/typed/queries/mail.graphql",
    response_derives = "Debug"
)]
struct Mail;

/// A page with the cursor of the page before it; `has_next` says whether letters follow it.
fn page(subjects: &[&str], before: Option<&str>, has_next: bool) -> Value {
    let mut nodes = Vec::new();
    for subject in subjects {
        nodes.push(json!({ "subject": subject }));
    }
    let page_info = json!({
        "hasPreviousPage": before.is_some(), "startCursor": before, "hasNextPage": has_next,
    });
    json!({ "nodes": nodes, "pageInfo": page_info })
}

/// The subjects that a walk yields, and its error if there is one.
async fn walk(answers: Vec<Value>) -> (String, Option<ErrorKind>) {
    let script = Script::new(answers.into_iter().map(|data| json!({ "data": data })));
    let mut items = Mail::paginate_all(mail::Variables {}).items(&script.client());
    let mut subjects = Vec::new();
    loop {
        match items.try_next().await {
            Ok(Some(AnyItem::Inbox(letter))) => subjects.push(letter.subject),
            Ok(Some(AnyItem::Outbox(letter))) => subjects.push(letter.subject),
            Ok(None) => return (subjects.join(" "), None),
            Err(error) => return (subjects.join(" "), Some(error.into_kind())),
        }
    }
}

#[tokio::test]
async fn the_first_page_of_one_connection_is_an_error_where_the_last_one_was_requested() {
    let last = || page(&["z"], Some("y"), false);
    let first = || page(&["a", "b"], None, true);
    for data in [
        json!({ "inbox": first(), "outbox": last() }),
        json!({ "inbox": last(), "outbox": first() }),
    ] {
        let (subjects, error) = walk(vec![data]).await;
        assert_eq!(subjects, "");
        assert!(matches!(error, Some(ErrorKind::WrongEnd)), "{error:?}");
    }
}

#[tokio::test]
async fn the_first_page_of_a_connection_ends_it_after_its_later_pages() {
    let (subjects, error) = walk(vec![
        json!({ "inbox": page(&["x"], Some("1"), false), "outbox": page(&["z"], Some("2"), false) }),
        json!({ "inbox": page(&["a"], None, true), "outbox": page(&["b"], None, true) }),
    ])
    .await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(subjects, "z x b a");
}
