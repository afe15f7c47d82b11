//! Which nested connections are completed, and what happens if the server cannot return their further pages.

use graphql_paginate::{Error, ErrorKind, Partial};
use serde_json::{Map, Value};

use super::connection::{NestedConnection, UNREAD};

/// Which nested connections are completed, and how.
#[derive(Debug, Clone)]
pub(crate) struct NestedSettings {
    /// Outer connections before those inside their items.
    pub(crate) connections: Vec<NestedConnection>,
    /// The variables of the main document.
    pub(crate) variables: Map<String, Value>,
    pub(crate) page_size: Option<u32>,
    pub(crate) partial: Partial,
    pub(crate) on_failed: OnFailedList,
}

impl NestedSettings {
    /// What to do about incomplete lists at a path from the root or from an item.
    pub(crate) fn help_for(&self, path: &str) -> &str {
        self.known_help_for(path).unwrap_or(UNREAD)
    }

    /// The same; `None` if the analysis of the query does not know the list.
    pub(crate) fn known_help_for(&self, path: &str) -> Option<&str> {
        // Several types can have a list under the same keys.
        let mut connections = self.connections.iter().rev();
        let connection = connections.find(|connection| connection.is_at(path))?;
        Some(connection.help())
    }
}

/// What happens if the server cannot resolve a field of a further page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnFailedList {
    /// The run ends.
    Fail,
    /// The item is left out.
    SkipItem,
    /// The list stays as it is and counts as incomplete, with the errors beside the page's data.
    KeepCut,
    /// The same, also if an answer about the list cannot be read, as when its parent is gone.
    KeepUnread,
}

impl OnFailedList {
    /// Whether the list stays as it is after an error that does not end the run.
    pub(super) fn keeps_list(self) -> bool {
        matches!(self, Self::KeepCut | Self::KeepUnread)
    }

    /// Whether an error ends the run.
    pub(super) fn ends_run(self, error: &Error) -> bool {
        match self {
            Self::Fail => true,
            Self::SkipItem | Self::KeepCut => !is_about_fields(error),
            Self::KeepUnread => !is_about_fields(error) && !is_about_answer(error),
        }
    }
}

/// Whether the server answered, and could not resolve some fields.
fn is_about_fields(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::GraphQL { errors } => errors.iter().all(|error| !error.path.is_empty()),
        _ => false,
    }
}

/// Whether the server answered, and the answer does not have the further pages of the list.
fn is_about_answer(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Decode { .. }
            | ErrorKind::NullConnection { .. }
            | ErrorKind::OtherType { .. }
            | ErrorKind::MissingCursor { .. }
            | ErrorKind::MissingPageInfo { .. }
            | ErrorKind::Stalled { .. }
            | ErrorKind::RepeatedPage
            | ErrorKind::WrongEnd
            | ErrorKind::TooManyEmptyPages { .. }
    )
}
