//! The settings and the source of walks of connections inside a list.

use std::sync::Arc;

use graphql_client::GraphQLQuery;

use super::Paginator;
use crate::client::Client;
use crate::connection::{Connection, EachParent, SeveralParents};
use crate::driver::OnRepeat;
use crate::error::ErrorKind;
use crate::graphql::fingerprinted;
use crate::parents::{Layout, ParentsSource, Request, typed_data};
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
        let caller = variables(&self.variables)?;
        if let Some(excluded) = C::PAGING.left_out(&caller) {
            return Err(excluded);
        }
        let layout = Layout::of(each, self.direction);
        let layout = layout.expect("the direction is one that the connection can be walked in");
        let document = C::PAGING.document(self.direction);
        let document = document.expect("the direction is one that the connection can be walked in");
        let start = C::PAGING.start(&caller, self.direction);
        let mut sent = caller;
        C::PAGING.leave_out(&mut sent, self.direction);
        let body = C::Query::build_query(self.variables.clone());
        let batch = client.profile().nested_batch;
        Ok(ParentsSource {
            request: Request {
                endpoint: client.uri()?,
                operation: Some(body.operation_name.to_owned()),
                name: body.operation_name.to_owned(),
                document: document.text.to_owned(),
                variables: sent,
                size: document.size.map(str::to_owned),
                start,
                nested_sizes: C::PAGING
                    .nested_sizes
                    .iter()
                    .map(|name| (*name).to_owned())
                    .collect(),
                fingerprinted: fingerprinted(
                    body.operation_name,
                    &C::PAGING.path.join("."),
                    body.query,
                ),
            },
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
