//! The main loop of an export: receives, completes and writes pages, and saves checkpoints.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use graphql_paginate::{Checkpoint, Error, Page, Progress};
use serde_json::value::RawValue;

use super::api::Api;
use super::arguments::{ExportArgs, OnTruncation};
use super::checkpoint_file::{CheckpointFile, SavedRun};
use super::counts::Counts;
use super::nested::{FailedItem, NestedLists};
use super::outcome::{NextRun, Summary, report_of_run};
use super::page_stream::PageStream;
use super::preview::Preview;
use super::progress::ProgressDisplay;
use super::sink::Sink;
use super::summary_file::SummaryFile;
use super::whole_page::{PageData, whole_page};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::{LogFormat, Messages};
use crate::output::KeyTree;
use crate::signals::interrupted;
use crate::stdout::print;

/// How often the displayed progress is refreshed while waiting.
const REFRESH: Duration = Duration::from_millis(200);
/// The shortest time between two saved checkpoints: saving one can take longer than fetching a page. A killed run
/// repeats the work since the last one.
const SAVE_EVERY: Duration = Duration::from_millis(250);

/// A run in progress.
pub(super) struct Run<'a> {
    pub(super) sink: Sink,
    pub(super) checkpoint: Option<CheckpointFile>,
    /// Whether the output holds a page of this run.
    pub(super) has_begun: bool,
    pub(super) display: ProgressDisplay,
    pub(super) nested: Option<NestedLists>,
    /// The checkpoint after the last written page with the counts up to there, until it is saved.
    pub(super) unsaved: Option<(Checkpoint, Counts)>,
    pub(super) saved_at: Option<Instant>,
    pub(super) started: Instant,
    /// The counts of the runs that this one continues.
    pub(super) earlier: Counts,
    /// The same with those of this run, but for nested lists, which are counted where they are read.
    pub(super) counts: Counts,
    pub(super) whole_pages: bool,
    pub(super) preview: Option<Preview>,
    pub(super) is_backward: bool,
    /// The largest number of items, with those of earlier runs.
    pub(super) limit: Option<u64>,
    /// The response keys that items keep, if the sent document selects more.
    pub(super) kept_keys: Option<KeyTree>,
    pub(super) args: &'a ExportArgs,
    pub(super) summary: Option<&'a SummaryFile>,
    pub(super) api: Option<Api>,
    pub(super) messages: &'a Messages,
}

/// The next event of a walk.
enum Event<P> {
    Page(Option<Result<P, Error>>),
    Refresh,
    Interrupted,
}

/// What a walk had received when its last page was written: a later page, whose nested lists could not be read, is
/// not part of the output.
struct Written {
    items: u64,
    pages: u64,
    /// The items with those of earlier runs, if a run can continue from there.
    in_all: Option<u64>,
}

impl Written {
    fn of<P: PageStream>(pages: &P) -> Self {
        let progress = pages.progress();
        Self {
            items: progress.items,
            pages: progress.pages,
            in_all: pages.checkpoint().map(|checkpoint| checkpoint.items()),
        }
    }
}

impl Run<'_> {
    /// Walks to the end of the list, or until the run stops.
    pub(super) async fn walk<P: PageStream>(mut self, mut pages: P) -> Result<Exit, Failure> {
        let mut interrupt = std::pin::pin!(interrupted());
        // The numbers of the pages continue those of earlier runs.
        let (mut number, mut written) = (self.earlier.pages, Written::of(&pages));
        let ended = loop {
            let event = tokio::select! {
                biased;
                () = &mut interrupt => Event::Interrupted,
                page = pages.next() => Event::Page(page),
                () = tokio::time::sleep(REFRESH), if self.display.is_shown() => Event::Refresh,
            };
            match event {
                Event::Refresh => {}
                Event::Interrupted => break Err(None),
                Event::Page(None) => break Ok(()),
                Event::Page(Some(Err(error))) => break Err(Some(error)),
                Event::Page(Some(Ok(mut page))) => {
                    let progress = pages.progress();
                    number += 1;
                    let completed = tokio::select! {
                        biased;
                        () = &mut interrupt => break Err(None),
                        completed = self.complete(&mut page.items, &progress) => completed,
                    };
                    let failed = match completed {
                        Ok(failed) => failed,
                        Err(error) => break Err(Some(error)),
                    };
                    let kept = self.keep(page, failed, number, pages.checkpoint());
                    if let Err(failure) = kept {
                        self.display.finish();
                        return Err(failure);
                    }
                    written = Written::of(&pages);
                }
            }
            self.display
                .update(&pages.progress(), self.started.elapsed());
        };
        self.display
            .update(&pages.progress(), self.started.elapsed());
        self.display.finish();
        self.warn_of_null_items();
        self.warn_of_absent_fields();
        let (exit, error) = self.exit(&ended, &pages.progress());
        let mut is_discarded = false;
        if ended.is_ok() {
            self.begin()?;
            self.sink.finish()?;
            if let Some(file) = &self.checkpoint {
                file.remove()?;
            }
        } else {
            self.save()?;
            is_discarded = self.sink.discard();
        }
        let mut progress = pages.progress();
        progress.requests += self.nested_requests();
        progress.items = written.items;
        progress.pages = written.pages;
        progress.items -= self.counts.dropped - self.earlier.dropped;
        let summary = Summary {
            exit,
            error,
            is_discarded,
            next_run: self.next_run(),
            limit: self.limit,
            is_untouched: self.sink.is_untouched(),
            items_in_all: match written.in_all {
                Some(items) => items - self.counts.dropped,
                None => progress.items,
            },
            counts: self.counts_so_far(),
            elapsed: self.started.elapsed(),
            output: self.sink.name(),
            progress,
        };
        self.tell(&summary)?;
        Ok(exit)
    }

    /// The exit code, and the message of the error that ended the walk.
    fn exit(
        &self,
        ended: &Result<(), Option<Error>>,
        progress: &Progress,
    ) -> (Exit, Option<String>) {
        match ended {
            Ok(()) => (self.exit_at_the_end(progress), None),
            Err(None) => (Exit::Interrupted, None),
            Err(Some(error)) => {
                let report = report_of_run(error, self.api, self.next_run());
                self.messages.failure(&report);
                (report.exit, Some(report.message))
            }
        }
    }

    /// How a next run continues this one.
    fn next_run(&self) -> NextRun {
        if self.checkpoint.is_none() {
            NextRun::StartsAnew
        } else if self.args.run.restart && self.has_begun {
            NextRun::WithoutRestart
        } else if self.args.run.restart {
            NextRun::StartsAnew
        } else {
            NextRun::Continues
        }
    }

    fn exit_at_the_end(&self, progress: &Progress) -> Exit {
        if progress.ended_short {
            self.messages
                .warning("the server ended the list before its announced total");
        }
        self.warn_of_cut_lists();
        if (progress.ended_short || self.cut_lists() > 0)
            && self.args.run.on_truncation == OnTruncation::Fail
        {
            Exit::Truncated
        } else if self.counts.partial_pages > 0 {
            Exit::PartialErrors
        } else {
            Exit::Complete
        }
    }

    /// Takes the place of earlier runs, now that this one has something to keep.
    fn begin(&mut self) -> Result<(), Failure> {
        if self.has_begun {
            return Ok(());
        }
        self.has_begun = true;
        if let (Some(file), true) = (&self.checkpoint, self.args.run.restart) {
            // It is about the output that the next line empties.
            file.remove()?;
        }
        self.sink.begin()
    }

    /// Writes a page and keeps the checkpoint after it.
    fn keep<D: PageData>(
        &mut self,
        mut page: Page<Box<RawValue>, D>,
        failed: Vec<FailedItem>,
        number: u64,
        checkpoint: Option<Checkpoint>,
    ) -> Result<(), Failure> {
        if checkpoint.is_none() {
            // The last checkpoint is that of the output without this page.
            self.save()?;
        }
        self.leave_out(&mut page.items, failed, number);
        if let Some(nested) = &mut self.nested {
            let (errors, null_items) = nested.count_page();
            page.errors.extend(errors);
            page.null_items += null_items;
        }
        self.write(page, number)?;
        self.counts.pages = number;
        match checkpoint {
            Some(checkpoint) => self.remember(checkpoint),
            None => Ok(()),
        }
    }

    /// Removes the items whose nested lists could not be read, each with a warning.
    fn leave_out(&mut self, items: &mut Vec<Box<RawValue>>, failed: Vec<FailedItem>, number: u64) {
        let mut indices = BTreeSet::new();
        for failed in failed {
            if indices.insert(failed.index) {
                self.warn_of_failed_item(&items[failed.index], &failed, number);
            }
        }
        if !indices.is_empty() {
            self.counts.partial_pages += 1;
        }
        for index in indices.into_iter().rev() {
            items.remove(index);
            self.counts.skipped_items += 1;
            self.counts.dropped += 1;
        }
    }

    /// Completes the lists inside the items and refreshes the progress meanwhile. Returns the items to leave out.
    async fn complete(
        &mut self,
        items: &mut [Box<RawValue>],
        progress: &Progress,
    ) -> Result<Vec<FailedItem>, Error> {
        let Self {
            nested, display, ..
        } = self;
        let Some(nested) = nested else {
            return Ok(Vec::new());
        };
        let mut completion = std::pin::pin!(nested.complete(items));
        loop {
            tokio::select! {
                completed = &mut completion => return completed,
                () = tokio::time::sleep(REFRESH), if display.is_shown() => {}
            }
            display.update(progress, self.started.elapsed());
        }
    }

    fn nested_requests(&self) -> u64 {
        match &self.nested {
            Some(nested) => nested.requests(),
            None => 0,
        }
    }

    /// Nested lists with missing items, including those of earlier runs.
    fn cut_lists(&self) -> u64 {
        match &self.nested {
            Some(nested) => self.earlier.cut_lists + nested.cut_lists(),
            None => self.earlier.cut_lists,
        }
    }

    fn counts_so_far(&self) -> Counts {
        Counts {
            cut_lists: self.cut_lists(),
            ..self.counts
        }
    }

    fn write<D: PageData>(
        &mut self,
        mut page: Page<Box<RawValue>, D>,
        number: u64,
    ) -> Result<(), Failure> {
        let left_out = self.warn_of_errors(&page.errors, number);
        self.counts.null_items += (page.null_items as u64).saturating_sub(left_out);
        if let Some(keys) = &self.kept_keys {
            for item in &mut page.items {
                *item = keys.prune(item);
            }
        }
        if self.whole_pages {
            return self.put(vec![whole_page(page, number)]);
        }
        if self.is_backward {
            page.items.reverse();
        }
        if let Some(preview) = &mut self.preview {
            preview.cut(&mut page.items);
        }
        self.put(page.items)
    }

    fn put(&mut self, items: Vec<Box<RawValue>>) -> Result<(), Failure> {
        self.sink.encode(items)?;
        self.begin()?;
        let Self { sink, display, .. } = self;
        display.suspended(|| sink.write())
    }

    /// Keeps the checkpoint after a written page, and saves it if the last save is long enough ago.
    fn remember(&mut self, checkpoint: Checkpoint) -> Result<(), Failure> {
        if self.checkpoint.is_none() {
            return Ok(());
        }
        self.unsaved = Some((checkpoint, self.counts_so_far()));
        match self.saved_at {
            Some(time) if time.elapsed() < SAVE_EVERY => Ok(()),
            _ => self.save(),
        }
    }

    /// Syncs the output to disk, then saves the checkpoint.
    fn save(&mut self) -> Result<(), Failure> {
        if let Some(file) = &self.checkpoint
            && let Some((checkpoint, counts)) = self.unsaved.take()
            && let Some(output) = self.sink.sync()?
        {
            file.save(&SavedRun {
                checkpoint,
                output,
                counts,
            })?;
            self.saved_at = Some(Instant::now());
        }
        Ok(())
    }

    fn tell(&self, summary: &Summary) -> Result<(), Failure> {
        let fields = summary.fields();
        match &self.preview {
            // This line is part of the table, whatever messages are enabled: the table must not look complete.
            Some(preview) if summary.exit == Exit::Complete => {
                print(&format!("{}\n", preview.text(&summary.progress)))?;
                if self.messages.format == LogFormat::Json {
                    self.messages.summary(&summary.text(), &fields);
                }
            }
            _ => self.messages.summary(&summary.text(), &fields),
        }
        match self.summary {
            Some(file) => file.append(&fields),
            None => Ok(()),
        }
    }
}
