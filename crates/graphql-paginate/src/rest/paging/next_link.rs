//! Paging by a next link: the URL of the next page in the response body.

use serde_json::value::RawValue;

use super::end_rules::{Continuation, EndRules, end_value_setter, flag_setters};
use super::style::{RequestTarget, StyleRules, check_location, link_or_first};
use crate::driver::PageRequest;
use crate::error::ErrorKind;
use crate::rest::ValueLocation;
use crate::rest::json::{dotted, find, for_each_element};
use crate::rest::response::{PageResponse, text_in};

/// Pages whose body holds the URL of the next page; null, empty or absent on the last one.
///
/// ```
/// use graphql_paginate::rest::NextLink;
///
/// let paging = NextLink::at("/_next").size_parameter("limit");
/// let hal = NextLink::at("/_links/next/href");
/// let fhir = NextLink::in_list("/link", "next").size_parameter("_count");
/// ```
#[derive(Debug, Clone)]
#[must_use = "a way of paging does nothing by itself"]
pub struct NextLink {
    location: ValueLocation,
    /// The relation of the link, if the body holds a list of links.
    relation: Option<String>,
    size: Option<String>,
    end: EndRules,
}

flag_setters!(NextLink);
end_value_setter!(NextLink);

impl NextLink {
    /// Reads the URL at this location, such as `/_next` or `/paging/next`.
    pub fn at(location: impl Into<ValueLocation>) -> Self {
        Self {
            location: location.into(),
            relation: None,
            size: None,
            end: EndRules::default(),
        }
    }

    /// Reads a list of links at this JSON pointer; the link with this relation leads to the next page.
    ///
    /// Each is an object with a `rel` or `relation`, and an `href` or `url`:
    /// `{"links": [{"rel": "self", "href": ".."}, {"rel": "next", "href": ".."}]}`.
    pub fn in_list(pointer: impl Into<String>, relation: impl Into<String>) -> Self {
        Self {
            relation: Some(relation.into()),
            ..Self::at(pointer.into())
        }
    }

    /// Sets the parameter for the page size. It is sent with the first request only; links are followed unchanged.
    pub fn size_parameter(mut self, name: impl Into<String>) -> Self {
        self.size = Some(name.into());
        self
    }

    fn link(&self, response: &PageResponse<'_>) -> Result<Option<String>, ErrorKind> {
        let link = match (&self.relation, &self.location.0) {
            (Some(relation), crate::rest::location::LocationKind::Body(pointer)) => {
                link_in_list(response.text, pointer, relation)?
            }
            _ => response.text_at(&self.location)?,
        };
        Ok(link.filter(|link| !self.end.is_end_value(link)))
    }
}

impl StyleRules for NextLink {
    fn check(&self) -> Result<(), String> {
        check_location(&self.location, "the next link")?;
        self.end.check()
    }

    fn request(&self, position: &PageRequest) -> Result<RequestTarget, ErrorKind> {
        Ok(link_or_first(position, self.size.as_deref()))
    }

    fn own_parameters(&self) -> Vec<&str> {
        self.size.as_deref().into_iter().collect()
    }

    fn end_rules(&self) -> &EndRules {
        &self.end
    }

    fn continuation(&self, response: &PageResponse<'_>) -> Result<Continuation, ErrorKind> {
        let link = self.link(response)?;
        Ok(named_link(response, link, &self.location.to_string()))
    }
}

/// The continuation by a link, if there is one.
pub(super) fn named_link(
    response: &PageResponse<'_>,
    link: Option<String>,
    field: &str,
) -> Continuation {
    let Some(link) = link else {
        return Continuation::Nothing {
            field: field.to_owned().into(),
        };
    };
    let cursor = response.resolve(&link);
    let is_own = response.is_own(&cursor);
    Continuation::Named { cursor, is_own }
}

/// The URL of the link with a relation; `None` if the list has none.
fn link_in_list(text: &str, pointer: &str, relation: &str) -> Result<Option<String>, ErrorKind> {
    let invalid = |problem: &str| ErrorKind::Decode {
        path: dotted(pointer),
        problem: problem.to_owned(),
    };
    let list = match find(text, pointer)? {
        Some(list) if list.get().starts_with('[') => list,
        None => return Ok(None),
        Some(other) if other.get() == "null" => return Ok(None),
        Some(_) => return Err(invalid("it is not a list of links")),
    };
    let mut next = None;
    for_each_element(list, |link| {
        if next.is_none() && has_relation(link, relation)? {
            next = Some(url_of(link)?.ok_or_else(|| {
                invalid("the link to the next page has neither `href` nor `url`")
            })?);
        }
        Ok(())
    })?;
    Ok(next)
}

fn has_relation(link: &RawValue, relation: &str) -> Result<bool, ErrorKind> {
    for key in ["/rel", "/relation"] {
        // A link may have several relations.
        if let Some(found) = find(link.get(), key)?
            && found.get().starts_with('[')
        {
            let mut is_there = false;
            for_each_element(found, |name| {
                is_there |= serde_json::from_str::<String>(name.get())
                    .is_ok_and(|name| name.eq_ignore_ascii_case(relation));
                Ok(())
            })?;
            return Ok(is_there);
        }
        if let Some(names) = text_in(link.get(), key)? {
            let mut names = names.split_whitespace();
            return Ok(names.any(|name| name.eq_ignore_ascii_case(relation)));
        }
    }
    Ok(false)
}

fn url_of(link: &RawValue) -> Result<Option<String>, ErrorKind> {
    for key in ["/href", "/url"] {
        if let Some(url) = text_in(link.get(), key)? {
            return Ok(Some(url));
        }
    }
    Ok(None)
}
