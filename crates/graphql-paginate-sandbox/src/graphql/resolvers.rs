//! An API as a set of functions over its data.

use super::{
    ApiSchema, Call, Connection, ConnectionType, Failure, JsonValue, Object, Seed, Value, World,
};

/// The functions of an API, one for each method of [`World`]; `D` is the type of its data.
pub(crate) struct Resolvers<D> {
    pub(crate) schema: fn(&D) -> &'static ApiSchema,
    pub(crate) field: fn(&D, &Object, &Call<'_>) -> Result<Option<Value>, Failure>,
    pub(crate) connection:
        fn(&D, &Object, &Call<'_>, ConnectionType) -> Result<Connection, Failure>,
    pub(crate) global_id: fn(&Object) -> String,
    pub(crate) scalar: fn(&str, Seed) -> JsonValue,
}

impl<D> Resolvers<D> {
    /// Binds the functions to the data of one request.
    pub(crate) fn over<'d>(&'d self, data: &'d D) -> Resolving<'d, D> {
        Resolving {
            resolvers: self,
            data,
        }
    }
}

/// An API's functions and the data of one request.
pub(crate) struct Resolving<'d, D> {
    resolvers: &'d Resolvers<D>,
    data: &'d D,
}

impl<D: Send + Sync> World for Resolving<'_, D> {
    fn schema(&self) -> &'static ApiSchema {
        (self.resolvers.schema)(self.data)
    }

    fn field(&self, object: &Object, call: &Call<'_>) -> Result<Option<Value>, Failure> {
        (self.resolvers.field)(self.data, object, call)
    }

    fn connection(
        &self,
        object: &Object,
        call: &Call<'_>,
        ty: ConnectionType,
    ) -> Result<Connection, Failure> {
        (self.resolvers.connection)(self.data, object, call, ty)
    }

    fn global_id(&self, object: &Object) -> String {
        (self.resolvers.global_id)(object)
    }

    fn scalar(&self, scalar: &str, seed: Seed) -> JsonValue {
        (self.resolvers.scalar)(scalar, seed)
    }
}
