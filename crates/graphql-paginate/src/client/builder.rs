//! The settings of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;

use super::Profile;
use super::credentials::{Credentials, OAuthClient};
use super::shared_quota::SharedQuota;
use crate::clock::{Clock, SystemClock};
use crate::protocol::DocumentSettings;
use crate::retry::RetryPolicy;
use crate::secret::Secret;
#[cfg(feature = "reqwest")]
use crate::transport::{Proxy, TransportOptions};
use crate::transport::{TokenProvider, Transport};

/// Settings of a [`Client`](super::Client); all of them are checked by [`build`](ClientBuilder::build).
///
/// ```
/// # #[cfg(feature = "reqwest")]
/// # fn main() -> Result<(), graphql_paginate::Error> {
/// use std::time::Duration;
///
/// use graphql_paginate::ClientBuilder;
///
/// let client = ClientBuilder::github("ghp_example")
///     .timeout(Duration::from_secs(120))
///     .header("X-GitHub-Next-Global-ID", "1")
///     .build()?;
/// # let _ = client;
/// # Ok(()) }
/// # #[cfg(not(feature = "reqwest"))]
/// # fn main() {}
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    pub(super) endpoint: String,
    pub(super) credentials: Credentials,
    pub(super) user_agent: String,
    pub(super) headers: Vec<(String, Secret)>,
    /// Parts of header values that are credentials by themselves.
    pub(super) secrets: Vec<Secret>,
    pub(super) allow_insecure_http: bool,
    pub(super) profile: Profile,
    pub(super) transport: Option<Arc<dyn Transport>>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) retry: RetryPolicy,
    pub(super) shared_quota: Option<Arc<dyn SharedQuota>>,
    pub(super) documents: DocumentSettings,
    #[cfg(feature = "reqwest")]
    pub(super) options: TransportOptions,
}

impl ClientBuilder {
    pub(super) fn new(endpoint: String) -> Self {
        Self {
            endpoint,
            credentials: Credentials::None,
            user_agent: concat!("graphql-paginate/", env!("CARGO_PKG_VERSION")).to_owned(),
            headers: Vec::new(),
            secrets: Vec::new(),
            allow_insecure_http: false,
            profile: Profile::default(),
            transport: None,
            clock: Arc::new(SystemClock),
            retry: RetryPolicy::default(),
            shared_quota: None,
            documents: DocumentSettings::default(),
            #[cfg(feature = "reqwest")]
            options: TransportOptions::default(),
        }
    }

    /// GitHub's API with a personal access token or an installation token, and [`Profile::github`].
    ///
    /// Installation tokens expire after an hour; [`token_provider`](Self::token_provider) renews them. For GitHub
    /// Enterprise Server, set the [`endpoint`](Self::endpoint).
    pub fn github(token: impl Into<Secret>) -> Self {
        Self::new("https://api.github.com/graphql".to_owned())
            .profile(Profile::github())
            .bearer_token(token)
    }

    /// The API of demarches-simplifiees (demarche.numerique.gouv.fr) with an administrator's token, and
    /// [`Profile::demarches_simplifiees`].
    pub fn demarches_simplifiees(token: impl Into<Secret>) -> Self {
        Self::new("https://demarche.numerique.gouv.fr/api/v2/graphql".to_owned())
            .profile(Profile::demarches_simplifiees())
            .bearer_token(token)
    }

    /// The URL of the API: absolute, with `https`, or with `http` for this machine.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = endpoint.into();
        self
    }

    /// Sends `Authorization: Bearer <token>` with every request. Replaces other credentials.
    pub fn bearer_token(self, token: impl Into<Secret>) -> Self {
        self.bearer_tokens([token])
    }

    /// Sends one of several tokens: the first until its quota is used up or the API throttles it, then the next. If all
    /// are used up, the walk waits for the one that is available first. Replaces other credentials.
    pub fn bearer_tokens<T: Into<Secret>>(mut self, tokens: impl IntoIterator<Item = T>) -> Self {
        self.credentials = Credentials::Tokens(tokens.into_iter().map(Into::into).collect());
        self
    }

    /// Sends the tokens that a provider issues; see [`TokenProvider`]. Replaces other credentials.
    pub fn token_provider(mut self, provider: impl TokenProvider) -> Self {
        self.credentials = Credentials::Provider(Arc::new(provider));
        self
    }

    /// Sends access tokens that an OAuth 2.0 token service issues for a client's identifier and secret. Replaces other
    /// credentials.
    ///
    /// The token is requested with the first request and cached for all clones of the client. It is renewed before it
    /// expires, and once when a request is refused with status 401. Failures of the token service are retried like
    /// those of the API.
    ///
    /// See [RFC 6749, section 4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4).
    pub fn client_credentials(
        mut self,
        token_service: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Self {
        self.credentials = Credentials::OAuth(OAuthClient {
            token_service: token_service.into(),
            id: client_id.into(),
            secret: client_secret.into(),
        });
        self
    }

    /// Sends `Authorization: Basic` with this login and password with every request.
    pub fn basic_auth(mut self, login: impl AsRef<str>, password: impl Into<Secret>) -> Self {
        let password = password.into();
        let pair = STANDARD.encode(format!("{}:{}", login.as_ref(), password.expose()));
        self.secrets.push(password);
        self.secrets.push(Secret::from(pair.as_str()));
        self.header(AUTHORIZATION.as_str(), format!("Basic {pair}"))
    }

    /// The `User-Agent`; `graphql-paginate/<version>` by default. GitHub refuses requests without one.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Sets a header of every request, and replaces an earlier one of that name.
    ///
    /// Its value is treated as a credential: neither `Debug` nor errors show it.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Allows credentials to be sent unencrypted, over `http` to another machine. Anyone on the network path can read
    /// them.
    ///
    /// By default, credentials are sent over `https`, and over `http` only to a loopback address.
    pub fn allow_insecure_http(mut self) -> Self {
        self.allow_insecure_http = true;
        self
    }

    /// Sets what is specific to the API: limits, page sizes. The default profile assumes little.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// The most requests in flight, for all clones of the client; at least 1. The default is that of the [`Profile`].
    pub fn max_concurrency(mut self, requests: u32) -> Self {
        self.profile.max_concurrency = requests;
        self
    }

    /// How often failures are retried, and how long the client waits.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The longest wait accepted from the API; 15 minutes by default. See [`RetryPolicy::max_wait`].
    pub fn max_wait(mut self, max_wait: Duration) -> Self {
        self.retry = self.retry.max_wait(max_wait);
        self
    }

    /// Shares the rate limit with other processes that use the same token; none by default. See [`SharedQuota`].
    pub fn shared_quota(mut self, quota: impl SharedQuota) -> Self {
        self.shared_quota = Some(Arc::new(quota));
        self
    }

    /// Sends queries by `GET`, so that HTTP caches can answer them; by `POST` by default.
    ///
    /// Mutations are still sent by `POST`, as is a query whose URL would be longer than 8,000 characters. URLs are
    /// often logged, so do not use this with secret variables. Some servers refuse a `GET` as a possible forgery unless
    /// a header is set, e.g. Apollo Server: `.header("apollo-require-preflight", "true")`.
    pub fn queries_by_get(mut self) -> Self {
        self.documents.get = true;
        self
    }

    /// Sends the SHA-256 hash of each document instead of its text. The text is sent if the server does not know the
    /// hash, or does not support hashes.
    ///
    /// The protocol is Apollo's [automatic persisted
    /// queries](https://www.apollographql.com/docs/apollo-server/performance/apq), which other servers support too.
    /// With [`queries_by_get`](Self::queries_by_get), hashes are sent by `GET`, and text that is to be stored by `POST`.
    pub fn persisted_queries(mut self) -> Self {
        self.documents.persisted = true;
        self
    }

    /// Sends the id under which the server has stored the document of this operation, as `queryId`, instead of the
    /// text.
    ///
    /// Intended for servers with stored queries, such as `ds-query-v2` of demarches-simplifiees. The server then runs
    /// its own text, so the document of the program has to be the same operation: its fields, its variables, and the
    /// paging arguments as variables of the same names. Documents that this crate derives from it, for a [nested
    /// completion](crate::Paginator::complete_nested) or for both ends [in one
    /// request](crate::BothEnds::in_one_request), are sent as text.
    pub fn stored_query(mut self, operation: impl Into<String>, id: impl Into<String>) -> Self {
        self.documents.stored.insert(operation.into(), id.into());
        self
    }

    /// Replaces the system clock; for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Replaces the default transport and all of its settings.
    ///
    /// A configured client of `reqwest` becomes a transport with `ReqwestTransport::from`.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// The timeout of one request, from its start to the end of the body; 60 seconds by default.
    #[cfg(feature = "reqwest")]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// The timeout for establishing a connection; 10 seconds by default.
    #[cfg(feature = "reqwest")]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.options.connect_timeout = timeout;
        self
    }

    /// The longest time without data from the server, before or within a response; 30 seconds by default.
    #[cfg(feature = "reqwest")]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.options.read_timeout = timeout;
        self
    }

    /// The largest response body in bytes, counted after decompression; 64 MiB by default.
    #[cfg(feature = "reqwest")]
    pub fn max_body_bytes(mut self, limit: u64) -> Self {
        self.options.max_body_bytes = limit;
        self
    }

    /// The proxy for all requests, e.g. `http://user:password@proxy:3128`; the system's proxy by default.
    #[cfg(feature = "reqwest")]
    pub fn proxy(mut self, url: impl Into<Secret>) -> Self {
        self.options.proxy = Proxy::Url(url.into());
        self
    }

    /// Uses no proxy, not even the system's.
    #[cfg(feature = "reqwest")]
    pub fn no_proxy(mut self) -> Self {
        self.options.proxy = Proxy::None;
        self
    }

    /// Trusts the certificate authorities in this PEM text in addition to those of the system; may be called several
    /// times.
    ///
    /// On Linux, the environment variables `SSL_CERT_FILE` and `SSL_CERT_DIR` replace the authorities of the system.
    #[cfg(feature = "reqwest")]
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.options.root_certificates.push(pem.into());
        self
    }

    /// Identifies the client by a certificate and its private key, both in one PEM text.
    #[cfg(feature = "reqwest")]
    pub fn identity(mut self, pem: impl Into<Secret>) -> Self {
        self.options.identity = Some(pem.into());
        self
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientBuilder")
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}
