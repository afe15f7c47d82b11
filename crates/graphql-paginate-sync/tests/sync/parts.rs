//! Tests of repairs of single dossiers, which keep the parts that the mirror has.

use graphql_paginate_sandbox::{Change, Fault, Faults, Sandbox};
use graphql_paginate_sync::{SyncError, With};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::files::{on_disk, transport};
use crate::postgres::on_both;
use crate::support::{Database, assert_same, client};

async fn sandbox() -> Sandbox {
    let builder = Sandbox::builder().dossiers(6).deleted_dossiers(0);
    let builder = builder.pending_deleted_dossiers(0);
    builder.start().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_repair_writes_the_parts_that_the_last_run_wrote() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        let folder = TempDir::new().unwrap();
        let mirror = database.mirror(&sandbox).await;
        let mirror = mirror.files(folder.path(), transport());
        mirror.sync(1).await.unwrap();
        let files = on_disk(folder.path());
        let number = database.count("SELECT MIN(dossier) FROM message").await;
        api.change(Change::PostponeExpiration(number));

        let plain = database.plain_mirror(client(&sandbox)).await;
        let census = plain.verify(1, true).await.unwrap();

        assert_eq!((census.stale, census.repaired), (vec![number], 1));
        fresh.mirror(&sandbox).await.sync(1).await.unwrap();
        assert_same_rows(database, fresh, number).await;
        let certificate = mirror.sync(1).await.unwrap();
        assert_eq!(certificate.files.unwrap().erased, 0);
        assert_eq!(on_disk(folder.path()), files);
    })
    .await;
}

/// Compares rows of which a repair could lose some; the other database has no files.
async fn assert_same_rows(database: &Database, fresh: &Database, number: i64) {
    for table in ["champ", "avis", "message", "file", "dossier_label"] {
        let count = format!("SELECT COUNT(*) FROM {table} WHERE dossier = {number}");
        let found = (database.count(&count).await, fresh.count(&count).await);
        assert_eq!(found.0, found.1, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_repair_with_other_parts_is_refused() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        database.mirror(&sandbox).await.sync(1).await.unwrap();
        fresh.mirror(&sandbox).await.sync(1).await.unwrap();
        sandbox
            .demarches_simplifiees()
            .change(Change::AddLabel(10_002));
        let other = database.mirror(&sandbox).await.with(With::default());

        let error = other.verify(1, true).await.unwrap_err();

        assert_eq!(
            error.to_string(),
            "the mirror of démarche 1 has champs,annotations,avis,messages, and a repair with champs,annotations would \
             remove the rest; repair with the mirror's own parts, or run `sync` with these first"
        );
        assert!(matches!(error, SyncError::OtherParts { .. }));
        assert_same(database, fresh).await;
        other.sync(1).await.unwrap();
        other.verify(1, true).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_repair_of_parts_that_no_run_has_noted_is_refused() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let mirror = database.mirror(&sandbox).await;
        mirror.sync(1).await.unwrap();
        let earlier = "DELETE FROM setting WHERE key = 'parts:1'";
        database.execute(earlier).await;
        let plain = database.plain_mirror(client(&sandbox)).await;

        let error = plain.verify(1, true).await.unwrap_err();

        assert_eq!(
            error.to_string(),
            "no run has noted which parts the mirror of démarche 1 has; run `sync` once with the same `--with` as before, \
             then repair"
        );
        mirror.sync(1).await.unwrap();
        plain.verify(1, true).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn parts_of_a_walk_that_never_began_do_not_count() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        database.mirror(&sandbox).await.sync(1).await.unwrap();
        let messages = database.count("SELECT COUNT(*) FROM message").await;
        api.script(Faults::new().on_request(2, Fault::status(404)));
        let plain = database.plain_mirror(client(&sandbox)).await;
        plain.sync(1).await.unwrap_err();
        api.script(Faults::new());
        api.change(Change::AddLabel(10_002));

        plain.verify(1, true).await.unwrap();

        assert!(messages > 0);
        assert_eq!(
            database.count("SELECT COUNT(*) FROM message").await,
            messages
        );
    })
    .await;
}

/// The errors of a dossier that is requested alone, by census or repair.
fn failing(errors: Value) -> Fault {
    Fault::rewrite(move |body| {
        if body["data"]["dossier"].is_object() {
            *body = json!({ "data": null, "errors": errors });
        }
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_listed_dossier_is_not_gone_because_something_in_it_is() {
    let inside = json!({
        "message": "Profile not found",
        "path": ["dossier", "avis", 0, "expert"],
        "extensions": { "code": "not_found" },
    });
    let absent = json!({
        "message": "Cannot return null for non-nullable field Dossier.usager",
        "path": ["dossier", "usager"],
        "extensions": { "code": "invalid_null" },
    });
    let unauthorized = json!({
        "message": "An object of type Avis was hidden due to permissions",
        "path": ["dossier", "avis", 0],
        "extensions": { "code": "unauthorized" },
    });
    for errors in [
        json!([inside]),
        json!([unauthorized]),
        json!([unauthorized, absent, inside]),
    ] {
        on_both(async |database, _| {
            let sandbox = sandbox().await;
            let api = sandbox.demarches_simplifiees();
            let mirror = database.mirror(&sandbox).await.census(true);
            mirror.sync(1).await.unwrap();
            api.change(Change::AddLabel(10_002));
            api.script(Faults::new().always(failing(errors.clone())));

            let certificate = mirror.sync(1).await.unwrap();

            assert_eq!((certificate.changes.deleted, certificate.unread), (0, 1));
            let live = "SELECT COUNT(*) FROM dossier WHERE deleted_at IS NULL";
            assert_eq!(database.count(live).await, 6, "{errors}");
            api.script(Faults::new());
            let certificate = mirror.sync(1).await.unwrap();
            assert_eq!((certificate.changes.updated, certificate.unread), (1, 0));
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn dossiers_that_were_marked_as_deleted_are_removed_once_removal_is_chosen() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        let folder = TempDir::new().unwrap();
        let mirror = database.mirror(&sandbox).await;
        let mirror = mirror.files(folder.path(), transport());
        mirror.sync(1).await.unwrap();
        api.change(Change::Delete(10_002));
        mirror.sync(1).await.unwrap();
        assert!(folder.path().join("1").join("10002").exists());

        let certificate = mirror.clone().remove_deleted(true).sync(1).await.unwrap();

        assert_eq!(certificate.changes.deleted, 1);
        assert!(certificate.files.unwrap().erased > 0);
        for (table, column) in [
            ("dossier", "number"),
            ("champ", "dossier"),
            ("message", "dossier"),
            ("file", "dossier"),
        ] {
            let left = format!("SELECT COUNT(*) FROM {table} WHERE {column} = 10002");
            assert_eq!(database.count(&left).await, 0, "{table}");
        }
        assert!(!folder.path().join("1").join("10002").exists());
    })
    .await;
}
