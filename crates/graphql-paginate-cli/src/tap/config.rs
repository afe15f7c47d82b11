//! The settings of the tap: the config file.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use clap::ValueEnum;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::rfc3339::is_date_time;
use super::selected_type::Scalars;
use crate::duration::parse_duration;
use crate::export::{AccessSettings, Api, environment_tokens, split_tokens};
use crate::failure::Failure;
use crate::shard::Shard;
use crate::text_input::TextInput;

/// The default of the longest wait that an API may ask for.
const MAX_WAIT: &str = "15m";

/// The settings as deserialized.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TapConfig {
    api: Option<String>,
    pub(crate) endpoint: Option<String>,
    pub(crate) schema: Option<String>,
    token: Option<OneOrMany>,
    headers: Option<BTreeMap<String, String>>,
    credentials: Option<BTreeMap<String, String>>,
    sandbox: Option<bool>,
    sandbox_items: Option<usize>,
    pub(crate) start_date: Option<String>,
    pub(crate) repositories: Option<Vec<String>>,
    pub(crate) demarches: Option<Vec<u32>>,
    pub(crate) partitions: Option<Vec<Map<String, Value>>>,
    pub(crate) streams: Option<Vec<Value>>,
    pub(crate) page_size: Option<u32>,
    max_wait: Option<String>,
    pub(crate) on_partial_error: Option<OnPartialError>,
    pub(crate) on_truncation: Option<OnTruncation>,
    pub(crate) scalars: Option<Scalars>,
    shard: Option<String>,
}

/// One token, or several that are used in turn.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a token or a list of tokens")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// How pages that come with errors are handled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OnPartialError {
    /// The partition fails, and the page is not written.
    #[default]
    Fail,
    /// The items are written, with nulls for failed fields; the run exits with 3.
    Keep,
    /// The items are written, and the run exits with 0.
    Warn,
}

/// What happens when the server ends a list before its announced total, or a list inside an item lacks items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OnTruncation {
    /// The run exits with 5.
    #[default]
    Fail,
    /// Only a warning is printed.
    Warn,
}

impl TapConfig {
    /// Reads the config file; `-` is standard input.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let input = TextInput::read(path)?;
        let config: Self = serde_json::from_str(&input.text).map_err(|error| {
            Failure::configuration(format!("`{}` is not a config: {error}", input.name))
                .help("`graphql-paginate tap --about` lists the settings")
        })?;
        if let Some(start) = &config.start_date
            && !is_date_time(start)
        {
            let message = format!("`start_date` is not an RFC 3339 time: `{start}`");
            return Err(Failure::configuration(message)
                .help("write it with its offset, as in `2024-01-01T00:00:00Z`"));
        }
        Ok(config)
    }

    /// The API with the configured name.
    pub(crate) fn api(&self) -> Result<Option<Api>, Failure> {
        let Some(name) = &self.api else {
            return match self.endpoint {
                Some(_) => Ok(None),
                None => Err(Failure::configuration("the config has no `api`")
                    .help(format!("name one of {}", api_names().join(", ")))
                    .help("or set `endpoint` and `schema` for another GraphQL API")),
            };
        };
        match Api::from_str(name, false) {
            Ok(api) => Ok(Some(api)),
            Err(_) => Err(Failure::configuration(format!("unknown `api`: `{name}`"))
                .help(format!("name one of {}", api_names().join(", ")))),
        }
    }

    /// The endpoint and credentials.
    pub(crate) fn access(&self) -> Result<AccessSettings, Failure> {
        let api = self.api()?;
        let mut tokens = Vec::new();
        match &self.token {
            None => {}
            Some(OneOrMany::One(text)) => tokens = split_tokens(text),
            Some(OneOrMany::Many(texts)) => {
                for text in texts {
                    tokens.extend(split_tokens(text));
                }
            }
        }
        if tokens.is_empty() {
            tokens = environment_tokens(api);
        }
        let mut credentials = BTreeMap::new();
        for (name, value) in self.credentials.iter().flatten() {
            credentials.insert(name.to_ascii_uppercase(), value.clone());
        }
        let max_wait = self.max_wait.as_deref().unwrap_or(MAX_WAIT);
        Ok(AccessSettings {
            api,
            endpoint: self.endpoint.clone(),
            headers: self.headers.clone().into_iter().flatten().collect(),
            tokens,
            credentials,
            max_wait: duration("max_wait", max_wait)?,
            sandbox: self.sandbox.unwrap_or(false),
            sandbox_items: self.sandbox_items.unwrap_or(250),
        })
    }

    /// The share of the partitions that this run walks.
    pub(crate) fn shard(&self) -> Result<Shard, Failure> {
        match &self.shard {
            Some(text) => Shard::parse(text).map_err(|problem| {
                Failure::configuration(format!("`shard` is `{text}`; {problem}"))
            }),
            None => Ok(Shard::default()),
        }
    }

    /// The partitions of streams that do not define their own.
    pub(crate) fn partitions(&self) -> Result<Vec<Map<String, Value>>, Failure> {
        let mut partitions = self.partitions.clone().unwrap_or_default();
        for repository in self.repositories.iter().flatten() {
            let Some((owner, name)) = repository.split_once('/') else {
                let message = format!("`{repository}` in `repositories` is not `owner/name`");
                return Err(Failure::configuration(message));
            };
            partitions.push(object(json!({ "owner": owner, "name": name })));
        }
        for demarche in self.demarches.iter().flatten() {
            partitions.push(object(json!({ "demarcheNumber": demarche })));
        }
        Ok(partitions)
    }
}

/// Parses a duration in the config, such as `30m`.
pub(crate) fn duration(setting: &str, text: &str) -> Result<Duration, Failure> {
    parse_duration(text)
        .map_err(|problem| Failure::configuration(format!("`{setting}`: {problem}, got `{text}`")))
}

/// Converts a JSON literal into an object.
pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

fn api_names() -> Vec<&'static str> {
    Api::value_variants().iter().map(|api| api.name()).collect()
}
