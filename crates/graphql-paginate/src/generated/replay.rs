//! Decoding captured values, later or more than once.

use crate::error::Misfit;
use crate::json::{self, Unread};
use serde::de::{DeserializeSeed, Error, MapAccess};
use std::any::type_name;
use std::marker::PhantomData;

/// Why a value could not be decoded for one of the types that have its key.
#[derive(Debug)]
pub struct Unfit<E> {
    /// The error for the whole object.
    pub error: E,
    /// Whether the cause is a missing key in one of the value's objects.
    pub lacks_a_key: bool,
}

/// A map whose next value has already been read.
#[derive(Debug)]
pub struct Replay<'v, E> {
    key: &'v str,
    value: &'v str,
    lacks_a_key: bool,
    error: PhantomData<E>,
}

impl<'v, E> Replay<'v, E> {
    /// A map whose next value is this one, as JSON text, under this key.
    #[must_use]
    pub fn new(key: &'v str, value: &'v str) -> Self {
        Self {
            key,
            value,
            lacks_a_key: false,
            error: PhantomData,
        }
    }

    /// The error of decoding the value.
    #[must_use]
    pub fn unfit(&self, error: E) -> Unfit<E> {
        Unfit {
            error,
            lacks_a_key: self.lacks_a_key,
        }
    }

    /// Whether the value could not be decoded because one of its objects is missing a key.
    #[must_use]
    pub fn lacks_a_key(&self) -> bool {
        self.lacks_a_key
    }
}

impl<'de, E: Error> MapAccess<'de> for Replay<'de, E> {
    type Error = E;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, _: K) -> Result<Option<K::Value>, E> {
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, E> {
        // Errors of the fast decoder have no text that could be lost; the caller decodes the whole text again.
        if type_name::<E>() == type_name::<Unread>() {
            return json::decode_seed(seed, self.value).map_err(|unread| {
                self.lacks_a_key = unread == Unread::LacksKey;
                E::custom(unread)
            });
        }
        let mut value = serde_json::Deserializer::from_str(self.value);
        if Misfit::is_tracking() {
            Misfit::decode_buffered(seed, &mut value).map_err(|misfit| {
                self.lacks_a_key = is_missing_field(&misfit.problem);
                E::custom(misfit.below(self.key))
            })
        } else {
            seed.deserialize(&mut value).map_err(|error| {
                let problem = json::without_position(&error);
                self.lacks_a_key = is_missing_field(&problem);
                E::custom(problem)
            })
        }
    }
}

/// `serde` errors can only be distinguished by their text.
fn is_missing_field(problem: &str) -> bool {
    problem.starts_with("missing field ")
}
