//! Objects of the imitated APIs, and how their fields resolve.

use std::sync::Arc;

use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};

use super::derived::{self, Seed};
use super::{Call, Connection, Document, Failure, JsonMap, JsonValue, World};

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
        derived::seed(&[self.type_name, &self.key])
    }

    fn own_field(&self, name: &str) -> Option<Value> {
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

/// An object being executed: it knows its world and its request.
pub(super) struct Resolver<'a> {
    pub(super) world: &'a dyn World,
    pub(super) document: &'a Document,
    pub(super) variables: &'a JsonMap,
    pub(super) object: Object,
}

impl ObjectValue for Resolver<'_> {
    fn type_name(&self) -> &str {
        self.object.type_name
    }

    fn resolve_field<'a>(
        &'a self,
        info: &'a ResolveInfo<'a>,
    ) -> Result<ResolvedValue<'a>, FieldError> {
        let call = Call {
            info,
            document: self.document,
            variables: self.variables,
        };
        self.resolved(self.value(&call)?)
    }
}

impl<'world> Resolver<'world> {
    fn value(&self, call: &Call<'_>) -> Result<Value, Failure> {
        if let Some(value) = self.object.own_field(call.name()) {
            return Ok(value);
        }
        if let Some(value) = self.world.field(&self.object, call)? {
            return Ok(value);
        }
        let Some(ty) = self.world.schema().connection(call.definition()) else {
            return Ok(derived::value(self.world, &self.object, call));
        };
        let connection = self.world.connection(&self.object, call, ty)?;
        let object = Object::new(ty.name, self.object.child_key(call.name()));
        Ok(Value::Object(object.with_connection(connection)))
    }

    fn resolved<'a>(&self, value: Value) -> Result<ResolvedValue<'a>, FieldError>
    where
        'world: 'a,
    {
        Ok(match value {
            Value::Json(json) => ResolvedValue::Leaf(json),
            Value::Object(object) => ResolvedValue::object(Resolver { object, ..*self }),
            Value::List(values) => {
                let values: Vec<_> = values.into_iter().map(|value| self.item(value)).collect();
                ResolvedValue::List(Box::new(values.into_iter()))
            }
            Value::Failure(failure) => return Err(failure.into()),
        })
    }

    /// An item of a list. A failure nulls the item alone, which the executor does for a value of a wrong type and
    /// not for an error.
    fn item<'a>(&self, value: Value) -> Result<ResolvedValue<'a>, FieldError>
    where
        'world: 'a,
    {
        match value {
            Value::Failure(failure) => Ok(ResolvedValue::object(Refused(failure.for_execution()))),
            value => self.resolved(value),
        }
    }
}

/// Stands for an object that could not be had; its "type" is a failure, which the executor repeats in its error.
struct Refused(String);

impl ObjectValue for Refused {
    fn type_name(&self) -> &str {
        &self.0
    }

    fn resolve_field<'a>(
        &'a self,
        info: &'a ResolveInfo<'a>,
    ) -> Result<ResolvedValue<'a>, FieldError> {
        Err(self.unknown_field_error(info))
    }
}
