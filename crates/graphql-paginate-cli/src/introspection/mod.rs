//! Introspection: fetches a server's schema over HTTP.

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

/// Requests which introspection fields the server supports, then everything that they return; returns the response
/// data.
///
/// If the server refuses the first request, the second one selects only fields of the first edition of the
/// specification, which every server supports.
pub(crate) async fn introspect(client: &Client) -> Result<Box<RawValue>, Error> {
    let capabilities = match send(client, PROBE).await {
        Ok(capabilities) => capabilities,
        Err(error) if is_refusal(&error) => Capabilities::default(),
        Err(error) => return Err(error),
    };
    // Leaks the document, which must be `'static`; a run sends only one.
    send(client, document(&capabilities).leak()).await
}

/// Sends the introspection query through a client of [`StoredIntrospection`], which replaces the document.
pub(crate) async fn introspect_stored(client: &Client) -> Result<Box<RawValue>, Error> {
    send(client, PROBE).await
}

/// Whether the server rejected the document, as opposed to a failed request.
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

/// An operation whose document is known only at run time, with data of type `T`.
struct Introspection<T>(PhantomData<T>);

/// A document without variables.
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
