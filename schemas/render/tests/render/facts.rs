//! What the shipped schemas hold, counted, so that a refresh that loses something is noticed.

use apollo_compiler::Schema;
use apollo_compiler::ast::FieldDefinition;
use apollo_compiler::schema::ExtendedType;
use graphql_paginate_schemas::{DEMARCHES_SIMPLIFIEES, GITHUB};

/// How many of each a schema has; introspection's own types are not counted, the five built-in scalars are.
#[derive(Debug, Default, PartialEq)]
struct Facts {
    objects: usize,
    interfaces: usize,
    unions: usize,
    enums: usize,
    enum_values: usize,
    inputs: usize,
    input_fields: usize,
    scalars: usize,
    object_fields: usize,
    interface_fields: usize,
    /// Fields of objects and interfaces.
    deprecated_fields: usize,
    deprecated_enum_values: usize,
    /// Objects with `pageInfo` and `nodes` or `edges`.
    connection_types: usize,
    /// Fields of objects and interfaces that return one of those.
    connection_fields: usize,
}

impl Facts {
    fn named_types(&self) -> usize {
        self.objects + self.interfaces + self.unions + self.enums + self.inputs + self.scalars
    }
}

#[test]
fn github() {
    let facts = facts(GITHUB);
    assert_eq!(facts.named_types(), 1628);
    let expected = Facts {
        objects: 924,
        interfaces: 45,
        unions: 43,
        enums: 231,
        enum_values: 1165,
        inputs: 368,
        input_fields: 1330,
        scalars: 17,
        object_fields: 6094,
        interface_fields: 224,
        deprecated_fields: 142,
        deprecated_enum_values: 10,
        connection_types: 148,
        connection_fields: 330,
    };
    assert_eq!(facts, expected);
}

#[test]
fn demarches_simplifiees() {
    let facts = facts(DEMARCHES_SIMPLIFIEES);
    assert_eq!(facts.named_types(), 240);
    let expected = Facts {
        objects: 167,
        interfaces: 5,
        unions: 0,
        enums: 18,
        enum_values: 117,
        inputs: 39,
        input_fields: 179,
        scalars: 11,
        object_fields: 1139,
        interface_fields: 24,
        deprecated_fields: 126,
        deprecated_enum_values: 0,
        connection_types: 3,
        connection_fields: 7,
    };
    assert_eq!(facts, expected);
}

#[test]
fn no_prose_is_shipped() {
    for schema in [GITHUB, DEMARCHES_SIMPLIFIEES] {
        let (header, rest) = schema
            .split_once('\n')
            .expect("a schema has more than one line");
        assert!(header.starts_with("# "));
        assert!(!rest.contains('#') && !rest.contains("\"\"\"") && !rest.contains("@deprecated("));
    }
}

fn facts(sdl: &str) -> Facts {
    let schema =
        Schema::parse_and_validate(sdl, "schema.graphql").expect("a shipped schema is valid");
    let mut facts = Facts::default();
    for (name, definition) in &schema.types {
        if !name.starts_with("__") {
            count(&mut facts, &schema, definition);
        }
    }
    facts
}

fn count(facts: &mut Facts, schema: &Schema, definition: &ExtendedType) {
    match definition {
        ExtendedType::Scalar(_) => facts.scalars += 1,
        ExtendedType::Union(_) => facts.unions += 1,
        ExtendedType::Object(object) => {
            facts.objects += 1;
            facts.connection_types += usize::from(is_connection(schema, &object.name));
            facts.object_fields += object.fields.len();
            count_fields(facts, schema, object.fields.values().map(|field| &***field));
        }
        ExtendedType::Interface(interface) => {
            facts.interfaces += 1;
            facts.interface_fields += interface.fields.len();
            count_fields(
                facts,
                schema,
                interface.fields.values().map(|field| &***field),
            );
        }
        ExtendedType::Enum(definition) => {
            facts.enums += 1;
            facts.enum_values += definition.values.len();
            let deprecated = definition
                .values
                .values()
                .filter(|value| value.directives.has("deprecated"));
            facts.deprecated_enum_values += deprecated.count();
        }
        ExtendedType::InputObject(input) => {
            facts.inputs += 1;
            facts.input_fields += input.fields.len();
        }
    }
}

fn count_fields<'a>(
    facts: &mut Facts,
    schema: &Schema,
    fields: impl Iterator<Item = &'a FieldDefinition>,
) {
    for field in fields {
        facts.deprecated_fields += usize::from(field.directives.has("deprecated"));
        facts.connection_fields += usize::from(is_connection(schema, field.ty.inner_named_type()));
    }
}

fn is_connection(schema: &Schema, name: &str) -> bool {
    schema.get_object(name).is_some_and(|object| {
        let has = |field: &str| object.fields.contains_key(field);
        has("pageInfo") && (has("nodes") || has("edges"))
    })
}
