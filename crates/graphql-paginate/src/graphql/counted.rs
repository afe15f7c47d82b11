//! Pages with offsets or page numbers, which the client computes.

mod following;

use serde_json::Value;

use self::following::Following;
use crate::connection::{EndMark, Numbering, Unit};
use crate::counted_cursor::{CountedCursor, past_total, sized_start};
use crate::driver::{NextPage, OtherStart, PageRequest, StartPage};
use crate::error::ErrorKind;
use crate::json::whole;

/// The parts of a response that determine the next page.
pub(crate) struct CountedPage<'p> {
    pub(crate) position: &'p PageRequest,
    /// The number of items on the page, nulls included.
    pub(crate) received: u64,
    /// The kind of field that marks the end of the list, and its value.
    pub(crate) end: Option<(EndMark, Option<Value>)>,
    /// The name of that field.
    pub(crate) field: &'p str,
    /// The number of items in the whole list, if the page says it.
    pub(crate) total: Option<i64>,
}

impl CountedPage<'_> {
    /// The number of pages, or of the last page.
    fn announced(&self) -> Option<(EndMark, u64)> {
        match &self.end {
            Some((mark @ (EndMark::Pages | EndMark::LastPage), Some(Value::Number(number)))) => {
                Some((*mark, whole(number)?))
            }
            _ => None,
        }
    }
}

impl Numbering {
    /// The position of a cursor. Numbered pages keep the size of the first one, because with another size the same
    /// number would mean other items.
    pub(crate) fn read_cursor(
        self,
        cursor: Option<&str>,
        size: Option<u32>,
    ) -> Result<CountedCursor, ErrorKind> {
        let Some(cursor) = cursor else {
            return Ok(CountedCursor {
                number: self.first,
                size: Some(size.unwrap_or(0)),
                received: Some(0),
            });
        };
        let cursor = past_total::parse(cursor).map_err(|_| {
            let what = match self.unit {
                Unit::Item => "the number of items before a page; start at one such as `40`",
                Unit::Page => "the number of a page; start at one such as `3`",
            };
            ErrorKind::Setup {
                problem: format!("`{cursor}` is not {what}"),
            }
        })?;
        let received = match cursor.received {
            None if cursor.number == self.first => Some(0),
            received => received,
        };
        Ok(CountedCursor {
            size: cursor.size.or(Some(size.unwrap_or(0))),
            received,
            ..cursor
        })
    }

    /// The cursor at which a walk starts, with the page size that a page number is about.
    pub(crate) fn sized_start(
        self,
        cursor: String,
        meant: Option<u32>,
        size: Option<u32>,
    ) -> Result<String, ErrorKind> {
        match self.unit {
            Unit::Item => Ok(cursor),
            Unit::Page => sized_start(cursor, self.first, meant, size)
                .map_err(|problem| ErrorKind::Setup { problem }),
        }
    }

    /// The page size of the request for a position.
    pub(crate) fn size(self, position: &PageRequest) -> Result<Option<u32>, ErrorKind> {
        let cursor = self.read_cursor(position.cursor.as_deref(), position.size)?;
        match self.unit {
            Unit::Item => Ok(position.size),
            Unit::Page => Ok(cursor.size.filter(|size| *size > 0)),
        }
    }

    /// The next page, and the cursor at the end of this page, if that is a position in the list.
    pub(crate) fn next_page(
        self,
        page: &CountedPage<'_>,
    ) -> Result<(NextPage, Option<String>), ErrorKind> {
        let current = self.read_cursor(page.position.cursor.as_deref(), page.position.size)?;
        match self.unclear_next(current, page)? {
            None => {}
            Some(NextPage::At(cursor)) => return Ok((NextPage::At(cursor.clone()), Some(cursor))),
            // The end of an empty list: a later walk looks for its first page again.
            Some(next) => {
                let number = self.first;
                let start = CountedCursor { number, ..current };
                return Ok((next, Some(start.to_string())));
            }
        }
        let next = self.next(current, page);
        let size = self.size(page.position)?;
        let is_full = size.is_some_and(|size| page.received >= u64::from(size));
        let may_be_full = page.position.may_be_full(page.received, size);
        let Some(following) = self.following(current, next, page, may_be_full) else {
            let field = page.field.to_owned().into();
            return Ok((NextPage::Unknown { field }, None));
        };
        let cursor = match following {
            Following::Pages | Following::Nothing => next.to_string(),
            Following::Unverified => past_total::mark(next),
        };
        if following != Following::Nothing {
            return Ok((NextPage::At(cursor.clone()), Some(cursor)));
        }
        // Items may be added to a numbered page that is not full.
        if self.unit == Unit::Item || is_full {
            Ok((NextPage::End, Some(cursor)))
        } else {
            Ok((NextPage::End, None))
        }
    }

    /// The position after a page.
    fn next(self, current: CountedCursor, page: &CountedPage<'_>) -> CountedCursor {
        let mut next = self.after(current, page.received);
        if let Some((EndMark::Next, Some(Value::Number(value)))) = &page.end
            && let Some(number) = whole(value)
        {
            next.number = number;
        }
        next
    }

    /// The largest number that the first page may have.
    ///
    /// A walk that starts at a number of the caller's does not see whether page 0 exists. If that is assumed, the last page
    /// may have the number of pages as its number.
    pub(super) fn largest_first(self, current: CountedCursor) -> u64 {
        let is_start_given = current.received.is_none();
        if self.is_first_assumed && is_start_given {
            self.first.max(1)
        } else {
            self.first
        }
    }

    /// What follows a page that leaves it unclear whether the numbers of pages start where this walk does; `None` if the
    /// usual rules apply.
    ///
    /// If they start at 0 and the walk started at 1, the page with the number of the last page is empty, and the first page
    /// was never requested. One empty page may also be an empty list, which some servers count as one page: then the list
    /// ends, and [`other_start`](Self::other_start) is checked.
    fn unclear_next(
        self,
        current: CountedCursor,
        page: &CountedPage<'_>,
    ) -> Result<Option<NextPage>, ErrorKind> {
        if self.unit == Unit::Item || !self.is_first_assumed {
            return Ok(None);
        }
        let Some((mark, announced)) = page.announced() else {
            return self.unclear_start(current, page);
        };
        let empty = |number| ErrorKind::EmptyPage {
            number,
            pages: announced,
            field: page.field.to_owned().into(),
        };
        let is_start = current.received == Some(0);
        if is_start && current.number == self.other_first() {
            if page.received > 0 {
                return Err(empty(self.first));
            }
            return Ok(Some(NextPage::End));
        }
        let is_beyond = match mark {
            EndMark::LastPage => current.number > announced,
            _ => current.number >= self.first.saturating_add(announced),
        };
        if page.received > 0 || current.number < self.first {
            return Ok(None);
        }
        if is_start && current.number == self.first && announced <= 1 {
            // The driver requests the other first page at the end.
            return Ok(None);
        }
        if is_beyond {
            return Ok(None);
        }
        Err(empty(current.number))
    }

    /// What follows an empty first page in a list without a number of pages, if the page is assumed to have the number 0:
    /// page 1, which must be empty, too, unless a flag announces more pages.
    fn unclear_start(
        self,
        current: CountedCursor,
        page: &CountedPage<'_>,
    ) -> Result<Option<NextPage>, ErrorKind> {
        let is_start = current.received == Some(0);
        if self.first != 0 || !is_start {
            return Ok(None);
        }
        if current.number == self.other_first() {
            if page.received > 0 {
                return Err(ErrorKind::EmptyFirstPage { number: self.first });
            }
            return Ok(None);
        }
        if current.number != self.first || page.received > 0 || page.total == Some(0) {
            return Ok(None);
        }
        let mut other = CountedCursor {
            number: self.other_first(),
            ..current
        };
        match &page.end {
            // A page with gaps: the next one need not be empty.
            Some((EndMark::HasMore, Some(Value::Bool(true)))) => other.received = None,
            Some((EndMark::HasMore, Some(Value::Bool(false))))
            | Some((EndMark::Next, Some(Value::Null)))
            | Some((EndMark::Pages | EndMark::LastPage | EndMark::Total, _))
            | None => {}
            Some(_) => return Ok(None),
        }
        Ok(Some(NextPage::At(other.to_string())))
    }

    /// The assumed first page, and the one that may be the first instead, if a walk that ended at a cursor began there.
    ///
    /// If a number of pages marks the end, the last page has items only if pages start at 1. If a total does, the page that
    /// completes it does.
    pub(crate) fn other_start(
        self,
        cursor: Option<&str>,
        mark: Option<EndMark>,
        is_empty: bool,
    ) -> Option<OtherStart> {
        let is_assumed = self.unit == Unit::Page && self.is_first_assumed;
        // An empty page past the announced end follows a last page with items.
        let is_past_last = mark == Some(EndMark::Pages) && past_total::is_marked(cursor);
        let has_last_items = !is_empty || is_past_last;
        let is_proven = matches!(mark, Some(EndMark::Pages | EndMark::Total)) && has_last_items;
        if !is_assumed || is_proven {
            return None;
        }
        let current = match cursor {
            Some(cursor) => self.read_cursor(Some(cursor), None).ok()?,
            None => CountedCursor {
                number: self.first,
                size: None,
                received: Some(0),
            },
        };
        if current.received.is_none() || current.number < self.first {
            return None;
        }
        // A walk from page 0 has requested page 1, too, unless page 0 was empty.
        if self.first == 0 && (!is_empty || current.number > 0) {
            return None;
        }
        let page = |number| {
            let cursor = CountedCursor {
                number,
                size: current.size.filter(|size| *size > 0),
                received: None,
            };
            StartPage {
                number,
                cursor: cursor.to_string(),
            }
        };
        Some(OtherStart {
            first: page(self.first),
            other: page(self.other_first()),
        })
    }

    /// Whether the last page before a cursor past the announced end may get more items.
    pub(crate) fn may_page_before_grow(self, cursor: &str) -> bool {
        self.unit == Unit::Page
            && past_total::is_marked(Some(cursor))
            && past_total::may_page_before_grow(cursor, self.first)
    }

    /// The number of the first page, if it is not the assumed one.
    fn other_first(self) -> u64 {
        if self.first == 0 { 1 } else { self.first - 1 }
    }

    /// The position after a page of `page_len` items, if the list has `total` items and more of them follow.
    pub(crate) fn predict(self, cursor: Option<&str>, page_len: u64, total: i64) -> Option<String> {
        let cursor = past_total::parse(cursor?).ok()?;
        let next = self.after(cursor, page_len);
        let total = u64::try_from(total).ok()?;
        if self.seen(next)? >= total {
            return None;
        }
        Some(next.to_string())
    }

    /// The position after a page of `received` items at a position.
    fn after(self, cursor: CountedCursor, received: u64) -> CountedCursor {
        match self.unit {
            Unit::Item => CountedCursor {
                number: cursor.number.saturating_add(received),
                size: None,
                received: None,
            },
            Unit::Page => CountedCursor {
                number: cursor.number.saturating_add(1),
                received: cursor
                    .received
                    .map(|before| before.saturating_add(received)),
                ..cursor
            },
        }
    }

    /// The number of items in the list before a position.
    pub(super) fn seen(self, cursor: CountedCursor) -> Option<u64> {
        match self.unit {
            Unit::Item => Some(cursor.number.saturating_sub(self.first)),
            Unit::Page => cursor.received,
        }
    }
}

#[cfg(test)]
mod tests;
