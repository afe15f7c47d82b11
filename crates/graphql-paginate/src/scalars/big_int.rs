//! Integers that are serialized as text.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An integer beyond the 32 bits of GraphQL's `Int`: serialized as a string, deserialized from a string or a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BigInt(pub i64);

impl From<i64> for BigInt {
    fn from(value: i64) -> Self {
        Self(value)
    }
}

impl From<BigInt> for i64 {
    fn from(value: BigInt) -> Self {
        value.0
    }
}

impl FromStr for BigInt {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.parse().map(Self)
    }
}

impl fmt::Display for BigInt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for BigInt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BigInt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrNumber)
    }
}

struct TextOrNumber;

impl Visitor<'_> for TextOrNumber {
    type Value = BigInt;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an integer of 64 bits, as a string or a number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<BigInt, E> {
        text.parse()
            .map_err(|_| E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<BigInt, E> {
        Ok(BigInt(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<BigInt, E> {
        i64::try_from(number)
            .map(BigInt)
            .map_err(|_| E::invalid_value(serde::de::Unexpected::Unsigned(number), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_read_from_text_or_number_and_written_as_text() {
        for (json, expected) in [(r#""42""#, 42), ("42", 42), (r#""-1""#, -1), ("-1", -1)] {
            let value: BigInt = serde_json::from_str(json).unwrap();
            assert_eq!(value, BigInt(expected), "{json}");
            assert_eq!(
                serde_json::to_string(&value).unwrap(),
                format!("\"{expected}\"")
            );
        }
    }

    #[test]
    fn a_value_that_is_not_a_64_bit_integer_is_an_error_that_quotes_it() {
        for (json, value) in [
            (r#""a""#, "string \"a\""),
            ("1.5", "floating point `1.5`"),
            ("18446744073709551615", "integer `18446744073709551615`"),
        ] {
            let error = serde_json::from_str::<BigInt>(json)
                .unwrap_err()
                .to_string();
            assert!(error.contains(value), "{error}");
            assert!(
                error.contains("expected an integer of 64 bits, as a string or a number"),
                "{error}"
            );
        }
    }
}
