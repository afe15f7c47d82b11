//! The database that holds mirrors: opening it, and reading the state of its mirrors.

use std::path::{Path, PathBuf};

use crate::demarche;
use crate::error::SyncError;
use crate::list;
use crate::status::{DemarcheStatus, ListStatus, RunSummary, WalkState};
use crate::store::{RunRow, Store};

/// The name of the setting that stores which server a database mirrors.
pub(crate) const SOURCE: &str = "source";

/// An SQLite or PostgreSQL database that holds mirrors. Clones share the connection.
#[derive(Debug, Clone)]
pub struct Database {
    pub(crate) store: Store,
}

impl Database {
    /// Opens `sqlite:PATH`, `postgres://…` or `postgresql://…`, and brings its tables up to date.
    ///
    /// An SQLite file is created if it does not exist; a PostgreSQL database has to exist.
    ///
    /// # Errors
    ///
    /// [`SyncError::Address`] for other addresses, and the errors of [`sqlite`](Self::sqlite) and
    /// [`postgres`](Self::postgres).
    pub async fn open(address: &str) -> Result<Self, SyncError> {
        match Address::parse(address)? {
            Address::Sqlite(path) => Self::sqlite(path),
            Address::Postgres(url) => Self::postgres(url).await,
        }
    }

    /// Opens a database like [`open`](Self::open) if it holds a mirror. Writes nothing, unless the tables are those of an
    /// earlier version of the program.
    ///
    /// # Errors
    ///
    /// [`SyncError::NoDatabase`] if there is no mirror, and those of [`open`](Self::open).
    pub async fn open_existing(address: &str) -> Result<Self, SyncError> {
        let address = Address::parse(address)?;
        let store = match address {
            Address::Sqlite(path) => Store::existing_sqlite(path.to_owned())?,
            Address::Postgres(url) => Store::existing_postgres(url).await?,
        };
        match store {
            Some(store) => Ok(Self { store }),
            None => Err(SyncError::NoDatabase {
                place: address.place(),
            }),
        }
    }

    /// Opens the SQLite database at `path`, which is created if it does not exist.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`] if the file cannot be opened or is not a database, and [`SyncError::NewerDatabase`].
    pub fn sqlite(path: impl Into<PathBuf>) -> Result<Self, SyncError> {
        Ok(Self {
            store: Store::sqlite(path.into())?,
        })
    }

    /// Connects to the PostgreSQL database at `url`, such as `postgres://user:password@host/database`.
    ///
    /// TLS is used where the server offers it; `?sslmode=require` insists on it, and `?sslmode=disable` does without. The
    /// server's certificate must be trusted by this machine; `SSL_CERT_FILE` names other CAs.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`] if the server cannot be reached or refuses, and [`SyncError::NewerDatabase`].
    pub async fn postgres(url: &str) -> Result<Self, SyncError> {
        Ok(Self {
            store: Store::postgres(url).await?,
        })
    }

    /// The servers that the database mirrors, each once; empty before the first run.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`].
    pub async fn sources(&self) -> Result<Vec<String>, SyncError> {
        self.store.sources().await
    }

    /// Stores which server the database mirrors, and refuses a different one.
    pub(crate) async fn claim(&self, setting: &str, source: &str) -> Result<(), SyncError> {
        let known = self.store.set_if_absent(setting, source.to_owned()).await?;
        if known == source {
            return Ok(());
        }
        Err(SyncError::OtherSource {
            known,
            source_now: source.to_owned(),
        })
    }

    /// The démarches that are mirrored, by number, each with its newest run.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`].
    pub async fn status(&self) -> Result<Vec<DemarcheStatus>, SyncError> {
        let runs = self.runs().await?;
        let mut status = Vec::new();
        for row in self.store.mirrored().await? {
            let newest = runs.iter().find(|run| run.demarche == row.demarche);
            status.push(DemarcheStatus {
                demarche: row.demarche,
                title: row.title,
                dossiers: row.dossiers,
                unread: row.unread,
                last_success: row.last_success,
                last_run: newest.cloned(),
            });
        }
        Ok(status)
    }

    /// The partitions of lists that are mirrored, by list and name.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`].
    pub async fn lists(&self) -> Result<Vec<ListStatus>, SyncError> {
        let mut status = Vec::new();
        for row in self.store.mirrored_lists().await? {
            status.push(ListStatus {
                list: row.list,
                part: row.part,
                items: row.items,
                last_success: row.last_success,
                last_outcome: row.last_outcome,
            });
        }
        Ok(status)
    }

    /// All runs, newest first, with the certificates of the completed ones.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`].
    pub async fn runs(&self) -> Result<Vec<RunSummary>, SyncError> {
        let rows = self.store.runs().await?;
        Ok(rows.into_iter().map(summary).collect())
    }

    /// The saved states of all walks, by key.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`].
    pub async fn states(&self) -> Result<Vec<WalkState>, SyncError> {
        let mut states = Vec::new();
        for row in self.store.states().await? {
            states.push(WalkState {
                key: row.key,
                since: row.since,
                saved_at: row.saved_at,
                checkpoint: row.checkpoint,
            });
        }
        Ok(states)
    }

    /// Drops the saved state of a démarche's walk, so that the next run starts from the beginning; returns `false` if
    /// there was none.
    ///
    /// Rows are kept. A walk from the start reads everything again and changes only what differs.
    ///
    /// # Errors
    ///
    /// [`SyncError::Locked`] while the démarche is being mirrored, and [`SyncError::Database`].
    pub async fn forget(&self, demarche: i64) -> Result<bool, SyncError> {
        let lock = demarche::lock(&self.store, demarche).await?;
        let dropped = self.drop_states(demarche).await;
        lock.release().await;
        dropped
    }

    /// Drops a saved state by its key, as [`states`](Self::states) returns it; those of a démarche together, as
    /// [`forget`](Self::forget) does. Returns `false` if there was none.
    ///
    /// # Errors
    ///
    /// [`SyncError::Locked`] while the démarche or the list is being mirrored, and [`SyncError::Database`].
    pub async fn forget_key(&self, key: &str) -> Result<bool, SyncError> {
        if let Some(demarche) = demarche::number_in(key) {
            return self.forget(demarche).await;
        }
        let Some((list, part)) = list::parts_of(key) else {
            return Ok(false);
        };
        let what = list::name_of(list, part);
        let lock = self.store.lock(&what, &list::lock_key(list, part)).await?;
        let dropped = self.store.drop_state(key.to_owned()).await;
        lock.release().await;
        dropped
    }

    async fn drop_states(&self, demarche: i64) -> Result<bool, SyncError> {
        let mut dropped = false;
        for key in demarche::state_keys(demarche) {
            dropped |= self.store.drop_state(key).await?;
        }
        Ok(dropped)
    }
}

fn summary(row: RunRow) -> RunSummary {
    // The certificate of a newer version may be unreadable; the run is listed anyway.
    let certificate = row
        .certificate
        .and_then(|text| serde_json::from_str(&text).ok());
    RunSummary {
        demarche: row.demarche,
        started: row.started,
        finished: row.finished,
        outcome: row.outcome,
        certificate,
    }
}

/// The parsed address of a database.
#[derive(Debug, PartialEq, Eq)]
enum Address<'a> {
    Sqlite(&'a Path),
    Postgres(&'a str),
}

impl<'a> Address<'a> {
    /// The address without user and password.
    fn place(&self) -> String {
        match self {
            Self::Sqlite(path) => path.display().to_string(),
            Self::Postgres(url) => {
                let (_, place) = url.split_once("://").unwrap_or_default();
                let place = place.rsplit('@').next().unwrap_or_default();
                place.split('?').next().unwrap_or_default().to_owned()
            }
        }
    }

    fn parse(text: &'a str) -> Result<Self, SyncError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text));
        }
        match text.strip_prefix("sqlite:") {
            Some(path) => {
                let path = path.strip_prefix("//").unwrap_or(path);
                if path.is_empty() {
                    return Err(SyncError::Address {
                        problem: "the path of the SQLite file is missing".to_owned(),
                    });
                }
                Ok(Self::Sqlite(Path::new(path)))
            }
            // The text after the scheme may contain a password.
            None => Err(SyncError::Address {
                problem: match text.split_once(':') {
                    Some((scheme, _)) => format!("databases of `{scheme}` are not supported"),
                    None => format!("`{text}` does not name a kind of database"),
                },
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_their_kind() {
        let sqlite = |path| Address::Sqlite(Path::new(path));
        for (text, expected) in [
            ("sqlite:a.db", sqlite("a.db")),
            ("sqlite:/var/a.db", sqlite("/var/a.db")),
            ("sqlite:///var/a.db", sqlite("/var/a.db")),
            ("postgres://h/d", Address::Postgres("postgres://h/d")),
            ("postgresql://h/d", Address::Postgres("postgresql://h/d")),
        ] {
            assert_eq!(Address::parse(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn other_addresses_are_refused_without_showing_passwords() {
        let check = |text, expected: &str| {
            let error = Address::parse(text).unwrap_err().to_string();
            assert_eq!(
                error,
                format!(
                    "{expected}; write `sqlite:dossiers.db` or `postgres://user:password@host/database`"
                )
            );
        };
        check(
            "mysql://me:secret@host/db",
            "databases of `mysql` are not supported",
        );
        check(
            "dossiers.db",
            "`dossiers.db` does not name a kind of database",
        );
        check("sqlite:", "the path of the SQLite file is missing");
    }
}
