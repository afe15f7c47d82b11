//! Turns the configuration of a walk into its source and its start position.

use std::sync::Arc;

use graphql_client::GraphQLQuery;
use serde_json::{Map, Value};

use super::{EDGES_NOT_COMPLETED, Paginator};
use crate::checkpoint::Origin;
use crate::client::Client;
use crate::connection::{Connection, Direction, EachParent, HasEdges};
use crate::driver::{
    self, IdentifyPage, Mark, OnRepeat, Source, Start, Walk, WalkPages, directed_page_size,
};
use crate::error::{Error, ErrorKind};
use crate::graphql::{ConnectionSource, Take, operation};
use crate::nested::{Completer, FollowUpContext, ItemLists, NestedAdapter, ReducedPageSizes};
use crate::progress::ProgressRecorder;
use crate::protocol::variables;
use crate::siblings::{self, SiblingsSource};

impl<C: Connection> Paginator<C> {
    pub(super) fn walk_nodes(self, client: &Client) -> Walk<C::Item, C::Data> {
        let client = &client.with_headers(&self.settings.headers);
        let walk = self.completion().and_then(|completion| {
            let mut completer = None;
            if !C::NESTED.is_empty() {
                completer = Some(Completer {
                    nested: C::NESTED,
                    pending: C::pending,
                    fill: C::fill,
                    completion,
                    reduced_page_sizes: ReducedPageSizes::default(),
                    items: ItemLists::At(siblings::item_lists::<C>()),
                });
            }
            match &C::EACH_PARENT {
                Some(each) => self.walk_parents(each, client, completer),
                None => self.walk(client, C::take, completer),
            }
        });
        walk.unwrap_or_else(|kind| self.refuse(kind))
    }

    pub(super) fn walk_edges(self, client: &Client) -> Walk<C::Edge, C::Data>
    where
        C: HasEdges,
    {
        let client = &client.with_headers(&self.settings.headers);
        let walk = self.completion().and_then(|completion| {
            if completion.is_some() {
                return Err(ErrorKind::Setup {
                    problem: EDGES_NOT_COMPLETED.to_owned(),
                });
            }
            self.walk(client, C::take_edges, None)
        });
        walk.unwrap_or_else(|kind| self.refuse(kind))
    }

    fn walk<T: Send + 'static>(
        &self,
        client: &Client,
        take: Take<C, T>,
        completer: Option<Completer<T>>,
    ) -> Result<Walk<T, C::Data>, ErrorKind> {
        let source = self.source(client, take)?;
        if C::SIBLINGS.is_empty() {
            return self.start(source, client, completer);
        }
        if self.settings.limits.on_repeat == OnRepeat::End {
            let problem = "`OnRepeat::End` would end the walk of all connections because one of them repeats a page; choose another policy, or walk each connection alone";
            let problem = problem.to_owned();
            return Err(ErrorKind::Setup { problem });
        }
        self.start(SiblingsSource(source), client, completer)
    }

    /// Walks the connections of all parents.
    fn walk_parents(
        &self,
        each: &EachParent,
        client: &Client,
        completer: Option<Completer<C::Item>>,
    ) -> Result<Walk<C::Item, C::Data>, ErrorKind> {
        let source = self.parents(each, client)?;
        let items = source.layout.item_lists();
        let completer = completer.map(|completer| Completer { items, ..completer });
        self.start(source, client, completer)
    }

    fn refuse<T: Send + 'static>(&self, kind: ErrorKind) -> Walk<T, C::Data> {
        let error = Error::new(kind).in_operation(operation::<C>(&self.variables));
        driver::refuse(error, self.direction.into(), self.settings.resume.clone())
    }

    /// Starts the walk of a source with these settings, with nested completion if that is set.
    pub(crate) fn start<S: Source<Data = C::Data>>(
        &self,
        source: S,
        client: &Client,
        completer: Option<Completer<S::Item>>,
    ) -> Result<Walk<S::Item, S::Data>, ErrorKind> {
        let start = self.start_position(&source, client)?;
        let Some(mut completer) = completer else {
            return Ok(driver::walk(source, client.clone(), self.limits(), start));
        };
        let profile = client.profile();
        completer.completion = completer
            .completion
            .map(|completion| completion.within(&profile, &self.settings.limits));
        let (endpoint, mut variables) = (client.uri()?, variables(&self.variables)?);
        // A follow-up request begins at the cursor of its own connection.
        match C::SIBLINGS {
            [] => C::PAGING.remove_unsent(&mut variables, self.direction),
            siblings => siblings::remove_unsent(siblings, &mut variables, self.direction),
        }
        let (operation, order) = (operation::<C>(&self.variables), source.order());
        let (client, partial) = (client.clone(), self.partial.clone());
        let adapter = |walk_pages: WalkPages<_, _>,
                       recorder: &Arc<ProgressRecorder>,
                       identify: &IdentifyPage| {
            let adapter = NestedAdapter {
                completer,
                context: FollowUpContext {
                    client: client.clone(),
                    recorder: Arc::clone(recorder),
                    endpoint,
                    variables,
                    partial,
                    operation,
                },
                order,
                identify: Arc::clone(identify),
            };
            adapter.adapt(walk_pages)
        };
        Ok(driver::walk_through(
            source,
            client.clone(),
            self.limits(),
            start,
            adapter,
        ))
    }

    /// The connection as a source; an error if the variables exclude it from the response.
    pub(crate) fn source<T: Send + 'static>(
        &self,
        client: &Client,
        take: Take<C, T>,
    ) -> Result<ConnectionSource<C, T>, ErrorKind> {
        let caller = variables(&self.variables)?;
        let excluded = match C::SIBLINGS {
            [] => C::PAGING.exclusion_error(&caller),
            siblings => siblings::exclusion_error(siblings, &caller),
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

    /// The start position of the walk of a source.
    fn start_position<S: Source>(&self, source: &S, client: &Client) -> Result<Start, ErrorKind> {
        let caller = variables(&self.variables)?;
        let wanted = self.wanted_size(&caller)?;
        let size = self.size(wanted, client.profile().max_page_size)?;
        let fingerprint = source.fingerprint()?;
        let nested_size = Self::nested_size(&caller);
        if let Some(checkpoint) = &self.settings.resume {
            checkpoint.check(&fingerprint, source.order())?;
            return Ok(Start {
                nested_size,
                ..checkpoint.start(size)
            });
        }
        let mut mark = Mark::default();
        if let Some(cursor) = self.first_cursor(&caller) {
            let (meant, size) = self.start_size(&caller, size);
            mark.cursor = Some(source.sized_start(cursor, meant, size)?);
        }
        Ok(Start {
            origin: Origin::new(fingerprint, &mark),
            mark,
            size,
            size_now: None,
            nested_size,
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

    /// The start cursor; never empty, since some servers treat an empty cursor as a position.
    fn first_cursor(&self, caller: &Map<String, Value>) -> Option<String> {
        if let Some(start) = &self.settings.start {
            return Some(start.clone()).filter(|cursor| !cursor.is_empty());
        }
        // The cursor in the query is that of each parent, and not one of the whole walk.
        if C::EACH_PARENT.is_some() {
            return None;
        }
        match C::SIBLINGS {
            [] => C::PAGING.cursor(caller, self.direction),
            siblings => siblings::cursor(siblings, caller, self.direction),
        }
    }

    /// The page size by which the caller counts the pages before the start cursor, if one is known, and the size that the
    /// start page is requested with.
    ///
    /// A page number in the query is about pages of the query's size, or of the server's if the query sets none.
    fn start_size(
        &self,
        caller: &Map<String, Value>,
        size: Option<u32>,
    ) -> (Option<u32>, Option<u32>) {
        let implied = implied_size::<C>(caller, self.direction);
        let implied = implied.and_then(|size| u32::try_from(size).ok());
        let own = self.settings.page_size;
        if self.settings.start.is_some() {
            return (own.or(implied), size);
        }
        if own.is_none() && implied.is_none() && !self.is_size_required() {
            return (None, None);
        }
        (implied.or(own), size)
    }

    /// The page size that the caller or the query sets.
    fn wanted_size(&self, caller: &Map<String, Value>) -> Result<Option<u32>, ErrorKind> {
        let implied = implied_size::<C>(caller, self.direction);
        match self.settings.page_size.map(i64::from).or(implied) {
            // For such a size, servers answer with empty pages that announce more, forever.
            Some(size) if size < 1 => {
                let problem = format!("the page size is {size}; a page holds at least 1 item");
                Err(ErrorKind::Setup { problem })
            }
            Some(size) => Ok(Some(u32::try_from(size).unwrap_or(u32::MAX))),
            None => Ok(None),
        }
    }

    fn is_size_required(&self) -> bool {
        let document = C::PAGING.document(self.direction);
        document.is_some_and(|document| document.is_size_required)
    }

    /// The page size of the requests.
    fn size(&self, wanted: Option<u32>, largest: Option<u32>) -> Result<Option<u32>, ErrorKind> {
        let size = directed_page_size(wanted, largest, self.direction.into());
        if size.is_none() && self.is_size_required() {
            let problem = "the API requires a page size: set it with `.page_size(…)`".to_owned();
            return Err(ErrorKind::Setup { problem });
        }
        Ok(size)
    }
}

/// The page size that the query and the caller's variables imply.
pub(crate) fn implied_size<C: Connection>(
    caller: &Map<String, Value>,
    direction: Direction,
) -> Option<i64> {
    match C::SIBLINGS {
        [] => C::PAGING.size(caller, direction),
        siblings => siblings::size(siblings, caller, direction),
    }
}
