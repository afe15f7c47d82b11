//! The versions of lists that are read in full, and which rows the target may mark as deleted.

use std::time::SystemTime;

use super::Run;
use crate::tap::partition::StreamPartition;
use crate::tap::plan::StreamPlan;
use crate::tap::version::Version;

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
    /// `listed` are the partitions with records, `emptied` those that had rows and listed nothing.
    pub(super) fn end_version(
        &mut self,
        plan: &StreamPlan,
        version: Version,
        is_whole: bool,
        listed: &[&str],
        emptied: &[&str],
    ) {
        let is_of_nothing = listed.is_empty() || !emptied.is_empty();
        if !is_whole {
            self.keep_rows(
                plan,
                "this was no uninterrupted walk of the whole list; the next one marks them",
            );
        } else if is_of_nothing && !plan.stream.allow_empty {
            self.withhold(plan, listed, emptied);
        } else {
            let writer = &mut self.records.writer;
            writer.activate_version(&plan.stream.name, version.number);
            self.forget_rows(plan, emptied);
        }
    }

    /// Keeps the rows of a stream whose walk listed nothing, or nothing in partitions that had rows.
    fn withhold(&mut self, plan: &StreamPlan, listed: &[&str], emptied: &[&str]) {
        let mut place = String::new();
        if !listed.is_empty() {
            place = format!(" in partition `{}`", emptied.join("`, `"));
        }
        self.withholds |= !emptied.is_empty();
        self.keep_rows(
            plan,
            &format!(
                "the server listed nothing{place}; check the rights of the token and the filters of the query, or set \
                 `allow_empty` of the stream if the list is empty"
            ),
        );
    }

    /// Keeps in the state that the target has no rows of these partitions any more.
    fn forget_rows(&mut self, plan: &StreamPlan, emptied: &[&str]) {
        for key in emptied {
            let mut bookmark = self.state.bookmark(&plan.stream.name, key);
            bookmark.is_empty = true;
            self.state.set(&plan.stream.name, key, bookmark);
        }
    }

    /// Says why the target keeps rows that this walk did not list.
    fn keep_rows(&self, plan: &StreamPlan, why: &str) {
        self.records.messages.note(&format!(
            "`{}`: deleted rows are not marked, because {why}",
            plan.stream.name
        ));
    }
}
