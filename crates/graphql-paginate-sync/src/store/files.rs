//! Store operations for the files of dossiers.

use super::either::{blocking, on_either};
use super::{Store, StoredFile};
use crate::error::SyncError;
use crate::files::Attached;

impl Store {
    /// Forgets that files of a démarche could not be downloaded, so that this run tries again.
    pub(crate) async fn retry_files(&self, demarche: i64) -> Result<(), SyncError> {
        on_either!(self, retry_files(demarche))
    }

    /// The files of a démarche that should be in the folder, by path.
    pub(crate) async fn stored_files(&self, demarche: i64) -> Result<Vec<StoredFile>, SyncError> {
        on_either!(self, stored_files(demarche))
    }

    /// The files of a démarche, or of some of its dossiers, that are not in the folder and did not fail in this run; by
    /// dossier.
    pub(crate) async fn lacking_files(
        &self,
        demarche: i64,
        dossiers: Option<Vec<i64>>,
    ) -> Result<Vec<Attached>, SyncError> {
        on_either!(self, lacking_files(demarche, dossiers.as_deref()))
    }

    /// Stores that a file is about to be in the folder, so that it is erased with its dossier even if this run is killed
    /// before it is [saved](Self::save_file).
    pub(crate) async fn reserve_file(
        &self,
        demarche: i64,
        file: &Attached,
        path: String,
    ) -> Result<(), SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                let file = file.clone();
                blocking(sqlite, move |sqlite| {
                    sqlite.reserve_file(demarche, &file, &path)
                })
                .await
            }
            Self::Postgres(postgres) => {
                let mut postgres = postgres.lock().await;
                postgres.reserve_file(demarche, file, &path).await
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
        on_either!(self, save_file(demarche, &file, &path, &now))
    }

    /// Stores that a file could not be downloaded.
    pub(crate) async fn fail_file(
        &self,
        demarche: i64,
        file: Attached,
        problem: String,
        now: String,
    ) -> Result<(), SyncError> {
        on_either!(self, fail_file(demarche, &file, &problem, &now))
    }

    /// The paths of files that no dossier of a démarche has any more.
    pub(crate) async fn unneeded_files(&self, demarche: i64) -> Result<Vec<String>, SyncError> {
        on_either!(self, unneeded_files(demarche))
    }

    /// Stores that a file is no longer in the folder.
    pub(crate) async fn forget_file(&self, path: String) -> Result<(), SyncError> {
        on_either!(self, forget_file(&path))
    }

    /// Resolves the failures of files that no dossier has any more.
    pub(crate) async fn settle_files(&self, demarche: i64, now: String) -> Result<(), SyncError> {
        on_either!(self, settle_files(demarche, &now))
    }
}
