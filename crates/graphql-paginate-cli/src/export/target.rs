//! The target of an output: a file or standard output.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// A file or standard output.
#[derive(Debug)]
pub(crate) enum Target {
    Stdout,
    File { file: File, path: PathBuf },
}

impl Target {
    /// Opens a file, truncates it to its first `keep` bytes, and locks it against other runs.
    pub(crate) fn file(path: &Path, keep: u64) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::file("write", path, &error);
        let mut options = OpenOptions::new();
        options.create(true).write(true).truncate(false);
        let mut file = options.open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!("another run writes to `{}`", path.display());
                return Err(
                    Failure::configuration(message).help("wait for it, or write to another file")
                );
            }
            // Some file systems do not support locks.
            Err(TryLockError::Error(_)) => {}
        }
        let length = file.metadata().map_err(failed)?.len();
        if length < keep {
            let message = format!("`{}` is shorter than its checkpoint says", path.display());
            return Err(Failure::configuration(message).help("start over with `--restart`"));
        }
        // Pipes and devices have no length.
        if length > keep {
            file.set_len(keep).map_err(failed)?;
        }
        if keep > 0 {
            file.seek(SeekFrom::Start(keep)).map_err(failed)?;
        }
        Ok(Self::File {
            file,
            path: path.to_owned(),
        })
    }

    /// Writes all bytes; flushes standard output.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Self::Stdout => {
                let mut stdout = io::stdout().lock();
                let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
                written.map_err(|error| Failure::stdout(&error))
            }
            Self::File { file, path } => file
                .write_all(bytes)
                .map_err(|error| Failure::file("write", path, &error)),
        }
    }

    /// Syncs what was written to disk, where that is possible.
    pub(crate) fn sync(&mut self) -> Result<(), Failure> {
        if let Self::File { file, path } = self
            && let Err(error) = file.sync_data()
            && error.kind() != io::ErrorKind::InvalidInput
        {
            return Err(Failure::file("write", path, &error));
        }
        Ok(())
    }

    /// Its name in messages.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Stdout => "standard output".to_owned(),
            Self::File { path, .. } => path.display().to_string(),
        }
    }
}
