//! Resolves the fields of objects during execution.

use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};

use super::{Call, Document, Failure, JsonMap, Object, Value, World, derived};

/// An object during execution, with its world and request.
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

    /// An item of a list. A failure must make only the item null. The executor does that for a value of a wrong type, but
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

/// A placeholder for an object that failed. Its type name is the encoded failure, which the executor quotes in its error.
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
