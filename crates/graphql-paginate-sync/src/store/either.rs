//! Runs an operation on the database of a store, whichever it is.

use std::sync::{Arc, Mutex, PoisonError};

use super::sqlite::Sqlite;
use crate::error::SyncError;

/// Calls a method that both databases have. Its arguments move to another thread for SQLite, so they are variables that
/// the caller owns, or references to such.
///
/// In a method of [`Store`](super::Store), `on_either!(self, read_before(demarche, &moment))` expands to
///
/// ```ignore
/// match self {
///     Self::Sqlite { sqlite, .. } => {
///         blocking(sqlite, move |sqlite| sqlite.read_before(demarche, &moment)).await
///     }
///     Self::Postgres(postgres) => postgres.lock().await.read_before(demarche, &moment).await,
/// }
/// ```
macro_rules! on_either {
    ($store:expr, $method:ident($($argument:expr),*)) => {
        match $store {
            Self::Sqlite { sqlite, .. } => {
                $crate::store::either::blocking(sqlite, move |sqlite| sqlite.$method($($argument),*)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.$method($($argument),*).await,
        }
    };
}

pub(super) use on_either;

/// Runs blocking SQLite statements on a thread where blocking is allowed.
pub(super) async fn blocking<T: Send + 'static>(
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
