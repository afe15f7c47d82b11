//! Pages of Relay connections.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::fields::element;
use super::window::{DEFAULT_PAGE, MAX_PAGE};
use crate::graphql::{ApiSchema, Call, Connection, ConnectionType, Failure, Item, Object, Page};

/// The page that the arguments ask for, of a connection with `total` items.
///
/// A page without `first` and `last` has 50 items, and none has more than 100, as on many servers. Both flags are
/// accurate.
pub(super) fn connection(
    schema: &'static ApiSchema,
    total: usize,
    parent: &Object,
    call: &Call<'_>,
    ty: ConnectionType,
) -> Result<Connection, Failure> {
    let range = range(total, call)?;
    let mut items = Vec::new();
    for index in range.clone() {
        items.push(Item {
            cursor: cursor(index),
            node: Some(element(schema, parent, call, ty.node, index)),
        });
    }
    Ok(Connection {
        ty,
        page: Ok(Page {
            has_previous: range.start > 0,
            has_next: range.end < total,
            items,
        }),
        total,
        extra: Vec::new(),
    })
}

fn range(total: usize, call: &Call<'_>) -> Result<std::ops::Range<usize>, Failure> {
    let (first, last) = (size(call, "first")?, size(call, "last")?);
    if first.is_some() && last.is_some() {
        return Err(Failure::plain("give either `first` or `last`"));
    }
    let start = match position(call, "after")? {
        Some(index) => total.min(index + 1),
        None => 0,
    };
    let end = match position(call, "before")? {
        Some(index) => index.min(total).max(start),
        None => total,
    };
    Ok(match (first, last) {
        (_, Some(last)) => start.max(end.saturating_sub(last))..end,
        (first, None) => start..end.min(start + first.unwrap_or(DEFAULT_PAGE)),
    })
}

fn size(call: &Call<'_>, argument: &str) -> Result<Option<usize>, Failure> {
    match call.integer(argument).map(usize::try_from) {
        None => Ok(None),
        Some(Ok(size)) => Ok(Some(size.min(MAX_PAGE))),
        Some(Err(_)) => Err(Failure::plain(format!("`{argument}` is negative"))),
    }
}

fn cursor(index: usize) -> String {
    STANDARD.encode(format!("cursor:{index}"))
}

fn position(call: &Call<'_>, argument: &str) -> Result<Option<usize>, Failure> {
    let Some(given) = call.text(argument) else {
        return Ok(None);
    };
    let bytes = STANDARD.decode(given).unwrap_or_default();
    let text = String::from_utf8(bytes).unwrap_or_default();
    match text
        .strip_prefix("cursor:")
        .and_then(|index| index.parse().ok())
    {
        Some(index) => Ok(Some(index)),
        None => Err(Failure::plain(format!(
            "`{given}` is not a cursor of this list"
        ))),
    }
}
