//! The walk of a connection, as the driver sees it.

use std::future::ready;
use std::sync::Arc;

use bytes::Bytes;
use futures_core::future::BoxFuture;
use graphql_client::GraphQLQuery;
use http::{Request, Response, Uri};

use super::{identities, null_connection, read_partial, request, variables};
use crate::checkpoint::Fingerprint;
use crate::client::Client;
use crate::connection::{Connected, Connection, Direction, NullAt, PageArguments};
use crate::driver::{Fetched, Identity, NextPage, Order, Position, Source};
use crate::error::{Error, ErrorKind};
use crate::nested::{Asking, Completer, Completion, Incomplete};
use crate::page::Page;
use crate::partial::Partial;
use crate::progress::ProgressRecorder;
use crate::siblings::{self, Places, Sibling};

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

    /// The same with smaller nested pages.
    pub(crate) fn variables_within(
        &self,
        position: &Position,
        nested: Option<u32>,
    ) -> C::Variables {
        let mut variables = self.placed(position);
        if let Some(most) = nested {
            C::nested_sizes(&mut variables)
                .into_iter()
                .for_each(|size| *size = (*size).min(most.into()));
        }
        variables
    }

    /// What follows the page.
    fn settle(
        &self,
        position: &Position,
        mut connected: Connected<T>,
    ) -> Result<(Connected<T>, NextPage), NullAt> {
        let onward = match C::SIBLINGS {
            [] => connected.page_info.onward(self.direction),
            siblings => siblings::settle(
                siblings,
                &self.variables,
                position,
                self.direction,
                &mut connected,
            )?,
        };
        Ok((connected, onward))
    }

    /// Reads the connections inside the items to their end; with an error, the page keeps the items that are whole.
    async fn fill(
        &self,
        completer: &Completer<T>,
        completion: &Completion,
        page: &mut Page<T, C::Data>,
        client: &Client,
        recorder: &Arc<ProgressRecorder>,
    ) -> Result<(), Error>
    where
        T: Send,
    {
        let asking = Asking {
            client,
            recorder,
            endpoint: &self.endpoint,
            variables: &variables(&self.variables).unwrap_or_default(),
            partial: &self.partial,
            operation: operation::<C>(&self.variables),
        };
        let completed = completer
            .complete(completion, &mut page.items, &mut page.errors, &asking)
            .await;
        completed.map_err(|Incomplete { error, open }| {
            Order::from(self.direction).keep_first(&mut page.items, |place| !open.contains(&place));
            error
        })
    }

    /// Response keys to the connection, or to each that it stands for.
    fn paths() -> Vec<&'static [&'static str]> {
        match C::SIBLINGS {
            [] => vec![C::PATH],
            siblings => siblings.iter().map(Sibling::path).collect(),
        }
    }

    /// Refuses a cursor that is not of this walk.
    fn check(position: &Position) -> Result<(), ErrorKind> {
        if C::SIBLINGS.is_empty() {
            return Ok(());
        }
        Places::read(position.cursor.as_deref()).map(drop)
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
        self.request_within(position, None)
    }

    fn request_within(
        &self,
        position: &Position,
        nested: Option<u32>,
    ) -> Result<Request<Bytes>, ErrorKind> {
        Self::check(position)?;
        let variables = self.variables_within(position, nested);
        request(&self.endpoint, &C::Query::build_query(variables))
    }

    fn nested_size(&self) -> Option<u32> {
        let mut variables = self.variables.clone();
        let largest = C::nested_sizes(&mut variables).into_iter().max()?;
        u32::try_from(*largest).ok()
    }

    fn fingerprint(&self) -> Result<Fingerprint, ErrorKind> {
        let mut variables = self.placed(&Position::default());
        C::SIBLINGS
            .iter()
            .for_each(|sibling| sibling.clear(&mut variables, self.direction));
        let body = C::Query::build_query(variables);
        // Siblings share a document, and edges lie as nodes do.
        let query = format!("{}\n{}", C::PATH.join("."), body.query);
        let variables =
            serde_json::to_value(&body.variables).map_err(|error| ErrorKind::Variables {
                problem: error.to_string(),
            })?;
        Ok(Fingerprint::new(
            &query,
            &variables.to_string(),
            &self.endpoint.to_string(),
        ))
    }

    fn identities(&self, body: &Bytes, count: usize) -> Option<Vec<Identity>> {
        identities(body, &Self::paths(), count)
    }

    fn loop_keys(&self, cursor: &str) -> Vec<String> {
        match C::SIBLINGS {
            [] => vec![cursor.to_owned()],
            _ => Places::read(Some(cursor)).unwrap_or_default().onward(),
        }
    }

    fn complete<'s>(
        &'s self,
        page: &'s mut Page<T, C::Data>,
        client: &'s Client,
        recorder: &'s Arc<ProgressRecorder>,
    ) -> BoxFuture<'s, Result<(), Error>> {
        let Some(completer) = &self.completer else {
            return Box::pin(ready(Ok(())));
        };
        Box::pin(async move {
            let completed = match &completer.completion {
                Some(completion) => {
                    self.fill(completer, completion, page, client, recorder)
                        .await
                }
                None => Ok(()),
            };
            page.truncated = completer.truncated(&page.items);
            recorder.truncated(
                page.truncated
                    .iter()
                    .map(|truncated| truncated.connections)
                    .sum(),
            );
            completed
        })
    }

    fn read(
        &self,
        position: &Position,
        response: &Response<Bytes>,
    ) -> Result<Fetched<T, C::Data>, ErrorKind> {
        let (data, errors) = read_partial(response, &self.partial).map_err(|kind| {
            Self::paths().into_iter().fold(kind, |kind, path| {
                null_connection(kind, response.body(), path)
            })
        })?;
        let mut data: C::Data = data.ok_or(ErrorKind::NullConnection { path: &[] })?;
        let taken = (self.take)(&mut data).and_then(|connected| self.settle(position, connected));
        let (connected, onward) = match taken {
            Ok(taken) => taken,
            Err(NullAt { path }) if errors.is_empty() => {
                return Err(ErrorKind::NullConnection { path });
            }
            // The errors say why.
            Err(_) => return Err(ErrorKind::GraphQL { errors }),
        };
        Ok(Fetched {
            page: Page {
                errors,
                ..page(connected, data, self.direction)
            },
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

fn page<T, D>(connected: Connected<T>, data: D, direction: Direction) -> Page<T, D> {
    let received = connected.items.len();
    let items: Vec<T> = connected.items.into_iter().flatten().collect();
    Page {
        null_items: received - items.len(),
        items,
        data,
        cursor: connected.page_info.cursor(direction).map(str::to_owned),
        page_info: connected.page_info,
        total_count: connected.total_count,
        errors: Vec::new(),
        truncated: Vec::new(),
    }
}
