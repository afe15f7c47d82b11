//! Finds the schema of an API: from a file, from the shipped schemas, or by introspection.

use graphql_paginate::{Client, ErrorKind};
use serde_json::value::RawValue;

use super::api::Api;
use super::command_hints::CommandHints;
use super::outcome::report;
use crate::failure::Failure;
use crate::introspection::introspect;
use crate::schema_input::SchemaInput;
use crate::text_input::TextInput;

/// The schema with the given name, or that of the API, or the endpoint's answer to introspection.
pub(crate) async fn schema(
    name: Option<&str>,
    api: Option<Api>,
    client: &Client,
    hints: &CommandHints,
) -> Result<SchemaInput, Failure> {
    match (name, api) {
        (Some(schema), _) => SchemaInput::load(schema),
        (None, Some(api)) => SchemaInput::load(api.name()),
        (None, None) => {
            let data = introspect(client).await;
            fetched_schema(data, api, hints)
                .map_err(|failure| failure.help("the schema can also be named: `--schema FILE`"))
        }
    }
}

/// The schema from the response data of an introspection query.
pub(crate) fn fetched_schema(
    data: Result<Box<RawValue>, graphql_paginate::Error>,
    api: Option<Api>,
    hints: &CommandHints,
) -> Result<SchemaInput, Failure> {
    let data = data.map_err(|error| {
        let is_refused = matches!(error.kind(), ErrorKind::GraphQL { .. });
        let failure = Failure::Reported(Box::new(report(&error, api, hints, false)));
        if is_refused {
            failure.help("the server may not allow introspection")
        } else {
            failure
        }
    })?;
    SchemaInput::from_text(TextInput {
        name: "the server's schema".to_owned(),
        text: data.get().to_owned(),
    })
}
