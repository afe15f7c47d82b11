//! OData paging by `$top` and `$skip`, with the count.

use tracing::warn;

use super::end_rules::{Continuation, EndRules, flag_setters, open_end_setters};
use super::offset_limit::{after_items, is_past_total, offset_cursor, predict_offset};
use super::style::{RequestTarget, StyleRules, size_parameter};
use crate::driver::PageRequest;
use crate::error::ErrorKind;
use crate::rest::layout::BodyLayout;
use crate::rest::odata_body;
use crate::rest::response::PageResponse;

/// OData pages requested by `$top` and `$skip`.
///
/// The walk advances by the number of rows received, not requested, because services may return fewer rows than
/// requested. It ends when the count is reached or a page is empty, since rows may be deleted in the meantime. A full
/// page is never treated as the last one: if it reaches the count, one more request verifies that nothing follows. Next
/// links are followed if a service sends them; they cover the rows up to `$top`, after which the walk continues with
/// `$skip`. A cursor is the number of rows before a page, followed by `@` and the link if the page is requested by one.
///
/// Without a unique `$orderby` the service may order rows differently for each page, so that some appear twice and
/// others never. Name the property that is [`unique`](Self::unique); a walk in any other order logs a `tracing`
/// warning.
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
    count: Option<(&'static str, &'static str)>,
    unique: Option<String>,
    end: EndRules,
}

flag_setters!(ODataSkip);
open_end_setters!(ODataSkip);

impl ODataSkip {
    /// Creates a way of paging that requests the count with every page.
    pub fn new() -> Self {
        Self {
            count: Some(("$count", "true")),
            unique: None,
            end: EndRules::default(),
        }
    }

    /// Sets a property that is unique to each row. Rows are ordered by it when no `$orderby` is given.
    pub fn unique(mut self, property: impl Into<String>) -> Self {
        self.unique = Some(property.into());
        self
    }

    /// Does not request the count, for services that refuse it or compute it slowly. The walk then ends only with an
    /// empty page, which takes one more request.
    pub fn without_count(mut self) -> Self {
        self.count = None;
        self
    }

    /// Requests the count by `$inlinecount=allpages`, as in OData 2 and 3.
    pub fn inline_count(mut self) -> Self {
        self.count = Some(("$inlinecount", "allpages"));
        self
    }
}

impl Default for ODataSkip {
    fn default() -> Self {
        Self::new()
    }
}

/// The start of a page.
enum Start<'c> {
    Rows(u64),
    /// At a link, with the number of rows before it if known.
    Link(Option<u64>, &'c str),
}

fn start(position: &PageRequest) -> Start<'_> {
    let Some(cursor) = &position.cursor else {
        return Start::Rows(0);
    };
    if let Ok(rows) = cursor.trim_end_matches('!').parse() {
        return Start::Rows(rows);
    }
    if let Some((rows, link)) = cursor.split_once('@')
        && let Ok(rows) = rows.parse()
    {
        return Start::Link(Some(rows), link);
    }
    Start::Link(None, cursor)
}

/// The number of rows in this page and all before it; `None` when the walk began at a link.
fn rows_read(response: &PageResponse<'_>) -> Option<u64> {
    let before = match start(response.position) {
        Start::Rows(rows) => rows,
        Start::Link(rows, _) => rows?,
    };
    Some(before.saturating_add(response.received as u64))
}

impl StyleRules for ODataSkip {
    fn check(&self) -> Result<(), String> {
        self.end.check()
    }

    fn layout(&self) -> BodyLayout {
        odata_body::layout()
    }

    fn request(&self, position: &PageRequest) -> Result<RequestTarget, ErrorKind> {
        let rows = match start(position) {
            Start::Rows(rows) => rows,
            Start::Link(_, link) => return Ok(RequestTarget::Link(link.to_owned())),
        };
        let mut parameters = Vec::new();
        parameters.extend(size_parameter(position, Some("$top")));
        if rows > 0 {
            parameters.push(("$skip".to_owned(), rows.into()));
        }
        if let Some((name, value)) = self.count {
            parameters.push((name.to_owned(), value.into()));
        }
        Ok(RequestTarget::Parameters(parameters))
    }

    fn sent_size(&self, position: &PageRequest) -> Option<u32> {
        match start(position) {
            Start::Rows(_) => position.size,
            Start::Link(..) => None,
        }
    }

    fn complete_query(&self, query: &mut Vec<(String, String)>) {
        let order = query.iter().find(|(name, _)| name == "$orderby");
        let order = order.map(|(_, order)| order.clone());
        match (order, &self.unique) {
            (None, Some(unique)) => query.push(("$orderby".to_owned(), unique.clone())),
            (None, None) => {
                warn!(
                    "pages without `$orderby` may overlap; give a unique order with `.order_by(..)`"
                );
            }
            (Some(order), Some(unique)) if !orders_by(&order, unique) => {
                warn!(%order, "pages may overlap where rows are equal in this order; add `.order_by(\"{unique}\")`");
            }
            _ => {}
        }
    }

    fn own_parameters(&self) -> Vec<&str> {
        vec!["$top", "$skip", "$count", "$inlinecount"]
    }

    fn end_rules(&self) -> &EndRules {
        &self.end
    }

    fn continuation(&self, response: &PageResponse<'_>) -> Result<Continuation, ErrorKind> {
        let rows = rows_read(response);
        if let Some(link) = odata_body::next_link(response)? {
            let is_own = response.is_own(&link);
            let cursor = match rows {
                Some(rows) => format!("{rows}@{link}"),
                None => link,
            };
            return Ok(Continuation::Named { cursor, is_own });
        }
        match (start(response.position), rows) {
            // A service's links cover the rows that were requested: all of them, or the first `$top`.
            (Start::Link(..), Some(rows)) if response.position.size.is_some() => {
                Ok(after_items(rows))
            }
            (Start::Rows(_), Some(rows)) => Ok(after_items(rows)),
            _ => Ok(Continuation::Nothing {
                field: "@odata.nextLink".into(),
            }),
        }
    }

    fn predict_cursor(&self, cursor: Option<&str>, page_len: u64, total: i64) -> Option<String> {
        predict_offset(cursor, page_len, total)
    }

    fn end_cursor(&self, response: &PageResponse<'_>) -> Option<String> {
        offset_cursor(rows_read(response)?)
    }

    fn counts(&self) -> bool {
        true
    }

    fn is_past_total(&self, position: &PageRequest) -> bool {
        is_past_total(position)
    }
}

fn orders_by(order: &str, property: &str) -> bool {
    order
        .split(',')
        .any(|term| term.split_whitespace().next() == Some(property))
}
