//! Tests of lists with a null in place of an item.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use graphql_paginate_sync::List;

use crate::lists::{mirror, repository, sandbox, sync};
use crate::postgres::on_both;
use crate::support::{Database, assert_same, github};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_null_in_a_list_is_reported_and_deletes_nothing() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().pull_requests(5);
        let sandbox = sandbox.null_item("Repository.pullRequests", None, 2);
        let sandbox = sandbox.start().await.unwrap();
        let census = mirror(database, &sandbox).await.census(true);

        let certificate = sync(&census).await;

        assert_eq!(
            (certificate.changes.inserted, certificate.changes.failed),
            (4, 1)
        );
        assert!(!certificate.whole);
        assert!(
            certificate
                .unseen
                .contains(&"1 items that the server listed as null".to_owned())
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_null_in_a_list_in_order_of_change_is_reported_until_it_is_read() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().pull_requests(5);
        let sandbox = sandbox.null_item("Repository.pullRequests", None, 2);
        let sandbox = sandbox.start().await.unwrap();
        let mirror = mirror(database, &sandbox).await;
        sync(&mirror).await;

        let next = sync(&mirror).await.changes;

        assert_eq!((next.inserted, next.unchanged, next.failed), (0, 4, 1));
    })
    .await;
}

/// Shows null in place of pull request 2, in the middle of the first page of ten.
fn hide(body: &mut serde_json::Value) {
    let Some(nodes) = body.pointer_mut("/data/repository/pullRequests/nodes") else {
        return;
    };
    for node in nodes.as_array_mut().unwrap() {
        if node["number"] == 2 {
            *node = serde_json::Value::Null;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_null_on_the_first_page_of_a_census_is_reported_until_it_is_read() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let mirror = mirror(database, &sandbox).await;
        sync(&mirror).await;
        let api = sandbox.github();
        api.script(Faults::new().always(Fault::rewrite(hide)));
        assert_eq!(sync(&mirror.clone().census(true)).await.changes.failed, 1);

        let plain = sync(&mirror).await.changes;

        assert_eq!((plain.unchanged, plain.failed), (29, 1));
        api.script(Faults::new());
        let plain = sync(&mirror).await.changes;
        assert_eq!((plain.unchanged, plain.failed), (30, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_interrupted_walk_with_a_null_continues_and_then_reads_the_null_again() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let mirror = mirror(database, &sandbox).await;
        let api = sandbox.github();
        let list = List::github_pull_requests();
        let hidden = || Faults::new().on_request(1, Fault::rewrite(hide));
        api.script(hidden().on_request(3, Fault::status(404)));
        mirror.sync_list(&list, &repository()).await.unwrap_err();
        // The last page, then all of them again, of which the first has the null.
        api.script(Faults::new().on_request(2, Fault::rewrite(hide)));
        api.clear_requests();

        let certificate = sync(&mirror).await;

        let changes = certificate.changes;
        assert_eq!(
            (changes.inserted, changes.failed, certificate.pages),
            (10, 1, 4)
        );
        assert_eq!(api.requests().len(), 4);
        api.script(Faults::new());
        let changes = sync(&mirror).await.changes;
        assert_eq!((changes.inserted, changes.failed), (1, 0));
        sync(&fresh.mirror_with(github(&sandbox)).await).await;
        assert_same(database, fresh).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_state_of_an_earlier_version_is_continued() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let mirror = mirror(database, &sandbox).await;
        let api = sandbox.github();
        let list = List::github_pull_requests();
        let checkpoint = match database {
            Database::Sqlite(_) => "json_extract(checkpoint, '$.checkpoint')",
            Database::Postgres(_) => "(checkpoint::jsonb -> 'checkpoint')::text",
        };
        // The safe place is the start of the list.
        for (since, counts, pages) in [("", (10, 0, 0), 1), ("null", (10, 0, 30), 4)] {
            database
                .execute("DELETE FROM sync_state; DELETE FROM item")
                .await;
            api.script(Faults::new().on_request(3, Fault::status(404)));
            mirror.sync_list(&list, &repository()).await.unwrap_err();
            api.script(Faults::new());
            let earlier =
                format!("UPDATE sync_state SET checkpoint = {checkpoint}, since = '{since}'");
            database.execute(&earlier).await;

            let certificate = sync(&mirror).await;

            let changes = certificate.changes;
            assert_eq!(
                (changes.inserted, changes.updated, changes.unchanged),
                counts
            );
            assert_eq!(certificate.pages, pages);
        }
    })
    .await;
}
