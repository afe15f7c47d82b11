//! Tests a mirror that is killed repeatedly while the data changes.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use graphql_paginate::Client;
use graphql_paginate_sandbox::{Change, Sandbox};
use graphql_paginate_sync::Mirror;
use tempfile::TempDir;

use crate::files::{on_disk, transport};
use crate::postgres::Server;
use crate::support::{Database, Files, assert_same};

/// How often the process is killed: a few times, unless `GRAPHQL_PAGINATE_FULL_TESTS` is set.
fn kills() -> u64 {
    if std::env::var_os("GRAPHQL_PAGINATE_FULL_TESTS").is_some() {
        50
    } else {
        6
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_killed_mirror_in_sqlite_catches_up() {
    let files = Files::new();
    check(files.database("dossiers.db"), files.database("fresh.db")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_killed_mirror_in_postgres_catches_up() {
    let Some(server) = tokio::task::spawn_blocking(Server::start).await.unwrap() else {
        return;
    };
    let urls = tokio::task::spawn_blocking(move || {
        let urls = (server.database("dossiers"), server.database("fresh"));
        (server, urls)
    });
    let (_server, (dossiers, fresh)) = urls.await.unwrap();
    check(Database::Postgres(dossiers), Database::Postgres(fresh)).await;
}

async fn check(database: Database, fresh: Database) {
    let sandbox = Sandbox::builder().dossiers(60).start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let (folder, fresh_folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    for kill in 0..kills() {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::the_process_that_is_killed", "--nocapture"])
            .env("MIRROR_ENDPOINT", api.url())
            .env("MIRROR_DATABASE", argument(&database))
            .env("MIRROR_FOLDER", folder.path())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // A pseudo-random moment of the run, different each time.
        let moment = Duration::from_millis(40 + kill * 7_919 % 700);
        tokio::time::sleep(moment).await;
        child.kill().unwrap();
        child.wait().unwrap();
        let number = 10_001 + i64::try_from(kill * 13 % 60).unwrap();
        api.change(match kill % 4 {
            0 => Change::Insert,
            1 => Change::Update(number),
            2 => Change::Delete(number),
            _ => Change::ReplaceFiles(number),
        });
    }

    for (database, folder) in [(&database, &folder), (&fresh, &fresh_folder)] {
        let mirror = with_files(database.mirror(&sandbox).await, folder.path());
        mirror.sync(1).await.unwrap();
    }
    assert_same(&database, &fresh).await;
    assert_eq!(on_disk(folder.path()), on_disk(fresh_folder.path()));
}

fn with_files(mirror: Mirror, folder: &Path) -> Mirror {
    mirror.files(folder, transport()).remove_deleted(true)
}

fn argument(database: &Database) -> String {
    match database {
        Database::Sqlite(path) => path.display().to_string(),
        Database::Postgres(url) => url.clone(),
    }
}

/// The child process; does nothing in an ordinary test run.
#[tokio::test]
async fn the_process_that_is_killed() {
    let (Ok(endpoint), Ok(database), Ok(folder)) = (
        std::env::var("MIRROR_ENDPOINT"),
        std::env::var("MIRROR_DATABASE"),
        std::env::var("MIRROR_FOLDER"),
    ) else {
        return;
    };
    let client = Client::demarches_simplifiees(Sandbox::TOKEN).endpoint(&endpoint);
    let database = if database.starts_with("postgres://") {
        Database::Postgres(database)
    } else {
        Database::Sqlite(database.into())
    };
    let mirror = database.mirror_with(client).await.page_size(5);
    let mirror = with_files(mirror, Path::new(&folder));
    // An error other than being killed shows in the final state.
    let _ = mirror.sync(1).await;
}
