//! Pages of `demarcheDescriptors`, whose cursors are offsets.
//!
//! A cursor is the position of its item, counted from 1, as base64 text. When a demarche before the cursor is removed from
//! the list, later ones move up, and a walk in progress misses one. The rules are those of the standard connections of the
//! API's GraphQL library, which differ from those of the dossier connections: `before` and `after`, or `first` and `last`,
//! can be combined, and `last` with `after` is the end of the list after the cursor.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::data::Data;
use super::objects::descriptor_object;
use crate::graphql::{Call, Connection, ConnectionType, Failure, Item, Page};

/// The default and the largest page size. Larger sizes are reduced to it without an error.
const MAX_PAGE: i64 = 100;

pub(super) fn connection(data: &Data, call: &Call<'_>, ty: ConnectionType) -> Connection {
    Connection {
        ty,
        page: page(&data.rows.demarches, call),
        total: data.rows.demarches.len(),
        extra: vec![],
    }
}

fn page(demarches: &[i64], call: &Call<'_>) -> Result<Page, Failure> {
    let size = |name| {
        call.integer(name)
            .map(|size| size.clamp(0, MAX_PAGE) as usize)
    };
    let last = size("last");
    let first = match (size("first"), last) {
        (None, None) => Some(MAX_PAGE as usize),
        (first, _) => first,
    };
    let (after, before) = (offset(call, "after")?, offset(call, "before")?);

    let mut start = after.unwrap_or(0).min(demarches.len());
    let mut end = demarches.len();
    if let Some(before) = before {
        end = end.min(before.saturating_sub(1)).max(start);
    }
    let mut has_next = before.is_some_and(|before| before > 0);
    if let Some(first) = first {
        has_next |= end - start > first;
        end = end.min(start + first);
    }
    if let Some(last) = last {
        start = start.max(end.saturating_sub(last));
    }
    let has_previous = after.is_some_and(|after| after > 0) || (last.is_some() && start > 0);
    let items = (start..end).map(|index| Item {
        cursor: encode(index + 1),
        node: Some(descriptor_object(demarches[index])),
    });
    Ok(Page {
        items: items.collect(),
        has_previous,
        has_next,
    })
}

fn encode(offset: usize) -> String {
    URL_SAFE_NO_PAD.encode(offset.to_string())
}

/// The offset in the cursor of an argument; 0 if it is not a number.
fn offset(call: &Call<'_>, argument: &str) -> Result<Option<usize>, Failure> {
    let Some(cursor) = call.text(argument).filter(|cursor| !cursor.is_empty()) else {
        return Ok(None);
    };
    let decoded = URL_SAFE_NO_PAD
        .decode(cursor.trim_end_matches('='))
        .map_err(|_| Failure::plain(format!("Invalid input: {cursor:?}")))?;
    let offset = String::from_utf8_lossy(&decoded).parse().unwrap_or(0);
    Ok(Some(offset))
}
