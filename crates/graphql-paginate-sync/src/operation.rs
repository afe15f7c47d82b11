//! Operations with hand-written types, where generated ones would be others than those of another query, or more than
//! is read.

use std::marker::PhantomData;

use graphql_paginate::{Client, Error, GraphQLQuery, QueryBody};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The variables of an operation, which name it and what is read of its response.
pub(crate) trait Operation: Serialize {
    /// The document that contains it.
    const DOCUMENT: &'static str;
    const NAME: &'static str;
    type Data: DeserializeOwned;
}

/// Sends an operation.
pub(crate) async fn execute<O: Operation>(client: &Client, variables: O) -> Result<O::Data, Error> {
    client.execute::<Query<O>>(variables).await
}

struct Query<O>(PhantomData<O>);

impl<O: Operation> GraphQLQuery for Query<O> {
    type Variables = O;
    type ResponseData = O::Data;

    fn build_query(variables: O) -> QueryBody<O> {
        QueryBody {
            variables,
            query: O::DOCUMENT,
            operation_name: O::NAME,
        }
    }
}
