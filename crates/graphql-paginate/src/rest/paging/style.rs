//! What a way of paging tells the source.

use std::fmt::Debug;

use serde_json::Value;

use super::end_rules::{Continuation, EndRules};
use crate::driver::{NextPage, Order, Position};
use crate::error::ErrorKind;
use crate::rest::Location;
use crate::rest::layout::BodyLayout;
use crate::rest::response::PageResponse;

/// How pages are requested and joined.
pub(crate) trait PagingStyle: Debug + Send + Sync + 'static {
    /// What is wrong with the configuration, and how to fix it; above all, that it could not end.
    fn check(&self) -> Result<(), String>;

    /// Where items and total usually are.
    fn layout(&self) -> BodyLayout {
        BodyLayout::default()
    }

    /// How the page at a position is requested.
    fn request(&self, position: &Position) -> Result<PageRequest, ErrorKind>;

    /// Headers of every request.
    fn headers(&self, _position: &Position) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Adds what the collection's own query parameters lack.
    fn complete_query(&self, _query: &mut Vec<(String, String)>) {}

    /// The parameters that this style sets.
    fn own_parameters(&self) -> Vec<&str>;

    fn end_rules(&self) -> &EndRules;

    /// How a page says that the walk goes on, apart from a flag.
    fn continuation(&self, response: &PageResponse<'_>) -> Result<Continuation, ErrorKind>;

    /// What follows a page.
    fn next_page(&self, response: &PageResponse<'_>) -> Result<NextPage, ErrorKind> {
        let rules = self.end_rules();
        rules.next_page(response, || self.continuation(response))
    }

    /// The cursor of the page behind the one at `cursor`, if that one has `step` items of the `total`.
    fn predict_cursor(&self, _cursor: Option<&str>, _step: u64, _total: i64) -> Option<String> {
        None
    }

    /// Where a later walk goes on, behind the last page.
    fn end_cursor(&self, _response: &PageResponse<'_>) -> Option<String> {
        None
    }

    /// Whether the client counts pages or items. A server that ignores its parameter is then recognized by pages that
    /// come again; with cursors of the server, pages may be alike.
    fn counts(&self) -> bool {
        false
    }

    /// Whether the total says that nothing is left at this position.
    fn is_past_total(&self, _position: &Position) -> bool {
        false
    }

    /// Which item of a page comes first.
    fn order(&self) -> Order {
        Order::Same
    }
}

/// How a page is requested.
#[derive(Debug, PartialEq)]
pub(crate) enum PageRequest {
    /// With these parameters on the collection's own URL, or in its request body.
    Parameters(Vec<Parameter>),
    /// By a link of the server, unchanged.
    Link(String),
}

/// A parameter by the name of a query parameter, or by the JSON pointer of a field in the request body.
pub(crate) type Parameter = (String, Value);

/// The page size as a parameter, where there is one and a size is wanted.
pub(super) fn size_parameter(position: &Position, name: Option<&str>) -> Option<Parameter> {
    Some((name?.to_owned(), position.size?.into()))
}

/// The first page by its size, every other one by its link.
pub(super) fn link_or_first(position: &Position, size: Option<&str>) -> PageRequest {
    match &position.cursor {
        Some(link) => PageRequest::Link(link.clone()),
        None => PageRequest::Parameters(size_parameter(position, size).into_iter().collect()),
    }
}

/// Checks where a value is found.
pub(super) fn check_location(location: &Location, holds: &str) -> Result<(), String> {
    location.check(holds)
}

/// Checks the name of a parameter that must differ from the one for the page size.
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
