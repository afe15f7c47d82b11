//! The entry point: a client, a database, and what to mirror.

use std::path::PathBuf;

use graphql_paginate::Client;

use crate::certificate::Certificate;
use crate::demarche::Run;
use crate::error::SyncError;
use crate::settings::{Settings, With};
use crate::store::Store;

/// A mirror of demarches-simplifiees in an SQLite or PostgreSQL database.
///
/// ```no_run
/// use graphql_paginate::Client;
/// use graphql_paginate_sync::Mirror;
///
/// # async fn nightly(token: String) -> Result<(), graphql_paginate_sync::SyncError> {
/// let client = Client::demarches_simplifiees(token);
/// let mirror = Mirror::sqlite(client, "dossiers.db")?.census(true);
/// let certificate = mirror.sync(12345).await?;
/// println!("{} dossiers changed", certificate.changes.updated);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a mirror does nothing until `sync` is called"]
pub struct Mirror {
    client: Client,
    store: Store,
    settings: Settings,
}

impl Mirror {
    /// A mirror in the SQLite database at `path`, which is created if it does not exist.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`] if the file cannot be opened or is not a database, and [`SyncError::NewerDatabase`].
    pub fn sqlite(client: Client, path: impl Into<PathBuf>) -> Result<Self, SyncError> {
        Ok(Self {
            client,
            store: Store::sqlite(path.into())?,
            settings: Settings::default(),
        })
    }

    /// A mirror in the PostgreSQL database at `url`, such as `postgres://user:password@host/database`.
    ///
    /// TLS is used where the server offers it; `?sslmode=require` insists on it.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`] if the server cannot be reached or refuses, and [`SyncError::NewerDatabase`].
    pub async fn postgres(client: Client, url: &str) -> Result<Self, SyncError> {
        Ok(Self {
            client,
            store: Store::postgres(url).await?,
            settings: Settings::default(),
        })
    }

    /// Which parts of the dossiers are mirrored; answers and annotations by default.
    ///
    /// Another choice starts the walk from the beginning, since the query changes.
    pub fn with(mut self, parts: With) -> Self {
        self.settings.with = parts;
        self
    }

    /// Whether deleted dossiers are removed with everything that belongs to them; by default they are marked.
    pub fn remove_deleted(mut self, remove: bool) -> Self {
        self.settings.remove_deleted = remove;
        self
    }

    /// Whether the next run walks all lists from the beginning instead of continuing.
    pub fn full_refresh(mut self, full: bool) -> Self {
        self.settings.full_refresh = full;
        self
    }

    /// Whether a run compares every dossier with the server and repairs what differs; `false` by default.
    pub fn census(mut self, census: bool) -> Self {
        self.settings.census = census;
        self
    }

    /// Dossiers per page; by default what the API's profile knows.
    pub fn page_size(mut self, dossiers: u32) -> Self {
        self.settings.page_size = Some(dossiers.max(1));
        self
    }

    /// Brings the mirror of a démarche into step with the server.
    ///
    /// Each page is one transaction that also holds the checkpoint, so a run that is killed at any moment loses nothing and
    /// doubles nothing.
    ///
    /// # Errors
    ///
    /// [`SyncError::Locked`] while another process mirrors the démarche, [`SyncError::Api`] when the API fails for good, and
    /// [`SyncError::Database`]. Pages committed before the error are kept.
    pub async fn sync(&self, demarche: i64) -> Result<Certificate, SyncError> {
        let run = Run {
            client: &self.client,
            store: &self.store,
            settings: &self.settings,
            demarche,
        };
        run.sync().await
    }

    /// The certificates of finished runs, newest first, as JSON texts with the démarche's number.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`].
    pub async fn runs(&self) -> Result<Vec<RunSummary>, SyncError> {
        let rows = self.store.runs().await?;
        let mut runs = Vec::new();
        for row in rows {
            let certificate = row
                .certificate
                .and_then(|text| serde_json::from_str(&text).ok());
            runs.push(RunSummary {
                demarche: row.demarche,
                started: row.started,
                finished: row.finished,
                outcome: row.outcome,
                certificate,
            });
        }
        Ok(runs)
    }
}

/// One run of a mirror.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RunSummary {
    /// The démarche's number.
    pub demarche: i64,
    /// When it began, in UTC.
    pub started: String,
    /// When it ended; `None` while it runs, and for ever if it was killed.
    pub finished: Option<String>,
    /// `complete` or `failed`.
    pub outcome: Option<String>,
    /// What it did.
    pub certificate: Option<Certificate>,
}
