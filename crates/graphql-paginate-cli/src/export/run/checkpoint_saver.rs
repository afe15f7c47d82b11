//! Saves the checkpoints of a run, each behind the output that it covers.

use std::time::{Duration, Instant};

use graphql_paginate::{Checkpoint, CheckpointLock};

use crate::export::checkpoint_file::{CheckpointFile, SavedRun};
use crate::export::counts::Counts;
use crate::export::sink::Sink;
use crate::failure::Failure;

/// The shortest time between two saved checkpoints: saving one can take longer than fetching a page. A killed run
/// repeats the work since the last one.
const SAVE_EVERY: Duration = Duration::from_millis(250);

/// What was found up to a checkpoint.
pub(super) struct SavedCounts {
    pub(super) counts: Counts,
    /// The paths of nested lists for which nothing shows whether items are missing.
    pub(super) unknown_lists: Vec<String>,
}

/// The checkpoint file of a run, if it has one.
pub(super) struct CheckpointSaver {
    file: Option<CheckpointFile>,
    /// Held until the run ends.
    _lock: Option<CheckpointLock>,
    /// The checkpoint after the last written page with what was found up to there, until it is saved.
    unsaved: Option<(Checkpoint, SavedCounts)>,
    saved_at: Option<Instant>,
}

impl CheckpointSaver {
    pub(super) fn new(file: Option<CheckpointFile>, lock: Option<CheckpointLock>) -> Self {
        Self {
            file,
            _lock: lock,
            unsaved: None,
            saved_at: None,
        }
    }

    /// Whether a next run can continue from a checkpoint.
    pub(super) fn has_file(&self) -> bool {
        self.file.is_some()
    }

    /// Keeps the checkpoint after a written page, and saves it if the last save is long enough ago. What was written to
    /// standard output cannot be taken back, so its checkpoint is saved at once.
    pub(super) fn keep(
        &mut self,
        checkpoint: Checkpoint,
        saved: SavedCounts,
        sink: &mut Sink,
    ) -> Result<(), Failure> {
        if self.file.is_none() {
            return Ok(());
        }
        self.unsaved = Some((checkpoint, saved));
        match self.saved_at {
            Some(time) if time.elapsed() < SAVE_EVERY && !sink.is_stdout() => Ok(()),
            _ => self.save(sink),
        }
    }

    /// Syncs the output to disk, then saves the last checkpoint.
    pub(super) fn save(&mut self, sink: &mut Sink) -> Result<(), Failure> {
        if let Some(file) = &self.file
            && let Some((checkpoint, saved)) = self.unsaved.take()
            && let Some(output) = sink.sync()?
        {
            file.save(&SavedRun {
                checkpoint,
                output,
                counts: saved.counts,
                unknown_lists: saved.unknown_lists,
            })?;
            self.saved_at = Some(Instant::now());
        }
        Ok(())
    }

    /// Removes the file.
    pub(super) fn remove(&self) -> Result<(), Failure> {
        match &self.file {
            Some(file) => file.remove(),
            None => Ok(()),
        }
    }
}
