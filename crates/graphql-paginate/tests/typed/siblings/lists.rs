//! Tests of connections whose items are in a list beside another one.

use graphql_paginate::{GraphQLQuery, Items};
use serde_json::{Value, json};

use self::papers::{AllConnections, AnyItem};
use crate::script::Script;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/typed/queries/mail_schema.graphql",
    query_path = "tests/typed/queries/mail.graphql",
    response_derives = "Debug"
)]
struct Papers;

fn page(subjects: &[&str], has_next: bool) -> Value {
    let mut items = Vec::new();
    for subject in subjects {
        items.push(json!({ "subject": subject }));
    }
    let page_info = json!({ "hasNextPage": has_next, "endCursor": subjects.last() });
    json!({ "errors": [], "items": items, "pageInfo": page_info })
}

/// The subjects of at most `most` items.
async fn subjects(items: &mut Items<AllConnections>, most: usize) -> String {
    let mut subjects = Vec::new();
    while subjects.len() < most
        && let Some(item) = items.try_next().await.unwrap()
    {
        match item {
            AnyItem::News(letter) => subjects.push(letter.subject),
            AnyItem::Ads(letter) => subjects.push(letter.subject),
        }
    }
    subjects.join(" ")
}

#[tokio::test]
async fn a_walk_resumes_with_another_page_size_beside_other_lists() {
    let news = ["a1", "a2", "a3", "a4", "a5", "a6"];
    let ads = ["b1", "b2", "b3"];
    let walk = || Papers::paginate_all(papers::Variables {});

    let data = json!({ "news": page(&news, false), "ads": page(&ads, false) });
    let script = Script::new([json!({ "data": data })]);
    let mut items = walk().page_size(6).items(&script.client());
    assert_eq!(subjects(&mut items, 7).await, "a1 a2 a3 a4 a5 a6 b1");

    let data = json!({ "news": page(&news[..3], true), "ads": page(&ads, false) });
    let more = json!({ "news": page(&news[3..], false) });
    let script = Script::new([json!({ "data": data }), json!({ "data": more })]);
    let resumed = walk().page_size(3).resume(items.checkpoint());
    let mut items = resumed.items(&script.client());
    assert_eq!(subjects(&mut items, 9).await, "b2 b3");
}

#[tokio::test]
async fn the_last_page_without_a_cursor_is_not_yielded_again_when_the_walk_resumes() {
    let last = |subjects: &[&str]| {
        let mut page = page(subjects, false);
        page["pageInfo"]["endCursor"] = Value::Null;
        page
    };
    let walk = || Papers::paginate_all(papers::Variables {});
    let script = Script::new([
        json!({ "data": { "news": page(&["a1", "a2"], true), "ads": last(&["b1"]) } }),
        json!({ "data": { "news": last(&["a3"]) } }),
    ]);
    let mut items = walk().items(&script.client());
    assert_eq!(subjects(&mut items, 9).await, "a1 a2 b1 a3");

    let again = json!({ "data": { "news": last(&["a3", "a4"]), "ads": last(&["b1", "b2"]) } });
    let script = Script::new([again]);
    let resumed = walk().resume(items.checkpoint());
    let mut items = resumed.items(&script.client());
    assert_eq!(subjects(&mut items, 9).await, "a4 b2");
    let sent = &script.variables()[0];
    assert!(sent.to_string().contains("\"a2\""), "{sent}");
}
