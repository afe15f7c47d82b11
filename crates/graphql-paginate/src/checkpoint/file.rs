//! A checkpoint in a file that is never half-written.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use serde::{Serialize, de::DeserializeOwned};

use super::Checkpoint;

/// A file that holds the last [`Checkpoint`], or another serde value with one in it.
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

impl<T: Serialize + DeserializeOwned> FileCheckpoint<T> {
    /// A file at this path, which need not exist. Beside it, a file of the same name with `.new` behind it is used.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            value: PhantomData,
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What was saved last; `None` when nothing was.
    ///
    /// # Errors
    ///
    /// Those of reading; [`InvalidData`](ErrorKind::InvalidData) for a file that is none of these.
    pub fn load(&self) -> io::Result<Option<T>> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
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

    /// Replaces what was saved: after a crash at any moment the file holds the old value or the new one, whole.
    ///
    /// # Errors
    ///
    /// Those of writing; the old value then stands.
    pub fn save(&self, value: &T) -> io::Result<()> {
        let new = self.new_path();
        let mut file = File::create(&new)?;
        file.write_all(&serde_json::to_vec(value)?)?;
        // Before the rename, or a crash may leave the new name with nothing in it.
        file.sync_all()?;
        drop(file);
        fs::rename(&new, &self.path)?;
        sync_directory(&self.path)
    }

    /// Deletes the file, as a walk that is complete should; no error when there is none.
    ///
    /// # Errors
    ///
    /// Those of deleting.
    pub fn remove(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn new_path(&self) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(".new");
        name.into()
    }
}

/// Makes the rename itself last.
#[cfg(unix)]
fn sync_directory(path: &Path) -> io::Result<()> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

/// Directories cannot be opened for this.
#[cfg(not(unix))]
fn sync_directory(_path: &Path) -> io::Result<()> {
    Ok(())
}
