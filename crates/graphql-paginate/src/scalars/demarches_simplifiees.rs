//! The custom scalars of demarches-simplifiees' schema.

pub use super::BigInt;

/// A GeoJSON array; how deep it nests depends on the geometry beside it.
pub type Coordinates = serde_json::Value;
/// A calendar date, `1991-11-01`.
pub type ISO8601Date = String;
/// A moment with the server's offset and without fraction, `2019-07-10T00:00:00+02:00`.
pub type ISO8601DateTime = String;
/// A condition as an expression tree in prefix arrays, `["=", ["champ", "Q2hhbXAtMQ=="], "oui"]`.
pub type LogicExpression = serde_json::Value;
/// An address, often signed and soon expired.
pub type URL = String;
