//! The walk of a connection, as the driver sees it.

use bytes::Bytes;
use graphql_client::GraphQLQuery;
use http::{Request, Response, Uri};

use super::{read, request};
use crate::connection::{Connected, Connection, Direction, NullAt, PageArguments, PageInfo};
use crate::driver::{Fetched, Onward, Order, Position, Source};
use crate::error::ErrorKind;
use crate::page::Page;

/// Moves nodes or edges out of a response.
pub(crate) type Take<C, T> = fn(&mut <C as Connection>::Data) -> Result<Connected<T>, NullAt>;

/// A connection of a query, walked for its nodes or for its edges.
pub(crate) struct ConnectionSource<C: Connection, T> {
    endpoint: Uri,
    operation: &'static str,
    variables: C::Variables,
    direction: Direction,
    take: Take<C, T>,
}

impl<C: Connection, T> ConnectionSource<C, T> {
    pub(crate) fn new(
        endpoint: Uri,
        variables: C::Variables,
        direction: Direction,
        take: Take<C, T>,
    ) -> Self {
        let operation = C::Query::build_query(variables.clone()).operation_name;
        Self { endpoint, operation, variables, direction, take }
    }
}

impl<C: Connection, T: Send + 'static> Source for ConnectionSource<C, T> {
    type Item = T;
    type Data = C::Data;

    fn operation(&self) -> &str {
        self.operation
    }

    fn order(&self) -> Order {
        match self.direction {
            Direction::Forward => Order::Same,
            Direction::Backward => Order::Reversed,
        }
    }

    fn request(&self, position: &Position) -> Result<Request<Bytes>, ErrorKind> {
        let mut variables = self.variables.clone();
        let at = PageArguments {
            direction: self.direction,
            size: position.size.map(i64::from),
            cursor: position.cursor.clone(),
        };
        C::place(&mut variables, at);
        request(&self.endpoint, &C::Query::build_query(variables))
    }

    fn read(&self, _: &Position, response: &Response<Bytes>) -> Result<Fetched<T, C::Data>, ErrorKind> {
        let mut data: C::Data = read(response)?.ok_or(ErrorKind::NullConnection { path: &[] })?;
        let connected =
            (self.take)(&mut data).map_err(|NullAt { path }| ErrorKind::NullConnection { path })?;
        let onward = onward(&connected.page_info, self.direction);
        Ok(Fetched { page: page(connected, data, self.direction), onward, fingerprint: None })
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
