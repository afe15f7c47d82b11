//! Typed rows that give back what was received.
//!
//! A row has fields for what an API documents, and `extra` for everything else. A field that is null on the wire would be
//! the same `None` as one that is absent; it is kept in `extra`, so that serializing a row gives back every field.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// Implements `Serialize` and `Deserialize` for rows that derive both with `remote = "Self"`, given the field where their
/// further fields are.
macro_rules! rows {
    ($($row:ident: $($extra:ident).+,)*) => {$(
        impl serde::Serialize for $row {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                // The function that the derive makes for a remote type.
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

/// Moves the fields that are null out of an object.
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

/// Writes an amount as an integer where it is one, as servers do.
pub(super) fn amount<S: Serializer>(
    amount: &Option<f64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    /// Beyond it, not every integer is a floating point number.
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
