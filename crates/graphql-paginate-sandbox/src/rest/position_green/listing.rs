//! One page of a listing, and the documented error.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::cursor;
use crate::rest::call::Call;
use crate::rest::reply;

/// The limits of `first` at an endpoint.
pub(super) struct Bounds {
    pub(super) default: usize,
    pub(super) most: usize,
}

/// A page of the rows, which are in ascending order.
pub(super) fn listing(call: &Call, mut rows: Vec<Value>, bounds: &Bounds) -> Response<Bytes> {
    match call.parameter("sortDirection") {
        None | Some("Ascending") => {}
        Some("Descending") => rows.reverse(),
        Some(_) => {
            return invalid(
                "sortDirection",
                "invalid value",
                "Must be Ascending or Descending",
            );
        }
    }
    let first = match call.parameter("first").map(str::parse::<usize>) {
        None => bounds.default,
        Some(Ok(first)) if (1..=bounds.most).contains(&first) => first,
        // A page size out of range is an error here; it is not reduced.
        Some(_) => {
            let given = call.parameter("first").unwrap_or_default();
            return invalid(
                "first",
                &format!("{given} invalid value"),
                &format!("Must be between 1 and {}", bounds.most),
            );
        }
    };
    let from = match call.parameter("after").map(cursor::decode) {
        None => 0,
        Some(Some(index)) => index.saturating_add(1).min(rows.len()),
        Some(None) => {
            return invalid(
                "after",
                "invalid value",
                "Must be a cursor of an earlier page",
            );
        }
    };
    reply::json(StatusCode::OK, &page(&rows, from, first))
}

/// A response with status 400 and one error about one parameter.
pub(super) fn invalid(property: &str, message: &str, suggestion: &str) -> Response<Bytes> {
    let error = json!({ "property": property, "errorMessage": message, "suggestion": suggestion });
    reply::json(StatusCode::BAD_REQUEST, &json!({ "errors": [error] }))
}

fn page(rows: &[Value], from: usize, first: usize) -> Value {
    let to = from.saturating_add(first).min(rows.len());
    let item = |index: usize| json!({ "cursor": cursor::encode(index), "node": rows[index] });
    let (start_cursor, end_cursor) = if from < to {
        (Some(cursor::encode(from)), Some(cursor::encode(to - 1)))
    } else {
        (None, None)
    };
    json!({
        "totalCount": rows.len(),
        "pageInfo": {
            "hasNextPage": to < rows.len(),
            "startCursor": start_cursor,
            "endCursor": end_cursor,
        },
        "items": (from..to).map(item).collect::<Vec<_>>(),
    })
}
