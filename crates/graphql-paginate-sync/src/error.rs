//! The error type of mirrors.

use std::path::{Path, PathBuf};

/// Why a run of a mirror stopped. What was committed before is kept, and the next run continues from there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The API failed before the end of a walk; the error has the status, cursor and checkpoint.
    #[error("{0}")]
    Api(#[from] Box<graphql_paginate::Error>),
    /// The database rejected a statement or could not be opened.
    #[error("database: {problem}; {help}")]
    Database {
        /// The database's message.
        problem: String,
        /// How to fix it.
        help: &'static str,
        /// Whether the same run may succeed later: the server could not be reached, ended the connection, or refused a
        /// transaction because of another one.
        is_temporary: bool,
    },
    /// The database was written by a newer version of this program.
    #[error(
        "the database has version {found} of the mirror's tables, and this program knows up to {known}; update the program"
    )]
    NewerDatabase {
        /// The version in the database.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The address of a database is invalid.
    #[error("{problem}; write `sqlite:dossiers.db` or `postgres://user:password@host/database`")]
    Address {
        /// What is wrong with it.
        problem: String,
    },
    /// The database does not exist, or holds no mirror.
    #[error(
        "there is no mirror in `{place}`; run `sync` first, or correct the address of the database"
    )]
    NoDatabase {
        /// The path, or the host and the name of the database.
        place: String,
    },
    /// The database mirrors another server, whose dossiers may have the same numbers.
    #[error(
        "the database mirrors {known}, not {source_now}; mirror {source_now} into another database"
    )]
    OtherSource {
        /// The server that the database mirrors.
        known: String,
        /// The server of this run.
        source_now: String,
    },
    /// A repair would write other parts of the dossiers than the mirror has, and remove the rest.
    #[error(
        "the mirror of {what} has {known}, and a repair with {chosen} would remove the rest; repair with the mirror's own parts, or run `sync` with these first"
    )]
    OtherParts {
        /// What is mirrored, such as `démarche 12345`.
        what: String,
        /// The parts that the mirror has.
        known: String,
        /// The parts of the repair.
        chosen: String,
    },
    /// A repair might write other parts of the dossiers than the mirror has, since no run of this version of the program
    /// has noted those.
    #[error(
        "no run has noted which parts the mirror of {what} has; run `sync` once with the same `--with` as before, then repair"
    )]
    UnknownParts {
        /// What is mirrored, such as `démarche 12345`.
        what: String,
    },
    /// Another process runs the same mirror in the same database.
    #[error("{what} is being mirrored by {holder}; wait for it to end, or stop it")]
    Locked {
        /// What is being mirrored, such as `démarche 12345`.
        what: String,
        /// The process that holds the lock, and since when.
        holder: String,
    },
    /// Another worker has taken over a task, since this one did not renew its lease in time.
    #[error("another worker has taken `{key}` over")]
    LeaseLost {
        /// The key of the task in the table `lease`.
        key: String,
    },
    /// Workers share a PostgreSQL database; SQLite is not supported.
    #[error("several workers need a PostgreSQL database; an SQLite file has one writer at a time")]
    NeedsPostgres,
    /// The definition of a list is invalid.
    #[error("{problem}")]
    Definition {
        /// What is wrong with it.
        problem: String,
    },
    /// The key of a list does not identify the items that the server listed. Pages before them are stored.
    #[error("{problem}")]
    Key {
        /// What is wrong with it.
        problem: String,
    },
    /// An item of a list has a text or a number that cannot be represented, such as half of a surrogate pair, or is nested
    /// too deeply.
    #[error(
        "an item of `{list}` cannot be read: {problem}, in `{item}`; ask the operator of the API to correct it"
    )]
    Item {
        /// The list's name.
        list: String,
        /// The beginning of the item, or of its key.
        item: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The saved state of a walk cannot be read.
    #[error(
        "the saved state `{key}` cannot be read: {problem}; run once with `--full-refresh`, which walks from the start"
    )]
    State {
        /// The key of the state.
        key: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The folder for files belongs to another database, whose files a run would erase.
    #[error(
        "the files in `{}` belong to another database; choose another folder, or delete `{}` if that database is gone",
        folder.display(),
        marker.display()
    )]
    OtherDatabase {
        /// The folder.
        folder: PathBuf,
        /// The file in it that names the database.
        marker: PathBuf,
    },
    /// A lock file or directory could not be used.
    #[error("cannot use `{}`: {source}; {}", path.display(), file_help(source))]
    File {
        /// The path.
        path: PathBuf,
        /// The operating system's error.
        source: std::io::Error,
    },
}

impl SyncError {
    /// A file or directory that cannot be used.
    pub(crate) fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            source,
        }
    }
}

/// How to fix a file or directory that cannot be used.
fn file_help(error: &std::io::Error) -> &'static str {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "free space on its disk, and run again"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "make it writable for this user"
        }
        _ => "check its path",
    }
}

impl From<graphql_paginate::Error> for SyncError {
    fn from(error: graphql_paginate::Error) -> Self {
        Self::Api(Box::new(error))
    }
}

impl From<rusqlite::Error> for SyncError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let help = match error.sqlite_error_code() {
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                "make the file and its directory writable for this user"
            }
            Some(ErrorCode::CannotOpen) => "check that the directory of the file exists",
            Some(ErrorCode::NotADatabase) => {
                "the file is not an SQLite database; choose another path"
            }
            Some(ErrorCode::DiskFull) => "free space on the disk; the last committed page is kept",
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                "another program is writing to the database; close it, or try again"
            }
            Some(ErrorCode::DatabaseCorrupt) => {
                "restore the file from a backup, or mirror into a new one"
            }
            Some(ErrorCode::SystemIoFailure) => {
                "check that the disk works and has free space; the last committed page is kept"
            }
            _ => "nothing of this page was written",
        };
        let code = error.sqlite_error_code();
        Self::Database {
            problem: error.to_string(),
            help,
            is_temporary: matches!(
                code,
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
            ),
        }
    }
}

impl From<tokio_postgres::Error> for SyncError {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;
        let help = match error.code() {
            Some(code) if *code == SqlState::INSUFFICIENT_PRIVILEGE => {
                "grant this user CREATE on the schema, and SELECT, INSERT, UPDATE and DELETE on its tables"
            }
            Some(code) if *code == SqlState::INVALID_PASSWORD => {
                "check user and password in the URL"
            }
            Some(code) if *code == SqlState::INVALID_CATALOG_NAME => {
                "create the database first, or correct its name in the URL"
            }
            Some(code) if *code == SqlState::DISK_FULL => {
                "free space on the database's disk; the last committed page is kept"
            }
            Some(code) if *code == SqlState::READ_ONLY_SQL_TRANSACTION => {
                "the database is read-only, perhaps a replica; use the primary server"
            }
            Some(code) if is_temporary(code) => {
                "nothing of this page was written; run the same command again to continue"
            }
            Some(_) => "nothing of this page was written",
            None if is_about_tls(&error) => {
                "if the server's certificate is not trusted, add its CA with `SSL_CERT_FILE`, or turn TLS off on a trusted network with `?sslmode=disable`"
            }
            None if error.is_closed() => {
                "the connection ended; run the same command again to continue"
            }
            None => {
                "check the URL, such as `postgres://user:password@host:5432/database`, and that the server runs"
            }
        };
        Self::Database {
            problem: describe(&error),
            help,
            is_temporary: match error.code() {
                Some(code) => is_temporary(code),
                None => error.is_closed() || (is_about_io(&error) && !is_about_tls(&error)),
            },
        }
    }
}

/// Whether a server that refused a statement may accept it later, by the classes of the
/// [error codes](https://www.postgresql.org/docs/current/errcodes-appendix.html): connection exceptions, rolled back
/// transactions, too many connections, and operator intervention, such as a restart.
fn is_temporary(code: &tokio_postgres::error::SqlState) -> bool {
    use tokio_postgres::error::SqlState;
    let is_of_class = |class| code.code().starts_with(class);
    is_of_class("08")
        || is_of_class("40")
        || is_of_class("57P")
        || *code == SqlState::TOO_MANY_CONNECTIONS
        || *code == SqlState::LOCK_NOT_AVAILABLE
}

/// Whether the server could not be reached.
fn is_about_io(error: &tokio_postgres::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if inner.is::<std::io::Error>() {
            return true;
        }
        cause = inner.source();
    }
    false
}

/// Whether a connection with TLS could not be made. The cause of an I/O error is inside of it.
fn is_about_tls(error: &tokio_postgres::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inside = inner
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        if inner.is::<rustls::Error>() || inside.is_some_and(|inside| inside.is::<rustls::Error>())
        {
            return true;
        }
        cause = inner.source();
    }
    false
}

/// The error with its causes, which its `Display` leaves out.
fn describe(error: &tokio_postgres::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
