//! OData's next link, and the delta link behind the last page.

use super::next_link::link_or_first;
use super::style::{Answer, Ask, Style};
use crate::driver::{NextPage, Position};
use crate::error::ErrorKind;
use crate::rest::odata::next_link;
use crate::rest::shape::Shape;

/// OData v4 pages as the service cuts them, joined by `@odata.nextLink`.
///
/// Links are followed as they are: nothing is added to them. The page size is the service's; the walk's is sent as
/// the preference `odata.maxpagesize`, which the service may ignore. A page without items but with a link is not the
/// last one.
///
/// ```
/// use graphql_paginate::rest::ODataNextLink;
///
/// let paging = ODataNextLink::new().track_changes();
/// ```
///
/// See [Server-Driven Paging](https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part1-protocol.html#sec_ServerDrivenPaging).
#[derive(Debug, Clone, Default)]
#[must_use = "a way of paging does nothing by itself"]
pub struct ODataNextLink {
    track_changes: bool,
}

impl ODataNextLink {
    /// Pages as the service cuts them.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for a delta link behind the last page: see
    /// [`Envelope::delta_link`](crate::rest::Envelope::delta_link). A later walk that
    /// [starts there](crate::rest::Collection::start_at) gives what changed meanwhile.
    pub fn track_changes(mut self) -> Self {
        self.track_changes = true;
        self
    }
}

impl Style for ODataNextLink {
    fn check(&self) -> Result<(), String> {
        Ok(())
    }

    fn shape(&self) -> Shape {
        Shape {
            items: Some("/value".into()),
            total: Some("/@odata.count".into()),
            ..Shape::default()
        }
    }

    fn ask(&self, position: &Position) -> Result<Ask, ErrorKind> {
        Ok(link_or_first(position, None))
    }

    fn headers(&self, position: &Position) -> Vec<(&'static str, String)> {
        let size = position
            .size
            .map(|size| format!("odata.maxpagesize={size}"));
        let changes = self.track_changes.then(|| "odata.track-changes".to_owned());
        size.into_iter()
            .chain(changes)
            .map(|preference| ("prefer", preference))
            .collect()
    }

    fn own_parameters(&self) -> Vec<&str> {
        vec!["$skiptoken", "$deltatoken"]
    }

    fn onward(&self, answer: &Answer<'_>) -> Result<NextPage, ErrorKind> {
        Ok(next_link(answer.body, answer.url)?.map_or(NextPage::End, NextPage::At))
    }
}
