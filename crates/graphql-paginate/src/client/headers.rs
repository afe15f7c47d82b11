//! Headers of requests: those of the client, those of one walk, and which of them hold credentials.

use std::sync::Arc;

use http::header::{AUTHORIZATION, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::{Client, Setup};
use crate::secret::{Secret, Secrets};

/// The only header whose values are combined: a source sets the page size in it.
const PREFER: HeaderName = HeaderName::from_static("prefer");

impl Client {
    /// The same client with further headers for one walk or operation; they replace the client's headers of the same
    /// names.
    ///
    /// Invalid headers are reported by the first request.
    pub(crate) fn with_headers(&self, headers: &[(String, Secret)]) -> Self {
        if headers.is_empty() {
            return self.clone();
        }
        let setup = self.setup.as_deref().map_err(Arc::clone);
        let setup = setup.and_then(|setup| match setup.with_headers(headers) {
            Ok(setup) => Ok(Arc::new(setup)),
            Err(problem) => Err(problem.into()),
        });
        Self { setup }
    }
}

impl Setup {
    fn with_headers(&self, headers: &[(String, Secret)]) -> Result<Self, String> {
        let mut own = HeaderMap::new();
        let secrets = Secrets::beside(&self.secrets);
        let mut security = self.security;
        for (name, value) in headers {
            let sent = HeaderName::try_from(name.as_str())
                .ok()
                .zip(HeaderValue::try_from(value.expose()).ok());
            let Some((name, mut sent)) = sent else {
                let name = name.escape_debug();
                return Err(format!(
                    "the header `{name}` cannot be sent; use visible ASCII"
                ));
            };
            if name == AUTHORIZATION {
                return Err(
                    "the header `authorization` belongs to the client, which counts quotas by token; make a client for each token"
                        .to_owned(),
                );
            }
            if holds_secret(name.as_str(), value) {
                secrets.add(value.expose());
            }
            security.holds_credentials |= is_credential(name.as_str());
            sent.set_sensitive(true);
            own.append(name, sent);
        }
        security
            .check(self.endpoint.clone())
            .map_err(|kind| kind.to_string())?;
        add_missing(&mut own, &self.headers);
        Ok(Self {
            headers: own,
            secrets: Arc::new(secrets),
            security,
            ..self.clone()
        })
    }
}

/// Puts the client's headers on a request; they replace the request's own headers of the same names.
pub(super) fn put_on(request: &mut HeaderMap, headers: &HeaderMap) {
    let own = std::mem::replace(request, headers.clone());
    add_missing(request, &own);
}

/// Adds the headers whose names are new, and every value of `Prefer`.
fn add_missing(headers: &mut HeaderMap, others: &HeaderMap) {
    for name in others.keys() {
        if headers.contains_key(name) && name != PREFER {
            continue;
        }
        for value in others.get_all(name) {
            headers.append(name, value.clone());
        }
    }
}

/// Marks headers of a response that hold cookies or credentials of the client as sensitive, so that `Debug` does not
/// show them.
pub(super) fn hide_secrets(response: &mut HeaderMap, secrets: &Secrets) {
    for (name, value) in response.iter_mut() {
        let is_secret = value
            .to_str()
            .is_ok_and(|value| secrets.mask(value).is_some());
        if is_secret || name == SET_COOKIE {
            value.set_sensitive(true);
        }
    }
}

/// Whether the value of a header is masked if a server repeats it.
pub(super) fn holds_secret(name: &str, value: &Secret) -> bool {
    // Short values of other headers are words such as `blue`.
    is_credential(name) || (value.expose().len() >= 8 && !is_public(name))
}

/// Whether a header or parameter of this name holds a credential.
pub(super) fn is_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "auth", "cookie", "key", "password", "secret", "session", "sig", "token",
    ]
    .iter()
    .any(|part| name.contains(part))
}

/// Whether a header of this name is known to hold nothing secret.
fn is_public(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("accept") || name.starts_with("content-") || name == "user-agent"
}
