//! Store operations for the record of runs.

use super::{BegunRun, RunEnd, RunSubject, Store, blocking};
use crate::error::SyncError;

impl Store {
    /// Stores the start of a run.
    pub(crate) async fn begin_run(
        &self,
        subject: RunSubject,
        now: String,
    ) -> Result<BegunRun, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.begin_run(&subject, &now)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.begin_run(&subject, &now).await,
        }
    }

    /// Stores the end of a run.
    pub(crate) async fn end_run(&self, run: BegunRun, end: RunEnd) -> Result<(), SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.end_run(run, &end)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.end_run(run, &end).await,
        }
    }
}
