//! Runs one operation without paging.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use graphql_client::GraphQLQuery;
use http::{HeaderMap, Request, Response};
use serde_json::value::RawValue;

use crate::client::{Client, RetryMode};
use crate::error::GraphQLError;
use crate::error::{Error, ErrorKind};
use crate::partial::Partial;
use crate::progress::ProgressRecorder;
use crate::protocol::{self, Answer};
use crate::secret::Secret;

/// An operation and its settings; made by [`Client::operation`]. Nothing is sent until one of its futures is polled.
///
/// ```
/// use graphql_paginate::{Client, Error, GraphQLQuery};
///
/// async fn run<Q: GraphQLQuery>(client: &Client, variables: Q::Variables) -> Result<Q::ResponseData, Error> {
///     client.operation::<Q>(variables).header("X-Request-Id", "import-7").execute().await
/// }
/// ```
#[must_use = "an operation does nothing until `.execute()` or `.execute_full()`"]
pub struct Operation<Q> {
    client: Client,
    name: &'static str,
    retry_mode: RetryMode,
    headers: Vec<(String, Secret)>,
    // Built immediately, so that the variables need not be `Send`.
    request: Result<Request<Bytes>, ErrorKind>,
    query: PhantomData<fn() -> Q>,
}

/// A complete response: its data, errors, extensions and headers.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OperationResponse<D> {
    /// The data.
    pub data: D,
    /// Errors beside the data; they name the fields that are null because of them.
    pub errors: Vec<GraphQLError>,
    /// The response's `extensions`, as received: costs, traces, warnings. `None` if there are none.
    pub extensions: Option<Box<RawValue>>,
    /// The headers of the response.
    pub headers: HeaderMap,
}

impl Client {
    /// Sends one operation and decodes its data.
    ///
    /// Transient failures are retried and throttling is waited for, as in a walk. A document with a mutation is sent
    /// again only if the server did not act on it.
    ///
    /// ```
    /// use graphql_paginate::{Client, Error, GraphQLQuery};
    ///
    /// async fn run<Q: GraphQLQuery>(client: &Client, variables: Q::Variables) -> Result<Q::ResponseData, Error> {
    ///     client.execute::<Q>(variables).await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::GraphQL`] if the response has errors, even beside data ([`Error::partial_data`] returns that data);
    /// [`ErrorKind::Transport`], [`ErrorKind::Status`], [`ErrorKind::UnexpectedBody`] and [`ErrorKind::Decode`] for a
    /// missing or invalid response; [`ErrorKind::NullConnection`] for `data: null` without errors;
    /// [`ErrorKind::Throttled`] if the API asks for a longer wait than
    /// [`RetryPolicy::max_wait`](crate::RetryPolicy::max_wait).
    ///
    /// # Cancellation
    ///
    /// Dropping the future abandons the request; a mutation may already have taken effect.
    pub async fn execute<Q: GraphQLQuery>(
        &self,
        variables: Q::Variables,
    ) -> Result<Q::ResponseData, Error> {
        self.operation::<Q>(variables).execute().await
    }

    /// Sends one operation and decodes the complete response: data, errors beside it, extensions and headers.
    ///
    /// # Errors
    ///
    /// The same as for [`execute`](Self::execute), except that errors beside data are part of the response. Errors that
    /// mean that the server gave up (rate limits, timeouts) are an exception: the request is then sent again.
    pub async fn execute_full<Q: GraphQLQuery>(
        &self,
        variables: Q::Variables,
    ) -> Result<OperationResponse<Q::ResponseData>, Error> {
        self.operation::<Q>(variables).execute_full().await
    }

    /// An operation with its own settings.
    pub fn operation<Q: GraphQLQuery>(&self, variables: Q::Variables) -> Operation<Q> {
        let body = Q::build_query(variables);
        let retry_mode = if protocol::has_mutation(body.query) {
            RetryMode::OnlyIfUnseen
        } else {
            RetryMode::SameRequest
        };
        let request = self
            .uri()
            .and_then(|endpoint| protocol::request(&endpoint, &body));
        Operation {
            client: self.clone(),
            name: body.operation_name,
            retry_mode,
            headers: Vec::new(),
            request,
            query: PhantomData,
        }
    }
}

impl<Q: GraphQLQuery> Operation<Q> {
    /// Sets a header of this request. It replaces the client's header of that name; setting it twice sends it twice.
    ///
    /// Its value is treated as a credential: neither `Debug` nor errors show it. `Authorization` is an error: make a
    /// client for each token.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sends the operation and decodes its data.
    ///
    /// # Errors
    ///
    /// The same as for [`Client::execute`].
    pub async fn execute(self) -> Result<Q::ResponseData, Error> {
        Ok(self.send(&Partial::Fail).await?.data)
    }

    /// Sends the operation and decodes the complete response.
    ///
    /// # Errors
    ///
    /// The same as for [`Client::execute_full`].
    pub async fn execute_full(self) -> Result<OperationResponse<Q::ResponseData>, Error> {
        self.send(&Partial::Keep).await
    }

    async fn send(self, partial: &Partial) -> Result<OperationResponse<Q::ResponseData>, Error> {
        let client = self.client.with_headers(&self.headers);
        let name = self.name;
        let request = client
            .uri()
            .and(self.request)
            .map_err(|kind| Error::new(kind).in_operation(name))?;
        let mut retry_budget = client.retry_budget(Arc::new(ProgressRecorder::default()));
        loop {
            let read = |response: &_| read(response, partial);
            let attempt = client.attempt(request.clone(), &mut retry_budget, read);
            let failure = match attempt.await {
                Ok(response) => return Ok(response),
                Err(failure) => failure,
            };
            let recovered = client.recover(failure, &mut retry_budget, self.retry_mode);
            if let Err(failure) = recovered.await {
                return Err(failure.into_error(&retry_budget).in_operation(name));
            }
        }
    }
}

fn read<D: serde::de::DeserializeOwned>(
    response: &Response<Bytes>,
    partial: &Partial,
) -> Result<OperationResponse<D>, ErrorKind> {
    let Answer {
        data,
        errors,
        extensions,
    } = protocol::read_answer(response, partial)?;
    Ok(OperationResponse {
        data: data.ok_or(ErrorKind::NullConnection { path: &[] })?,
        errors,
        extensions,
        headers: response.headers().clone(),
    })
}

impl<Q> fmt::Debug for Operation<Q> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Operation")
            .field("name", &self.name)
            .field("client", &self.client)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}
