//! Questions about a database as a whole.

use super::{Mirrored, RunRow, SavedState, Store, blocking};
use crate::error::SyncError;

impl Store {
    /// A setting of the database; `None` if it was never set.
    pub(crate) async fn setting(&self, key: &'static str) -> Result<Option<String>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.setting(key)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.setting(key).await,
        }
    }

    /// Sets a setting of the database.
    pub(crate) async fn set_setting(
        &self,
        key: &'static str,
        value: String,
    ) -> Result<(), SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                blocking(sqlite, move |sqlite| sqlite.set_setting(key, &value)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.set_setting(key, &value).await,
        }
    }

    /// The démarches of the database, by number.
    pub(crate) async fn mirrored(&self) -> Result<Vec<Mirrored>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => blocking(sqlite, |sqlite| sqlite.mirrored()).await,
            Self::Postgres(postgres) => postgres.lock().await.mirrored().await,
        }
    }

    /// All saved states, by key.
    pub(crate) async fn states(&self) -> Result<Vec<SavedState>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => blocking(sqlite, |sqlite| sqlite.states()).await,
            Self::Postgres(postgres) => postgres.lock().await.states().await,
        }
    }

    /// All runs, newest first.
    pub(crate) async fn runs(&self) -> Result<Vec<RunRow>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => blocking(sqlite, |sqlite| sqlite.runs()).await,
            Self::Postgres(postgres) => postgres.lock().await.runs().await,
        }
    }
}
