//! The text of an [`Error`]: one line for people, and all its properties for debugging.

use std::fmt;

use super::Error;
use crate::text::{bounded, plain};

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.operation() {
            write!(formatter, "`{operation}`")?;
            if let Some(page) = self.page() {
                write!(formatter, ", page {page}")?;
            }
            if let Some(cursor) = self.cursor() {
                write!(formatter, " at cursor `{}`", plain(cursor))?;
            }
            if let Some(nested) = self.nested() {
                write!(formatter, ", nested {}", plain(nested))?;
            }
            formatter.write_str(": ")?;
        }
        // Each kind already shortens server text; this limits the message as a whole.
        bounded(&self.inner.kind, 8_000).fmt(formatter)?;
        match self.attempts() {
            0 | 1 => {}
            attempts => write!(formatter, " (after {attempts} attempts)")?,
        }
        let Some((number, assumed)) = self.inner.checked_start else {
            return Ok(());
        };
        write!(
            formatter,
            "; page {number} was requested only to check the number of the first page, so declare it: `first = {assumed}` or `first = {number}`, for a REST collection `.first({assumed})` or `.first({number})`"
        )
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Error")
            .field("kind", self.kind())
            .field("operation", &self.operation())
            .field("nested", &self.nested())
            .field("page", &self.page())
            .field("cursor", &self.cursor())
            .field("attempts", &self.attempts())
            .field("checkpoint", &self.checkpoint())
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .field("body", &self.body_excerpt())
            .finish()
    }
}
