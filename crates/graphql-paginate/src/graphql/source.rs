//! The walk of a connection, as the driver sees it.

use std::future::ready;
use std::sync::Arc;

use bytes::Bytes;
use futures_core::future::BoxFuture;
use graphql_client::GraphQLQuery;
use http::{Request, Response, Uri};

use super::{identities, read_partial, request};
use crate::checkpoint::Fingerprint;
use crate::client::Client;
use crate::connection::{Connected, Connection, Direction, NullAt, PageArguments, PageInfo};
use crate::driver::{Fetched, Identity, Onward, Order, Position, Source};
use crate::error::{Error, ErrorKind};
use crate::nested::{Asking, Completer, Incomplete};
use crate::page::Page;
use crate::partial::Partial;
use crate::progress::Meter;

/// Moves nodes or edges out of a response.
pub(crate) type Take<C, T> = fn(&mut <C as Connection>::Data) -> Result<Connected<T>, NullAt>;

/// A connection of a query, walked for its nodes or for its edges.
pub(crate) struct ConnectionSource<C: Connection, T> {
    pub(crate) endpoint: Uri,
    pub(crate) variables: C::Variables,
    pub(crate) direction: Direction,
    pub(crate) partial: Partial,
    pub(crate) take: Take<C, T>,
    /// What is known of connections inside the items; `None` for edges.
    pub(crate) completer: Option<Completer<T>>,
}

impl<C: Connection, T> ConnectionSource<C, T> {
    fn placed(&self, position: &Position) -> C::Variables {
        let mut variables = self.variables.clone();
        let at = PageArguments {
            direction: self.direction,
            size: position.size.map(i64::from),
            cursor: position.cursor.clone(),
        };
        C::place(&mut variables, at);
        variables
    }
}

impl<C: Connection, T: Send + 'static> Source for ConnectionSource<C, T> {
    type Item = T;
    type Data = C::Data;

    fn operation(&self) -> &str {
        operation::<C>(&self.variables)
    }

    fn order(&self) -> Order {
        self.direction.into()
    }

    fn request(&self, position: &Position) -> Result<Request<Bytes>, ErrorKind> {
        request(&self.endpoint, &C::Query::build_query(self.placed(position)))
    }

    fn request_within(&self, position: &Position, nested: Option<u32>) -> Result<Request<Bytes>, ErrorKind> {
        let mut variables = self.placed(position);
        if let Some(most) = nested {
            C::nested_sizes(&mut variables).into_iter().for_each(|size| *size = (*size).min(most.into()));
        }
        request(&self.endpoint, &C::Query::build_query(variables))
    }

    fn nested_size(&self) -> Option<u32> {
        let mut variables = self.variables.clone();
        let largest = C::nested_sizes(&mut variables).into_iter().max()?;
        u32::try_from(*largest).ok()
    }

    fn fingerprint(&self) -> Result<Fingerprint, ErrorKind> {
        let body = C::Query::build_query(self.placed(&Position::default()));
        // Siblings share a document, and edges lie as nodes do.
        let query = format!("{}\n{}", C::PATH.join("."), body.query);
        let variables = serde_json::to_value(&body.variables)
            .map_err(|error| ErrorKind::Variables { problem: error.to_string() })?;
        Ok(Fingerprint::new(&query, &variables.to_string(), &self.endpoint.to_string()))
    }

    fn identities(&self, body: &Bytes, count: usize) -> Option<Vec<Identity>> {
        identities(body, C::PATH, count)
    }

    fn complete<'s>(
        &'s self,
        page: &'s mut Page<T, C::Data>,
        client: &'s Client,
        meter: &'s Arc<Meter>,
    ) -> BoxFuture<'s, Result<(), Error>> {
        let Some(completer) = &self.completer else { return Box::pin(ready(Ok(()))) };
        Box::pin(async move {
            let variables = serde_json::to_value(&self.variables).unwrap_or_default();
            let variables = variables.as_object().cloned().unwrap_or_default();
            let asking = Asking {
                client,
                meter,
                endpoint: &self.endpoint,
                variables: &variables,
                partial: &self.partial,
                operation: self.operation(),
            };
            let completed = completer.complete(&mut page.items, &mut page.errors, &asking).await;
            let completed = completed.map_err(|Incomplete { error, open }| {
                self.order().keep_first(&mut page.items, |place| !open.contains(&place));
                error
            });
            page.truncated = completer.truncated(&page.items);
            meter.truncated(page.truncated.iter().map(|truncated| truncated.connections).sum());
            completed
        })
    }

    fn read(&self, _: &Position, response: &Response<Bytes>) -> Result<Fetched<T, C::Data>, ErrorKind> {
        let (data, errors) = read_partial(response, &self.partial)?;
        let mut data: C::Data = data.ok_or(ErrorKind::NullConnection { path: &[] })?;
        let connected = match (self.take)(&mut data) {
            Ok(connected) => connected,
            Err(NullAt { path }) if errors.is_empty() => return Err(ErrorKind::NullConnection { path }),
            // The errors say why.
            Err(_) => return Err(ErrorKind::GraphQL { errors }),
        };
        let onward = onward(&connected.page_info, self.direction);
        Ok(Fetched {
            page: Page { errors, ..page(connected, data, self.direction) },
            onward,
            fingerprint: None,
        })
    }
}

/// The name of a connection's operation.
pub(crate) fn operation<C: Connection>(variables: &C::Variables) -> &'static str {
    C::Query::build_query(variables.clone()).operation_name
}

impl From<Direction> for Order {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Forward => Self::Same,
            Direction::Backward => Self::Reversed,
        }
    }
}

/// The flag and the cursor of one direction; the opposite ones mean nothing in the middle of a walk.
fn onward(page_info: &PageInfo, direction: Direction) -> Onward {
    let (more, flag, field) = match direction {
        Direction::Forward => (page_info.has_next_page, "hasNextPage", "endCursor"),
        Direction::Backward => (page_info.has_previous_page, "hasPreviousPage", "startCursor"),
    };
    match more {
        None => Onward::Unknown { field: flag.into() },
        Some(false) => Onward::End,
        Some(true) => match cursor(page_info, direction) {
            Some(cursor) => Onward::At(cursor.to_owned()),
            None => Onward::NoCursor { field: field.into() },
        },
    }
}

fn page<T, D>(connected: Connected<T>, data: D, direction: Direction) -> Page<T, D> {
    let received = connected.items.len();
    let items: Vec<T> = connected.items.into_iter().flatten().collect();
    Page {
        null_items: received - items.len(),
        items,
        data,
        cursor: cursor(&connected.page_info, direction).map(str::to_owned),
        page_info: connected.page_info,
        total_count: connected.total_count,
        errors: Vec::new(),
        truncated: Vec::new(),
    }
}

/// Servers write "no cursor" as null or as an empty string.
fn cursor(page_info: &PageInfo, direction: Direction) -> Option<&str> {
    let cursor = match direction {
        Direction::Forward => &page_info.end_cursor,
        Direction::Backward => &page_info.start_cursor,
    };
    cursor.as_deref().filter(|cursor| !cursor.is_empty())
}
