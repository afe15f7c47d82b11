//! Sends one follow-up request for further pages of nested connections.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::asking::{Asking, At};
use super::complete::Completer;
use super::completion::Completion;
use crate::client::{Again, Repeat};
use crate::connection::PendingPages;
use crate::error::GraphQLError;
use crate::error::{Error, ErrorKind};
use crate::graphql::Unique;
use crate::protocol::read_partial;

/// The data for each parent, by the parent's alias in the response.
pub(super) type Answer = BTreeMap<String, Option<Box<RawValue>>>;

impl<T: Send> Completer<T> {
    /// Sends one follow-up request, with the same retries and page size reduction as the pages of the walk.
    pub(super) async fn ask(
        &self,
        asked: Vec<At>,
        completion: &Completion,
        asking: &Asking,
    ) -> Result<(Vec<At>, Answer, Vec<GraphQLError>), Error> {
        let kind = asked[0].1.nested;
        let rest = self.nested[kind]
            .rest
            .as_ref()
            .expect("only kinds with a rest are completed");
        let pending: Vec<&PendingPages> = asked.iter().map(|(_, gap)| gap).collect();
        let numbered: Vec<_> = pending.iter().copied().enumerate().collect();
        let mut retry_budget = asking.client.retry_budget(Arc::clone(&asking.recorder));
        let wanted = completion
            .page_size
            .or_else(|| rest.own_size(&asking.variables));
        let mut sizes = self.reduced_page_sizes.of(kind, wanted);
        let (answer, kept) = loop {
            let request = rest.request(&asking.endpoint, &numbered, &asking.variables, sizes.now());
            let request = request.map_err(|problem| self.error(&pending, problem, asking))?;
            let read = |response: &_| {
                let (answer, kept) = read_partial::<Unique<_>>(response, &asking.partial)?;
                let answer = answer.map(|Unique(answer)| answer);
                Ok((answer.ok_or(ErrorKind::NullConnection { path: &[] })?, kept))
            };
            let failure = match asking
                .client
                .attempt(request, &mut retry_budget, read)
                .await
            {
                Ok(got) => break got,
                Err(failure) => failure,
            };
            let repeat = if sizes.can_shrink(sizes.now()) {
                Repeat::Smaller
            } else {
                Repeat::Same
            };
            match asking
                .client
                .recover(failure, &mut retry_budget, repeat)
                .await
            {
                Ok(Again::Same) => {}
                Ok(Again::Smaller) => sizes.shrink(sizes.now()),
                Err(failure) => {
                    return Err(self.named(&pending, failure.into_error(&retry_budget), asking));
                }
            }
        };
        self.reduced_page_sizes.learn(kind, sizes);
        Ok((asked, answer, kept))
    }

    /// Returns an error about the connections of one kind.
    pub(super) fn error(
        &self,
        pending: &[&PendingPages],
        problem: ErrorKind,
        asking: &Asking,
    ) -> Error {
        self.named(pending, Error::new(problem), asking)
    }

    fn named(&self, pending: &[&PendingPages], error: Error, asking: &Asking) -> Error {
        let others = match pending.len() - 1 {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        let mut nested = format!("`{}`", self.path(pending[0].nested));
        if pending[0].parent.is_some() {
            nested.push_str(&format!(" of `{}`", pending[0].found_by()));
        }
        nested.push_str(&others);
        error.in_operation(asking.operation).completing(nested)
    }
}
