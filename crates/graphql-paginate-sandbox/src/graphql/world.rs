//! The interface between an API and the executor.

use super::{ApiSchema, Call, Connection, ConnectionType, Failure, JsonValue, Object, Seed, Value};

/// The data and rules of an API.
pub(crate) trait World: Send + Sync {
    fn schema(&self) -> &'static ApiSchema;

    /// The value of a field for which the API has data; otherwise `None`, and the field is a connection or derived.
    fn field(&self, object: &Object, call: &Call<'_>) -> Result<Option<Value>, Failure>;

    /// A page of a connection field for which [`field`](Self::field) returned `None`.
    fn connection(
        &self,
        object: &Object,
        call: &Call<'_>,
        ty: ConnectionType,
    ) -> Result<Connection, Failure>;

    /// The value of the field `id` of an object.
    fn global_id(&self, object: &Object) -> String;

    /// The derived value of a custom scalar.
    fn scalar(&self, scalar: &str, seed: Seed) -> JsonValue;
}
