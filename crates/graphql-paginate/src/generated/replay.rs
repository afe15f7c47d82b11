//! Values that are read once and decoded more than once, or later.

use crate::error::Misfit;
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
    key: &'v str,
    value: &'v Value,
    error: PhantomData<E>,
}

impl<'v, E> Replay<'v, E> {
    /// A map whose next value is this, of this key.
    #[must_use]
    pub fn new(key: &'v str, value: &'v Value) -> Self {
        Self {
            key,
            value,
            error: PhantomData,
        }
    }
}

impl<'de, E: Error> MapAccess<'de> for Replay<'de, E> {
    type Error = E;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, _: K) -> Result<Option<K::Value>, E> {
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, E> {
        let value = self.value.into_deserializer();
        match Misfit::is_wanted() {
            true => Misfit::seek(seed, value).map_err(|misfit| E::custom(misfit.below(self.key))),
            false => seed.deserialize(value).map_err(E::custom),
        }
    }
}
