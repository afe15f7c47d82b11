//! The limits and settings of a walk.

use std::time::Duration;

use super::Order;

/// How many empty pages in a row a walk accepts by default.
const MAX_EMPTY_PAGES: u64 = 100;

/// The shortest interval between two requests for new items at the end of the list, in seconds.
const MIN_TAIL_SECONDS: u64 = 1;

/// What a walk does when the server returns a page or a cursor for the second time.
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
    /// The walk ends without yielding the repeated page. For servers that answer a request past the end with the last
    /// page.
    ///
    /// A walk of several connections or of several parents refuses this policy, because the repeat of one list would end
    /// the others.
    End,
    /// The walk continues. If the server returns the same pages again and again, it never ends, so set `max_pages` or
    /// `max_items`.
    Allow,
}

/// The limits and settings of one walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// The most items to yield.
    pub(crate) items: Option<u64>,
    /// The most pages to fetch.
    pub(crate) pages: Option<u64>,
    /// How many pages in a row may be empty while each announces another one.
    pub(crate) empty_pages: u64,
    pub(crate) on_repeat: OnRepeat,
    /// How many pages may be fetched ahead of demand.
    pub(crate) prefetch: usize,
    /// How many pages may be in flight at once, where their cursors can be predicted.
    pub(crate) concurrency: usize,
    /// How long to wait at the end of the list before asking for new items; `None` ends the walk there.
    pub(crate) tail: Option<Duration>,
    /// Whether nested page sizes may shrink too when a page is too large for the server.
    pub(crate) shrink_nested: bool,
}

impl Limits {
    /// The time between two requests at the end of the list; `None` if the walk ends there.
    pub(crate) fn tail_interval(&self) -> Option<Duration> {
        let shortest = Duration::from_secs(MIN_TAIL_SECONDS);
        Some(self.tail?.max(shortest))
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

/// The page size of a backward walk if neither the caller nor the profile sets one. Without `last`, a server returns its
/// first page.
const BACKWARD_PAGE_SIZE: u32 = 50;

/// The page size to request in this direction. A backward walk always requests one.
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

/// The page size to request: the wanted one, at most the largest that the API serves, which is also the default.
pub(crate) fn clamp_page_size(wanted: Option<u32>, largest: Option<u32>) -> Option<u32> {
    match (wanted, largest) {
        (Some(wanted), Some(largest)) => Some(wanted.min(largest)),
        (wanted, largest) => wanted.or(largest),
    }
}
