//! A cursor from the body into a query parameter.

use std::borrow::Cow;

use super::next_link::size_of;
use super::style::{Answer, Ask, Style, check_parameter, check_pointer};
use crate::driver::{NextPage, Position};
use crate::error::ErrorKind;
use crate::rest::shape::{flag, text};

/// Pages joined by a cursor: it stands in the body, and goes back in a query parameter.
///
/// ```
/// use graphql_paginate::rest::RestCursor;
///
/// let paging = RestCursor::new("after", "/pageInfo/endCursor")
///     .more_at("/pageInfo/hasNextPage")
///     .size_parameter("first");
/// ```
#[derive(Debug, Clone)]
#[must_use = "a way of paging does nothing by itself"]
pub struct RestCursor {
    parameter: String,
    cursor: String,
    more: Option<String>,
    size: Option<String>,
}

impl RestCursor {
    /// The cursor stands at this JSON pointer and goes into this query parameter.
    ///
    /// Without [`more_at`](Self::more_at), a cursor that is null, empty or absent marks the last page.
    pub fn new(parameter: impl Into<String>, cursor: impl Into<String>) -> Self {
        Self {
            parameter: parameter.into(),
            cursor: cursor.into(),
            more: None,
            size: None,
        }
    }

    /// A flag at this JSON pointer tells whether another page follows.
    ///
    /// Text such as `"true"` counts as the flag it names. A page without the flag is an error, and so is a page that
    /// announces another one without a cursor.
    pub fn more_at(mut self, pointer: impl Into<String>) -> Self {
        self.more = Some(pointer.into());
        self
    }

    /// The query parameter for the page size.
    pub fn size_parameter(mut self, name: impl Into<String>) -> Self {
        self.size = Some(name.into());
        self
    }
}

impl Style for RestCursor {
    fn check(&self) -> Result<(), String> {
        check_parameter(&self.parameter, "the cursor", self.size.as_deref())?;
        check_pointer(&self.cursor, "the cursor")?;
        self.more
            .as_deref()
            .map_or(Ok(()), |pointer| check_pointer(pointer, "the flag"))
    }

    fn ask(&self, position: &Position) -> Result<Ask, ErrorKind> {
        let cursor = position
            .cursor
            .clone()
            .map(|cursor| (self.parameter.clone(), cursor));
        Ok(Ask::Parameters(
            size_of(position, self.size.as_deref())
                .into_iter()
                .chain(cursor)
                .collect(),
        ))
    }

    fn own_parameters(&self) -> Vec<&str> {
        self.size
            .as_deref()
            .into_iter()
            .chain([self.parameter.as_str()])
            .collect()
    }

    fn onward(&self, answer: &Answer<'_>) -> Result<NextPage, ErrorKind> {
        let cursor = || text(answer.body, &self.cursor);
        let Some(pointer) = &self.more else {
            return Ok(cursor()?.map_or(NextPage::End, NextPage::At));
        };
        Ok(match flag(answer.body, pointer)? {
            None => NextPage::Unknown {
                field: field(pointer),
            },
            Some(false) => NextPage::End,
            Some(true) => match cursor()? {
                Some(cursor) => NextPage::At(cursor),
                None => NextPage::NoCursor {
                    field: field(&self.cursor),
                },
            },
        })
    }

    fn end(&self, answer: &Answer<'_>) -> Option<String> {
        // Only a cursor beside a flag marks where the list ended so far.
        self.more
            .as_ref()
            .and_then(|_| text(answer.body, &self.cursor).ok()?)
    }
}

fn field(pointer: &str) -> Cow<'static, str> {
    pointer.trim_start_matches('/').replace('/', ".").into()
}
