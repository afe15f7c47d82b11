//! Values that are read once and decoded more than once, or later.

use serde::de::{DeserializeSeed, Error, IntoDeserializer, MapAccess};
use serde_json::Value;
use std::marker::PhantomData;

/// Reads the next value of a map without decoding it yet.
pub fn read<'de, M: MapAccess<'de>>(map: &mut M) -> Result<Value, M::Error> {
    map.next_value()
}

/// A map whose next value was read before.
#[derive(Debug)]
pub struct Replay<'v, E> {
    value: &'v Value,
    error: PhantomData<E>,
}

impl<'v, E> Replay<'v, E> {
    /// A map whose next value is this.
    #[must_use]
    pub fn new(value: &'v Value) -> Self {
        Self { value, error: PhantomData }
    }
}

impl<'de, E: Error> MapAccess<'de> for Replay<'de, E> {
    type Error = E;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, _: K) -> Result<Option<K::Value>, E> {
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, E> {
        seed.deserialize(self.value.into_deserializer()).map_err(E::custom)
    }
}
