//! Checks whether a node still exists on the server.

use graphql_paginate::{Client, ErrorKind};
use serde::{Deserialize, Serialize};

use crate::error::SyncError;
use crate::operation::{Operation, execute};

/// Requests one node by its id, from any server with Relay's `node(id:)`.
#[derive(Debug, Clone, Serialize)]
struct Node {
    id: String,
}

#[derive(Debug, Deserialize)]
struct NodeData {
    node: Option<Exists>,
}

#[derive(Debug, Deserialize)]
struct Exists {}

impl Operation for Node {
    const DOCUMENT: &'static str = "query Node($id: ID!) { node(id: $id) { __typename } }";
    const NAME: &'static str = "Node";
    type Data = NodeData;
}

/// Whether the server still has a node.
pub(super) async fn exists(client: &Client, id: &str) -> Result<bool, SyncError> {
    let node = Node { id: id.to_owned() };
    let error = match execute(client, node).await {
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
