//! The sizes of lists, and the changes to pull requests since the start.

use std::collections::{BTreeMap, BTreeSet};

use super::dates::latest_update;
use super::time::{MINUTE, Seconds};
use crate::change::Change;
use crate::graphql::{Object, seed};
use crate::settings::{Absences, ConnectionSizes, Settings};

#[derive(Debug, Clone)]
pub(super) struct Data {
    pub(super) sizes: ConnectionSizes,
    pub(super) absences: Absences,
    /// The numbers of inserted pull requests, ascending.
    inserted: Vec<usize>,
    deleted: BTreeSet<usize>,
    updated: BTreeMap<usize, Seconds>,
}

impl Data {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            sizes: settings.sizes.clone(),
            absences: settings.absences.clone(),
            inserted: vec![],
            deleted: BTreeSet::new(),
            updated: BTreeMap::new(),
        }
    }

    /// The data after a change. Numbers are those of a repository that is not itself in a list.
    pub(super) fn changed(&self, change: Change) -> Self {
        let mut changed = self.clone();
        let (pull_requests, issues) = (self.size("pullRequests"), self.size("issues"));
        let latest = self
            .updated
            .values()
            .copied()
            .max()
            .unwrap_or(latest_update(pull_requests));
        let known = |number: i64| {
            usize::try_from(number)
                .ok()
                .filter(|number| self.has_pull_request(pull_requests, *number))
        };
        match change {
            Change::Insert => {
                let number = pull_requests + issues + self.inserted.len() + 1;
                changed.inserted.push(number);
                changed.updated.insert(number, latest + MINUTE);
            }
            Change::Update(number) => {
                changed
                    .updated
                    .extend(known(number).map(|number| (number, latest + MINUTE)));
            }
            Change::Delete(number) => changed.deleted.extend(known(number)),
            _ => {}
        }
        changed
    }

    /// The numbers of a repository's pull requests, ascending; `count` of them existed at the start.
    pub(super) fn pull_requests(&self, count: usize) -> Vec<usize> {
        let numbers = (1..=count).chain(self.inserted.iter().copied());
        numbers
            .filter(|number| !self.deleted.contains(number))
            .collect()
    }

    /// Whether pull requests were inserted or deleted since the start.
    pub(super) fn has_other_pull_requests(&self) -> bool {
        !self.inserted.is_empty() || !self.deleted.is_empty()
    }

    pub(super) fn has_pull_request(&self, count: usize, number: usize) -> bool {
        let inserted = self.inserted.binary_search(&number).is_ok();
        ((1..=count).contains(&number) || inserted) && !self.deleted.contains(&number)
    }

    /// When a pull request was updated since the start; `None` if it was not.
    pub(super) fn updated_at(&self, number: usize) -> Option<Seconds> {
        self.updated.get(&number).copied()
    }

    fn size(&self, field: &str) -> usize {
        size(self, &Object::new("Repository", "owner/name"), field)
    }
}

/// The number of items in a connection at the start: the configured size, or a few.
pub(super) fn size(data: &Data, parent: &Object, field: &str) -> usize {
    let connection = format!("{}.{field}", parent.type_name);
    data.sizes
        .get(&connection, parent.ordinal())
        .unwrap_or_else(|| {
            let seed = seed(&[parent.type_name, &parent.key, field]);
            match connection.as_str() {
                "Repository.pullRequests" => 250,
                "Repository.issues" => 60,
                "PullRequest.reviews" => seed.below(7) as usize,
                "PullRequest.labels" | "Issue.labels" | "PullRequestReview.comments" => {
                    seed.below(4) as usize
                }
                "Query.search" => 40,
                _ => 3 + seed.below(5) as usize,
            }
        })
}
