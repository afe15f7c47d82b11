//! Paging by a cursor that is read from the response and sent in a parameter.

use super::end_rules::{Continuation, EndRules, end_value_setter, flag_setters, open_end_setters};
use super::style::{RequestTarget, StyleRules, check_location, check_parameter, size_parameter};
use crate::driver::{NextPage, Order, PageRequest};
use crate::error::ErrorKind;
use crate::rest::ValueLocation;
use crate::rest::response::PageResponse;

/// Pages joined by a cursor: each response holds the cursor that is sent in a parameter of the next request.
///
/// The cursor may be in the body, in a header, or in the last item. A cursor that is null, empty or absent marks the
/// last page, unless a flag says otherwise. If the cursor is a field of the last item, an empty page ends the walk.
///
/// ```
/// use graphql_paginate::rest::{ValueLocation, RestCursor};
///
/// let paging = RestCursor::new("after", "/pageInfo/endCursor")
///     .more_at("/pageInfo/hasNextPage")
///     .size_parameter("first");
/// let by_id = RestCursor::new("starting_after", ValueLocation::last_item("/id")).more_at("/has_more");
/// let in_request_body = RestCursor::new("/start_cursor", "/next_cursor").size_parameter("/page_size");
/// ```
#[derive(Debug, Clone)]
#[must_use = "a way of paging does nothing by itself"]
pub struct RestCursor {
    parameter: String,
    cursor: ValueLocation,
    size: Option<String>,
    is_backward: bool,
    end: EndRules,
}

flag_setters!(RestCursor);
end_value_setter!(RestCursor);
open_end_setters!(RestCursor);

impl RestCursor {
    /// Reads the cursor at this location and sends it in this parameter.
    ///
    /// A name that starts with `/` is the JSON pointer of a field in the [request body](crate::rest::Collection::post),
    /// where cursors are sent as strings.
    pub fn new(parameter: impl Into<String>, cursor: impl Into<ValueLocation>) -> Self {
        Self {
            parameter: parameter.into(),
            cursor: cursor.into(),
            size: None,
            is_backward: false,
            end: EndRules::default(),
        }
    }

    /// Sets the parameter for the page size.
    pub fn size_parameter(mut self, name: impl Into<String>) -> Self {
        self.size = Some(name.into());
        self
    }

    /// Walks from the end of the collection to its beginning, for an API whose parameter requests the items *before* a
    /// cursor. The last item of each page is yielded first.
    ///
    /// ```
    /// use graphql_paginate::rest::RestCursor;
    ///
    /// let paging = RestCursor::new("before", "/pageInfo/startCursor")
    ///     .more_at("/pageInfo/hasPreviousPage")
    ///     .size_parameter("last")
    ///     .backward();
    /// ```
    pub fn backward(mut self) -> Self {
        self.is_backward = true;
        self
    }

    fn next_cursor(&self, response: &PageResponse<'_>) -> Result<Option<String>, ErrorKind> {
        let cursor = response.text_at(&self.cursor)?;
        Ok(cursor.filter(|cursor| !self.end.is_end_value(cursor)))
    }
}

impl StyleRules for RestCursor {
    fn check(&self) -> Result<(), String> {
        check_parameter(&self.parameter, "the cursor", self.size.as_deref())?;
        check_location(&self.cursor, "the cursor")?;
        self.end.check()
    }

    fn request(&self, position: &PageRequest) -> Result<RequestTarget, ErrorKind> {
        let mut parameters = Vec::new();
        parameters.extend(size_parameter(position, self.size.as_deref()));
        if let Some(cursor) = &position.cursor {
            parameters.push((self.parameter.clone(), cursor.clone().into()));
        }
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
        if let Some(cursor) = self.next_cursor(response)? {
            let is_own = response.is_own(&cursor);
            return Ok(Continuation::Named { cursor, is_own });
        }
        let field = self.cursor.to_string().into();
        if self.cursor.is_in_item() && response.received > 0 {
            // If the items have no cursor field, nothing is known about the end.
            return Ok(Continuation::Unknown { field });
        }
        Ok(Continuation::Nothing { field })
    }

    fn next_page(&self, response: &PageResponse<'_>) -> Result<NextPage, ErrorKind> {
        let next_page = self
            .end
            .next_page(response, || self.continuation(response))?;
        match next_page {
            NextPage::At(_) if self.end.is_short(response) => Ok(NextPage::End),
            next_page => Ok(next_page),
        }
    }

    fn end_cursor(&self, response: &PageResponse<'_>) -> Option<String> {
        // Without a flag, the last page is the one without a cursor or with the end value.
        let has_flag = self.end.more.is_some() || self.end.last.is_some();
        if has_flag || self.cursor.is_in_item() {
            return self.next_cursor(response).ok()?;
        }
        None
    }

    fn order(&self) -> Order {
        if self.is_backward {
            Order::Reversed
        } else {
            Order::Same
        }
    }
}
