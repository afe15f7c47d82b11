//! The target of an output: a file or standard output.

use std::io::{self, Write};
use std::path::Path;

use super::output_file::{OutputFile, SavedPart};
use crate::failure::Failure;
use crate::stdout;

/// A file or standard output.
#[derive(Debug)]
pub(crate) enum Target {
    /// Standard output, and what was written to it.
    Stdout(SavedPart),
    File(OutputFile),
}

impl Target {
    /// Standard output, behind what earlier runs wrote.
    ///
    /// # Errors
    ///
    /// It is a file that lacks what they wrote: the shell empties a file for `> FILE`.
    pub(crate) fn stdout(saved: &SavedPart) -> Result<Self, Failure> {
        if let Some(length) = stdout::file_length()
            && length < saved.bytes
        {
            let message = format!(
                "standard output is a file of {length} bytes, and earlier runs have written {} bytes to theirs",
                saved.bytes
            );
            return Err(Failure::configuration(message).help(
                "append to the file of the earlier runs with `>> FILE`, write the rest to a file of its own with `| cat > FILE`, or start over with `--restart`",
            ));
        }
        Ok(Self::Stdout(saved.clone()))
    }

    /// A file, or what an earlier run saved of it.
    pub(crate) fn file(path: &Path, saved: &SavedPart) -> Result<Self, Failure> {
        Ok(Self::File(OutputFile::open(path, saved)?))
    }

    /// Empties the file of everything else, now that there is something to write.
    pub(crate) fn begin(&mut self) -> Result<(), Failure> {
        match self {
            Self::Stdout(_) => Ok(()),
            Self::File(file) => file.begin(),
        }
    }

    /// Whether the file is still as it was before this run.
    pub(crate) fn is_untouched(&self) -> bool {
        match self {
            Self::Stdout(_) => false,
            Self::File(file) => !file.has_begun(),
        }
    }

    /// Writes all bytes; flushes standard output.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Self::Stdout(saved) => {
                let mut stdout = io::stdout().lock();
                let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
                saved.bytes += bytes.len() as u64;
                written.map_err(|error| Failure::stdout(&error))
            }
            Self::File(file) => file.write(bytes),
        }
    }

    /// Syncs what was written to disk, and returns what a checkpoint covers.
    pub(crate) fn sync(&mut self) -> Result<SavedPart, Failure> {
        match self {
            Self::Stdout(saved) => Ok(saved.clone()),
            Self::File(file) => file.sync(),
        }
    }

    /// Its name in messages.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Stdout(_) => "standard output".to_owned(),
            Self::File(file) => file.path().display().to_string(),
        }
    }
}
