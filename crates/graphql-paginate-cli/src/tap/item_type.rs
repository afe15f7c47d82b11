//! Record types of streams: generates JSON Schemas and converts records to fit them.

use serde_json::{Map, Value, json};

use super::rfc3339::{is_date, is_date_time};

/// A value's shape, and whether it may be null.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ValueType {
    pub(crate) shape: Shape,
    pub(crate) nullable: bool,
}

/// The shape of a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
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
            shape: Shape::Scalar(shape),
            nullable,
        }
    }

    /// The JSON Schema of the type.
    pub(crate) fn json_schema(&self) -> Value {
        let (name, mut schema) = match &self.shape {
            Shape::Scalar(scalar) => (scalar.json_type(), scalar.json_schema()),
            Shape::List(item) => ("array", json!({ "items": item.json_schema() })),
            Shape::Object(object) => ("object", object.json_schema()),
        };
        schema["type"] = match self.nullable {
            true => json!([name, "null"]),
            false => json!([name]),
        };
        schema
    }

    /// Converts a value to this type, or returns what is wrong with it and where.
    fn fit(&self, value: Value, path: &str) -> Result<Value, String> {
        if value.is_null() {
            return match self.nullable {
                true => Ok(value),
                false => Err(format!("`{path}` is null")),
            };
        }
        match (&self.shape, value) {
            (Shape::Scalar(scalar), value) => scalar.fit(value, path),
            (Shape::Object(object), Value::Object(members)) => {
                Ok(Value::Object(object.fit(members, path)?))
            }
            (Shape::List(item), Value::Array(values)) => {
                let mut fitted = Vec::with_capacity(values.len());
                for value in values {
                    fitted.push(item.fit(value, path)?);
                }
                Ok(Value::Array(fitted))
            }
            (Shape::Object(_), value) => Err(unexpected(path, "an object", &value)),
            (Shape::List(_), value) => Err(unexpected(path, "a list", &value)),
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
            (Shape::Object(object), rest) => object.at(rest),
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
                if let Shape::Object(inner) = &property.ty.shape {
                    let inner = inner.filtered_below(outer, keep);
                    is_empty = inner.properties.is_empty();
                    kept.ty.shape = Shape::Object(inner);
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

    /// Converts the members to this type and drops those that it does not name.
    pub(crate) fn fit(
        &self,
        mut members: Map<String, Value>,
        path: &str,
    ) -> Result<Map<String, Value>, String> {
        let mut fitted = Map::new();
        for property in &self.properties {
            let inner = match path {
                "" => property.name.clone(),
                path => format!("{path}.{}", property.name),
            };
            let value = members.remove(&property.name).unwrap_or_default();
            fitted.insert(property.name.clone(), property.ty.fit(value, &inner)?);
        }
        if let Some(rest) = &self.rest {
            let value = match members.is_empty() {
                true => Value::Null,
                false => Value::Object(members).to_string().into(),
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

    fn fit(self, value: Value, path: &str) -> Result<Value, String> {
        let (fits, expected) = match (self, &value) {
            (Self::String, Value::String(_)) => (true, ""),
            (Self::String, other) => return Ok(other.to_string().into()),
            (Self::Integer, Value::Number(number)) => {
                (number.is_i64() || number.is_u64(), "an integer")
            }
            (Self::Integer, _) => (false, "an integer"),
            (Self::Number, value) => (value.is_number(), "a number"),
            (Self::Boolean, value) => (value.is_boolean(), "a boolean"),
            (Self::DateTime, Value::String(text)) => (is_date_time(text), "an RFC 3339 time"),
            (Self::DateTime, _) => (false, "an RFC 3339 time"),
            (Self::Date, Value::String(text)) => (is_date(text), "a date `YYYY-MM-DD`"),
            (Self::Date, _) => (false, "a date `YYYY-MM-DD`"),
        };
        match fits {
            true => Ok(value),
            false => Err(unexpected(path, expected, &value)),
        }
    }
}

fn unexpected(path: &str, expected: &str, value: &Value) -> String {
    format!("expected {expected} at `{path}`, got `{value}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn property(name: &str, shape: Shape, nullable: bool) -> Property {
        Property {
            name: name.to_owned(),
            ty: ValueType { shape, nullable },
        }
    }

    fn sample() -> ObjectType {
        let scalar = |scalar| Shape::Scalar(scalar);
        let tag = ObjectType {
            properties: vec![property("name", scalar(ScalarShape::String), true)],
            rest: None,
        };
        let tag = ValueType {
            shape: Shape::Object(tag),
            nullable: false,
        };
        ObjectType {
            properties: vec![
                property("id", scalar(ScalarShape::Integer), false),
                property("at", scalar(ScalarShape::DateTime), true),
                property("place", scalar(ScalarShape::String), true),
                property("tags", Shape::List(Box::new(tag)), false),
            ],
            rest: Some("_extra".to_owned()),
        }
    }

    #[test]
    fn schema_has_types_formats_and_nulls() {
        let ty = ValueType {
            shape: Shape::Object(sample()),
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
        let check = |value: Value, expected: Result<Value, &str>| {
            let Value::Object(members) = value else {
                panic!("no object")
            };
            let fitted = sample().fit(members, "").map(Value::Object);
            assert_eq!(fitted, expected.map_err(str::to_owned));
        };
        check(
            json!({ "id": 1, "place": { "x": 1 }, "tags": [{ "name": "a", "z": 0 }], "more": [1] }),
            Ok(json!({
                "id": 1, "at": null, "place": "{\"x\":1}", "tags": [{ "name": "a" }],
                "_extra": "{\"more\":[1]}",
            })),
        );
        check(json!({ "tags": [] }), Err("`id` is null"));
        check(
            json!({ "id": 1.5, "tags": [] }),
            Err("expected an integer at `id`, got `1.5`"),
        );
        check(
            json!({ "id": 1, "at": "yesterday", "tags": [] }),
            Err("expected an RFC 3339 time at `at`, got `\"yesterday\"`"),
        );
        check(json!({ "id": 1, "tags": [null] }), Err("`tags` is null"));
        check(
            json!({ "id": 1, "tags": {} }),
            Err("expected a list at `tags`, got `{}`"),
        );
    }
}
