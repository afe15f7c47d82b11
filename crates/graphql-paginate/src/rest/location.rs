//! The location of a value in a response.

use std::fmt;

use http::HeaderName;

/// The location of a value in a response: in its body, in a header, or in one of its items.
///
/// A string converts into a location in the body, as a JSON pointer ([RFC
/// 6901](https://www.rfc-editor.org/rfc/rfc6901)):
///
/// ```
/// use graphql_paginate::rest::{ValueLocation, RestCursor};
///
/// let in_body = RestCursor::new("cursor", "/meta/next_cursor");
/// let in_header = RestCursor::new("cursor", ValueLocation::header("x-next-cursor"));
/// let of_last_item = RestCursor::new("starting_after", ValueLocation::last_item("/id"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueLocation(pub(super) LocationKind);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LocationKind {
    Body(String),
    Header(String),
    FirstItem(String),
    LastItem(String),
}

impl ValueLocation {
    /// The value at this JSON pointer of the body, such as `/meta/total`. Items can be reached too: `/data/2/id`.
    pub fn body(pointer: impl Into<String>) -> Self {
        Self(LocationKind::Body(pointer.into()))
    }

    /// The value of this response header, such as `x-total-count`.
    pub fn header(name: impl Into<String>) -> Self {
        Self(LocationKind::Header(name.into()))
    }

    /// The value at this JSON pointer of the page's first item that is not null.
    pub fn first_item(pointer: impl Into<String>) -> Self {
        Self(LocationKind::FirstItem(pointer.into()))
    }

    /// The value at this JSON pointer of the page's last item that is not null.
    pub fn last_item(pointer: impl Into<String>) -> Self {
        Self(LocationKind::LastItem(pointer.into()))
    }

    /// Whether the value is part of an item, so that a page without items does not have it.
    pub(super) fn is_in_item(&self) -> bool {
        matches!(
            self.0,
            LocationKind::FirstItem(_) | LocationKind::LastItem(_)
        )
    }

    /// Returns a message if the location is invalid.
    pub(super) fn check(&self, holds: &str) -> Result<(), String> {
        match &self.0 {
            LocationKind::Header(name) if HeaderName::try_from(name).is_ok() => Ok(()),
            LocationKind::Header(name) => Err(format!(
                "`{}` is not the name of a header that holds {holds}",
                name.escape_debug()
            )),
            LocationKind::Body(pointer)
            | LocationKind::FirstItem(pointer)
            | LocationKind::LastItem(pointer) => match pointer.strip_prefix('/') {
                Some(key) if !key.is_empty() => Ok(()),
                _ => Err(format!(
                    "`{pointer}` does not lead to {holds}; write a JSON pointer such as `/next`"
                )),
            },
        }
    }
}

impl From<&str> for ValueLocation {
    fn from(pointer: &str) -> Self {
        Self::body(pointer)
    }
}

impl From<String> for ValueLocation {
    fn from(pointer: String) -> Self {
        Self::body(pointer)
    }
}

/// The form used in messages: `meta.total`, `x-total-count`, `id of the last item`.
impl fmt::Display for ValueLocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dotted = super::json::dotted;
        match &self.0 {
            LocationKind::Body(pointer) => formatter.write_str(&dotted(pointer)),
            LocationKind::Header(name) => formatter.write_str(name),
            LocationKind::FirstItem(pointer) => {
                write!(formatter, "{} of the first item", dotted(pointer))
            }
            LocationKind::LastItem(pointer) => {
                write!(formatter, "{} of the last item", dotted(pointer))
            }
        }
    }
}
