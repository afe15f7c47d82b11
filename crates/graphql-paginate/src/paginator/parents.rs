//! The settings and the source of walks of connections inside a list.

use std::sync::Arc;

use graphql_client::GraphQLQuery;

use super::{Paginator, Walkable};
use crate::client::Client;
use crate::connection::{Connection, EachParent, SeveralParents};
use crate::driver::OnRepeat;
use crate::error::ErrorKind;
use crate::graphql::fingerprinted;
use crate::parents::{ParentsLayout, ParentsQuery, ParentsSource, typed_data};
use crate::protocol::variables;

impl<S: Walkable, M> Paginator<S, M> {
    /// How many parents one request for further pages covers, at least 1. The default is that of the client's
    /// [`Profile`](crate::Profile): 20 for GitHub and 1 for other APIs.
    ///
    /// With 1, further pages come parent by parent. More parents mean fewer but larger requests.
    ///
    /// ```
    /// use graphql_paginate::{Client, Connection, Error, Paginator, SeveralParents};
    ///
    /// async fn all<C>(paginator: Paginator<C>, client: &Client) -> Result<Vec<C::Item>, Error>
    /// where
    ///     C: Connection + SeveralParents,
    /// {
    ///     paginator.parents_per_request(10).items(client).try_collect().await
    /// }
    /// ```
    pub fn parents_per_request(mut self, parents: usize) -> Self
    where
        S: SeveralParents,
    {
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
        self.check_for_parents()?;
        let layout = ParentsLayout::of(each, self.direction)
            .expect("the direction is one that the connection can be walked in");
        Ok(ParentsSource {
            query: self.parents_query(client)?,
            layout: Arc::new(layout),
            direction: self.direction,
            partial: self.partial.clone(),
            batch: self.parents_in_request(client),
            item: C::child,
            data: typed_data::<C::Data>,
        })
    }

    /// The query of the walk of all parents.
    fn parents_query(&self, client: &Client) -> Result<ParentsQuery, ErrorKind> {
        let mut variables = variables(&self.subject)?;
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
        let body = C::Query::build_query(self.subject.clone());
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
}

impl<S: Walkable, M> Paginator<S, M> {
    /// How many parents one request for further pages covers.
    pub(crate) fn parents_in_request(&self, client: &Client) -> usize {
        let of_profile = client.profile().nested_batch;
        self.parents_per_request
            .unwrap_or(usize::try_from(of_profile).unwrap_or(usize::MAX))
    }

    /// Refuses the settings that a walk of several parents cannot have.
    pub(crate) fn check_for_parents(&self) -> Result<(), ErrorKind> {
        let limits = &self.settings.limits;
        let problem = if limits.tail.is_some() {
            "the connections of several parents cannot be tailed: walk them again, or tail the connection of one parent"
        } else if limits.on_repeat == OnRepeat::End {
            "`OnRepeat::End` would end the walk of all parents because one of them repeats a page; choose another policy"
        } else {
            return Ok(());
        };
        Err(ErrorKind::Setup {
            problem: problem.to_owned(),
        })
    }
}
