//! The checkpoint file of an export, from which an interrupted run resumes.

use std::io;
use std::path::Path;

use graphql_paginate::{Checkpoint, CheckpointLock, FileCheckpoint};
use serde::{Deserialize, Serialize};

use super::arguments::ExportArgs;
use super::counts::Counts;
use super::list_files::SavedList;
use super::output_file::SavedPart;
use super::shape::{BOTH_ENDS, OutputShape};
use crate::failure::Failure;

/// The content of a checkpoint file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SavedRun {
    pub(crate) checkpoint: Checkpoint,
    pub(crate) output: SavedOutput,
    #[serde(flatten)]
    pub(crate) counts: Counts,
    /// The paths of nested lists for which nothing shows whether items are missing.
    #[serde(default)]
    pub(crate) unknown_lists: Vec<String>,
}

/// The part of the output that the checkpoint covers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SavedOutput {
    /// The arguments that determine its form.
    pub(crate) shape: String,
    #[serde(flatten)]
    pub(crate) part: SavedPart,
    pub(crate) rows: u64,
    /// The table columns, if the first page decided them.
    pub(crate) columns: Option<Vec<String>>,
    /// The files of the lists inside the items.
    #[serde(default)]
    pub(crate) lists: Vec<SavedList>,
}

/// The path of a checkpoint file.
#[derive(Debug)]
pub(crate) struct CheckpointFile {
    file: FileCheckpoint<SavedRun>,
}

impl CheckpointFile {
    /// The file that the arguments name, or the one beside the output; `None` for standard output, pipes and devices.
    pub(crate) fn of(args: &ExportArgs) -> Option<Self> {
        let path = args.checkpoint_path()?;
        Some(Self {
            file: FileCheckpoint::new(path),
        })
    }

    /// The checkpoint of an earlier run.
    pub(crate) fn load(&self, shape: &OutputShape) -> Result<Option<SavedRun>, Failure> {
        let saved = self.file.load().map_err(|error| {
            Failure::configuration(error.to_string()).help("start over with `--restart`")
        })?;
        if let Some(saved) = &saved
            && saved.output.shape != shape.description
        {
            return Err(self.of_another_shape(&saved.output.shape, shape));
        }
        Ok(saved)
    }

    fn of_another_shape(&self, saved: &str, shape: &OutputShape) -> Failure {
        let (was, help) = match (saved.ends_with(BOTH_ENDS), shape.is_from_both_ends) {
            (true, false) => ("a run with `--both-ends`", "add `--both-ends`"),
            (false, true) => ("a run without `--both-ends`", "leave out `--both-ends`"),
            _ => (
                "an output with another format, selection or filter, or with other headers",
                "repeat the earlier arguments",
            ),
        };
        let message = format!("`{}` belongs to {was}", self.path().display());
        Failure::configuration(message).help(format!("{help}, or start over with `--restart`"))
    }

    /// Locks the checkpoint against other runs. An output file has a lock of its own, and standard output has none.
    /// `None` on a file system without locks.
    pub(crate) fn lock(&self) -> Result<Option<CheckpointLock>, Failure> {
        match self.file.lock() {
            Ok(lock) => Ok(Some(lock)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                let message = format!("another run continues from `{}`", self.path().display());
                Err(Failure::configuration(message).help("wait for it, or name another checkpoint"))
            }
            // A place where no checkpoint can be written is refused before the walk.
            Err(_) => Ok(None),
        }
    }

    pub(crate) fn save(&self, run: &SavedRun) -> Result<(), Failure> {
        let saved = self.file.save(run);
        saved.map_err(|error| Failure::file("write", self.path(), &error))
    }

    pub(crate) fn remove(&self) -> Result<(), Failure> {
        let removed = self.file.remove();
        removed.map_err(|error| Failure::file("delete", self.path(), &error))
    }

    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_a_lock_of_another_run_prevents_a_run() {
        let folder = tempfile::tempdir().unwrap();
        let in_folder = |name: &str| CheckpointFile {
            file: FileCheckpoint::new(folder.path().join(name)),
        };
        let (used, unlockable) = (in_folder("used"), in_folder("unlockable"));
        let held = used.lock().unwrap();
        assert!(held.is_some());
        assert!(used.lock().is_err());
        fs::create_dir(folder.path().join("unlockable.lock")).unwrap();
        assert!(unlockable.lock().unwrap().is_none());
    }
}
