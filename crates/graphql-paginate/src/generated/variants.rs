//! Enums of the possible types of an interface or union.

use super::capture::Capture;
use super::decode::Part;
use serde::de::{Error, MapAccess};
use std::ops::Range;

/// The bytes that are reserved with the first value, so that short ones need one allocation.
const USUAL_TEXT: usize = 128;

/// Values that came before `__typename`, so that the possible type they belong to is not known yet.
#[derive(Debug, Default)]
pub struct Pending {
    /// Keys, each followed by the JSON text of its value.
    text: String,
    /// Where each key and each value ends in the text.
    ends: Vec<(usize, usize)>,
}

impl Pending {
    /// Buffers the next value of `map`.
    pub fn push<'de, M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error> {
        if self.ends.is_empty() {
            self.text.reserve(USUAL_TEXT);
        }
        self.text.push_str(key);
        let key_end = self.text.len();
        map.next_value_seed(Capture(&mut self.text))?;
        self.ends.push((key_end, self.text.len()));
        Ok(())
    }

    /// The keys and the JSON texts of their values, in the order in which they were received.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut start = 0;
        self.ends.iter().map(move |&(key_end, end)| {
            let key: Range<usize> = start..key_end;
            start = end;
            (&self.text[key], &self.text[key_end..end])
        })
    }
}

/// An enum of possible types none of which has fields of its own.
pub trait TypeName: Sized {
    /// The name of the enum, for messages.
    const ENUM: &'static str;

    /// The variant of a type; `None` if the enum does not have the type.
    fn of(typename: &str) -> Option<Self>;
}

impl<T: TypeName> Part for T {
    type Slots = Option<T>;

    fn wants(_: &str) -> bool {
        false
    }

    fn typename<E: Error>(slot: &mut Self::Slots, name: &str) -> Result<bool, E> {
        if slot.is_none() {
            *slot = Some(T::of(name).ok_or_else(|| unknown_type(name, T::ENUM))?);
        }
        Ok(true)
    }

    fn accept<'de, M: MapAccess<'de>>(
        _: &mut Self::Slots,
        _: &str,
        _: &mut M,
    ) -> Result<bool, M::Error> {
        Ok(false)
    }

    fn complete(slot: &Self::Slots) -> bool {
        slot.is_some()
    }

    fn finish<E: Error>(slot: Self::Slots) -> Result<Self, E> {
        slot.ok_or_else(|| E::missing_field("__typename"))
    }
}

/// The error for an object whose type is not in the schema.
pub fn unknown_type<E: Error>(name: &str, of: &str) -> E {
    E::custom(format_args!(
        "`{name}` is not among the possible types of `{of}`; refresh the schema, or add `fragments_other_variant = \"true\"` to read it as `Unknown`"
    ))
}
