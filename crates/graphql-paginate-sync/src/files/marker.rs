//! The marker of a folder: which database its files belong to.
//!
//! A run erases the files that its database does not need any more, so two databases must not share a folder.

use std::fs::{File, OpenOptions, create_dir_all};
use std::io::{Read, Write};
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
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    // Two runs may find the folder without a marker at the same time. Not every file system has locks.
    let _ = FileExt::lock(&file);
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    match text.split_whitespace().next() {
        Some(owner) => Ok(owner.to_owned()),
        None => {
            write(&mut file, database)?;
            Ok(database.to_owned())
        }
    }
}

fn write(file: &mut File, database: &str) -> std::io::Result<()> {
    file.write_all(format!("{database} {EXPLANATION}").as_bytes())?;
    file.sync_all()
}
