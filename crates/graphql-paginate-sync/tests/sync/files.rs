//! Tests of the folder with the files of dossiers, on both databases.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use graphql_paginate::bytes::Bytes;
use graphql_paginate::http::Request;
use graphql_paginate::{
    ReqwestTransport, StreamFuture, Transport, TransportFuture, TransportOptions,
};
use graphql_paginate_sandbox::{Change, Clock, Endpoint, Fault, Faults, Sandbox};
use graphql_paginate_sync::{Certificate, FileCounts, Mirror};
use tempfile::TempDir;

use crate::postgres::on_both;
use crate::support::{Database, assert_same};

pub(crate) fn transport() -> ReqwestTransport {
    ReqwestTransport::new(&TransportOptions::default()).unwrap()
}

async fn sandbox() -> Sandbox {
    let builder = Sandbox::builder().dossiers(6).deleted_dossiers(0);
    let builder = builder.pending_deleted_dossiers(0);
    builder.start().await.unwrap()
}

async fn mirror(database: &Database, sandbox: &Sandbox, folder: &Path) -> Mirror {
    let mirror = database.mirror(sandbox).await.page_size(4);
    mirror.files(folder, transport()).remove_deleted(true)
}

fn counts(certificate: &Certificate) -> FileCounts {
    certificate.files.unwrap()
}

/// The number of downloads since the requests were last cleared.
fn downloads(api: &Endpoint) -> usize {
    let requests = api.requests();
    requests
        .iter()
        .filter(|request| is_file(&request.path))
        .count()
}

fn is_file(path: &str) -> bool {
    path.starts_with("/fichiers/")
}

/// The file that names the database to which a folder belongs.
const MARKER: &str = ".graphql-paginate";

/// The sizes of all files below a folder, by path, without the marker.
pub(crate) fn on_disk(folder: &Path) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else {
            continue;
        };
        for entry in entries {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                let path = entry.path().strip_prefix(folder).unwrap().to_owned();
                let path = path.to_str().unwrap().replace('\\', "/");
                found.insert(path, entry.metadata().unwrap().len());
            }
        }
    }
    found.remove(MARKER);
    found
}

/// Checks that the folder has exactly the files of the table.
async fn assert_complete(database: &Database, folder: &Path) {
    let found = on_disk(folder);
    let rows = "SELECT COUNT(DISTINCT path) FROM file WHERE state = 'stored'";
    assert_eq!(database.count(rows).await, found.len() as i64);
    let missing =
        "SELECT COUNT(*) FROM file WHERE state IS NULL OR state <> 'stored' OR path IS NULL";
    assert_eq!(database.count(missing).await, 0);
    for (path, length) in found {
        let row = format!("SELECT byte_size FROM stored_file WHERE path = '{path}'");
        assert_eq!(database.count(&row).await, length as i64, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn nights_with_files() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        let folder = TempDir::new().unwrap();
        let mirror = mirror(database, &sandbox, folder.path()).await;

        let first = mirror.sync(1).await.unwrap();

        let total = counts(&first).downloaded;
        assert!(total > 10, "{first:?}");
        assert_eq!((counts(&first).failed, counts(&first).kept), (0, 0));
        assert_eq!(on_disk(folder.path()).len() as u64, total);
        let bytes: u64 = on_disk(folder.path()).values().sum();
        assert_eq!(counts(&first).bytes, bytes);
        assert_complete(database, folder.path()).await;
        let stored = "SELECT COUNT(*) FROM dossier WHERE CAST(raw AS TEXT) LIKE '%fichiers%'";
        assert_eq!(database.count(stored).await, 0);
        for path in on_disk(folder.path()).keys() {
            assert!(path.starts_with("1/1000"), "{path}");
        }

        api.clear_requests();
        let second = mirror.sync(1).await.unwrap();
        assert_eq!(counts(&second), FileCounts::default());
        assert_eq!(downloads(api), 0);

        let of_3 =
            "SELECT COUNT(DISTINCT path) FROM file WHERE dossier = 10003 AND owner LIKE 'champ:%'";
        let replaced = database.count(of_3).await as u64;
        let of_5 = "SELECT COUNT(DISTINCT path) FROM file WHERE dossier = 10005";
        let deleted = database.count(of_5).await as u64;
        assert!(replaced > 0 && deleted > 0);
        for change in [
            Change::ReplaceFiles(10_003),
            Change::Update(10_004),
            Change::Delete(10_005),
        ] {
            api.change(change);
        }
        let third = mirror.sync(1).await.unwrap();
        assert_eq!(counts(&third).downloaded, replaced);
        assert_eq!(counts(&third).erased, replaced + deleted);
        assert_eq!(downloads(api) as u64, replaced);
        assert!(!folder.path().join("1").join("10005").exists());
        assert_complete(database, folder.path()).await;

        let other = TempDir::new().unwrap();
        let again = fresh
            .mirror(&sandbox)
            .await
            .files(other.path(), transport());
        again.sync(1).await.unwrap();
        assert_eq!(on_disk(folder.path()), on_disk(other.path()));
        assert_same(database, fresh).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_file_that_fails_is_reported_and_tried_again_by_the_next_run() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        let folder = TempDir::new().unwrap();
        let mirror = mirror(database, &sandbox, folder.path()).await;
        let broken = |path: &str| path.contains("/dossiers/10002/champs/1011/files/1");
        for (fault, problem) in [
            (Fault::corrupted_body(), "checksum"),
            (Fault::halved_body(), "bytes, got"),
            (Fault::cut_body(), "connection broke"),
            (Fault::status(503), "answered 503"),
        ] {
            let is_broken =
                move |asked: &graphql_paginate_sandbox::RequestView| broken(&asked.path);
            api.script(Faults::new().when(is_broken, fault));
            let certificate = mirror.sync(1).await.unwrap();
            assert_eq!(counts(&certificate).failed, 1, "{problem}");
            let letter = "SELECT message FROM dead_letter
                 WHERE resolved_at IS NULL AND number = 10002 AND path LIKE 'file:%'";
            let message = database.text(letter).await;
            assert!(message.contains(problem), "{message}");
            let failed =
                "SELECT COUNT(DISTINCT checksum) FROM file WHERE state = 'failed' AND path IS NULL";
            assert_eq!(database.count(failed).await, 1);
            let stored = "SELECT COUNT(*) FROM stored_file";
            assert_eq!(
                database.count(stored).await,
                on_disk(folder.path()).len() as i64
            );
        }
        api.script(Faults::new());
        api.clear_requests();

        let healed = mirror.sync(1).await.unwrap();

        assert_eq!((counts(&healed).downloaded, counts(&healed).failed), (1, 0));
        assert_eq!(downloads(api), 1);
        let letters = "SELECT COUNT(*) FROM dead_letter WHERE resolved_at IS NULL";
        assert_eq!(database.count(letters).await, 0);
        assert_complete(database, folder.path()).await;
        let other = TempDir::new().unwrap();
        let again = fresh
            .mirror(&sandbox)
            .await
            .files(other.path(), transport());
        again.sync(1).await.unwrap();
        assert_same(database, fresh).await;
    })
    .await;
}

/// Lets two hours pass before the first download.
struct Slow {
    inner: ReqwestTransport,
    clock: Clock,
    passed: std::sync::Once,
}

impl Transport for Slow {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        self.inner.send(request)
    }

    fn stream(&self, request: Request<Bytes>) -> StreamFuture<'_> {
        self.passed
            .call_once(|| self.clock.advance(Duration::from_secs(7_200)));
        self.inner.stream(request)
    }
}

#[tokio::test]
async fn an_expired_url_is_requested_again_for_the_one_answer() {
    let clock = Clock::stopped_at(1_800_000_000);
    let builder = Sandbox::builder().dossiers(1).clock(clock.clone());
    let sandbox = builder.start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let files = crate::support::Files::new();
    let folder = TempDir::new().unwrap();
    let slow = Slow {
        inner: transport(),
        clock,
        passed: std::sync::Once::new(),
    };
    let database = files.database("a.db");
    let mirror = database.mirror(&sandbox).await.files(folder.path(), slow);

    let certificate = mirror.sync(1).await.unwrap();

    assert_eq!(counts(&certificate).failed, 0);
    assert_complete(&database, folder.path()).await;
    let mut asked = 0;
    for request in api.requests() {
        let body = request.json();
        if body["operationName"] != "FileUrls" {
            continue;
        }
        asked += 1;
        let variables = &body["variables"];
        assert_eq!(variables["number"], 10_001);
        let parts = ["champ", "annotation", "avis", "message"];
        let named = parts.iter().filter(|part| variables[**part].is_string());
        assert_eq!(named.count(), 1, "{variables}");
    }
    let expired = api
        .requests()
        .iter()
        .filter(|request| request.status == 403)
        .count();
    assert!(expired > 0 && asked == expired, "{asked} of {expired}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn files_in_the_folder_are_verified_before_they_count() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        let folder = TempDir::new().unwrap();
        let mirrored = mirror(database, &sandbox, folder.path()).await;
        let first = mirrored.sync(1).await.unwrap();
        let total = counts(&first).downloaded;
        let whole = on_disk(folder.path());
        let mut paths = whole.keys();
        std::fs::remove_file(folder.path().join(paths.next().unwrap())).unwrap();
        std::fs::write(folder.path().join(paths.next().unwrap()), "short").unwrap();
        let abandoned = folder.path().join("1").join(".partial");
        std::fs::create_dir_all(&abandoned).unwrap();
        std::fs::write(abandoned.join("half"), "half").unwrap();

        let repaired = mirrored.sync(1).await.unwrap();

        assert_eq!(counts(&repaired).downloaded, 2);
        assert_eq!(on_disk(folder.path()), whole);

        // Another database knows nothing of the folder, and a content of the right size may be wrong.
        let third = folder.path().join(whole.keys().nth(2).unwrap());
        let mut bytes = std::fs::read(&third).unwrap();
        bytes[100] ^= 1;
        std::fs::write(&third, bytes).unwrap();
        api.clear_requests();
        std::fs::remove_file(folder.path().join(MARKER)).unwrap();
        let adopted = mirror(fresh, &sandbox, folder.path()).await.sync(1).await;
        let adopted = counts(&adopted.unwrap());
        assert_eq!((adopted.kept, adopted.downloaded), (total - 1, 1));
        assert_eq!(downloads(api), 1);
        assert_complete(fresh, folder.path()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_folder_of_another_database_is_refused_and_left_alone() {
    on_both(async |database, other| {
        let sandbox = sandbox().await;
        let folder = TempDir::new().unwrap();
        let owner = mirror(database, &sandbox, folder.path()).await;
        owner.sync(1).await.unwrap();
        let unfinished = folder.path().join("1").join(".partial");
        std::fs::create_dir_all(&unfinished).unwrap();
        let files = on_disk(folder.path());
        // The other database has none of the dossiers, so none of the files.
        let other = mirror(other, &sandbox, folder.path()).await;

        let error = other.sync(1).await.unwrap_err().to_string();

        let shown = folder.path().display();
        let marker = folder.path().join(MARKER);
        assert_eq!(
            error,
            format!(
                "the files in `{shown}` belong to another database; choose another folder, or delete `{}` if that \
                 database is gone",
                marker.display()
            )
        );
        assert_eq!(on_disk(folder.path()), files);
        assert!(unfinished.exists());
        owner.sync(1).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_file_left_by_a_killed_run_is_adopted_or_erased() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        let folder = TempDir::new().unwrap();
        let mirror = mirror(database, &sandbox, folder.path()).await;
        mirror.sync(1).await.unwrap();
        let total = on_disk(folder.path()).len() as u64;
        let deleted = "SELECT COUNT(*) FROM stored_file WHERE dossier = 10005";
        let deleted = database.count(deleted).await as u64;
        // The run was killed when the files had their names, and the rows did not say so yet.
        database
            .execute("UPDATE stored_file SET stored_at = NULL; UPDATE file SET path = NULL, state = NULL;")
            .await;
        api.change(Change::Delete(10_005));
        api.clear_requests();

        let next = counts(&mirror.sync(1).await.unwrap());

        assert_eq!(
            (next.kept, next.erased, next.downloaded),
            (total - deleted, deleted, 0)
        );
        assert_eq!(downloads(api), 0);
        assert!(!folder.path().join("1").join("10005").exists());
        assert_complete(database, folder.path()).await;
    })
    .await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_stops_the_run() {
    let sandbox = sandbox().await;
    let files = crate::support::Files::new();
    let folder = files.path("folder");
    std::fs::write(&folder, "a file").unwrap();
    let mirror = mirror(&files.database("a.db"), &sandbox, &folder).await;

    let error = mirror.sync(1).await.unwrap_err().to_string();

    assert!(error.starts_with("cannot use `"), "{error}");
    assert!(error.ends_with("; check its path"), "{error}");
}
