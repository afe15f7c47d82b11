//! Tests of lists inside items that lack elements: such a mirror is never certified to be complete.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use graphql_paginate_sync::{
    InnerEnd, InnerList, List, ListCertificate, ListOrder, Mirror, Partition,
};
use serde_json::{Map, Value, json};

use crate::postgres::on_both;
use crate::support::{Database, github};

const DOCUMENT: &str =
    "query Q($first: Int, $after: String) { repository(owner: \"a\", name: \"b\") {
    issues(first: $first, after: $after) { pageInfo { hasNextPage endCursor }
      nodes { id labels(first: 10) { pageInfo { hasNextPage } nodes { name } } } } } }";

fn issues() -> List {
    List::new("issues", DOCUMENT, "repository.issues", "id").unwrap()
}

/// An issue with ten labels, of which the server has more if `has_next` is true.
fn issue(id: &str, has_next: &Value) -> Value {
    let names: Vec<Value> = (0..10).map(|number| json!({ "name": number })).collect();
    let labels = json!({ "pageInfo": { "hasNextPage": has_next }, "nodes": names });
    json!({ "id": id, "labels": labels })
}

fn only(nodes: &[Value]) -> Faults {
    let page_info = json!({ "hasNextPage": false, "endCursor": "end" });
    let list = json!({ "pageInfo": page_info, "nodes": nodes });
    let answer = json!({ "data": { "repository": { "issues": list } } });
    Faults::new().always(Fault::status(200).json(&answer))
}

async fn mirror(database: &Database, sandbox: &Sandbox) -> Mirror {
    database.mirror_with(github(sandbox)).await
}

async fn sync(mirror: &Mirror, list: &List) -> ListCertificate {
    let whole = Partition::new("", Map::new());
    mirror.sync_list(list, &whole).await.unwrap()
}

const UNSEEN: &str = "elements of 1 lists at `labels`, since the server has further pages of them, or does not say; \
                      request more elements in the query";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_item_with_a_cut_list_is_not_certified_until_its_list_is_complete() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let mirror = mirror(database, &sandbox).await;
        let api = sandbox.github();
        for has_next in [json!(true), Value::Null] {
            let nodes = [issue("a", &has_next), issue("b", &json!(false))];
            api.script(only(&nodes));

            let certificate = sync(&mirror, &issues()).await;

            assert!(!certificate.complete, "{certificate:?}");
            assert_eq!(certificate.cut.get("labels"), Some(&1), "{has_next}");
            assert_eq!(certificate.unseen, [UNSEEN]);
        }
        let truncated = "SELECT COUNT(*) FROM list_run WHERE outcome = 'truncated'";
        assert_eq!(database.count(truncated).await, 2);
        api.script(only(&[
            issue("a", &json!(false)),
            issue("b", &json!(false)),
        ]));
        let certificate = sync(&mirror, &issues()).await;
        assert!(certificate.complete && certificate.cut.is_empty());
        assert_eq!(certificate.unseen, [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_cut_list_of_an_earlier_run_is_not_forgotten() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let mirror = mirror(database, &sandbox).await;
        let list = issues().order(ListOrder::Updated);
        sandbox.github().script(only(&[issue("a", &json!(true))]));
        assert!(!sync(&mirror, &list).await.complete);
        // The next run lists only another item.
        sandbox.github().script(only(&[issue("b", &json!(false))]));

        let certificate = sync(&mirror, &list).await;

        assert_eq!(certificate.changes.inserted, 1);
        assert!(!certificate.complete, "{certificate:?}");
        assert_eq!(certificate.cut.get("labels"), Some(&1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_deleted_item_has_no_cut_lists() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let mirror = mirror(database, &sandbox).await;
        let list = issues().deletions(graphql_paginate_sync::Deletions::Walk);
        let (cut, whole) = (issue("a", &json!(true)), issue("b", &json!(false)));
        sandbox.github().script(only(&[cut, whole.clone()]));
        assert!(!sync(&mirror, &list).await.complete);
        sandbox.github().script(only(&[whole]));

        let certificate = sync(&mirror, &list).await;

        assert_eq!(certificate.changes.deleted, 1);
        assert!(certificate.complete, "{certificate:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_list_with_an_end_of_another_name_is_not_certified() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let mirror = mirror(database, &sandbox).await;
        let end = |end, field| {
            InnerList::new("labels", end, field)
                .elements("items")
                .paged(true)
        };
        let labels = |labels: Value| only(&[json!({ "id": "a", "labels": labels })]);
        for (list, cut, whole) in [
            // This flag needs no help.
            (
                issues(),
                json!({ "items": [1], "hasNext": true }),
                json!({ "items": [1], "hasNext": false }),
            ),
            (
                issues().inner_list(end(InnerEnd::Flag, "more")),
                json!({ "items": [1], "more": true }),
                json!({ "items": [1], "more": false }),
            ),
            (
                issues().inner_list(end(InnerEnd::Total, "total")),
                json!({ "items": [1], "total": 2 }),
                json!({ "items": [1], "total": 1 }),
            ),
            (
                issues().inner_list(end(InnerEnd::Pages, "totalPages")),
                json!({ "items": [1], "totalPages": 2 }),
                json!({ "items": [1], "totalPages": 1 }),
            ),
        ] {
            sandbox.github().script(labels(cut));
            let certificate = sync(&mirror, &list).await;
            assert!(!certificate.complete, "{certificate:?}");
            assert_eq!(certificate.unseen, [UNSEEN]);

            sandbox.github().script(labels(whole));
            let certificate = sync(&mirror, &list).await;
            assert!(certificate.complete, "{certificate:?}");
            assert_eq!(certificate.unseen, [""; 0]);
        }

        let list = issues().inner_list(end(InnerEnd::Total, "total"));
        sandbox
            .github()
            .script(labels(json!([{ "items": [1], "total": 120 }])));
        let certificate = sync(&mirror, &list).await;
        assert!(
            certificate.unseen[0]
                .starts_with("elements of the lists at `labels`, if they have further pages")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_column_that_another_program_changed_is_an_error_that_names_it() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let mirror = mirror(database, &sandbox).await;
        let list = issues().order(ListOrder::Updated);
        let whole = Partition::new("", Map::new());
        sandbox.github().script(only(&[issue("a", &json!(true))]));
        sync(&mirror, &list).await;
        database.execute("UPDATE item SET cut = 'labels'").await;
        // The next run lists only another item.
        sandbox.github().script(only(&[issue("b", &json!(false))]));

        let error = mirror.sync_list(&list, &whole).await.unwrap_err();

        let expected = "the saved state `cut` of `a` in the table `item` cannot be read: ";
        assert!(error.to_string().starts_with(expected), "{error}");
        sandbox.github().script(only(&[issue("a", &json!(false))]));
        mirror
            .full_refresh(true)
            .sync_list(&list, &whole)
            .await
            .unwrap();
    })
    .await;
}
