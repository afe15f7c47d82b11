//! A run of the tap: its streams, their partitions one after the other, and the exit code.

mod begin;
mod versions;
mod walk;

use std::time::Instant;

use self::versions::SeenPartitions;
use super::config::{OnPartialError, OnTruncation};
use super::definition::Replication;
use super::partition::StreamPartition;
use super::plan::StreamPlan;
use super::records::{RecordWriter, Stop};
use super::state::{Bookmark, State};
use super::version::Version;
use crate::exit::Exit;
use crate::export::{Api, CommandHints, report};
use crate::failure::{Failure, Report};
use crate::plural::count;
use crate::shard::Shard;

/// A run in progress.
pub(crate) struct Run<'a> {
    pub(crate) records: RecordWriter<'a>,
    pub(crate) state: State,
    pub(crate) settings: RunSettings,
    /// The exit code of the first partition that failed, which becomes that of the run.
    failed: Option<Exit>,
    /// Whether a stream keeps rows because the server listed nothing.
    withholds: bool,
}

/// The settings of a run from the config.
pub(crate) struct RunSettings {
    pub(crate) api: Option<Api>,
    /// Whether the data is made up.
    pub(crate) on_sandbox: bool,
    /// What tells the server apart from others.
    pub(crate) server: String,
    pub(crate) start_date: Option<String>,
    pub(crate) shard: Shard,
    pub(crate) on_partial_error: OnPartialError,
    pub(crate) on_truncation: OnTruncation,
}

impl<'a> Run<'a> {
    pub(crate) fn new(records: RecordWriter<'a>, state: State, settings: RunSettings) -> Self {
        Self {
            records,
            state,
            settings,
            failed: None,
            withholds: false,
        }
    }

    /// Walks all streams; returns the exit code. A failure that stopped the run is reported.
    pub(crate) async fn run(mut self) -> Result<Exit, Failure> {
        let started = Instant::now();
        let stopped = self.streams().await;
        let mut exit = self.exit();
        if let Err(stop) = stopped {
            exit = self.stopped(stop)?;
        }
        let (totals, messages) = (&self.records.totals, self.records.messages);
        totals.warn_of_incomplete(messages);
        let on_sandbox = self.settings.on_sandbox;
        totals.summarize(exit, on_sandbox, started.elapsed(), messages);
        Ok(exit)
    }

    /// Writes the state up to which a stopped run came, and reports why it stopped.
    fn stopped(&mut self, stop: Stop) -> Result<Exit, Failure> {
        let messages = self.records.messages;
        let unwritten = self.records.writer.last_state(&self.state);
        let report = match stop {
            Stop::Interrupted => {
                unwritten?;
                messages.note("interrupted; the last STATE is where the next run continues");
                return Ok(Exit::Interrupted);
            }
            Stop::Failure(Failure::Reported(report)) => *report,
            Stop::Failure(failure) => return Err(failure),
            Stop::Error(error) => {
                unwritten?;
                report(&error, self.settings.api, &CommandHints::TAP, true)
            }
        };
        messages.failure(&report);
        Ok(report.exit)
    }

    async fn streams(&mut self) -> Result<(), Stop> {
        let plans = self.records.plans;
        for (index, plan) in plans.iter().enumerate() {
            if plan.stream.parent.is_none() {
                self.stream(index).await?;
            }
        }
        Ok(())
    }

    async fn stream(&mut self, index: usize) -> Result<(), Stop> {
        let plans = self.records.plans;
        let plan = &plans[index];
        self.write_schemas(index);
        let partitions = self.partitions_of_shard(plan);
        let version = match plan.stream.replication {
            Replication::Full => Some(self.version(plan, &partitions)),
            _ => None,
        };
        let incomplete = self.records.totals.partial + self.records.totals.short;
        let mut seen = SeenPartitions::default();
        let mut all_well = !self.settings.shard.is_part();
        for partition in &partitions {
            let null_items = self.records.totals.null_items;
            let rows = self.bookmark_of(plan, partition).rows();
            let records = self.records.totals.records;
            let ended = self.partition(index, partition, version).await;
            self.warn_of_null_items(plan, partition, null_items);
            match ended {
                Ok(()) => {}
                Err(Stop::Error(error)) => {
                    let report = report(&error, self.settings.api, &CommandHints::TAP, true);
                    if report.exit != Exit::Failed {
                        return Err(Stop::Error(error));
                    }
                    all_well = false;
                    self.give_up(plan, partition, version, &report)?;
                }
                Err(stop) => return Err(stop),
            }
            seen.add(partition, rows, self.records.totals.records - records);
        }
        all_well &= incomplete == self.records.totals.partial + self.records.totals.short;
        if version.is_some() {
            self.finish(plan, &partitions);
        }
        if let (Some(version), true) = (version, plan.is_selected) {
            let is_whole = all_well && !version.is_continued;
            self.end_version(plan, version, is_whole, &seen);
        }
        self.records.writer.state(&self.state)?;
        Ok(())
    }

    /// The partitions of a stream that this run walks.
    fn partitions_of_shard<'p>(&self, plan: &'p StreamPlan) -> Vec<&'p StreamPartition> {
        let mut partitions = Vec::new();
        for partition in &plan.stream.partitions {
            let name = format!("{}/{}", plan.stream.name, partition.key);
            if self.settings.shard.has(&name) {
                partitions.push(partition);
            }
        }
        partitions
    }

    /// Says how many items of a partition and its child streams were null, given their number before it: there is no
    /// record of them.
    fn warn_of_null_items(&self, plan: &StreamPlan, partition: &StreamPartition, before: u64) {
        let verb = match self.records.totals.null_items - before {
            0 => return,
            1 => "is",
            _ => "are",
        };
        self.records.messages.warning(&format!(
            "`{}`, partition `{}`: {} {verb} null and not in the records",
            plan.stream.name,
            partition.key,
            count(self.records.totals.null_items - before, "item")
        ));
    }

    /// Records that a partition failed. The other partitions are still read; the run ends with the exit code of the
    /// failure.
    fn give_up(
        &mut self,
        plan: &StreamPlan,
        partition: &StreamPartition,
        version: Option<Version>,
        report: &Report,
    ) -> Result<(), Failure> {
        let messages = self.records.messages;
        messages.warning(&format!(
            "`{}`, partition `{}` failed; the other partitions are still read",
            plan.stream.name, partition.key
        ));
        messages.failure(report);
        self.failed.get_or_insert(report.exit);
        if let Some(version) = version {
            // Otherwise the stream would keep this version, and the other partitions would not be read again.
            let mut bookmark = self
                .bookmark_of(plan, partition)
                .with_version(Some(version.number));
            bookmark.done = true;
            self.state.set(&plan.stream.name, &partition.key, bookmark);
        }
        self.records.writer.changed_state(&self.state)
    }

    fn bookmark_of(&self, plan: &StreamPlan, partition: &StreamPartition) -> Bookmark {
        self.state.bookmark(&plan.stream.name, &partition.key)
    }

    fn write_schemas(&mut self, index: usize) {
        let plans = self.records.plans;
        let plan = &plans[index];
        if plan.is_selected {
            let stream = &plan.stream;
            let writer = &mut self.records.writer;
            writer.schema(&stream.name, &plan.schema, &stream.keys);
        }
        for child in &plan.children {
            self.write_schemas(*child);
        }
    }

    fn exit(&self) -> Exit {
        let totals = &self.records.totals;
        if let Some(exit) = self.failed {
            return exit;
        }
        let is_truncated = totals.short + totals.cut_lists() > 0;
        if is_truncated && self.settings.on_truncation == OnTruncation::Fail {
            return Exit::Truncated;
        }
        let is_partial =
            totals.partial > 0 && self.settings.on_partial_error == OnPartialError::Keep;
        // What the config accepts are errors, and nobody reported one for these.
        if is_partial || totals.unexplained_nulls > 0 || self.withholds {
            return Exit::PartialErrors;
        }
        Exit::Complete
    }
}
