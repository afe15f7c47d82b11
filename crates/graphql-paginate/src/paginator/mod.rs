//! The configuration of a walk. Nothing is sent until the stream made from it is polled.

mod concurrency;
mod nested;
mod parents;
mod start;
mod start_position;
mod walkable;

use std::fmt;
use std::time::Duration;

pub(crate) use self::walkable::Implied;
pub use self::walkable::Walkable;
use crate::client::Client;
use crate::connection::{
    Connection, Direction, EdgesOf, HasEdges, SizedPages, WalksBackward, WalksForward,
};
use crate::error::Error;
use crate::nested::Completion;
use crate::partial::Partial;
use crate::settings::{WalkSettings, walk_settings};
#[cfg(feature = "blocking")]
use crate::stream::{BlockingItems, BlockingPages};
use crate::stream::{Items, Pages};

/// The message for a walk of edges with nested completion.
pub(crate) const EDGES_NOT_COMPLETED: &str = "the nodes of edges cannot be completed; walk `items` instead of `edges`, or omit `complete_nested`";

/// The configuration of a walk of a list. Nothing is sent until the stream made from it is polled.
///
/// Made by the derive's `paginate(variables)` for a typed query, whose `S` is a [`Connection`], and by
/// [`dynamic::Query::paginate`](crate::dynamic::Query::paginate) for a query known at run time. Settings can be given in
/// any order; invalid ones are returned as an error by the first poll of the stream. `M` is the mode of the walk: from
/// [one end](OneEnd), or from [both](crate::BothEnds).
///
/// ```
/// use graphql_paginate::{Client, Connection, Error, Paginator, SizedPages};
///
/// async fn first_fifty<C: Connection + SizedPages>(
///     variables: C::Variables,
///     client: &Client,
/// ) -> Result<Vec<C::Item>, Error> {
///     Paginator::<C>::new(variables).page_size(25).max_items(50).items(client).try_collect().await
/// }
/// ```
#[must_use = "a paginator does nothing until `.items(&client)` or `.pages(&client)`"]
pub struct Paginator<S: Walkable, M = OneEnd> {
    /// The variables of a typed query, or the dynamic query.
    pub(crate) subject: S::Subject,
    pub(crate) direction: Direction,
    pub(crate) partial: Partial,
    /// How nested connections are completed, if at all.
    completion: Completion,
    completes_nested: bool,
    /// Requests in flight, of pages or of a nested completion.
    concurrency: Option<usize>,
    /// Parents per follow-up request of a walk of several parents.
    parents_per_request: Option<usize>,
    pub(crate) settings: WalkSettings,
    pub(crate) mode: M,
}

/// The mode of a [`Paginator`] that walks a list from one of its ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OneEnd(());

impl<C: Connection> Paginator<C> {
    /// A walk in the connection's default direction, without limits.
    ///
    /// A cursor and a page size in the variables become the start and the page size of the walk.
    pub fn new(variables: C::Variables) -> Self {
        Self::of(variables, C::PAGING.direction)
    }

    /// A stream of the edges one by one: [`Edges<C>`](crate::Edges).
    ///
    /// Their nodes cannot be [completed](Self::complete_nested): the first poll returns an error if that is set.
    /// Further pages of connections inside the nodes are not counted in
    /// [`Progress::truncated`](crate::Progress::truncated): walk the items, or read the `pageInfo` of the nodes.
    // The return type is not written as `Edges<C>`: for a connection without edges, the compiler would then report
    // unmet bounds of the stream before `HasEdges`.
    pub fn edges<E>(self, client: &Client) -> Items<EdgesOf<C, E>>
    where
        C: HasEdges<Edge = E>,
        E: Send + Unpin + 'static,
    {
        let client = client.with_headers(&self.settings.headers);
        let walk = self.walk_edges(&client);
        Items::new(walk.unwrap_or_else(|kind| self.refuse(kind, self.direction)))
    }
}

impl<S: Walkable> Paginator<S> {
    /// A walk without limits.
    pub(crate) fn of(subject: S::Subject, direction: Direction) -> Self {
        Self {
            subject,
            direction,
            partial: Partial::Fail,
            completion: Completion::default(),
            completes_nested: false,
            concurrency: None,
            parents_per_request: None,
            settings: WalkSettings::default(),
            mode: OneEnd(()),
        }
    }

    /// Walks forward: from the first item, or from the cursor that the query or its variables give for `after`. Those for
    /// `last` and `before` are not sent, so the walk does not end at the cursor of the other direction.
    pub fn forward(self) -> Self
    where
        S: WalksForward,
    {
        Self {
            direction: Direction::Forward,
            ..self
        }
    }

    /// Walks backward: from the last item, or from the cursor for `before`; `first` and `after` are not sent. Pages keep
    /// the server's order; the stream of items is the exact reverse of a forward walk.
    pub fn backward(self) -> Self
    where
        S: WalksBackward,
    {
        Self {
            direction: Direction::Backward,
            ..self
        }
    }

    /// Polls for new items at this interval after the end of the list, for as long as the stream is polled.
    ///
    /// Intended for lists that grow at their end, such as one sorted by time of change. Every poll of the server yields
    /// a page, which may be empty. The interval is at least 1 second.
    pub fn tail(mut self, interval: Duration) -> Self
    where
        S: WalksForward,
    {
        self.settings.limits.tail = Some(interval);
        self.forward()
    }

    /// A stream of pages, with everything that came with the items.
    pub fn pages(self, client: &Client) -> Pages<S> {
        Pages::new(self.walk(client))
    }

    /// A stream of the items one by one.
    pub fn items(self, client: &Client) -> Items<S> {
        Items::new(self.walk(client))
    }

    /// Collects all items, for lists known to be small.
    ///
    /// # Errors
    ///
    /// The error of the walk; the items before it are lost. [`Items::append_to`] keeps them.
    pub async fn collect(self, client: &Client) -> Result<Vec<S::Item>, Error> {
        self.items(client).try_collect().await
    }

    /// An iterator over the items, for programs without an async runtime.
    ///
    /// ```
    /// # use graphql_paginate::{Client, Connection, Error, Paginator};
    /// fn count<C: Connection>(paginator: Paginator<C>, client: &Client) -> Result<usize, Error> {
    ///     paginator.items_blocking(client).try_fold(0, |count, item| item.map(|_| count + 1))
    /// }
    /// ```
    #[cfg(feature = "blocking")]
    pub fn items_blocking(self, client: &Client) -> BlockingItems<S> {
        BlockingItems::new(self.items(client))
    }

    /// An iterator over the pages, for programs without an async runtime.
    #[cfg(feature = "blocking")]
    pub fn pages_blocking(self, client: &Client) -> BlockingPages<S> {
        BlockingPages::new(self.pages(client))
    }
}

impl<S: Walkable, M> Paginator<S, M> {
    /// Items per page.
    ///
    /// The default is the size in the variables, else the largest that the client's [`Profile`](crate::Profile) allows,
    /// else 50 in a backward walk (without `last`, a server answers with its first page), else the server's choice.
    /// Larger sizes are reduced to the profile's largest, so that the number of requests is predictable. 0 is an error.
    pub fn page_size(mut self, items: u32) -> Self
    where
        S: SizedPages,
    {
        self.settings.page_size = Some(items);
        self
    }

    walk_settings!(settings);

    /// How errors beside data are handled; [`Partial::Fail`] by default.
    pub fn on_partial(mut self, policy: Partial) -> Self {
        self.partial = policy;
        self
    }

    /// The same settings in another mode.
    pub(crate) fn with_mode<N>(self, mode: N) -> Paginator<S, N> {
        Paginator {
            subject: self.subject,
            direction: self.direction,
            partial: self.partial,
            completion: self.completion,
            completes_nested: self.completes_nested,
            concurrency: self.concurrency,
            parents_per_request: self.parents_per_request,
            settings: self.settings,
            mode,
        }
    }

    /// The same settings for a walk from one end.
    pub(crate) fn one_end(&self) -> Paginator<S> {
        Paginator {
            subject: self.subject.clone(),
            direction: self.direction,
            partial: self.partial.clone(),
            completion: self.completion,
            completes_nested: self.completes_nested,
            concurrency: self.concurrency,
            parents_per_request: self.parents_per_request,
            settings: self.settings.clone(),
            mode: OneEnd(()),
        }
    }
}

impl<C: Connection, M> Paginator<C, M> {
    /// Also reduces page sizes of nested connections when a page is too large for the server.
    ///
    /// Off by default, because this walk does not fetch the items that a smaller nested page leaves out. The nested
    /// `pageInfo` says whether there are more; check it if you turn this on.
    pub fn shrink_nested(mut self) -> Self {
        self.settings.limits.shrink_nested = true;
        self
    }
}

impl<S: Walkable, M: Clone> Clone for Paginator<S, M> {
    fn clone(&self) -> Self {
        self.one_end().with_mode(self.mode.clone())
    }
}

impl<S: Walkable, M: fmt::Debug> fmt::Debug for Paginator<S, M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Paginator")
            .field("path", &S::path(&self.subject))
            .field("mode", &self.mode)
            .field("direction", &self.direction)
            .field("completes_nested", &self.completes_nested)
            .field("partial", &self.partial)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
