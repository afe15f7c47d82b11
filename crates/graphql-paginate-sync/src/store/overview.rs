//! Store operations about a database as a whole: its settings, mirrors, states and runs.

use std::hash::{BuildHasher, RandomState};

use super::either::{blocking, on_either};
use super::{Mirrored, MirroredList, RunRow, SavedState, Store};
use crate::error::SyncError;

impl Store {
    /// Sets a setting of the database if it was never set; returns its value. Of two processes that do so at the same
    /// time, both get the same value.
    pub(crate) async fn set_if_absent(
        &self,
        key: &str,
        value: String,
    ) -> Result<String, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                let key = key.to_owned();
                blocking(sqlite, move |sqlite| sqlite.set_if_absent(&key, &value)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.set_if_absent(key, &value).await,
        }
    }

    /// A setting of the database; `None` if it was never set.
    pub(crate) async fn setting(&self, key: &str) -> Result<Option<String>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                let key = key.to_owned();
                blocking(sqlite, move |sqlite| sqlite.setting(&key)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.setting(key).await,
        }
    }

    /// Sets a setting of the database.
    pub(crate) async fn set(&self, key: &str, value: String) -> Result<(), SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                let key = key.to_owned();
                blocking(sqlite, move |sqlite| sqlite.set(&key, &value)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.set(key, &value).await,
        }
    }

    /// The identity of the database, made up when it is first asked for.
    pub(crate) async fn identity(&self) -> Result<String, SyncError> {
        self.set_if_absent("identity", random()).await
    }

    /// The démarches of the database, by number.
    pub(crate) async fn mirrored(&self) -> Result<Vec<Mirrored>, SyncError> {
        on_either!(self, mirrored())
    }

    /// The servers that the database mirrors, each once.
    pub(crate) async fn sources(&self) -> Result<Vec<String>, SyncError> {
        on_either!(self, sources())
    }

    /// The partitions of the lists of the database, by list and name.
    pub(crate) async fn mirrored_lists(&self) -> Result<Vec<MirroredList>, SyncError> {
        on_either!(self, mirrored_lists())
    }

    /// All saved states, by key.
    pub(crate) async fn states(&self) -> Result<Vec<SavedState>, SyncError> {
        on_either!(self, states())
    }

    /// All runs, newest first.
    pub(crate) async fn runs(&self) -> Result<Vec<RunRow>, SyncError> {
        on_either!(self, runs())
    }
}

/// A random identity. The hash of nothing depends only on the keys of the hasher, which are random.
fn random() -> String {
    let number = || RandomState::new().hash_one(());
    format!("{:016x}{:016x}", number(), number())
}
