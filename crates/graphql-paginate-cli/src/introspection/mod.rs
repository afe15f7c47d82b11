//! Schemas that servers describe themselves: introspection over HTTP.

mod capabilities;
mod document;
mod stored;

use std::marker::PhantomData;

use graphql_paginate::{Client, Error, ErrorKind, GraphQLQuery, QueryBody};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use self::capabilities::{Capabilities, PROBE};
use self::document::document;

pub(crate) use self::stored::StoredIntrospection;

/// Asks which introspection fields the server has, then for everything they tell; returns the response's data.
///
/// A server may refuse the first question. The second one then asks for what the first edition of the specification
/// has, which every server knows.
pub(crate) async fn introspect(client: &Client) -> Result<Box<RawValue>, Error> {
    let capabilities = match send(client, PROBE).await {
        Ok(capabilities) => capabilities,
        Err(error) if is_refusal(&error) => Capabilities::default(),
        Err(error) => return Err(error),
    };
    // A run sends one such document.
    send(client, document(&capabilities).leak()).await
}

/// Asks a client of [`StoredIntrospection`], which sends a document of its own.
pub(crate) async fn introspect_stored(client: &Client) -> Result<Box<RawValue>, Error> {
    send(client, PROBE).await
}

/// Whether the server read the document and does not answer it.
fn is_refusal(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::GraphQL { .. } | ErrorKind::Decode { .. } | ErrorKind::NullConnection { .. } => {
            true
        }
        ErrorKind::Status { status, .. } => status.as_u16() == 400 || status.as_u16() == 422,
        _ => false,
    }
}

async fn send<T: DeserializeOwned>(client: &Client, document: &'static str) -> Result<T, Error> {
    client
        .execute::<Introspection<T>>(Document { document })
        .await
}

/// An operation whose document is known at run time, and whose data is a `T`.
struct Introspection<T>(PhantomData<T>);

/// The document, and no variables.
#[derive(Debug, Serialize)]
struct Document {
    #[serde(skip)]
    document: &'static str,
}

impl<T: DeserializeOwned> GraphQLQuery for Introspection<T> {
    type Variables = Document;
    type ResponseData = T;

    fn build_query(variables: Document) -> QueryBody<Document> {
        QueryBody {
            query: variables.document,
            operation_name: "IntrospectionQuery",
            variables,
        }
    }
}
