//! The exclusive lock of a mirror in SQLite: an operating-system lock on a file beside the database.
//!
//! The operating system releases it when the process ends for any reason, so a killed run never blocks the next one.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use fs4::{FileExt, TryLockError};

use crate::error::SyncError;
use crate::value::utc;

/// A held lock; dropping it releases it.
#[derive(Debug)]
pub(crate) struct FileLock {
    file: File,
    path: PathBuf,
}

impl FileLock {
    /// Takes the lock; `what` is named in messages, and `key` in the name of the file.
    pub(super) fn take(database: &Path, what: &str, key: &str) -> Result<Self, SyncError> {
        let mut name = database.as_os_str().to_owned();
        name.push(format!(".{key}.lock"));
        let path = PathBuf::from(name);
        let failed = |source| SyncError::File {
            path: path.clone(),
            source,
        };
        let options = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path);
        let mut file = options.map_err(failed)?;
        if let Err(error) = FileExt::try_lock(&file) {
            if let TryLockError::Error(source) = error {
                return Err(failed(source));
            }
            let mut holder = String::new();
            // The text only serves the message; the lock itself protects the mirror.
            let _ = file.read_to_string(&mut holder);
            if holder.trim().is_empty() {
                holder = "another process".to_owned();
            }
            return Err(SyncError::Locked {
                what: what.to_owned(),
                holder: holder.trim().to_owned(),
            });
        }
        let holder = format!(
            "process {} since {}\n",
            std::process::id(),
            utc(chrono::Utc::now())
        );
        file.set_len(0).map_err(failed)?;
        file.rewind().map_err(failed)?;
        file.write_all(holder.as_bytes()).map_err(failed)?;
        Ok(Self { file, path })
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // The file is kept: removing it could remove the lock that another process has just taken.
        if let Err(error) = FileExt::unlock(&self.file) {
            tracing::warn!(%error, path = %self.path.display(), "could not release the lock");
        }
    }
}
