//! A client, piece by piece.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use url::Url;

use super::credentials::{BearerToken, OAuthClient};
use super::limiter::Limiter;
use super::{Client, Profile, Setup};
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, ErrorKind};
use crate::retry::RetryPolicy;
use crate::transport::{ClientCredentials, Transport};
#[cfg(feature = "reqwest")]
use crate::transport::{ReqwestTransport, TransportOptions};

/// Collects what a [`Client`] is made of; everything is checked in [`build`](ClientBuilder::build).
#[derive(Clone)]
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    endpoint: String,
    tokens: Vec<BearerToken>,
    oauth_client: Option<OAuthClient>,
    user_agent: String,
    headers: Vec<(String, String)>,
    profile: Profile,
    transport: Option<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    retry: RetryPolicy,
    #[cfg(feature = "reqwest")]
    options: TransportOptions,
}

impl ClientBuilder {
    pub(super) fn new(endpoint: String) -> Self {
        Self {
            endpoint,
            tokens: Vec::new(),
            oauth_client: None,
            user_agent: concat!("graphql-paginate/", env!("CARGO_PKG_VERSION")).to_owned(),
            headers: Vec::new(),
            profile: Profile::default(),
            transport: None,
            clock: Arc::new(SystemClock),
            retry: RetryPolicy::default(),
            #[cfg(feature = "reqwest")]
            options: TransportOptions::default(),
        }
    }

    /// Sends `Authorization: Bearer <token>` with every request.
    pub fn bearer_token(mut self, token: impl Into<String>) -> Self {
        self.tokens = vec![BearerToken::new(token.into())];
        self
    }

    /// Sends one of several tokens: the first until its quota is used up or the API throttles it, then the next; when
    /// all are, the walk waits for the one that recovers first.
    pub fn bearer_tokens<T: Into<String>>(mut self, tokens: impl IntoIterator<Item = T>) -> Self {
        self.tokens = tokens
            .into_iter()
            .map(|token| BearerToken::new(token.into()))
            .collect();
        self
    }

    /// Sends `Authorization: Basic` with this login and password with every request.
    pub fn basic_auth(self, login: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        let pair = format!("{}:{}", login.as_ref(), password.as_ref());
        self.header(
            AUTHORIZATION.as_str(),
            format!("Basic {}", STANDARD.encode(pair)),
        )
    }

    /// Sends access tokens that an OAuth2 token service gives for a client's identifier and secret.
    ///
    /// The token is fetched with the first request, kept for all clones of the client, renewed before it expires,
    /// and once for a request that is refused with 401 all the same.
    ///
    /// See [RFC 6749, section 4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4).
    pub fn client_credentials(
        mut self,
        token_service: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
    ) -> Self {
        self.oauth_client = Some(OAuthClient {
            token_service: token_service.into(),
            id: client_id.into(),
            secret: client_secret.into(),
        });
        self
    }

    /// The `User-Agent`; `graphql-paginate/<version>` by default. GitHub refuses requests without one.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// A header that goes with every request, in place of one of the same name; never shown by `Debug`.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The habits of the API; little is assumed by default.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// How many requests may be under way at a time, for all clones of the client; at least 1, by default what the
    /// [`Profile`] says.
    pub fn max_concurrency(mut self, requests: u32) -> Self {
        self.profile.max_concurrency = requests;
        self
    }

    /// How often failures are retried, and how long the client waits.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The longest wait that the API may ask for; 15 minutes by default. See [`RetryPolicy::max_wait`].
    pub fn max_wait(mut self, max_wait: Duration) -> Self {
        self.retry = self.retry.max_wait(max_wait);
        self
    }

    /// Another clock than the system's; for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Another transport than the default one; limits given to this builder do not apply to it.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// The longest that one request may take, from start to end of the body; 60 seconds by default.
    #[cfg(feature = "reqwest")]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// The longest that a connection may take to establish; 10 seconds by default.
    #[cfg(feature = "reqwest")]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.options.connect_timeout = timeout;
        self
    }

    /// The longest that a server may be silent, before its answer or within it; 30 seconds by default.
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

    /// The client.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Setup`] for a URL, token or header that cannot be sent, or without a transport;
    /// [`ErrorKind::Transport`] when the default transport cannot start.
    pub fn build(self) -> Result<Client, Error> {
        Ok(Client {
            setup: Ok(Arc::new(self.setup()?)),
        })
    }

    /// The client, or one whose first request tells why there is none.
    #[cfg(feature = "reqwest")]
    pub(crate) fn build_lazily(self) -> Client {
        let setup = self.setup();
        Client {
            setup: setup
                .map(Arc::new)
                .map_err(|error| with_causes(&error).into()),
        }
    }

    pub(super) fn setup(self) -> Result<Setup, ErrorKind> {
        let endpoint = parse_endpoint(&self.endpoint)?;
        let headers = self.header_map()?;
        let limiter = Arc::new(Limiter::new(self.authorizations()?, &self.profile));
        let transport = self.authorized(self.transport_or_default()?)?;
        let Self {
            profile,
            clock,
            retry,
            ..
        } = self;
        Ok(Setup {
            endpoint,
            headers,
            profile,
            transport,
            clock,
            retry,
            limiter,
        })
    }

    fn authorized(&self, transport: Arc<dyn Transport>) -> Result<Arc<dyn Transport>, ErrorKind> {
        let Some(client) = &self.oauth_client else {
            return Ok(transport);
        };
        if client.id.is_empty() || client.secret.is_empty() {
            return Err(setup_error(
                "the OAuth2 client's identifier or secret is empty; are both variables set?",
            ));
        }
        let token_service = parse_endpoint(&client.token_service)?;
        let clock = Arc::clone(&self.clock);
        Ok(Arc::new(ClientCredentials::new(
            transport,
            clock,
            token_service,
            &client.id,
            &client.secret,
        )))
    }

    fn header_map(&self) -> Result<HeaderMap, ErrorKind> {
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, header_value("user-agent", &self.user_agent)?);
        for (name, value) in &self.headers {
            let mut value = header_value(name, value)?;
            value.set_sensitive(true);
            headers.insert(header_name(name)?, value);
        }
        Ok(headers)
    }

    /// None where a header of that name was given, which then goes with every request.
    fn authorizations(&self) -> Result<Vec<HeaderValue>, ErrorKind> {
        let given =
            |(name, _): &(String, String)| name.eq_ignore_ascii_case(AUTHORIZATION.as_str());
        let values = self
            .tokens
            .iter()
            .map(BearerToken::header)
            .collect::<Result<_, _>>();
        let values = values.map_err(|problem| ErrorKind::Setup { problem })?;
        Ok(if self.headers.iter().any(given) {
            Vec::new()
        } else {
            values
        })
    }

    #[cfg(feature = "reqwest")]
    fn transport_or_default(&self) -> Result<Arc<dyn Transport>, ErrorKind> {
        match &self.transport {
            Some(transport) => Ok(transport.clone()),
            None => Ok(Arc::new(ReqwestTransport::new(&self.options)?)),
        }
    }

    #[cfg(not(feature = "reqwest"))]
    fn transport_or_default(&self) -> Result<Arc<dyn Transport>, ErrorKind> {
        self.transport.clone().ok_or_else(|| {
            setup_error("the client has no transport; enable the feature `reqwest`, or give one with `.transport(..)`")
        })
    }
}

/// An absolute http(s) URL without credentials.
pub(super) fn parse_endpoint(endpoint: &str) -> Result<Uri, ErrorKind> {
    let invalid =
        |problem: &str| setup_error(format!("the endpoint is not an absolute URL: {problem}"));
    let url = Url::parse(endpoint).map_err(|error| invalid(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(setup_error(format!(
            "the endpoint's scheme is `{}`; use `https`",
            url.scheme()
        )));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(setup_error(
            "the endpoint's URL holds credentials; give them with `.bearer_token(..)` or `.header(..)`",
        ));
    }
    url.as_str()
        .parse()
        .map_err(|error: http::uri::InvalidUri| invalid(&error.to_string()))
}

fn header_name(name: &str) -> Result<HeaderName, ErrorKind> {
    HeaderName::try_from(name)
        .map_err(|_| setup_error(format!("`{}` is not a header name", name.escape_debug())))
}

fn header_value(name: &str, value: &str) -> Result<HeaderValue, ErrorKind> {
    HeaderValue::try_from(value).map_err(|_| {
        setup_error(format!(
            "the value of header `{}` holds a character that a header cannot carry",
            name.escape_debug()
        ))
    })
}

fn setup_error(problem: impl Into<String>) -> ErrorKind {
    ErrorKind::Setup {
        problem: problem.into(),
    }
}

/// A failure that is told later keeps its causes in its text.
#[cfg(feature = "reqwest")]
fn with_causes(error: &dyn std::error::Error) -> String {
    std::iter::successors(error.source(), |cause| cause.source())
        .fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ClientBuilder")
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}
