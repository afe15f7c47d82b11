//! Sends one follow-up request for further pages of nested connections.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use serde_json::value::RawValue;

use super::completer::Completer;
use super::completion::Completion;
use super::follow_up_context::{FollowUpContext, PendingOfItem};
use crate::client::{Retry, RetryMode};
use crate::connection::{FollowUp, PendingPages};
use crate::error::GraphQLError;
use crate::error::{Error, ErrorKind};
use crate::graphql::Unique;
use crate::partial::Partial;
use crate::protocol::read_partial;

/// The data for each parent, by the parent's alias in the response; `None` for a parent that is null.
type DataByAlias = BTreeMap<String, Option<Box<RawValue>>>;

/// The response to a follow-up request.
pub(super) struct FollowUpResponse {
    /// The requested pages. The alias of each is that of its index.
    pub(super) requested: Vec<PendingOfItem>,
    pub(super) data: DataByAlias,
    /// The errors beside the data, which the policy keeps.
    pub(super) errors: Vec<GraphQLError>,
}

impl<T: Send> Completer<T> {
    /// Requests the next pages of connections of one kind, with the same retries and page size reduction as the pages of
    /// the walk.
    pub(super) async fn send(
        &self,
        requested: Vec<PendingOfItem>,
        completion: &Completion,
        context: &FollowUpContext,
    ) -> Result<FollowUpResponse, Error> {
        let kind = requested[0].pages.nested;
        let follow_up = self.nested[kind]
            .follow_up
            .as_ref()
            .expect("only kinds with a follow-up document are completed");
        let wanted = completion
            .page_size
            .or_else(|| follow_up.own_size(&context.variables));
        let mut sizes = self.reduced_page_sizes.of(kind, wanted);
        let mut retry_budget = context.client.retry_budget(Arc::clone(&context.recorder));
        loop {
            let request = self.request(follow_up, &requested, sizes.now(), context)?;
            let read = |response: &_| read(response, &context.partial);
            let attempt = context.client.attempt(request, &mut retry_budget, read);
            let failure = match attempt.await {
                Ok((data, errors)) => {
                    self.reduced_page_sizes.learn(kind, sizes);
                    return Ok(FollowUpResponse {
                        requested,
                        data,
                        errors,
                    });
                }
                Err(failure) => failure,
            };
            let retry_mode = if sizes.can_shrink(sizes.now()) {
                RetryMode::AllowSmaller
            } else {
                RetryMode::SameRequest
            };
            let recovery = context
                .client
                .recover(failure, &mut retry_budget, retry_mode);
            match recovery.await {
                Ok(Retry::Same) => {}
                Ok(Retry::Smaller) => sizes.shrink(sizes.now()),
                Err(failure) => {
                    let error = failure.into_error(&retry_budget);
                    return Err(self.named(&pages_of(&requested), error, context));
                }
            }
        }
    }

    fn request(
        &self,
        follow_up: &FollowUp<'_>,
        requested: &[PendingOfItem],
        size: Option<u32>,
        context: &FollowUpContext,
    ) -> Result<Request<Bytes>, Error> {
        let pages = pages_of(requested);
        let numbered: Vec<_> = pages.iter().copied().enumerate().collect();
        follow_up
            .request(&context.endpoint, &numbered, &context.variables, size)
            .map_err(|problem| self.error(&pages, problem, context))
    }

    /// Returns an error about the connections of one kind.
    pub(super) fn error(
        &self,
        pending: &[&PendingPages],
        problem: ErrorKind,
        context: &FollowUpContext,
    ) -> Error {
        self.named(pending, Error::new(problem), context)
    }

    fn named(&self, pending: &[&PendingPages], error: Error, context: &FollowUpContext) -> Error {
        let others = match pending.len() - 1 {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        let mut nested = format!("`{}`", self.path(pending[0].nested));
        if pending[0].parent.is_some() {
            nested.push_str(&format!(" of `{}`", pending[0].found_by()));
        }
        nested.push_str(&others);
        error.in_operation(context.operation).completing(nested)
    }
}

fn pages_of(requested: &[PendingOfItem]) -> Vec<&PendingPages> {
    let mut pages = Vec::new();
    for pending in requested {
        pages.push(&pending.pages);
    }
    pages
}

/// Reads the data and the kept errors of a response.
fn read(
    response: &Response<Bytes>,
    partial: &Partial,
) -> Result<(DataByAlias, Vec<GraphQLError>), ErrorKind> {
    let (data, errors) = read_partial::<Unique<_>>(response, partial)?;
    match data {
        Some(Unique(data)) => Ok((data, errors)),
        None => Err(ErrorKind::NullConnection { path: &[] }),
    }
}
