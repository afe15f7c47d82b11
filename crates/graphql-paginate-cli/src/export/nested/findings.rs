//! What is known about nested lists after they were completed.

use graphql_paginate::GraphQLError;

use crate::plural::count;

/// What is known about the nested connections of all items so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// The number of lists with missing items, by path.
    pub(super) cut: Vec<(String, u64)>,
    /// Paths of lists for which the query does not show whether items are missing.
    pub(super) unknown: Vec<String>,
    /// Errors beside the data of further pages, and the null items there, which are not in the lists.
    pub(super) errors: Vec<GraphQLError>,
    pub(super) null_items: usize,
}

/// The lists at a path that lack items, or may lack some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IncompleteLists {
    pub(crate) path: String,
    /// The number of lists that lack items; 0 if the query does not tell whether any does.
    pub(crate) cut: u64,
    /// What to do.
    pub(crate) help: String,
}

impl IncompleteLists {
    /// The warning about them.
    pub(crate) fn message(&self) -> String {
        let Self { path, cut, help } = self;
        let lists = count(*cut, "list");
        match cut {
            0 => format!("lists at `{path}` may lack items, and the query does not tell; {help}"),
            1 => format!("{lists} at `{path}` lacks items that the server has; {help}"),
            _ => format!("{lists} at `{path}` lack items that the server has; {help}"),
        }
    }
}

impl Findings {
    pub(super) fn add_cut(&mut self, path: &str, lists: u64) {
        match self.cut.iter_mut().find(|(known, _)| known == path) {
            Some((_, count)) => *count += lists,
            None => self.cut.push((path.to_owned(), lists)),
        }
    }

    pub(super) fn add_unknown(&mut self, path: &str) {
        if !self.unknown.iter().any(|known| known == path) {
            self.unknown.push(path.to_owned());
        }
    }

    /// The number of lists with missing items.
    pub(super) fn cut_lists(&self) -> u64 {
        let mut lists = 0;
        for (_, count) in &self.cut {
            lists += count;
        }
        lists
    }
}
