//! Store operations for the files of dossiers.

use super::{Store, StoredFile, blocking};
use crate::error::SyncError;
use crate::files::Attached;

impl Store {
    /// Forgets that files of a démarche could not be downloaded, so that this run tries again.
    pub(crate) async fn retry_files(&self, demarche: i64) -> Result<(), SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.retry_files(demarche)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.retry_files(demarche).await,
        }
    }

    /// The files of a démarche that are in the folder, by path.
    pub(crate) async fn stored_files(&self, demarche: i64) -> Result<Vec<StoredFile>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.stored_files(demarche)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.stored_files(demarche).await,
        }
    }

    /// The files of a démarche, or of some of its dossiers, that are not in the folder and did not fail in this run; by
    /// dossier.
    pub(crate) async fn lacking_files(
        &self,
        demarche: i64,
        dossiers: Option<Vec<i64>>,
    ) -> Result<Vec<Attached>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| {
                    sqlite.lacking_files(demarche, dossiers.as_deref())
                })
                .await
            }
            Self::Postgres(postgres) => {
                let postgres = postgres.lock().await;
                postgres.lacking_files(demarche, dossiers.as_deref()).await
            }
        }
    }

    /// Stores that a file is in the folder, and resolves its failures.
    pub(crate) async fn save_file(
        &self,
        demarche: i64,
        file: Attached,
        path: String,
        now: String,
    ) -> Result<(), SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| {
                    sqlite.save_file(demarche, &file, &path, &now)
                })
                .await
            }
            Self::Postgres(postgres) => {
                let mut postgres = postgres.lock().await;
                postgres.save_file(demarche, &file, &path, &now).await
            }
        }
    }

    /// Stores that a file could not be downloaded.
    pub(crate) async fn fail_file(
        &self,
        demarche: i64,
        file: Attached,
        problem: String,
        now: String,
    ) -> Result<(), SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| {
                    sqlite.fail_file(demarche, &file, &problem, &now)
                })
                .await
            }
            Self::Postgres(postgres) => {
                let mut postgres = postgres.lock().await;
                postgres.fail_file(demarche, &file, &problem, &now).await
            }
        }
    }

    /// The paths of files that no dossier of a démarche has any more.
    pub(crate) async fn unneeded_files(&self, demarche: i64) -> Result<Vec<String>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.unneeded_files(demarche)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.unneeded_files(demarche).await,
        }
    }

    /// Stores that a file is no longer in the folder.
    pub(crate) async fn forget_file(&self, path: String) -> Result<(), SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.forget_file(&path)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.forget_file(&path).await,
        }
    }

    /// Resolves the failures of files that no dossier has any more.
    pub(crate) async fn settle_files(&self, demarche: i64, now: String) -> Result<(), SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.settle_files(demarche, &now)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.settle_files(demarche, &now).await,
        }
    }
}
