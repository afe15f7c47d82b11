//! Runs on several nights, with changes between them.

use graphql_paginate_sandbox::{Change, Sandbox};

use crate::support::{Files, assert_same, mirror, value};

#[tokio::test]
async fn the_first_run_reads_everything() {
    let sandbox = Sandbox::builder()
        .dossiers(30)
        .deleted_dossiers(7)
        .pending_deleted_dossiers(3);
    let sandbox = sandbox.start().await.unwrap();
    let files = Files::new();
    let path = files.path("dossiers.db");

    let certificate = mirror(&sandbox, &path).sync(1).await.unwrap();

    assert!(certificate.complete);
    assert_eq!(certificate.changes.inserted, 30);
    assert_eq!(
        value::<i64>(
            &path,
            "SELECT count(*) FROM dossier WHERE deleted_at IS NULL"
        ),
        30
    );
    assert_eq!(
        value::<i64>(
            &path,
            "SELECT count(*) FROM dossier WHERE deleted_at IS NOT NULL"
        ),
        7
    );
    assert_ne!(value::<i64>(&path, "SELECT count(*) FROM champ"), 0);
    assert_eq!(value::<i64>(&path, "SELECT count(*) FROM v_1_dossiers"), 30);
}

#[tokio::test]
async fn the_second_night_reads_only_what_changed() {
    let sandbox = Sandbox::builder().dossiers(30).start().await.unwrap();
    let files = Files::new();
    let path = files.path("dossiers.db");
    mirror(&sandbox, &path).sync(1).await.unwrap();
    let api = sandbox.demarches_simplifiees();
    api.change(Change::Insert);
    api.change(Change::Update(10_003));
    api.change(Change::Delete(10_007));
    api.clear_requests();

    let certificate = mirror(&sandbox, &path).sync(1).await.unwrap();

    let changes = certificate.changes;
    assert_eq!(
        (changes.inserted, changes.updated, changes.deleted),
        (1, 1, 1)
    );
    assert!(
        api.requests().len() <= 3,
        "{} requests",
        api.requests().len()
    );
    let fresh = files.path("fresh.db");
    mirror(&sandbox, &fresh).sync(1).await.unwrap();
    assert_same(&path, &fresh);
}

#[tokio::test]
async fn a_night_without_changes_changes_nothing() {
    let sandbox = Sandbox::builder().dossiers(30).start().await.unwrap();
    let files = Files::new();
    let path = files.path("dossiers.db");
    mirror(&sandbox, &path).sync(1).await.unwrap();
    let before = files.path("before.db");
    mirror(&sandbox, &before).sync(1).await.unwrap();

    let certificate = mirror(&sandbox, &path).sync(1).await.unwrap();

    let changes = certificate.changes;
    assert_eq!(
        (changes.inserted, changes.updated, changes.deleted),
        (0, 0, 0)
    );
    assert_same(&path, &before);
}

#[tokio::test]
async fn a_census_of_a_mirror_in_step_finds_nothing() {
    let sandbox = Sandbox::builder().dossiers(30).start().await.unwrap();
    let files = Files::new();
    let path = files.path("dossiers.db");

    let certificate = mirror(&sandbox, &path).census(true).sync(1).await.unwrap();

    let census = certificate.census.unwrap();
    assert!(census.agrees(), "{census:?}");
    assert_eq!(census.walked, 30);
    assert!(certificate.unseen.is_empty());
}

#[tokio::test]
async fn a_census_repairs_what_was_lost_in_the_database() {
    let sandbox = Sandbox::builder().dossiers(30).start().await.unwrap();
    let files = Files::new();
    let path = files.path("dossiers.db");
    mirror(&sandbox, &path).sync(1).await.unwrap();
    let before = files.path("before.db");
    mirror(&sandbox, &before).sync(1).await.unwrap();
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch(
            "DELETE FROM champ WHERE dossier = 10004; DELETE FROM dossier WHERE number = 10004;
             UPDATE dossier SET state = 'lost', content_hash = 'old' WHERE number = 10005;
             INSERT INTO dossier (number, demarche, state, date_derniere_modification, revision, content_hash)
                 VALUES (99, 1, 'accepte', '2020-01-01T00:00:00Z', 'r', 'h');",
        )
        .unwrap();

    let certificate = mirror(&sandbox, &path).census(true).sync(1).await.unwrap();

    let census = certificate.census.unwrap();
    assert_eq!(census.missing, [10_004]);
    assert_eq!(census.extra, [99]);
    assert!(census.repaired >= 2, "{census:?}");
    assert_same(&path, &before);
}

#[tokio::test]
async fn without_a_census_the_certificate_says_what_could_not_be_seen() {
    let sandbox = Sandbox::builder().dossiers(5).start().await.unwrap();
    let files = Files::new();

    let certificate = mirror(&sandbox, &files.path("dossiers.db"))
        .sync(1)
        .await
        .unwrap();

    assert_eq!(certificate.unseen.len(), 4);
}
