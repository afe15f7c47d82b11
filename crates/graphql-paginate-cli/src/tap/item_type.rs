//! Record types of streams: generates JSON Schemas and converts records to fit them.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value, json};

use super::rfc3339::{is_date, is_date_time};
use crate::output::{compacted, elements, members};

/// A value's shape, and whether it may be null.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ValueType {
    pub(crate) shape: FieldShape,
    pub(crate) nullable: bool,
}

/// The shape of a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FieldShape {
    Scalar(ScalarShape),
    List(Box<ValueType>),
    Object(ObjectType),
}

/// The shape of a scalar in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ScalarShape {
    /// Text. Any other value is written as its JSON text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A time with an offset as text, as in RFC 3339.
    DateTime,
    /// A date as text, such as `2026-11-30`.
    Date,
}

/// The properties of an object, in the order of the query.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ObjectType {
    pub(crate) properties: Vec<Property>,
    /// A property that holds all fields not named by the type, as JSON text.
    pub(crate) rest: Option<String>,
}

/// A property of an object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) ty: ValueType,
}

impl ValueType {
    pub(crate) fn scalar(shape: ScalarShape, nullable: bool) -> Self {
        Self {
            shape: FieldShape::Scalar(shape),
            nullable,
        }
    }

    /// The JSON Schema of the type.
    pub(crate) fn json_schema(&self) -> Value {
        let (name, mut schema) = match &self.shape {
            FieldShape::Scalar(scalar) => (scalar.json_type(), scalar.json_schema()),
            FieldShape::List(item) => ("array", json!({ "items": item.json_schema() })),
            FieldShape::Object(object) => ("object", object.json_schema()),
        };
        schema["type"] = if self.nullable {
            json!([name, "null"])
        } else {
            json!([name])
        };
        schema
    }

    /// Converts a value to this type, or returns what is wrong with it and where.
    fn fit(&self, value: &RawValue, path: &str) -> Result<Value, String> {
        if value.get() == "null" {
            return self.null(path);
        }
        match &self.shape {
            FieldShape::Scalar(scalar) => scalar.fit(value, path),
            FieldShape::Object(object) => Ok(Value::Object(object.fit(value, path)?)),
            FieldShape::List(item) => {
                let Some(elements) = elements(value) else {
                    return Err(unexpected(path, "a list", value));
                };
                let mut fitted = Vec::with_capacity(elements.len());
                for element in elements {
                    fitted.push(item.fit(element, path)?);
                }
                Ok(Value::Array(fitted))
            }
        }
    }

    /// Null, or what is wrong with it.
    fn null(&self, path: &str) -> Result<Value, String> {
        if self.nullable {
            Ok(Value::Null)
        } else {
            Err(format!("`{path}` is null"))
        }
    }
}

impl ObjectType {
    /// The property with this name.
    pub(crate) fn property(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }

    /// The type at a path of property names.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&ValueType> {
        let (first, rest) = path.split_first()?;
        let ty = &self.property(first)?.ty;
        match (&ty.shape, rest) {
            (_, []) => Some(ty),
            (FieldShape::Object(object), rest) => object.at(rest),
            _ => None,
        }
    }

    /// The type with only the properties for whose path `keep` is true.
    pub(crate) fn filtered(&self, keep: &dyn Fn(&[&str]) -> bool) -> Self {
        self.filtered_below(&mut Vec::new(), keep)
    }

    fn filtered_below<'t>(
        &'t self,
        outer: &mut Vec<&'t str>,
        keep: &dyn Fn(&[&str]) -> bool,
    ) -> Self {
        let mut properties = Vec::new();
        for property in &self.properties {
            outer.push(&property.name);
            if keep(outer) {
                let mut kept = property.clone();
                let mut is_empty = false;
                if let FieldShape::Object(inner) = &property.ty.shape {
                    let inner = inner.filtered_below(outer, keep);
                    is_empty = inner.properties.is_empty();
                    kept.ty.shape = FieldShape::Object(inner);
                }
                if !is_empty {
                    properties.push(kept);
                }
            }
            outer.pop();
        }
        Self {
            properties,
            rest: self.rest.clone().filter(|rest| keep(&[rest])),
        }
    }

    /// The JSON Schema of the object, without `type`.
    pub(crate) fn json_schema(&self) -> Value {
        let mut properties = Map::new();
        for property in &self.properties {
            properties.insert(property.name.clone(), property.ty.json_schema());
        }
        if let Some(rest) = &self.rest {
            let schema = ValueType::scalar(ScalarShape::String, true).json_schema();
            properties.insert(rest.clone(), schema);
        }
        json!({ "properties": properties })
    }

    /// Converts an object to this type and drops the members that it does not name. Values are read from their text, so
    /// that numbers without a limit, such as those of custom scalars, stay as they are where text is expected.
    pub(crate) fn fit(&self, value: &RawValue, path: &str) -> Result<Map<String, Value>, String> {
        let Some(members) = members(value) else {
            return Err(unexpected(path, "an object", value));
        };
        // The last one of several with the same name counts.
        let mut members: BTreeMap<String, &RawValue> = members.into_iter().collect();
        let mut fitted = Map::new();
        for property in &self.properties {
            let inner = match path {
                "" => property.name.clone(),
                path => format!("{path}.{}", property.name),
            };
            let value = match members.remove(&property.name) {
                Some(value) => property.ty.fit(value, &inner)?,
                None => property.ty.null(&inner)?,
            };
            fitted.insert(property.name.clone(), value);
        }
        if let Some(rest) = &self.rest {
            let value = if members.is_empty() {
                Value::Null
            } else {
                object_text(&members).into()
            };
            fitted.insert(rest.clone(), value);
        }
        Ok(fitted)
    }
}

impl ScalarShape {
    fn json_type(self) -> &'static str {
        match self {
            Self::String | Self::DateTime | Self::Date => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
        }
    }

    fn json_schema(self) -> Value {
        match self {
            Self::DateTime => json!({ "format": "date-time" }),
            Self::Date => json!({ "format": "date" }),
            _ => json!({}),
        }
    }

    fn fit(self, value: &RawValue, path: &str) -> Result<Value, String> {
        let text = value.get();
        let (fitted, expected) = match self {
            Self::String if !text.starts_with('"') => return Ok(compacted(value).into()),
            Self::String => (read::<String>(text).map(Value::from), "text"),
            // A whole number of at most 64 bits.
            Self::Integer => (
                read(text)
                    .filter(|number: &Number| !number.is_f64())
                    .map(Value::Number),
                "an integer",
            ),
            Self::Number => (read(text).map(Value::Number), "a number"),
            Self::Boolean => (read(text).map(Value::Bool), "a boolean"),
            Self::DateTime => (
                read::<String>(text)
                    .filter(|text| is_date_time(text))
                    .map(Value::from),
                "an RFC 3339 time",
            ),
            Self::Date => (
                read::<String>(text)
                    .filter(|text| is_date(text))
                    .map(Value::from),
                "a date `YYYY-MM-DD`",
            ),
        };
        fitted.ok_or_else(|| unexpected(path, expected, value))
    }
}

/// A JSON value, if it is of this type.
fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

/// The text of an object with these members.
fn object_text(members: &BTreeMap<String, &RawValue>) -> String {
    let mut text = String::from("{");
    for (name, value) in members {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&Value::from(name.as_str()).to_string());
        text.push(':');
        text.push_str(&compacted(value));
    }
    text.push('}');
    text
}

fn unexpected(path: &str, expected: &str, value: &RawValue) -> String {
    match path {
        "" => format!("expected {expected}, got `{value}`"),
        path => format!("expected {expected} at `{path}`, got `{value}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn property(name: &str, shape: FieldShape, nullable: bool) -> Property {
        Property {
            name: name.to_owned(),
            ty: ValueType { shape, nullable },
        }
    }

    fn sample() -> ObjectType {
        let scalar = |scalar| FieldShape::Scalar(scalar);
        let tag = ObjectType {
            properties: vec![property("name", scalar(ScalarShape::String), true)],
            rest: None,
        };
        let tag = ValueType {
            shape: FieldShape::Object(tag),
            nullable: false,
        };
        ObjectType {
            properties: vec![
                property("id", scalar(ScalarShape::Integer), false),
                property("at", scalar(ScalarShape::DateTime), true),
                property("place", scalar(ScalarShape::String), true),
                property("tags", FieldShape::List(Box::new(tag)), false),
            ],
            rest: Some("_extra".to_owned()),
        }
    }

    #[test]
    fn schema_has_types_formats_and_nulls() {
        let ty = ValueType {
            shape: FieldShape::Object(sample()),
            nullable: false,
        };
        assert_eq!(
            ty.json_schema(),
            json!({ "type": ["object"], "properties": {
                "id": { "type": ["integer"] },
                "at": { "type": ["string", "null"], "format": "date-time" },
                "place": { "type": ["string", "null"] },
                "tags": { "type": ["array"], "items": {
                    "type": ["object"],
                    "properties": { "name": { "type": ["string", "null"] } },
                } },
                "_extra": { "type": ["string", "null"] },
            } })
        );
    }

    #[test]
    fn a_record_that_does_not_fit_its_type_is_an_error_with_the_path() {
        let check = |value: &str, expected: Result<Value, &str>| {
            let item: Box<RawValue> = serde_json::from_str(value).unwrap();
            let fitted = sample().fit(&item, "").map(Value::Object);
            assert_eq!(fitted, expected.map_err(str::to_owned));
        };
        check(
            r#"{ "id": 1, "place": { "x": 1 }, "tags": [{ "name": "a", "z": 0 }], "more": [1] }"#,
            Ok(json!({
                "id": 1, "at": null, "place": "{\"x\":1}", "tags": [{ "name": "a" }],
                "_extra": "{\"more\":[1]}",
            })),
        );
        check(r#"{ "tags": [] }"#, Err("`id` is null"));
        check(
            r#"{ "id": 1.5, "tags": [] }"#,
            Err("expected an integer at `id`, got `1.5`"),
        );
        check(
            r#"{ "id": 1, "at": "yesterday", "tags": [] }"#,
            Err("expected an RFC 3339 time at `at`, got `\"yesterday\"`"),
        );
        check(r#"{ "id": 1, "tags": [null] }"#, Err("`tags` is null"));
        check(
            r#"{ "id": 1, "tags": {} }"#,
            Err("expected a list at `tags`, got `{}`"),
        );
        check("[1]", Err("expected an object, got `[1]`"));
    }

    #[test]
    fn numbers_are_written_as_text_without_a_change() {
        let item = r#"{ "id": 18446744073709551615, "place": 12345678901234567.89, "tags": [], "z": [1.0, 1e400],
            "y": 18446744073709551617 }"#;
        let item: Box<RawValue> = serde_json::from_str(item).unwrap();
        assert_eq!(
            Value::Object(sample().fit(&item, "").unwrap()),
            json!({
                "id": u64::MAX, "at": null, "place": "12345678901234567.89", "tags": [],
                "_extra": "{\"y\":18446744073709551617,\"z\":[1.0,1e400]}",
            })
        );
        let item = r#"{ "id": 18446744073709551617, "tags": [] }"#;
        let item: Box<RawValue> = serde_json::from_str(item).unwrap();
        assert_eq!(
            sample().fit(&item, "").unwrap_err(),
            "expected an integer at `id`, got `18446744073709551617`"
        );
    }
}
