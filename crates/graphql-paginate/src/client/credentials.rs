//! The credentials of a client's requests.

use std::sync::Arc;

use crate::secret::Secret;
use crate::transport::TokenProvider;

/// The credentials of requests.
#[derive(Clone)]
pub(super) enum Credentials {
    None,
    Tokens(Vec<Secret>),
    OAuth(OAuthClient),
    Provider(Arc<dyn TokenProvider>),
}

/// A client of an OAuth 2.0 token service.
#[derive(Clone)]
pub(super) struct OAuthClient {
    pub(super) token_service: String,
    pub(super) id: String,
    pub(super) secret: Secret,
}
