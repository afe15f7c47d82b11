//! The rules of a way of paging, which the source asks.

use std::fmt::Debug;

use serde_json::Value;

use super::end_rules::{Continuation, EndRules};
use crate::driver::{NextPage, Order, OtherStart, PageRequest};
use crate::error::ErrorKind;
use crate::rest::ValueLocation;
use crate::rest::layout::BodyLayout;
use crate::rest::response::PageResponse;

/// How pages are requested, and how each leads to the next one.
pub(crate) trait StyleRules: Debug + Send + Sync + 'static {
    /// Returns a message if the configuration is invalid, in particular if the walk could never end.
    fn check(&self) -> Result<(), String>;

    /// Where the response body usually holds items and total.
    fn layout(&self) -> BodyLayout {
        BodyLayout::default()
    }

    /// The cursor at which a walk starts, in a form that does not depend on the page size of its request: see
    /// [`Source::sized_start`](crate::driver::Source::sized_start).
    fn sized_start(
        &self,
        cursor: String,
        _meant: Option<u32>,
        _size: Option<u32>,
    ) -> Result<String, ErrorKind> {
        Ok(cursor)
    }

    /// How to request the page at a position.
    fn request(&self, position: &PageRequest) -> Result<RequestTarget, ErrorKind>;

    /// The page size that the request for a position sends; `None` if it sends none, or a link that may hold any.
    fn sent_size(&self, _position: &PageRequest) -> Option<u32> {
        None
    }

    /// Headers of every request.
    fn headers(&self, _position: &PageRequest) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Adds default query parameters that the collection does not set itself.
    fn complete_query(&self, _query: &mut Vec<(String, String)>) {}

    /// The parameters that this style sets.
    fn own_parameters(&self) -> Vec<&str>;

    fn end_rules(&self) -> &EndRules;

    /// How a page continues the walk, apart from a flag.
    fn continuation(&self, response: &PageResponse<'_>) -> Result<Continuation, ErrorKind>;

    /// Decides which page follows this one, if any.
    fn next_page(&self, response: &PageResponse<'_>) -> Result<NextPage, ErrorKind> {
        let rules = self.end_rules();
        rules.next_page(response, || self.continuation(response))
    }

    /// Predicts the cursor after the page at `cursor`, if that page has `page_len` of the `total` items.
    fn predict_cursor(&self, _cursor: Option<&str>, _page_len: u64, _total: i64) -> Option<String> {
        None
    }

    /// The assumed first page of a walk that ended at a cursor, and the page that may be the first one instead: see
    /// [`Source::other_start`](crate::driver::Source::other_start).
    fn other_start(&self, _cursor: Option<&str>) -> Option<OtherStart> {
        None
    }

    /// The cursor from which a later walk continues after the last page.
    fn end_cursor(&self, _response: &PageResponse<'_>) -> Option<String> {
        None
    }

    /// The same if a position past the end was refused.
    fn refused_end_cursor(&self, _position: &PageRequest) -> Option<String> {
        None
    }

    /// Whether the client counts pages or items. If so, a page that is received twice means that the server ignores the
    /// parameter; with cursors from the server, two pages may legitimately be equal.
    fn counts(&self) -> bool {
        false
    }

    /// Whether no items are left at this position according to the total.
    fn is_past_total(&self, _position: &PageRequest) -> bool {
        false
    }

    /// Whether the last page before this cursor past the total may get more items.
    fn may_page_before_grow(&self, _cursor: &str) -> bool {
        false
    }

    /// The order of the items within a page.
    fn order(&self) -> Order {
        Order::Same
    }
}

/// How a page is requested.
#[derive(Debug, PartialEq)]
pub(crate) enum RequestTarget {
    /// With these parameters, in the collection's own URL or in its request body.
    Parameters(Vec<Parameter>),
    /// By a link from the server, unchanged.
    Link(String),
}

/// A parameter: the name of a query parameter or the JSON pointer of a field in the request body, and its value.
pub(crate) type Parameter = (String, Value);

/// The parameter for the page size, if there is one and a size is set.
pub(super) fn size_parameter(position: &PageRequest, name: Option<&str>) -> Option<Parameter> {
    Some((name?.to_owned(), position.size?.into()))
}

/// Requests the first page by its size, and every other one by its link.
pub(super) fn link_or_first(position: &PageRequest, size: Option<&str>) -> RequestTarget {
    match &position.cursor {
        Some(link) => RequestTarget::Link(link.clone()),
        None => RequestTarget::Parameters(size_parameter(position, size).into_iter().collect()),
    }
}

/// Checks the location of a value.
pub(super) fn check_location(location: &ValueLocation, holds: &str) -> Result<(), String> {
    location.check(holds)
}

/// Checks a parameter name, which must differ from the name of the page size parameter.
pub(super) fn check_parameter(name: &str, holds: &str, size: Option<&str>) -> Result<(), String> {
    if name.is_empty() {
        return Err(format!(
            "the query parameter for {holds} has no name, so every page would be the first"
        ));
    }
    if size == Some(name) {
        return Err(format!(
            "`{name}` cannot hold both {holds} and the page size, since the walk would not end"
        ));
    }
    Ok(())
}
