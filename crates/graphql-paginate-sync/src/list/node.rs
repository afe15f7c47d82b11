//! Checks whether a node still exists on the server.

use graphql_paginate::{Client, ErrorKind, GraphQLQuery, QueryBody};
use serde::{Deserialize, Serialize};

use crate::error::SyncError;

/// Requests one node by its id, from any server with Relay's `node(id:)`.
struct Node;

#[derive(Debug, Clone, Serialize)]
struct NodeVariables {
    id: String,
}

#[derive(Debug, Deserialize)]
struct NodeData {
    node: Option<Exists>,
}

#[derive(Debug, Deserialize)]
struct Exists {}

impl GraphQLQuery for Node {
    type Variables = NodeVariables;
    type ResponseData = NodeData;

    fn build_query(variables: NodeVariables) -> QueryBody<NodeVariables> {
        QueryBody {
            variables,
            query: "query Node($id: ID!) { node(id: $id) { __typename } }",
            operation_name: "Node",
        }
    }
}

/// Whether the server still has a node.
pub(super) async fn exists(client: &Client, id: &str) -> Result<bool, SyncError> {
    let variables = NodeVariables { id: id.to_owned() };
    let error = match client.execute::<Node>(variables).await {
        Ok(data) => return Ok(data.node.is_some()),
        Err(error) => error,
    };
    if let ErrorKind::GraphQL { errors } = error.kind() {
        let is_gone = errors.iter().all(|error| {
            let code = error.code().unwrap_or_default();
            code.eq_ignore_ascii_case("not_found")
        });
        if is_gone {
            return Ok(false);
        }
    }
    Err(error.into())
}
