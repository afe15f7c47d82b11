//! Reads record types from GraphQL: from the selections of a query, or from a whole type.

use std::collections::BTreeMap;

use apollo_compiler::Schema;
use apollo_compiler::ast::{Document, Field, OperationDefinition, Selection, Type};
use apollo_compiler::schema::ExtendedType;

use super::item_type::{FieldShape, ObjectType, Property, ScalarShape, ValueType};
use crate::document::{fragments, is_conditional};

/// The shapes of custom scalars that are configured, by name.
pub(crate) type Scalars = BTreeMap<String, ScalarShape>;

/// Selections with their parent type, and how many conditions an object has to meet to have them.
#[derive(Clone, Copy)]
struct Selected<'d> {
    parent: &'d str,
    selections: &'d [Selection],
    conditions: usize,
}

/// The fields with one response key.
struct Merged<'d> {
    name: &'d str,
    ty: &'d Type,
    nullable: bool,
    optional: bool,
    inner: Vec<Selected<'d>>,
}

/// Reads types from a document and its schema.
pub(crate) struct TypeReader<'d> {
    pub(crate) document: &'d Document,
    pub(crate) schema: &'d Schema,
    pub(crate) scalars: &'d Scalars,
}

impl<'d> TypeReader<'d> {
    /// The item type at a path of response keys, or the name of the type that the schema does not have.
    pub(crate) fn item(
        &self,
        operation: &'d OperationDefinition,
        path: &[String],
    ) -> Result<ObjectType, String> {
        let root = self.schema.root_operation(operation.operation_type);
        let root = root.ok_or("the schema has no such operation")?;
        let mut selected = vec![Selected {
            parent: root.as_str(),
            selections: &operation.selection_set,
            conditions: 0,
        }];
        for key in path {
            let mut inner = Vec::new();
            for (field, parent, conditions) in self.fields(&selected) {
                if field.response_name() == key.as_str() {
                    inner.push(Selected {
                        parent: self.field_type(parent, field)?.inner_named_type().as_str(),
                        selections: &field.selection_set,
                        conditions,
                    });
                }
            }
            without_common(&mut inner);
            selected = inner;
        }
        self.object(&selected)
    }

    /// The properties of the selections; fields with the same response key are merged.
    fn object(&self, selected: &[Selected<'d>]) -> Result<ObjectType, String> {
        let mut merged: Vec<Merged<'d>> = Vec::new();
        for (field, parent, conditions) in self.fields(selected) {
            let ty = self.field_type(parent, field)?;
            let inner = Selected {
                parent: ty.inner_named_type().as_str(),
                selections: &field.selection_set,
                conditions,
            };
            let name = field.response_name().as_str();
            match merged.iter_mut().find(|known| known.name == name) {
                Some(known) => {
                    known.optional &= conditions > 0;
                    known.nullable |= !ty.is_non_null();
                    known.inner.push(inner);
                }
                None => merged.push(Merged {
                    name,
                    ty,
                    nullable: !ty.is_non_null(),
                    optional: conditions > 0,
                    inner: vec![inner],
                }),
            }
        }
        let mut properties = Vec::new();
        for mut field in merged {
            without_common(&mut field.inner);
            let mut ty = self.value(field.ty, &field.inner)?;
            ty.nullable = field.nullable || field.optional;
            properties.push(Property {
                name: field.name.to_owned(),
                ty,
            });
        }
        Ok(ObjectType {
            properties,
            rest: None,
        })
    }

    fn value(&self, ty: &Type, inner: &[Selected<'d>]) -> Result<ValueType, String> {
        let shape = match ty {
            Type::List(item) | Type::NonNullList(item) => {
                FieldShape::List(Box::new(self.value(item, inner)?))
            }
            Type::Named(name) | Type::NonNullNamed(name) => {
                if inner.iter().any(|selected| !selected.selections.is_empty()) {
                    FieldShape::Object(self.object(inner)?)
                } else {
                    FieldShape::Scalar(scalar_shape(name.as_str(), self.scalars))
                }
            }
        };
        Ok(ValueType {
            shape,
            nullable: !ty.is_non_null(),
        })
    }

    /// The fields of the selections with their parent types and the number of their conditions, including those of fragments.
    fn fields(&self, selected: &[Selected<'d>]) -> Vec<(&'d Field, &'d str, usize)> {
        let mut fields = Vec::new();
        for one in selected {
            for selection in one.selections {
                let conditions = one.conditions + usize::from(is_conditional(selection));
                match selection {
                    Selection::Field(field) => fields.push((&**field, one.parent, conditions)),
                    Selection::InlineFragment(fragment) => {
                        let condition = fragment.type_condition.as_ref();
                        let parent = condition.map_or(one.parent, |name| name.as_str());
                        fields.extend(self.fields(&[Selected {
                            parent,
                            selections: &fragment.selection_set,
                            conditions: conditions + usize::from(!self.always(one.parent, parent)),
                        }]));
                    }
                    Selection::FragmentSpread(spread) => {
                        for fragment in fragments(self.document, &spread.fragment_name) {
                            let parent = fragment.type_condition.as_str();
                            fields.extend(self.fields(&[Selected {
                                parent,
                                selections: &fragment.selection_set,
                                conditions: conditions
                                    + usize::from(!self.always(one.parent, parent)),
                            }]));
                        }
                    }
                }
            }
        }
        fields
    }

    /// Whether the type condition matches every value of the type.
    fn always(&self, ty: &str, condition: &str) -> bool {
        let interfaces = match self.schema.types.get(ty) {
            Some(ExtendedType::Object(object)) => &object.implements_interfaces,
            Some(ExtendedType::Interface(interface)) => &interface.implements_interfaces,
            _ => return ty == condition,
        };
        ty == condition || interfaces.iter().any(|name| name.name == condition)
    }

    fn field_type(&self, parent: &str, field: &Field) -> Result<&'d Type, String> {
        if field.name == "__typename" {
            return Ok(&TYPE_NAME);
        }
        let fields = match self.schema.types.get(parent) {
            Some(ExtendedType::Object(object)) => &object.fields,
            Some(ExtendedType::Interface(interface)) => &interface.fields,
            _ => return Err(format!("the schema has no fields of `{parent}`")),
        };
        match fields.get(&field.name) {
            Some(definition) => Ok(&definition.ty),
            None => Err(format!("the schema has no field `{parent}.{}`", field.name)),
        }
    }
}

static TYPE_NAME: std::sync::LazyLock<Type> =
    std::sync::LazyLock::new(|| Type::parse("String!", "built-in").expect("the text is a type"));

/// A whole type of a schema, for rows that no query selects; other fields go to `_extra`.
pub(crate) fn row_type(schema: &Schema, name: &str) -> Option<ObjectType> {
    let mut object = object_of(schema, name)?;
    object.rest = Some("_extra".to_owned());
    Some(object)
}

fn object_of(schema: &Schema, name: &str) -> Option<ObjectType> {
    let ExtendedType::Object(object) = schema.types.get(name)? else {
        return None;
    };
    let mut properties = Vec::new();
    for (name, field) in &object.fields {
        let inner = field.ty.inner_named_type().as_str();
        let shape = match object_of(schema, inner) {
            Some(object) => FieldShape::Object(object),
            None => FieldShape::Scalar(scalar_shape(inner, &Scalars::new())),
        };
        properties.push(Property {
            name: name.to_string(),
            ty: ValueType {
                shape,
                nullable: !field.ty.is_non_null(),
            },
        });
    }
    Some(ObjectType {
        properties,
        rest: None,
    })
}

/// Leaves out the conditions that all fields with one response key have: without them, the object is missing too.
fn without_common(inner: &mut [Selected<'_>]) {
    let common = inner.iter().map(|selected| selected.conditions).min();
    for selected in inner {
        selected.conditions -= common.unwrap_or_default();
    }
}

fn scalar_shape(name: &str, declared: &Scalars) -> ScalarShape {
    if let Some(shape) = declared.get(name) {
        return *shape;
    }
    match name {
        "Int" => ScalarShape::Integer,
        "Float" => ScalarShape::Number,
        "Boolean" => ScalarShape::Boolean,
        "DateTime" | "ISO8601DateTime" | "PreciseDateTime" | "GitTimestamp" => {
            ScalarShape::DateTime
        }
        "Date" | "ISO8601Date" => ScalarShape::Date,
        _ => ScalarShape::String,
    }
}

#[cfg(test)]
mod tests {
    use apollo_compiler::ast::Definition;
    use serde_json::json;

    use super::*;

    const SDL: &str = "
        type Query { list: Items }
        type Items { nodes: [Item] }
        union Item = A | B
        interface Named { name: String! }
        type A implements Named { id: ID! name: String! at: DateTime by: Named! tags: [Tag!]! blob: JSON }
        type B { id: ID! size: Int! }
        type Tag { name: String }
        scalar DateTime scalar JSON";

    fn schema_of(selection: &str) -> serde_json::Value {
        let text = format!(
            "query Q($x: Boolean!) {{ list {{ nodes {{ {selection} }} }} }} fragment F on A {{ id at }}"
        );
        let document = Document::parse(text, "q").unwrap();
        let schema = Schema::parse(SDL, "s").unwrap();
        let Definition::OperationDefinition(operation) = &document.definitions[0] else {
            panic!("no operation")
        };
        let reader = TypeReader {
            document: &document,
            schema: &schema,
            scalars: &Scalars::new(),
        };
        let path = ["list", "nodes"].map(str::to_owned);
        let mut schema = reader.item(operation, &path).unwrap().json_schema();
        schema["properties"].take()
    }

    #[test]
    fn fields_of_one_member_of_a_union_may_be_missing() {
        assert_eq!(
            schema_of("__typename ...F ... on B { key: id size }"),
            json!({
                "__typename": { "type": ["string"] },
                "id": { "type": ["string", "null"] },
                "at": { "type": ["string", "null"], "format": "date-time" },
                "key": { "type": ["string", "null"] },
                "size": { "type": ["integer", "null"] },
            })
        );
    }

    #[test]
    fn lists_objects_and_conditions_keep_their_nulls() {
        assert_eq!(
            schema_of("... on A { by { name } tags { name } n: name @include(if: $x) blob }"),
            json!({
                "by": { "type": ["object", "null"], "properties": { "name": { "type": ["string"] } } },
                "tags": { "type": ["array", "null"], "items": {
                    "type": ["object"],
                    "properties": { "name": { "type": ["string", "null"] } },
                } },
                "n": { "type": ["string", "null"] },
                "blob": { "type": ["string", "null"] },
            })
        );
    }

    #[test]
    fn what_only_one_of_several_selections_of_an_object_has_may_be_missing() {
        assert_eq!(
            schema_of("... on A { tags { name } tags @include(if: $x) { key: __typename } }")["tags"]
                ["items"]["properties"],
            json!({
                "name": { "type": ["string", "null"] },
                "key": { "type": ["string", "null"] },
            })
        );
        assert_eq!(
            schema_of("... on A { by @include(if: $x) { key: __typename } }")["by"]["properties"],
            json!({ "key": { "type": ["string"] } })
        );
    }
}
