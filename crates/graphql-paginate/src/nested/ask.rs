//! One request for the rest of nested connections.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::Uri;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::Gap;
use super::complete::{At, Completer, Completion};
use crate::client::{Again, Client, Repeat};
use crate::error::{Error, ErrorKind};
use crate::graphql::{GraphQLError, read_partial};
use crate::partial::Partial;
use crate::progress::Meter;

/// What the requests of a walk have in common.
pub(crate) struct Asking<'s> {
    pub(crate) client: &'s Client,
    pub(crate) meter: &'s Arc<Meter>,
    pub(crate) endpoint: &'s Uri,
    pub(crate) variables: &'s Map<String, Value>,
    pub(crate) partial: &'s Partial,
    pub(crate) operation: &'s str,
}

/// What came of each parent, by its alias.
pub(super) type Answer = BTreeMap<String, Option<Box<RawValue>>>;

impl<T: Send> Completer<T> {
    /// Sends one request, as patiently as a walk asks for its pages.
    pub(super) async fn ask(
        &self,
        asked: Vec<At>,
        completion: &Completion,
        asking: &Asking<'_>,
    ) -> Result<(Vec<At>, Answer, Vec<GraphQLError>), Error> {
        let kind = asked[0].1.nested;
        let rest = self.nested[kind].rest.as_ref().expect("only kinds with a rest are completed");
        let gaps: Vec<&Gap> = asked.iter().map(|(_, gap)| gap).collect();
        let mut patience = asking.client.patience(Arc::clone(asking.meter));
        let wanted = completion.page_size.or_else(|| rest.own_size(asking.variables));
        let mut sizes = self.bearable.of(kind, wanted);
        let (answer, kept) = loop {
            let request = rest.request(asking.endpoint, &gaps, asking.variables, sizes.now());
            let request = request.map_err(|problem| self.error(&gaps, problem, asking))?;
            let read = |response: &_| {
                let (answer, kept) = read_partial::<Answer>(response, asking.partial)?;
                Ok((answer.ok_or(ErrorKind::NullConnection { path: &[] })?, kept))
            };
            let failure = match asking.client.attempt(request, &mut patience, read).await {
                Ok(got) => break got,
                Err(failure) => failure,
            };
            let repeat = if sizes.can_shrink(sizes.now()) { Repeat::Smaller } else { Repeat::Same };
            match asking.client.recover(failure, &mut patience, repeat).await {
                Ok(Again::Same) => {}
                Ok(Again::Smaller) => sizes.shrink(sizes.now()),
                Err(failure) => return Err(self.named(&gaps, failure.into_error(&patience), asking)),
            }
        };
        self.bearable.learn(kind, sizes);
        Ok((asked, answer, kept))
    }

    /// An error about gaps of one kind.
    pub(super) fn error(&self, gaps: &[&Gap], problem: ErrorKind, asking: &Asking<'_>) -> Error {
        self.named(gaps, Error::new(problem), asking)
    }

    fn named(&self, gaps: &[&Gap], error: Error, asking: &Asking<'_>) -> Error {
        let others = match gaps.len() - 1 {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        let nested = format!("`{}` of `{}`{others}", self.path(gaps[0].nested), gaps[0].found_by());
        error.in_operation(asking.operation).completing(nested)
    }
}
