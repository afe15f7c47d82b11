//! What is known about nested lists after they were completed.

use graphql_paginate::{GraphQLError, Truncated};

use crate::plural::count;

/// What is known about the nested connections of all items so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) cut: CutLists,
    /// Paths of lists for which the query does not show whether items are missing.
    pub(super) unknown: Vec<String>,
    /// Errors beside the data of further pages, and the null items there, which are not in the lists.
    pub(super) errors: Vec<GraphQLError>,
    pub(super) null_items: usize,
    /// Each list that lacks items, or may lack some.
    pub(super) lists: Vec<IncompleteList>,
}

/// A list inside an item of a page that lacks items, or may lack some.
#[derive(Debug, Clone)]
pub(crate) struct IncompleteList {
    /// The index of the item on its page.
    pub(crate) item: usize,
    /// Response keys from the item to the list, or to the page that has it, joined with dots.
    pub(crate) name: String,
    /// Why its further pages could not be read.
    pub(crate) error: Option<String>,
    /// Whether its further pages can be requested, so that another run may complete it.
    pub(crate) has_follow_up: bool,
    /// Whether the response has a field that should show its end.
    pub(crate) has_end: bool,
}

/// The number of lists with missing items, by path.
#[derive(Debug, Default)]
pub(crate) struct CutLists(Vec<(String, u64)>);

/// The lists at a path that lack items, or may lack some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IncompleteLists {
    pub(crate) path: String,
    /// The number of lists that lack items; 0 if the query does not tell whether any does.
    pub(crate) cut: u64,
    /// What to do.
    pub(crate) help: String,
    /// Whether their further pages can be requested, so that another run may complete them.
    pub(crate) has_follow_up: bool,
}

impl IncompleteLists {
    /// The warning about them.
    pub(crate) fn message(&self) -> String {
        let Self {
            path, cut, help, ..
        } = self;
        let lists = count(*cut, "list");
        match cut {
            0 => format!("lists at `{path}` may lack items, and the query does not tell; {help}"),
            1 => format!("{lists} at `{path}` lacks items that the server has; {help}"),
            _ => format!("{lists} at `{path}` lack items that the server has; {help}"),
        }
    }
}

impl Findings {
    pub(super) fn add_unknown(&mut self, path: &str) {
        if !self.unknown.iter().any(|known| known == path) {
            self.unknown.push(path.to_owned());
        }
    }
}

impl CutLists {
    /// Those of a page that the library has counted, because it does not read their further pages.
    pub(crate) fn of_page(truncated: &[Truncated]) -> Self {
        let mut cut = Self::default();
        for lists in truncated {
            cut.add(&lists.path, lists.connections);
        }
        cut
    }

    pub(crate) fn add(&mut self, path: &str, lists: u64) {
        match self.0.iter_mut().find(|(known, _)| known == path) {
            Some((_, count)) => *count += lists,
            None => self.0.push((path.to_owned(), lists)),
        }
    }

    pub(crate) fn add_all(&mut self, others: &Self) {
        for (path, lists) in others.iter() {
            self.add(path, lists);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(path, lists)| (path.as_str(), *lists))
    }

    /// The number of lists at all paths.
    pub(crate) fn total(&self) -> u64 {
        self.iter().map(|(_, lists)| lists).sum()
    }

    /// Those of a walk that has no follow-up requests for them.
    pub(crate) fn unread(&self) -> Vec<IncompleteLists> {
        let mut incomplete = Vec::new();
        for (path, cut) in self.iter() {
            incomplete.push(IncompleteLists {
                path: path.to_owned(),
                cut,
                help: "it has them on further pages, which are not read".to_owned(),
                has_follow_up: false,
            });
        }
        incomplete
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_are_not_read_further_are_counted_by_path() {
        let (mut cut, mut page) = (CutLists::default(), CutLists::default());
        page.add("lines", 2);
        page.add("tags", 1);
        cut.add("lines", 1);
        cut.add_all(&page);
        assert_eq!(cut.total(), 4);
        let messages: Vec<String> = cut.unread().iter().map(IncompleteLists::message).collect();
        assert_eq!(
            messages,
            [
                "3 lists at `lines` lack items that the server has; it has them on further pages, which are not read",
                "1 list at `tags` lacks items that the server has; it has them on further pages, which are not read",
            ]
        );
    }
}
