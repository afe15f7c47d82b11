//! Writes files atomically.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Writes or replaces a file atomically: it always has either the old or the new content. A link to it stays a link.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    if path.exists() && !path.is_file() {
        // The path is a pipe or a device. A link to a pipe without a name, such as `/dev/stdout`, leads to no path.
        let written = fs::write(path, text);
        return written.map_err(|error| Failure::file("write", path, &error));
    }
    let path = &behind_links(path);
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

/// The file that a path leads to, which need not exist: a file that is moved there replaces no link.
pub(crate) fn behind_links(path: &Path) -> PathBuf {
    let mut place = path.to_owned();
    // As many as Linux follows.
    for _ in 0..40 {
        let Ok(target) = fs::read_link(&place) else {
            break;
        };
        place = match place.parent() {
            Some(folder) => folder.join(target),
            None => target,
        };
    }
    place
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_stays_and_its_file_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("inner")).unwrap();
        let file = folder.path().join("inner/file");
        let (first, second) = (folder.path().join("first"), folder.path().join("second"));
        symlink("inner/file", &first).unwrap();
        symlink(&first, &second).unwrap();
        // At first, the links lead to no file.
        for text in ["one", "two"] {
            replace(&second, text).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
            assert_eq!(fs::read_link(&second).unwrap(), first);
            assert_eq!(fs::read_link(&first).unwrap(), Path::new("inner/file"));
        }
        assert_eq!(behind_links(&file), file);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_link_to_a_pipe_is_written_through() {
        use std::io::Read;
        use std::os::fd::AsRawFd;

        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        let (mut reader, writer) = std::io::pipe().unwrap();
        symlink(format!("/proc/self/fd/{}", writer.as_raw_fd()), &link).unwrap();
        replace(&link, "text").unwrap();
        drop(writer);
        let mut read = String::new();
        reader.read_to_string(&mut read).unwrap();
        assert_eq!(read, "text");
        assert!(link.is_symlink());
    }
}
