//! The bookmark that a walk begins with.

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
        let scope = Scope::new(self.records.plans, index);
        if let Some(why) = lack(plan, &bookmark, &scope) {
            self.start_anew(plan, partition, &why);
            bookmark = bookmark.with_version(number);
        }
        if number.is_some() && bookmark.done {
            return None;
        }
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

/// Why the target lacks records of what was read up to the bookmark; `None` if it lacks none.
fn lack(plan: &StreamPlan, bookmark: &Bookmark, scope: &Scope) -> Option<String> {
    if !bookmark.has_progress() {
        return None;
    }
    match bookmark.scope.as_deref().and_then(Scope::parse) {
        Some(known) => scope.lack_in(&known),
        // The state of an earlier version. The checkpoint of a list alone belongs to one query.
        None if plan.children.is_empty() && plan.stream.replication != Replication::Since => None,
        None => Some("its state does not say what was read".to_owned()),
    }
}
