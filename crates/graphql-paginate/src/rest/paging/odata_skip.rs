//! `$top` and `$skip`, with the count.

use tracing::warn;

use super::style::{Answer, Ask, Style};
use crate::driver::{NextPage, Position};
use crate::error::ErrorKind;
use crate::rest::odata::next_link;
use crate::rest::shape::Shape;

/// OData v4 pages asked for by `$top` and `$skip`.
///
/// The walk advances by the rows received, not by the rows asked for, since services cut pages without a word. It
/// ends when the count is reached, or on an empty page: rows may disappear meanwhile. A full page without a count is
/// never taken for the last one. A service that gives next links after all is followed.
///
/// Without a unique `$orderby` the service may order rows anew for each page, so that some come twice and others
/// never. Say which property is [`unique`](Self::unique); a walk in another order, or in none, warns by `tracing`.
///
/// ```
/// use graphql_paginate::rest::ODataSkip;
///
/// let paging = ODataSkip::new().unique("id");
/// ```
///
/// See [System Query Options `$top` and `$skip`](https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part1-protocol.html#sec_SystemQueryOptionstopandskip).
#[derive(Debug, Clone)]
#[must_use = "a way of paging does nothing by itself"]
pub struct ODataSkip {
    count: bool,
    unique: Option<String>,
}

impl ODataSkip {
    /// Asks for the count with every page.
    pub fn new() -> Self {
        Self {
            count: true,
            unique: None,
        }
    }

    /// A property that no two rows share. Rows are ordered by it when no `$orderby` is given.
    pub fn unique(mut self, property: impl Into<String>) -> Self {
        self.unique = Some(property.into());
        self
    }

    /// Does not ask for the count, for services that refuse it or take long over it. The walk then ends on an empty
    /// page alone, one request later.
    pub fn without_count(mut self) -> Self {
        self.count = false;
        self
    }
}

impl Default for ODataSkip {
    fn default() -> Self {
        Self::new()
    }
}

impl Style for ODataSkip {
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
        let Ok(skip) = skip(position) else {
            return Ok(Ask::Link(position.cursor.clone().unwrap_or_default()));
        };
        let top = position
            .size
            .map(|size| ("$top".to_owned(), size.to_string()));
        let skip = (skip > 0).then(|| ("$skip".to_owned(), skip.to_string()));
        let count = self.count.then(|| ("$count".to_owned(), "true".to_owned()));
        Ok(Ask::Parameters(
            [top, skip, count].into_iter().flatten().collect(),
        ))
    }

    fn complete(&self, query: &mut Vec<(String, String)>) {
        let order = query
            .iter()
            .find(|(name, _)| name == "$orderby")
            .map(|(_, order)| order.clone());
        match (order, &self.unique) {
            (None, Some(unique)) => query.push(("$orderby".to_owned(), unique.clone())),
            (None, None) => {
                warn!(
                    "pages without `$orderby` may overlap; give a unique order with `.order_by(..)`"
                )
            }
            (Some(order), Some(unique)) if !orders_by(&order, unique) => {
                warn!(%order, "pages may overlap where rows are equal in this order; add `.order_by(\"{unique}\")`");
            }
            _ => {}
        }
    }

    fn own_parameters(&self) -> Vec<&str> {
        vec!["$top", "$skip", "$count"]
    }

    fn onward(&self, answer: &Answer<'_>) -> Result<NextPage, ErrorKind> {
        if let Some(next) = next_link(answer.body, answer.url)? {
            return Ok(NextPage::At(next));
        }
        // Behind a next link there is no skip to count on from: where there is no further link, there is nothing.
        let Some(behind) = behind(answer) else {
            return Ok(NextPage::End);
        };
        // Rows behind the count show that the count is not exact; an empty page then ends the walk.
        let reached = answer
            .total
            .is_some_and(|total| i64::try_from(behind) == Ok(total));
        Ok(if answer.received == 0 || reached {
            NextPage::End
        } else {
            NextPage::At(behind.to_string())
        })
    }

    fn predict_cursor(&self, cursor: Option<&str>, step: u64, total: i64) -> Option<String> {
        let behind = cursor
            .map_or(Ok(0), str::parse::<u64>)
            .ok()?
            .checked_add(step)?;
        (i64::try_from(behind).ok()? < total).then(|| behind.to_string())
    }

    fn end(&self, answer: &Answer<'_>) -> Option<String> {
        behind(answer)
            .filter(|behind| *behind > 0)
            .map(|behind| behind.to_string())
    }
}

fn orders_by(order: &str, property: &str) -> bool {
    order
        .split(',')
        .any(|term| term.split_whitespace().next() == Some(property))
}

/// How many rows lie behind the walk after a page; `None` when it was asked for by a link.
fn behind(answer: &Answer<'_>) -> Option<u64> {
    Some(
        skip(answer.position)
            .ok()?
            .saturating_add(answer.received as u64),
    )
}

fn skip(position: &Position) -> Result<u64, std::num::ParseIntError> {
    position.cursor.as_deref().map_or(Ok(0), str::parse)
}
