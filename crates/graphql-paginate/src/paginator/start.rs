//! Turns the configuration of a typed walk into its source, with nested completion.

use std::sync::Arc;

use graphql_client::GraphQLQuery;

use super::{EDGES_NOT_COMPLETED, Paginator};
use crate::client::Client;
use crate::connection::{Connection, EachParent, HasEdges};
use crate::driver::{self, IdentifyPage, OnRepeat, Source, Walk, WalkPages};
use crate::error::ErrorKind;
use crate::graphql::{ConnectionSource, Take, operation};
use crate::nested::{Completer, FollowUpContext, ItemLists, NestedAdapter, ReducedPageSizes};
use crate::progress::ProgressRecorder;
use crate::protocol::variables;
use crate::siblings::{self, SiblingsSource};

impl<C: Connection> Paginator<C> {
    /// A walk of the nodes.
    pub(super) fn walk_nodes(&self, client: &Client) -> Result<Walk<C::Item, C::Data>, ErrorKind> {
        let completion = self.completion()?;
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
            None => self.walk_list(client, C::take, completer),
        }
    }

    /// A walk of the edges.
    pub(super) fn walk_edges(&self, client: &Client) -> Result<Walk<C::Edge, C::Data>, ErrorKind>
    where
        C: HasEdges,
    {
        if self.completion()?.is_some() {
            return Err(ErrorKind::Setup {
                problem: EDGES_NOT_COMPLETED.to_owned(),
            });
        }
        self.walk_list(client, C::take_edges, None)
    }

    fn walk_list<T: Send + 'static>(
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

    /// Starts the walk of a source with these settings, with nested completion if that is set.
    pub(crate) fn start<S: Source<Data = C::Data>>(
        &self,
        source: S,
        client: &Client,
        completer: Option<Completer<S::Item>>,
    ) -> Result<Walk<S::Item, S::Data>, ErrorKind> {
        let Some(mut completer) = completer else {
            return self.start_source(source, client);
        };
        let start = self.start_position(&source, client)?;
        let profile = client.profile();
        completer.completion = completer
            .completion
            .map(|completion| completion.within(&profile, &self.settings.limits));
        let (endpoint, mut variables) = (client.uri()?, variables(&self.subject)?);
        // A follow-up request begins at the cursor of its own connection.
        match C::SIBLINGS {
            [] => C::PAGING.remove_unsent(&mut variables, self.direction),
            siblings => siblings::remove_unsent(siblings, &mut variables, self.direction),
        }
        let (operation, order) = (operation::<C>(&self.subject), source.order());
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
        let caller = variables(&self.subject)?;
        let excluded = match C::SIBLINGS {
            [] => C::PAGING.exclusion_error(&caller),
            siblings => siblings::exclusion_error(siblings, &caller),
        };
        if let Some(excluded) = excluded {
            return Err(excluded);
        }
        let body = C::Query::build_query(self.subject.clone());
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
}
