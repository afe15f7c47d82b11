//! Replaces the content of a file atomically, and durably across a crash.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Replaces the content of a file atomically, keeping its permissions.
pub(super) fn replace(target: &Path, text: &[u8]) -> io::Result<()> {
    let directory = directory_of(target);
    // The file has a unique name and is created exclusively, so no existing file is ever written to.
    let mut new = temporary_file(directory)?;
    if let Ok(metadata) = fs::metadata(target) {
        new.as_file().set_permissions(metadata.permissions())?;
    }
    new.write_all(text)?;
    // Without a sync before the rename, a crash could leave an empty file.
    new.as_file().sync_all()?;
    new.persist(target).map_err(|error| error.error)?;
    sync_directory(directory)
}

/// Follows symbolic links to the file that they name, which need not exist yet.
pub(super) fn resolve(path: &Path) -> io::Result<PathBuf> {
    const MAX_LINKS: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = directory_of(&path).join(target),
            // Not a link, or no file at all.
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

/// Adds the path to the text of an error.
pub(super) fn at(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{}`: {error}", path.display()))
}

/// Creates a temporary file with the permissions of an ordinary new file; by default, temporary files are private.
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

/// Makes the rename durable.
#[cfg(unix)]
fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// Directories cannot be synced on this platform.
#[cfg(not(unix))]
fn sync_directory(_directory: &Path) -> io::Result<()> {
    Ok(())
}
