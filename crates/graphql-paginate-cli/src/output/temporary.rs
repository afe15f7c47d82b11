//! A file that is written under another name and moved into place when it is complete.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// A file beside its final place; removed when it is dropped, unless it was moved there.
#[derive(Debug)]
pub(crate) struct Temporary {
    place: PathBuf,
    path: PathBuf,
    file: File,
    is_moved: bool,
}

impl Temporary {
    /// Creates `FILE.partial`, and locks it against other runs. What a killed run left there is overwritten.
    pub(crate) fn beside(place: &Path) -> Result<Self, Failure> {
        let mut path = place.as_os_str().to_owned();
        path.push(".partial");
        let path = PathBuf::from(path);
        let failed = |error: io::Error| Failure::file("write", &path, &error);
        let mut options = OpenOptions::new();
        let file = options
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            let message = format!("another run writes to `{}`", place.display());
            return Err(
                Failure::configuration(message).help("wait for it, or write to another file")
            );
        }
        file.set_len(0).map_err(failed)?;
        Ok(Self {
            place: place.to_owned(),
            path,
            file,
            is_moved: false,
        })
    }

    /// A handle to write with.
    pub(crate) fn writer(&self) -> Result<File, Failure> {
        self.file.try_clone().map_err(|error| self.failed(&error))
    }

    /// Syncs the file to disk and moves it into place.
    pub(crate) fn persist(mut self) -> Result<(), Failure> {
        let moved = self
            .file
            .sync_all()
            .and_then(|()| fs::rename(&self.path, &self.place));
        moved.map_err(|error| self.failed(&error))?;
        self.is_moved = true;
        Ok(())
    }

    /// The failure of a write.
    pub(crate) fn failed(&self, error: &io::Error) -> Failure {
        Failure::file("write", &self.place, error)
    }

    /// The final place.
    pub(crate) fn place(&self) -> &Path {
        &self.place
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.is_moved {
            // If it stays, the next run overwrites it.
            let _ = fs::remove_file(&self.path);
        }
    }
}
