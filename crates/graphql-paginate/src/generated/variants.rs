//! Enums of the possible types of an interface or union.

use serde::de::{Error, MapAccess};
use serde_json::Value;

/// Values that came before `__typename`, so that the possible type they belong to is not known yet.
#[derive(Debug, Default)]
pub struct Pending(Vec<(String, Value)>);

impl Pending {
    /// Buffers the next value of `map`.
    pub fn push<'de, M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error> {
        self.0.push((key.to_owned(), map.next_value()?));
        Ok(())
    }

    /// The keys and values in the order in which they were received.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }
}

/// The error for an object whose type is not in the schema.
pub fn unknown_type<E: Error>(name: &str, of: &str) -> E {
    E::custom(format_args!(
        "`{name}` is not among the possible types of `{of}`; refresh the schema, or add `fragments_other_variant = \"true\"` to read it as `Unknown`"
    ))
}
