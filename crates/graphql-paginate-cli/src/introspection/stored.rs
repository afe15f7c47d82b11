//! The introspection that demarches-simplifiees answers without a token, by the identifier of a stored query.

use graphql_paginate::bytes::Bytes;
use graphql_paginate::http::{Request, header};
use graphql_paginate::{
    ReqwestTransport, Transport, TransportError, TransportFuture, TransportOptions,
};

/// What is sent in place of a document.
const BODY: &str = r#"{"queryId":"introspection","operationName":"IntrospectionQuery"}"#;

/// Sends the stored introspection query, whatever it is given.
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
