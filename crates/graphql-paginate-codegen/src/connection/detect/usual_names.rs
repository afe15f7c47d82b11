//! The usual names of paging arguments, compared without case and underscores.

use super::direction_arguments::DirectionArguments;
use super::member_path::is_paging_object;
use super::paging_argument::PagingArgument;
use crate::name::normalized;
use crate::schema::{FieldDefinition, Schema};
use crate::style::Style;

pub(super) const SIZES: &[&str] = &[
    "first",
    "limit",
    "take",
    "perpage",
    "pagesize",
    "maxresults",
    "size",
    "count",
    "itemsperpage",
    HITS_PER_PAGE,
    "perchunk",
    "rowsperpage",
    "numperpage",
    "top",
];
/// The sizes of numbered pages: `limit` may belong to an offset beside them.
const PAGE_SIZES: &[&str] = &[
    "perpage",
    "pagesize",
    "itemsperpage",
    HITS_PER_PAGE,
    "perchunk",
    "rowsperpage",
    "numperpage",
    "first",
    "limit",
    "take",
    "maxresults",
    "size",
    "count",
];
/// A size in Algolia's API, which numbers pages from 0.
const HITS_PER_PAGE: &str = "hitsperpage";
const TOKENS: &[&str] = &[
    "nexttoken",
    "cursor",
    "pagetoken",
    "nextcursor",
    "aftercursor",
    "after",
];
pub(super) const NEXT_TOKENS: &[&str] = &["nexttoken", "nextcursor", "nextpagetoken", "endcursor"];
/// How the names of tokens end that are recognized by a field `next…`.
const TOKEN_WORDS: &[&str] = &["token", "cursor", "key", "scroll", "scrollid", "offset"];
const NEXT_PREFIX: &str = "next";
/// The name of a field that may also hold the address or the number of the next page.
pub(super) const NEXT: &[&str] = &["next"];
/// Names of fields that may also repeat the token of the request.
pub(super) const UNCLEAR_TOKENS: &[&str] = &["cursor", "pagetoken"];
const OFFSETS: &[&str] = &["offset", "skip"];
const PAGES: &[&str] = &[
    "page",
    "currentpage",
    "pagenumber",
    "pageno",
    "pagenum",
    PAGE_INDEX,
    "chunk",
];
/// A page number that starts at 0.
const PAGE_INDEX: &str = "pageindex";
/// Page numbers inside an object with the name of a page, and `index` beside a number of pages. They start at 0.
const PLAIN_NUMBERS: &[&str] = &["number", "index"];

/// The paging arguments under the usual names of a style.
pub(crate) fn arguments_of_style<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    style: Style,
) -> Option<DirectionArguments<'a>> {
    let positions = match style {
        Style::Relay => &["after"],
        Style::Token => TOKENS,
        Style::Offset => OFFSETS,
        Style::PageNumber => PAGES,
        Style::KeySet => return None,
    };
    DirectionArguments::named(schema, field, positions, sizes(style))
}

/// The paging arguments `page: { number, size }`, or `index` with a size.
pub(crate) fn arguments_of_plain_number<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
) -> Option<DirectionArguments<'a>> {
    let arguments = DirectionArguments::named(schema, field, PLAIN_NUMBERS, PAGE_SIZES)?;
    arguments.size.as_ref()?;
    Some(arguments)
}

/// The paging arguments of a list by `start` and a size. Alone, it is more often the end of a range.
pub(crate) fn arguments_of_start<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
) -> Option<DirectionArguments<'a>> {
    let arguments = DirectionArguments::named(schema, field, &["start"], SIZES)?;
    if arguments.size.is_some() && is_plain_number(&arguments.cursor.ty) {
        return Some(arguments);
    }
    None
}

/// The paging arguments of a list by `startAt` and a size, or by `from` and `size`. With another name for the size, or in
/// an object with the name of a filter, `from` is more often the end of a range.
pub(crate) fn arguments_of_other_start<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
) -> Option<DirectionArguments<'a>> {
    let is_from = |argument: &PagingArgument<'a>| {
        normalized(argument.name()) == "from" && argument.object_name().is_none_or(is_paging_object)
    };
    let start_at = DirectionArguments::named(schema, field, &["startat"], SIZES);
    start_at
        .filter(|arguments| arguments.size.is_some())
        .or_else(|| DirectionArguments::matching(schema, field, is_from, &["size"]))
        .filter(|arguments| arguments.size.is_some() && is_plain_number(&arguments.cursor.ty))
}

/// The paging arguments of a list by a text `…` that a field `next…` of its page continues, such as `scrollId` and
/// `nextScrollId`, beside a size; and that field.
///
/// Only names that look like tokens count: `date` beside `nextDate` is a filter. So is an argument beside one that has
/// the name of the field itself, one that is required, and one that the page has a field for.
pub(crate) fn arguments_of_token_field<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    type_at: impl Fn(&str) -> Option<(Vec<String>, String)>,
) -> Option<(DirectionArguments<'a>, Vec<String>)> {
    let next = |argument: &PagingArgument<'a>| {
        let name = normalized(argument.name());
        let is_own = name.starts_with(NEXT_PREFIX);
        if !is_token_argument(schema, argument, &name) || (!is_own && type_at(&name).is_some()) {
            return None;
        }
        let next = if is_own {
            name
        } else {
            format!("{NEXT_PREFIX}{name}")
        };
        let (path, ty) = type_at(&next)?;
        let is_same = ty == argument.ty || (is_plain_text(&ty) && is_plain_text(&argument.ty));
        if is_same { Some(path) } else { None }
    };
    let is_next =
        |argument: &PagingArgument<'a>| normalized(argument.name()).starts_with(NEXT_PREFIX);
    let own = |argument: &PagingArgument<'a>| is_next(argument) && next(argument).is_some();
    let arguments = DirectionArguments::matching(schema, field, own, SIZES)
        .or_else(|| {
            DirectionArguments::matching(schema, field, |argument| next(argument).is_some(), SIZES)
        })
        .filter(|arguments| arguments.size.is_some())?;
    let path = next(&arguments.cursor)?;
    Some((arguments, path))
}

/// Whether an argument may hold a token, by its name and type. An offset of a custom scalar may be a number.
fn is_token_argument(schema: &Schema<'_>, argument: &PagingArgument<'_>, name: &str) -> bool {
    let is_word = TOKEN_WORDS.iter().any(|word| name.ends_with(word));
    let may_be_text = if name.ends_with("offset") {
        is_plain_text(&argument.ty)
    } else {
        schema.is_text(&argument.ty)
    };
    is_word && may_be_text && !argument.is_required
}

fn is_plain_number(ty: &str) -> bool {
    matches!(ty, "Int" | "Float")
}

fn is_plain_text(ty: &str) -> bool {
    matches!(ty, "String" | "ID")
}

/// The page size argument, under its usual names.
pub(crate) fn usual_size<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
) -> Option<PagingArgument<'a>> {
    Some(DirectionArguments::named(schema, field, SIZES, &[])?.cursor)
}

/// The page size argument beside a position, under its usual names.
pub(crate) fn size_beside<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    position: &PagingArgument<'a>,
) -> Option<PagingArgument<'a>> {
    let path = position.dotted();
    DirectionArguments::matching(
        schema,
        field,
        |argument| argument.dotted() == path,
        PAGE_SIZES,
    )?
    .size
}

/// The names of page sizes in the order in which they are looked for.
fn sizes(style: Style) -> &'static [&'static str] {
    match style {
        Style::PageNumber => PAGE_SIZES,
        _ => SIZES,
    }
}

/// Whether page numbers start at 0, by the names of the paging arguments.
pub(super) fn is_from_zero(arguments: &DirectionArguments<'_>) -> bool {
    let name = normalized(arguments.cursor.name());
    let size = arguments.size.as_ref().map(|size| normalized(size.name()));
    name == PAGE_INDEX
        || PLAIN_NUMBERS.contains(&name.as_str())
        || size.as_deref() == Some(HITS_PER_PAGE)
}

/// An argument that chooses a position in a list by counting.
pub(crate) fn is_counted_position(name: &str) -> bool {
    let name = normalized(name);
    OFFSETS.contains(&name.as_str()) || PAGES.contains(&name.as_str())
}

/// Whether a dotted path is that of an offset. One of 0 skips nothing.
pub(super) fn is_offset(path: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or(path);
    OFFSETS.contains(&normalized(name).as_str())
}
