//! The versions of lists that are read in full, and which rows the target may mark as deleted.

use std::time::SystemTime;

use super::Run;
use crate::tap::partition::StreamPartition;
use crate::tap::plan::StreamPlan;
use crate::tap::state::Rows;
use crate::tap::version::Version;

/// The partitions of a walk by what the server listed.
#[derive(Default)]
pub(super) struct SeenPartitions<'p> {
    has_records: bool,
    /// Those that listed nothing although the target has rows of them.
    emptied: Vec<&'p str>,
    /// Those that listed nothing, and of which the target may have rows.
    maybe_emptied: Vec<&'p str>,
}

impl<'p> SeenPartitions<'p> {
    /// Adds a partition of which the target had these rows, and that has listed so many records.
    pub(super) fn add(&mut self, partition: &'p StreamPartition, rows: Rows, records: u64) {
        if records > 0 {
            self.has_records = true;
            return;
        }
        match rows {
            Rows::Some => self.emptied.push(&partition.key),
            Rows::Unknown => self.maybe_emptied.push(&partition.key),
            Rows::None => {}
        }
    }

    /// Those that have listed nothing, unless the target has no rows of them.
    fn without_records(&self) -> Vec<&'p str> {
        [&self.emptied[..], &self.maybe_emptied].concat()
    }
}

impl Run<'_> {
    /// The version of this run's walk.
    pub(super) fn version(&self, plan: &StreamPlan, partitions: &[&StreamPartition]) -> Version {
        let mut bookmarks = Vec::new();
        for partition in partitions {
            bookmarks.push(self.bookmark_of(plan, partition));
        }
        Version::next(&bookmarks, SystemTime::now())
    }

    /// Keeps in the state that the walk has been through all partitions.
    pub(super) fn finish(&mut self, plan: &StreamPlan, partitions: &[&StreamPartition]) {
        for partition in partitions {
            let mut bookmark = self.bookmark_of(plan, partition);
            bookmark.finished = true;
            self.state.set(&plan.stream.name, &partition.key, bookmark);
        }
    }

    /// Lets the target mark rows of earlier versions as deleted, if this walk shows that the server no longer lists them.
    pub(super) fn end_version(
        &mut self,
        plan: &StreamPlan,
        version: Version,
        is_whole: bool,
        seen: &SeenPartitions<'_>,
    ) {
        let is_of_nothing = !seen.has_records || !seen.without_records().is_empty();
        if !is_whole {
            self.keep_rows(
                plan,
                "this was no uninterrupted walk of the whole list; the next one marks them",
            );
        } else if is_of_nothing && !plan.stream.allow_empty {
            self.withhold(plan, seen);
        } else {
            let writer = &mut self.records.writer;
            writer.activate_version(&plan.stream.name, version.number);
            self.forget_rows(plan, &seen.without_records());
            self.forget_removed(plan);
        }
    }

    /// Keeps the rows of a stream whose walk listed nothing, or nothing in partitions that had rows.
    fn withhold(&mut self, plan: &StreamPlan, seen: &SeenPartitions<'_>) {
        let mut place = String::new();
        if seen.has_records {
            let partitions = seen.without_records();
            place = format!(" in partition `{}`", partitions.join("`, `"));
        }
        // Where it is unknown whether there are rows, there may be nothing to keep.
        self.withholds |= !seen.emptied.is_empty();
        self.keep_rows(
            plan,
            &format!(
                "the server listed nothing{place}; check the rights of the token and the filters of the query, or set \
                 `allow_empty` of the stream if the list is empty"
            ),
        );
    }

    /// Keeps in the state that the target has no rows of these partitions any more.
    fn forget_rows(&mut self, plan: &StreamPlan, partitions: &[&str]) {
        for key in partitions {
            let mut bookmark = self.state.bookmark(&plan.stream.name, key);
            bookmark.is_empty = Some(true);
            self.state.set(&plan.stream.name, key, bookmark);
        }
    }

    /// Names the partitions that the config no longer has, whose rows the target now marks, too.
    fn forget_removed(&mut self, plan: &StreamPlan) {
        let stream = &plan.stream;
        let mut removed = self.state.partitions_with_rows(&stream.name);
        removed.retain(|key| stream.partitions.iter().all(|known| known.key != *key));
        if removed.is_empty() {
            return;
        }
        self.records.messages.warning(&format!(
            "`{}`: rows are marked as deleted whose partition the config no longer has: `{}`",
            stream.name,
            removed.join("`, `")
        ));
        let removed: Vec<&str> = removed.iter().map(String::as_str).collect();
        self.forget_rows(plan, &removed);
    }

    /// Says why the target keeps rows that this walk did not list.
    fn keep_rows(&self, plan: &StreamPlan, why: &str) {
        self.records.messages.note(&format!(
            "`{}`: deleted rows are not marked, because {why}",
            plan.stream.name
        ));
    }
}
