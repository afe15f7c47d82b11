//! What proves who sends a request.

use std::fmt;

use http::HeaderValue;

/// A bearer token, which no `Debug` shows.
#[derive(Clone)]
pub(super) struct BearerToken(String);

impl BearerToken {
    pub(super) fn new(token: String) -> Self {
        Self(token)
    }

    /// The value of `Authorization`, or what is wrong with the token.
    pub(super) fn header(&self) -> Result<HeaderValue, String> {
        if self.0.is_empty() {
            return Err(
                "the bearer token is empty; is the variable set that should hold it?".to_owned(),
            );
        }
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.0)).map_err(|_| {
            "the bearer token holds a character that a header cannot carry; does it end with a line break?".to_owned()
        })?;
        value.set_sensitive(true);
        Ok(value)
    }
}

/// What an OAuth2 token service knows a client by.
#[derive(Clone)]
pub(super) struct OAuthClient {
    pub(super) token_service: String,
    pub(super) id: String,
    pub(super) secret: String,
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BearerToken(..)")
    }
}
