//! The entry point [`Mirror`]: a client, a database, and the settings of runs.

use std::path::PathBuf;
use std::sync::Arc;

use graphql_paginate::{Client, Transport};

use crate::certificate::{Census, Certificate, ListCertificate};
use crate::database::{Database, SOURCE};
use crate::demarche::Run;
use crate::error::SyncError;
use crate::files::Folder;
use crate::list::{List, ListRun, Partition};
use crate::plan::MirrorPlan;
use crate::received::ReceivedCounts;
use crate::settings::{Polling, Settings, With};
use crate::store::Store;
use crate::task::{Done, Task};

/// A mirror of lists and démarches in an SQLite or PostgreSQL database.
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
    database: Database,
    settings: Settings,
}

impl Mirror {
    /// A mirror in an open database.
    pub fn new(client: Client, database: Database) -> Self {
        Self {
            client,
            database,
            settings: Settings::default(),
        }
    }

    /// A mirror in the SQLite database at `path`, which is created if it does not exist.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`] if the file cannot be opened or is not a database, and [`SyncError::NewerDatabase`].
    pub fn sqlite(client: Client, path: impl Into<PathBuf>) -> Result<Self, SyncError> {
        Ok(Self::new(client, Database::sqlite(path)?))
    }

    /// A mirror in the PostgreSQL database at `url`, such as `postgres://user:password@host/database`.
    ///
    /// TLS is used where the server offers it; `?sslmode=require` insists on it, and `?sslmode=disable` does without. The
    /// server's certificate must be trusted by this machine; `SSL_CERT_FILE` names other CAs.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`] if the server cannot be reached or refuses, and [`SyncError::NewerDatabase`].
    pub async fn postgres(client: Client, url: &str) -> Result<Self, SyncError> {
        Ok(Self::new(client, Database::postgres(url).await?))
    }

    /// Sets which parts of the dossiers are mirrored; answers and annotations by default.
    ///
    /// Changing it restarts the walk from the beginning, since the query changes. [`verify`](Self::verify) repairs with
    /// the parts of the last run by default, and refuses others.
    pub fn with(mut self, parts: With) -> Self {
        self.settings.with = Some(parts);
        self
    }

    /// Stores the files of the dossiers in a folder, which is created if it does not exist.
    ///
    /// Answers, opinions and messages have files; those that are mirrored [with](Self::with) the dossiers are
    /// downloaded, four at once, part by part. A file is stored at `DÉMARCHE/DOSSIER/CHECKSUM-NAME` once its size and
    /// MD5 are those that the API announced, and the table `file` has that path. A file that cannot be downloaded is in
    /// the table `dead_letter`, and each run tries again. A file that no dossier of the mirror has any more is erased.
    ///
    /// `transport` downloads the files: a [`ReqwestTransport`](graphql_paginate::ReqwestTransport) whose timeout allows
    /// for the largest of them, up to 200 MB. The API's credentials are not sent to it.
    ///
    /// Turning it on or off restarts the walk from the beginning, since the query changes.
    pub fn files(mut self, folder: impl Into<PathBuf>, transport: impl Transport) -> Self {
        self.settings.files = Some(Folder::new(folder.into(), Arc::new(transport)));
        self
    }

    /// Sets whether deleted dossiers are removed with everything that belongs to them, those of earlier runs too; by
    /// default they are marked.
    pub fn remove_deleted(mut self, remove: bool) -> Self {
        self.settings.remove_deleted = remove;
        self
    }

    /// Sets whether a walk of a whole list, or a census, that lists nothing deletes everything in the mirror; `false` by
    /// default, since a token that lost its rights, or a changed filter, gives an empty list as well.
    pub fn allow_empty(mut self, allow: bool) -> Self {
        self.settings.allow_empty = allow;
        self
    }

    /// Sets whether the next run walks all lists from the beginning instead of resuming.
    pub fn full_refresh(mut self, full: bool) -> Self {
        self.settings.full_refresh = full;
        self
    }

    /// Sets whether a run compares every dossier with the server and repairs what differs; `false` by default.
    pub fn census(mut self, census: bool) -> Self {
        self.settings.census = census;
        self
    }

    /// Sets the dossiers or items per page, from 1 to the API's 100; by default those of [`List::page_size`], or else 50,
    /// since larger pages hit the time limits of demarches-simplifiees.
    pub fn page_size(mut self, dossiers: u32) -> Self {
        self.settings.chosen_page_size = Some(dossiers.max(1));
        self
    }

    /// Sets whether a run of a démarche first asks whether anything changed; [`Polling::Off`] by default.
    pub fn polling(mut self, polling: Polling) -> Self {
        self.settings.polling = polling;
        self
    }

    /// Sets counts to which each run adds the pages that it receives.
    pub fn received(mut self, counts: ReceivedCounts) -> Self {
        self.settings.received = counts;
        self
    }

    /// Sets a name for the server, which the database stores: a run with another name is refused.
    ///
    /// Two servers may have dossiers with the same numbers, so all démarches of a database come from one server, and so does
    /// each list. Not checked by default.
    pub fn source(mut self, name: impl Into<String>) -> Self {
        self.settings.source = Some(name.into());
        self
    }

    /// Brings the mirror of a démarche up to date with the server.
    ///
    /// Each page is committed in one transaction with its checkpoint, so a run that is killed at any moment loses
    /// nothing and doubles nothing.
    ///
    /// # Errors
    ///
    /// [`SyncError::Locked`] while another process mirrors the démarche, [`SyncError::Api`] when the API fails for
    /// good, [`SyncError::OtherSource`], and [`SyncError::Database`]. Pages committed before the error are kept.
    pub async fn sync(&self, demarche: i64) -> Result<Certificate, SyncError> {
        self.claim().await?;
        self.demarche(demarche).sync().await
    }

    /// Compares the mirror of a démarche with the server, dossier by dossier; `repair` requests those that differ.
    ///
    /// The comparison covers numbers, states, modification and expiry dates, revisions and labels, and whether each dossier
    /// has the parts that the mirror has. It sends a request
    /// for each hundred dossiers, and the repair one for each that differs. A repaired dossier has the parts that the last
    /// run mirrored.
    ///
    /// # Errors
    ///
    /// Those of [`sync`](Self::sync), and [`SyncError::OtherParts`] and [`SyncError::UnknownParts`].
    pub async fn verify(&self, demarche: i64, repair: bool) -> Result<Census, SyncError> {
        self.claim().await?;
        self.demarche(demarche).verify(repair).await
    }

    /// Estimates the next run of a démarche. Sends two requests and writes nothing.
    ///
    /// # Errors
    ///
    /// [`SyncError::Api`] and [`SyncError::Database`].
    pub async fn plan(&self, demarche: i64) -> Result<MirrorPlan, SyncError> {
        self.demarche(demarche).plan().await
    }

    /// Brings the mirror of one partition of a list up to date.
    ///
    /// With a [census](Self::census), walks the whole list. Only such a run sees deletions, and only if the server
    /// listed everything.
    ///
    /// # Errors
    ///
    /// Those of [`sync`](Self::sync), and [`SyncError::Key`] for items without a key.
    pub async fn sync_list(
        &self,
        list: &List,
        partition: &Partition,
    ) -> Result<ListCertificate, SyncError> {
        if let Some(source) = &self.settings.source {
            let setting = format!("source:{}", list.name());
            self.database.claim(&setting, source).await?;
        }
        let run = ListRun {
            client: &self.client,
            store: &self.database.store,
            settings: &self.settings,
            list,
            partition,
        };
        run.sync().await
    }

    /// Runs one task.
    ///
    /// # Errors
    ///
    /// Those of [`sync`](Self::sync) and [`sync_list`](Self::sync_list).
    pub async fn run(&self, task: &Task) -> Result<Done, SyncError> {
        match task {
            Task::Demarche(number) => Ok(Done::Demarche(self.sync(*number).await?)),
            Task::List(list, partition) => {
                let certificate = self.sync_list(list, partition).await?;
                Ok(Done::List(certificate))
            }
        }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.database.store
    }

    fn demarche(&self, demarche: i64) -> Run<'_> {
        Run {
            client: &self.client,
            store: &self.database.store,
            settings: &self.settings,
            demarche,
            with: self.settings.with.unwrap_or_default(),
        }
    }

    async fn claim(&self) -> Result<(), SyncError> {
        match &self.settings.source {
            Some(source) => self.database.claim(SOURCE, source).await,
            None => Ok(()),
        }
    }
}
