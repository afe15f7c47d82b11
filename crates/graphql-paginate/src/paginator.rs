//! A walk to be, as plain data.

use std::fmt;

use graphql_client::GraphQLQuery;

use crate::client::Client;
use crate::connection::{Connection, Direction, HasEdges, SizedPages, WalksBackward, WalksForward};
use crate::driver::{self, Limits, Position, Walk};
use crate::error::{Error, ErrorKind};
use crate::graphql::{ConnectionSource, Take};
use crate::stream::{Edges, Items, Pages};

/// How to walk a connection; it becomes a stream when given a client.
///
/// Made by the derive's `paginate(variables)`. Nothing is sent before the stream is polled.
///
/// ```
/// use futures::TryStreamExt;
/// use graphql_paginate::{Client, Connection, Error, Paginator, SizedPages};
///
/// async fn first_fifty<C: SizedPages>(variables: C::Variables, client: &Client) -> Result<Vec<C::Item>, Error> {
///     Paginator::<C>::new(variables).page_size(25).max_items(50).items(client).try_collect().await
/// }
/// ```
#[must_use = "a paginator does nothing until `.items(&client)` or `.pages(&client)`"]
pub struct Paginator<C: Connection> {
    variables: C::Variables,
    direction: Direction,
    page_size: Option<u32>,
    start: Option<String>,
    limits: Limits,
}

impl<C: Connection> Paginator<C> {
    /// A walk in the connection's default direction, without limits.
    ///
    /// A cursor and a page size in the variables are taken as the start and the size of the walk.
    pub fn new(variables: C::Variables) -> Self {
        Self { variables, direction: C::DIRECTION, page_size: None, start: None, limits: Limits::default() }
    }

    /// Walks from the first item on.
    pub fn forward(self) -> Self
    where
        C: WalksForward,
    {
        Self { direction: Direction::Forward, ..self }
    }

    /// Walks from the last item back. Pages keep the server's order; the stream of items is the exact reverse of a
    /// forward walk.
    pub fn backward(self) -> Self
    where
        C: WalksBackward,
    {
        Self { direction: Direction::Backward, ..self }
    }

    /// Items per page.
    ///
    /// By default the size in the variables, else the largest that the client's [`Profile`](crate::Profile) knows,
    /// else the server's choice. A size above that largest is cut to it, so that the number of requests is
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

    /// A stream of pages, with all that came beside the items.
    pub fn pages(self, client: &Client) -> Pages<C> {
        Pages::new(self.walk(client, C::take))
    }

    /// A stream of the items one by one.
    pub fn items(self, client: &Client) -> Items<C> {
        let direction = self.direction;
        Items::new(self.walk(client, C::take), direction)
    }

    /// A stream of the edges one by one.
    pub fn edges(self, client: &Client) -> Edges<C>
    where
        C: HasEdges,
    {
        let direction = self.direction;
        Items::new(self.walk(client, C::take_edges), direction)
    }

    fn walk<T: Send + 'static>(self, client: &Client, take: Take<C, T>) -> Walk<T, C::Data> {
        match self.source(client, take) {
            Ok((source, start)) => driver::walk(source, client.clone(), self.limits, start),
            Err(kind) => {
                let operation = C::Query::build_query(self.variables).operation_name;
                driver::refuse(Error::new(kind).in_operation(operation))
            }
        }
    }

    fn source<T>(
        &self,
        client: &Client,
        take: Take<C, T>,
    ) -> Result<(ConnectionSource<C, T>, Position), ErrorKind> {
        let start =
            Position { cursor: self.first_cursor(), size: self.size(client.profile().max_page_size)? };
        let source = ConnectionSource::new(client.uri()?, self.variables.clone(), self.direction, take);
        Ok((source, start))
    }

    /// Never empty: some servers take an empty cursor for a position.
    fn first_cursor(&self) -> Option<String> {
        let start = self.start.as_deref().or_else(|| C::cursor(&self.variables, self.direction));
        start.filter(|cursor| !cursor.is_empty()).map(str::to_owned)
    }

    fn size(&self, max: Option<u32>) -> Result<Option<u32>, ErrorKind> {
        let wanted = self.page_size.map(i64::from).or_else(|| C::size(&self.variables, self.direction));
        let size = match wanted {
            // Servers answer such pages with "more to come" forever.
            Some(size) if size < 1 => {
                let problem = format!("the page size is {size}; a page holds at least 1 item");
                return Err(ErrorKind::Setup { problem });
            }
            Some(size) => Some(u32::try_from(size).unwrap_or(u32::MAX)),
            None => max,
        };
        Ok(size.map(|size| size.min(max.unwrap_or(u32::MAX))))
    }
}

impl<C: Connection> Clone for Paginator<C> {
    fn clone(&self) -> Self {
        Self { variables: self.variables.clone(), start: self.start.clone(), ..*self }
    }
}

impl<C: Connection> fmt::Debug for Paginator<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Paginator")
            .field("path", &C::PATH)
            .field("direction", &self.direction)
            .field("page_size", &self.page_size)
            .field("start", &self.start)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
