//! Paging by page number.

use std::borrow::Cow;

use super::end_rules::{Continuation, Counted, EndRules, flag_setters, open_end_setters};
use super::style::{RequestTarget, StyleRules, check_location, check_parameter};
use crate::counted_cursor::{self, CountedCursor, past_total};
use crate::driver::{OtherStart, PageRequest, StartPage};
use crate::error::ErrorKind;
use crate::rest::ValueLocation;
use crate::rest::response::PageResponse;

/// Pages requested by their number.
///
/// The walk ends by the [end rules](crate::rest#when-a-walk-ends): a flag, the number of pages at
/// [`pages_at`](Self::pages_at), the [total](crate::rest::Collection::total_at), and in any case an empty page. The
/// size of the first page is kept, because with another size the page numbers would refer to other items. A cursor is a
/// page number with the page size and the number of items before it: `3x50+100` is page 3 of pages of 50 items, with
/// 100 items before it. A walk that starts at `3` starts at page 3 of pages of the
/// [page size](crate::rest::Collection::page_size), also if that page is requested again after a failure; a size above the
/// largest of the API is an error that names the page to start at instead.
///
/// ```
/// use graphql_paginate::rest::PageNumber;
///
/// let paging = PageNumber::new("page").size_parameter("per_page").pages_at("/total_pages");
/// ```
#[derive(Debug, Clone)]
#[must_use = "a way of paging does nothing by itself"]
pub struct PageNumber {
    parameter: String,
    first: u64,
    /// Whether the caller did not say so: it is the usual number.
    is_first_assumed: bool,
    size: Option<String>,
    pages: Option<ValueLocation>,
    end: EndRules,
}

flag_setters!(PageNumber);
open_end_setters!(PageNumber);

impl PageNumber {
    /// Sends the page number in this parameter; the first page is 1.
    ///
    /// A name that starts with `/` is the JSON pointer of a field in the [request body](crate::rest::Collection::post).
    pub fn new(parameter: impl Into<String>) -> Self {
        Self {
            parameter: parameter.into(),
            first: 1,
            is_first_assumed: true,
            size: None,
            pages: None,
            end: EndRules::default(),
        }
    }

    /// Sets the number of the first page; 1 by default.
    ///
    /// If it is not set, it is checked. An empty page with the last number is [`ErrorKind::EmptyPage`], because the first
    /// page may have the number 0 and would be missing. A list whose only page is empty ends if page 0 is empty or refused,
    /// too. Without a number of pages, and unless the announced total was received, page 0 is requested at the end: if it has
    /// other items than page 1, the walk ends with [`ErrorKind::OtherFirstPage`].
    pub fn first(mut self, number: u64) -> Self {
        self.first = number;
        self.is_first_assumed = false;
        self
    }

    /// Sets the parameter for the page size.
    pub fn size_parameter(mut self, name: impl Into<String>) -> Self {
        self.size = Some(name.into());
        self
    }

    /// Sets where a response holds the number of pages. A page without it is an error.
    pub fn pages_at(mut self, location: impl Into<ValueLocation>) -> Self {
        self.pages = Some(location.into());
        self
    }

    fn cursor(&self, position: &PageRequest) -> Result<CountedCursor, ErrorKind> {
        let Some(cursor) = &position.cursor else {
            return Ok(CountedCursor {
                number: self.first,
                size: position.size,
                received: Some(0),
            });
        };
        let parsed = past_total::parse(cursor).map_err(|_| ErrorKind::Setup {
            problem: format!(
                "`{cursor}` is not the number of a page; start at one such as `3`, or `3x50` with its size"
            ),
        })?;
        Ok(CountedCursor {
            size: parsed.size.or(position.size),
            ..parsed
        })
    }

    /// The page size that the pages after one keep; 0 if the server determines it.
    fn kept_size(&self, cursor: CountedCursor) -> Option<u32> {
        match self.size {
            Some(_) => cursor.size.or(Some(0)),
            None => cursor.size,
        }
    }

    /// The announced number of pages, `Some(None)` if none is configured or it is not to be trusted; `None` if it is
    /// missing.
    fn announced(&self, response: &PageResponse<'_>) -> Result<Option<Option<u64>>, ErrorKind> {
        let Some(location) = &self.pages else {
            return Ok(Some(None));
        };
        let pages = response.text_at(location)?;
        let Some(pages) = pages.and_then(|pages| pages.parse::<u64>().ok()) else {
            return Ok(None);
        };
        if pages == 0 && response.received > 0 {
            // The page has items, so there are pages.
            return Ok(Some(None));
        }
        Ok(Some(Some(pages)))
    }

    /// The number of the last of so many pages.
    fn last(&self, pages: u64) -> u64 {
        self.first.saturating_add(pages).saturating_sub(1)
    }

    /// What follows a page that leaves it unclear whether the numbers of pages start at 1; `None` if the usual rules
    /// apply.
    ///
    /// If they start at 0, the page with the last number is empty, and the first one was never requested. The only page
    /// may also be that of an empty list, so page 0 is requested.
    fn unclear_next(
        &self,
        response: &PageResponse<'_>,
        cursor: CountedCursor,
        pages: u64,
    ) -> Result<Option<Continuation>, ErrorKind> {
        let is_empty = response.received == 0;
        if self.is_page_zero(response.position) {
            if is_empty {
                let field = self.pages_field();
                return Ok(Some(Continuation::Nothing { field }));
            }
            return Err(self.empty_page(self.first, pages));
        }
        let is_unclear = is_empty && pages > 0 && cursor.number == self.last(pages);
        if !self.is_first_assumed || !is_unclear || self.end.has_flag() {
            return Ok(None);
        }
        if cursor.number != self.first {
            return Err(self.empty_page(cursor.number, pages));
        }
        if response.total == Some(0) {
            return Ok(None);
        }
        let zero = CountedCursor {
            number: 0,
            size: self.kept_size(cursor),
            received: Some(0),
        };
        Ok(Some(Continuation::Named {
            cursor: past_total::mark(zero),
            is_own: false,
        }))
    }

    fn empty_page(&self, number: u64, pages: u64) -> ErrorKind {
        ErrorKind::EmptyPage {
            number,
            pages,
            field: self.pages_field(),
        }
    }

    /// Where the number of pages is, for messages.
    fn pages_field(&self) -> Cow<'static, str> {
        let field = self.pages.as_ref().map(ToString::to_string);
        field.unwrap_or_default().into()
    }

    /// Whether a position is that of page 0, requested after an empty first page with the number 1. A refusal of this
    /// page says that there is none, so its cursor is one past the total.
    fn is_page_zero(&self, position: &PageRequest) -> bool {
        let cursor = self.cursor(position).unwrap_or_default();
        self.is_first_assumed && cursor.number < self.first && self.is_past_total(position)
    }

    /// The first page, where a later walk finds the items of a list that was empty.
    fn start_after(&self, position: &PageRequest) -> Option<String> {
        if !self.is_page_zero(position) {
            return None;
        }
        let start = CountedCursor {
            number: self.first,
            ..self.cursor(position).ok()?
        };
        Some(start.to_string())
    }
}

impl StyleRules for PageNumber {
    fn check(&self) -> Result<(), String> {
        check_parameter(&self.parameter, "the page number", self.size.as_deref())?;
        if let Some(pages) = &self.pages {
            check_location(pages, "the number of pages")?;
        }
        self.end.check()
    }

    fn sized_start(
        &self,
        cursor: String,
        meant: Option<u32>,
        size: Option<u32>,
    ) -> Result<String, ErrorKind> {
        if self.size.is_none() {
            return Ok(cursor);
        }
        counted_cursor::sized_start(cursor, self.first, meant, size)
            .map_err(|problem| ErrorKind::Setup { problem })
    }

    fn request(&self, position: &PageRequest) -> Result<RequestTarget, ErrorKind> {
        let cursor = self.cursor(position)?;
        let mut parameters = Vec::new();
        if let (Some(name), Some(size)) = (&self.size, sent_size(cursor)) {
            parameters.push((name.clone(), size.into()));
        }
        parameters.push((self.parameter.clone(), cursor.number.into()));
        Ok(RequestTarget::Parameters(parameters))
    }

    fn sent_size(&self, position: &PageRequest) -> Option<u32> {
        self.size.as_ref()?;
        sent_size(self.cursor(position).ok()?)
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
        let cursor = self.cursor(response.position)?;
        let Some(pages) = self.announced(response)? else {
            return Ok(Continuation::Unknown {
                field: self.pages_field(),
            });
        };
        if let Some(pages) = pages
            && let Some(next) = self.unclear_next(response, cursor, pages)?
        {
            return Ok(next);
        }
        let is_last = pages.map(|pages| pages == 0 || cursor.number >= self.last(pages));
        let received = response.received as u64;
        let next = CountedCursor {
            number: cursor.number.saturating_add(1),
            size: self.kept_size(cursor),
            received: cursor
                .received
                .map(|before| before.saturating_add(received)),
        };
        Ok(Continuation::Counted(Counted {
            next: next.to_string(),
            next_past_total: past_total::mark(next),
            received: next.received,
            is_last,
        }))
    }

    fn predict_cursor(&self, cursor: Option<&str>, page_len: u64, total: i64) -> Option<String> {
        let cursor = past_total::parse(cursor?).ok()?;
        let received = cursor.received?.checked_add(page_len)?;
        if received >= u64::try_from(total).ok()? {
            return None;
        }
        let next = CountedCursor {
            number: cursor.number.checked_add(1)?,
            received: Some(received),
            ..cursor
        };
        Some(next.to_string())
    }

    fn other_start(&self, cursor: Option<&str>) -> Option<OtherStart> {
        // Without a flag, the number of pages proves the number of the first one.
        let is_proven = self.pages.is_some() && !self.end.has_flag();
        if !self.is_first_assumed || is_proven {
            return None;
        }
        let current = match cursor {
            Some(cursor) => past_total::parse(cursor).ok()?,
            None => CountedCursor {
                number: self.first,
                size: None,
                received: Some(0),
            },
        };
        if current.received.is_none() || current.number < self.first {
            return None;
        }
        let page = |number| {
            let cursor = CountedCursor {
                number,
                size: current.size,
                received: None,
            };
            StartPage {
                number,
                cursor: cursor.to_string(),
            }
        };
        Some(OtherStart {
            first: page(self.first),
            other: page(self.first - 1),
        })
    }

    fn end_cursor(&self, response: &PageResponse<'_>) -> Option<String> {
        self.start_after(response.position)
    }

    fn refused_end_cursor(&self, position: &PageRequest) -> Option<String> {
        self.start_after(position)
    }

    fn counts(&self) -> bool {
        true
    }

    fn is_past_total(&self, position: &PageRequest) -> bool {
        past_total::is_marked(position.cursor.as_deref())
    }

    fn may_page_before_grow(&self, cursor: &str) -> bool {
        past_total::is_marked(Some(cursor)) && past_total::may_page_before_grow(cursor, self.first)
    }
}

/// The page size to send for a cursor, unless the server determines it.
fn sent_size(cursor: CountedCursor) -> Option<u32> {
    cursor.size.filter(|size| *size > 0)
}
