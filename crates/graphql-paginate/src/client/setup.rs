//! Checks the settings of a builder and makes a client of them.

use std::sync::Arc;

use http::header::{AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use url::Url;

use super::builder::ClientBuilder;
use super::credentials::Credentials;
use super::headers::{holds_secret, is_credential};
use super::limiter::Limiter;
use super::security::{Security, parse_endpoint, setup_error};
use super::shared_quota::CountedQuota;
use super::{Client, Setup};
use crate::error::{Error, ErrorKind};
use crate::protocol::DocumentSender;
use crate::secret::{Secret, Secrets};
#[cfg(feature = "reqwest")]
use crate::transport::ReqwestTransport;
use crate::transport::{ClientCredentials, TokenProvider, Transport, WithAccessToken};

impl ClientBuilder {
    /// Builds the client.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Setup`] for an invalid URL, token or header, for credentials that would be sent over `http` to
    /// another machine, or without a transport; [`ErrorKind::Transport`] if the default transport cannot start.
    pub fn build(self) -> Result<Client, Error> {
        Ok(Client {
            setup: Ok(Arc::new(self.setup()?)),
        })
    }

    /// Builds the client; if that fails, its first request returns the error.
    #[cfg(feature = "reqwest")]
    pub(crate) fn build_lazily(self) -> Client {
        match self.setup() {
            Ok(setup) => Client {
                setup: Ok(Arc::new(setup)),
            },
            Err(error) => Client {
                setup: Err(with_causes(&error).into()),
            },
        }
    }

    pub(super) fn setup(self) -> Result<Setup, ErrorKind> {
        let headers = self.header_map()?;
        let security = Security {
            holds_credentials: self.holds_credentials(),
            allow_insecure_http: self.allow_insecure_http,
        };
        let endpoint = security.check(parse_endpoint(&self.endpoint)?)?;
        let secrets = Arc::new(self.secrets(&endpoint));
        let limiter = Arc::new(Limiter::new(self.authorizations()?, &self.profile));
        let transport = self.authorized(self.transport_or_default()?, &secrets, &security)?;
        Ok(Setup {
            endpoint,
            headers,
            profile: self.profile,
            transport,
            clock: self.clock,
            retry: self.retry,
            limiter,
            shared_quota: self
                .shared_quota
                .map(|quota| Arc::new(CountedQuota::new(quota))),
            documents: Arc::new(DocumentSender::new(self.documents)),
            secrets,
            security,
        })
    }

    fn authorized(
        &self,
        transport: Arc<dyn Transport>,
        secrets: &Arc<Secrets>,
        security: &Security,
    ) -> Result<Arc<dyn Transport>, ErrorKind> {
        let provider: Arc<dyn TokenProvider> = match &self.credentials {
            Credentials::None | Credentials::Tokens(_) => return Ok(transport),
            Credentials::Provider(provider) => Arc::clone(provider),
            Credentials::OAuth(client) => {
                if client.id.is_empty() || client.secret.expose().is_empty() {
                    return Err(setup_error(
                        "the OAuth2 client's identifier or secret is empty; are both variables set?",
                    ));
                }
                let token_service = security.check(parse_endpoint(&client.token_service)?)?;
                Arc::new(ClientCredentials::new(
                    Arc::clone(&transport),
                    Arc::clone(&self.clock),
                    token_service,
                    &client.id,
                    &client.secret,
                    Arc::clone(secrets),
                ))
            }
        };
        Ok(Arc::new(WithAccessToken::new(
            transport,
            Arc::clone(&self.clock),
            provider,
            Arc::clone(secrets),
        )))
    }

    fn header_map(&self) -> Result<HeaderMap, ErrorKind> {
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, header_value("user-agent", &self.user_agent)?);
        for (name, value) in &self.headers {
            let mut value = header_value(name, value.expose())?;
            value.set_sensitive(true);
            headers.insert(header_name(name)?, value);
        }
        Ok(headers)
    }

    /// The values of `Authorization`; none if a header of that name was set, which is then sent with every request.
    fn authorizations(&self) -> Result<Vec<HeaderValue>, ErrorKind> {
        let mut values = Vec::new();
        if let Credentials::Tokens(tokens) = &self.credentials {
            for token in tokens {
                values.push(bearer(token)?);
            }
        }
        let is_given = self
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case(AUTHORIZATION.as_str()));
        if is_given {
            values.clear();
        }
        Ok(values)
    }

    fn holds_credentials(&self) -> bool {
        !matches!(self.credentials, Credentials::None)
            || self.headers.iter().any(|(name, _)| is_credential(name))
    }

    /// The values that are masked if a server repeats them.
    fn secrets(&self, endpoint: &Uri) -> Secrets {
        let secrets = Secrets::default();
        for secret in &self.secrets {
            secrets.add(secret.expose());
        }
        for (name, value) in &self.headers {
            if holds_secret(name, value) {
                secrets.add(value.expose());
            }
        }
        match &self.credentials {
            Credentials::None | Credentials::Provider(_) => {}
            Credentials::Tokens(tokens) => {
                for token in tokens {
                    secrets.add(token.expose());
                }
            }
            Credentials::OAuth(client) => secrets.add(client.secret.expose()),
        }
        if let Ok(url) = Url::parse(&endpoint.to_string()) {
            for (name, value) in url.query_pairs() {
                if is_credential(&name) {
                    secrets.add(&value);
                }
            }
        }
        secrets
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

fn bearer(token: &Secret) -> Result<HeaderValue, ErrorKind> {
    if token.expose().is_empty() {
        return Err(setup_error(
            "the bearer token is empty; is the variable set that should hold it?",
        ));
    }
    let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose())).map_err(|_| {
        setup_error(
            "the bearer token holds a character that a header cannot carry; does it end with a line break?",
        )
    })?;
    value.set_sensitive(true);
    Ok(value)
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

/// The text of an error and its causes.
#[cfg(feature = "reqwest")]
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
