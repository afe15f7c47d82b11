//! Detects how the list of a field is paged, from its structure in the schema.

use super::end::{EndField, field_at, leaf_named};
use super::slot::{Slot, Slots, is_number, normalized, nullable};
use crate::schema::{Composite, FieldDefinition, Schema, Shape, TypeReference};
use crate::style::Style;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};
use bluejay_core::{Value as _, ValueReference};
use bluejay_parser::ast::VariableValue;

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
    /// Whether that number is the usual one, neither declared nor a default in the schema.
    pub(crate) is_first_assumed: bool,
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
/// The sizes of numbered pages: `limit` may belong to an offset beside them.
const PAGE_SIZES: &[&str] = &[
    "perpage",
    "pagesize",
    "itemsperpage",
    "first",
    "limit",
    "take",
    "maxresults",
    "size",
    "count",
];
const TOKENS: &[&str] = &["nexttoken", "cursor", "pagetoken", "nextcursor", "after"];
const NEXT_TOKENS: &[&str] = &["nexttoken", "nextcursor", "nextpagetoken", "endcursor"];
/// Names of fields that may also repeat the token of the request.
const UNCLEAR_TOKENS: &[&str] = &["cursor", "pagetoken"];
const OFFSETS: &[&str] = &["offset", "skip"];
const PAGES: &[&str] = &["page", "currentpage", "pagenumber", PAGE_INDEX];
/// A page number that starts at 0.
const PAGE_INDEX: &str = "pageindex";
const LISTS: &[&str] = &[
    "nodes", "edges", "items", "results", "data", "records", "entries", "rows", "list",
];

/// The paging of a field, if it is paged; `given` are the arguments that the query gives it.
///
/// A field may take the arguments of several styles. The style is the one with the most given arguments: `first: 3,
/// offset: 2` pages by offset, even if there is an argument `after`. A Relay connection that `is_in_list` always stays
/// one, because its `pageInfo` says whether it is cut.
pub(crate) fn offer<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    given: &[(String, &VariableValue<'_>)],
    is_in_list: bool,
) -> Option<Offer<'a>> {
    field.arguments_definition()?;
    let relay = relay(schema, field);
    let is_relay = relay.is_some();
    if is_relay && is_in_list {
        return relay;
    }
    let mut given = given.to_vec();
    given.retain(|(path, value)| !(is_relay && is_offset(path) && is_zero(value)));
    let given = given.as_slice();
    let mut best: Option<(usize, Offer<'a>)> = None;
    for style in [Style::Relay, Style::Token, Style::Offset, Style::PageNumber] {
        let offer = match style {
            Style::Relay => relay.clone(),
            Style::Token if is_relay => None,
            Style::Token => token(schema, field),
            Style::Offset => {
                counted(schema, field, style, OFFSETS).or_else(|| start(schema, field))
            }
            Style::PageNumber => counted(schema, field, style, PAGES),
            Style::KeySet => None,
        };
        let Some(mut offer) = offer else { continue };
        offer.take_given_size(schema, field, given);
        let fit = offer.given_slots(given, is_relay);
        if best.as_ref().is_none_or(|(known, _)| fit > *known) {
            best = Some((fit, offer));
        }
        if fit == given.len() {
            break;
        }
    }
    Some(best?.1)
}

/// The paging of a Relay connection.
pub(crate) fn relay<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
) -> Option<Offer<'a>> {
    let end_cursor = page_info_type(schema, field, "endCursor");
    let mut forward = Slots::named(schema, field, &["aftercursor", "after"], &["first"]);
    if let Some(after) = &forward
        && is_date(schema, &after.cursor, end_cursor.as_deref())
    {
        forward = Slots::named(schema, field, &["cursor"], &["first"]);
    }
    let start_cursor = page_info_type(schema, field, "startCursor");
    let backward = Slots::named(schema, field, &["beforecursor", "before"], &["last"]);
    let backward =
        backward.filter(|before| !is_date(schema, &before.cursor, start_cursor.as_deref()));
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

/// The type of a field of a connection's `pageInfo`.
fn page_info_type<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    name: &str,
) -> Option<String> {
    let info = object(schema, field)?.field("pageInfo")?;
    let info = schema.composite(info.r#type().base_name())?;
    Some(nullable(info.field(name)?.r#type().display_name()))
}

/// Whether an argument is a date, by which a list is filtered, and not a cursor.
fn is_date(schema: &Schema<'_>, argument: &Slot<'_>, cursor: Option<&str>) -> bool {
    let name = argument.ty.to_lowercase();
    (name.contains("date") || name.contains("time"))
        && cursor != Some(argument.ty.as_str())
        && matches!(
            schema.type_named(&argument.ty),
            Some(TypeReference::CustomScalar(_))
        )
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

/// The paging of a list by tokens.
pub(crate) fn token<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
) -> Option<Offer<'a>> {
    let slots = Slots::named(schema, field, TOKENS, SIZES)?;
    let page = object(schema, field)?;
    let list = member(schema, page)?;
    let token = leaf_named(schema, page, NEXT_TOKENS)
        .or_else(|| leaf_named(schema, page, UNCLEAR_TOKENS))?;
    let ty = field_at(schema, page, &token).map(|field| nullable(field.r#type().display_name()));
    if is_date(schema, &slots.cursor, ty.as_deref()) {
        return None;
    }
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
    let slots = Slots::named(schema, field, positions, sizes(style))?;
    counted_by(schema, field, style, slots)
}

/// The paging of a list by `start` and a size. `start` alone is more often a filter.
fn start<'a>(schema: &'a Schema<'a>, field: &'a FieldDefinition<'a>) -> Option<Offer<'a>> {
    let slots = Slots::named(schema, field, &["start"], SIZES)?;
    if slots.size.is_none() || slots.cursor.ty != "Int" {
        return None;
    }
    counted_by(schema, field, Style::Offset, slots)
}

fn counted_by<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    style: Style,
    slots: Slots<'a>,
) -> Option<Offer<'a>> {
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
    let usual = match style {
        Style::PageNumber if normalized(slots.cursor.name()) != PAGE_INDEX => 1,
        _ => 0,
    };
    Some(Offer {
        forward: Some(slots),
        end,
        first: first.unwrap_or(usual),
        is_first_assumed: first.is_none(),
        ..Offer::new(style, lists)
    })
}

/// The names of page sizes in the order in which they are looked for.
fn sizes(style: Style) -> &'static [&'static str] {
    match style {
        Style::PageNumber => PAGE_SIZES,
        _ => SIZES,
    }
}

/// Whether a dotted path is that of an offset. One of 0 skips nothing.
fn is_offset(path: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or(path);
    OFFSETS.contains(&normalized(name).as_str())
}

/// Whether a value is the literal 0.
pub(crate) fn is_zero(value: &VariableValue<'_>) -> bool {
    match value.as_ref() {
        ValueReference::Integer(number) => number.to_string() == "0",
        _ => false,
    }
}

/// An argument that chooses a position in a list by counting.
pub(crate) fn is_counted_position(name: &str) -> bool {
    let name = normalized(name);
    OFFSETS.contains(&name.as_str()) || PAGES.contains(&name.as_str())
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
    Slots::named(schema, field, positions, sizes(style))
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
            is_first_assumed: false,
            key: None,
            lists,
        }
    }

    /// Whether it is a Relay connection whose paging arguments are separate arguments under their usual names, not members
    /// of an input object.
    pub(crate) fn is_flat_relay(&self) -> bool {
        let usual = ["first", "after", "last", "before"];
        let slots = self.forward.iter().chain(&self.backward);
        let mut slots = slots.flat_map(Slots::all);
        self.style == Style::Relay
            && slots.all(|slot| slot.member.is_none() && usual.contains(&slot.argument))
    }

    /// Takes the size that the query gives, if there are several names for it.
    fn take_given_size(
        &mut self,
        schema: &'a Schema<'a>,
        field: &'a FieldDefinition<'a>,
        given: &[(String, &VariableValue<'_>)],
    ) {
        let Some(slots) = self.forward.as_mut().filter(|_| self.style != Style::Relay) else {
            return;
        };
        let is_given = |slot: &Slot<'_>| given.iter().any(|(path, _)| *path == slot.dotted());
        if slots.size.as_ref().is_some_and(is_given) {
            return;
        }
        for (path, _) in given {
            if let Some(size) = Slot::at(schema, field, path)
                && SIZES.contains(&normalized(size.name()).as_str())
                && size.is_number(schema)
                && size.is_beside(&slots.cursor)
            {
                slots.size = Some(size);
                return;
            }
        }
    }

    /// The number of its arguments among the given ones. A page number and `first` are not a style beside a Relay
    /// connection, which `first` belongs to.
    fn given_slots(&self, given: &[(String, &VariableValue<'_>)], is_relay: bool) -> usize {
        let mut fit = 0;
        for slot in self
            .forward
            .iter()
            .chain(&self.backward)
            .flat_map(Slots::all)
        {
            let is_foreign = is_relay && self.style == Style::PageNumber && slot.name() == "first";
            let path = slot.dotted();
            if given.iter().any(|(given, _)| *given == path) && !is_foreign {
                fit += 1;
            }
        }
        fit
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
