//! Walks a list from its first and from its last item at once, until the two walks meet.
//!
//! Each end is a walk of its own, with the driver's guards, retries and page sizes, and at most one request in flight.
//! [`Overlap`](overlap::Overlap) records which end returned which items, and detects when all were read. The
//! [stream](BothEndsItems) checks it before either end sends a request.

mod candidate;
mod held;
mod item_hash;
mod overlap;
mod pages;
mod pair;
mod side;
mod sides;
mod stream;
mod walk;

use std::fmt;
use std::hash::Hash;

pub(crate) use self::candidate::{Candidate, Identifier};
use self::candidate::{Identify, take_edges, take_nodes, take_whole_edges};
pub(crate) use self::overlap::End;
pub use self::pages::BothEndsPages;
use self::pair::{Ends, PairSource};
pub use self::stream::BothEndsItems;
pub(crate) use self::walk::EndsWalk;
use crate::client::Client;
use crate::connection::{
    Connection, Direction, EdgeCursors, EdgesOf, PairedEnds, WalksBackward, WalksForward,
};
use crate::driver::{self, Order, Walk, directed_page_size};
use crate::error::{Error, ErrorKind};
use crate::graphql::{ConnectionSource, Take, operation};
use crate::nested::Completer;
use crate::paginator::{EDGES_NOT_COMPLETED, Paginator, implied_size};
use crate::protocol::variables;
use crate::settings::WalkSettings;
#[cfg(feature = "blocking")]
use crate::stream::Blocking;

/// A connection as the source of one end's walk.
type EndSource<C, T> = ConnectionSource<C, Candidate<T>>;

/// Completes connections inside the items; `None` if there are none.
type EndCompleter<T> = Option<Completer<Candidate<T>>>;

/// The configuration of a walk from both ends. Nothing is sent until it becomes a stream.
///
/// Made by [`Paginator::both_ends`] and [`Paginator::both_ends_by_key`]. All settings of a walk can be set before and
/// after these two calls. Errors beside data, prefetched pages and retries are counted for each end separately.
pub type BothEnds<C> = Paginator<C, FromBothEnds<C>>;

/// The mode of a [`Paginator`] that walks a list from both ends at once.
pub struct FromBothEnds<C: Connection> {
    take: Take<C, Candidate<C::Item>>,
    identify: Identify<C::Item>,
    is_by_key: bool,
    is_ordered: bool,
    /// How one request fetches a page of both ends; `None`: each end sends its own requests.
    ends: Option<Ends>,
}

impl<C: WalksForward + WalksBackward> Paginator<C> {
    /// Walks from the first item forward and from the last item backward at once, until both meet. Yields every item
    /// once, in about half the time of a walk from one end. Items are identified by the cursors of their edges.
    ///
    /// The two walks have one request in flight each, so this helps when latency dominates. It sends at most one
    /// request more than a walk from one end if `totalCount` is selected, and at most two more if it is not.
    ///
    /// Page size, errors beside data, prefetch and retries apply to each end separately. With a limit on items or pages,
    /// nothing is prefetched.
    /// [`max_items`](Paginator::max_items) and [`max_pages`](Paginator::max_pages) limit both ends together. The
    /// direction is ignored. A start cursor, a checkpoint and [`tail`](Paginator::tail) are refused with
    /// [`ErrorKind::Setup`], because this walk always covers the whole list.
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
    /// An end stops at the last item that the other end has read. If that item was deleted or moved, the end continues
    /// through the items of the other end, without yielding them again, until the other end meets it: no item is lost
    /// or yielded twice. Items appended after the last item was read are not seen. A `totalCount` that does not change
    /// is trusted: if one item is deleted and another one is added between two requests, the new one may be missed. If
    /// that matters, walk from one end.
    ///
    /// Without `totalCount`, the last item of an end also counts as the meeting point if it moved and is now the last
    /// one of a page of the other end. Select `totalCount` if items move.
    ///
    /// If a server ignores `last` and answers with the first items, the list is walked from its first item alone.
    pub fn both_ends(self) -> BothEnds<C>
    where
        C: EdgeCursors,
    {
        FromBothEnds::of(self, take_edges::<C>, Identifier::default().of_cursors())
    }

    /// The same as [`both_ends`](Paginator::both_ends) for documents that do not select `edges { cursor }`, or whose
    /// cursors depend on the direction: items are identified by a key.
    ///
    /// Items with equal keys count as one, so the key has to be unique in the list: an id, a number, a URL.
    ///
    /// ```
    /// # use graphql_paginate::{BothEnds, Paginator, WalksBackward, WalksForward};
    /// # struct Issue { number: i64 }
    /// # fn set_up<C: WalksForward + WalksBackward<Item = Issue>>(paginator: Paginator<C>) -> BothEnds<C> {
    /// paginator.both_ends_by_key(|issue| issue.number)
    /// # }
    /// ```
    pub fn both_ends_by_key<K: Hash + Eq>(
        self,
        key: impl FnMut(&C::Item) -> K + Send + 'static,
    ) -> BothEnds<C> {
        let mut both_ends =
            FromBothEnds::of(self, take_nodes::<C>, Identifier::default().of_keys(key));
        both_ends.mode.is_by_key = true;
        both_ends
    }
}

impl<C: Connection> BothEnds<C> {
    /// Yields items in the order of a forward walk. By default they are yielded page by page as pages arrive, each page
    /// in the order of its walk.
    ///
    /// The first half is yielded while it is fetched; the last half is held in memory until the walks meet. An error
    /// then has a checkpoint, from which a forward walk of the same paginator continues after the last item yielded.
    ///
    /// Cannot be combined with [`max_items`](Paginator::max_items) or [`max_pages`](Paginator::max_pages): to get the
    /// first items, walk from one end.
    pub fn ordered(mut self) -> Self {
        self.mode.is_ordered = true;
        self
    }

    /// Fetches a page of both ends with each request.
    ///
    /// This is as fast as two requests at once, with half as many requests, each twice as large: cheaper if the API
    /// counts requests, as GitHub does. The ends then wait for each other, and share retries and page size.
    /// [`max_pages`](Paginator::max_pages) counts requests, and an error has no checkpoint, even if the walk is
    /// ordered.
    pub fn in_one_request(mut self) -> Self
    where
        C: PairedEnds,
    {
        self.mode.ends = Some(Ends::of::<C>());
        self
    }

    /// A stream of the items one by one.
    pub fn items(self, client: &Client) -> BothEndsItems<C> {
        let has_null_items = !self.mode.is_by_key;
        let completer = || {
            let completion = self.completion()?;
            Ok(Candidate::completer::<C>(completion, has_null_items))
        };
        let walks = self.walks(client, self.mode.take, completer);
        let identify = self.mode.identify;
        BothEndsItems::new(EndsWalk::new(
            walks,
            operation::<C>(&self.variables),
            identify,
            self.mode.is_ordered,
            self.settings.limits,
        ))
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
        let completer = || self.edge_completer::<E>();
        let walks = self.walks(client, take_whole_edges::<C>, completer);
        BothEndsItems::new(EndsWalk::new(
            walks,
            operation::<C>(&self.variables),
            Identifier::default().of_cursors(),
            self.mode.is_ordered,
            self.settings.limits,
        ))
    }

    /// Collects all items, for lists known to be small.
    ///
    /// # Errors
    ///
    /// The error of the walk; the items before it are lost.
    pub async fn collect(self, client: &Client) -> Result<Vec<C::Item>, Error> {
        self.items(client).try_collect().await
    }

    /// An iterator over the items, for programs without an async runtime.
    #[cfg(feature = "blocking")]
    pub fn items_blocking(self, client: &Client) -> Blocking<BothEndsItems<C>> {
        Blocking::new(self.items(client))
    }

    /// The walks of the two ends, or the one walk of both.
    fn walks<T: Send + 'static>(
        &self,
        client: &Client,
        take: Take<C, Candidate<T>>,
        completer: impl Fn() -> Result<EndCompleter<T>, ErrorKind>,
    ) -> Vec<Walk<Candidate<T>, C::Data>> {
        let client = &client.with_headers(&self.settings.headers);
        if let Some(ends) = self.mode.ends {
            let walk = completer().and_then(|mut completer| {
                if let Some(completer) = &mut completer {
                    ends.add_tail(&mut completer.items);
                }
                let source = PairSource {
                    head: self.source(End::Head, client, take)?,
                    tail: self.source(End::Tail, client, take)?,
                    ends,
                };
                self.from(End::Head, client)
                    .start(source, client, completer)
            });
            return vec![walk.unwrap_or_else(|kind| self.refuse(kind, End::Head))];
        }
        let mut walks = Vec::new();
        for end in [End::Head, End::Tail] {
            let walk = completer().and_then(|completer| {
                let source = self.source(end, client, take)?;
                self.from(end, client).start(source, client, completer)
            });
            walks.push(walk.unwrap_or_else(|kind| self.refuse(kind, end)));
        }
        walks
    }

    fn edge_completer<E>(&self) -> Result<EndCompleter<E>, ErrorKind> {
        let problem = if self.mode.is_by_key {
            "edges are identified by their cursors; use `both_ends` instead of `both_ends_by_key`"
        } else if self.completion()?.is_some() {
            EDGES_NOT_COMPLETED
        } else {
            return Ok(None);
        };
        Err(ErrorKind::Setup {
            problem: problem.to_owned(),
        })
    }

    fn refuse<T: Send + 'static>(&self, kind: ErrorKind, end: End) -> Walk<Candidate<T>, C::Data> {
        let error = Error::new(kind).in_operation(operation::<C>(&self.variables));
        driver::refuse(error, end.direction().into(), self.settings.resume.clone())
    }

    /// The connection as a source for the walk from one end.
    fn source<T: Send + 'static>(
        &self,
        end: End,
        client: &Client,
        take: Take<C, Candidate<T>>,
    ) -> Result<EndSource<C, T>, ErrorKind> {
        if let Some(problem) = self.problem() {
            return Err(ErrorKind::Setup {
                problem: problem.to_owned(),
            });
        }
        self.from(end, client).source(client, take)
    }

    /// The walk from one end.
    fn from(&self, end: End, client: &Client) -> Paginator<C> {
        let mut paginator = self.one_end();
        paginator.direction = end.direction();
        paginator.settings.page_size = self.page_size_of(end, client);
        // The stream counts over both ends, without null nodes and items that the other end has read.
        let limits = &mut paginator.settings.limits;
        if limits.items.is_some() || limits.pages.is_some() {
            // Pages beyond the limit would be requested ahead.
            limits.prefetch = 0;
        }
        limits.items = None;
        limits.pages = None;
        paginator
    }

    /// The page size of one end, at most the number of items that the caller wants; `None` leaves it to the server.
    fn page_size_of(&self, end: End, client: &Client) -> Option<u32> {
        let set = self.settings.page_size;
        let own = set.map(i64::from);
        let wanted = match own.or_else(|| self.implied_size(end.direction())) {
            // The start of the walk reports an invalid size.
            Some(size) if size < 1 => return set,
            Some(size) => Some(u32::try_from(size).unwrap_or(u32::MAX)),
            // An invalid size is reported by the end that it was set for.
            None => self
                .implied_size(end.other().direction())
                .and_then(|size| u32::try_from(size).ok()),
        };
        let order = if self.mode.ends.is_some() {
            // Each request also asks for last items.
            Order::Reversed
        } else {
            end.direction().into()
        };
        let size = directed_page_size(wanted, client.profile().max_page_size, order)?;
        match self.settings.limits.items {
            Some(items) => Some(size.min(u32::try_from(items.max(1)).unwrap_or(u32::MAX))),
            None => Some(size),
        }
    }

    /// The page size that the query and the caller's variables imply.
    fn implied_size(&self, direction: Direction) -> Option<i64> {
        implied_size::<C>(&variables(&self.variables).ok()?, direction)
    }

    /// The setting that would keep the walk from covering the whole list.
    fn problem(&self) -> Option<&'static str> {
        let WalkSettings {
            start,
            resume,
            limits,
            ..
        } = &self.settings;
        let caller = variables(&self.variables).unwrap_or_default();
        let starts = [Direction::Forward, Direction::Backward]
            .map(|direction| C::PAGING.cursor(&caller, direction));
        if C::EACH_PARENT.is_some() {
            Some(
                "a connection inside a list has two ends for each parent, which never meet; walk it with `items`",
            )
        } else if resume.is_some() {
            Some(
                "a walk from both ends cannot be resumed; resume it with `items`, in one direction",
            )
        } else if starts
            .into_iter()
            .flatten()
            .chain(start.clone())
            .any(|cursor| !cursor.is_empty())
        {
            Some(
                "a walk from both ends covers the whole list; remove the cursor, or walk from one end",
            )
        } else if limits.tail.is_some() {
            Some("a walk from both ends is over when they meet; use `tail` in a forward walk")
        } else if self.mode.is_ordered && (limits.items.is_some() || limits.pages.is_some()) {
            Some(
                "the first items of a list need no walk from its end; use `items` instead of `both_ends`, or omit `ordered`",
            )
        } else {
            None
        }
    }
}

impl<C: Connection> FromBothEnds<C> {
    fn of(
        paginator: Paginator<C>,
        take: Take<C, Candidate<C::Item>>,
        identify: Identify<C::Item>,
    ) -> BothEnds<C> {
        paginator.with_mode(Self {
            take,
            identify,
            is_by_key: false,
            is_ordered: false,
            ends: None,
        })
    }
}

impl<C: Connection> fmt::Debug for FromBothEnds<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FromBothEnds")
            .field("is_ordered", &self.is_ordered)
            .field("ends", &self.ends)
            .finish_non_exhaustive()
    }
}
