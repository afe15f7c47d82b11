//! Stream definitions, from the config or shipped with the program.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::config::TapConfig;
use crate::export::Api;
use crate::failure::Failure;

/// The definition of a stream.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StreamDefinition {
    pub(crate) name: String,
    /// The path of a GraphQL document, or the name of a shipped one.
    pub(crate) query: Option<String>,
    pub(crate) operation: Option<String>,
    /// The path of the list, if the document has several.
    pub(crate) path: Option<String>,
    /// How lists are paged that are not recognized: `path=tokens, style=keyset, position=where.id_gt`.
    #[serde(default)]
    pub(crate) paginate: Vec<String>,
    /// Root fields that find the parents of lists inside the items again: `Wallet=wallet(id: $id)`.
    #[serde(default)]
    pub(crate) refetch: Vec<String>,
    /// A collection of a REST API.
    pub(crate) collection: Option<String>,
    #[serde(default)]
    pub(crate) variables: Map<String, Value>,
    /// Replaces the partitions of the config.
    pub(crate) partitions: Option<Vec<Map<String, Value>>>,
    #[serde(default)]
    pub(crate) key_properties: Vec<String>,
    pub(crate) replication: Option<Replication>,
    /// The query variable for the time from which changes are requested.
    pub(crate) since_variable: Option<String>,
    /// The property with the time that `since` refers to.
    pub(crate) since_field: Option<String>,
    /// How far before the newest time of the last walk the next one starts.
    pub(crate) lookback: Option<String>,
    pub(crate) parent: Option<Parent>,
    pub(crate) page_size: Option<u32>,
    /// The lists inside the items that are read to their ends, by their paths; all by default.
    pub(crate) nested: Option<Vec<String>>,
    /// Whether a whole walk without any item marks all rows of the target as deleted.
    #[serde(default)]
    pub(crate) allow_empty: bool,
}

/// What the next run reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Replication {
    /// The whole list. Rows that no longer exist are then marked by `ACTIVATE_VERSION`.
    Full,
    /// The items after the last cursor, for lists in order of change.
    Cursor,
    /// The items changed since the newest time in the records of the last walk, selected by a variable.
    Since,
}

/// The parent of a stream: each record of the parent has one list of this stream.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parent {
    pub(crate) stream: String,
    /// Maps query variables to properties of the parent's record: `{"id": "id"}`.
    pub(crate) variables: BTreeMap<String, String>,
    /// A number in the parent's record, such as `reviews.totalCount`: if it is 0, no request is sent.
    pub(crate) skip_when_zero: Option<String>,
}

impl Parent {
    /// The properties that the parent's record must contain, as dotted paths.
    pub(crate) fn needs(&self) -> Vec<&str> {
        let mut needs: Vec<&str> = self.variables.values().map(String::as_str).collect();
        needs.extend(self.skip_when_zero.as_deref());
        needs
    }
}

/// The streams of a config: those that it names, or all that are shipped for the API.
pub(crate) fn definitions(
    config: &TapConfig,
    api: Option<Api>,
) -> Result<Vec<StreamDefinition>, Failure> {
    let shipped = shipped_streams(api);
    let names: Vec<&str> = shipped
        .iter()
        .filter_map(|stream| stream["name"].as_str())
        .collect();
    let wanted = match &config.streams {
        Some(streams) if !streams.is_empty() => streams.clone(),
        _ if shipped.is_empty() => {
            return Err(
                Failure::configuration("the config has no `streams`").help(example_stream())
            );
        }
        _ => shipped.clone(),
    };
    let mut definitions: Vec<StreamDefinition> = Vec::new();
    for (index, entry) in wanted.iter().enumerate() {
        let definition = definition(entry, &shipped).map_err(|problem| {
            Failure::configuration(format!("`streams[{index}]`: {problem}"))
                .help(format!("shipped streams: {}", names.join(", ")))
                .help(example_stream())
        })?;
        if definitions
            .iter()
            .any(|other| other.name == definition.name)
        {
            let message = format!("two streams are called `{}`", definition.name);
            return Err(Failure::configuration(message).help("give one of them another `name`"));
        }
        definitions.push(definition);
    }
    Ok(definitions)
}

/// The definition from an entry: the name of a shipped stream, or an object. Members of the object override those of
/// the shipped stream with the same name.
fn definition(entry: &Value, shipped: &[Value]) -> Result<StreamDefinition, String> {
    let (name, members) = match entry {
        Value::String(name) => (name.as_str(), Map::new()),
        Value::Object(members) => match members.get("name").and_then(Value::as_str) {
            Some(name) => (name, members.clone()),
            None => return Err("a stream needs a `name`".to_owned()),
        },
        _ => return Err("expected the name of a shipped stream, or an object".to_owned()),
    };
    let is_own = members.contains_key("query") || members.contains_key("collection");
    let mut merged = match shipped.iter().find(|stream| stream["name"] == name) {
        Some(Value::Object(stream)) if !is_own => stream.clone(),
        _ if is_own => Map::new(),
        _ => return Err(format!("no stream `{name}` is shipped for this API")),
    };
    merged.extend(members);
    serde_json::from_value(Value::Object(merged)).map_err(|error| format!("`{name}`: {error}"))
}

fn example_stream() -> &'static str {
    "or write `{\"name\": \"…\", \"query\": \"file.graphql\", \"key_properties\": [\"id\"]}`"
}

/// The shipped streams of an API, in the form of config entries.
pub(crate) fn shipped_streams(api: Option<Api>) -> Vec<Value> {
    let text = match api {
        Some(Api::Github) => include_str!("shipped/github.json"),
        Some(Api::DemarchesSimplifiees) => include_str!("shipped/demarches-simplifiees.json"),
        Some(Api::Jobaffinity) => include_str!("shipped/jobaffinity.json"),
        Some(Api::PositionGreen) => include_str!("shipped/position-green.json"),
        Some(Api::Sage) => include_str!("shipped/sage.json"),
        None => "[]",
    };
    serde_json::from_str(text).expect("a test reads it")
}

/// The document of a shipped stream.
pub(crate) fn shipped_document(api: Option<Api>, name: &str) -> Option<&'static str> {
    let documents: &[(&str, &str)] = match api {
        Some(Api::Github) => &[
            (
                "pull_requests",
                include_str!("shipped/pull_requests.graphql"),
            ),
            ("reviews", include_str!("shipped/reviews.graphql")),
            (
                "review_comments",
                include_str!("shipped/review_comments.graphql"),
            ),
            (
                "pull_request_comments",
                include_str!("shipped/pull_request_comments.graphql"),
            ),
            ("issues", include_str!("shipped/issues.graphql")),
            (
                "issue_comments",
                include_str!("shipped/issue_comments.graphql"),
            ),
        ],
        Some(Api::DemarchesSimplifiees) => &[
            ("dossiers", include_str!("shipped/dossiers.graphql")),
            (
                "deleted_dossiers",
                include_str!("shipped/deleted_dossiers.graphql"),
            ),
            (
                "pending_deleted_dossiers",
                include_str!("shipped/pending_deleted_dossiers.graphql"),
            ),
        ],
        _ => &[],
    };
    let found = documents.iter().find(|(known, _)| *known == name)?;
    Some(found.1)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;
    use serde_json::json;

    use super::*;

    fn of(streams: Value) -> Result<Vec<StreamDefinition>, String> {
        let config = json!({ "api": "github", "streams": streams });
        let config: TapConfig = serde_json::from_value(config).unwrap();
        match definitions(&config, Some(Api::Github)) {
            Ok(definitions) => Ok(definitions),
            Err(Failure::Reported(report)) => Err(report.message),
            Err(Failure::ReaderClosed) => panic!("nothing was written"),
        }
    }

    #[test]
    fn every_shipped_stream_is_a_definition() {
        for api in Api::value_variants() {
            let config = TapConfig::default();
            let all = definitions(&config, Some(*api)).unwrap();
            assert!(!all.is_empty(), "{}", api.name());
            for definition in all {
                let known = match (&definition.query, &definition.collection) {
                    (Some(query), None) => shipped_document(Some(*api), query).is_some(),
                    (None, Some(collection)) => api.collections().contains(&collection.as_str()),
                    _ => false,
                };
                assert!(known, "{definition:?}");
            }
        }
    }

    #[test]
    fn members_of_the_config_come_before_those_of_a_shipped_stream() {
        let streams = of(json!(["issues", { "name": "reviews", "page_size": 7 }])).unwrap();
        assert_eq!(streams[0].query.as_deref(), Some("issues"));
        assert_eq!(streams[1].page_size, Some(7));
        assert_eq!(streams[1].parent.as_ref().unwrap().stream, "pull_requests");
    }

    #[test]
    fn invalid_stream_definitions_are_refused() {
        for (streams, expected) in [
            (
                json!(["x"]),
                "`streams[0]`: no stream `x` is shipped for this API",
            ),
            (
                json!([{ "query": "q" }]),
                "`streams[0]`: a stream needs a `name`",
            ),
            (
                json!(["issues", 7]),
                "`streams[1]`: expected the name of a shipped stream, or an object",
            ),
            (
                json!(["issues", "issues"]),
                "two streams are called `issues`",
            ),
        ] {
            assert_eq!(of(streams).unwrap_err(), expected);
        }
        let typo = of(json!([{ "name": "issues", "keys": [] }])).unwrap_err();
        assert!(typo.contains("unknown field `keys`"), "{typo}");
    }
}
