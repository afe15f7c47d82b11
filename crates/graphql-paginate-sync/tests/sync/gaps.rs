//! Tests of changes that no list shows: a run reports that it may have missed them, and a census finds them.

use graphql_paginate_sandbox::{Change, Endpoint, Sandbox};
use graphql_paginate_sync::Certificate;

use crate::postgres::on_both;
use crate::support::{Database, assert_same, differences};

/// Two nights with one change between them. The second night takes no census, a third one does.
struct Nights {
    /// Tables that differ from the server after the second night.
    wrong: Vec<&'static str>,
    second: Certificate,
    third: Certificate,
}

async fn nights(database: &Database, fresh: &Database, changes: &[Change]) -> Nights {
    let sandbox = Sandbox::builder()
        .dossiers(12)
        .deleted_dossiers(2)
        .pending_deleted_dossiers(0)
        .start()
        .await
        .unwrap();
    let api: &Endpoint = sandbox.demarches_simplifiees();
    database.mirror(&sandbox).await.sync(1).await.unwrap();
    for change in changes {
        api.change(*change);
    }
    let second = database.mirror(&sandbox).await.sync(1).await.unwrap();
    fresh.mirror(&sandbox).await.sync(1).await.unwrap();
    let wrong = differences(database, fresh).await;
    let mirror = database.mirror(&sandbox).await.census(true);
    let third = mirror.sync(1).await.unwrap();
    assert_same(database, fresh).await;
    Nights {
        wrong,
        second,
        third,
    }
}

/// Checks that the second night misses the change of dossier 10002 in the tables `wrong` and reports `unseen`, and that
/// the census finds it.
async fn check(changes: &'static [Change], wrong: &'static [&str], unseen: &'static str) {
    on_both(async |database, fresh| {
        let nights = nights(database, fresh, changes).await;
        assert_eq!(nights.wrong, wrong, "{changes:?}");
        assert!(
            nights
                .second
                .unseen
                .iter()
                .any(|text| text.contains(unseen)),
            "{:?}",
            nights.second.unseen
        );
        assert_eq!(nights.second.census, None);
        let census = nights.third.census.unwrap();
        assert_eq!(census.repaired, 1, "{census:?}");
        assert_eq!([census.extra, census.stale].concat(), [10_002]);
        assert_eq!(nights.third.unseen, [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_census_finds_an_added_label() {
    check(
        &[Change::AddLabel(10_002)],
        &["dossier", "dossier_label"],
        "labels added",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_census_finds_a_removed_label() {
    // The dossier must get a label first.
    check(
        &[
            Change::AddLabel(10_002),
            Change::AddLabel(10_002),
            Change::RemoveLabel(10_002),
        ],
        &["dossier", "dossier_label"],
        "labels added to or removed",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_census_finds_a_dossier_that_moved_to_a_new_revision() {
    check(&[Change::Rebase(10_002)], &["dossier"], "new revision").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_census_finds_a_new_expiry_date() {
    check(
        &[Change::PostponeExpiration(10_002)],
        &["dossier"],
        "expiry date",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_census_finds_an_expired_dossier() {
    check(
        &[Change::Expire(10_002)],
        &["dossier", "champ", "file", "avis", "traitement"],
        "expired dossiers",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_census_finds_a_deletion_dated_before_the_cursor() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder()
            .dossiers(0)
            .deleted_dossiers(0)
            .pending_deleted_dossiers(0)
            .start()
            .await
            .unwrap();
        let api = sandbox.demarches_simplifiees();
        for change in [Change::Insert, Change::Insert] {
            api.change(change);
        }
        let mirror = database.mirror(&sandbox).await;
        mirror.sync(1).await.unwrap();
        for change in [
            Change::Hide(10_001),
            Change::PassDays(7),
            Change::Delete(10_002),
        ] {
            api.change(change);
        }
        let seen = mirror.sync(1).await.unwrap().changes;
        assert_eq!(
            (seen.pending, seen.deleted),
            (1, 2),
            "the hidden dossier is asked for: its date is long past"
        );
        api.change(Change::PassDays(7));

        let certificate = mirror.sync(1).await.unwrap();

        assert_eq!(certificate.changes.deleted, 0);
        let left = "SELECT count(*) FROM dossier WHERE deleted_at IS NULL";
        assert_eq!(database.count(left).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_restored_dossier_loses_its_marks() {
    on_both(async |database, fresh| {
        let nights = nights(
            database,
            fresh,
            &[Change::Hide(10_003), Change::Restore(10_003)],
        )
        .await;
        assert_eq!(nights.wrong, [""; 0]);
        assert!(nights.third.census.unwrap().agrees());
        let marked = "SELECT count(*) FROM dossier WHERE number = 10003
                      AND (deleted_at IS NOT NULL OR pending_deletion_at IS NOT NULL)";
        assert_eq!(database.count(marked).await, 0);
    })
    .await;
}
