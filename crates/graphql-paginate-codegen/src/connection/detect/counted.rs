//! Recognizes lists that are paged by offsets or by page numbers.

use super::direction_arguments::DirectionArguments;
use super::end::{EndField, counts_pages};
use super::first_page::usual_first_page;
use super::item_lists::{
    has_usual_name, is_list_of_leaves, is_list_of_objects, is_list_of_objects_in, leaf_member,
    member,
};
use super::list_paging::{ListPaging, Lists};
use super::member_path::is_paging_object;
use super::paging_argument::is_number;
use super::usual_names::{
    arguments_of_other_start, arguments_of_plain_number, arguments_of_start, arguments_of_style,
};
use crate::name::normalized;
use crate::schema::{Composite, FieldDefinition, Schema};
use crate::style::Style;

/// The paging of a list by the usual arguments of a style. `page` is the type of a page, unless the field is the list.
pub(super) fn counted<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    page: Option<Composite<'a>>,
    style: Style,
) -> Option<ListPaging<'a>> {
    let arguments = arguments_of_style(schema, field, style)?;
    counted_by(schema, field, page, style, arguments)
}

/// The paging of a list by `start` and a size.
pub(super) fn start<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    page: Option<Composite<'a>>,
) -> Option<ListPaging<'a>> {
    let arguments = arguments_of_start(schema, field)?;
    counted_by(schema, field, page, Style::Offset, arguments)
}

/// The paging of a list by `startAt` and a size, or by `from` and `size`.
pub(super) fn other_start<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    page: Option<Composite<'a>>,
) -> Option<ListPaging<'a>> {
    let arguments = arguments_of_other_start(schema, field)?;
    counted_by(schema, field, page, Style::Offset, arguments)
}

/// The paging of a list by `page: { number, size }`, or by `index` and a size if the page says the number of pages: an
/// index alone may also count items.
pub(super) fn plain_number<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    page: Option<Composite<'a>>,
) -> Option<ListPaging<'a>> {
    let arguments = arguments_of_plain_number(schema, field)?;
    let is_of_page = match arguments.cursor.object_name() {
        Some(object) => is_paging_object(object),
        None => {
            normalized(arguments.cursor.name()) == "index"
                && page.is_some_and(|page| counts_pages(schema, page))
        }
    };
    if !is_of_page {
        return None;
    }
    counted_by(schema, field, page, Style::PageNumber, arguments)
}

/// The lists of a counted page, and the field that marks their end.
pub(crate) fn counted_lists<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    page: Option<Composite<'a>>,
    style: Style,
) -> Option<(Lists<'a>, Option<EndField>)> {
    if is_list_of_objects(schema, field) || is_list_of_leaves(schema, field) {
        return Some((Lists::Itself, None));
    }
    let page = page?;
    let end = EndField::of(schema, page, style);
    if let Some(list) = member(schema, page) {
        return Some((Lists::Member(list), end));
    }
    // An object with a list of words may be anything but a page.
    if let Some(list) = leaf_member(schema, page)
        && (end.is_some() || has_usual_name(list))
    {
        return Some((Lists::Member(list), end));
    }
    let mut names = page.field_names().into_iter();
    if names.any(|name| is_list_of_objects_in(schema, page, name)) {
        return Some((Lists::Each, end));
    }
    None
}

fn counted_by<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    page: Option<Composite<'a>>,
    style: Style,
    arguments: DirectionArguments<'a>,
) -> Option<ListPaging<'a>> {
    let is_number = |ty: &str| is_number(schema, ty);
    if !arguments.all().all(|argument| is_number(&argument.ty)) {
        return None;
    }
    let (lists, end) = counted_lists(schema, field, page, style)?;
    // `page` alone is ambiguous: it could be the number of a page in a book.
    if arguments.size.is_none() && end.is_none() {
        return None;
    }
    let default = arguments.cursor.default.as_ref();
    let default = default.or(arguments.cursor.lost_default.as_ref());
    let first = default.and_then(|default| default.parse().ok());
    let usual = match style {
        Style::PageNumber => usual_first_page(schema, field, &arguments),
        _ => 0,
    };
    Some(ListPaging {
        forward: Some(arguments),
        end,
        first: first.unwrap_or(usual),
        is_first_assumed: first.is_none(),
        ..ListPaging::new(style, lists)
    })
}
