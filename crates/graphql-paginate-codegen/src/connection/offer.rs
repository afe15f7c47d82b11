//! Detects how the list of a field is paged, from its structure in the schema.

use super::end::{EndField, leaf_named};
use super::slot::{Slot, Slots, is_number, normalized};
use crate::schema::{Composite, FieldDefinition, Schema, Shape};
use crate::style::Style;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};

/// How a field's list is paged: its style, arguments, and the fields that control the walk.
#[derive(Clone)]
pub(crate) struct Offer<'a> {
    pub(crate) style: Style,
    pub(crate) forward: Option<Slots<'a>>,
    pub(crate) backward: Option<Slots<'a>>,
    /// Names of the fields from the paged field to the token of the next page.
    pub(crate) token: Vec<String>,
    /// The field that marks the end of a counted list, besides an empty page.
    pub(crate) end: Option<EndField>,
    /// The number of the first page, or of the first item.
    pub(crate) first: u64,
    /// The field of an item that is its key, in a key set list.
    pub(crate) key: Option<String>,
    pub(crate) lists: Lists<'a>,
}

/// Where the items of a paged field are.
#[derive(Clone)]
pub(crate) enum Lists<'a> {
    /// The field itself is the list.
    Itself,
    /// In `nodes` or in the `node` of the `edges` of a Relay connection, or in a plain list with the same items.
    Nodes { plain: Option<&'a str> },
    /// In this list of the field's object: `nodes`, `edges`, `items`.
    Member(&'a str),
    /// In one of several lists of a Relay connection, none of which has a usual name.
    Unclear,
    /// Each list of the field's object is paged separately.
    Each,
}

const SIZES: &[&str] = &[
    "first",
    "limit",
    "take",
    "perpage",
    "pagesize",
    "maxresults",
    "size",
    "count",
    "itemsperpage",
];
const TOKENS: &[&str] = &["nexttoken", "cursor", "pagetoken", "nextcursor", "after"];
const NEXT_TOKENS: &[&str] = &["nexttoken", "nextcursor", "nextpagetoken", "endcursor"];
/// Names of fields that may also repeat the token of the request.
const UNCLEAR_TOKENS: &[&str] = &["cursor", "pagetoken"];
const OFFSETS: &[&str] = &["offset", "skip"];
const PAGES: &[&str] = &["page", "currentpage", "pagenumber"];
const LISTS: &[&str] = &[
    "nodes", "edges", "items", "results", "data", "records", "entries", "rows", "list",
];

/// The paging of a field, if it is paged.
pub(crate) fn offer<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
) -> Option<Offer<'a>> {
    field.arguments_definition()?;
    relay(schema, field)
        .or_else(|| token(schema, field))
        .or_else(|| counted(schema, field, Style::Offset, OFFSETS))
        .or_else(|| counted(schema, field, Style::PageNumber, PAGES))
}

fn relay<'a>(schema: &'a Schema<'a>, field: &'a FieldDefinition<'a>) -> Option<Offer<'a>> {
    let forward = Slots::named(schema, field, &["after"], &["first"]);
    let backward = Slots::named(schema, field, &["before"], &["last"]);
    let (forward, backward) = without_filter(forward, backward);
    if forward.is_none() && backward.is_none() {
        return None;
    }
    let connection = object(schema, field)?;
    let info = connection.field("pageInfo")?;
    let info = schema.composite(info.r#type().base_name())?;
    info.field("hasNextPage")
        .or_else(|| info.field("hasPreviousPage"))?;
    let has_cursor = |name| info.field(name).is_some();
    let forward = forward.filter(|slots| slots.size.is_some() || has_cursor("endCursor"));
    let backward = backward.filter(|slots| slots.size.is_some() || has_cursor("startCursor"));
    if forward.is_none() && backward.is_none() {
        return None;
    }
    Some(Offer {
        forward,
        backward,
        ..Offer::new(Style::Relay, lists_of_connection(schema, connection)?)
    })
}

/// The directions without one that has no size beside one that has a size: its argument is a filter, such as the date
/// `before` in `events(first:, after:, before:)`, which a walk has to keep.
fn without_filter<'a>(
    forward: Option<Slots<'a>>,
    backward: Option<Slots<'a>>,
) -> (Option<Slots<'a>>, Option<Slots<'a>>) {
    match (&forward, &backward) {
        (Some(Slots { size: Some(_), .. }), Some(Slots { size: None, .. })) => (forward, None),
        (Some(Slots { size: None, .. }), Some(Slots { size: Some(_), .. })) => (None, backward),
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
    if let Some(name) = member(schema, connection) {
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

fn token<'a>(schema: &'a Schema<'a>, field: &'a FieldDefinition<'a>) -> Option<Offer<'a>> {
    let slots = Slots::named(schema, field, TOKENS, SIZES)?;
    let page = object(schema, field)?;
    let list = member(schema, page)?;
    let token = leaf_named(schema, page, NEXT_TOKENS)
        .or_else(|| leaf_named(schema, page, UNCLEAR_TOKENS))?;
    Some(Offer {
        forward: Some(slots),
        token,
        ..Offer::new(Style::Token, Lists::Member(list))
    })
}

fn counted<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    style: Style,
    positions: &[&str],
) -> Option<Offer<'a>> {
    let slots = Slots::named(schema, field, positions, SIZES)?;
    let is_number = |ty: &str| is_number(schema, ty);
    if !slots.all().all(|slot| is_number(&slot.ty)) {
        return None;
    }
    let (lists, end) = counted_lists(schema, field, style)?;
    // `page` alone is ambiguous: it could be the number of a page in a book.
    if slots.size.is_none() && end.is_none() {
        return None;
    }
    let default = slots.cursor.default.as_ref();
    let default = default.or(slots.cursor.lost_default.as_ref());
    let first = default.and_then(|default| default.parse().ok());
    Some(Offer {
        forward: Some(slots),
        end,
        first: match style {
            Style::PageNumber => first.unwrap_or(1),
            _ => first.unwrap_or(0),
        },
        ..Offer::new(style, lists)
    })
}

/// The paging arguments under the usual names of a style.
pub(crate) fn slots_of_style<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    style: Style,
) -> Option<Slots<'a>> {
    let positions = match style {
        Style::Relay => &["after"],
        Style::Token => TOKENS,
        Style::Offset => OFFSETS,
        Style::PageNumber => PAGES,
        Style::KeySet => return None,
    };
    Slots::named(schema, field, positions, SIZES)
}

/// The page size argument, under its usual names.
pub(crate) fn usual_size<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
) -> Option<Slot<'a>> {
    Some(Slots::named(schema, field, SIZES, &[])?.cursor)
}

/// The lists of a counted page, and the field that marks their end.
pub(crate) fn counted_lists<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    style: Style,
) -> Option<(Lists<'a>, Option<EndField>)> {
    if is_list_of_objects(schema, field) {
        return Some((Lists::Itself, None));
    }
    let page = object(schema, field)?;
    let end = EndField::of(schema, page, style);
    if let Some(list) = member(schema, page) {
        return Some((Lists::Member(list), end));
    }
    let mut names = page.field_names().into_iter();
    let has_lists = names.any(|name| is_list_of_objects_in(schema, page, name));
    has_lists.then_some((Lists::Each, end))
}

impl<'a> Offer<'a> {
    pub(crate) fn new(style: Style, lists: Lists<'a>) -> Self {
        Self {
            style,
            forward: None,
            backward: None,
            token: Vec::new(),
            end: None,
            first: 0,
            key: None,
            lists,
        }
    }

    /// Whether it is a Relay connection whose paging arguments are separate arguments, not members of an input object.
    pub(crate) fn is_flat_relay(&self) -> bool {
        let mut slots = self.forward.iter().chain(&self.backward);
        self.style == Style::Relay && slots.all(Slots::is_flat)
    }
}

/// The list of a page's object: its only list, or the one with a usual name.
pub(crate) fn member<'a>(schema: &'a Schema<'a>, page: Composite<'a>) -> Option<&'a str> {
    let mut lists = page.field_names();
    lists.retain(|name| is_list_of_objects_in(schema, page, name));
    let usual = |usual: &&str| {
        lists
            .iter()
            .copied()
            .find(|name| normalized(name) == **usual)
    };
    match lists.as_slice() {
        [only] => Some(only),
        _ => LISTS.iter().find_map(usual),
    }
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
