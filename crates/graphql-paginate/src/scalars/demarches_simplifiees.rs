//! The custom scalars of the demarches-simplifiees schema.

pub use super::BigInt;

/// A GeoJSON array; its nesting depth depends on the type of the geometry.
pub type Coordinates = serde_json::Value;
/// A calendar date, `1991-11-01`.
pub type ISO8601Date = String;
/// An instant with the server's offset, without fractional seconds, `2019-07-10T00:00:00+02:00`.
pub type ISO8601DateTime = String;
/// A condition as an expression tree of arrays in prefix notation, `["=", ["champ", "Q2hhbXAtMQ=="], "oui"]`.
pub type LogicExpression = serde_json::Value;
/// A URL, often signed and valid for a short time.
pub type URL = String;
