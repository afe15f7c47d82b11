//! Another HTTP stack: a transport on `hyper-util` instead of the default one on `reqwest`.
//!
//! `cargo run --example custom_transport` counts the pull requests of the sandbox. The connector here supports only
//! plain HTTP, which is enough for loopback. For a real API, use one with TLS, such as that of `hyper-rustls`.

use std::time::Duration;

use graphql_paginate::{
    Client, GraphQLQuery, Profile, Transport, TransportError, TransportFailure, TransportFuture,
};
use graphql_paginate_examples::count;
use graphql_paginate_sandbox::Sandbox;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::time::timeout;

type Bytes = hyper::body::Bytes;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "../queries/github/pull_requests.graphql",
    response_derives = "Debug"
)]
struct PullRequests;

const MAX_BODY_BYTES: usize = 64 * 1024 * 1024;
const TIMEOUT: Duration = Duration::from_secs(60);

/// Sends requests unchanged. It follows the contract of a transport: any status is a response, bodies are bounded,
/// redirects are not followed, and nothing is retried; the client does that.
struct HyperTransport {
    client: legacy::Client<HttpConnector, Full<Bytes>>,
}

impl HyperTransport {
    fn new() -> Self {
        Self {
            client: legacy::Client::builder(TokioExecutor::new()).build_http(),
        }
    }

    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let response = self
            .client
            .request(request.map(Full::new))
            .await
            .map_err(not_sent)?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, MAX_BODY_BYTES)
            .collect()
            .await
            .map_err(|error| match error.downcast_ref::<LengthLimitError>() {
                Some(_) => TransportFailure::TooLarge {
                    limit: MAX_BODY_BYTES as u64,
                }
                .into(),
                None => TransportError::new(TransportFailure::Interrupted, error),
            })?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }
}

impl Transport for HyperTransport {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async move {
            timeout(TIMEOUT, self.exchange(request))
                .await
                .unwrap_or(Err(TransportFailure::Timeout.into()))
        })
    }
}

/// A request that was never sent can be sent again, even if it is a mutation.
fn not_sent(error: legacy::Error) -> TransportError {
    let failure = if error.is_connect() {
        TransportFailure::Connect
    } else {
        TransportFailure::Interrupted
    };
    TransportError::new(failure, error)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let sandbox = Sandbox::start().await?;
    let client = Client::builder(sandbox.github().url())
        .profile(Profile::github())
        .bearer_token(Sandbox::TOKEN)
        .transport(HyperTransport::new())
        .build()?;
    let variables = pull_requests::Variables::new("rust-lang".into(), "rust".into());
    let items: Vec<_> = PullRequests::paginate(variables)
        .items(&client)
        .try_collect()
        .await?;
    println!("{} over hyper", count(items.len(), "pull request"));
    Ok(())
}
