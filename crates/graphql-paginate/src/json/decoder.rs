//! Decodes valid JSON faster than `serde_json`, with the same result.
//!
//! Only what responses consist of is read here: objects, lists, strings without escapes, integers, Booleans and nulls.
//! `serde_json` reads the text of any other value. An error says only that something could not be read: the caller then
//! decodes the whole text with `serde_json`, which accepts it or has the error.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::de::StrRead;

use super::RAW_VALUE;
use super::scanner::{Integer, Scanner, Text, Unread};

/// Decodes a JSON text. `None` if `serde_json` must decode it, because it is invalid, unusual or does not fit the type.
pub(crate) fn decode<'t, T: Deserialize<'t>>(text: &'t str) -> Option<T> {
    decode_seed(PhantomData, text).ok()
}

/// Like [`decode`], with the reason if the text cannot be read.
pub(crate) fn decode_seed<'t, S: DeserializeSeed<'t>>(
    seed: S,
    text: &'t str,
) -> Result<S::Value, Unread> {
    let mut scanner = Scanner::new(text);
    let value = seed.deserialize(Decoder(&mut scanner))?;
    if scanner.is_at_end() && !scanner.failed {
        Ok(value)
    } else {
        Err(Unread::Other)
    }
}

struct Decoder<'s, 't>(&'s mut Scanner<'t>);

/// The elements of a list, or the entries of an object.
struct Elements<'s, 't> {
    scanner: &'s mut Scanner<'t>,
    is_first: bool,
}

/// The text of a value, as [`RawValue`](serde_json::value::RawValue) receives it: the only entry of a map.
struct Raw<'t>(Option<&'t str>);

impl<'t> Decoder<'_, 't> {
    /// Reads the next value with `serde_json`.
    fn with_serde_json<T>(
        self,
        read: impl FnOnce(&mut serde_json::Deserializer<StrRead<'t>>) -> serde_json::Result<T>,
    ) -> Result<T, Unread> {
        let text = self.0.value()?;
        read_text(text, read).inspect_err(|_| self.0.failed = true)
    }

    fn object<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.0.enter(b'{')?;
        let value = visitor.visit_map(Elements::of(self.0))?;
        self.0.leave(b'}')?;
        Ok(value)
    }

    fn list<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.0.enter(b'[')?;
        let value = visitor.visit_seq(Elements::of(self.0))?;
        self.0.leave(b']')?;
        Ok(value)
    }

    #[inline]
    fn string<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self.0.string()? {
            Text::Plain(text) => visitor.visit_borrowed_str(text),
            Text::Escaped(text) => read_text(text, |json| json.deserialize_str(visitor))
                .inspect_err(|_| self.0.failed = true),
        }
    }

    fn bool<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Unread> {
        if self.0.peek() == b't' {
            self.0.word("true")?;
            return visitor.visit_bool(true);
        }
        self.0.word("false")?;
        visitor.visit_bool(false)
    }
}

fn read_text<'t, T>(
    text: &'t str,
    read: impl FnOnce(&mut serde_json::Deserializer<StrRead<'t>>) -> serde_json::Result<T>,
) -> Result<T, Unread> {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = read(&mut json).map_err(Unread::custom)?;
    json.end().map_err(Unread::custom)?;
    Ok(value)
}

macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
            match self.0.integer() {
                Some(Integer { is_negative: false, amount }) => visitor.visit_u64(amount),
                Some(Integer { is_negative: true, amount }) => visitor.visit_i64(-(amount as i64)),
                None => self.with_serde_json(|json| json.$method(visitor)),
            }
        }
    )*};
}

macro_rules! with_serde_json {
    ($($method:ident($($argument:ident: $type:ty)?))*) => {$(
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)? visitor: V) -> Result<V::Value, Unread> {
            self.with_serde_json(|json| json.$method($($argument,)? visitor))
        }
    )*};
}

impl<'de> Deserializer<'de> for Decoder<'_, 'de> {
    type Error = Unread;

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    // Lists, objects and numbers of any type: a feature of `serde_json` may give them another form.
    with_serde_json! {
        deserialize_i128() deserialize_u128() deserialize_f32() deserialize_f64() deserialize_char() deserialize_bytes()
        deserialize_byte_buf() deserialize_unit() deserialize_unit_struct(name: &'static str)
        deserialize_tuple(length: usize)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self.0.peek() {
            b'"' => self.string(visitor),
            b't' | b'f' => self.bool(visitor),
            _ => self.with_serde_json(|json| json.deserialize_any(visitor)),
        }
    }

    #[inline]
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.bool(visitor)
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.string(visitor)
    }

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.string(visitor)
    }

    #[inline]
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.string(visitor)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        if self.0.peek() != b'n' {
            return visitor.visit_some(self);
        }
        self.0.word("null")?;
        visitor.visit_none()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        if name == RAW_VALUE {
            return visitor.visit_map(Raw(Some(self.0.value()?)));
        }
        visitor.visit_newtype_struct(self)
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.list(visitor)
    }

    #[inline]
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.object(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.object(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.with_serde_json(|json| json.deserialize_tuple_struct(name, length, visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.with_serde_json(|json| json.deserialize_enum(name, variants, visitor))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.0.skip()?;
        visitor.visit_unit()
    }
}

impl<'s, 't> Elements<'s, 't> {
    fn of(scanner: &'s mut Scanner<'t>) -> Self {
        Self {
            scanner,
            is_first: true,
        }
    }
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = Unread;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unread> {
        if !self.scanner.has_more(b']', &mut self.is_first)? {
            return Ok(None);
        }
        seed.deserialize(Decoder(self.scanner)).map(Some)
    }
}

impl<'de> MapAccess<'de> for Elements<'_, 'de> {
    type Error = Unread;

    #[inline]
    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unread> {
        if !self.scanner.has_more(b'}', &mut self.is_first)? {
            return Ok(None);
        }
        match self.scanner.string()? {
            Text::Plain(key) => seed
                .deserialize(BorrowedStrDeserializer::new(key))
                .map(Some),
            Text::Escaped(key) => read_text(key, |json| seed.deserialize(json)).map(Some),
        }
        .inspect_err(|_| self.scanner.failed = true)
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Unread> {
        self.scanner.take(b':')?;
        seed.deserialize(Decoder(self.scanner))
    }
}

impl<'de> MapAccess<'de> for Raw<'de> {
    type Error = Unread;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unread> {
        match self.0 {
            Some(_) => seed
                .deserialize(BorrowedStrDeserializer::new(RAW_VALUE))
                .map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Unread> {
        let text = self.0.take().ok_or(Unread::Other)?;
        seed.deserialize(BorrowedStrDeserializer::new(text))
    }
}

impl Error for Unread {
    /// The text is not kept, except that `serde` reports a missing key in this way.
    fn custom<T: fmt::Display>(text: T) -> Self {
        if text.to_string().starts_with("missing field ") {
            Self::LacksKey
        } else {
            Self::Other
        }
    }
}

impl std::error::Error for Unread {}

impl fmt::Display for Unread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::LacksKey => "missing field in a value",
            Self::Other => "the value cannot be read",
        })
    }
}

#[cfg(test)]
mod tests;
