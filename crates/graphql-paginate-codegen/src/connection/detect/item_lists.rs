//! Finds the list of items in the type of a field.

use crate::name::normalized;
use crate::schema::{Composite, FieldDefinition, Schema};
use crate::shape::Shape;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};

/// The usual names of lists, the most usual first.
const LISTS: &[&str] = &[
    "nodes", "edges", "items", "results", "data", "records", "entries", "rows", "list",
];

/// The usual names of lists beside the items of a page.
const SIDE_LISTS: &[&str] = &[
    "facets",
    "aggregations",
    "buckets",
    "suggestions",
    "errors",
    "usererrors",
    "warnings",
];

/// The list of a page's object: its only list, the one with a usual name, or the only one beside facets, errors and such.
pub(crate) fn member<'a>(schema: &'a Schema<'a>, page: Composite<'a>) -> Option<&'a str> {
    let mut lists = page.field_names();
    lists.retain(|name| is_list_of_objects_in(schema, page, name));
    let usual = |usual: &&str| {
        lists
            .iter()
            .copied()
            .find(|name| normalized(name) == **usual)
    };
    if let [only] = lists.as_slice() {
        return Some(only);
    }
    if let Some(usual) = LISTS.iter().find_map(usual) {
        return Some(usual);
    }
    lists.retain(|name| !SIDE_LISTS.contains(&normalized(name).as_str()));
    match lists.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

/// The list of leaf values in a page's object without lists of objects: its only list, or the one with a usual name.
pub(crate) fn leaf_member<'a>(schema: &'a Schema<'a>, page: Composite<'a>) -> Option<&'a str> {
    let names = page.field_names();
    let mut lists = Vec::new();
    for name in names {
        let field = page.field(name)?;
        if is_list_of_objects(schema, field) {
            return None;
        }
        if is_list_of_leaves(schema, field) {
            lists.push(name);
        }
    }
    match lists.as_slice() {
        [only] => Some(only),
        _ => lists.into_iter().find(|name| has_usual_name(name)),
    }
}

/// Whether a list has one of the usual names of lists of items.
pub(crate) fn has_usual_name(list: &str) -> bool {
    LISTS.contains(&normalized(list).as_str())
}

/// The type of a field whose value is a single object.
pub(crate) fn object<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
) -> Option<Composite<'a>> {
    if Shape::of_output(field.r#type()).is_list() {
        return None;
    }
    schema.composite(field.r#type().base_name())
}

/// Whether a field of an object is a list of objects.
pub(crate) fn is_list_of_objects_in<'a>(
    schema: &'a Schema<'a>,
    object: Composite<'a>,
    name: &str,
) -> bool {
    let field = object.field(name);
    field.is_some_and(|field| is_list_of_objects(schema, field))
}

/// Whether a field is a list of scalars or enum values, not nested in another list.
pub(crate) fn is_list_of_leaves<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
) -> bool {
    let Shape::List { item, .. } = Shape::of_output(field.r#type()) else {
        return false;
    };
    !item.is_list() && schema.is_leaf(field.r#type().base_name())
}

/// Whether a field is a list of objects, not nested in another list.
pub(crate) fn is_list_of_objects<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
) -> bool {
    let Shape::List { item, .. } = Shape::of_output(field.r#type()) else {
        return false;
    };
    !item.is_list() && schema.composite(field.r#type().base_name()).is_some()
}
