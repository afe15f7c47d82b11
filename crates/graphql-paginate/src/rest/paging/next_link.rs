//! The next page's URL in the body.

use super::style::{Answer, Ask, Style, check_pointer};
use crate::driver::{NextPage, Position};
use crate::error::ErrorKind;
use crate::rest::link;
use crate::rest::shape::text;

/// Pages that name the next page's URL in the body; null, empty or absent on the last one.
///
/// ```
/// use graphql_paginate::rest::NextLink;
///
/// let paging = NextLink::at("/_next").size_parameter("limit");
/// ```
#[derive(Debug, Clone)]
#[must_use = "a way of paging does nothing by itself"]
pub struct NextLink {
    pointer: String,
    size: Option<String>,
}

impl NextLink {
    /// The URL stands at this JSON pointer, such as `/_next` or `/paging/next`.
    pub fn at(pointer: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            size: None,
        }
    }

    /// The query parameter for the page size. It goes with the first request; links carry what the server put there.
    pub fn size_parameter(mut self, name: impl Into<String>) -> Self {
        self.size = Some(name.into());
        self
    }
}

impl Style for NextLink {
    fn check(&self) -> Result<(), String> {
        check_pointer(&self.pointer, "the next link")
    }

    fn ask(&self, position: &Position) -> Result<Ask, ErrorKind> {
        Ok(link_or_first(position, self.size.as_deref()))
    }

    fn own_parameters(&self) -> Vec<&str> {
        self.size.as_deref().into_iter().collect()
    }

    fn onward(&self, answer: &Answer<'_>) -> Result<NextPage, ErrorKind> {
        Ok(match text(answer.body, &self.pointer)? {
            Some(next) => NextPage::At(link::resolve(answer.url, &next)),
            None => NextPage::End,
        })
    }
}

/// The first page by its size, every other one by its link.
pub(super) fn link_or_first(position: &Position, size: Option<&str>) -> Ask {
    match &position.cursor {
        Some(link) => Ask::Link(link.clone()),
        None => Ask::Parameters(size_of(position, size).into_iter().collect()),
    }
}

/// The parameter for the page size, where there is one and a size is wanted.
pub(super) fn size_of(position: &Position, parameter: Option<&str>) -> Option<(String, String)> {
    Some((parameter?.to_owned(), position.size?.to_string()))
}
