//! Numbered pages.

use super::style::{Answer, Ask, Style, check_parameter, check_pointer};
use crate::driver::{NextPage, Position};
use crate::error::ErrorKind;
use crate::rest::shape::text;

/// Pages asked for by their number.
///
/// The walk ends with the page that [`pages_at`](Self::pages_at) calls the last, and in any case on an empty page.
/// Its page size does not change on the way, since the numbers would then mean other items; its cursor is the number
/// of a page, with the page size behind an `x` where there is one: `3x50`.
///
/// ```
/// use graphql_paginate::rest::PageNumber;
///
/// let paging = PageNumber::new("page").size_parameter("per_page").pages_at("/total_pages");
/// ```
#[derive(Debug, Clone)]
#[must_use = "a way of paging does nothing by itself"]
pub struct PageNumber {
    parameter: String,
    first: u64,
    size: Option<String>,
    pages: Option<String>,
}

impl PageNumber {
    /// The number goes into this query parameter; the first page is 1.
    pub fn new(parameter: impl Into<String>) -> Self {
        Self {
            parameter: parameter.into(),
            first: 1,
            size: None,
            pages: None,
        }
    }

    /// The number of the first page, where it is not 1.
    pub fn first(mut self, number: u64) -> Self {
        self.first = number;
        self
    }

    /// The query parameter for the page size.
    pub fn size_parameter(mut self, name: impl Into<String>) -> Self {
        self.size = Some(name.into());
        self
    }

    /// How many pages there are stands at this JSON pointer. Without it, an empty page marks the end.
    pub fn pages_at(mut self, pointer: impl Into<String>) -> Self {
        self.pages = Some(pointer.into());
        self
    }
}

impl Style for PageNumber {
    fn check(&self) -> Result<(), String> {
        check_parameter(&self.parameter, "the page number", self.size.as_deref())?;
        self.pages.as_deref().map_or(Ok(()), |pointer| {
            check_pointer(pointer, "the number of pages")
        })
    }

    fn ask(&self, position: &Position) -> Result<Ask, ErrorKind> {
        let Numbered { number, size } = self.numbered(position)?;
        let size = self.size.clone().zip(size.map(|size| size.to_string()));
        Ok(Ask::Parameters(
            size.into_iter()
                .chain([(self.parameter.clone(), number.to_string())])
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
        let Numbered { number, size } = self.numbered(answer.position)?;
        let last = match &self.pages {
            None => None,
            Some(pointer) => {
                match text(answer.body, pointer)?.and_then(|pages| pages.parse::<u64>().ok()) {
                    Some(pages) => Some(self.first.saturating_add(pages).saturating_sub(1)),
                    None => {
                        return Ok(NextPage::Unknown {
                            field: pointer.trim_start_matches('/').to_owned().into(),
                        });
                    }
                }
            }
        };
        if answer.received == 0 || last.is_some_and(|last| number >= last) {
            return Ok(NextPage::End);
        }
        let next = number.saturating_add(1);
        Ok(NextPage::At(match size {
            Some(size) => format!("{next}x{size}"),
            None => next.to_string(),
        }))
    }
}

/// A page's number and size.
struct Numbered {
    number: u64,
    size: Option<u32>,
}

impl PageNumber {
    fn numbered(&self, position: &Position) -> Result<Numbered, ErrorKind> {
        let Some(cursor) = &position.cursor else {
            return Ok(Numbered {
                number: self.first,
                size: position.size,
            });
        };
        let (number, size) = match cursor.split_once('x') {
            Some((number, size)) => (number.parse().ok(), size.parse().ok().map(Some)),
            None => (cursor.parse().ok(), Some(position.size)),
        };
        let problem = || {
            format!(
                "`{cursor}` is not the number of a page; start at one such as `3`, or `3x50` with its size"
            )
        };
        let (number, size) = number
            .zip(size)
            .ok_or_else(|| ErrorKind::Setup { problem: problem() })?;
        Ok(Numbered { number, size })
    }
}
