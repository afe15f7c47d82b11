//! Tests of locks, broken databases and dossiers that cannot be read.

use graphql_paginate_sandbox::{Change, Fault, Faults, Sandbox};
use graphql_paginate_sync::{Mirror, SyncError, With};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::postgres::Server;
use crate::support::{Database, Files, assert_same, client, value};

#[tokio::test]
async fn a_lock_names_its_holder() {
    let sandbox = Sandbox::builder().dossiers(1).start().await.unwrap();
    let files = Files::new();
    let path = files.path("dossiers.db");
    let held = Database::Sqlite(path.clone()).mirror(&sandbox).await;
    let lock = files.path("dossiers.db.1.lock");
    let file = std::fs::File::create(&lock).unwrap();
    std::fs::write(&lock, "process 7 since 2026-01-01T00:00:00Z\n").unwrap();
    fs4::FileExt::lock(&file).unwrap();

    let error = held.sync(1).await.unwrap_err();

    let SyncError::Locked { what, holder } = error else {
        panic!("{error}");
    };
    assert_eq!(
        (what.as_str(), holder.as_str()),
        ("démarche 1", "process 7 since 2026-01-01T00:00:00Z")
    );
    drop(file);
    held.sync(1).await.unwrap();
}

#[tokio::test]
async fn a_file_that_is_not_a_database_is_refused() {
    let sandbox = Sandbox::builder().dossiers(1).start().await.unwrap();
    let files = Files::new();
    let path = files.path("notes.txt");
    std::fs::write(&path, "x".repeat(4_096)).unwrap();

    let error = Mirror::sqlite(client(&sandbox), &path).unwrap_err();

    assert_eq!(
        error.to_string(),
        "database: file is not a database; the file is not an SQLite database; choose another path"
    );
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let sandbox = Sandbox::builder().dossiers(1).start().await.unwrap();
    let files = Files::new();
    let path = files.path("dossiers.db");
    drop(Database::Sqlite(path.clone()).mirror(&sandbox).await);
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);

    let error = Mirror::sqlite(client(&sandbox), &path).unwrap_err();

    assert!(matches!(
        error,
        SyncError::NewerDatabase {
            found: 99,
            known: 4
        }
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn missing_privileges_are_reported_with_the_grant_that_fixes_them() {
    let Some(server) = tokio::task::spawn_blocking(Server::start).await.unwrap() else {
        return;
    };
    let urls = tokio::task::spawn_blocking(move || {
        let url = server.database("dossiers");
        (server, url)
    });
    let (_server, url) = urls.await.unwrap();
    let rights = "CREATE ROLE reader LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC";
    Database::Postgres(url.clone()).execute(rights).await;

    let url = url.replace("postgres://postgres@", "postgres://reader@");
    let error = graphql_paginate_sync::Database::postgres(&url)
        .await
        .unwrap_err();

    assert!(
        error
            .to_string()
            .contains("grant this user CREATE on the schema"),
        "{error}"
    );
}

#[tokio::test]
async fn an_invalid_url_is_reported_with_an_example() {
    // Nothing listens on port 1 of this machine.
    let error = graphql_paginate_sync::Database::postgres("postgres://me:secret@127.0.0.1:1/x")
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("check the URL, such as `postgres://user:password@host:5432/database`"),
        "{error}"
    );
    assert!(!error.contains("secret"), "{error}");
}

#[tokio::test]
async fn a_failure_of_tls_is_reported_with_the_settings_that_fix_it() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    // A server that offers TLS, and then does not speak it.
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 8];
        stream.read_exact(&mut request).await.unwrap();
        stream.write_all(b"Snot TLS at all").await.unwrap();
    });

    let url = format!("postgres://me:secret@127.0.0.1:{port}/x");
    let error = graphql_paginate_sync::Database::postgres(&url).await;
    server.await.unwrap();

    let error = error.unwrap_err().to_string();
    assert!(
        error.ends_with(
            "; if the server's certificate is not trusted, add its CA with `SSL_CERT_FILE`, or turn TLS off on a trusted \
             network with `?sslmode=disable`"
        ),
        "{error}"
    );
}

#[tokio::test]
async fn a_state_that_cannot_be_read_is_reported_with_the_option_that_replaces_it() {
    let sandbox = Sandbox::builder().dossiers(3).start().await.unwrap();
    let files = Files::new();
    let database = files.database("dossiers.db");
    let mirror = database.mirror(&sandbox).await;
    mirror.sync(1).await.unwrap();
    database
        .execute("UPDATE sync_state SET checkpoint = 'later'")
        .await;

    let error = mirror.sync(1).await.unwrap_err().to_string();

    assert!(
        error.contains("run once with `--full-refresh`, which walks from the start"),
        "{error}"
    );
    mirror.full_refresh(true).sync(1).await.unwrap();
}

#[tokio::test]
async fn a_demarche_that_the_token_cannot_read_writes_nothing() {
    let sandbox = Sandbox::builder().dossiers(3).start().await.unwrap();
    let files = Files::new();
    let path = files.path("dossiers.db");

    let error = Database::Sqlite(path.clone())
        .mirror(&sandbox)
        .await
        .sync(404)
        .await
        .unwrap_err();

    assert!(error.to_string().contains("Demarche not found"), "{error}");
    assert_eq!(value::<i64>(&path, "SELECT count(*) FROM dossier"), 0);
    assert_eq!(value::<String>(&path, "SELECT outcome FROM run"), "failed");
}

#[tokio::test]
async fn a_run_that_failed_midway_continues() {
    let sandbox = Sandbox::builder().dossiers(30).start().await.unwrap();
    let files = Files::new();
    let path = files.path("dossiers.db");
    let api = sandbox.demarches_simplifiees();
    // The description, then pages 1 and 2; page 2 fails for good.
    api.script(Faults::new().on_request(3, Fault::status(404)));

    Database::Sqlite(path.clone())
        .mirror(&sandbox)
        .await
        .page_size(10)
        .sync(1)
        .await
        .unwrap_err();
    assert_eq!(
        value::<i64>(
            &path,
            "SELECT count(*) FROM dossier WHERE content_hash IS NOT NULL"
        ),
        10
    );
    api.script(Faults::new());
    Database::Sqlite(path.clone())
        .mirror(&sandbox)
        .await
        .page_size(10)
        .sync(1)
        .await
        .unwrap();

    let fresh = files.database("fresh.db");
    fresh.mirror(&sandbox).await.sync(1).await.unwrap();
    assert_same(&Database::Sqlite(path), &fresh).await;
}

#[tokio::test]
async fn a_resumed_run_reads_again_lists_that_had_ended() {
    let sandbox = Sandbox::builder()
        .dossiers(30)
        .deleted_dossiers(2)
        .start()
        .await
        .unwrap();
    let files = Files::new();
    let database = files.database("dossiers.db");
    let api = sandbox.demarches_simplifiees();
    // The first page holds all of the deletions; the second page of dossiers fails.
    api.script(Faults::new().on_request(3, Fault::status(404)));
    let mirror = database.mirror(&sandbox).await.page_size(10);
    mirror.sync(1).await.unwrap_err();
    let mirrored = "SELECT MIN(number) FROM dossier WHERE content_hash IS NOT NULL";
    let number = database.count(mirrored).await;
    api.script(Faults::new());
    api.change(Change::Delete(number));

    let certificate = mirror.sync(1).await.unwrap();

    assert_eq!(certificate.changes.deleted, 1);
    let fresh = files.database("fresh.db");
    fresh.mirror(&sandbox).await.sync(1).await.unwrap();
    assert_same(&database, &fresh).await;
    api.clear_requests();
    mirror.sync(1).await.unwrap();
    assert_eq!(api.requests().len(), 2, "the description and one page");
}

#[tokio::test]
async fn a_changed_selection_of_parts_restarts_the_walk() {
    let sandbox = Sandbox::builder().dossiers(20).start().await.unwrap();
    let files = Files::new();
    let database = files.database("dossiers.db");
    let mirror = database.mirror(&sandbox).await;
    let first = mirror.clone().with(With::nothing()).sync(1).await.unwrap();
    assert_eq!(database.count("SELECT count(*) FROM champ").await, 0);

    let second = mirror.sync(1).await.unwrap();

    assert_eq!((first.changes.inserted, second.changes.updated), (20, 20));
    assert!(second.restarted.unwrap().contains("other variables"));
    let fresh = files.database("fresh.db");
    fresh.mirror(&sandbox).await.sync(1).await.unwrap();
    assert_same(&database, &fresh).await;
}

#[tokio::test]
async fn a_database_mirrors_one_server() {
    let sandbox = Sandbox::builder().dossiers(2).start().await.unwrap();
    let files = Files::new();
    let mirror = files.database("dossiers.db").mirror(&sandbox).await;
    mirror.clone().source("here").sync(1).await.unwrap();

    let error = mirror.source("elsewhere").sync(1).await.unwrap_err();

    assert_eq!(
        error.to_string(),
        "the database mirrors here, not elsewhere; mirror elsewhere into another database"
    );
}

#[tokio::test]
async fn a_census_finds_a_null_of_the_list_and_reads_the_dossier_alone() {
    let sandbox = Sandbox::builder().dossiers(10).start().await.unwrap();
    let files = Files::new();
    let path = files.path("dossiers.db");
    let api = sandbox.demarches_simplifiees();
    api.script(Faults::new().on_request(
        2,
        Fault::rewrite(|body| {
            body["data"]["demarche"]["dossiers"]["nodes"][4] = serde_json::Value::Null;
            body["errors"] = serde_json::json!([{
                "message": "Cannot return null for non-nullable field Dossier.usager",
                "path": ["demarche", "dossiers", "nodes", 4, "usager"],
                "extensions": { "code": "invalid_null" },
            }]);
        }),
    ));

    let certificate = Database::Sqlite(path.clone())
        .mirror(&sandbox)
        .await
        .sync(1)
        .await
        .unwrap();

    assert_eq!(certificate.changes.failed, 1);
    let census = certificate.census.expect("a null calls for a census");
    assert_eq!((census.missing.len(), census.repaired), (1, 1));
    assert_eq!(certificate.unread, 0);
    assert_eq!(
        value::<i64>(
            &path,
            "SELECT count(*) FROM dead_letter WHERE resolved_at IS NULL"
        ),
        0
    );
    let fresh = files.database("fresh.db");
    fresh.mirror(&sandbox).await.sync(1).await.unwrap();
    assert_same(&Database::Sqlite(path), &fresh).await;
}

#[tokio::test]
async fn a_dossier_that_cannot_be_read_stays_a_dead_letter_until_it_can() {
    let sandbox = Sandbox::builder()
        .dossiers(3)
        .deleted_dossiers(0)
        .pending_deleted_dossiers(0);
    let sandbox = sandbox.start().await.unwrap();
    let files = Files::new();
    let path = files.path("dossiers.db");
    let api = sandbox.demarches_simplifiees();
    let unreadable = |body: &mut serde_json::Value| {
        *body = serde_json::json!({
            "data": null,
            "errors": [{
                "message": "Cannot return null for non-nullable field Dossier.usager",
                "path": ["dossier", "usager"],
                "extensions": { "code": "invalid_null" },
            }],
        });
    };
    let absent = |body: &mut serde_json::Value| {
        body["data"]["demarche"]["dossiers"]["nodes"][1] = serde_json::Value::Null;
        body["errors"] =
            serde_json::json!([{ "message": "no", "extensions": { "code": "invalid_null" } }]);
    };
    // Description, changes, the page's two other dossiers one by one, the census, then the missing dossier.
    let faults = Faults::new()
        .on_request(2, Fault::rewrite(absent))
        .on_request(6, Fault::rewrite(unreadable));
    api.script(faults);

    let certificate = Database::Sqlite(path.clone())
        .mirror(&sandbox)
        .await
        .sync(1)
        .await
        .unwrap();

    assert_eq!(certificate.unread, 1);
    assert_eq!(
        value::<i64>(
            &path,
            "SELECT number FROM dead_letter WHERE resolved_at IS NULL AND number IS NOT NULL"
        ),
        10_001
    );
    api.script(Faults::new());
    let certificate = Database::Sqlite(path.clone())
        .mirror(&sandbox)
        .await
        .sync(1)
        .await
        .unwrap();
    assert_eq!((certificate.unread, certificate.asked), (0, 1));
    assert_eq!(
        value::<i64>(
            &path,
            "SELECT count(*) FROM dossier WHERE content_hash IS NOT NULL"
        ),
        3
    );
}
