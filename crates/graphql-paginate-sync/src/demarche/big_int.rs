//! Integers of any size, as applicants type them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An integer that may be larger than 64 bits, so that no answer stops a mirror. Any other value is kept as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BigInt(String);

impl BigInt {
    /// The number; `None` if it does not fit into 64 bits.
    pub(crate) fn number(&self) -> Option<i64> {
        self.0.parse().ok()
    }
}

impl Serialize for BigInt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for BigInt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integer_of_any_size_is_kept_as_text() {
        for (json, number, written) in [
            (r#""42""#, Some(42), r#""42""#),
            ("-1", Some(-1), r#""-1""#),
            (
                r#""12345678901234567890123""#,
                None,
                r#""12345678901234567890123""#,
            ),
            ("18446744073709551615", None, r#""18446744073709551615""#),
            ("1.5", None, r#""1.5""#),
        ] {
            let value: BigInt = serde_json::from_str(json).unwrap();
            assert_eq!(value.number(), number, "{json}");
            assert_eq!(serde_json::to_string(&value).unwrap(), written);
        }
    }
}
