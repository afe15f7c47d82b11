//! A stream of a run, and the schema that it is checked against.

use std::time::Duration;

use apollo_compiler::Schema;
use serde_json::{Map, Value};

use super::config::TapConfig;
use super::definition::{Parent, Replication};
use super::item_type::{FieldShape, ObjectType, Property, ScalarShape};
use super::partition::StreamPartition;
use crate::connections::apollo_schema;
use crate::declared::Declared;
use crate::document::Variable;
use crate::export::Api;
use crate::failure::Failure;
use crate::lists::SelectedList;
use crate::schema_input::SchemaInput;
use crate::text_input::TextInput;

/// A stream.
pub(crate) struct Stream {
    pub(crate) name: String,
    pub(crate) list: List,
    /// The type of its items.
    pub(crate) item: ObjectType,
    /// The columns that say where an item comes from.
    pub(crate) context: Vec<Property>,
    pub(crate) keys: Vec<String>,
    /// What the next run reads; a child has the value of its parent.
    pub(crate) replication: Replication,
    pub(crate) since_variable: Option<String>,
    pub(crate) since_field: Option<String>,
    pub(crate) lookback: Duration,
    pub(crate) variables: Map<String, Value>,
    /// The partitions; those of a child are the records of its parent.
    pub(crate) partitions: Vec<StreamPartition>,
    pub(crate) parent: Option<Parent>,
    pub(crate) page_size: Option<u32>,
    /// The lists inside the items that are read to their ends; `None` for all.
    pub(crate) nested: Option<Vec<String>>,
    /// Whether a whole walk without any item marks all rows of the target as deleted.
    pub(crate) allow_empty: bool,
}

/// The source of a stream's items.
pub(crate) enum List {
    /// A list of a GraphQL document.
    Query(Box<QueryList>),
    /// A collection of a REST API.
    Collection(String),
}

/// A list of a GraphQL document.
pub(crate) struct QueryList {
    pub(crate) input: TextInput,
    pub(crate) operation: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) declared: Declared,
    pub(crate) selected: SelectedList,
    pub(crate) known: Vec<Variable>,
}

/// The schema of a GraphQL API, as text and parsed.
pub(crate) struct ApiSchema {
    pub(crate) input: SchemaInput,
    pub(crate) apollo: Schema,
}

impl ApiSchema {
    /// Loads the schema of the config or of the API; `None` for a REST API.
    pub(crate) fn load(config: &TapConfig, api: Option<Api>) -> Result<Option<Self>, Failure> {
        let name = match (&config.schema, api) {
            (_, Some(api)) if !api.is_graphql() => return Ok(None),
            (Some(schema), _) => schema.as_str(),
            (None, Some(api)) => api.name(),
            (None, None) => {
                return Err(Failure::configuration("`endpoint` needs `schema`")
                    .help("name a file with the schema in SDL or introspection JSON"));
            }
        };
        let input = SchemaInput::load(name)?;
        let apollo = apollo_schema(&input)?;
        Ok(Some(Self { input, apollo }))
    }
}

impl Stream {
    /// Chooses keys if none are given, and checks that each record has them.
    pub(crate) fn check_keys(&mut self) -> Result<(), Failure> {
        if self.keys.is_empty() {
            self.keys = self.usual_keys().ok_or_else(|| {
                Failure::configuration("its items have no `id` or `number` that is never null")
                    .help("select a field that identifies items, and name it in `key_properties`")
            })?;
        }
        for key in &self.keys {
            let in_context = self.context.iter().any(|property| property.name == *key);
            if !in_context && !self.is_key(key) {
                let message =
                    format!("`{key}` in `key_properties` is not selected, or can be null");
                return Err(Failure::configuration(message)
                    .help("keys are values of the item that are never null"));
            }
        }
        Ok(())
    }

    fn usual_keys(&self) -> Option<Vec<String>> {
        if self.is_key("id") {
            return Some(vec!["id".to_owned()]);
        }
        if !self.is_key("number") {
            return None;
        }
        // `number` alone is unique only within one repository.
        let mut keys: Vec<String> = self
            .context
            .iter()
            .map(|known| known.name.clone())
            .collect();
        keys.push("number".to_owned());
        Some(keys)
    }

    /// Whether every item has a time in this property.
    pub(crate) fn has_time(&self, name: &str) -> bool {
        let time = FieldShape::Scalar(ScalarShape::DateTime);
        self.item
            .property(name)
            .is_some_and(|property| !property.ty.nullable && property.ty.shape == time)
    }

    fn is_key(&self, name: &str) -> bool {
        self.item.property(name).is_some_and(|property| {
            !property.ty.nullable && matches!(property.ty.shape, FieldShape::Scalar(_))
        })
    }
}
