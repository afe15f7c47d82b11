//! Lists without a connection type that take an offset or a page number.

use super::fields::element;
use crate::graphql::{ApiSchema, Call, Failure, FieldDefinition, Object, Value};

/// The size of a page that the request leaves to the server.
pub(super) const DEFAULT_PAGE: usize = 50;
/// No page has more items.
pub(super) const MAX_PAGE: usize = 100;

const OFFSETS: [&str; 2] = ["offset", "skip"];
const PAGES: [&str; 3] = ["page", "pageNumber", "currentPage"];
const SIZES: [&str; 10] = [
    "limit",
    "first",
    "take",
    "perPage",
    "per_page",
    "pageSize",
    "size",
    "maxResults",
    "count",
    "itemsPerPage",
];

/// The place and the size of the page that arguments ask for.
pub(super) struct PagingArguments {
    pub(super) start: usize,
    pub(super) size: usize,
}

impl PagingArguments {
    /// The page that a call asks for; the first one without arguments.
    pub(super) fn of(call: &Call<'_>) -> Result<Self, Failure> {
        let size = number(call, &SIZES)?.unwrap_or(DEFAULT_PAGE).min(MAX_PAGE);
        let start = match (number(call, &OFFSETS)?, number(call, &PAGES)?) {
            (Some(offset), _) => offset,
            (None, Some(page)) => page.saturating_sub(1).saturating_mul(size),
            (None, None) => 0,
        };
        Ok(Self { start, size })
    }

    /// Whether a field takes an offset or a page number.
    pub(super) fn takes_place(field: &FieldDefinition) -> bool {
        let mut arguments = field.arguments.iter();
        arguments.any(|argument| {
            OFFSETS.contains(&argument.name.as_str()) || PAGES.contains(&argument.name.as_str())
        })
    }
}

/// Whether a field is a list of objects.
pub(super) fn is_list_of_objects(schema: &'static ApiSchema, field: &FieldDefinition) -> bool {
    let item = field.ty.item_type();
    let ty = schema.schema.types.get(item.inner_named_type());
    field.ty.is_list() && !item.is_list() && ty.is_some_and(|ty| !ty.is_leaf())
}

/// The elements that the arguments ask for; `None` if the field is not a list of objects with such arguments.
pub(super) fn window(
    schema: &'static ApiSchema,
    total: usize,
    parent: &Object,
    call: &Call<'_>,
) -> Result<Option<Value>, Failure> {
    let definition = call.definition();
    if !is_list_of_objects(schema, definition) || !PagingArguments::takes_place(definition) {
        return Ok(None);
    }
    let PagingArguments { start, size } = PagingArguments::of(call)?;
    let start = start.min(total);
    let node = schema.name(definition.ty.inner_named_type());
    let mut elements = Vec::new();
    for index in start..total.min(start + size) {
        elements.push(element(schema, parent, call, node, index));
    }
    Ok(Some(Value::list(elements)))
}

/// The value of the first of these arguments that is given.
fn number(call: &Call<'_>, names: &[&str]) -> Result<Option<usize>, Failure> {
    for name in names {
        if let Some(number) = call.integer(name) {
            return match usize::try_from(number) {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(Failure::plain(format!("`{name}` is negative"))),
            };
        }
    }
    Ok(None)
}
