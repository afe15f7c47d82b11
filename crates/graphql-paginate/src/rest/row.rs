//! Typed rows that serialize to exactly what was received.
//!
//! A row has fields for what an API documents, and `extra` for everything else. A `None` alone could not distinguish a
//! null field from an absent one, so null fields are kept in `extra`, and serializing a row returns every field.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// Implements `Serialize` and `Deserialize` for rows that derive both with `remote = "Self"`, given the field that
/// holds their undocumented fields.
macro_rules! rows {
    ($($row:ident: $($extra:ident).+,)*) => {$(
        impl serde::Serialize for $row {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                // The function that the derive generates for a remote type.
                $row::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $row {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut fields = serde_json::Map::deserialize(deserializer)?;
                let nulls = $crate::rest::row::take_nulls(&mut fields);
                let mut track = serde_path_to_error::Track::new();
                let fields = serde_json::Value::Object(fields);
                let fields = serde_path_to_error::Deserializer::new(fields, &mut track);
                match $row::deserialize(fields) {
                    Ok(mut row) => {
                        row.$($extra).+.extend(nulls);
                        Ok(row)
                    }
                    Err(error) => Err(serde::de::Error::custom(format!(
                        "`{}`: {error}",
                        track.path()
                    ))),
                }
            }
        }
    )*};
}

pub(super) use rows;

/// Moves the null fields out of an object.
pub(super) fn take_nulls(fields: &mut Map<String, Value>) -> Map<String, Value> {
    let mut nulls = Map::new();
    fields.retain(|name, value| {
        if value.is_null() {
            nulls.insert(name.clone(), Value::Null);
        }
        !value.is_null()
    });
    nulls
}

/// Serializes an amount as an integer if it is one, as servers do.
pub(super) fn amount<S: Serializer>(
    amount: &Option<f64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    /// Above this, not every integer is exactly representable as a floating-point number.
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    match amount {
        Some(amount) if amount.fract() == 0.0 && amount.abs() < LARGEST => {
            #[allow(clippy::cast_possible_truncation, reason = "it is a small integer")]
            let integer = *amount as i64;
            serializer.serialize_i64(integer)
        }
        amount => amount.serialize(serializer),
    }
}
