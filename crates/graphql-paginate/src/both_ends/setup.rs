//! Turns the configuration of a walk from both ends into the walks of the two ends.

use super::BothEnds;
use super::candidate::Candidate;
use super::end::End;
use super::end_walks::EndWalks;
use super::one_request::{BothEndsDocument, OneRequestSource};
use crate::client::Client;
use crate::connection::{Connection, Direction};
use crate::driver::{self, Order, Walk, directed_page_size};
use crate::error::{Error, ErrorKind};
use crate::graphql::{ConnectionSource, Take, operation};
use crate::nested::Completer;
use crate::page::Listing;
use crate::paginator::{EDGES_NOT_COMPLETED, Paginator, implied_size};
use crate::protocol::variables;
use crate::settings::WalkSettings;

/// Completes connections inside the items; `None` if there are none.
type EndCompleter<T> = Option<Completer<Candidate<T>>>;

type EndWalkOf<C, T> = Walk<Candidate<T>, <C as Connection>::Data>;

impl<C: Connection> BothEnds<C> {
    /// The walks of the two ends, or the one walk that requests both. A walk with invalid settings returns an error.
    pub(super) fn walks<L: Listing<Data = C::Data>>(
        &self,
        client: &Client,
        take: Take<C, Candidate<L::Item>>,
        completer: impl Fn() -> Result<EndCompleter<L::Item>, ErrorKind>,
    ) -> EndWalks<L> {
        let client = &client.with_headers(&self.settings.headers);
        if let Some(document) = self.mode.document {
            let walk = completer()
                .and_then(|completer| self.one_request_walk(document, client, take, completer));
            let walk = walk.unwrap_or_else(|kind| self.refuse(kind, End::Front));
            return EndWalks::one_request(walk);
        }
        let walk = |end| {
            let walk = completer().and_then(|completer| self.walk(end, client, take, completer));
            walk.unwrap_or_else(|kind| self.refuse(kind, end))
        };
        EndWalks::separate(walk(End::Front), walk(End::Back))
    }

    /// Completes no nodes of edges: an error if that is set, or if edges cannot be identified.
    pub(super) fn edge_completer<E>(&self) -> Result<EndCompleter<E>, ErrorKind> {
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

    /// The walk from one end.
    fn walk<T: Send + 'static>(
        &self,
        end: End,
        client: &Client,
        take: Take<C, Candidate<T>>,
        completer: EndCompleter<T>,
    ) -> Result<EndWalkOf<C, T>, ErrorKind> {
        let source = self.source(end, client, take)?;
        self.paginator(end, client).start(source, client, completer)
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
        let source = OneRequestSource {
            front: self.source(End::Front, client, take)?,
            back: self.source(End::Back, client, take)?,
            document,
        };
        self.paginator(End::Front, client)
            .start(source, client, completer)
    }

    /// A walk that sends nothing and returns an error.
    fn refuse<T: Send + 'static>(&self, kind: ErrorKind, end: End) -> EndWalkOf<C, T> {
        let error = Error::new(kind).in_operation(operation::<C>(&self.variables));
        driver::refuse(error, end.direction().into(), self.settings.resume.clone())
    }

    /// The connection as a source for the walk from one end.
    fn source<T: Send + 'static>(
        &self,
        end: End,
        client: &Client,
        take: Take<C, Candidate<T>>,
    ) -> Result<ConnectionSource<C, Candidate<T>>, ErrorKind> {
        if let Some(problem) = self.unsupported_setting() {
            return Err(ErrorKind::Setup {
                problem: problem.to_owned(),
            });
        }
        self.paginator(end, client).source(client, take)
    }

    /// The configuration of the walk from one end.
    fn paginator(&self, end: End, client: &Client) -> Paginator<C> {
        let mut paginator = self.one_end();
        paginator.direction = end.direction();
        paginator.settings.page_size = self.end_page_size(end, client);
        // The walk from both ends counts items and pages itself, without null nodes and items that were seen before.
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
    fn end_page_size(&self, end: End, client: &Client) -> Option<u32> {
        let set = self.settings.page_size;
        let own = set.map(i64::from);
        let wanted = match own.or_else(|| self.implied_size(end.direction())) {
            // The start of the walk reports an invalid size.
            Some(size) if size < 1 => return set,
            Some(size) => Some(u32::try_from(size).unwrap_or(u32::MAX)),
            // An invalid size is reported by the end that it was set for.
            None => self
                .implied_size(end.opposite().direction())
                .and_then(|size| u32::try_from(size).ok()),
        };
        let order = if self.mode.document.is_some() {
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

    /// Why a walk with these settings would not cover the whole list; `None` if it does.
    fn unsupported_setting(&self) -> Option<&'static str> {
        let WalkSettings { resume, limits, .. } = &self.settings;
        let is_limited = limits.items.is_some() || limits.pages.is_some();
        if C::EACH_PARENT.is_some() {
            Some(
                "a connection inside a list has two ends for each parent, which never meet; walk it with `items`",
            )
        } else if resume.is_some() {
            Some(
                "a walk from both ends cannot be resumed; resume it with `items`, in one direction",
            )
        } else if self.has_start_cursor() {
            Some(
                "a walk from both ends covers the whole list; remove the cursor, or walk from one end",
            )
        } else if limits.tail.is_some() {
            Some("a walk from both ends is over when they meet; use `tail` in a forward walk")
        } else if self.mode.is_ordered && is_limited {
            Some(
                "the first items of a list need no walk from its end; use `items` instead of `both_ends`, or omit `ordered`",
            )
        } else {
            None
        }
    }

    /// Whether the settings, the query or the caller's variables have a cursor to start at.
    fn has_start_cursor(&self) -> bool {
        let caller = variables(&self.variables).unwrap_or_default();
        let cursors = [
            self.settings.start.clone(),
            C::PAGING.cursor(&caller, Direction::Forward),
            C::PAGING.cursor(&caller, Direction::Backward),
        ];
        cursors.iter().flatten().any(|cursor| !cursor.is_empty())
    }
}
