//! Tests of runs on several nights with changes between them, on both databases.

use graphql_paginate_sandbox::{Change, Sandbox};

use crate::postgres::Server;
use crate::support::{Database, Files, assert_same};

#[tokio::test]
async fn nights_in_sqlite() {
    let files = Files::new();
    check_nights(&files.database("dossiers.db"), &files.database("fresh.db")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn nights_in_postgres() {
    let Some(server) = tokio::task::spawn_blocking(Server::start).await.unwrap() else {
        return;
    };
    let server = std::sync::Arc::new(server);
    let mut databases = Vec::new();
    for name in ["dossiers", "fresh"] {
        let server = std::sync::Arc::clone(&server);
        let url = tokio::task::spawn_blocking(move || server.database(name))
            .await
            .unwrap();
        databases.push(Database::Postgres(url));
    }
    check_nights(&databases[0], &databases[1]).await;
}

/// Checks a first night, a second with changes, a third without, and a census that repairs rows lost in between.
async fn check_nights(database: &Database, fresh: &Database) {
    let sandbox = Sandbox::builder()
        .dossiers(30)
        .deleted_dossiers(7)
        .pending_deleted_dossiers(3);
    let sandbox = sandbox.start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let mirror = database.mirror(&sandbox).await;

    let certificate = mirror.sync(1).await.unwrap();
    assert!(certificate.complete);
    assert_eq!(
        (certificate.changes.inserted, certificate.changes.deleted),
        (30, 7)
    );
    assert_eq!(certificate.unseen.len(), 5);
    assert_eq!(
        database.count("SELECT count(*) FROM v_1_dossiers").await,
        30
    );
    assert_ne!(database.count("SELECT count(*) FROM champ").await, 0);

    api.change(Change::Insert);
    api.change(Change::Update(10_003));
    api.change(Change::Delete(10_007));
    api.clear_requests();
    let changes = mirror.sync(1).await.unwrap().changes;
    assert_eq!(
        (changes.inserted, changes.updated, changes.deleted),
        (1, 1, 1)
    );
    assert!(
        api.requests().len() <= 3,
        "{} requests",
        api.requests().len()
    );

    let changes = mirror.sync(1).await.unwrap().changes;
    assert_eq!(
        (changes.inserted, changes.updated, changes.deleted),
        (0, 0, 0)
    );

    database
        .execute(
            "DELETE FROM champ WHERE dossier = 10004; DELETE FROM dossier WHERE number = 10004;
             UPDATE dossier SET state = 'lost', content_hash = 'old' WHERE number = 10005;
             INSERT INTO dossier (number, demarche, state, date_derniere_modification, revision, content_hash)
                 VALUES (99, 1, 'accepte', '2020-01-01T00:00:00Z', 'r', 'h');",
        )
        .await;
    let certificate = database
        .mirror(&sandbox)
        .await
        .census(true)
        .sync(1)
        .await
        .unwrap();
    let census = certificate.census.unwrap();
    assert_eq!(
        (
            census.walked,
            &census.missing[..],
            &census.extra[..],
            &census.stale[..]
        ),
        (30, &[10_004][..], &[99][..], &[10_005][..])
    );
    assert_eq!(census.repaired, 3);

    let certificate = database
        .mirror(&sandbox)
        .await
        .census(true)
        .sync(1)
        .await
        .unwrap();
    assert!(certificate.census.unwrap().agrees());
    assert!(certificate.unseen.is_empty());

    fresh.mirror(&sandbox).await.sync(1).await.unwrap();
    assert_same(database, fresh).await;
}
