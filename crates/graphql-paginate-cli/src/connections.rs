//! Lists the connections of a schema.

use apollo_compiler::Schema;
use apollo_compiler::ast::{FieldDefinition, Type};
use apollo_compiler::schema::ExtendedType;

use crate::failure::Failure;
use crate::schema_input::SchemaInput;

/// A field that is a connection in the sense of the
/// [Relay specification](https://relay.dev/graphql/connections.htm).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OfferedConnection {
    pub(crate) parent: String,
    pub(crate) field: String,
    /// The type of its items.
    pub(crate) item: String,
    pub(crate) forward: bool,
    pub(crate) backward: bool,
}

/// All connections, in the order of the schema.
pub(crate) fn connections(schema: &SchemaInput) -> Result<Vec<OfferedConnection>, Failure> {
    let document = apollo_schema(schema)?;
    let mut connections = Vec::new();
    for (name, definition) in &document.types {
        for field in fields(definition) {
            let forward = takes(field, "first") && takes(field, "after");
            let backward = takes(field, "last") && takes(field, "before");
            if !forward && !backward {
                continue;
            }
            if let Some(item) = item(&document, &field.ty) {
                connections.push(OfferedConnection {
                    parent: name.to_string(),
                    field: field.name.to_string(),
                    item,
                    forward,
                    backward,
                });
            }
        }
    }
    Ok(connections)
}

/// Parses the schema with `apollo-compiler`; ignores small mistakes in it.
pub(crate) fn apollo_schema(schema: &SchemaInput) -> Result<Schema, Failure> {
    match Schema::parse(schema.sdl.as_str(), schema.name.as_str()) {
        Ok(document) => Ok(document),
        Err(failure) if !failure.partial.types.is_empty() => Ok(failure.partial),
        Err(failure) => Err(Failure::configuration(failure.errors.to_string())),
    }
}

fn fields(definition: &ExtendedType) -> Vec<&FieldDefinition> {
    match definition {
        ExtendedType::Object(object) => object.fields.values().map(|field| &***field).collect(),
        ExtendedType::Interface(interface) => {
            interface.fields.values().map(|field| &***field).collect()
        }
        _ => Vec::new(),
    }
}

fn takes(field: &FieldDefinition, argument: &str) -> bool {
    field.arguments.iter().any(|known| known.name == argument)
}

/// The item type of a connection; `None` if the type is not a connection.
fn item(schema: &Schema, ty: &Type) -> Option<String> {
    if ty.is_list() {
        return None;
    }
    let connection = fields(schema.types.get(ty.inner_named_type())?);
    connection.iter().find(|field| field.name == "pageInfo")?;
    for field in &connection {
        if field.name == "nodes" && field.ty.is_list() {
            return Some(field.ty.inner_named_type().to_string());
        }
    }
    let edges = connection.iter().find(|field| field.name == "edges")?;
    let edge = fields(schema.types.get(edges.ty.inner_named_type())?);
    let node = edge.iter().find(|field| field.name == "node")?;
    Some(node.ty.inner_named_type().to_string())
}
