//! The run that an export continues: what it saved, and the file for the next checkpoint.

use graphql_paginate::{Checkpoint, CheckpointLock};

use super::arguments::ExportArgs;
use super::checkpoint_file::{CheckpointFile, SavedRun};
use super::counts::Counts;
use super::output_file::can_create;
use super::shape::OutputShape;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::output::Format;
use crate::plural::count;

/// An earlier run of the same export, if one stopped before the end of the list.
pub(super) struct EarlierRun {
    /// `None` if no run could continue this one.
    pub(super) file: Option<CheckpointFile>,
    pub(super) lock: Option<CheckpointLock>,
    saved: Option<SavedRun>,
}

impl EarlierRun {
    /// Loads the checkpoint, unless the arguments start over or the output cannot be continued.
    pub(super) fn load(args: &ExportArgs, shape: &OutputShape) -> Result<Self, Failure> {
        let is_one_piece =
            shape.slurp || shape.format == Format::Table || shape.format.is_table_file();
        let file = if is_one_piece {
            None
        } else {
            CheckpointFile::of(args)
        };
        let lock = match &file {
            Some(file) if args.output.file().is_none() => file.lock()?,
            _ => None,
        };
        let saved = match &file {
            Some(file) if !args.run.restart => file.load(shape)?,
            _ => None,
        };
        Ok(Self { file, lock, saved })
    }

    /// What it saved.
    pub(super) fn saved(&self) -> Option<&SavedRun> {
        self.saved.as_ref()
    }

    /// The checkpoint that the walk resumes from.
    pub(super) fn checkpoint(&self) -> Option<Checkpoint> {
        let saved = self.saved.as_ref()?;
        Some(saved.checkpoint.clone())
    }

    /// What it counted.
    pub(super) fn counts(&self) -> Counts {
        match &self.saved {
            Some(saved) => saved.counts,
            None => Counts::default(),
        }
    }

    /// What a limit leaves to read: it is about the output, which holds the items of earlier runs.
    pub(super) fn items_left(&self, limit: Option<u64>) -> Result<Option<u64>, Failure> {
        let (Some(limit), Some(saved)) = (limit, &self.saved) else {
            return Ok(limit);
        };
        let earlier = saved.checkpoint.items();
        if earlier > limit {
            let items = count(earlier, "item");
            let message =
                format!("earlier runs have read {items} already, and `--limit` is {limit}");
            return Err(Failure::usage(message)
                .help("raise `--limit` to continue, or start over with `--restart`"));
        }
        Ok(Some(limit - earlier))
    }

    /// Says that the run continues; a failure if no checkpoint can be saved.
    pub(super) fn announce(&self, args: &ExportArgs, messages: &Messages) -> Result<(), Failure> {
        if let Some(file) = &self.file {
            can_create(file.path())?;
        }
        if let Some(saved) = &self.saved {
            let items = saved.checkpoint.items();
            let ends = if args.run.both_ends {
                ", from the first end alone"
            } else {
                ""
            };
            messages.note(&format!(
                "continuing after {items} items of an earlier run{ends}"
            ));
        }
        Ok(())
    }
}
