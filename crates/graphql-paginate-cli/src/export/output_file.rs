//! A file of an output: nothing in it changes before the first page has come, and a later run continues it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::fnv::fnv1a;

/// The number of last bytes by which a file is recognized.
const RECOGNIZED_BY: usize = 4096;

/// The part of a file that a checkpoint covers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SavedPart {
    /// Its length. Anything after it was written without a checkpoint, and is written again.
    pub(crate) bytes: u64,
    /// A hash of its last bytes, by which the file is recognized.
    #[serde(default)]
    pub(crate) end: Option<String>,
}

/// A file that is left as it is until [`begin`](Self::begin).
#[derive(Debug)]
pub(crate) struct OutputFile {
    path: PathBuf,
    state: State,
    /// The length of what this run and those before it wrote.
    bytes: u64,
    /// The last bytes of that.
    end: Vec<u8>,
}

#[derive(Debug)]
enum State {
    /// There is no file yet.
    Missing,
    /// The file has its earlier content.
    Untouched(File),
    /// The file holds only the output.
    Begun(File),
}

impl OutputFile {
    /// Opens a file if it exists, and locks it against other runs. With a saved part, the file must begin with it.
    pub(crate) fn open(path: &Path, saved: &SavedPart) -> Result<Self, Failure> {
        let mut file = Self {
            path: path.to_owned(),
            state: State::Missing,
            bytes: saved.bytes,
            end: Vec::new(),
        };
        if path.exists() {
            let mut opened = locked(path, saved.bytes > 0)?;
            if saved.bytes > 0 {
                file.end = recognized(&mut opened, path, saved)?;
            }
            file.state = State::Untouched(opened);
        } else if saved.bytes > 0 {
            return Err(too_short(path));
        } else {
            can_create(path)?;
        }
        Ok(file)
    }

    /// Cuts the file after its saved part, or creates it; does nothing if the output has begun.
    pub(crate) fn begin(&mut self) -> Result<(), Failure> {
        let mut file = match std::mem::replace(&mut self.state, State::Missing) {
            State::Begun(file) => {
                self.state = State::Begun(file);
                return Ok(());
            }
            State::Untouched(file) => file,
            State::Missing => locked(&self.path, false)?,
        };
        let failed = |error: io::Error| Failure::file("write", &self.path, &error);
        // Pipes and devices have no length.
        if file.metadata().map_err(failed)?.len() > self.bytes {
            file.set_len(self.bytes).map_err(failed)?;
        }
        if self.bytes > 0 {
            file.seek(SeekFrom::Start(self.bytes)).map_err(failed)?;
        }
        self.state = State::Begun(file);
        Ok(())
    }

    /// Whether the file has changed, or is about to.
    pub(crate) fn has_begun(&self) -> bool {
        matches!(self.state, State::Begun(_))
    }

    /// Writes all bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.begin()?;
        if let State::Begun(file) = &mut self.state {
            let written = file.write_all(bytes);
            written.map_err(|error| Failure::file("write", &self.path, &error))?;
        }
        self.bytes += bytes.len() as u64;
        self.end
            .extend(&bytes[bytes.len().saturating_sub(RECOGNIZED_BY)..]);
        let surplus = self.end.len().saturating_sub(RECOGNIZED_BY);
        self.end.drain(..surplus);
        Ok(())
    }

    /// Syncs what was written to disk, where that is possible, and returns what a checkpoint covers.
    pub(crate) fn sync(&mut self) -> Result<SavedPart, Failure> {
        if let State::Begun(file) = &self.state
            && let Err(error) = file.sync_data()
            && error.kind() != io::ErrorKind::InvalidInput
        {
            return Err(Failure::file("write", &self.path, &error));
        }
        Ok(SavedPart {
            bytes: self.bytes,
            end: Some(hash(&self.end)),
        })
    }

    /// Its path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// The file, created if it is missing, and locked against other runs. On Windows, nothing but this handle can read it.
fn locked(path: &Path, is_read: bool) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    options
        .create(true)
        .read(is_read)
        .write(true)
        .truncate(false);
    let file = options
        .open(path)
        .map_err(|error| Failure::file("write", path, &error))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            let message = format!("another run writes to `{}`", path.display());
            Err(Failure::configuration(message).help("wait for it, or write to another file"))
        }
        // Some file systems do not support locks.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// Checks that a file can be created in its folder, with one that has no name or is deleted at once.
pub(super) fn can_create(path: &Path) -> Result<(), Failure> {
    let created = tempfile::tempfile_in(folder_of(path));
    created.map_err(|error| Failure::file("write", path, &error))?;
    Ok(())
}

/// The folder of a file.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// The last bytes of the saved part; a failure if the file does not begin with that part.
fn recognized(file: &mut File, path: &Path, saved: &SavedPart) -> Result<Vec<u8>, Failure> {
    let failed = |error: io::Error| Failure::file("read", path, &error);
    if file.metadata().map_err(failed)?.len() < saved.bytes {
        return Err(too_short(path));
    }
    let start = saved.bytes.saturating_sub(RECOGNIZED_BY as u64);
    file.seek(SeekFrom::Start(start)).map_err(failed)?;
    let mut end = Vec::new();
    file.take(saved.bytes - start)
        .read_to_end(&mut end)
        .map_err(failed)?;
    // Checkpoints of earlier versions have no hash.
    if saved.end.as_ref().is_some_and(|known| *known != hash(&end)) {
        let message = format!(
            "`{}` is not the output of its checkpoint, or was changed",
            path.display()
        );
        return Err(Failure::configuration(message)
            .help("name the file that the earlier run wrote, or start over with `--restart`"));
    }
    Ok(end)
}

fn too_short(path: &Path) -> Failure {
    let message = format!("`{}` is shorter than its checkpoint says", path.display());
    Failure::configuration(message).help("start over with `--restart`")
}

/// The hash of the end of a file, as checkpoints hold it.
fn hash(bytes: &[u8]) -> String {
    format!("{:016x}", fnv1a(bytes))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// On Windows, a lock keeps every other handle from reading, also those of the same process.
    #[test]
    fn a_locked_file_is_read_by_the_handle_that_holds_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let mut file = OutputFile::open(&path, &SavedPart::default()).unwrap();
        file.write(b"written").unwrap();
        let saved = file.sync().unwrap();
        drop(file);
        let mut locked = locked(&path, true).unwrap();
        // No other handle can be opened here.
        let end = recognized(&mut locked, Path::new(""), &saved).unwrap();
        assert_eq!(end, b"written");
    }

    #[test]
    fn a_file_is_recognized_by_its_last_bytes_however_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        for chunk in [1_000, RECOGNIZED_BY, 10_000] {
            let mut file = OutputFile::open(&path, &SavedPart::default()).unwrap();
            let text: Vec<u8> = (0..20_000_u32).map(|byte| byte as u8).collect();
            for part in text.chunks(chunk) {
                file.write(part).unwrap();
            }
            let saved = file.sync().unwrap();
            drop(file);
            fs::write(&path, [&text[..], b"torn"].concat()).unwrap();
            let mut file = OutputFile::open(&path, &saved).unwrap();
            assert_eq!(fs::metadata(&path).unwrap().len(), 20_004);
            file.write(b"!").unwrap();
            drop(file);
            assert_eq!(fs::read(&path).unwrap(), [&text[..], b"!"].concat());
            let mut changed = text;
            changed[19_000] = b'?';
            fs::write(&path, changed).unwrap();
            let Err(Failure::Reported(report)) = OutputFile::open(&path, &saved) else {
                panic!("the file is not recognized");
            };
            assert!(
                report
                    .message
                    .contains("is not the output of its checkpoint")
            );
        }
    }
}
