//! The main loop of an export: receives, completes and writes pages, and saves checkpoints.

mod checkpoint_saver;
mod ending;
mod warnings;
mod write_watch;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use graphql_paginate::{Checkpoint, Error, Page, Progress};
use serde_json::value::RawValue;

use self::checkpoint_saver::{CheckpointSaver, SavedCounts};
use self::ending::WalkEnd;
use self::write_watch::WriteWatch;
use super::api::Api;
use super::arguments::ExportArgs;
use super::counts::Counts;
use super::earlier_run::EarlierRun;
use super::page_stream::PageStream;
use super::preview::Preview;
use super::progress::ProgressDisplay;
use super::sink::Sink;
use super::summary_file::SummaryFile;
use super::whole_page::{PageData, whole_page};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::lists::{CutLists, FailedItem, IncompleteLists, NestedLists, NotChosen, cut_lists};
use crate::messages::Messages;
use crate::output::KeyTree;
use crate::signals::interrupted;

/// How often the displayed progress is refreshed while waiting.
const REFRESH: Duration = Duration::from_millis(200);

/// The settings of an export.
pub(super) struct ExportSettings<'a> {
    pub(super) args: &'a ExportArgs,
    pub(super) api: Option<Api>,
    /// Whether the data is made up.
    pub(super) on_sandbox: bool,
    pub(super) summary: Option<&'a SummaryFile>,
    pub(super) messages: &'a Messages,
    /// Whether a page is written as one value, with everything that came beside its items.
    pub(super) whole_pages: bool,
    pub(super) is_backward: bool,
    /// The response keys that items keep, if the sent document selects more.
    pub(super) kept_keys: Option<KeyTree>,
}

/// What the items of a page pass through, in this order.
pub(super) struct Pipeline {
    pub(super) nested: Option<NestedLists>,
    /// The nested lists that are counted alone.
    pub(super) not_chosen: NotChosen,
    pub(super) preview: Option<Preview>,
    pub(super) sink: Sink,
}

/// A run in progress.
pub(super) struct Run<'a> {
    settings: ExportSettings<'a>,
    pipeline: Pipeline,
    checkpoint: CheckpointSaver,
    display: ProgressDisplay,
    watch: WriteWatch,
    started: Instant,
    /// Whether the output holds a page of this run.
    has_begun: bool,
    /// The counts of the runs that this one continues.
    earlier: Counts,
    /// The same with those of this run, but for nested lists, which are counted where they are read.
    counts: Counts,
    /// Lists inside the items of this run that the library counted without reading them further.
    truncated: CutLists,
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

impl<'a> Run<'a> {
    /// A run that has not begun.
    pub(super) fn new(
        settings: ExportSettings<'a>,
        mut pipeline: Pipeline,
        earlier: EarlierRun,
    ) -> Self {
        let counts = earlier.counts();
        if let (Some(nested), Some(saved)) = (&mut pipeline.nested, earlier.saved()) {
            nested.add_unknown(&saved.unknown_lists);
        }
        Self {
            display: ProgressDisplay::new(settings.messages),
            watch: WriteWatch::new(settings.messages),
            settings,
            pipeline,
            checkpoint: CheckpointSaver::new(earlier.file, earlier.lock),
            started: Instant::now(),
            has_begun: false,
            earlier: counts,
            counts,
            truncated: CutLists::default(),
        }
    }

    /// Walks to the end of the list, or until the run stops.
    pub(super) async fn walk<P: PageStream>(mut self, mut pages: P) -> Result<Exit, Failure> {
        let mut written = Written::of(&pages);
        let end = self.write_pages(&mut pages, &mut written).await;
        let progress = pages.progress();
        if end.is_ok() {
            self.display.update(&progress, self.started.elapsed());
        }
        self.display.finish();
        self.end(&end?, progress, &written)
    }

    /// Writes page after page; returns why there are no more.
    async fn write_pages<P: PageStream>(
        &mut self,
        pages: &mut P,
        written: &mut Written,
    ) -> Result<WalkEnd, Failure> {
        let mut interrupt = std::pin::pin!(interrupted());
        loop {
            let event = tokio::select! {
                biased;
                () = &mut interrupt => Event::Interrupted,
                page = pages.next() => Event::Page(page),
                () = tokio::time::sleep(REFRESH), if self.display.is_shown() => Event::Refresh,
            };
            match event {
                Event::Refresh => {}
                Event::Interrupted => return Ok(WalkEnd::Interrupted),
                Event::Page(None) => return Ok(WalkEnd::EndOfList),
                Event::Page(Some(Err(error))) => return Ok(WalkEnd::Error(error)),
                Event::Page(Some(Ok(mut page))) => {
                    let progress = pages.progress();
                    let completed = tokio::select! {
                        biased;
                        () = &mut interrupt => return Ok(WalkEnd::Interrupted),
                        completed = self.complete(&mut page.items, &progress) => completed,
                    };
                    let failed = match completed {
                        Ok(failed) => failed,
                        Err(error) => return Ok(WalkEnd::Error(error)),
                    };
                    self.write_page(page, failed, pages.checkpoint())?;
                    *written = Written::of(pages);
                }
            }
            self.display
                .update(&pages.progress(), self.started.elapsed());
        }
    }

    /// Completes the lists inside the items and refreshes the progress meanwhile. Returns the items to leave out.
    async fn complete(
        &mut self,
        items: &mut [Box<RawValue>],
        progress: &Progress,
    ) -> Result<Vec<FailedItem>, Error> {
        let Some(nested) = &mut self.pipeline.nested else {
            return Ok(Vec::new());
        };
        let display = &mut self.display;
        let mut completion = std::pin::pin!(nested.complete(items));
        loop {
            tokio::select! {
                completed = &mut completion => return completed,
                () = tokio::time::sleep(REFRESH), if display.is_shown() => {}
            }
            display.update(progress, self.started.elapsed());
        }
    }

    /// Writes a page and keeps the checkpoint after it.
    fn write_page<D: PageData>(
        &mut self,
        mut page: Page<Box<RawValue>, D>,
        failed: Vec<FailedItem>,
        checkpoint: Option<Checkpoint>,
    ) -> Result<(), Failure> {
        if checkpoint.is_none() {
            // The last checkpoint is that of the output without this page.
            self.checkpoint.save(&mut self.pipeline.sink)?;
        }
        // The numbers of the pages continue those of earlier runs.
        let number = self.counts.pages + 1;
        self.leave_out(&mut page.items, failed, number);
        let truncated = CutLists::of_page(&page.truncated);
        if let Some(nested) = &mut self.pipeline.nested {
            let (errors, null_items) = nested.count_page();
            page.errors.extend(errors);
            page.null_items += null_items;
        }
        self.write_items(page, number)?;
        self.counts.pages = number;
        self.truncated.add_all(&truncated);
        let Some(checkpoint) = checkpoint else {
            return Ok(());
        };
        let saved = SavedCounts {
            counts: self.counts_so_far(),
            unknown_lists: match &self.pipeline.nested {
                Some(nested) => nested.unknown(),
                None => Vec::new(),
            },
        };
        self.checkpoint
            .keep(checkpoint, saved, &mut self.pipeline.sink)
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

    fn write_items<D: PageData>(
        &mut self,
        mut page: Page<Box<RawValue>, D>,
        number: u64,
    ) -> Result<(), Failure> {
        let left_out = self.warn_of_errors(&page.errors, number);
        self.counts.null_items += (page.null_items as u64).saturating_sub(left_out);
        if let Some(keys) = &self.settings.kept_keys {
            for item in &mut page.items {
                *item = keys.prune(item);
            }
        }
        if self.settings.whole_pages {
            return self.write(vec![whole_page(page, number)]);
        }
        if self.settings.is_backward {
            page.items.reverse();
        }
        if let Some(preview) = &mut self.pipeline.preview {
            preview.cut(&mut page.items);
        }
        self.write(page.items)
    }

    fn write(&mut self, values: Vec<Box<RawValue>>) -> Result<(), Failure> {
        self.pipeline.sink.encode(values)?;
        self.begin()?;
        let sink = &mut self.pipeline.sink;
        self.display
            .suspended(|| self.watch.during(|| sink.write()))
    }

    /// Takes the place of earlier runs, now that this one has something to keep.
    fn begin(&mut self) -> Result<(), Failure> {
        if self.has_begun {
            return Ok(());
        }
        self.has_begun = true;
        if self.settings.args.run.restart {
            // The checkpoint is about the output that the next line empties.
            self.checkpoint.remove()?;
        }
        self.pipeline.sink.begin()
    }

    fn nested_requests(&self) -> u64 {
        match &self.pipeline.nested {
            Some(nested) => nested.requests(),
            None => 0,
        }
    }

    /// The nested lists of this run that lack items or may lack some: those that should be complete, and those that
    /// `--nested` does not choose.
    fn incomplete_lists(&self) -> (Vec<IncompleteLists>, Vec<IncompleteLists>) {
        let mut incomplete = self.truncated.unread();
        if let Some(nested) = &self.pipeline.nested {
            incomplete.extend(nested.incomplete());
        }
        let not_chosen = self.pipeline.not_chosen.split_off(&mut incomplete);
        (incomplete, not_chosen)
    }

    /// The counts with the nested lists, including those of earlier runs.
    fn counts_so_far(&self) -> Counts {
        let (_, not_chosen) = self.incomplete_lists();
        let not_chosen = cut_lists(&not_chosen);
        let nested = match &self.pipeline.nested {
            Some(nested) => nested.cut_lists(),
            None => 0,
        };
        Counts {
            cut_lists: self.earlier.cut_lists + self.truncated.total() + nested - not_chosen,
            lists_not_chosen: self.earlier.lists_not_chosen + not_chosen,
            ..self.counts
        }
    }
}
