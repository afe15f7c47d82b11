//! A list walked from its first and from its last item at once, until the two walks meet.
//!
//! Each end is a walk of its own, with the driver's guards, retries and page sizes, and has at most one request under
//! way. [`Overlap`](overlap::Overlap) knows which items were had from which end, and when that is all of them; the
//! [stream](BothEndsItems) asks it before either end sends a request.

mod candidate;
mod identity;
mod overlap;
mod pair;
mod stream;

use std::fmt;
use std::hash::Hash;

use self::candidate::{Candidate, Identifier, Identify, take_edges, take_nodes, take_whole_edges};
use self::overlap::End;
use self::pair::{Ends, PairSource};
pub use self::stream::BothEndsItems;
use crate::client::Client;
use crate::connection::{
    Connection, Direction, EdgeCursors, PairedEnds, WalksBackward, WalksForward,
};
use crate::driver::{self, BACKWARD_PAGE_SIZE, Walk};
use crate::error::{Error, ErrorKind};
use crate::graphql::{ConnectionSource, Take, operation, variables};
use crate::nested::Completer;
use crate::paginator::{EDGES_NOT_COMPLETED, Paginator};
use crate::settings::WalkSettings;
#[cfg(feature = "blocking")]
use crate::stream::Blocking;
use crate::stream::EdgesOf;

/// A connection, asked for what both ends need of it.
type EndSource<C, T> = ConnectionSource<C, Candidate<T>>;

/// How connections inside the items are completed; `None` where there are none.
type EndCompleter<T> = Option<Completer<Candidate<T>>>;

/// A walk from both ends to be; it becomes a stream when given a client.
///
/// Made by [`Paginator::both_ends`] and [`Paginator::both_ends_by_key`]. It has the settings of every walk, before and
/// after those two; errors beside data, pages ahead and tries count for each end by itself.
pub type BothEnds<C> = Paginator<C, FromBothEnds<C>>;

/// The mode of a [`Paginator`] that walks a list from both ends at once.
pub struct FromBothEnds<C: Connection> {
    take: Take<C, Candidate<C::Item>>,
    identify: Identify<C::Item>,
    is_by_key: bool,
    is_ordered: bool,
    /// How one request asks for both ends; `None`: each end asks for itself.
    ends: Option<Ends>,
}

impl<C: WalksForward + WalksBackward> Paginator<C> {
    /// Walks from the first item on and from the last item back at once, until both meet: every item once, in about
    /// half the time of a walk from one end. Which item is which, the cursors of the edges tell.
    ///
    /// The two walks have one request each under way, so that this helps where the wait for an answer is what takes
    /// the time. It costs at most one request more than a walk from one end where `totalCount` is selected, and at most
    /// two more where it is not.
    ///
    /// The settings hold for both: page size, errors beside data, pages ahead and tries count for each
    /// end by itself, [`max_items`](Paginator::max_items) and [`max_pages`](Paginator::max_pages) for both together, of
    /// whichever end. The direction does not matter. A cursor to start at, a checkpoint and
    /// [`tail`](Paginator::tail) are refused with [`ErrorKind::Setup`]: this walk covers a whole list and no more.
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
    /// What a connection inside the items has beyond its first page is counted in
    /// [`Progress::truncated`](crate::Progress::truncated) and not fetched, unless [`complete_nested`](Paginator::complete_nested)
    /// asks for it. Each end then completes its page before the page goes out. The items that both ends see, a page at
    /// most, are completed twice.
    ///
    /// # One request for both ends
    ///
    /// [`in_one_request`](BothEnds::in_one_request) asks for the connection twice, under two response keys. Measured on
    /// a server that answers after 50 ms, that takes as long (half of a walk from one end) with half the requests, each
    /// twice as large. By default each end asks for itself: that keeps the answers small, and lets one end go on while
    /// the other one waits or tries again.
    ///
    /// # Memory
    ///
    /// What tells an item from others is remembered as a hash to the end of the walk: some 50 bytes an item.
    ///
    /// # Lists that change
    ///
    /// An end stops at the item where the other one stands. When that one has vanished or moved, it goes on through what
    /// the other has had, leaving it out, until it is met itself: no item is lost or comes twice. What is
    /// added behind the last item once that was read is not seen. A steady `totalCount` is believed, so that when an item
    /// vanishes and another one appears between two requests, the new one may be missed; where that matters, walk from
    /// one end.
    ///
    /// Without `totalCount`, the item where an end stands is also taken for the meeting when it moved and comes last on a
    /// page of the other end; select it where items move.
    ///
    /// A server that takes `last` for nothing and answers with the first items is walked from these alone.
    pub fn both_ends(self) -> BothEnds<C>
    where
        C: EdgeCursors,
    {
        FromBothEnds::of(self, take_edges::<C>, Identifier::default().of_cursors())
    }

    /// The same as [`both_ends`](Paginator::both_ends) for documents that do not select `edges { cursor }`, or whose
    /// cursors depend on the direction: the key tells which item is which.
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
    /// Items in the order of a forward walk; by default they come page by page as these arrive, each page in the order
    /// of its walk.
    ///
    /// The first half comes while it is fetched; the last half is held in memory until the walks meet. An error then
    /// has a checkpoint with which a forward walk of the same paginator goes on behind the last item handed out.
    ///
    /// Not together with [`max_items`](Paginator::max_items) or [`max_pages`](Paginator::max_pages): the first so many
    /// items need no walk from the end.
    pub fn ordered(mut self) -> Self {
        self.mode.is_ordered = true;
        self
    }

    /// Asks for a page of either end with each request.
    ///
    /// As fast as two requests at once, and half as many of them, each twice as large: cheaper where requests are what
    /// an API counts, as GitHub does. The ends then wait for each other, and share tries and page size.
    /// [`max_pages`](Paginator::max_pages) counts requests, and an error has no checkpoint, not even of an ordered walk.
    pub fn in_one_request(mut self) -> Self
    where
        C: PairedEnds,
    {
        self.mode.ends = Some(Ends::of::<C>());
        self
    }

    /// A stream of the items one by one.
    pub fn items(self, client: &Client) -> BothEndsItems<C> {
        let completer = || Ok(Candidate::completer::<C>(self.completion()?));
        let walks = self.walks(client, self.mode.take, completer);
        let identify = self.mode.identify;
        BothEndsItems::new(
            walks,
            operation::<C>(&self.variables),
            identify,
            self.mode.is_ordered,
            self.settings.limits,
        )
    }

    /// A stream of the edges one by one, which their cursors tell from each other: not after
    /// [`both_ends_by_key`](Paginator::both_ends_by_key).
    ///
    /// Their nodes cannot be [completed](Paginator::complete_nested): the first poll returns an error where that is asked
    /// for.
    pub fn edges<E>(self, client: &Client) -> BothEndsItems<EdgesOf<C, E>>
    where
        C: EdgeCursors<Edge = E>,
        E: Send + Unpin + 'static,
    {
        let completer = || self.edge_completer::<E>();
        let walks = self.walks(client, take_whole_edges::<C>, completer);
        BothEndsItems::new(
            walks,
            operation::<C>(&self.variables),
            Identifier::default().of_cursors(),
            self.mode.is_ordered,
            self.settings.limits,
        )
    }

    /// All items at once, for lists known to be small.
    ///
    /// # Errors
    ///
    /// The error of the walk, whose items are then lost.
    pub async fn collect(self, client: &Client) -> Result<Vec<C::Item>, Error> {
        self.items(client).try_collect().await
    }

    /// An iterator over the items, for programs without an async runtime.
    #[cfg(feature = "blocking")]
    pub fn items_blocking(self, client: &Client) -> Blocking<BothEndsItems<C>> {
        Blocking::new(self.items(client))
    }

    /// The walk of each end, or the one of both.
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
                    completer.lists.extend(ends.tail_list::<C>());
                }
                let source = PairSource {
                    head: self.source(End::Head, client, take)?,
                    tail: self.source(End::Tail, client, take)?,
                    ends,
                };
                self.paired(client).start(source, client, completer)
            });
            return vec![walk.unwrap_or_else(|kind| self.refuse(kind, End::Head))];
        }
        let mut walks = Vec::new();
        for end in [End::Head, End::Tail] {
            let walk = completer().and_then(|completer| {
                let source = self.source(end, client, take)?;
                self.from(end).start(source, client, completer)
            });
            walks.push(walk.unwrap_or_else(|kind| self.refuse(kind, end)));
        }
        walks
    }

    /// The walk of both ends by one request, which has to state a size for the end.
    fn paired(&self, client: &Client) -> Paginator<C> {
        let mut paginator = self.from(End::Head);
        let has_size = paginator.settings.page_size.is_some()
            || self.implied_size(paginator.direction).is_some()
            || client.profile().max_page_size.is_some();
        if !has_size {
            paginator.settings.page_size = Some(BACKWARD_PAGE_SIZE);
        }
        paginator
    }

    fn edge_completer<E>(&self) -> Result<EndCompleter<E>, ErrorKind> {
        let problem = if self.mode.is_by_key {
            "edges are told from each other by their cursors; use `both_ends` instead of `both_ends_by_key`"
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

    /// The connection, walked from one end.
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
        self.from(end).source(client, take)
    }

    /// The page size that the query and the caller's variables imply.
    fn implied_size(&self, direction: Direction) -> Option<i64> {
        let caller = variables(&self.variables).ok()?;
        C::PAGING.size(&caller, direction)
    }

    /// The walk from one end.
    fn from(&self, end: End) -> Paginator<C> {
        let mut paginator = self.one_end();
        paginator.direction = end.direction();
        // Counted over both ends by the stream; the other limit also makes pages small.
        paginator.settings.limits.pages = None;
        if paginator.settings.page_size.is_none() && self.implied_size(end.direction()).is_none() {
            let other = self.implied_size(end.other().direction());
            // What is no size is for the end that it was set for to refuse.
            paginator.settings.page_size = other.and_then(|size| u32::try_from(size).ok());
        }
        paginator
    }

    /// What keeps the walk from covering the whole list.
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
        if resume.is_some() {
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
                "a walk from both ends covers the whole list; take the cursor away, or walk from one end",
            )
        } else if limits.tail.is_some() {
            Some("a walk from both ends is over when they meet; use `tail` in a forward walk")
        } else if self.mode.is_ordered && (limits.items.is_some() || limits.pages.is_some()) {
            Some(
                "the first items of a list need no walk from its end; use `items` instead of `both_ends`, or leave `ordered` away",
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
