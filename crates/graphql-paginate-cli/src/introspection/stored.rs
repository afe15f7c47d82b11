//! Introspection of demarches-simplifiees without a token, through the id of a stored query.

use graphql_paginate::bytes::Bytes;
use graphql_paginate::http::{Request, header};
use graphql_paginate::{
    ReqwestTransport, Transport, TransportError, TransportFuture, TransportOptions,
};

/// The body that replaces the document.
const BODY: &str = r#"{"queryId":"introspection","operationName":"IntrospectionQuery"}"#;

/// A transport that sends the stored introspection query instead of the given request body.
pub(crate) struct StoredIntrospection(ReqwestTransport);

impl StoredIntrospection {
    pub(crate) fn new() -> Result<Self, TransportError> {
        ReqwestTransport::new(&TransportOptions::default()).map(Self)
    }
}

impl Transport for StoredIntrospection {
    fn send(&self, mut request: Request<Bytes>) -> TransportFuture<'_> {
        *request.body_mut() = Bytes::from_static(BODY.as_bytes());
        request.headers_mut().remove(header::CONTENT_LENGTH);
        self.0.send(request)
    }
}
