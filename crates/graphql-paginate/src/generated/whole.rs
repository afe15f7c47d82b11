//! Reading one JSON object into a type that no other type shares it with.
//!
//! Most types are such. They need not remember between two keys what they have read: it stays in local variables.

use super::decode::{Part, Text};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// A type that reads a JSON object from front to back, alone but for its own parts.
pub trait Whole: Sized {
    /// Reads all entries; `text` is where keys are copied to that stand in the input with escapes.
    fn read<'de, M: MapAccess<'de>>(
        entries: Entries<M>,
        text: &mut String,
    ) -> Result<Self, M::Error>;
}

/// Reads an object into a type.
#[inline]
pub fn whole<'de, T: Whole, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(WholeVisitor(PhantomData))
}

/// An empty part of a type that is being read.
#[must_use]
pub fn slots<T: Part>() -> T::Slots {
    T::Slots::default()
}

/// The entries of an object that have not been read yet.
#[derive(Debug)]
pub struct Entries<M>(M);

impl<'de, M: MapAccess<'de>> Entries<M> {
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

    /// Reads the value of the key, IDs, of which a number is taken as its text.
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

    /// Reads over the value of the key.
    #[inline]
    pub fn skip(&mut self) -> Result<(), M::Error> {
        self.0.next_value::<IgnoredAny>().map(drop)
    }

    /// Reads the value of the key into a part that wants it, and says whether it has.
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
