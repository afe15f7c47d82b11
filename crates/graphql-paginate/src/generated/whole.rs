//! Deserializing a JSON object into a type that does not share it with another type.
//!
//! This is the common case. What has been read so far is kept in local variables instead of slots.

use super::decode::{Part, Text, required};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// A type that reads a JSON object in one pass and shares it only with its own parts.
pub trait Whole: Sized {
    /// Reads all entries; `text` is a buffer for keys that contain escapes in the input.
    fn read<'de, M: MapAccess<'de>>(
        entries: Entries<M>,
        text: &mut String,
    ) -> Result<Self, M::Error>;
}

/// Deserializes an object into a type.
#[inline]
pub fn whole<'de, T: Whole, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(WholeVisitor(PhantomData))
}

/// The empty slots of a part.
#[must_use]
pub fn slots<T: Part>() -> T::Slots {
    T::Slots::default()
}

/// The entries of an object that have not been read yet.
#[derive(Debug)]
pub struct Entries<M>(M);

impl<'de, M: MapAccess<'de>> Entries<M> {
    /// A slot for the value of a key that has not been read yet.
    #[inline]
    pub fn slot<T>(&self) -> Option<T> {
        None
    }

    /// The value of a key after all entries have been read; `None` for an `Option` whose key is absent.
    #[inline]
    pub fn required<T: Deserialize<'de>>(
        &self,
        slot: Option<T>,
        key: &'static str,
    ) -> Result<T, M::Error> {
        required(slot, key)
    }

    /// The next key.
    #[inline]
    pub fn key<'t>(&mut self, text: &'t mut String) -> Result<Option<&'t str>, M::Error>
    where
        'de: 't,
    {
        self.0.next_key_seed(Text(text))
    }

    /// Reads the value of the key.
    #[inline]
    pub fn any<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) -> Result<(), M::Error> {
        *slot = Some(self.0.next_value()?);
        Ok(())
    }

    /// Reads the value of the key, which consists of IDs; numbers are read as strings.
    #[inline]
    pub fn id<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) -> Result<(), M::Error> {
        *slot = Some(super::id::id(&mut self.0)?);
        Ok(())
    }

    /// Reads the value of the key as a string.
    #[inline]
    pub fn text<'t>(&mut self, text: &'t mut String) -> Result<&'t str, M::Error>
    where
        'de: 't,
    {
        self.0.next_value_seed(Text(text))
    }

    /// Skips the value of the key.
    #[inline]
    pub fn skip(&mut self) -> Result<(), M::Error> {
        self.0.next_value::<IgnoredAny>().map(drop)
    }

    /// Reads the value of the key into a part if the part has this key, and returns whether it did.
    #[inline]
    pub fn offer<T: Part>(&mut self, slots: &mut T::Slots, key: &str) -> Result<bool, M::Error> {
        T::accept(slots, key, &mut self.0)
    }
}

struct WholeVisitor<T>(PhantomData<T>);

impl<'de, T: Whole> Visitor<'de> for WholeVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    #[inline]
    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<T, M::Error> {
        T::read(Entries(map), &mut String::new())
    }
}
