//! The client: an endpoint, its credentials and settings, shared by all walks.

mod builder;
mod credentials;
mod exchange;
mod failure;
mod headers;
mod limiter;
mod profile;
mod recover;
mod security;
mod send;
mod setup;
mod shared_quota;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Uri};

pub use self::builder::ClientBuilder;
use self::limiter::Limiter;
pub use self::profile::Profile;
pub(crate) use self::recover::{Retry, RetryMode};
use self::security::{Security, parse_endpoint};
use self::shared_quota::CountedQuota;
pub use self::shared_quota::{Admission, QuotaFuture, QuotaReport, QuotaRequest, SharedQuota};
use crate::clock::Clock;
use crate::error::ErrorKind;
use crate::progress::{ProgressRecorder, WaitReason};
use crate::protocol::DocumentSender;
use crate::retry::{RetryBudget, RetryPolicy};
#[cfg(feature = "reqwest")]
use crate::secret::Secret;
use crate::secret::Secrets;
use crate::transport::Transport;

/// An endpoint with credentials, a profile and a transport; cheap to clone, and to share among tasks.
///
/// Clones share one connection pool and one rate limiter.
///
/// ```
/// use graphql_paginate::{Client, Error, Profile, Transport};
///
/// fn client(transport: impl Transport) -> Result<Client, Error> {
///     Client::builder("https://api.github.com/graphql")
///         .profile(Profile::github())
///         .bearer_token("ghp_example")
///         .user_agent("nightly-report/1.0")
///         .transport(transport)
///         .build()
/// }
/// ```
#[derive(Clone)]
pub struct Client {
    // Constructors do not return errors, so that one line makes a client; the first request returns the error.
    setup: Result<Arc<Setup>, Arc<str>>,
}

#[derive(Clone)]
struct Setup {
    endpoint: Uri,
    headers: HeaderMap,
    profile: Profile,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    retry: RetryPolicy,
    limiter: Arc<Limiter>,
    shared_quota: Option<Arc<CountedQuota>>,
    documents: Arc<DocumentSender>,
    secrets: Arc<Secrets>,
    security: Security,
}

impl Client {
    /// GitHub's API, with a personal access token or an installation token.
    ///
    /// An invalid token is reported by the first request. For other settings, and for tokens that expire, start with
    /// [`ClientBuilder::github`]; for GitHub Enterprise Server, add [`endpoint`](Client::endpoint).
    #[cfg(feature = "reqwest")]
    pub fn github(token: impl Into<Secret>) -> Self {
        ClientBuilder::github(token).build_lazily()
    }

    /// The API of demarches-simplifiees (demarche.numerique.gouv.fr), with an administrator's token.
    ///
    /// An invalid token is reported by the first request. For other settings, start with
    /// [`ClientBuilder::demarches_simplifiees`].
    #[cfg(feature = "reqwest")]
    pub fn demarches_simplifiees(token: impl Into<Secret>) -> Self {
        ClientBuilder::demarches_simplifiees(token).build_lazily()
    }

    /// A client for any GraphQL endpoint.
    pub fn builder(endpoint: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(endpoint.into())
    }

    /// The same client with another URL, e.g. that of a GitHub Enterprise Server or a sandbox.
    ///
    /// An invalid URL is reported by the first request.
    #[must_use = "the client itself stays as it is"]
    pub fn endpoint(&self, endpoint: &str) -> Self {
        let setup = self.setup.as_deref().map_err(Arc::clone).and_then(|setup| {
            let endpoint = parse_endpoint(endpoint)
                .and_then(|endpoint| setup.security.check(endpoint))
                .map_err(|error| Arc::<str>::from(error.to_string()))?;
            Ok(Arc::new(Setup {
                endpoint,
                ..setup.clone()
            }))
        });
        Self { setup }
    }

    /// The profile of the API; the default one if the client could not be set up.
    pub fn profile(&self) -> Profile {
        self.setup
            .as_deref()
            .map(|setup| setup.profile.clone())
            .unwrap_or_default()
    }

    /// The retry budget of a walk with this client.
    pub(crate) fn retry_budget(&self, recorder: Arc<ProgressRecorder>) -> RetryBudget {
        match &self.setup {
            Ok(setup) => {
                RetryBudget::new(setup.retry.clone(), setup.profile.unstated_wait, recorder)
            }
            Err(_) => RetryBudget::new(RetryPolicy::default(), Duration::ZERO, recorder),
        }
    }

    /// Waits by the client's clock, even if the retry budget is used up.
    pub(crate) async fn sleep(
        &self,
        retry_budget: &mut RetryBudget,
        wait: Duration,
        reason: WaitReason,
    ) {
        if let Ok(setup) = self.ready() {
            retry_budget.sleep(&*setup.clock, wait, reason).await;
        }
    }

    /// The endpoint, or the error of an invalid setup.
    pub(crate) fn uri(&self) -> Result<Uri, ErrorKind> {
        Ok(self.ready()?.endpoint.clone())
    }

    fn ready(&self) -> Result<&Arc<Setup>, ErrorKind> {
        self.setup.as_ref().map_err(|problem| ErrorKind::Setup {
            problem: problem.to_string(),
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut client = formatter.debug_struct("Client");
        match &self.setup {
            // Only the path: a query string may hold a secret.
            Ok(setup) => client
                .field("host", &setup.endpoint.authority().map(ToString::to_string))
                .field("path", &setup.endpoint.path())
                .field("profile", &setup.profile.name)
                .finish_non_exhaustive(),
            Err(problem) => client.field("problem", problem).finish(),
        }
    }
}
