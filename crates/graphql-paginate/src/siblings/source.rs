//! Several connections of one document as one source: an adapter around the source of one connection.

use bytes::Bytes;
use graphql_client::GraphQLQuery;
use http::{Request, Response};

use super::{Places, settle};
use crate::checkpoint::Fingerprint;
use crate::connection::Connection;
use crate::driver::{Fetched, Inspected, Order, Position, Source};
use crate::error::ErrorKind;
use crate::graphql::{ConnectionSource, inspect, request};

/// Walks all connections that `C` stands for; its cursor holds the places of all of them.
pub(crate) struct SiblingsSource<C: Connection, T>(pub(crate) ConnectionSource<C, T>);

impl<C: Connection, T: Send + 'static> SiblingsSource<C, T> {
    /// Response keys to each connection.
    fn paths() -> Vec<&'static [&'static str]> {
        C::SIBLINGS.iter().map(|sibling| sibling.path()).collect()
    }
}

impl<C: Connection, T: Send + 'static> Source for SiblingsSource<C, T> {
    type Item = T;
    type Data = C::Data;

    fn operation(&self) -> &str {
        self.0.operation()
    }

    fn order(&self) -> Order {
        self.0.order()
    }

    /// Refuses a cursor that is not of such a walk.
    fn request(&self, position: &Position) -> Result<Request<Bytes>, ErrorKind> {
        Places::read(position.cursor.as_deref())?;
        let variables = self.0.variables_at(position);
        request(&self.0.endpoint, &C::Query::build_query(variables))
    }

    fn fingerprint(&self) -> Result<Fingerprint, ErrorKind> {
        let mut variables = self.0.variables_at(&Position::default());
        for sibling in C::SIBLINGS {
            sibling.clear(&mut variables, self.0.direction);
        }
        self.0.fingerprint_of(variables)
    }

    fn inspect(&self, body: &Bytes, count: usize) -> Option<Inspected> {
        inspect(body, &Self::paths(), count)
    }

    /// Each connection that goes on must have a new cursor, not only one of them.
    fn loop_keys(&self, cursor: &str) -> Vec<String> {
        Places::read(Some(cursor)).unwrap_or_default().onward()
    }

    fn read(
        &self,
        position: &Position,
        response: &Response<Bytes>,
    ) -> Result<Fetched<T, C::Data>, ErrorKind> {
        let (variables, direction) = (&self.0.variables, self.0.direction);
        self.0.read_page(response, &Self::paths(), |connected| {
            settle(C::SIBLINGS, variables, position, direction, connected)
        })
    }
}
