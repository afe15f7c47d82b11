//! Partitions: the variables of one list of a stream, such as a repository or a démarche.

use serde_json::{Map, Value};

/// A partition of a stream.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StreamPartition {
    /// Its name in the state and in messages.
    pub(crate) key: String,
    pub(crate) values: Map<String, Value>,
}

impl StreamPartition {
    pub(crate) fn new(values: Map<String, Value>) -> Self {
        Self {
            key: partition_key(&values),
            values,
        }
    }
}

/// The name of the column that holds a partition's value in each record.
pub(crate) fn column(name: &str) -> String {
    format!("partition_{name}")
}

/// The values sorted by name, such as `name=rust&owner=rust-lang`; `all` if there are none.
fn partition_key(values: &Map<String, Value>) -> String {
    let mut parts = Vec::new();
    for (name, value) in values {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        parts.push(format!("{name}={text}"));
    }
    parts.sort();
    if parts.is_empty() {
        "all".to_owned()
    } else {
        parts.join("&")
    }
}
