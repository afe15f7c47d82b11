//! Walks a list from its first and from its last item at once, until the two walks overlap.
//!
//! Each end is a walk of its own, with the driver's guards, retries and page sizes, and at most one request in flight:
//! the forward walk from the front of the list, and the backward walk from its back. [`Overlap`](overlap::Overlap)
//! records which items the walks have seen, and detects when all were read. [`BothEndsWalk`] checks it before either
//! end sends a request.

mod buffer;
mod candidate;
mod end;
mod end_walk;
mod end_walks;
mod first_pages;
mod identify;
mod items;
mod one_request;
mod overlap;
mod pages;
mod setup;
mod two_ended;
mod typed;
mod walk;

use std::fmt;
use std::hash::Hash;

pub(crate) use self::candidate::Candidate;
use self::candidate::{take_edges, take_nodes};
pub(crate) use self::end::End;
pub(crate) use self::end_walks::EndWalks;
pub(crate) use self::identify::{Identifier, Identify};
pub use self::items::BothEndsItems;
use self::one_request::BothEndsDocument;
pub use self::pages::BothEndsPages;
pub use self::two_ended::TwoEnded;
use self::typed::ConnectionEnds;
use self::walk::BothEndsWalk;
use crate::client::Client;
use crate::connection::{
    Connection, EdgeCursors, EdgesOf, PairedEnds, WalksBackward, WalksForward,
};
use crate::error::Error;
use crate::paginator::Paginator;
#[cfg(feature = "blocking")]
use crate::stream::Blocking;

/// The configuration of a walk from both ends. Nothing is sent until it becomes a stream.
///
/// Made by [`Paginator::both_ends`] and `both_ends_by_key`. All settings of a walk can be set before and after these
/// calls. Errors beside data, prefetched pages and retries are counted for each end separately.
pub type BothEnds<S> = Paginator<S, FromBothEnds<S>>;

/// The mode of a [`Paginator`] that walks a list from both ends at once.
pub struct FromBothEnds<S: TwoEnded> {
    /// How items are identified and requested.
    ends: S::Ends,
    is_ordered: bool,
}

impl<C: Connection + WalksForward + WalksBackward> Paginator<C> {
    /// Walks from the first item forward and from the last item backward at once, until both meet. Yields every item
    /// once, in about half the time of a walk from one end. Items are identified by the cursors of their edges.
    ///
    /// The two walks have one request in flight each, so this helps when latency dominates. It sends at most one
    /// request more than a walk from one end if `totalCount` is selected, and at most two more if it is not.
    ///
    /// Page size, errors beside data, prefetch and retries apply to each end separately. With a limit on items or pages,
    /// nothing is prefetched. [`max_items`](Paginator::max_items) and [`max_pages`](Paginator::max_pages) limit both ends together. The
    /// direction is ignored. A start cursor, a checkpoint and [`tail`](Paginator::tail) are refused with
    /// [`ErrorKind::Setup`](crate::ErrorKind::Setup), because this walk always covers the whole list.
    ///
    /// ```
    /// use graphql_paginate::{Client, EdgeCursors, Error, Paginator, WalksBackward, WalksForward};
    ///
    /// async fn export<C>(variables: C::Variables, client: &Client) -> Result<Vec<C::Item>, Error>
    /// where
    ///     C: WalksForward + WalksBackward + EdgeCursors,
    /// {
    ///     Paginator::<C>::new(variables).both_ends().ordered().items(client).try_collect().await
    /// }
    /// ```
    ///
    /// Pages of nested connections after the first are counted in [`Progress::truncated`](crate::Progress::truncated)
    /// and not fetched, unless [`complete_nested`](Paginator::complete_nested) is set. Each end then completes its page
    /// before the page is yielded. Items that both ends read, at most one page, are completed twice.
    ///
    /// # One request for both ends
    ///
    /// [`in_one_request`](BothEnds::in_one_request) selects the connection twice, under two response keys. On a server
    /// that answers after 50 ms, it was measured to take the same time (half of a walk from one end) with half the
    /// requests, each twice as large. By default each end sends its own requests: responses stay small, and one end
    /// continues while the other one waits or retries.
    ///
    /// # Memory
    ///
    /// The identity of each item is kept as a hash until the end of the walk: about 50 bytes per item.
    ///
    /// # Lists that change
    ///
    /// A walk stops at the item that the other walk has read last. If that item was deleted or moved, the walk continues
    /// through the items of the other one, without yielding them again, until the two walks overlap: no item is lost
    /// or yielded twice. Items appended after the last item was read are not seen. A `totalCount` that does not change
    /// is trusted: if one item is deleted and another one is added between two requests, the new one may be missed. If
    /// that matters, walk from one end.
    ///
    /// Without `totalCount`, an overlap of one item is enough, even if that item moved and is now the last one of a page
    /// of the other walk. Select `totalCount` if items move.
    ///
    /// If a server ignores `last` and answers with the first items, the list is walked from its first item alone.
    pub fn both_ends(self) -> BothEnds<C>
    where
        C: EdgeCursors,
    {
        let identify = Identifier::default().of_cursors();
        let ends = ConnectionEnds::new(take_edges::<C>, identify, false);
        FromBothEnds::new(self, ends)
    }

    /// The same as [`both_ends`](Paginator::both_ends) for documents that do not select `edges { cursor }`, or whose
    /// cursors depend on the direction: items are identified by a key.
    ///
    /// Items with equal keys count as one, so the key has to be unique in the list: an id, a number, a URL.
    ///
    /// ```
    /// # use graphql_paginate::{BothEnds, Connection, Paginator, WalksBackward, WalksForward};
    /// # struct Issue { number: i64 }
    /// # fn set_up<C>(paginator: Paginator<C>) -> BothEnds<C>
    /// # where
    /// #     C: Connection<Item = Issue> + WalksForward + WalksBackward,
    /// # {
    /// paginator.both_ends_by_key(|issue| issue.number)
    /// # }
    /// ```
    pub fn both_ends_by_key<K: Hash + Eq>(
        self,
        key: impl FnMut(&C::Item) -> K + Send + 'static,
    ) -> BothEnds<C> {
        let identify = Identifier::default().of_keys(key);
        let ends = ConnectionEnds::new(take_nodes::<C>, identify, true);
        FromBothEnds::new(self, ends)
    }
}

impl<S: TwoEnded> BothEnds<S> {
    /// Yields items in the order of a forward walk. A typed walk is not ordered by default, a dynamic one is.
    ///
    /// The first half is yielded while it is fetched; the last half is buffered in memory until the walks meet. An error
    /// then has a checkpoint, from which a forward walk of the same paginator continues after the last item yielded.
    ///
    /// Cannot be combined with [`max_items`](Paginator::max_items) or [`max_pages`](Paginator::max_pages): to get the
    /// first items, walk from one end.
    pub fn ordered(mut self) -> Self {
        self.mode.is_ordered = true;
        self
    }

    /// Yields items page by page as pages arrive, each page in the order of its walk. Nothing is buffered.
    pub fn unordered(mut self) -> Self {
        self.mode.is_ordered = false;
        self
    }

    /// A stream of the items one by one.
    pub fn items(self, client: &Client) -> BothEndsItems<S::FromBothEnds> {
        BothEndsItems::new(self.walk_items(client))
    }

    /// A stream of pages. Each item is on one page only: pages lack the items that the other end has read before. The items
    /// of a page have the server's order.
    ///
    /// If pages are [ordered](Self::ordered), those of the last half are buffered with their data.
    pub fn pages(self, client: &Client) -> BothEndsPages<S::FromBothEnds> {
        BothEndsPages::new(self.walk_pages(client))
    }

    /// Collects all items, for lists known to be small.
    ///
    /// # Errors
    ///
    /// The error of the walk; the items before it are lost.
    pub async fn collect(self, client: &Client) -> Result<Vec<S::Item>, Error> {
        self.items(client).try_collect().await
    }

    /// An iterator over the items, for programs without an async runtime.
    #[cfg(feature = "blocking")]
    pub fn items_blocking(self, client: &Client) -> Blocking<BothEndsItems<S::FromBothEnds>> {
        Blocking::new(self.items(client))
    }

    /// An iterator over the pages, for programs without an async runtime.
    #[cfg(feature = "blocking")]
    pub fn pages_blocking(self, client: &Client) -> Blocking<BothEndsPages<S::FromBothEnds>> {
        Blocking::new(self.pages(client))
    }
}

impl<C: Connection> BothEnds<C> {
    /// Fetches a page of both ends with each request.
    ///
    /// This is as fast as two requests at once, with half as many requests, each twice as large: cheaper if the API
    /// counts requests, as GitHub does. The ends then wait for each other, and share retries and page size.
    /// [`max_pages`](Paginator::max_pages) counts requests, and an error has no checkpoint, even if the walk is
    /// ordered. [`pages`](Self::pages) hold the items of both ends, so they cannot be ordered.
    pub fn in_one_request(mut self) -> Self
    where
        C: PairedEnds,
    {
        self.mode.ends.document = Some(BothEndsDocument::of::<C>());
        self
    }

    /// A stream of the edges one by one, identified by their cursors. Not available after
    /// [`both_ends_by_key`](Paginator::both_ends_by_key).
    ///
    /// Their nodes cannot be [completed](Paginator::complete_nested): the first poll returns an error if that is set.
    pub fn edges<E>(self, client: &Client) -> BothEndsItems<EdgesOf<C, E>>
    where
        C: EdgeCursors<Edge = E>,
        E: Send + Unpin + 'static,
    {
        BothEndsItems::new(self.walk_edges(client))
    }
}

impl<S: TwoEnded> FromBothEnds<S> {
    /// A walk of these ends, with the settings of a paginator.
    pub(crate) fn new(paginator: Paginator<S>, ends: S::Ends) -> BothEnds<S> {
        paginator.with_mode(Self {
            ends,
            is_ordered: S::IS_ORDERED,
        })
    }
}

impl<S: TwoEnded<Ends: Clone>> Clone for FromBothEnds<S> {
    fn clone(&self) -> Self {
        Self {
            ends: self.ends.clone(),
            is_ordered: self.is_ordered,
        }
    }
}

impl<S: TwoEnded> fmt::Debug for FromBothEnds<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FromBothEnds")
            .field("is_ordered", &self.is_ordered)
            .field("ends", &self.ends)
            .finish()
    }
}
