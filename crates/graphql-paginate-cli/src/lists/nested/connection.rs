//! A connection inside the items of a list, and what shows that it is complete.

use graphql_paginate_codegen::{Direction, InnerEnd};

use super::findings::IncompleteList;
use super::follow_up::FollowUpQuery;
use super::place::Path;

/// Why a list with follow-up requests is incomplete.
pub(super) const UNREAD: &str = "the server returned no cursor or no `id` of the parent to continue from, returned a flag twice, could not read the further pages, or ended the list before its announced total";

/// A connection inside the items of a list.
#[derive(Debug, Clone)]
pub(crate) struct NestedConnection {
    /// Response keys from the root, joined with dots.
    pub(crate) path: String,
    /// Response keys from an item, joined with dots.
    pub(crate) name: String,
    /// The way from an item to it, or to the page that has it and the field of its [end](EndSign::Field).
    pub(crate) inside: Path,
    /// How its further pages are requested, or the reason why it is not.
    pub(crate) follow_up: Result<FollowUpQuery, String>,
    pub(crate) end: EndSign,
    /// Whether the query requests only its last item, `commits(last: 1)`: all of them would change what the first of them
    /// means.
    pub(crate) is_last_item: bool,
}

impl NestedConnection {
    /// Whether a path from the root or from an item leads to it.
    pub(crate) fn is_named(&self, path: &str) -> bool {
        self.path == path || self.name == path
    }

    /// Whether a path from the root or from an item leads to it, or one from an item to the page that has it.
    pub(crate) fn is_at(&self, path: &str) -> bool {
        self.is_named(path) || self.place() == path
    }

    /// Response keys from an item to the connection, or to the page that has it, joined with dots.
    fn place(&self) -> String {
        self.inside.keys.join(".")
    }

    /// What to do if it lacks items, or may lack some.
    pub(super) fn help(&self) -> &str {
        match (&self.end, &self.follow_up) {
            (EndSign::Size(None), _) => {
                "set the argument for its size: a list with fewer elements is complete, if they are fewer than ten"
            }
            (EndSign::Size(_), _) => {
                "request more than it has; with ten elements or more, the server may also return fewer than the query requests: compare their number with the limit of the server"
            }
            (_, Err(obstacle)) => obstacle,
            (_, Ok(query)) if query.fields.direction == Direction::Backward => {
                "the server ignores `last`, or returned no cursor or no `id` of the parent to continue from; request the list with `first`"
            }
            (_, Ok(_)) => UNREAD,
        }
    }

    /// The finding that this list of an item is not complete, and that no other run can complete it.
    pub(super) fn unreadable(&self, item: usize) -> IncompleteList {
        IncompleteList {
            has_follow_up: false,
            ..self.incomplete(item)
        }
    }

    /// The finding that this list of an item is not complete.
    pub(super) fn incomplete(&self, item: usize) -> IncompleteList {
        IncompleteList {
            item,
            name: self.place(),
            error: None,
            has_follow_up: self.follow_up.is_ok(),
            has_end: true,
        }
    }
}

/// What shows that a list inside an item is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EndSign {
    /// A flag, or else a total that is compared with the number of elements.
    Flag {
        /// Response keys from the connection to each place of the flag.
        places: Vec<Vec<String>>,
        /// Response keys from the connection to each place of a flag that its items are not at the end where its direction
        /// begins.
        is_wrong_end: Vec<Vec<String>>,
        /// Whether items are missing whenever that flag is set, although the other flag announces more.
        is_forward: bool,
        /// Response keys from the connection to each of its lists of items.
        lists: Vec<Vec<String>>,
        /// Response keys from the connection to the total.
        total: Option<Vec<String>>,
    },
    /// A field of the page that has the list.
    Field(InnerEnd),
    /// A token of the next page that is null, at these response keys from the connection.
    Token(Vec<String>),
    /// Fewer elements than the query requests, if it requests a number, and than servers return at most.
    Size(Option<u64>),
}
