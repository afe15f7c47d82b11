//! The walks of the two ends of a typed connection.

use std::fmt;

use super::candidate::{Candidate, take_whole_edges};
use super::end::End;
use super::end_walks::EndWalks;
use super::identify::{Identifier, Identify};
use super::one_request::{BothEndsDocument, OneRequestSource};
use super::{BothEnds, BothEndsWalk, TwoEnded};
use crate::client::Client;
use crate::connection::{Connection, EdgeCursors, EdgesOf};
use crate::driver::Walk;
use crate::error::ErrorKind;
use crate::graphql::{Take, operation};
use crate::nested::Completer;
use crate::page::Listing;
use crate::paginator::EDGES_NOT_COMPLETED;

/// How a walk from both ends identifies and requests the items of a typed connection.
pub struct ConnectionEnds<C: Connection> {
    take: Take<C, Candidate<C::Item>>,
    identify: Identify<C::Item>,
    is_by_key: bool,
    /// The document that requests a page of both ends; `None`: each end sends its own requests.
    pub(super) document: Option<BothEndsDocument>,
}

impl<C: Connection> ConnectionEnds<C> {
    pub(super) fn new(
        take: Take<C, Candidate<C::Item>>,
        identify: Identify<C::Item>,
        is_by_key: bool,
    ) -> Self {
        Self {
            take,
            identify,
            is_by_key,
            document: None,
        }
    }
}

impl<C: Connection> fmt::Debug for ConnectionEnds<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ConnectionEnds")
            .field("is_by_key", &self.is_by_key)
            .field("document", &self.document)
            .finish_non_exhaustive()
    }
}

impl<C: Connection> TwoEnded for C {
    type FromBothEnds = C;
    type Ends = ConnectionEnds<C>;
    const IS_ORDERED: bool = false;
    const ORDERED_AND_LIMITED: &'static str = "the first items of a list need no walk from its end; use `items` instead of `both_ends`, or omit `ordered`";

    fn is_one_request(ends: &ConnectionEnds<C>) -> bool {
        ends.document.is_some()
    }

    fn identify(ends: ConnectionEnds<C>, _variables: &C::Variables) -> Identify<C::Item> {
        ends.identify
    }

    fn end_walks(both_ends: &BothEnds<C>, client: &Client) -> EndWalks<C> {
        let ends = &both_ends.mode.ends;
        both_ends.walks_of(client, ends.take, || {
            let completion = both_ends.completion()?;
            Ok(Candidate::completer::<C>(completion, !ends.is_by_key))
        })
    }
}

/// Completes connections inside the items; `None` if there are none.
type EndCompleter<T> = Option<Completer<Candidate<T>>>;

type EndWalkOf<C, T> = Walk<Candidate<T>, <C as Connection>::Data>;

impl<C: Connection> BothEnds<C> {
    /// The walk of the edges.
    pub(super) fn walk_edges<E>(self, client: &Client) -> BothEndsWalk<EdgesOf<C, E>>
    where
        C: EdgeCursors<Edge = E>,
        E: Send + Unpin + 'static,
    {
        let client = client.with_headers(&self.settings.headers);
        let walks = self.walks_of(&client, take_whole_edges::<C>, || self.edge_completer());
        let identify = Identifier::default().of_cursors();
        let operation = operation::<C>(&self.subject).to_owned();
        let (is_ordered, limits) = (self.mode.is_ordered, self.settings.limits);
        BothEndsWalk::new(walks, operation, identify, is_ordered, limits)
    }

    fn walks_of<L: Listing<Data = C::Data>>(
        &self,
        client: &Client,
        take: Take<C, Candidate<L::Item>>,
        completer: impl Fn() -> Result<EndCompleter<L::Item>, ErrorKind>,
    ) -> EndWalks<L> {
        if let Some(document) = self.mode.ends.document {
            let walk = completer()
                .and_then(|completer| self.one_request_walk(document, client, take, completer));
            return EndWalks::one_request(
                walk.unwrap_or_else(|kind| self.refuse_end(kind, End::Front)),
            );
        }
        let walk = |end| {
            let walk =
                completer().and_then(|completer| self.end_walk(end, client, take, completer));
            walk.unwrap_or_else(|kind| self.refuse_end(kind, end))
        };
        EndWalks::separate(walk(End::Front), walk(End::Back))
    }

    /// Completes no nodes of edges: an error if that is set, or if edges cannot be identified.
    fn edge_completer<E>(&self) -> Result<EndCompleter<E>, ErrorKind> {
        let problem = if self.mode.ends.is_by_key {
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

    /// The walk from one end.
    fn end_walk<T: Send + 'static>(
        &self,
        end: End,
        client: &Client,
        take: Take<C, Candidate<T>>,
        completer: EndCompleter<T>,
    ) -> Result<EndWalkOf<C, T>, ErrorKind> {
        let paginator = self.one_end_of(end, client)?;
        let source = paginator.source(client, take)?;
        paginator.start(source, client, completer)
    }

    /// The walk whose requests ask for both ends.
    fn one_request_walk<T: Send + 'static>(
        &self,
        document: BothEndsDocument,
        client: &Client,
        take: Take<C, Candidate<T>>,
        mut completer: EndCompleter<T>,
    ) -> Result<EndWalkOf<C, T>, ErrorKind> {
        if let Some(completer) = &mut completer {
            document.add_back(&mut completer.items);
        }
        let front = self.one_end_of(End::Front, client)?;
        let back = self.one_end_of(End::Back, client)?;
        let source = OneRequestSource {
            front: front.source(client, take)?,
            back: back.source(client, take)?,
            document,
        };
        front.start(source, client, completer)
    }
}
