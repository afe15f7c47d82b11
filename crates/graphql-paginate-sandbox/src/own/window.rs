//! Lists without a connection type that take an offset or a page number.

use super::fields::element;
use crate::graphql::{ApiSchema, Call, Failure, Object, Value};

/// The size of a page that the request leaves to the server.
pub(super) const DEFAULT_PAGE: usize = 50;
/// No page has more items.
pub(super) const MAX_PAGE: usize = 100;

const OFFSETS: [&str; 2] = ["offset", "skip"];
const PAGES: [&str; 2] = ["page", "pageNumber"];
const SIZES: [&str; 7] = [
    "limit", "first", "take", "perPage", "per_page", "pageSize", "size",
];

/// The elements that the arguments ask for; `None` if the field is not a list of objects with such arguments.
pub(super) fn window(
    schema: &'static ApiSchema,
    total: usize,
    parent: &Object,
    call: &Call<'_>,
) -> Result<Option<Value>, Failure> {
    let definition = call.definition();
    let item = definition.ty.item_type();
    let takes = |names: &[&str]| {
        let mut arguments = definition.arguments.iter();
        arguments.any(|argument| names.contains(&argument.name.as_str()))
    };
    let is_paged = takes(&OFFSETS) || takes(&PAGES);
    let is_object = schema
        .schema
        .types
        .get(item.inner_named_type())
        .is_some_and(|ty| !ty.is_leaf());
    if !definition.ty.is_list() || item.is_list() || !is_object || !is_paged {
        return Ok(None);
    }
    let size = number(call, &SIZES)?.unwrap_or(DEFAULT_PAGE).min(MAX_PAGE);
    let start = match (number(call, &OFFSETS)?, number(call, &PAGES)?) {
        (Some(offset), _) => offset,
        (None, Some(page)) => page.saturating_sub(1).saturating_mul(size),
        (None, None) => 0,
    };
    let start = start.min(total);
    let node = schema.name(item.inner_named_type());
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
