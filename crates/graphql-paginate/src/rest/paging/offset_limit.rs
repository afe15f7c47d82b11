//! Paging by offset and limit.

use super::end_rules::{Continuation, Counted, EndRules, flag_setters, open_end_setters};
use super::style::{RequestTarget, StyleRules, check_parameter, size_parameter};
use crate::counted_cursor::{CountedCursor, past_total};
use crate::driver::PageRequest;
use crate::error::ErrorKind;
use crate::rest::response::PageResponse;

/// Pages requested by the number of items before them: offset and limit, with any parameter names.
///
/// The walk advances by the number of items received, not requested, because servers may return fewer items than
/// requested. It ends by the [end rules](crate::rest#when-a-walk-ends): a flag, the
/// [total](crate::rest::Collection::total_at), and in any case an empty page. A cursor is the number of items before a
/// page.
///
/// If items change during a walk, offsets shift: deleting an item before the offset makes the walk skip another item,
/// and inserting one makes an item appear twice. Prefer cursors where the API has them.
///
/// ```
/// use graphql_paginate::rest::OffsetLimit;
///
/// let paging = OffsetLimit::new("offset").size_parameter("limit");
/// let scim = OffsetLimit::new("startIndex").first(1).size_parameter("count");
/// ```
#[derive(Debug, Clone)]
#[must_use = "a way of paging does nothing by itself"]
pub struct OffsetLimit {
    parameter: String,
    first: u64,
    size: Option<String>,
    end: EndRules,
}

flag_setters!(OffsetLimit);
open_end_setters!(OffsetLimit);

impl OffsetLimit {
    /// Sends the offset in this parameter; the offset of the first item is 0.
    ///
    /// A name that starts with `/` is the JSON pointer of a field in the [request body](crate::rest::Collection::post).
    pub fn new(parameter: impl Into<String>) -> Self {
        Self {
            parameter: parameter.into(),
            first: 0,
            size: None,
            end: EndRules::default(),
        }
    }

    /// Sets the offset of the first item; 0 by default.
    pub fn first(mut self, offset: u64) -> Self {
        self.first = offset;
        self
    }

    /// Sets the parameter for the page size.
    pub fn size_parameter(mut self, name: impl Into<String>) -> Self {
        self.size = Some(name.into());
        self
    }
}

impl StyleRules for OffsetLimit {
    fn check(&self) -> Result<(), String> {
        check_parameter(&self.parameter, "the offset", self.size.as_deref())?;
        self.end.check()
    }

    fn request(&self, position: &PageRequest) -> Result<RequestTarget, ErrorKind> {
        let offset = self.first.saturating_add(items_before(position)?);
        let mut parameters = Vec::new();
        parameters.extend(size_parameter(position, self.size.as_deref()));
        parameters.push((self.parameter.clone(), offset.into()));
        Ok(RequestTarget::Parameters(parameters))
    }

    fn sent_size(&self, position: &PageRequest) -> Option<u32> {
        self.size.as_ref()?;
        position.size
    }

    fn own_parameters(&self) -> Vec<&str> {
        let mut names = vec![self.parameter.as_str()];
        names.extend(self.size.as_deref());
        names
    }

    fn end_rules(&self) -> &EndRules {
        &self.end
    }

    fn continuation(&self, response: &PageResponse<'_>) -> Result<Continuation, ErrorKind> {
        let before = items_before(response.position)?;
        Ok(after_items(before.saturating_add(response.received as u64)))
    }

    fn predict_cursor(&self, cursor: Option<&str>, page_len: u64, total: i64) -> Option<String> {
        predict_offset(cursor, page_len, total)
    }

    fn end_cursor(&self, response: &PageResponse<'_>) -> Option<String> {
        let before = items_before(response.position).ok()?;
        offset_cursor(before.saturating_add(response.received as u64))
    }

    fn counts(&self) -> bool {
        true
    }

    fn is_past_total(&self, position: &PageRequest) -> bool {
        is_past_total(position)
    }
}

/// The continuation after this many items.
pub(super) fn after_items(items: u64) -> Continuation {
    let next = CountedCursor {
        number: items,
        ..CountedCursor::default()
    };
    Continuation::Counted(Counted {
        next: next.to_string(),
        next_past_total: past_total::mark(next),
        received: Some(items),
        is_last: None,
    })
}

/// The cursor after this many items; `None` at the beginning.
pub(super) fn offset_cursor(items: u64) -> Option<String> {
    if items == 0 {
        None
    } else {
        Some(items.to_string())
    }
}

pub(super) fn predict_offset(cursor: Option<&str>, page_len: u64, total: i64) -> Option<String> {
    let before = match cursor {
        Some(cursor) => cursor.parse().ok()?,
        None => 0_u64,
    };
    let offset = before.checked_add(page_len)?;
    if offset >= u64::try_from(total).ok()? {
        return None;
    }
    Some(offset.to_string())
}

pub(super) fn is_past_total(position: &PageRequest) -> bool {
    past_total::is_marked(position.cursor.as_deref())
}

fn items_before(position: &PageRequest) -> Result<u64, ErrorKind> {
    let Some(cursor) = &position.cursor else {
        return Ok(0);
    };
    match past_total::parse(cursor) {
        Ok(cursor) => Ok(cursor.number),
        Err(_) => Err(ErrorKind::Setup {
            problem: format!(
                "`{cursor}` is not a number of items; start after a number of items, such as `100`"
            ),
        }),
    }
}
