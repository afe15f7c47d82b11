//! Stores a checkpoint in a file, atomically.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use fs4::FileExt;
use serde::{Serialize, de::DeserializeOwned};

use super::Checkpoint;
use super::atomic::{at, replace, resolve};

/// A file that holds the last [`Checkpoint`], or another serde value that contains one.
///
/// Save a checkpoint only after the items before it are written and synced. A crash in between then repeats some items
/// instead of losing them. To remove those repeated items, store a value of your own that also holds the length of the
/// output, and truncate the output to it when you resume:
///
/// ```
/// use graphql_paginate::{Checkpoint, FileCheckpoint};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Saved {
///     checkpoint: Checkpoint,
///     output_bytes: u64,
/// }
///
/// # fn main() -> std::io::Result<()> {
/// let file = FileCheckpoint::<Saved>::new(std::env::temp_dir().join("no-such-checkpoint.json"));
/// assert!(file.load()?.is_none());
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct FileCheckpoint<T = Checkpoint> {
    path: PathBuf,
    value: PhantomData<fn() -> T>,
}

/// An advisory lock on a [`FileCheckpoint`], released when it is dropped or the program ends.
#[derive(Debug)]
#[must_use = "the lock is released when it is dropped"]
pub struct CheckpointLock {
    _file: File,
}

impl<T: Serialize + DeserializeOwned> FileCheckpoint<T> {
    /// Uses the file at this path, which need not exist yet.
    ///
    /// Saving first writes a temporary file in the same directory. If the path is a symbolic link, its target is replaced
    /// and the link stays.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            value: PhantomData,
        }
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the saved value; `None` if the file does not exist.
    ///
    /// # Errors
    ///
    /// [`InvalidData`](ErrorKind::InvalidData) if the file does not hold such a value; otherwise the error of reading the
    /// file.
    pub fn load(&self) -> io::Result<Option<T>> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(at(&self.path, error)),
        };
        let value = serde_json::from_slice(&text).map_err(|error| {
            let problem = format!(
                "`{}` is not a checkpoint: {error}; delete it to start over",
                self.path.display()
            );
            io::Error::new(ErrorKind::InvalidData, problem)
        })?;
        Ok(Some(value))
    }

    /// Replaces the saved value atomically: after a crash at any moment, the file holds either the old or the new value.
    ///
    /// The file keeps its permissions. If several programs save at once, the last one wins; use [`lock`](Self::lock) to
    /// prevent that.
    ///
    /// # Errors
    ///
    /// The error of writing the file, which then keeps the old value.
    pub fn save(&self, value: &T) -> io::Result<()> {
        let target = resolve(&self.path)?;
        replace(&target, &serde_json::to_vec(value)?).map_err(|error| at(&target, error))
    }

    /// Deletes the file, if it exists. Call this when the walk is complete.
    ///
    /// # Errors
    ///
    /// The error of deleting the file.
    pub fn remove(&self) -> io::Result<()> {
        match fs::remove_file(resolve(&self.path)?) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(at(&self.path, error)),
            _ => Ok(()),
        }
    }

    /// Locks the checkpoint, so that no other program that takes this lock continues the same walk.
    ///
    /// The lock is held on a second file, whose name ends in `.lock`. That file stays after the lock is released.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](ErrorKind::WouldBlock) if another program, or another part of this one, holds the lock; otherwise the
    /// error of creating the lock file.
    pub fn lock(&self) -> io::Result<CheckpointLock> {
        let mut path = resolve(&self.path)?.into_os_string();
        path.push(".lock");
        let path = PathBuf::from(path);
        let file = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(|error| at(&path, error))?;
        match FileExt::try_lock(&file) {
            Ok(()) => Ok(CheckpointLock { _file: file }),
            Err(fs4::TryLockError::WouldBlock) => {
                let problem = format!(
                    "`{}` is in use by another program; wait until it ends, or use another file",
                    self.path.display()
                );
                Err(io::Error::new(ErrorKind::WouldBlock, problem))
            }
            Err(fs4::TryLockError::Error(error)) => Err(at(&path, error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: impl Into<PathBuf>) -> FileCheckpoint<u64> {
        FileCheckpoint::new(path)
    }

    fn names(directory: &Path) -> Vec<String> {
        let mut names = Vec::new();
        for entry in fs::read_dir(directory).unwrap() {
            names.push(entry.unwrap().file_name().into_string().unwrap());
        }
        names.sort();
        names
    }

    #[test]
    fn concurrent_writers_leave_one_complete_value_and_no_other_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x");
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let path = &path;
                scope.spawn(move || {
                    for value in 0..25 {
                        file(path).save(&(writer * 1_000_000_000 + value)).unwrap();
                        file(path).load().unwrap().unwrap();
                    }
                });
            }
        });
        assert_eq!(file(&path).load().unwrap().unwrap() % 1_000_000_000, 24);
        assert_eq!(names(directory.path()), ["x"]);
    }

    #[test]
    fn a_file_that_is_not_a_checkpoint_is_an_error_with_its_path() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x");
        fs::write(&path, "{").unwrap();
        let error = file(&path).load().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
        assert!(error.to_string().contains(path.to_str().unwrap()));

        let missing = directory.path().join("missing").join("x");
        let error = file(&missing).save(&1).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(error.to_string().contains(missing.to_str().unwrap()));
        let error = file(directory.path()).load().unwrap_err();
        assert!(
            error
                .to_string()
                .contains(directory.path().to_str().unwrap())
        );
    }

    #[test]
    fn a_second_lock_is_refused_until_the_first_is_dropped() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x");
        let lock = file(&path).lock().unwrap();
        let error = file(&path).lock().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
        assert!(error.to_string().contains(path.to_str().unwrap()));
        file(&path).save(&1).unwrap();
        drop(lock);
        let _lock = file(&path).lock().unwrap();
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::{PermissionsExt, symlink};

        use super::*;

        #[test]
        fn the_file_keeps_its_mode() {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("x");
            for mode in [0o600, 0o640, 0o644] {
                fs::write(&path, "0").unwrap();
                fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
                file(&path).save(&1).unwrap();
                let now = fs::metadata(&path).unwrap().permissions().mode();
                assert_eq!(now & 0o777, mode);
            }
        }

        #[test]
        fn a_symbolic_link_stays_and_its_target_is_replaced() {
            let directory = tempfile::tempdir().unwrap();
            let elsewhere = tempfile::tempdir().unwrap();
            let target = elsewhere.path().join("target");
            let links = [directory.path().join("a"), directory.path().join("b")];
            symlink(&target, &links[0]).unwrap();
            symlink("a", &links[1]).unwrap();
            // Also while the target does not exist.
            for value in [1, 2] {
                file(&links[1]).save(&value).unwrap();
                assert_eq!(file(&target).load().unwrap(), Some(value));
            }
            assert!(links[1].is_symlink() && links[0].is_symlink());
            assert_eq!(names(elsewhere.path()), ["target"]);
            file(&links[1]).remove().unwrap();
            assert!(!target.exists());

            symlink("loop", directory.path().join("loop")).unwrap();
            file(directory.path().join("loop")).save(&1).unwrap_err();
        }

        #[test]
        fn temporary_files_never_follow_planted_symbolic_links() {
            let directory = tempfile::tempdir().unwrap();
            let victim = directory.path().join("victim");
            fs::write(&victim, "precious").unwrap();
            let path = directory.path().join("x");
            for planted in ["x.new", "x.tmp", "x.lock"] {
                symlink(&victim, directory.path().join(planted)).unwrap();
            }
            let _lock = file(&path).lock();
            file(&path).save(&1).unwrap();
            assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
        }
    }
}
