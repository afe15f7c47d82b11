//! A checkpoint in a file that is never half-written.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use fs4::FileExt;
use serde::{Serialize, de::DeserializeOwned};
use tempfile::NamedTempFile;

use super::Checkpoint;

/// A file that holds the last [`Checkpoint`], or another serde value that contains one.
///
/// Save after the items before the checkpoint are safe (written and synced), never before: a crash in between then
/// repeats some items instead of losing them. A value of your own that also holds the length of the output lets you cut
/// those repeated items off:
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

/// The exclusive right to a [`FileCheckpoint`] among the programs that ask for it, until it is dropped or the program
/// ends.
#[derive(Debug)]
#[must_use = "the lock is released when it is dropped"]
pub struct CheckpointLock {
    _file: File,
}

impl<T: Serialize + DeserializeOwned> FileCheckpoint<T> {
    /// A file at this path, which need not exist.
    ///
    /// Saving writes a temporary file in the same directory first. A symbolic link stays one: the file that it leads to is
    /// replaced.
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

    /// The last saved value; `None` when nothing was saved.
    ///
    /// # Errors
    ///
    /// Those of reading; [`InvalidData`](ErrorKind::InvalidData) for a file that holds something else.
    pub fn load(&self) -> io::Result<Option<T>> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(at(&self.path, error)),
        };
        let value = serde_json::from_slice(&text).map_err(|error| {
            let problem = format!(
                "`{}` holds no checkpoint: {error}; delete it to start anew",
                self.path.display()
            );
            io::Error::new(ErrorKind::InvalidData, problem)
        })?;
        Ok(Some(value))
    }

    /// Replaces the saved value: after a crash at any moment the file holds the old value or the new one, whole.
    ///
    /// The permissions of the file stay as they are. Of several programs that save at once, the last one wins; use
    /// [`lock`](Self::lock) to have only one.
    ///
    /// # Errors
    ///
    /// Those of writing; the old value then stands.
    pub fn save(&self, value: &T) -> io::Result<()> {
        let target = resolve(&self.path)?;
        self.replace(&target, &serde_json::to_vec(value)?)
            .map_err(|error| at(&target, error))
    }

    /// Deletes the file, as a walk that is complete should; no error when there is none.
    ///
    /// # Errors
    ///
    /// Those of deleting.
    pub fn remove(&self) -> io::Result<()> {
        match fs::remove_file(resolve(&self.path)?) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(at(&self.path, error)),
            _ => Ok(()),
        }
    }

    /// Keeps other programs that ask for this lock from continuing the same walk, until the lock is dropped.
    ///
    /// The lock is a file of the same name with `.lock` behind it, which stays.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](ErrorKind::WouldBlock) when another program, or another part of this one, has the lock; those of
    /// creating the file.
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

    fn replace(&self, target: &Path, text: &[u8]) -> io::Result<()> {
        let directory = directory_of(target);
        // A unique name, created exclusively: nobody else's file is ever written to.
        let mut new = temporary_file(directory)?;
        if let Ok(metadata) = fs::metadata(target) {
            new.as_file().set_permissions(metadata.permissions())?;
        }
        new.write_all(text)?;
        // Before the rename, or a crash may leave the new name with nothing in it.
        new.as_file().sync_all()?;
        new.persist(target).map_err(|error| error.error)?;
        sync_directory(directory)
    }
}

/// The path behind symbolic links; the links themselves may lead to a file that does not exist yet.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    const MOST_LINKS: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = directory_of(&path).join(target),
            // No link, or nothing at all.
            Err(_) => return Ok(path),
        }
    }
    let problem = io::Error::other("too many symbolic links");
    Err(at(&path, problem))
}

fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The same error with the path in its text.
fn at(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{}`: {error}", path.display()))
}

/// With the permissions that the process gives to any new file; by default, temporary files are private.
#[cfg(unix)]
fn temporary_file(directory: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;

    builder()
        .permissions(fs::Permissions::from_mode(0o666))
        .tempfile_in(directory)
}

#[cfg(not(unix))]
fn temporary_file(directory: &Path) -> io::Result<NamedTempFile> {
    builder().tempfile_in(directory)
}

fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".checkpoint-").suffix(".tmp");
    builder
}

/// Makes the rename itself durable.
#[cfg(unix)]
fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// Directories cannot be opened for this.
#[cfg(not(unix))]
fn sync_directory(_directory: &Path) -> io::Result<()> {
    Ok(())
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
    fn writers_at_once_leave_one_whole_value_and_no_other_file() {
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
    fn a_lock_is_held_once_until_it_is_dropped() {
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
        fn the_mode_of_the_file_stays() {
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
        fn a_symbolic_link_stays_and_the_file_behind_it_is_replaced() {
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
        fn a_planted_file_is_never_written_to() {
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
