//! Termination guards for reading nested connections to their end.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use serde_json::value::RawValue;

use super::completion::Completion;
use super::first_pages::FirstPages;
use crate::connection::{PendingPages, Unfilled};
use crate::driver::{Identity, OnRepeat, Order};
use crate::error::ErrorKind;
use crate::error::{GraphQLError, PathSegment};
use crate::graphql::{is_empty, item_ids};
use crate::partial::Partial;

/// The first page of a connection whose answer is checked for repeats; most connections are shorter.
const FIRST_CHECKED_PAGE: u64 = 3;

/// The number of repeated pages in a row that is an error. An item that moves can make two pages equal.
const LIKE_PAGES: u32 = 3;

/// Stops nested connections that would be read forever.
pub(super) struct Guard<'p> {
    /// Whether the page has errors, which may explain its nulls.
    is_explained: bool,
    completion: Completion,
    first_pages: FirstPages<'p>,
    /// The number of rounds that have begun.
    rounds: u64,
    seen: HashSet<(ConnectionId, String)>,
    pages: HashMap<ConnectionId, PageHistory>,
    given_up: HashSet<ConnectionId>,
    ended: EndedConnections,
}

/// The connections that have ended although their `pageInfo` announces another page. Conditions of the query exclude their
/// lists, or their last page is empty and returned the cursor of its request, as in many APIs.
#[derive(Debug, Default)]
pub(super) struct EndedConnections(HashSet<ConnectionId>);

/// What comes after the cursor of a pending page was checked.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Checked {
    /// The page is requested.
    Pending,
    /// The connection has ended.
    Ended,
}

/// What is known about the pages of one nested connection.
#[derive(Default)]
struct PageHistory {
    count: u64,
    /// The cursor of the last request.
    asked: Option<String>,
    /// Whether the last page is empty.
    is_empty: bool,
    /// Empty pages in a row.
    empty: u64,
    /// Pages in a row with the same items as the page before.
    like: u32,
    /// The item ids of the last page, if it was checked.
    ids: Option<Vec<Identity>>,
}

/// One nested connection of one item.
type ConnectionId = (usize, usize, Vec<usize>);

fn connection_id(item: usize, pending: &PendingPages) -> ConnectionId {
    (item, pending.nested, pending.stable_indices.clone())
}

impl<'p> Guard<'p> {
    pub(super) fn new(
        is_explained: bool,
        completion: &Completion,
        first_pages: FirstPages<'p>,
        ended: EndedConnections,
    ) -> Self {
        Self {
            is_explained,
            completion: *completion,
            first_pages,
            rounds: 0,
            seen: HashSet::new(),
            pages: HashMap::new(),
            given_up: HashSet::new(),
            ended,
        }
    }

    /// Begins a round. The first one requests all connections that the page itself has.
    pub(super) fn begin_round(&mut self) {
        self.rounds += 1;
    }

    /// Checks the cursor of a pending page before it is requested.
    ///
    /// Returns an error for a missing cursor, for a cursor seen before, above the page limit, and after too many empty
    /// pages in a row.
    pub(super) fn enter(
        &mut self,
        item: usize,
        pending: &PendingPages,
        field: &'static str,
    ) -> Result<Checked, ErrorKind> {
        let cursor = pending.cursor.clone().filter(|cursor| !cursor.is_empty());
        let cursor = cursor.ok_or(ErrorKind::MissingCursor {
            field: field.into(),
        })?;
        let connection = connection_id(item, pending);
        let pages = self.pages.entry(connection.clone()).or_default();
        if pages.is_empty && pages.asked.as_ref() == Some(&cursor) {
            self.ended.0.insert(connection);
            return Ok(Checked::Ended);
        }
        if pages.count >= self.completion.max_pages {
            return Err(ErrorKind::TooManyNestedPages { pages: pages.count });
        }
        if pages.empty >= self.completion.max_empty_pages {
            return Err(ErrorKind::TooManyEmptyPages { pages: pages.empty });
        }
        pages.count += 1;
        pages.asked = Some(cursor.clone());
        let is_new = self.seen.insert((connection, cursor.clone()));
        if is_new || self.completion.on_repeat == OnRepeat::Allow {
            Ok(Checked::Pending)
        } else {
            Err(ErrorKind::Stalled { cursor })
        }
    }

    /// Returns an error for an answer that repeats the page before it, or the page that the item already has, and counts
    /// empty ones. `key` is the response key of the connection in the answer.
    pub(super) fn check(
        &mut self,
        item: usize,
        pending: &PendingPages,
        answer: &RawValue,
        key: Option<&str>,
    ) -> Result<(), ErrorKind> {
        let pages = self.pages.entry(connection_id(item, pending)).or_default();
        pages.is_empty = false;
        if self.rounds == 1
            && self.completion.on_repeat != OnRepeat::Allow
            && self.first_pages.repeats_first_page(item, pending, answer)
        {
            return Err(ErrorKind::RepeatedPage);
        }
        let is_checked = pages.count >= FIRST_CHECKED_PAGE;
        if !is_checked && !has_empty_list(answer.get()) {
            return Ok(());
        }
        let answer: Value = serde_json::from_str(answer.get()).unwrap_or_default();
        let Some(connection) = key.and_then(|key| answer.get(key)) else {
            return Ok(());
        };
        pages.is_empty = is_empty(connection);
        if !is_checked {
            return Ok(());
        }
        if pages.is_empty {
            pages.empty += 1;
        } else {
            pages.empty = 0;
        }
        let ids = item_ids(connection);
        if ids.is_some() && ids == pages.ids {
            pages.like += 1;
        } else {
            pages.like = 0;
        }
        pages.ids = ids;
        if pages.like >= LIKE_PAGES && self.completion.on_repeat != OnRepeat::Allow {
            return Err(ErrorKind::RepeatedPage);
        }
        Ok(())
    }

    /// Whether a connection may stay incomplete, because the policy keeps partial data. A null that no error explains
    /// and an answer that cannot be decoded are never accepted.
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
            // The parent was deleted or is not visible any more: treated like a null among the items.
            Unfilled::Gone => partial.keeps(&[]),
            Unfilled::Null(_) => kept.iter().any(is_about),
            Unfilled::Unlisted(_) => self.is_explained,
            Unfilled::Decode { .. } => false,
        }
    }

    pub(super) fn end(&mut self, item: usize, pending: &PendingPages) {
        self.ended.insert(item, pending);
    }

    pub(super) fn give_up(&mut self, item: usize, pending: &PendingPages) {
        self.given_up.insert(connection_id(item, pending));
    }

    /// Whether no further pages of a connection are requested.
    pub(super) fn is_closed(&self, item: usize, pending: &PendingPages) -> bool {
        self.given_up.contains(&connection_id(item, pending)) || self.ended.contains(item, pending)
    }

    pub(super) fn into_ended(self) -> EndedConnections {
        self.ended
    }
}

impl EndedConnections {
    pub(super) fn insert(&mut self, item: usize, pending: &PendingPages) {
        self.0.insert(connection_id(item, pending));
    }

    pub(super) fn contains(&self, item: usize, pending: &PendingPages) -> bool {
        !self.0.is_empty() && self.0.contains(&connection_id(item, pending))
    }

    /// Follows the items of a page of which `removed` are removed from the end of the walk's order.
    pub(super) fn after_removal(self, removed: usize, order: Order) -> Self {
        let mut ended = HashSet::new();
        for (item, kind, stable_indices) in self.0 {
            let item = match order {
                Order::Same => Some(item),
                // The first items of the page were removed.
                Order::Reversed => item.checked_sub(removed),
            };
            if let Some(item) = item {
                ended.insert((item, kind, stable_indices));
            }
        }
        Self(ended)
    }
}

/// Whether a JSON text may have an empty list.
fn has_empty_list(text: &str) -> bool {
    let mut lists = text.split('[').skip(1);
    lists.any(|rest| rest.trim_start().starts_with(']'))
}
