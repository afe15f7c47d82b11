//! How far a walk may go, and how.

use std::time::Duration;

use super::Order;

/// How many empty pages in a row a walk accepts by default.
const MAX_EMPTY_PAGES: u64 = 100;

/// The least interval at which a tail looks for new items, in seconds.
const MIN_TAIL_SECONDS: u64 = 1;

/// What a walk does when the server sends the same page, or leads back to the same cursor, again.
///
/// ```
/// use graphql_paginate::{Connection, OnRepeat, Paginator};
///
/// fn trusting<C: Connection>(variables: C::Variables) -> Paginator<C> {
///     Paginator::new(variables).on_repeat(OnRepeat::Allow)
/// }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnRepeat {
    /// The walk ends with [`ErrorKind::Stalled`](crate::ErrorKind::Stalled) or
    /// [`ErrorKind::RepeatedPage`](crate::ErrorKind::RepeatedPage); the default.
    #[default]
    Fail,
    /// The walk ends, and the repeated page is not handed out: for servers that answer a request behind the end with
    /// the last page.
    End,
    /// The walk goes on. It never ends where the server leads it in a circle, so set `max_pages` or `max_items`.
    Allow,
}

/// The limits and settings of one walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) items: Option<u64>,
    pub(crate) pages: Option<u64>,
    /// How many pages in a row may be empty though each announces another one.
    pub(crate) empty_pages: u64,
    pub(crate) on_repeat: OnRepeat,
    /// How many pages may be fetched ahead of demand.
    pub(crate) prefetch: usize,
    /// How many pages may be in flight at once, where their cursors can be predicted.
    pub(crate) concurrency: usize,
    /// How long to wait at the end before looking for more; `None` ends the walk.
    pub(crate) tail: Option<Duration>,
    /// Whether nested page sizes may shrink as well when an answer is too much for the server.
    pub(crate) shrink_nested: bool,
}

impl Limits {
    /// The time between two looks at the end of the list.
    pub(crate) fn tail_interval(&self) -> Option<Duration> {
        let least = Duration::from_secs(MIN_TAIL_SECONDS);
        self.tail.map(|interval| interval.max(least))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            items: None,
            pages: None,
            empty_pages: MAX_EMPTY_PAGES,
            on_repeat: OnRepeat::Fail,
            prefetch: 0,
            concurrency: 0,
            tail: None,
            shrink_nested: false,
        }
    }
}

/// The page size of a backward walk where neither the caller nor the profile sets one: without `last`, a server answers
/// with its first page.
pub(crate) const BACKWARD_PAGE_SIZE: u32 = 50;

/// The page size to ask for in a walk that must not leave it to the server when it goes backward.
pub(crate) fn directed_page_size(
    wanted: Option<u32>,
    largest: Option<u32>,
    order: Order,
) -> Option<u32> {
    let size = clamp_page_size(wanted, largest);
    if order == Order::Reversed {
        size.or(Some(BACKWARD_PAGE_SIZE))
    } else {
        size
    }
}

/// The page size to ask for: the wanted one, at most the largest that the API serves, which is also the default.
pub(crate) fn clamp_page_size(wanted: Option<u32>, largest: Option<u32>) -> Option<u32> {
    match (wanted, largest) {
        (Some(wanted), Some(largest)) => Some(wanted.min(largest)),
        (wanted, largest) => wanted.or(largest),
    }
}
