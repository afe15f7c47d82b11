//! Objects of the imitated APIs, and the values of their fields.

mod connection;

use std::sync::Arc;

use super::seed::{Seed, seed};
use super::{Failure, JsonValue};
pub(crate) use connection::{Connection, Item, Page};

/// An object: its type, and a key that is unique within that type.
///
/// Keys are paths such as `parent/field/number`, so that an object can be restored from its key.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    pub(crate) type_name: &'static str,
    pub(crate) key: Arc<str>,
    content: Content,
}

/// The value of a field before it is coerced to the field's type.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Json(JsonValue),
    Object(Object),
    List(Vec<Value>),
    Failure(Failure),
}

/// The data of an object besides its key.
#[derive(Debug, Clone)]
enum Content {
    Nothing,
    /// Fixed values, which take precedence over those of the API.
    Fields(Arc<[(&'static str, Value)]>),
    Connection(Arc<Connection>),
}

/// Longer keys are replaced by their hash before they are extended.
const MAX_KEY_BYTES: usize = 90;

impl Object {
    pub(crate) fn new(type_name: &'static str, key: impl Into<Arc<str>>) -> Self {
        Self {
            type_name,
            key: key.into(),
            content: Content::Nothing,
        }
    }

    pub(crate) fn with_fields(self, fields: Vec<(&'static str, Value)>) -> Self {
        Self {
            content: Content::Fields(fields.into()),
            ..self
        }
    }

    pub(crate) fn with_connection(self, connection: Connection) -> Self {
        Self {
            content: Content::Connection(Arc::new(connection)),
            ..self
        }
    }

    /// The key of a child object. Keys that start with `~` have no readable root.
    pub(crate) fn child_key(&self, step: &str) -> String {
        if self.key.len() + step.len() < MAX_KEY_BYTES {
            format!("{}/{step}", self.key)
        } else {
            format!("~{:016x}/{step}", self.seed().0)
        }
    }

    /// The position in the parent's list, counted from 1, of an object that comes from a list.
    pub(crate) fn ordinal(&self) -> Option<usize> {
        self.key.rsplit('/').next()?.parse().ok()
    }

    pub(crate) fn seed(&self) -> Seed {
        seed(&[self.type_name, &self.key])
    }

    pub(super) fn own_field(&self, name: &str) -> Option<Value> {
        match &self.content {
            Content::Nothing => None,
            Content::Fields(fields) => fields
                .iter()
                .find(|(field, _)| *field == name)
                .map(|(_, value)| value.clone()),
            Content::Connection(connection) => connection.field(self, name),
        }
    }
}

impl Value {
    pub(crate) const NULL: Self = Self::Json(JsonValue::Null);

    pub(crate) fn json(value: impl Into<JsonValue>) -> Self {
        Self::Json(value.into())
    }

    pub(crate) fn list(objects: impl IntoIterator<Item = Object>) -> Self {
        Self::List(objects.into_iter().map(Self::Object).collect())
    }

    pub(crate) fn nullable(object: Option<Object>) -> Self {
        object.map_or(Self::NULL, Self::Object)
    }
}
