//! Recognizes lists that are paged by tokens.

use super::direction_arguments::DirectionArguments;
use super::end::{field_at, leaf_named};
use super::item_lists::{leaf_member, member};
use super::list_paging::{ListPaging, Lists};
use super::relay::is_date;
use super::usual_names::{
    NEXT, NEXT_TOKENS, UNCLEAR_TOKENS, arguments_of_other_start, arguments_of_plain_number,
    arguments_of_start, arguments_of_style, arguments_of_token_field,
};
use crate::name::normalized;
use crate::schema::{Composite, FieldDefinition, Schema};
use crate::shape::nullable;
use crate::style::Style;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};

/// The paging of a list by tokens, given the type of a page.
pub(crate) fn token<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    page: Composite<'a>,
) -> Option<ListPaging<'a>> {
    let list = member(schema, page).or_else(|| leaf_member(schema, page))?;
    let usual = usual_token(schema, field, page);
    let (arguments, token) = usual.or_else(|| token_by_field(schema, field, page))?;
    Some(ListPaging {
        forward: Some(arguments),
        token,
        ..ListPaging::new(Style::Token, Lists::Member(list))
    })
}

/// The paging arguments under the usual names of tokens, and the field with the token of the next page.
fn usual_token<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    page: Composite<'a>,
) -> Option<(DirectionArguments<'a>, Vec<String>)> {
    let arguments = arguments_of_style(schema, field, Style::Token)?;
    let is_counted = is_counted(schema, field);
    let is_cursor = normalized(arguments.cursor.name()) != "after"
        || arguments.cursor.object_name().map(normalized).as_deref() == Some("cursor");
    // Not the address of the next page, or its number.
    let is_token = |names: &Vec<String>| {
        let ty = type_of(schema, page, names);
        !is_counted
            && is_cursor
            && ty.is_some_and(|ty| ty == arguments.cursor.ty && schema.is_text(&ty))
    };
    let next = leaf_named(schema, page, NEXT).filter(is_token);
    let token = match leaf_named(schema, page, NEXT_TOKENS) {
        Some(token) => token,
        // With both, the other one may repeat the token of the request.
        None => match (leaf_named(schema, page, UNCLEAR_TOKENS), next) {
            (Some(token), None) | (None, Some(token)) => token,
            _ => return None,
        },
    };
    let ty = type_of(schema, page, &token);
    if is_date(schema, &arguments.cursor, ty.as_deref()) {
        return None;
    }
    Some((arguments, token))
}

/// The paging arguments that a field `next…` of the page continues, and that field, if nothing else is a position.
fn token_by_field<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    page: Composite<'a>,
) -> Option<(DirectionArguments<'a>, Vec<String>)> {
    let has_number = is_counted(schema, field)
        || arguments_of_start(schema, field).is_some()
        || arguments_of_other_start(schema, field).is_some()
        || arguments_of_plain_number(schema, field).is_some();
    if has_number {
        return None;
    }
    arguments_of_token_field(schema, field, |name| {
        let path = leaf_named(schema, page, &[name])?;
        let ty = type_of(schema, page, &path)?;
        Some((path, ty))
    })
}

/// Whether a list takes a page number or an offset under a usual name.
fn is_counted<'a>(schema: &'a Schema<'a>, field: &'a FieldDefinition<'a>) -> bool {
    [Style::PageNumber, Style::Offset]
        .into_iter()
        .filter_map(|style| arguments_of_style(schema, field, style))
        .any(|arguments| arguments.cursor.is_number(schema))
}

/// The type of a field of a page, without its own `!`.
fn type_of<'a>(schema: &'a Schema<'a>, page: Composite<'a>, names: &[String]) -> Option<String> {
    let field = field_at(schema, page, names)?;
    Some(nullable(field.r#type().display_name()))
}
