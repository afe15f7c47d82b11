//! The settings and the source of walks of connections inside a list.

use std::sync::Arc;

use graphql_client::GraphQLQuery;

use super::Paginator;
use crate::client::Client;
use crate::connection::{Connection, EachParent, SeveralParents};
use crate::driver::OnRepeat;
use crate::error::ErrorKind;
use crate::graphql::fingerprinted;
use crate::parents::{ParentsLayout, ParentsQuery, ParentsSource, typed_data};
use crate::protocol::variables;

impl<C: SeveralParents, M> Paginator<C, M> {
    /// How many parents one request for further pages covers, at least 1. The default is that of the client's
    /// [`Profile`](crate::Profile): 20 for GitHub and 1 for other APIs.
    ///
    /// With 1, further pages come parent by parent. More parents mean fewer but larger requests.
    ///
    /// ```
    /// use graphql_paginate::{Client, Error, Paginator, SeveralParents};
    ///
    /// async fn all<C: SeveralParents>(paginator: Paginator<C>, client: &Client) -> Result<Vec<C::Item>, Error> {
    ///     paginator.parents_per_request(10).items(client).try_collect().await
    /// }
    /// ```
    pub fn parents_per_request(mut self, parents: usize) -> Self {
        self.parents_per_request = Some(parents.max(1));
        self
    }
}

impl<C: Connection> Paginator<C> {
    /// The connections of all parents as a source; an error if the variables exclude them from the response.
    pub(super) fn parents(
        &self,
        each: &EachParent,
        client: &Client,
    ) -> Result<ParentsSource<C::Item, C::Data>, ErrorKind> {
        if let Some(problem) = self.unfit_setting() {
            let problem = problem.to_owned();
            return Err(ErrorKind::Setup { problem });
        }
        let layout = ParentsLayout::of(each, self.direction)
            .expect("the direction is one that the connection can be walked in");
        let batch = client.profile().nested_batch;
        Ok(ParentsSource {
            query: self.parents_query(client)?,
            layout: Arc::new(layout),
            direction: self.direction,
            partial: self.partial.clone(),
            batch: self
                .parents_per_request
                .unwrap_or(usize::try_from(batch).unwrap_or(usize::MAX)),
            item: C::child,
            data: typed_data::<C::Data>,
        })
    }

    /// The query of the walk of all parents.
    fn parents_query(&self, client: &Client) -> Result<ParentsQuery, ErrorKind> {
        let mut variables = variables(&self.variables)?;
        if let Some(excluded) = C::PAGING.exclusion_error(&variables) {
            return Err(excluded);
        }
        let start = C::PAGING.start(&variables, self.direction);
        C::PAGING.remove_unsent(&mut variables, self.direction);
        let mut nested_sizes = Vec::new();
        for name in C::PAGING.nested_sizes {
            nested_sizes.push((*name).to_owned());
        }
        let document = C::PAGING
            .document(self.direction)
            .expect("the direction is one that the connection can be walked in");
        let body = C::Query::build_query(self.variables.clone());
        let path = C::PAGING.path.join(".");
        Ok(ParentsQuery {
            endpoint: client.uri()?,
            operation: Some(body.operation_name.to_owned()),
            name: body.operation_name.to_owned(),
            document: document.text.to_owned(),
            variables,
            size: document.size.map(str::to_owned),
            start,
            nested_sizes,
            fingerprinted: fingerprinted(body.operation_name, &path, body.query),
        })
    }

    /// The setting that a walk of several parents cannot have, with the reason.
    fn unfit_setting(&self) -> Option<&'static str> {
        let limits = &self.settings.limits;
        if limits.tail.is_some() {
            return Some(
                "the connections of several parents cannot be tailed: walk them again, or tail the connection of one parent",
            );
        }
        if limits.on_repeat == OnRepeat::End {
            return Some(
                "`OnRepeat::End` would end the walk of all parents because one of them repeats a page; choose another policy",
            );
        }
        None
    }
}
