//! The checkpoint file of an export, from which an interrupted run resumes.

use std::path::{Path, PathBuf};

use graphql_paginate::{Checkpoint, FileCheckpoint};
use serde::{Deserialize, Serialize};

use super::arguments::ExportArgs;
use super::counts::Counts;
use super::list_files::SavedList;
use super::shape::Shape;
use crate::failure::Failure;

/// The content of a checkpoint file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SavedRun {
    pub(crate) checkpoint: Checkpoint,
    pub(crate) output: SavedOutput,
    #[serde(flatten)]
    pub(crate) counts: Counts,
}

/// The part of the output that the checkpoint covers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SavedOutput {
    /// The arguments that determine its form.
    pub(crate) shape: String,
    /// Its length. Anything after it was written without a checkpoint, and is written again.
    pub(crate) bytes: u64,
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
    /// The file that the arguments name, or the one beside the output; `None` for standard output.
    pub(crate) fn of(args: &ExportArgs) -> Option<Self> {
        let path = match (&args.run.checkpoint, &args.output.output) {
            (Some(path), _) => path.clone(),
            (None, Some(output)) if output != Path::new("-") => beside(output),
            (None, _) => return None,
        };
        Some(Self {
            file: FileCheckpoint::new(path),
        })
    }

    /// The checkpoint of an earlier run; `None` with `restart`.
    pub(crate) fn load(&self, shape: &Shape, restart: bool) -> Result<Option<SavedRun>, Failure> {
        if restart {
            self.remove()?;
            return Ok(None);
        }
        let saved = self.file.load().map_err(|error| {
            Failure::configuration(error.to_string()).help("start over with `--restart`")
        })?;
        if let Some(saved) = &saved
            && saved.output.shape != shape.description
        {
            let message = format!(
                "`{}` belongs to an output with another format, selection or filter",
                self.path().display()
            );
            return Err(Failure::configuration(message)
                .help("repeat the earlier arguments, or start over with `--restart`"));
        }
        Ok(saved)
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

fn beside(output: &Path) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(".checkpoint");
    name.into()
}
