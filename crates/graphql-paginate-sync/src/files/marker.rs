//! The marker of a folder: which database its files belong to.
//!
//! A run erases the files that its database does not need any more, so two databases must not share a folder.

use std::fs::{File, create_dir_all, read_to_string, remove_file, rename};
use std::io::{ErrorKind, Write};
use std::path::Path;

use fs4::FileExt;

use crate::error::SyncError;

/// The name of the marker in the folder.
const MARKER: &str = ".graphql-paginate";

const EXPLANATION: &str = "is the database that the files of this folder belong to. Another database is refused, since it would erase them.\n";

/// Marks a folder as that of a database; creates it if it does not exist.
///
/// # Errors
///
/// [`SyncError::OtherDatabase`] if it belongs to another database, and [`SyncError::File`].
pub(super) fn claim(folder: &Path, database: &str) -> Result<(), SyncError> {
    create_dir_all(folder).map_err(|error| SyncError::file(folder, error))?;
    let path = folder.join(MARKER);
    match owner(&path, database) {
        Ok(owner) if owner == database => Ok(()),
        Ok(_) => Err(SyncError::OtherDatabase {
            folder: folder.to_owned(),
            marker: path,
        }),
        Err(error) => Err(SyncError::file(&path, error)),
    }
}

/// The database that the marker names; writes `database` into a new one.
fn owner(path: &Path, database: &str) -> std::io::Result<String> {
    let lock = path.with_extension("lock");
    if let Some(owner) = read(path)? {
        // A run that was killed may have left it.
        let _ = remove_file(&lock);
        return Ok(owner);
    }
    // Two runs may find the folder without a marker at the same time. Not every file system has locks.
    let file = File::create(&lock)?;
    let _ = FileExt::lock(&file);
    if let Some(owner) = read(path)? {
        return Ok(owner);
    }
    write(path, database)?;
    // A run that waits for the lock reads the marker when it gets it.
    let _ = remove_file(&lock);
    Ok(database.to_owned())
}

/// The database that the marker names; `None` without a marker, and for an empty one.
fn read(path: &Path) -> std::io::Result<Option<String>> {
    match read_to_string(path) {
        Ok(text) => Ok(text.split_whitespace().next().map(str::to_owned)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes the marker as a whole or not at all. What a killed run left is replaced.
fn write(path: &Path, database: &str) -> std::io::Result<()> {
    let new = path.with_extension("new");
    let mut file = File::create(&new)?;
    file.write_all(format!("{database} {EXPLANATION}").as_bytes())?;
    file.sync_all()?;
    rename(&new, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_the_only_file_and_is_not_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(MARKER);
        std::fs::write(&path, "").unwrap();
        for left in ["new", "lock"] {
            std::fs::write(path.with_extension(left), "o").unwrap();
        }
        claim(folder.path(), "one").unwrap();
        let names: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names, [MARKER]);
        let before = std::fs::metadata(&path).unwrap().modified().unwrap();
        std::fs::write(path.with_extension("lock"), "").unwrap();

        claim(folder.path(), "one").unwrap();
        let error = claim(folder.path(), "two").unwrap_err();

        assert!(matches!(error, SyncError::OtherDatabase { .. }), "{error}");
        let after = std::fs::metadata(&path).unwrap().modified().unwrap();
        assert_eq!(before, after);
        assert!(!path.with_extension("lock").exists());
    }
}
