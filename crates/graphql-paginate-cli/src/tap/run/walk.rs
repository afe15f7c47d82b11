//! The walk of a partition: from its bookmark, page by page, to the state that the next run starts from.

use graphql_paginate::{Checkpoint, ErrorKind};
use graphql_paginate_sync::{LastPages, Overlap};
use jiff::Timestamp;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::Run;
use super::begin::overlap;
use crate::export::TOTAL_FELL;
use crate::failure::Failure;
use crate::fnv::fnv1a;
use crate::tap::client::{ListPages, WalkSettings};
use crate::tap::definition::Replication;
use crate::tap::item_type::{FieldShape, Property, ScalarShape};
use crate::tap::partition::{StreamPartition, column};
use crate::tap::plan::StreamPlan;
use crate::tap::records::{Context, Stop};
use crate::tap::rfc3339::utc_before;
use crate::tap::state::Bookmark;
use crate::tap::version::Version;

/// The start of a list in order of change if there is no `start_date`.
const BEGINNING: &str = "1970-01-01T00:00:00Z";

/// The walk of a partition that begins at a place in its list, or at its start.
struct Walk<'a> {
    /// The stream.
    index: usize,
    partition: &'a StreamPartition,
    /// The version of the rows.
    number: Option<i64>,
    resume: Option<Checkpoint>,
}

/// The place of a walk in its list.
struct Place {
    bookmark: Bookmark,
    last: LastPages,
    /// The last place before which nothing is missing; `None` for the start of the list.
    safe: Option<Checkpoint>,
    overlap: Overlap,
    /// The number of items on the last page.
    items: usize,
}

impl Place {
    /// That of a walk that continues at `resume`.
    fn new(replication: Replication, bookmark: Bookmark, resume: Option<&Checkpoint>) -> Self {
        Self {
            last: bookmark.last_pages(resume.cloned()),
            safe: bookmark.safe_place(resume.cloned()),
            overlap: overlap(replication, &bookmark, resume),
            items: 0,
            bookmark,
        }
    }

    /// Counts the items of a page that is not written yet.
    fn receive(&mut self, items: &[Box<RawValue>]) {
        self.items = items.len();
        for item in items {
            self.overlap.receive(short_hash(item.get()));
        }
    }

    /// Moves to the end of the page, which is written.
    fn pass(&mut self, pages: &ListPages, has_gaps: bool, replication: Replication) {
        let checkpoint = pages.checkpoint();
        let bookmark = &mut self.bookmark;
        if has_gaps {
            bookmark.set_gap_after(self.safe.as_ref());
        } else if !bookmark.has_gaps {
            self.safe = Some(checkpoint.clone());
        }
        bookmark.count_rows(self.items);
        bookmark.begin_by_server(pages.progress().server_time);
        bookmark.set_checkpoint(&checkpoint);
        self.last.pass(checkpoint, self.items);
        if replication == Replication::Cursor {
            bookmark.set_last_pages(&self.last);
            bookmark.overlap = Some(text_of(&self.overlap));
        }
    }
}

impl Run<'_> {
    /// Walks the list of a partition from where the last run ended.
    pub(super) async fn partition(
        &mut self,
        index: usize,
        partition: &StreamPartition,
        version: Option<Version>,
    ) -> Result<(), Stop> {
        let plans = self.records.plans;
        let plan = &plans[index];
        let Some(mut bookmark) = self.bookmark(index, partition, version) else {
            return Ok(());
        };
        let resume = bookmark.resume();
        if resume.is_none() && bookmark.checkpoint.take().is_some() {
            self.start_anew(plan, partition, "its checkpoint is damaged");
        }
        let mut pages = self.open(plan, partition, &mut bookmark, resume.clone())?;
        let mut walk = Walk {
            index,
            partition,
            number: version.map(|version| version.number),
            resume,
        };
        let mut ended = self.write_pages(&walk, bookmark, &mut pages).await;
        if let Ok(skipped) = &ended
            && skipped.overlap.is_missing(walk.resume.as_ref())
        {
            self.start_anew(plan, partition, Overlap::WHY_MISSING);
            self.records.count_requests(&pages);
            let mut bookmark = skipped.bookmark.started_over();
            walk.resume = None;
            pages = self.open(plan, partition, &mut bookmark, None)?;
            ended = self.write_pages(&walk, bookmark, &mut pages).await;
        }
        // Also those of a walk that failed.
        self.records.count(&pages);
        self.end(plan, partition, ended?, &pages);
        self.records.writer.changed_state(&self.state)?;
        Ok(())
    }

    /// Writes page after page to the end of the list.
    async fn write_pages(
        &mut self,
        walk: &Walk<'_>,
        bookmark: Bookmark,
        pages: &mut ListPages,
    ) -> Result<Place, Stop> {
        let plans = self.records.plans;
        let (plan, partition) = (&plans[walk.index], walk.partition);
        let context = context_of(partition, &plan.stream.context);
        let mut resume = walk.resume.clone();
        let mut place = Place::new(plan.stream.replication, bookmark, resume.as_ref());
        loop {
            let page = match self.records.next(pages).await {
                Err(Stop::Error(error))
                    if resume.is_some() && matches!(error.kind(), ErrorKind::Checkpoint { .. }) =>
                {
                    resume = None;
                    self.start_anew(plan, partition, &error.to_string());
                    let mut bookmark = place.bookmark.started_over();
                    *pages = self.open(plan, partition, &mut bookmark, None)?;
                    place = Place::new(plan.stream.replication, bookmark, None);
                    continue;
                }
                page => page?,
            };
            let Some(page) = page else {
                return Ok(place);
            };
            place.receive(&page.items);
            let on_truncation = self.settings.on_truncation;
            let gaps = self.records.totals.gaps(on_truncation);
            let newest = self
                .records
                .write(walk.index, page, &context, walk.number)
                .await?;
            // Child streams and the lists inside the items count: their parents do not change again for them.
            let has_gaps = self.records.totals.gaps(on_truncation) > gaps;
            place.bookmark.see(newest);
            place.pass(pages, has_gaps, plan.stream.replication);
            let bookmark = place.bookmark.clone();
            self.state.set(&plan.stream.name, &partition.key, bookmark);
            self.records.writer.changed_state(&self.state)?;
        }
    }

    /// Opens the walk of a partition; a new walk sets its filter.
    fn open(
        &self,
        plan: &StreamPlan,
        partition: &StreamPartition,
        bookmark: &mut Bookmark,
        resume: Option<Checkpoint>,
    ) -> Result<ListPages, Failure> {
        let stream = &plan.stream;
        let start = self.settings.start_date.clone();
        if resume.is_none() {
            bookmark.forget_gaps();
        }
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
        self.records.client.pages(
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
        plan: &StreamPlan,
        partition: &StreamPartition,
        ended: Place,
        pages: &ListPages,
    ) {
        let mut bookmark = ended.bookmark;
        bookmark.last_items = None;
        match plan.stream.replication {
            // Records have keys, so a target replaces those that it receives again.
            Replication::Cursor => {
                bookmark.overlap = Some(text_of(&ended.overlap.next()));
                if bookmark.end_in_order(&ended.last, &pages.checkpoint()) {
                    self.note_gaps(plan, partition, "what follows the first gap");
                }
            }
            Replication::Since => {
                bookmark.checkpoint = None;
                let progress = pages.progress();
                bookmark.has_gaps |= progress.ended_short || progress.total_fell;
                if bookmark.has_gaps {
                    self.note_gaps(plan, partition, "these changes");
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
        if progress.total_fell {
            self.records.messages.warning(&format!(
                "`{}`, partition `{}`: {TOTAL_FELL}",
                plan.stream.name, partition.key
            ));
        }
    }

    fn note_gaps(&self, plan: &StreamPlan, partition: &StreamPartition, again: &str) {
        self.records.messages.note(&format!(
            "`{}`, partition `{}`: the next run reads {again} again, because something is missing",
            plan.stream.name, partition.key
        ));
    }
}

/// 32 bits of a hash.
fn short_hash(text: &str) -> u32 {
    let hash = fnv1a(text.as_bytes());
    (hash ^ (hash >> 32)) as u32
}

fn text_of(overlap: &Overlap) -> String {
    serde_json::to_string(overlap).expect("text is JSON")
}

/// The values of a partition in the form of their columns.
fn context_of(partition: &StreamPartition, columns: &[Property]) -> Context {
    let mut context = Map::new();
    for (name, value) in &partition.values {
        let name = column(name);
        let is_text = columns.iter().any(|column| {
            column.name == name && column.ty.shape == FieldShape::Scalar(ScalarShape::String)
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
