//! The bookmark that a walk begins with.

use graphql_paginate::Checkpoint;
use graphql_paginate_sync::Overlap;

use super::Run;
use crate::tap::definition::Replication;
use crate::tap::partition::StreamPartition;
use crate::tap::plan::StreamPlan;
use crate::tap::scope::Scope;
use crate::tap::state::Bookmark;
use crate::tap::version::Version;

impl Run<'_> {
    /// The state that a partition is walked from, with what the walk reads; `None` if it has been walked to its end in this
    /// version.
    pub(super) fn bookmark(
        &self,
        index: usize,
        partition: &StreamPartition,
        version: Option<Version>,
    ) -> Option<Bookmark> {
        let plan = &self.records.plans[index];
        let number = version.map(|version| version.number);
        let mut bookmark = self.bookmark_of(plan, partition);
        if number.is_some() && bookmark.version != number {
            bookmark = bookmark.with_version(number);
        }
        let settings = &self.settings;
        let start_date = settings.start_date.as_deref();
        let mut scope = Scope::new(self.records.plans, index, &settings.server, start_date);
        if bookmark.has_progress() {
            let known = bookmark.scope.as_deref().and_then(Scope::parse);
            if let Some(why) = lack(plan, &scope, known.as_ref()) {
                self.start_anew(plan, partition, &why);
                bookmark = bookmark.with_version(number);
            } else if let Some(known) = known {
                scope = scope.continuing(known);
            }
        }
        if number.is_some() && bookmark.done {
            return None;
        }
        bookmark.count_rows(0);
        bookmark.scope = Some(scope.text());
        Some(bookmark)
    }

    /// Says that a partition is read from the start.
    pub(super) fn start_anew(&self, plan: &StreamPlan, partition: &StreamPartition, why: &str) {
        self.records.messages.note(&format!(
            "`{}`, partition `{}` starts over: {why}",
            plan.stream.name, partition.key
        ));
    }
}

/// Why the target lacks records of what was read in the `known` scope; `None` if it lacks none.
fn lack(plan: &StreamPlan, scope: &Scope, known: Option<&Scope>) -> Option<String> {
    match known {
        Some(known) => scope.lack_in(known),
        // The state of an earlier version. The checkpoint of a list alone belongs to one query.
        None if plan.children.is_empty() && plan.stream.replication != Replication::Since => None,
        None => Some("its state does not say what was read".to_owned()),
    }
}

/// The items that a walk, which continues at `resume`, shares with the one before.
///
/// Other walks than those of changes by cursor continue only if they were interrupted, which loses no item.
pub(super) fn overlap(
    replication: Replication,
    bookmark: &Bookmark,
    resume: Option<&Checkpoint>,
) -> Overlap {
    let Some(resume) = resume.filter(|_| replication == Replication::Cursor) else {
        return Overlap::default();
    };
    let saved = bookmark.overlap.as_deref();
    match saved.and_then(|text| serde_json::from_str(text).ok()) {
        Some(overlap) => overlap,
        // The state of an earlier version, at the begin of a walk.
        None if bookmark.last_items.is_none() => Overlap::unknown(resume),
        None => Overlap::default(),
    }
}
