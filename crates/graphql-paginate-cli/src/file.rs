//! Writes files atomically.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::failure::Failure;

/// Writes or replaces a file atomically: it always has either the old or the new content.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    if path.exists() && !path.is_file() {
        // The path is a pipe or a device.
        let written = fs::write(path, text);
        return written.map_err(|error| Failure::file("write", path, &error));
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let new = Path::new(&name);
    let written = File::create(new)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(new, path));
    written.map_err(|error| {
        // The temporary file may not exist.
        let _ = fs::remove_file(new);
        Failure::file("write", path, &error)
    })
}
