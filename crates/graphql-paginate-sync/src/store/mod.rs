//! What a mirror asks of its database. Every change of a page is one transaction.

mod lock;
mod postgres;
mod schema;
mod sqlite;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use self::lock::FileLock;
use self::postgres::{Held, Postgres};
use self::sqlite::Sqlite;
use crate::certificate::Counts;
use crate::demarche::DossierRows;
use crate::error::SyncError;
use crate::value::Row;

/// The database of a mirror. Clones share the connection.
#[derive(Debug, Clone)]
pub(crate) enum Store {
    Sqlite {
        path: PathBuf,
        sqlite: Arc<Mutex<Sqlite>>,
    },
    Postgres(Arc<tokio::sync::Mutex<Postgres>>),
}

/// The exclusive lock of a démarche. Dropping it releases it, and so does the end of the process.
#[derive(Debug)]
pub(crate) enum Lock {
    File(#[allow(dead_code, reason = "held, not read")] FileLock),
    Postgres(#[allow(dead_code, reason = "held, not read")] Held),
}

/// One transaction: what a page changes, and how far the walk came with it.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// The démarche that all of it belongs to.
    pub(crate) demarche: i64,
    /// Rows that describe the démarche; they replace what was known.
    pub(crate) description: Vec<Row>,
    pub(crate) dossiers: Vec<DossierRows>,
    /// Applied after the dossiers.
    pub(crate) deletions: Vec<Deletion>,
    /// Items that could not be read.
    pub(crate) failures: Vec<Failure>,
    pub(crate) state: Option<State>,
    /// When the batch was made, in UTC.
    pub(crate) now: String,
    /// Whether deleted dossiers are removed rather than marked.
    pub(crate) remove_deleted: bool,
}

/// A dossier that is gone, or about to go.
#[derive(Debug, Clone)]
pub(crate) struct Deletion {
    pub(crate) number: i64,
    pub(crate) state: Option<String>,
    pub(crate) reason: String,
    /// When it was, or will be, deleted, in UTC.
    pub(crate) at: String,
    /// Whether it can still be restored.
    pub(crate) pending: bool,
}

/// An item that could not be read, kept in the table `dead_letter` until it can.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    /// The dossier's number, where it is known.
    pub(crate) number: Option<i64>,
    /// The path in the response.
    pub(crate) path: String,
    pub(crate) message: String,
}

/// How far a walk has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    /// The name of the walk, such as `demarche:12:changes`.
    pub(crate) key: String,
    /// The fixed `updatedSince` that the checkpoint belongs to.
    pub(crate) since: String,
    /// The checkpoint as JSON.
    pub(crate) checkpoint: String,
}

/// What the mirror holds of a dossier, as far as a census compares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) number: i64,
    pub(crate) state: String,
    pub(crate) modified: String,
    pub(crate) expiration: Option<String>,
    pub(crate) revision: String,
    /// Sorted ids.
    pub(crate) labels: Vec<String>,
}

/// A finished or interrupted run, as `status` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RunRow {
    pub(crate) demarche: i64,
    pub(crate) started: String,
    pub(crate) finished: Option<String>,
    pub(crate) outcome: Option<String>,
    pub(crate) certificate: Option<String>,
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

    /// Takes the exclusive lock of a démarche.
    pub(crate) async fn lock(&self, demarche: i64) -> Result<Lock, SyncError> {
        match self {
            Self::Sqlite { path, .. } => Ok(Lock::File(FileLock::take(path, demarche)?)),
            Self::Postgres(postgres) => {
                Ok(Lock::Postgres(postgres.lock().await.lock(demarche).await?))
            }
        }
    }

    /// Writes a batch in one transaction and says what changed.
    pub(crate) async fn apply(&self, batch: Batch) -> Result<Counts, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.apply(&batch)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.apply(&batch).await,
        }
    }

    /// How far a walk had come; `None` before its first page.
    pub(crate) async fn state(&self, key: String) -> Result<Option<State>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => blocking(sqlite, move |sqlite| sqlite.state(&key)).await,
            Self::Postgres(postgres) => postgres.lock().await.state(&key).await,
        }
    }

    /// Forgets how far a walk had come.
    pub(crate) async fn drop_state(&self, key: String) -> Result<(), SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.drop_state(&key)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.drop_state(&key).await,
        }
    }

    /// The dossiers of a démarche that are not deleted, by number.
    pub(crate) async fn known(&self, demarche: i64) -> Result<Vec<Known>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.known(demarche)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.known(demarche).await,
        }
    }

    /// Dossiers whose deletion has been pending since before a moment, by number.
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

    /// The numbers of dossiers that could not be read so far, and whether there are failures without a number.
    pub(crate) async fn failed(&self, demarche: i64) -> Result<(Vec<i64>, bool), SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.failed(demarche)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.failed(demarche).await,
        }
    }

    /// Notes that failures without a number have been settled by a census.
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

    /// Makes the views of a démarche anew.
    pub(crate) async fn rebuild_views(&self, demarche: i64) -> Result<(), SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.rebuild_views(demarche)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.rebuild_views(demarche).await,
        }
    }

    /// Notes the start of a run and returns its number.
    pub(crate) async fn begin_run(&self, demarche: i64, now: String) -> Result<i64, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.begin_run(demarche, &now)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.begin_run(demarche, &now).await,
        }
    }

    /// Notes how a run ended.
    pub(crate) async fn end_run(
        &self,
        run: i64,
        now: String,
        outcome: &'static str,
        certificate: String,
    ) -> Result<(), SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| {
                    sqlite.end_run(run, &now, outcome, &certificate)
                })
                .await
            }
            Self::Postgres(postgres) => {
                postgres
                    .lock()
                    .await
                    .end_run(run, &now, outcome, &certificate)
                    .await
            }
        }
    }

    /// All runs, newest first.
    pub(crate) async fn runs(&self) -> Result<Vec<RunRow>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => blocking(sqlite, move |sqlite| sqlite.runs()).await,
            Self::Postgres(postgres) => postgres.lock().await.runs().await,
        }
    }
}

/// Runs statements of SQLite, which block, where blocking is allowed.
async fn blocking<T: Send + 'static>(
    sqlite: &Arc<Mutex<Sqlite>>,
    work: impl FnOnce(&mut Sqlite) -> Result<T, SyncError> + Send + 'static,
) -> Result<T, SyncError> {
    let sqlite = Arc::clone(sqlite);
    let done = tokio::task::spawn_blocking(move || {
        // A panic inside leaves no transaction open: dropping one rolls it back.
        work(&mut sqlite.lock().unwrap_or_else(PoisonError::into_inner))
    });
    match done.await {
        Ok(result) => result,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
