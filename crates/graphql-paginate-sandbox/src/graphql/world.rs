//! What an API supplies to execution.

use super::{ApiSchema, Call, Connection, ConnectionType, Failure, JsonValue, Object, Seed, Value};

/// An API's data and its rules.
pub(crate) trait World: Send + Sync {
    fn schema(&self) -> &'static ApiSchema;

    /// The value of a field this API has data for; `None` leaves it to the connection rules or to derivation.
    fn field(&self, object: &Object, call: &Call<'_>) -> Result<Option<Value>, Failure>;

    /// A page of a connection field that [`field`](Self::field) left alone.
    fn connection(
        &self,
        object: &Object,
        call: &Call<'_>,
        ty: ConnectionType,
    ) -> Result<Connection, Failure>;

    /// The value of every field called `id`.
    fn global_id(&self, object: &Object) -> String;

    /// A derived value of one of the API's custom scalars.
    fn scalar(&self, scalar: &str, seed: Seed) -> JsonValue;
}
