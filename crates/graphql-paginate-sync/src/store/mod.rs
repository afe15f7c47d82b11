//! The database operations of a mirror. All changes of a page are one transaction.

mod changed;
mod files;
mod items;
mod lease;
mod lock;
mod model;
mod overview;
mod postgres;
mod runs;
mod schema;
mod sqlite;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use self::lock::FileLock;
pub(crate) use self::model::{
    Applied, Batch, BegunRun, Children, Deletion, Failure, Item, ItemBatch, Known, Mirrored,
    MirroredList, RunEnd, RunRow, RunSubject, SavedState, State, StoredFile,
};
use self::postgres::{Held, Postgres};
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
    Postgres(Option<Held>),
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
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.apply(&batch)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.apply(&batch).await,
        }
    }

    /// The saved state of a walk; `None` before its first page.
    pub(crate) async fn state(&self, key: String) -> Result<Option<State>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => blocking(sqlite, move |sqlite| sqlite.state(&key)).await,
            Self::Postgres(postgres) => postgres.lock().await.state(&key).await,
        }
    }

    /// Drops the saved state of a walk; returns whether there was one.
    pub(crate) async fn drop_state(&self, key: String) -> Result<bool, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.drop_state(&key)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.drop_state(&key).await,
        }
    }

    /// The dossiers of a démarche by number, without deleted ones.
    pub(crate) async fn known(&self, demarche: i64) -> Result<Vec<Known>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.known(demarche)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.known(demarche).await,
        }
    }

    /// Makes rows of dossiers that were stored since a given time one second older than that.
    pub(crate) async fn age_dossiers(
        &self,
        demarche: i64,
        moment: String,
    ) -> Result<(), SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.age_dossiers(demarche, &moment)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.age_dossiers(demarche, &moment).await,
        }
    }

    /// Dossiers that were neither stored nor confirmed since a given time, by number.
    pub(crate) async fn read_before(
        &self,
        demarche: i64,
        moment: String,
    ) -> Result<Vec<i64>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.read_before(demarche, &moment)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.read_before(demarche, &moment).await,
        }
    }

    /// Dossiers whose deletion has been pending since before a given time, by number.
    pub(crate) async fn pending_before(
        &self,
        demarche: i64,
        moment: String,
    ) -> Result<Vec<i64>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| {
                    sqlite.pending_before(demarche, &moment)
                })
                .await
            }
            Self::Postgres(postgres) => {
                postgres
                    .lock()
                    .await
                    .pending_before(demarche, &moment)
                    .await
            }
        }
    }

    /// Removes the dossiers of a démarche that are marked as deleted; returns their number.
    pub(crate) async fn remove_marked(&self, demarche: i64) -> Result<u64, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.remove_marked(demarche)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.remove_marked(demarche).await,
        }
    }

    /// The numbers of dossiers that could not be read, and whether there are failures without a number.
    pub(crate) async fn failed(&self, demarche: i64) -> Result<(Vec<i64>, bool), SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.failed(demarche)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.failed(demarche).await,
        }
    }

    /// Marks failures without a number as resolved by a census.
    pub(crate) async fn settle_failures(
        &self,
        demarche: i64,
        now: String,
    ) -> Result<(), SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.settle_failures(demarche, &now)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.settle_failures(demarche, &now).await,
        }
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

/// Runs blocking SQLite statements on a thread where blocking is allowed.
async fn blocking<T: Send + 'static>(
    sqlite: &Arc<Mutex<Sqlite>>,
    work: impl FnOnce(&mut Sqlite) -> Result<T, SyncError> + Send + 'static,
) -> Result<T, SyncError> {
    let sqlite = Arc::clone(sqlite);
    let done = tokio::task::spawn_blocking(move || {
        // A panic inside `work` leaves no transaction open: dropping one rolls it back.
        work(&mut sqlite.lock().unwrap_or_else(PoisonError::into_inner))
    });
    match done.await {
        Ok(result) => result,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
