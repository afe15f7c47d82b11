//! The configuration of a walk. Nothing is sent until it becomes a stream.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use graphql_client::GraphQLQuery;
use serde_json::{Map, Value};

use crate::checkpoint::{Checkpoint, Origin};
use crate::client::Client;
use crate::connection::{Connection, Direction, HasEdges, SizedPages, WalksBackward, WalksForward};
use crate::driver::{
    self, Inspect, Limits, Mark, OnRepeat, Source, Start, Steps, Walk, directed_page_size,
};
use crate::error::{Error, ErrorKind};
use crate::graphql::{ConnectionSource, Take, operation, variables};
use crate::nested::{
    Asking, CompleteNested, Completer, CompletesNested, Completion, NestedAdapter, ReducedPageSizes,
};
use crate::partial::Partial;
use crate::progress::ProgressRecorder;
use crate::siblings::{self, SiblingsSource};
#[cfg(feature = "blocking")]
use crate::stream::BlockingItems;
use crate::stream::{EdgesOf, Items, Pages};

/// How to walk a connection; it becomes a stream when given a client.
///
/// Made by the derive's `paginate(variables)`. Nothing is sent before the stream is polled.
///
/// ```
/// use graphql_paginate::{Client, Connection, Error, Paginator, SizedPages};
///
/// async fn first_fifty<C: SizedPages>(variables: C::Variables, client: &Client) -> Result<Vec<C::Item>, Error> {
///     Paginator::<C>::new(variables).page_size(25).max_items(50).items(client).try_collect().await
/// }
/// ```
#[must_use = "a paginator does nothing until `.items(&client)` or `.pages(&client)`"]
pub struct Paginator<C: Connection> {
    pub(crate) variables: C::Variables,
    pub(crate) direction: Direction,
    pub(crate) page_size: Option<u32>,
    pub(crate) start: Option<String>,
    pub(crate) resume: Option<Checkpoint>,
    partial: Partial,
    pub(crate) limits: Limits,
}

impl<C: Connection> Paginator<C> {
    /// A walk in the connection's default direction, without limits.
    ///
    /// A cursor and a page size in the variables are taken as the start and the size of the walk.
    pub fn new(variables: C::Variables) -> Self {
        Self {
            variables,
            direction: C::PAGING.direction,
            page_size: None,
            start: None,
            resume: None,
            partial: Partial::Fail,
            limits: Limits::default(),
        }
    }

    /// Walks from the first item on.
    pub fn forward(self) -> Self
    where
        C: WalksForward,
    {
        Self {
            direction: Direction::Forward,
            ..self
        }
    }

    /// Walks from the last item back. Pages keep the server's order; the stream of items is the exact reverse of a
    /// forward walk.
    pub fn backward(self) -> Self
    where
        C: WalksBackward,
    {
        Self {
            direction: Direction::Backward,
            ..self
        }
    }

    /// Items per page.
    ///
    /// By default the size in the variables, else the largest that the client's [`Profile`](crate::Profile) knows,
    /// else 50 in a backward walk (a server that is sent no `last` answers with its first page), else the server's
    /// choice. A size above that largest is cut to it, so that the number of requests is
    /// predictable; 0 is refused.
    pub fn page_size(mut self, items: u32) -> Self
    where
        C: SizedPages,
    {
        self.page_size = Some(items);
        self
    }

    /// Begins behind this cursor, or before it when walking backward, whatever the variables say. An empty cursor is
    /// none.
    pub fn start_at(mut self, cursor: impl Into<String>) -> Self {
        self.start = Some(cursor.into());
        self
    }

    /// Ends after this many items; the last page is asked for no more than is missing.
    pub fn max_items(mut self, items: u64) -> Self {
        self.limits.items = Some(items);
        self
    }

    /// Ends after this many pages.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.limits.pages = Some(pages);
        self
    }

    /// Goes on where an earlier walk stood: same query, same variables, same endpoint, same direction.
    ///
    /// Comes before [`start_at`](Paginator::start_at). Limits count anew; they, the page size and the other settings may
    /// differ from those of the earlier walk. A checkpoint taken at the end of a list gives what was added to it since.
    pub fn resume(mut self, checkpoint: Checkpoint) -> Self {
        self.resume = Some(checkpoint);
        self
    }

    /// How many pages in a row may be empty, though each announces another one, before the walk ends with
    /// [`ErrorKind::TooManyEmptyPages`](crate::ErrorKind::TooManyEmptyPages); 100 by default, at least 1.
    ///
    /// Also for the pages of nested connections.
    pub fn max_empty_pages(mut self, pages: u64) -> Self {
        self.limits.empty_pages = pages.max(1);
        self
    }

    /// What to do when the server repeats a page or a cursor; [`OnRepeat::Fail`] by default.
    ///
    /// A page counts as repeated when its items have ids and all of them are those of the page before it; pages of
    /// items without ids may be alike.
    pub fn on_repeat(mut self, policy: OnRepeat) -> Self {
        self.limits.on_repeat = policy;
        self
    }

    /// What to do with errors beside data; [`Partial::Fail`] by default.
    pub fn on_partial(mut self, policy: Partial) -> Self {
        self.partial = policy;
        self
    }

    /// Keeps up to this many pages ahead of demand, in order, on a task of the tokio runtime that polls the stream.
    ///
    /// 0 by default: no request is sent that is not asked for. Dropping the stream stops the task.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.limits.prefetch = pages;
        self
    }

    /// Does not end with the list, but looks for new items this often, for as long as the stream is polled.
    ///
    /// For lists that grow at their end, such as one ordered by time of change. Every look yields a page, which may be
    /// empty. The interval is at least 1 second.
    pub fn tail(mut self, interval: Duration) -> Self
    where
        C: WalksForward,
    {
        self.limits.tail = Some(interval);
        self.forward()
    }

    /// Lets sizes of nested connections shrink too when a page is too much for the server.
    ///
    /// Off by default, because what a shorter nested page leaves out is not fetched by this walk: the nested
    /// `pageInfo` tells, and whoever turns this on must look.
    pub fn shrink_nested(mut self) -> Self {
        self.limits.shrink_nested = true;
        self
    }

    /// Reads the connections inside each item to their end, so that every item comes out whole.
    ///
    /// Without it, [`Page::truncated`](crate::Page::truncated) and [`Progress::truncated`](crate::Progress::truncated)
    /// tell what is cut.
    pub fn complete_nested(self) -> CompleteNested<C>
    where
        C: CompletesNested,
    {
        CompleteNested::new(self)
    }

    /// A stream of pages, with all that came beside the items.
    pub fn pages(self, client: &Client) -> Pages<C> {
        Pages::new(self.walk_nested(client, None))
    }

    /// A stream of the items one by one.
    pub fn items(self, client: &Client) -> Items<C> {
        Items::new(self.walk_nested(client, None))
    }

    /// A stream of the edges one by one: [`Edges<C>`](crate::Edges).
    // Not said in the signature: what a connection without edges lacks would be its streams as well, and not said first.
    pub fn edges<E>(self, client: &Client) -> Items<EdgesOf<C, E>>
    where
        C: HasEdges<Edge = E>,
        E: Send + Unpin + 'static,
    {
        Items::new(self.walk(client, C::take_edges, None))
    }

    /// All items at once, for lists known to be small.
    ///
    /// # Errors
    ///
    /// The error of the walk, whose items are then lost; [`Items::append_to`] keeps them.
    pub async fn collect(self, client: &Client) -> Result<Vec<C::Item>, Error> {
        let mut items = Vec::new();
        self.items(client).append_to(&mut items).await?;
        Ok(items)
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
    pub fn items_blocking(self, client: &Client) -> BlockingItems<C> {
        BlockingItems::new(self.items(client))
    }

    pub(crate) fn walk_nested(
        self,
        client: &Client,
        completion: Option<Completion>,
    ) -> Walk<C::Item, C::Data> {
        let mut completer = None;
        if !C::NESTED.is_empty() {
            completer = Some(Completer {
                nested: C::NESTED,
                pending: C::pending,
                fill: C::fill,
                completion,
                reduced_page_sizes: ReducedPageSizes::default(),
            });
        }
        self.walk(client, C::take, completer)
    }

    fn walk<T: Send + 'static>(
        self,
        client: &Client,
        take: Take<C, T>,
        completer: Option<Completer<T>>,
    ) -> Walk<T, C::Data> {
        let started = self.source(client, take).and_then(|source| {
            if C::SIBLINGS.is_empty() {
                self.start(source, client, completer)
            } else {
                self.start(SiblingsSource(source), client, completer)
            }
        });
        match started {
            Ok(walk) => walk,
            Err(kind) => {
                let error = Error::new(kind).in_operation(operation::<C>(&self.variables));
                driver::refuse(error, self.direction.into(), self.resume)
            }
        }
    }

    /// The walk of a source with these settings, its items completed where that is wanted.
    pub(crate) fn start<S: Source<Data = C::Data>>(
        &self,
        source: S,
        client: &Client,
        completer: Option<Completer<S::Item>>,
    ) -> Result<Walk<S::Item, S::Data>, ErrorKind> {
        let start = self.place(&source, client)?;
        let Some(mut completer) = completer else {
            return Ok(driver::walk(source, client.clone(), self.limits, start));
        };
        let profile = client.profile();
        completer.completion = completer
            .completion
            .map(|completion| completion.within(&profile, &self.limits));
        let (endpoint, variables) = (client.uri()?, variables(&self.variables)?);
        let (operation, order) = (operation::<C>(&self.variables), source.order());
        let (client, partial) = (client.clone(), self.partial.clone());
        let adapter = |steps: Steps<_, _>, recorder: &Arc<ProgressRecorder>, inspect: &Inspect| {
            let adapter = NestedAdapter {
                completer,
                asking: Asking {
                    client: client.clone(),
                    recorder: Arc::clone(recorder),
                    endpoint,
                    variables,
                    partial,
                    operation,
                },
                order,
                inspect: Arc::clone(inspect),
            };
            adapter.adapt(steps)
        };
        Ok(driver::walk_through(
            source,
            client.clone(),
            self.limits,
            start,
            adapter,
        ))
    }

    /// The connection as a source, if the variables let it into the response.
    pub(crate) fn source<T: Send + 'static>(
        &self,
        client: &Client,
        take: Take<C, T>,
    ) -> Result<ConnectionSource<C, T>, ErrorKind> {
        let caller = variables(&self.variables)?;
        let excluded = match C::SIBLINGS {
            [] => C::PAGING.left_out(&caller),
            siblings => siblings::left_out(siblings, &caller),
        };
        if let Some(excluded) = excluded {
            return Err(excluded);
        }
        let body = C::Query::build_query(self.variables.clone());
        Ok(ConnectionSource {
            endpoint: client.uri()?,
            variables: caller,
            operation: body.operation_name,
            query: body.query,
            direction: self.direction,
            partial: self.partial.clone(),
            take,
        })
    }

    /// Where the walk of a source begins.
    fn place<S: Source>(&self, source: &S, client: &Client) -> Result<Start, ErrorKind> {
        let caller = variables(&self.variables)?;
        let size = self.size(&caller, client.profile().max_page_size)?;
        let fingerprint = source.fingerprint()?;
        let nested_size = Self::nested_size(&caller);
        if let Some(checkpoint) = &self.resume {
            checkpoint.check(&fingerprint, source.order())?;
            return Ok(Start {
                nested_size,
                ..checkpoint.start(size)
            });
        }
        Ok(Start {
            mark: Mark {
                cursor: self.first_cursor(&caller),
                ..Mark::default()
            },
            size,
            size_now: None,
            nested_size,
            origin: Origin {
                fingerprint,
                items: 0,
            },
        })
    }

    /// The largest nested page size that the variables set.
    fn nested_size(caller: &Map<String, Value>) -> Option<u32> {
        let mut largest = None;
        for name in C::PAGING.nested_sizes {
            largest = largest.max(caller.get(*name).and_then(Value::as_u64));
        }
        u32::try_from(largest?).ok()
    }

    /// Never empty: some servers take an empty cursor for a position.
    fn first_cursor(&self, caller: &Map<String, Value>) -> Option<String> {
        if let Some(start) = &self.start {
            return Some(start.clone()).filter(|cursor| !cursor.is_empty());
        }
        match C::SIBLINGS {
            [] => C::PAGING.cursor(caller, self.direction),
            siblings => siblings::cursor(siblings, caller, self.direction),
        }
    }

    fn size(
        &self,
        caller: &Map<String, Value>,
        largest: Option<u32>,
    ) -> Result<Option<u32>, ErrorKind> {
        let implied = match C::SIBLINGS {
            [] => C::PAGING.size(caller, self.direction),
            siblings => siblings::size(siblings, caller, self.direction),
        };
        let wanted = match self.page_size.map(i64::from).or(implied) {
            // Servers answer such pages with "more to come" forever.
            Some(size) if size < 1 => {
                let problem = format!("the page size is {size}; a page holds at least 1 item");
                return Err(ErrorKind::Setup { problem });
            }
            Some(size) => Some(u32::try_from(size).unwrap_or(u32::MAX)),
            None => None,
        };
        let size = directed_page_size(wanted, largest, self.direction.into());
        let document = C::PAGING.document(self.direction);
        if size.is_none() && document.is_some_and(|document| document.is_size_required) {
            let problem = "the API requires a page size: set it with `.page_size(…)`".to_owned();
            return Err(ErrorKind::Setup { problem });
        }
        Ok(size)
    }
}

impl<C: Connection> Clone for Paginator<C> {
    fn clone(&self) -> Self {
        Self {
            variables: self.variables.clone(),
            start: self.start.clone(),
            resume: self.resume.clone(),
            partial: self.partial.clone(),
            ..*self
        }
    }
}

impl<C: Connection> fmt::Debug for Paginator<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Paginator")
            .field("path", &C::PAGING.path)
            .field("direction", &self.direction)
            .field("page_size", &self.page_size)
            .field("start", &self.start)
            .field("resume", &self.resume)
            .field("partial", &self.partial)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
