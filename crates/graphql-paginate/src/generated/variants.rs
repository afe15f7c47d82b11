//! Enums of the possible types of an interface or union.

use serde::de::{Error, MapAccess};
use serde_json::Value;

/// Values that came before `__typename` said which possible type wants them.
#[derive(Debug, Default)]
pub struct Pending(Vec<(String, Value)>);

impl Pending {
    /// Keeps the next value of `map`.
    pub fn push<'de, M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error> {
        self.0.push((key.to_owned(), map.next_value()?));
        Ok(())
    }

    /// The keys and values in the order in which they came.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }
}

/// The object has a type that the schema does not list.
pub fn unknown_type<E: Error>(name: &str, of: &str) -> E {
    E::custom(format_args!(
        "`{name}` is not among the possible types of `{of}`; refresh the schema, or add `fragments_other_variant = \"true\"` to read it as `Unknown`"
    ))
}
