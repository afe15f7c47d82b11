//! What a way of paging tells the source.

use std::fmt::Debug;

use http::HeaderMap;
use serde_json::Value;

use crate::driver::{NextPage, Position};
use crate::error::ErrorKind;
use crate::rest::shape::Shape;

/// How pages are asked for and joined.
pub(crate) trait Style: Debug + Send + Sync + 'static {
    /// What is wrong with the configuration and the way out: above all, that it could not end.
    fn check(&self) -> Result<(), String>;

    /// Where items and total usually are.
    fn shape(&self) -> Shape {
        Shape::default()
    }

    /// The page at a position.
    fn ask(&self, position: &Position) -> Result<Ask, ErrorKind>;

    /// Headers that go with every page.
    fn headers(&self, _position: &Position) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Adds what the collection's own parameters lack.
    fn complete(&self, _query: &mut Vec<(String, String)>) {}

    /// Query parameters that are the walk's own.
    fn own_parameters(&self) -> Vec<&str>;

    /// What follows a page.
    fn onward(&self, answer: &Answer<'_>) -> Result<NextPage, ErrorKind>;

    /// Where the page behind the one at a cursor begins, if that one has `step` items of the `total`.
    fn predict_cursor(&self, _cursor: Option<&str>, _step: u64, _total: i64) -> Option<String> {
        None
    }

    /// Where the walk stands behind the last page.
    fn end(&self, _answer: &Answer<'_>) -> Option<String> {
        None
    }
}

/// How a page is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// With these parameters on the collection's own URL.
    Parameters(Vec<(String, String)>),
    /// By a link that the server gave, as it is.
    Link(String),
}

/// An answer, as far as paging is concerned.
#[derive(Debug)]
pub(crate) struct Answer<'a> {
    /// The URL that was asked.
    pub(crate) url: &'a str,
    pub(crate) position: &'a Position,
    pub(crate) headers: &'a HeaderMap,
    /// The body, its items moved out.
    pub(crate) body: &'a Value,
    /// How many items there were, nulls included.
    pub(crate) received: usize,
    pub(crate) total: Option<i64>,
}

/// A JSON pointer into an object.
pub(super) fn check_pointer(pointer: &str, holds: &str) -> Result<(), String> {
    match pointer.strip_prefix('/') {
        Some(key) if !key.is_empty() => Ok(()),
        _ => Err(format!(
            "`{pointer}` does not lead to {holds}; write a JSON pointer such as `/next`"
        )),
    }
}

/// The name of a query parameter that another does not have.
pub(super) fn check_parameter(name: &str, holds: &str, other: Option<&str>) -> Result<(), String> {
    if name.is_empty() {
        return Err(format!(
            "the query parameter for {holds} has no name, so every page would be the first"
        ));
    }
    if other == Some(name) {
        return Err(format!(
            "`{name}` cannot hold both {holds} and the page size, since the walk would not end"
        ));
    }
    Ok(())
}
