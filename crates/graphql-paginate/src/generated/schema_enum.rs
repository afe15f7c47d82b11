//! Enums of the schema.

use serde::de::{Deserializer, Error, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// An enum of the schema, with a variant that keeps unknown values.
pub trait SchemaEnum: Sized {
    /// The name of the enum, for messages.
    const NAME: &'static str;

    /// The variant of a value.
    fn of(value: &str) -> Self;

    /// The value of a variant.
    fn value(&self) -> &str;
}

/// Deserializes a string into an enum.
#[inline]
pub fn schema_enum<'de, T: SchemaEnum, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(EnumVisitor(PhantomData))
}

struct EnumVisitor<T>(PhantomData<T>);

impl<T: SchemaEnum> Visitor<'_> for EnumVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a value of the enum `{}`", T::NAME)
    }

    #[inline]
    fn visit_str<E: Error>(self, value: &str) -> Result<T, E> {
        Ok(T::of(value))
    }
}
