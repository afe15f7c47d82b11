//! Deserializing one JSON object into a type and its parts.

use super::replay::{Replay, Unfit};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor,
};
use std::fmt;
use std::marker::PhantomData;

/// A type that reads some of the keys of a JSON object.
pub trait Part: Sized {
    /// What has been read so far.
    type Slots: Default;

    /// Whether the type reads this key, whatever the type of the object.
    fn wants(key: &str) -> bool;

    /// Receives the object's `__typename`; returns whether this type selects it.
    fn typename<E: Error>(slots: &mut Self::Slots, name: &str) -> Result<bool, E>;

    /// Reads the next value of `map` if the type has this key, and returns whether it did.
    fn accept<'de, M: MapAccess<'de>>(
        slots: &mut Self::Slots,
        key: &str,
        map: &mut M,
    ) -> Result<bool, M::Error>;

    /// Decodes a value, given as JSON text, that other types need too, if this type has this key, and returns whether it does.
    fn share<E: Error>(slots: &mut Self::Slots, key: &str, value: &str) -> Result<bool, Unfit<E>> {
        let mut map = Replay::<E>::new(key, value);
        Self::accept(slots, key, &mut map).map_err(|error| map.unfit(error))
    }

    /// Whether all keys have been read, except those that a variable of their own can leave out.
    fn complete(slots: &Self::Slots) -> bool {
        let _ = slots;
        true
    }

    /// Builds the type after the whole object has been read.
    fn finish<E: Error>(slots: Self::Slots) -> Result<Self, E>;
}

/// Deserializes an object into a type.
#[inline]
pub fn decode<'de, T: Part, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Part> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    #[inline]
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<T, M::Error> {
        let mut slots = T::Slots::default();
        let mut unescaped = String::new();
        while let Some(key) = map.next_key_seed(Text(&mut unescaped))? {
            if key == "__typename" {
                let name = map.next_value_seed(Text(&mut unescaped))?;
                T::typename(&mut slots, name)?;
            } else if !T::accept(&mut slots, key, &mut map)? {
                map.next_value::<IgnoredAny>()?;
            }
        }
        T::finish(slots)
    }
}

/// A string, borrowed from the input, or copied into the buffer if the input contains escapes.
pub(crate) struct Text<'b>(pub(crate) &'b mut String);

impl<'de: 'b, 'b> DeserializeSeed<'de> for Text<'b> {
    type Value = &'b str;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<&'b str, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de: 'b, 'b> Visitor<'de> for Text<'b> {
    type Value = &'b str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<&'b str, E> {
        Ok(text)
    }

    #[cold]
    fn visit_str<E: Error>(self, text: &str) -> Result<&'b str, E> {
        text.clone_into(self.0);
        Ok(self.0)
    }
}

/// The value of a key; `None` for an `Option` whose key is absent.
#[inline]
pub fn required<'de, T: Deserialize<'de>, E: Error>(
    slot: Option<T>,
    key: &'static str,
) -> Result<T, E> {
    match slot {
        Some(value) => Ok(value),
        None => T::deserialize(Absent {
            key,
            error: PhantomData,
        }),
    }
}

/// A deserializer for the value of an absent key.
struct Absent<E> {
    key: &'static str,
    error: PhantomData<E>,
}

impl<'de, E: Error> Deserializer<'de> for Absent<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
        Err(E::missing_field(self.key))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A fragment that a variable may leave out: it is present if all its keys are, even if they are null.
///
/// A single key is not enough: it may be present because another selection requests it.
impl<T: Part> Part for Option<T> {
    type Slots = (bool, T::Slots);

    fn wants(key: &str) -> bool {
        T::wants(key)
    }

    fn typename<E: Error>((is_there, slots): &mut Self::Slots, name: &str) -> Result<bool, E> {
        let asks = T::typename(slots, name)?;
        *is_there |= asks;
        Ok(asks)
    }

    fn accept<'de, M: MapAccess<'de>>(
        (is_there, slots): &mut Self::Slots,
        key: &str,
        map: &mut M,
    ) -> Result<bool, M::Error> {
        let accepted = T::accept(slots, key, map)?;
        *is_there |= accepted;
        Ok(accepted)
    }

    /// A value may be present only for another selection, without the keys that the fragment selects below it.
    fn share<E: Error>(
        (is_there, slots): &mut Self::Slots,
        key: &str,
        value: &str,
    ) -> Result<bool, Unfit<E>> {
        match T::share(slots, key, value) {
            Ok(accepted) => {
                *is_there |= accepted;
                Ok(accepted)
            }
            Err(unfit) if unfit.lacks_a_key => Ok(true),
            Err(unfit) => Err(unfit),
        }
    }

    fn finish<E: Error>((is_there, slots): Self::Slots) -> Result<Self, E> {
        if is_there && T::complete(&slots) {
            T::finish(slots).map(Some)
        } else {
            Ok(None)
        }
    }
}

/// A possible type without selections of its own.
impl Part for () {
    type Slots = ();

    fn wants(_: &str) -> bool {
        false
    }

    fn typename<E: Error>((): &mut (), _: &str) -> Result<bool, E> {
        Ok(false)
    }

    fn accept<'de, M: MapAccess<'de>>((): &mut (), _: &str, _: &mut M) -> Result<bool, M::Error> {
        Ok(false)
    }

    fn finish<E: Error>((): ()) -> Result<Self, E> {
        Ok(())
    }
}
