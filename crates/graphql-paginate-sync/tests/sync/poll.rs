//! Tests of runs that first ask, with one request, whether anything changed; on both databases.

use graphql_paginate_sandbox::{Change, Endpoint, Fault, Faults, Sandbox};
use graphql_paginate_sync::{Certificate, Mirror, Polling, With};

use tempfile::TempDir;

use crate::files::{on_disk, transport};
use crate::postgres::on_both;
use crate::support::assert_same;

async fn sandbox() -> Sandbox {
    let builder = Sandbox::builder().dossiers(10).deleted_dossiers(2);
    let builder = builder.pending_deleted_dossiers(1);
    builder.start().await.unwrap()
}

/// Runs, and returns the certificate and the number of requests.
async fn sync(mirror: &Mirror, api: &Endpoint) -> (Certificate, usize) {
    api.clear_requests();
    let certificate = mirror.sync(1).await.unwrap();
    (certificate, api.requests().len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_poll_is_one_request_while_nothing_changes() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        let mirror = database.mirror(&sandbox).await.polling(Polling::Before);
        let (first, _) = sync(&mirror, api).await;
        assert!(!first.unchanged && first.changes.inserted == 10);

        let (second, requests) = sync(&mirror, api).await;
        assert!(second.unchanged && second.complete);
        assert_eq!((requests, second.pages, second.unseen.len()), (1, 0, 5));

        for (change, expected) in [
            (Change::Insert, (1, 0, 0, 0)),
            (Change::Update(10_003), (0, 1, 0, 0)),
            (Change::Delete(10_004), (0, 0, 1, 0)),
            // The sandbox's clock is years ago, so the deletion is final by now.
            (Change::Hide(10_005), (0, 0, 1, 1)),
        ] {
            api.change(change);
            let (certificate, _) = sync(&mirror, api).await;
            let changes = certificate.changes;
            let found = (
                changes.inserted,
                changes.updated,
                changes.deleted,
                changes.pending,
            );
            assert_eq!(found, expected, "{change:?}");
            assert!(sync(&mirror, api).await.0.unchanged, "{change:?}");
        }
        fresh.mirror(&sandbox).await.sync(1).await.unwrap();
        assert_same(database, fresh).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_poll_does_not_skip_a_run_with_unfinished_work() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        let mirror = database.mirror(&sandbox).await.polling(Polling::Before);
        // Another request for each change: a run that failed, one that lists a null, other parts, a census, a day.
        api.script(Faults::new().on_request(3, Fault::status(404)));
        mirror.sync(1).await.unwrap_err();
        api.script(Faults::new());
        assert!(!sync(&mirror, api).await.0.unchanged);
        assert!(sync(&mirror, api).await.0.unchanged);

        assert!(!sync(&mirror.clone().census(true), api).await.0.unchanged);
        assert!(!sync(&mirror.clone().full_refresh(true), api).await.0.unchanged);
        let other = mirror.clone().with(With::nothing());
        assert!(!sync(&other, api).await.0.unchanged);
        assert!(!sync(&mirror, api).await.0.unchanged);
        assert!(sync(&mirror, api).await.0.unchanged);

        // Long ago, and in the future, as after a run with a wrong clock.
        for century in ["19", "30"] {
            let moved = format!(
                "UPDATE sync_state SET checkpoint = REPLACE(checkpoint, '\"ran_at\":\"20', '\"ran_at\":\"{century}')
                WHERE key = 'demarche:1:poll'"
            );
            database.execute(&moved).await;
            assert!(!sync(&mirror, api).await.0.unchanged, "{century}");
            assert!(sync(&mirror, api).await.0.unchanged);
        }

        let broken = Fault::rewrite(|body| {
            if let Some(dossier) = body.pointer_mut("/data/demarche/dossiers/nodes/0")
                && dossier.get("usager").is_some()
            {
                *dossier = serde_json::Value::Null;
                body["errors"] = serde_json::json!([{
                    "message": "Cannot return null for non-nullable field Dossier.usager",
                    "path": ["demarche", "dossiers", "nodes", 0, "usager"],
                    "extensions": { "code": "invalid_null" },
                }]);
            }
        });
        api.change(Change::Update(10_002));
        api.script(Faults::new().always(broken));
        let (null, _) = sync(&mirror, api).await;
        assert!(!null.unchanged);
        api.script(Faults::new());
        let unresolved = "SELECT COUNT(*) FROM dead_letter WHERE resolved_at IS NULL";
        let left = database.count(unresolved).await;
        assert_eq!(sync(&mirror, api).await.0.unchanged, left == 0);
    })
    .await;
}

/// Lists show null in place of dossier 10005, except the poll, which selects only numbers.
fn hide(body: &mut serde_json::Value) {
    let Some(nodes) = body.pointer_mut("/data/demarche/dossiers/nodes") else {
        return;
    };
    let nodes = nodes.as_array_mut().unwrap();
    let is_hidden = |node: &serde_json::Value| {
        node["number"] == 10_005 && node.get("dateDerniereModification").is_some()
    };
    let Some(index) = nodes.iter().position(is_hidden) else {
        return;
    };
    nodes[index] = serde_json::Value::Null;
    body["errors"] = serde_json::json!([{
        "message": "Cannot return null for non-nullable field Dossier.usager",
        "path": ["demarche", "dossiers", "nodes", index, "usager"],
        "extensions": { "code": "invalid_null" },
    }]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_dossier_that_no_list_shows_is_unread_until_one_does() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        let mirror = database.mirror(&sandbox).await.polling(Polling::Before);
        api.script(Faults::new().always(Fault::rewrite(hide)));

        for night in 1..=2 {
            let (certificate, _) = sync(&mirror, api).await;
            let census = certificate.census.unwrap();
            let found = (certificate.unread, census.nulls, certificate.unchanged);
            assert_eq!(found, (1, 1, false), "night {night}");
        }

        api.script(Faults::new());
        let (certificate, _) = sync(&mirror, api).await;
        let found = (certificate.unread, certificate.changes.inserted);
        assert_eq!(found, (0, 1));
        assert!(sync(&mirror, api).await.0.unchanged);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_null_that_only_a_census_shows_is_unread_until_it_is_listed() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        let mirror = database.mirror(&sandbox).await;
        sync(&mirror, api).await;
        api.script(Faults::new().always(Fault::rewrite(hide)));
        let (certificate, _) = sync(&mirror.clone().census(true), api).await;
        assert_eq!(certificate.unread, 1);

        assert_eq!(sync(&mirror, api).await.0.unread, 1);
        api.script(Faults::new());

        let (certificate, _) = sync(&mirror, api).await;
        assert!(certificate.census.is_some());
        assert_eq!(certificate.unread, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_poll_does_not_skip_a_run_for_another_or_an_emptied_folder() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let mirror = database.mirror(&sandbox).await.polling(Polling::Before);
        let first = mirror.clone().files(one.path(), transport());
        sync(&first, api).await;
        assert!(sync(&first, api).await.0.unchanged);
        let files = on_disk(one.path());
        assert!(!files.is_empty());

        let second = mirror.files(other.path(), transport());
        assert!(!sync(&second, api).await.0.unchanged);
        assert_eq!(on_disk(other.path()), files);
        assert!(sync(&second, api).await.0.unchanged);

        std::fs::remove_dir_all(other.path().join("1")).unwrap();
        assert!(!sync(&second, api).await.0.unchanged);
        assert_eq!(on_disk(other.path()), files);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_poll_does_not_skip_a_run_after_one_that_failed_or_did_not_poll() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        let mirror = database.mirror(&sandbox).await.polling(Polling::Before);
        sync(&mirror, api).await;
        assert!(sync(&mirror, api).await.0.unchanged);
        let smaller = mirror.clone().polling(Polling::Off).with(With::nothing());
        sync(&smaller, api).await;
        assert!(!sync(&mirror, api).await.0.unchanged);
        assert!(sync(&mirror, api).await.0.unchanged);

        api.script(Faults::new().on_request(2, Fault::status(404)));
        smaller.sync(1).await.unwrap_err();
        api.script(Faults::new());

        assert!(!sync(&mirror, api).await.0.unchanged);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_poll_without_changes_counts_as_success() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let mirror = database.mirror(&sandbox).await.polling(Polling::Remember);
        mirror.sync(1).await.unwrap();
        database
            .execute("UPDATE run SET finished_at = '2020-01-01T00:00:00Z'")
            .await;
        database
            .execute(
                "UPDATE sync_state SET saved_at = '2020-01-02T00:00:00Z' WHERE key LIKE '%:poll'",
            )
            .await;
        let status = async || {
            let database = match database {
                crate::support::Database::Sqlite(path) => {
                    graphql_paginate_sync::Database::sqlite(path.clone())
                }
                crate::support::Database::Postgres(url) => {
                    graphql_paginate_sync::Database::postgres(url).await
                }
            };
            let database = database.unwrap();
            database.status().await.unwrap()[0]
                .last_success
                .clone()
                .unwrap()
        };
        assert_eq!(status().await, "2020-01-02T00:00:00Z");

        let polled = mirror.polling(Polling::Before).sync(1).await.unwrap();

        assert!(polled.unchanged);
        let last = status().await;
        assert!(last.as_str() > "2020-01-02T00:00:00Z" && last <= polled.finished);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_poll_that_is_to_remove_what_is_marked_as_deleted_runs() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        let mirror = database.mirror(&sandbox).await.polling(Polling::Before);
        sync(&mirror, api).await;
        api.change(Change::Delete(10_004));
        sync(&mirror, api).await;
        assert!(sync(&mirror, api).await.0.unchanged);
        let marked = "SELECT COUNT(*) FROM dossier WHERE deleted_at IS NOT NULL";
        assert!(database.count(marked).await > 0);
        let removing = mirror.remove_deleted(true);

        assert!(!sync(&removing, api).await.0.unchanged);

        assert_eq!(database.count(marked).await, 0);
        assert!(sync(&removing, api).await.0.unchanged);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_poll_after_a_repair_runs() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        let mirror = database.mirror(&sandbox).await.polling(Polling::Before);
        sync(&mirror, api).await;
        mirror.verify(1, false).await.unwrap();
        assert!(sync(&mirror, api).await.0.unchanged);

        mirror.verify(1, true).await.unwrap();

        assert!(!sync(&mirror, api).await.0.unchanged);
    })
    .await;
}
