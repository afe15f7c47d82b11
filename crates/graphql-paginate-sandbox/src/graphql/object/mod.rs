//! Objects of the imitated APIs and the values of their fields.

mod connection;

use std::sync::Arc;

use super::seed::{Seed, seed};
use super::{Failure, JsonValue};
pub(crate) use connection::{Connection, Item, Page};

/// An object: its type, and a key that is unique within the type.
///
/// Keys are paths, `parent/field/number`, so that an object can be found again from its key alone.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    pub(crate) type_name: &'static str,
    pub(crate) key: Arc<str>,
    content: Content,
}

/// A field's value before it is completed against the field's type.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Json(JsonValue),
    Object(Object),
    List(Vec<Value>),
    Failure(Failure),
}

/// What an object carries besides its key.
#[derive(Debug, Clone)]
enum Content {
    Nothing,
    /// Values that stand whatever the API says.
    Fields(Arc<[(&'static str, Value)]>),
    Connection(Arc<Connection>),
}

/// Keys longer than this are replaced by their hash before they grow further.
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

    /// The key of an object below this one; keys starting with `~` have no readable root.
    pub(crate) fn child_key(&self, step: &str) -> String {
        if self.key.len() + step.len() < MAX_KEY_BYTES {
            format!("{}/{step}", self.key)
        } else {
            format!("~{:016x}/{step}", self.seed().0)
        }
    }

    /// The place in the parent's list, from 1, for objects that came from a list.
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
