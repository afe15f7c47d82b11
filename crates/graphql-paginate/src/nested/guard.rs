//! What is known of the nested connections of a page while they are read to their end.

use std::collections::HashSet;

use super::{PendingPages, Unfilled};
use crate::error::ErrorKind;
use crate::graphql::{GraphQLError, PathSegment};
use crate::partial::Partial;

/// Keeps each nested connection from being asked for the same page twice.
#[derive(Default)]
pub(super) struct Guard {
    /// Whether the page came with errors, which may be why it holds nulls.
    is_explained: bool,
    seen: HashSet<(Place, String)>,
    given_up: HashSet<Place>,
}

/// One nested connection of one item.
type Place = (usize, usize, Vec<usize>);

fn place(item: usize, gap: &PendingPages) -> Place {
    (item, gap.nested, gap.seat.clone())
}

impl Guard {
    pub(super) fn new(is_explained: bool) -> Self {
        Self {
            is_explained,
            ..Self::default()
        }
    }

    pub(super) fn enter(
        &mut self,
        item: usize,
        gap: &PendingPages,
        field: &'static str,
    ) -> Result<(), ErrorKind> {
        let cursor = gap.cursor.clone().filter(|cursor| !cursor.is_empty());
        let cursor = cursor.ok_or(ErrorKind::MissingCursor {
            field: field.into(),
        })?;
        match self.seen.insert((place(item, gap), cursor.clone())) {
            true => Ok(()),
            false => Err(ErrorKind::Stalled { cursor }),
        }
    }

    /// Whether a connection may stay as it is, for the policy keeps what comes in part. A null that nobody explains is no
    /// part but a mistake; nor is an answer that does not decode.
    pub(super) fn accepts(
        &self,
        unfilled: &Unfilled,
        alias: &str,
        kept: &[GraphQLError],
        partial: &Partial,
    ) -> bool {
        let is_about = |error: &GraphQLError| match error.path.first() {
            Some(PathSegment::Key(key)) => key == alias,
            _ => true,
        };
        match unfilled {
            // Gone since, or out of sight: as with a null among the items.
            Unfilled::Gone => partial.keeps(&[]),
            Unfilled::Null(_) => kept.iter().any(is_about),
            Unfilled::Unlisted(_) => self.is_explained,
            Unfilled::Decode { .. } => false,
        }
    }

    pub(super) fn give_up(&mut self, item: usize, gap: &PendingPages) {
        self.given_up.insert(place(item, gap));
    }

    pub(super) fn has_given_up(&self, item: usize, gap: &PendingPages) -> bool {
        self.given_up.contains(&place(item, gap))
    }
}
