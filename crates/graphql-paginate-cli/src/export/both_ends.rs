//! The argument `--both-ends`: whether a list has two ends, and the fields by which both know an item.

use apollo_compiler::Schema;
use apollo_compiler::ast::FieldDefinition;
use apollo_compiler::schema::ExtendedType;
use graphql_paginate::Direction;
use graphql_paginate_codegen::{Obstacle, Walkability};

use super::graphql::GraphqlList;
use crate::connections::apollo_schema;
use crate::failure::Failure;
use crate::lists::has_several_parents;
use crate::rewrite::Rewrite;
use crate::schema_input::SchemaInput;

/// The fields that identify an item.
struct Identity {
    /// The types that have the fields, if the type of the items does not.
    types: Vec<String>,
    /// Whether the type of the object is part of it: ids may be unique only within a type.
    is_abstract: bool,
}

/// Adds fields that identify items to both walk documents, and returns their response keys. They are not part of the
/// output.
pub(super) fn add_item_key(
    list: &mut GraphqlList,
    schema: &SchemaInput,
) -> Result<Vec<String>, Failure> {
    refuse_one_direction(list)?;
    if has_several_parents(&list.connection) {
        let message = format!(
            "`{}` is inside a list, and `--both-ends` needs a list with two ends",
            list.connection.path.join(".")
        );
        return Err(Failure::usage(message).help("leave out `--both-ends`"));
    }
    if let (_, Some(_)) = list.implied(Direction::Forward) {
        let message = "the query sets a cursor, and `--both-ends` covers the whole list";
        return Err(Failure::usage(message).help("leave out the cursor, or `--both-ends`"));
    }
    let identity = identity(list, &apollo_schema(schema)?).ok_or_else(|| no_id(list))?;
    let mut keys = vec![free_key(list, "itemId")];
    let mut fields = vec!["id"];
    if identity.is_abstract {
        keys.push(free_key(list, "itemType"));
        fields.push("__typename");
    }
    let pairs: Vec<(&str, &str)> = keys.iter().map(String::as_str).zip(fields).collect();
    let path = list.item_path().ok_or_else(|| no_id(list))?;
    for way in [&mut list.connection.forward, &mut list.connection.backward] {
        if let Walkability::Walkable(walk) = way {
            let mut rewrite = Rewrite::parse(&walk.document).ok_or_else(unreadable)?;
            if !rewrite.add_fields(&list.operation, &path, &identity.types, &pairs) {
                return Err(unreadable());
            }
            walk.document = rewrite.text();
        }
    }
    Ok(keys)
}

/// Refuses a list that cannot be walked in both directions.
fn refuse_one_direction(list: &GraphqlList) -> Result<(), Failure> {
    let connection = &list.connection;
    for (way, name, other) in [
        (&connection.forward, "forward", "backward"),
        (&connection.backward, "backward", "forward"),
    ] {
        let obstacles: &[Obstacle] = match way {
            Walkability::Walkable(_) => continue,
            Walkability::Blocked(obstacles) => obstacles,
            Walkability::NotOffered => &[],
        };
        let message = format!(
            "`{}` can only be walked {other}, and `--both-ends` needs both directions",
            connection.path.join(".")
        );
        return Err(Failure::usage(message)
            .help("leave out `--both-ends`")
            .help_about(&format!("{name}, "), obstacles));
    }
    Ok(())
}

/// How items are told apart; `None` if their type has no `id`.
fn identity(list: &GraphqlList, schema: &Schema) -> Option<Identity> {
    let name = list.connection.node_type.as_deref()?;
    let name = name.trim_matches(['[', ']', '!']);
    let ty = schema.types.get(name)?;
    let is_abstract = !matches!(ty, ExtendedType::Object(_));
    if id(ty).is_some() {
        return Some(Identity {
            types: Vec::new(),
            is_abstract,
        });
    }
    let mut types = Vec::new();
    let mut id_type = None;
    for object in possible_types(schema, ty) {
        let found = id(schema.types.get(object.as_str())?)?.ty.to_string();
        // Fields under one response key need one type.
        if *id_type.get_or_insert_with(|| found.clone()) != found {
            return None;
        }
        types.push(object);
    }
    if types.is_empty() {
        return None;
    }
    Some(Identity { types, is_abstract })
}

/// The field `id` of a type, if it is a single value and needs no arguments.
fn id(ty: &ExtendedType) -> Option<&FieldDefinition> {
    let fields = match ty {
        ExtendedType::Object(object) => &object.fields,
        ExtendedType::Interface(interface) => &interface.fields,
        _ => return None,
    };
    let field = &**fields.get("id")?;
    let needs_arguments = field
        .arguments
        .iter()
        .any(|argument| argument.is_required());
    if field.ty.is_list() || needs_arguments {
        return None;
    }
    Some(field)
}

/// The object types that an interface or union stands for.
fn possible_types(schema: &Schema, ty: &ExtendedType) -> Vec<String> {
    let mut types = Vec::new();
    match ty {
        ExtendedType::Union(union) => {
            types.extend(union.members.iter().map(|member| member.to_string()));
        }
        ExtendedType::Interface(interface) => {
            for (name, other) in &schema.types {
                if let ExtendedType::Object(object) = other
                    && object.implements_interfaces.contains(&interface.name)
                {
                    types.push(name.to_string());
                }
            }
        }
        _ => {}
    }
    types
}

/// A response key that the document does not use.
fn free_key(list: &GraphqlList, wanted: &str) -> String {
    let mut key = wanted.to_owned();
    while list.document.contains(&key) {
        key.push('_');
    }
    key
}

fn no_id(list: &GraphqlList) -> Failure {
    let message = format!(
        "the items of `{}` have no `id`, by which `--both-ends` could tell them apart",
        list.connection.path.join(".")
    );
    Failure::usage(message).help("leave out `--both-ends`")
}

fn unreadable() -> Failure {
    Failure::usage("the query cannot be rewritten for `--both-ends`")
        .help("leave out `--both-ends`")
}
