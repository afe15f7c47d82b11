//! OData's server-driven paging: next links, and the delta link after the last page.

use super::end_rules::{Continuation, EndRules, flag_setters};
use super::style::{RequestTarget, StyleRules, link_or_first};
use crate::driver::PageRequest;
use crate::error::ErrorKind;
use crate::rest::layout::BodyLayout;
use crate::rest::odata_body;
use crate::rest::response::PageResponse;

/// OData pages whose size the service chooses, joined by next links.
///
/// Reads the link names of OData 4.01 (`@nextLink`), 4.0 (`@odata.nextLink`), 3 (`odata.nextLink`) and 2 (`d.__next`).
/// Links are followed unchanged. The service chooses the page size; the page size of the walk is sent as the preference
/// `odata.maxpagesize`, which the service may ignore. An empty page with a next link is not the last one.
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
    end: EndRules,
}

flag_setters!(ODataNextLink);

impl ODataNextLink {
    /// Creates a way of paging that follows next links.
    pub fn new() -> Self {
        Self::default()
    }

    /// Requests a delta link with the last page: see
    /// [`PageMetadata::delta_link`](crate::rest::PageMetadata::delta_link). A later walk that [starts
    /// there](crate::rest::Collection::start_at) yields what changed in the meantime.
    pub fn track_changes(mut self) -> Self {
        self.track_changes = true;
        self
    }
}

impl StyleRules for ODataNextLink {
    fn check(&self) -> Result<(), String> {
        self.end.check()
    }

    fn layout(&self) -> BodyLayout {
        odata_body::layout()
    }

    fn request(&self, position: &PageRequest) -> Result<RequestTarget, ErrorKind> {
        Ok(link_or_first(position, None))
    }

    fn headers(&self, position: &PageRequest) -> Vec<(&'static str, String)> {
        let mut headers = Vec::new();
        if let Some(size) = position.size {
            headers.push(("prefer", format!("odata.maxpagesize={size}")));
        }
        if self.track_changes {
            headers.push(("prefer", "odata.track-changes".to_owned()));
        }
        headers
    }

    fn own_parameters(&self) -> Vec<&str> {
        vec!["$skiptoken", "$deltatoken"]
    }

    fn end_rules(&self) -> &EndRules {
        &self.end
    }

    fn continuation(&self, response: &PageResponse<'_>) -> Result<Continuation, ErrorKind> {
        let Some(cursor) = odata_body::next_link(response)? else {
            return Ok(Continuation::Nothing {
                field: "@odata.nextLink".into(),
            });
        };
        let is_own = response.is_own(&cursor);
        Ok(Continuation::Named { cursor, is_own })
    }
}
