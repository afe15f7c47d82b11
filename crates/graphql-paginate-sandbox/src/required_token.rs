//! A token that an API requires: any other one is answered as the API answers a token that it does not know.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};

use crate::api::Api;
use crate::change::Change;

/// An API that accepts one token only.
pub(crate) struct RequiredToken {
    api: Arc<dyn Api>,
    token: String,
    refused: Option<HeaderValue>,
}

impl RequiredToken {
    /// Replaces the header `Authorization` of requests with another token by `refused`; removes it for `None`.
    pub(crate) fn new(api: Arc<dyn Api>, token: String, refused: Option<&'static str>) -> Self {
        Self {
            api,
            token,
            refused: refused.map(HeaderValue::from_static),
        }
    }

    fn has_token(&self, request: &Request<Bytes>) -> bool {
        let value = request.headers().get(header::AUTHORIZATION);
        let text = value.and_then(|value| value.to_str().ok());
        let token = text.and_then(|text| text.trim().split_once(' '));
        token.is_some_and(|(_, token)| token.trim() == self.token)
    }
}

impl Api for RequiredToken {
    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        if self.has_token(request) {
            return self.api.answer(request);
        }
        let mut request = request.clone();
        match &self.refused {
            Some(refused) => {
                let headers = request.headers_mut();
                headers.insert(header::AUTHORIZATION, refused.clone());
            }
            None => {
                request.headers_mut().remove(header::AUTHORIZATION);
            }
        }
        self.api.answer(&request)
    }

    fn change(&self, change: Change) {
        self.api.change(change);
    }
}
