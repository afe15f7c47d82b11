//! Recognizes Relay connections.
//!
//! See the [connections specification](https://relay.dev/graphql/connections.htm).

use super::direction_arguments::DirectionArguments;
use super::item_lists::{is_list_of_objects_in, leaf_member, member};
use super::list_paging::{ListPaging, Lists};
use super::paging_argument::PagingArgument;
use crate::schema::{Composite, FieldDefinition, Schema};
use crate::shape::{Shape, nullable};
use crate::style::Style;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};

/// The paging of a Relay connection, given its type.
pub(crate) fn relay<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    connection: Composite<'a>,
) -> Option<ListPaging<'a>> {
    let info = connection.field("pageInfo")?;
    let info = schema.composite(info.r#type().base_name())?;
    let type_of = |name| Some(nullable(info.field(name)?.r#type().display_name()));
    let end_cursor = type_of("endCursor");
    let mut forward =
        DirectionArguments::named(schema, field, &["aftercursor", "after"], &["first"]);
    if let Some(after) = &forward
        && is_date(schema, &after.cursor, end_cursor.as_deref())
    {
        forward = DirectionArguments::named(schema, field, &["cursor"], &["first"]);
    }
    let start_cursor = type_of("startCursor");
    let backward = DirectionArguments::named(schema, field, &["beforecursor", "before"], &["last"]);
    let backward =
        backward.filter(|before| !is_date(schema, &before.cursor, start_cursor.as_deref()));
    let (forward, backward) = without_filter(forward, backward);
    if forward.is_none() && backward.is_none() {
        return None;
    }
    info.field("hasNextPage")
        .or_else(|| info.field("hasPreviousPage"))?;
    let has_cursor = |name| info.field(name).is_some();
    let forward = forward.filter(|arguments| arguments.size.is_some() || has_cursor("endCursor"));
    let backward =
        backward.filter(|arguments| arguments.size.is_some() || has_cursor("startCursor"));
    if forward.is_none() && backward.is_none() {
        return None;
    }
    Some(ListPaging {
        forward,
        backward,
        ..ListPaging::new(Style::Relay, lists_of_connection(schema, connection)?)
    })
}

/// Whether an argument is a date, by which a list is filtered, and not a cursor.
pub(super) fn is_date(
    schema: &Schema<'_>,
    argument: &PagingArgument<'_>,
    cursor: Option<&str>,
) -> bool {
    let name = argument.ty.to_lowercase();
    (name.contains("date") || name.contains("time"))
        && cursor != Some(argument.ty.as_str())
        && schema.is_custom_scalar(&argument.ty)
}

/// The directions without one that has no size beside one that has a size: its argument is a filter, such as the date
/// `before` in `events(first:, after:, before:)`, which a walk has to keep.
fn without_filter<'a>(
    forward: Option<DirectionArguments<'a>>,
    backward: Option<DirectionArguments<'a>>,
) -> (
    Option<DirectionArguments<'a>>,
    Option<DirectionArguments<'a>>,
) {
    match (&forward, &backward) {
        (
            Some(DirectionArguments { size: Some(_), .. }),
            Some(DirectionArguments { size: None, .. }),
        ) => (forward, None),
        (
            Some(DirectionArguments { size: None, .. }),
            Some(DirectionArguments { size: Some(_), .. }),
        ) => (None, backward),
        _ => (forward, backward),
    }
}

/// The list of a Relay connection's items: `nodes`, `edges`, its only list, or the one with a usual name.
///
/// A plain list beside `edges` counts if it has the same items, such as `films` in the Star Wars API.
fn lists_of_connection<'a>(schema: &'a Schema<'a>, connection: Composite<'a>) -> Option<Lists<'a>> {
    let is_list = |name: &str| {
        let field = connection.field(name);
        field.is_some_and(|field| Shape::of_output(field.r#type()).is_list())
    };
    if is_list("nodes") {
        return Some(Lists::Nodes { plain: None });
    }
    if is_list("edges") {
        let plain = list_beside_edges(schema, connection);
        return Some(Lists::Nodes { plain });
    }
    if let Some(name) = member(schema, connection).or_else(|| leaf_member(schema, connection)) {
        return Some(Lists::Member(name));
    }
    let mut names = connection.field_names().into_iter();
    names.find(|name| is_list_of_objects_in(schema, connection, name))?;
    Some(Lists::Unclear)
}

/// The only list of a connection that has the same items as its `edges`.
fn list_beside_edges<'a>(schema: &'a Schema<'a>, connection: Composite<'a>) -> Option<&'a str> {
    let edge = connection.field("edges")?.r#type().base_name();
    let node = schema.composite(edge)?.field("node")?.r#type().base_name();
    let mut lists = connection.field_names().into_iter().filter(|name| {
        let field = connection.field(name);
        is_list_of_objects_in(schema, connection, name)
            && field.is_some_and(|field| field.r#type().base_name() == node)
    });
    match (lists.next(), lists.next()) {
        (only, None) => only,
        (_, Some(_)) => None,
    }
}
