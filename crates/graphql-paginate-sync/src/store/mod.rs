//! The database operations of a mirror. All changes of a page are one transaction.

mod changed;
mod either;
mod files;
mod items;
mod last_by_key;
mod lease;
mod lock;
mod model;
mod overview;
mod postgres;
mod runs;
mod schema;
mod sqlite;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use self::either::{blocking, on_either};
use self::lock::FileLock;
pub(crate) use self::model::{
    Applied, Batch, BegunRun, Children, Deletion, Item, ItemBatch, ItemFailure, Known, Mirrored,
    MirroredList, RunEnd, RunRow, RunSubject, SavedState, State, StoredFile,
};
use self::postgres::{HeldLock, Postgres};
use self::sqlite::Sqlite;
use crate::certificate::Counts;
use crate::error::SyncError;

/// The database of a mirror. Clones share the connection.
#[derive(Debug, Clone)]
pub(crate) enum Store {
    Sqlite {
        path: PathBuf,
        sqlite: Arc<Mutex<Sqlite>>,
    },
    Postgres(Arc<tokio::sync::Mutex<Postgres>>),
}

/// The exclusive lock of one mirror. Dropping it releases it, and so does the end of the process.
#[derive(Debug)]
pub(crate) enum Lock {
    File(#[allow(dead_code, reason = "held, not read")] FileLock),
    /// `None` if the connection works under a lease.
    Postgres(Option<HeldLock>),
}

impl Lock {
    /// Releases the lock, so that the next run can take it at once.
    pub(crate) async fn release(self) {
        // A file lock is released when it is dropped.
        if let Self::Postgres(Some(held)) = self {
            held.release().await;
        }
    }
}

impl Store {
    /// Opens an SQLite database and brings its tables up to date.
    pub(crate) fn sqlite(path: PathBuf) -> Result<Self, SyncError> {
        let sqlite = Sqlite::open(&path)?;
        Ok(Self::Sqlite {
            path,
            sqlite: Arc::new(Mutex::new(sqlite)),
        })
    }

    /// Opens an SQLite database with a mirror; `None` if there is none.
    pub(crate) fn existing_sqlite(path: PathBuf) -> Result<Option<Self>, SyncError> {
        if !path.exists() {
            return Ok(None);
        }
        let sqlite = Sqlite::open_existing(&path)?;
        Ok(sqlite.map(|sqlite| Self::Sqlite {
            path,
            sqlite: Arc::new(Mutex::new(sqlite)),
        }))
    }

    /// Connects to a PostgreSQL database with a mirror; `None` if there is none.
    pub(crate) async fn existing_postgres(url: &str) -> Result<Option<Self>, SyncError> {
        let postgres = Postgres::open_existing(url).await?;
        Ok(postgres.map(|postgres| Self::Postgres(Arc::new(tokio::sync::Mutex::new(postgres)))))
    }

    /// Connects to a PostgreSQL database and brings its tables up to date.
    pub(crate) async fn postgres(url: &str) -> Result<Self, SyncError> {
        let postgres = Postgres::open(url).await?;
        Ok(Self::Postgres(Arc::new(tokio::sync::Mutex::new(postgres))))
    }

    /// Takes an exclusive lock. `what` is named in messages; `key` identifies the lock and is part of a file name.
    pub(crate) async fn lock(&self, what: &str, key: &str) -> Result<Lock, SyncError> {
        match self {
            Self::Sqlite { path, .. } => Ok(Lock::File(FileLock::take(path, what, key)?)),
            Self::Postgres(postgres) => {
                let held = postgres.lock().await.lock(what, key).await?;
                Ok(Lock::Postgres(held))
            }
        }
    }

    /// Writes a batch in one transaction; returns the number of changes.
    pub(crate) async fn apply(&self, batch: Batch) -> Result<Counts, SyncError> {
        on_either!(self, apply(&batch))
    }

    /// The saved state of a walk; `None` before its first page.
    pub(crate) async fn state(&self, key: String) -> Result<Option<State>, SyncError> {
        on_either!(self, state(&key))
    }

    /// Drops the saved state of a walk; returns whether there was one.
    pub(crate) async fn drop_state(&self, key: String) -> Result<bool, SyncError> {
        on_either!(self, drop_state(&key))
    }

    /// The dossiers of a démarche by number, without deleted ones.
    pub(crate) async fn known(&self, demarche: i64) -> Result<Vec<Known>, SyncError> {
        on_either!(self, known(demarche))
    }

    /// The number of the dossiers that [`known`](Self::known) returns.
    pub(crate) async fn count_known(&self, demarche: i64) -> Result<u64, SyncError> {
        on_either!(self, count_known(demarche))
    }

    /// Makes rows of dossiers that were stored since a given time one second older than that.
    pub(crate) async fn mark_dossiers_stale(
        &self,
        demarche: i64,
        moment: String,
    ) -> Result<(), SyncError> {
        on_either!(self, mark_dossiers_stale(demarche, &moment))
    }

    /// Dossiers that were neither stored nor confirmed since a given time, by number.
    pub(crate) async fn read_before(
        &self,
        demarche: i64,
        moment: String,
    ) -> Result<Vec<i64>, SyncError> {
        on_either!(self, read_before(demarche, &moment))
    }

    /// Dossiers whose deletion has been pending since before a given time, by number.
    pub(crate) async fn pending_before(
        &self,
        demarche: i64,
        moment: String,
    ) -> Result<Vec<i64>, SyncError> {
        on_either!(self, pending_before(demarche, &moment))
    }

    /// Removes the dossiers of a démarche that are marked as deleted; returns their number.
    pub(crate) async fn remove_marked(&self, demarche: i64) -> Result<u64, SyncError> {
        on_either!(self, remove_marked(demarche))
    }

    /// The numbers of dossiers that could not be read, and whether there are failures without a number.
    pub(crate) async fn failed(&self, demarche: i64) -> Result<(Vec<i64>, bool), SyncError> {
        on_either!(self, failed(demarche))
    }

    /// Marks failures without a number as resolved by a census.
    pub(crate) async fn mark_failures_resolved(
        &self,
        demarche: i64,
        now: String,
    ) -> Result<(), SyncError> {
        on_either!(self, mark_failures_resolved(demarche, &now))
    }

    /// Creates the views of a démarche again if its forms have changed. Returns the names of those that stay as they
    /// were, since views of others depend on them.
    pub(crate) async fn rebuild_views(&self, demarche: i64) -> Result<Vec<String>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.rebuild_views(demarche)).await?;
                // SQLite drops views on which others depend.
                Ok(Vec::new())
            }
            Self::Postgres(postgres) => postgres.lock().await.rebuild_views(demarche).await,
        }
    }
}
