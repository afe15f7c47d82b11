//! Tests of databases that a command only reads: it creates nothing in them.

use graphql_paginate_sandbox::Sandbox;
use graphql_paginate_sync::{Database as Mirrored, SyncError};

use crate::postgres::on_both;
use crate::support::Database;

fn address(database: &Database) -> String {
    match database {
        Database::Sqlite(path) => format!("sqlite:{}", path.display()),
        Database::Postgres(url) => url.clone(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_database_without_a_mirror_stays_as_it_is() {
    on_both(async |database, other| {
        // One that other programs use.
        database.execute("CREATE TABLE notes (id integer)").await;
        let tables = match database {
            Database::Sqlite(_) => "SELECT COUNT(*) FROM sqlite_schema",
            Database::Postgres(_) => "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'",
        };

        let refused = Mirrored::open_existing(&address(database)).await;

        assert!(matches!(refused, Err(SyncError::NoDatabase { .. })));
        assert_eq!(database.count(tables).await, 1);
        if let Database::Sqlite(path) = other {
            let refused = Mirrored::open_existing(&address(other)).await;
            assert!(matches!(refused, Err(SyncError::NoDatabase { .. })));
            assert!(!path.exists());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_status_of_a_mirror_is_read_from_a_replica() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().dossiers(2).start().await.unwrap();
        database.mirror(&sandbox).await.sync(1).await.unwrap();
        if let Database::Postgres(_) = database {
            let read_only = "ALTER DATABASE one SET default_transaction_read_only = on";
            database.execute(read_only).await;
        }

        let mirrored = Mirrored::open_existing(&address(database)).await.unwrap();

        assert_eq!(mirrored.status().await.unwrap().len(), 1);
        assert!(!mirrored.states().await.unwrap().is_empty());
    })
    .await;
}
