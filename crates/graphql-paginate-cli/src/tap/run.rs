//! A run of the tap: walks each partition of each stream, and writes the state after each page.

use std::time::{Instant, SystemTime};

use graphql_paginate::{Checkpoint, ErrorKind};
use graphql_paginate_sync::{LastPages, NextWalk};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::config::{OnPartialError, OnTruncation};
use super::connection::{ListPages, WalkSettings};
use super::definition::Replication;
use super::item_type::{Property, ScalarShape, Shape};
use super::partition::{Partition, column};
use super::plan::Plan;
use super::records::{Context, RecordWriter, Stop};
use super::rfc3339::utc_before;
use super::shard::Shard;
use super::state::{Bookmark, State};
use super::version::Version;
use crate::exit::Exit;
use crate::export::{Api, report};
use crate::failure::{Failure, Report};
use crate::plural::count;

/// The start of a list in order of change if there is no `start_date`.
const BEGINNING: &str = "1970-01-01T00:00:00Z";

/// A run in progress.
pub(crate) struct Run<'a> {
    pub(crate) records: RecordWriter<'a>,
    pub(crate) state: State,
    pub(crate) settings: RunSettings,
    /// The exit code of the first partition that failed, which becomes that of the run.
    failed: Option<Exit>,
}

/// The settings of a run from the config.
pub(crate) struct RunSettings {
    pub(crate) api: Option<Api>,
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
        }
    }

    /// Walks all streams; returns the exit code, or the failure that stopped the run.
    pub(crate) async fn run(mut self) -> Result<Exit, Failure> {
        let started = Instant::now();
        let stopped = self.streams().await;
        let messages = self.records.messages;
        self.records.totals.warn_of_incomplete(messages);
        match stopped {
            Ok(()) => {}
            Err(Stop::Failure(failure)) => return Err(failure),
            Err(Stop::Error(error)) => {
                let report = report(&error, self.settings.api, true);
                return Err(Failure::Reported(Box::new(report)));
            }
            Err(Stop::Interrupted) => {
                messages.note("interrupted; the last STATE is where the next run continues");
                return Ok(Exit::Interrupted);
            }
        }
        let exit = self.exit();
        self.records
            .totals
            .summarize(exit, started.elapsed(), messages);
        Ok(exit)
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
        let shard = self.settings.shard;
        let mut partitions = Vec::new();
        for partition in &plan.stream.partitions {
            if shard.has(&format!("{}/{}", plan.stream.name, partition.key)) {
                partitions.push(partition);
            }
        }
        let version = match plan.stream.replication {
            Replication::Full => Some(self.version(plan, &partitions)),
            _ => None,
        };
        let incomplete = self.records.totals.partial + self.records.totals.short;
        let mut all_well = !shard.is_part();
        for partition in partitions {
            let null_items = self.records.totals.null_items;
            let ended = self.partition(index, partition, version).await;
            self.warn_of_null_items(plan, partition, null_items);
            match ended {
                Ok(()) => {}
                Err(Stop::Error(error)) => {
                    let report = report(&error, self.settings.api, true);
                    if report.exit != Exit::Failed {
                        return Err(Stop::Error(error));
                    }
                    all_well = false;
                    self.give_up(plan, partition, version, &report)?;
                }
                Err(stop) => return Err(stop),
            }
        }
        all_well &= incomplete == self.records.totals.partial + self.records.totals.short;
        if let (Some(version), true) = (version, plan.is_selected) {
            if all_well && !version.is_continued {
                let writer = &mut self.records.writer;
                writer.activate_version(&plan.stream.name, version.number);
            } else {
                self.records.messages.note(&format!(
                    "`{}`: deleted rows are not marked, because this was no uninterrupted walk of the whole list; the next one marks them",
                    plan.stream.name
                ));
            }
        }
        self.records.writer.state(&self.state)?;
        Ok(())
    }

    /// Says how many items of a partition and its child streams were null, given their number before it: there is no
    /// record of them.
    fn warn_of_null_items(&self, plan: &Plan, partition: &Partition, before: u64) {
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
        plan: &Plan,
        partition: &Partition,
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
            let bookmark = Bookmark {
                version: Some(version.number),
                done: true,
                ..Bookmark::default()
            };
            self.state.set(&plan.stream.name, &partition.key, bookmark);
        }
        self.records.writer.state(&self.state)
    }

    /// Walks the list of a partition from where the last run ended.
    async fn partition(
        &mut self,
        index: usize,
        partition: &Partition,
        version: Option<Version>,
    ) -> Result<(), Stop> {
        let plans = self.records.plans;
        let plan = &plans[index];
        let name = &plan.stream.name;
        let Some(mut bookmark) = self.bookmark(plan, partition, version) else {
            return Ok(());
        };
        let mut resume = bookmark.resume();
        if resume.is_none() && bookmark.checkpoint.take().is_some() {
            self.start_anew(plan, partition, "its checkpoint is damaged");
        }
        let context = context_of(partition, &plan.stream.context);
        let mut pages = self.open(plan, partition, &mut bookmark, resume.clone())?;
        let mut last = bookmark.last_pages(resume.clone());
        loop {
            let page = match self.records.next(&mut pages).await {
                Err(Stop::Error(error))
                    if resume.is_some() && matches!(error.kind(), ErrorKind::Checkpoint { .. }) =>
                {
                    resume = None;
                    self.start_anew(plan, partition, &error.to_string());
                    bookmark = Bookmark {
                        version: bookmark.version,
                        ..Bookmark::default()
                    };
                    pages = self.open(plan, partition, &mut bookmark, None)?;
                    last = LastPages::new(None);
                    continue;
                }
                page => page?,
            };
            let Some(page) = page else {
                break;
            };
            let items = page.items.len();
            let gaps = self.records.totals.gaps();
            let number = version.map(|version| version.number);
            let newest = self.records.write(index, page, &context, number).await?;
            // Child streams and the lists inside the items count: their parents do not change again for them.
            bookmark.has_gaps |= self.records.totals.gaps() > gaps;
            bookmark.see(newest);
            bookmark.set_checkpoint(&pages.checkpoint());
            last.pass(pages.checkpoint(), items);
            if plan.stream.replication == Replication::Cursor {
                bookmark.set_last_pages(&last);
            }
            self.state.set(name, &partition.key, bookmark.clone());
            self.records.writer.state(&self.state)?;
        }
        self.records.count(&pages);
        self.end(plan, partition, bookmark, last, &pages);
        self.records.writer.state(&self.state)?;
        Ok(())
    }

    /// The state that a partition is walked from; `None` if it has been walked to its end in this version.
    fn bookmark(
        &self,
        plan: &Plan,
        partition: &Partition,
        version: Option<Version>,
    ) -> Option<Bookmark> {
        let bookmark = self.state.bookmark(&plan.stream.name, &partition.key);
        let Some(version) = version else {
            return Some(bookmark);
        };
        if bookmark.version == Some(version.number) {
            return if bookmark.done { None } else { Some(bookmark) };
        }
        Some(Bookmark {
            version: Some(version.number),
            ..Bookmark::default()
        })
    }

    /// Opens the walk of a partition; a new walk sets its filter.
    fn open(
        &self,
        plan: &Plan,
        partition: &Partition,
        bookmark: &mut Bookmark,
        resume: Option<Checkpoint>,
    ) -> Result<ListPages, Failure> {
        let stream = &plan.stream;
        let start = self.settings.start_date.clone();
        let since = match stream.replication {
            Replication::Since => {
                if bookmark.since.is_none() {
                    bookmark.since = start;
                }
                if resume.is_none() {
                    bookmark.begin(Timestamp::now());
                }
                bookmark.since.clone()
            }
            // Only with the filter is the list in order of change.
            Replication::Cursor => Some(start.unwrap_or_else(|| BEGINNING.to_owned())),
            Replication::Full => start,
        };
        let mut variables = stream.variables.clone();
        variables.extend(partition.values.clone());
        if let (Some(variable), Some(since)) = (&stream.since_variable, since) {
            variables.insert(variable.clone(), Value::String(since));
        }
        self.records.connection.pages(
            plan,
            WalkSettings {
                variables,
                resume,
                keep_partial: self.records.keep_partial,
                ..WalkSettings::default()
            },
        )
    }

    /// Ends the walk of a partition and sets the state that the next run starts from.
    fn end(
        &mut self,
        plan: &Plan,
        partition: &Partition,
        mut bookmark: Bookmark,
        last: LastPages,
        pages: &ListPages,
    ) {
        bookmark.last_items = None;
        match plan.stream.replication {
            // Records have keys, so a target replaces those that it receives again.
            Replication::Cursor => match last.next_walk() {
                NextWalk::Start => bookmark.checkpoint = None,
                NextWalk::At(checkpoint) => bookmark.set_checkpoint(&checkpoint),
                NextWalk::Unchanged => bookmark.set_checkpoint(&pages.checkpoint()),
            },
            Replication::Since => {
                bookmark.checkpoint = None;
                bookmark.has_gaps |= pages.progress().ended_short;
                if bookmark.has_gaps {
                    self.records.messages.note(&format!(
                        "`{}`, partition `{}`: the next run reads these changes again, because something is missing",
                        plan.stream.name, partition.key
                    ));
                }
                if let Some(end) = bookmark.end() {
                    bookmark.since = Some(utc_before(end, plan.stream.lookback));
                }
            }
            Replication::Full => {
                bookmark.checkpoint = None;
                bookmark.done = true;
            }
        }
        self.state.set(&plan.stream.name, &partition.key, bookmark);
        let progress = pages.progress();
        self.records.messages.detail(&format!(
            "`{}`, partition `{}`: {} items in {} pages",
            plan.stream.name, partition.key, progress.items, progress.pages
        ));
        if progress.ended_short {
            self.records.messages.warning(&format!(
                "`{}`, partition `{}`: the server ended the list before its announced total",
                plan.stream.name, partition.key
            ));
        }
    }

    fn start_anew(&self, plan: &Plan, partition: &Partition, why: &str) {
        self.records.messages.note(&format!(
            "`{}`, partition `{}` starts over: {why}",
            plan.stream.name, partition.key
        ));
    }

    fn version(&self, plan: &Plan, partitions: &[&Partition]) -> Version {
        let mut bookmarks = Vec::new();
        for partition in partitions {
            bookmarks.push(self.state.bookmark(&plan.stream.name, &partition.key));
        }
        Version::next(&bookmarks, SystemTime::now())
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
        if totals.partial > 0 && self.settings.on_partial_error == OnPartialError::Keep {
            return Exit::PartialErrors;
        }
        Exit::Complete
    }
}

/// The values of a partition in the form of their columns.
fn context_of(partition: &Partition, columns: &[Property]) -> Context {
    let mut context = Map::new();
    for (name, value) in &partition.values {
        let name = column(name);
        let is_text = columns.iter().any(|column| {
            column.name == name && column.ty.shape == Shape::Scalar(ScalarShape::String)
        });
        let value = match value {
            Value::String(_) | Value::Null => value.clone(),
            value if is_text => value.to_string().into(),
            value => value.clone(),
        };
        context.insert(name, value);
    }
    context
}
