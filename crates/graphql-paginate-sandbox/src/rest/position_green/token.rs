//! The OAuth 2.0 token service: issues tokens and validates them.
//!
//! See [RFC 6749, section 4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::json;
use url::form_urlencoded;

use crate::Clock;
use crate::rest::call::Call;
use crate::rest::reply;

#[derive(Debug)]
pub(super) struct Tokens {
    lifetime: Duration,
    uses: Option<usize>,
    clock: Clock,
    issued: Mutex<HashMap<String, Issued>>,
}

#[derive(Debug)]
struct Issued {
    /// The expiry as the time since the epoch.
    expires: Duration,
    used: usize,
}

impl Tokens {
    pub(super) fn new(lifetime: Duration, uses: Option<usize>, clock: Clock) -> Self {
        Self {
            lifetime,
            uses,
            clock,
            issued: Mutex::default(),
        }
    }

    /// The response of the token service. It accepts any credentials, except empty ones and the secret `wrong`.
    pub(super) fn issue(&self, call: &Call) -> Response<Bytes> {
        let form: HashMap<String, String> =
            form_urlencoded::parse(&call.body).into_owned().collect();
        let field = |name: &str| form.get(name).map_or("", String::as_str);
        if field("grant_type") != "client_credentials" {
            return refused("unsupported_grant_type");
        }
        if field("client_id").is_empty() || matches!(field("client_secret"), "" | "wrong") {
            return refused("invalid_client");
        }
        let mut issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        let token = format!("sandbox-access-{}", issued.len() + 1);
        issued.insert(
            token.clone(),
            Issued {
                expires: self.clock.now() + self.lifetime,
                used: 0,
            },
        );
        let body = json!({ "access_token": token, "expires_in": self.lifetime.as_secs(), "token_type": "Bearer" });
        reply::json(StatusCode::OK, &body)
    }

    /// Whether the token of a request was issued here, is not expired and has uses left. Counts as a use.
    pub(super) fn admits(&self, call: &Call) -> bool {
        let mut issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(token) = call.bearer().and_then(|token| issued.get_mut(token)) else {
            return false;
        };
        token.used += 1;
        self.clock.now() < token.expires && self.uses.is_none_or(|uses| token.used <= uses)
    }
}

fn refused(error: &str) -> Response<Bytes> {
    reply::json(StatusCode::BAD_REQUEST, &json!({ "error": error }))
}
