//! The argument `--about`: describes the tap in the JSON that engines expect.

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use super::definition::shipped_streams;
use crate::export::Api;

/// The name, the capabilities, the settings as a JSON Schema, and the shipped streams of each API.
pub(crate) fn about() -> Value {
    let mut streams = Map::new();
    for api in Api::value_variants() {
        streams.insert(api.name().to_owned(), shipped_streams(Some(*api)).into());
    }
    json!({
        "name": "tap-graphql-paginate",
        "description": "Lists of GraphQL and REST APIs, walked to their end",
        "version": env!("CARGO_PKG_VERSION"),
        "capabilities": ["about", "activate-version", "catalog", "discover", "state", "test"],
        "settings": settings(),
        "streams": streams,
    })
}

fn settings() -> Value {
    let apis: Vec<&str> = Api::value_variants().iter().map(|api| api.name()).collect();
    let mut token = text(
        "one token, or several as a list or separated by white space; else the API's environment variable",
    );
    token["type"] = json!(["string", "array"]);
    token["secret"] = true.into();
    let mut credentials = members(
        "other credentials by the names of their environment variables, such as `JOBAFFINITY_LOGIN`",
    );
    credentials["secret"] = true.into();
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "api": { "type": "string", "enum": apis, "description": "a known API" },
            "endpoint": text("the URL of another GraphQL API, or in place of that of `api`"),
            "schema": text("the schema of another API: a file in SDL or introspection JSON"),
            "token": token,
            "credentials": credentials,
            "headers": members("headers of each request; not for credentials"),
            "start_date": text("streams by time of change begin here, as RFC 3339; everything by default"),
            "repositories": texts("partitions of GitHub, as `owner/name`"),
            "demarches": { "type": "array", "items": { "type": "integer" }, "description": "partitions of demarches-simplifiees, by number" },
            "partitions": objects("partitions of other queries: values of their variables"),
            "streams": { "type": "array", "items": { "type": ["string", "object"] },
                "description": "names of shipped streams, and streams of your own: `name`, `query` (a file) or `collection`, \
                    `operation`, `path`, `variables`, `partitions`, `key_properties`, `replication` (full, cursor or since), \
                    `since_variable`, `since_field`, `lookback`, `parent`, `page_size`, `nested` (the lists inside the items that are read to their ends, by their paths, or \
                    [\"none\"]; all by default), `allow_empty` (mark all rows as deleted if the server lists nothing; \
                    false by default, since a token without rights gives an empty list as well); all shipped streams by default" },
            "page_size": number("items per page; the largest that the API serves by default"),
            "max_wait": text("the longest wait that the API may ask for, such as `30s` or `2h`; 15m by default"),
            "on_partial_error": choice(&["fail", "keep", "warn"], "pages with errors beside their data: fail, keep them and end with 3, or keep them and end with 0; with fail, `nested` of a stream leaves out lists inside the items that the server cannot continue"),
            "on_truncation": choice(&["fail", "warn"], "lists that end before their announced total, and lists inside the items that stay incomplete"),
            "scalars": members("custom scalars: string, integer, number, boolean, date-time or date"),
            "shard": text("the share of the partitions that this run walks, such as `2/4`"),
            "sandbox": { "type": "boolean", "description": "use the imitated API on this machine even if credentials are set" },
            "sandbox_items": number("items in the lists of the imitated API; 250 by default"),
        },
    })
}

fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

fn number(description: &str) -> Value {
    json!({ "type": "integer", "minimum": 1, "description": description })
}

fn texts(description: &str) -> Value {
    json!({ "type": "array", "items": { "type": "string" }, "description": description })
}

fn objects(description: &str) -> Value {
    json!({ "type": "array", "items": { "type": "object" }, "description": description })
}

fn members(description: &str) -> Value {
    json!({ "type": "object", "additionalProperties": { "type": "string" }, "description": description })
}

/// One of some values; `fail` by default.
fn choice(values: &[&str], description: &str) -> Value {
    json!({ "type": "string", "enum": values, "default": "fail", "description": description })
}
