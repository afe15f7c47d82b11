//! Serializing a type and its parts into one JSON object.

use serde::ser::{Error, Serialize, SerializeMap};
use serde_json::{Map, Value};

/// A type whose fields are entries of a JSON object.
pub trait SerializePart {
    /// Writes the entries into a map.
    fn entries<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;
}

impl<T: SerializePart> SerializePart for Option<T> {
    fn entries<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        self.as_ref().map_or(Ok(()), |part| part.entries(map))
    }
}

/// Entries of several parts that may share keys: equal keys are merged, and so are the objects under them.
#[derive(Debug, Default)]
pub struct Merged(Map<String, Value>);

impl Merged {
    /// Adds one entry.
    pub fn entry<T: Serialize, E: Error>(&mut self, key: &str, value: &T) -> Result<(), E> {
        let value = serde_json::to_value(value).map_err(E::custom)?;
        self.merge(key, value);
        Ok(())
    }

    /// Adds all entries of a part.
    pub fn part<T: SerializePart, E: Error>(&mut self, part: &T) -> Result<(), E> {
        let value = serde_json::to_value(Whole(part)).map_err(E::custom)?;
        if let Value::Object(entries) = value {
            entries
                .into_iter()
                .for_each(|(key, value)| self.merge(&key, value));
        }
        Ok(())
    }

    /// Writes all entries.
    pub fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        self.0
            .iter()
            .try_for_each(|(key, value)| map.serialize_entry(key, value))
    }

    fn merge(&mut self, key: &str, value: Value) {
        match self.0.get_mut(key) {
            Some(known) => merge(known, value),
            None => drop(self.0.insert(key.to_owned(), value)),
        }
    }
}

fn merge(known: &mut Value, other: Value) {
    match (known, other) {
        (Value::Object(known), Value::Object(other)) => {
            for (key, value) in other {
                match known.get_mut(&key) {
                    Some(known) => merge(known, value),
                    None => drop(known.insert(key, value)),
                }
            }
        }
        (Value::Array(known), Value::Array(other)) => {
            known
                .iter_mut()
                .zip(other)
                .for_each(|(known, other)| merge(known, other));
        }
        _ => {}
    }
}

struct Whole<'p, T>(&'p T);

impl<T: SerializePart> Serialize for Whole<'_, T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.0.entries(&mut map)?;
        map.end()
    }
}
