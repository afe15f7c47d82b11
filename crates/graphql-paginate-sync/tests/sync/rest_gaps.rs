//! Tests of what a walk of a REST API misses: each run that does not have it says so.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use graphql_paginate_sync::{List, Partition};
use serde_json::{Map, Value, json};

use crate::postgres::on_both;
use crate::rest::{candidates, first_item, jobaffinity, sage, sandbox, sync};
use crate::support::assert_same;

/// Adds fields to the first item of a page.
fn with_first_item(fields: Value) -> Fault {
    Fault::rewrite(move |body| {
        if let (Some(item), Value::Object(fields)) = (first_item(body), &fields) {
            item.as_object_mut().unwrap().extend(fields.clone());
        }
    })
}

/// Shows null in place of the first item of a page.
fn null() -> Fault {
    Fault::rewrite(|body| {
        if let Some(item) = first_item(body) {
            *item = Value::Null;
        }
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_null_before_an_interruption_is_read_again_by_the_run_that_continues() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let api = sandbox.jobaffinity();
        let mirror = database.mirror_with(jobaffinity(&sandbox)).await;
        let (list, whole) = (candidates(), Partition::new("", Map::new()));
        let stopped = Faults::new()
            .on_request(1, null())
            .on_request(2, Fault::status(404));
        api.script(stopped);
        mirror.sync_list(&list, &whole).await.unwrap_err();
        // The two pages that are left, then all of them again, of which the first still has the null.
        api.script(Faults::new().on_request(3, null()));

        let continued = sync(&mirror, &list).await;

        let changes = continued.changes;
        assert_eq!((changes.inserted, changes.failed), (30, 1), "{continued:?}");
        let unseen = "1 items that the server listed as null".to_owned();
        assert!(continued.unseen.contains(&unseen), "{continued:?}");
        api.script(Faults::new());
        let changes = sync(&mirror, &list).await.changes;
        assert_eq!((changes.inserted, changes.failed), (1, 0));
        sync(&fresh.mirror_with(jobaffinity(&sandbox)).await, &list).await;
        assert_same(database, fresh).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_walk_during_which_the_count_falls_is_not_whole() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.sage();
        let mirror = database.mirror_with(sage(&sandbox)).await;
        let accounts = List::sage(Sandbox::SAGE_DATASET).remove(0);
        let more = |body: &mut Value| {
            let count = body["@odata.count"].as_u64().unwrap();
            body["@odata.count"] = json!(count + 1);
        };
        api.script(Faults::new().on_request(1, Fault::rewrite(more)));

        let certificate = sync(&mirror, &accounts).await;

        assert!(certificate.total_fell, "{certificate:?}");
        assert!(!certificate.whole && !certificate.complete);
        let unseen =
            "items that the walk passed over, since others were deleted during the walk; run again";
        assert!(
            certificate.unseen.contains(&unseen.to_owned()),
            "{certificate:?}"
        );
        let next = sync(&mirror, &accounts).await;
        assert!(next.whole && next.complete && !next.total_fell);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_relation_with_a_link_to_its_rest_is_not_complete() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.sage();
        let mirror = database.mirror_with(sage(&sandbox)).await;
        let mut lists = List::sage(Sandbox::SAGE_DATASET);
        let customers = lists.remove(2);
        let contacts = json!([{ "nom": "A" }]);
        let link = "https://host/contacts?$skip=1";
        for cut in [
            json!({ "contacts": contacts, "contacts@odata.nextLink": link }),
            // As version 2 writes it.
            json!({ "contacts": { "results": contacts, "__next": link } }),
        ] {
            api.script(Faults::new().always(with_first_item(cut)));

            let certificate = sync(&mirror, &customers).await;

            assert!(!certificate.complete, "{certificate:?}");
            assert_eq!(certificate.cut.get("contacts"), Some(&1));
            assert_eq!(
                certificate.unseen,
                ["elements of 1 lists at `contacts`, since the server has further pages of them, or does not say"]
            );
            let stored = r#"SELECT COUNT(*) FROM item WHERE cut = '{"contacts":1}'"#;
            assert_eq!(database.count(stored).await, 1);
        }
        // An empty link is none.
        let whole = json!({ "contacts": contacts, "contacts@odata.nextLink": "" });
        api.script(Faults::new().always(with_first_item(whole)));
        assert!(sync(&mirror, &customers).await.complete);
    })
    .await;
}
