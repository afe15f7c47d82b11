//! Encodes the document of an operation for the server: as text, as its hash, or as the id of a stored document.
//!
//! Sources always build a complete `POST` request. The client's settings are applied to that request just before it is
//! sent, so that checkpoints, retries and page sizes never depend on them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Request, Response};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use url::Url;

use super::envelope::errors;
use super::request::{OperationBody, has_mutation};

/// The longest URL of a `GET` query; servers refuse longer ones.
const LONGEST_URL: usize = 8_000;

/// A response that refuses a hash is short; longer responses are not checked for it.
const LONGEST_REFUSAL: usize = 16 * 1024;

/// How a client sends documents; by default as text, by `POST`.
#[derive(Debug, Clone, Default)]
pub(crate) struct DocumentSettings {
    /// Queries are sent by `GET`.
    pub(crate) get: bool,
    /// The hash of a document is sent first, its text if the server does not know the hash.
    pub(crate) persisted: bool,
    /// The ids of documents that the server has stored, by operation.
    pub(crate) stored: BTreeMap<String, String>,
}

/// The settings, and what is known about the server's support for them.
#[derive(Debug, Default)]
pub(crate) struct DocumentSender {
    settings: DocumentSettings,
    /// Whether the server reported that it does not support hashes.
    refuses_hashes: AtomicBool,
}

/// Marks a request whose document was derived from that of its operation, so that the server cannot have stored it.
#[derive(Debug, Clone, Copy)]
struct DerivedDocument;

/// The parameters of a [GraphQL request](https://graphql.github.io/graphql-over-http/draft/#sec-Request-Parameters).
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation_name: Option<String>,
    variables: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<Extensions>,
}

/// Apollo's [automatic persisted queries](https://www.apollographql.com/docs/apollo-server/performance/apq).
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extensions {
    persisted_query: PersistedQuery,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PersistedQuery {
    version: u8,
    sha256_hash: String,
}

/// Why the server refused a hash.
enum Refusal {
    /// The server does not know the document yet.
    Unknown,
    /// The server does not support hashes.
    Unsupported,
}

/// Marks the document of a request as derived from that of its operation.
pub(crate) fn derived(mut request: Request<Bytes>) -> Request<Bytes> {
    request.extensions_mut().insert(DerivedDocument);
    request
}

impl DocumentSender {
    pub(crate) fn new(settings: DocumentSettings) -> Self {
        Self {
            settings,
            refuses_hashes: AtomicBool::new(false),
        }
    }

    /// The request as it is sent, and whether the response may refuse its hash.
    pub(crate) fn encode(&self, request: &Request<Bytes>) -> (Request<Bytes>, bool) {
        let DocumentSettings {
            get,
            persisted,
            stored,
        } = &self.settings;
        let mut encoded = request.clone();
        if !get && !persisted && stored.is_empty() {
            return (encoded, false);
        }
        let Some(mut parameters) = Parameters::of(request) else {
            return (encoded, false);
        };
        let is_derived = request.extensions().get::<DerivedDocument>().is_some();
        let id = match &parameters.operation_name {
            Some(name) if !is_derived => stored.get(name),
            _ => None,
        };
        let is_query = !parameters.query.as_deref().is_some_and(has_mutation);
        let mut is_hash = false;
        if let Some(id) = id {
            parameters.query = None;
            parameters.query_id = Some(id.clone());
        } else if *persisted && !self.refuses_hashes.load(Ordering::Relaxed) {
            parameters.extensions = parameters.persisted();
            parameters.query = None;
            is_hash = true;
        }
        let mut is_in_url = false;
        if *get && is_query {
            is_in_url = parameters.write_url(&mut encoded);
        }
        if !is_in_url && (id.is_some() || is_hash) {
            parameters.write_body(&mut encoded);
        }
        (encoded, is_hash)
    }

    /// The request to send after a response that refused a hash; `None` if the response did not.
    pub(crate) fn after_refusal(
        &self,
        request: &Request<Bytes>,
        response: &Response<Bytes>,
    ) -> Option<Request<Bytes>> {
        match refusal(response)? {
            Refusal::Unknown => {
                let mut parameters = Parameters::of(request)?;
                parameters.extensions = parameters.persisted();
                let mut whole = request.clone();
                parameters.write_body(&mut whole);
                Some(whole)
            }
            Refusal::Unsupported => {
                self.refuses_hashes.store(true, Ordering::Relaxed);
                Some(self.encode(request).0)
            }
        }
    }
}

impl Parameters {
    /// The parameters of a request; `None` if it is not an operation.
    fn of(request: &Request<Bytes>) -> Option<Self> {
        request.extensions().get::<OperationBody>()?;
        serde_json::from_slice(request.body()).ok()
    }

    fn persisted(&self) -> Option<Extensions> {
        let mut sha256_hash = String::new();
        for byte in Sha256::digest(self.query.as_deref()?) {
            sha256_hash.push_str(&format!("{byte:02x}"));
        }
        Some(Extensions {
            persisted_query: PersistedQuery {
                version: 1,
                sha256_hash,
            },
        })
    }

    fn write_body(&self, request: &mut Request<Bytes>) {
        let body = serde_json::to_vec(self).expect("parameters that were read can be written");
        *request.body_mut() = body.into();
    }

    /// Makes the request a `GET`; `false` if its URL would be too long.
    fn write_url(&self, request: &mut Request<Bytes>) -> bool {
        let Ok(mut url) = Url::parse(&request.uri().to_string()) else {
            return false;
        };
        let mut pairs = url.query_pairs_mut();
        let texts = [
            ("query", &self.query),
            ("queryId", &self.query_id),
            ("operationName", &self.operation_name),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                pairs.append_pair(name, text);
            }
        }
        pairs.append_pair("variables", self.variables.get());
        if let Some(extensions) = &self.extensions {
            let json = serde_json::to_string(extensions).expect("a hash can be written");
            pairs.append_pair("extensions", &json);
        }
        drop(pairs);
        let Ok(uri) = url.as_str().parse() else {
            return false;
        };
        if url.as_str().len() > LONGEST_URL {
            return false;
        }
        *request.method_mut() = Method::GET;
        *request.uri_mut() = uri;
        *request.body_mut() = Bytes::new();
        request.headers_mut().remove(CONTENT_TYPE);
        true
    }
}

fn refusal(response: &Response<Bytes>) -> Option<Refusal> {
    if response.body().len() > LONGEST_REFUSAL {
        return None;
    }
    for error in errors(response) {
        match (error.code(), error.message.as_str()) {
            (Some("PERSISTED_QUERY_NOT_FOUND"), _) | (_, "PersistedQueryNotFound") => {
                return Some(Refusal::Unknown);
            }
            (Some("PERSISTED_QUERY_NOT_SUPPORTED"), _) | (_, "PersistedQueryNotSupported") => {
                return Some(Refusal::Unsupported);
            }
            _ => {}
        }
    }
    None
}
