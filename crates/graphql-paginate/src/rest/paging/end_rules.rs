//! The rules that decide when a walk of a collection ends, shared by all ways of paging.

use std::borrow::Cow;

use crate::driver::NextPage;
use crate::error::ErrorKind;
use crate::rest::ValueLocation;
use crate::rest::response::PageResponse;

/// The configured end rules of a way of paging.
#[derive(Debug, Clone, Default)]
pub(crate) struct EndRules {
    /// A flag that is true if another page follows.
    pub(super) more: Option<ValueLocation>,
    /// A flag that is true on the last page.
    pub(super) last: Option<ValueLocation>,
    /// A cursor or link that means "no further page".
    pub(super) end_value: Option<String>,
    pub(super) short_page: bool,
    /// Whether a "not found" response after at least one page ends the walk.
    pub(crate) not_found: bool,
}

/// How a page continues the walk, apart from a flag.
#[derive(Debug)]
pub(crate) enum Continuation {
    /// The response has neither a cursor nor a link.
    Nothing { field: Cow<'static, str> },
    /// The response has this cursor or link.
    Named {
        cursor: String,
        /// Whether it leads back to the same page.
        is_own: bool,
    },
    /// The client counts pages or items.
    Counted(Counted),
    /// The field that should hold the continuation is missing.
    Unknown { field: Cow<'static, str> },
}

/// The continuation of a page when the client counts pages or items.
#[derive(Debug)]
pub(crate) struct Counted {
    /// The cursor of the next page.
    pub(super) next: String,
    /// The cursor to use when the total says that nothing follows; that page is requested to verify the total.
    pub(super) next_past_total: String,
    /// The number of items in this and all earlier pages; `None` if unknown.
    pub(super) received: Option<u64>,
    /// Whether this is the last of an announced number of pages.
    pub(super) is_last: Option<bool>,
}

impl EndRules {
    pub(super) fn check(&self) -> Result<(), String> {
        for flag in self.more.iter().chain(&self.last) {
            flag.check("the flag")?;
        }
        Ok(())
    }

    /// Decides which page follows this one, if any.
    pub(super) fn next_page(
        &self,
        response: &PageResponse<'_>,
        continuation: impl FnOnce() -> Result<Continuation, ErrorKind>,
    ) -> Result<NextPage, ErrorKind> {
        let Some((flag, means_more)) = self.flag() else {
            return Ok(self.without_flag(response, continuation()?));
        };
        match response.flag_at(flag)? {
            None => Ok(NextPage::Unknown {
                field: flag.to_string().into(),
            }),
            Some(value) if value == means_more => Ok(announced(continuation()?)),
            Some(_) => Ok(NextPage::End),
        }
    }

    pub(super) fn has_flag(&self) -> bool {
        self.flag().is_some()
    }

    /// Whether this cursor or link means "no further page".
    pub(super) fn is_end_value(&self, value: &str) -> bool {
        self.end_value.as_deref() == Some(value)
    }

    /// The configured flag, and the value it has when another page follows.
    fn flag(&self) -> Option<(&ValueLocation, bool)> {
        match (&self.more, &self.last) {
            (Some(more), _) => Some((more, true)),
            (None, Some(last)) => Some((last, false)),
            (None, None) => None,
        }
    }

    fn without_flag(&self, response: &PageResponse<'_>, continuation: Continuation) -> NextPage {
        match continuation {
            Continuation::Unknown { field } => NextPage::Unknown { field },
            Continuation::Nothing { .. } => NextPage::End,
            // Many APIs end a list with an empty page that links to itself.
            Continuation::Named { is_own: true, .. } if response.received == 0 => NextPage::End,
            Continuation::Named { cursor, .. } => NextPage::At(cursor),
            Continuation::Counted(counted) => self.count(response, counted),
        }
    }

    fn count(&self, response: &PageResponse<'_>, counted: Counted) -> NextPage {
        match counted.is_last {
            // A full last page may be followed by others.
            Some(true) if is_full(response) => return NextPage::At(counted.next_past_total),
            Some(true) => return NextPage::End,
            // Pages in the middle may be empty if their items are hidden from the caller.
            Some(false) => return NextPage::At(counted.next),
            None => {}
        }
        if response.received == 0 {
            return NextPage::End;
        }
        let total = response.total.and_then(|total| u64::try_from(total).ok());
        let (Some(received), Some(total)) = (counted.received, total) else {
            if self.is_short(response) {
                return NextPage::End;
            }
            return NextPage::At(counted.next);
        };
        if received < total {
            return NextPage::At(counted.next);
        }
        // If more items arrived than announced, or the last page is full, the total may be too low.
        if received > total || is_full(response) {
            return NextPage::At(counted.next_past_total);
        }
        NextPage::End
    }

    /// Whether a page is the last one because it is shorter than requested. A flag or a total is more reliable.
    pub(super) fn is_short(&self, response: &PageResponse<'_>) -> bool {
        self.short_page
            && self.flag().is_none()
            && response.total.is_none()
            && response
                .sent_size
                .is_some_and(|size| response.received < size as usize)
    }
}

/// The next page, when a flag says that there is one.
fn announced(continuation: Continuation) -> NextPage {
    match continuation {
        Continuation::Named { cursor, .. } => NextPage::At(cursor),
        Continuation::Nothing { field } => NextPage::NoCursor { field },
        Continuation::Counted(counted) => NextPage::At(counted.next),
        Continuation::Unknown { field } => NextPage::Unknown { field },
    }
}

/// Whether a page may be full, so that others may follow it.
fn is_full(response: &PageResponse<'_>) -> bool {
    let (received, position) = (response.received as u64, response.position);
    let size = response.sent_size.or(position.size);
    let has_wanted_size = position
        .size
        .is_some_and(|size| received >= u64::from(size));
    (received > 0 && has_wanted_size) || position.may_be_full(received, size)
}

/// Setters of the end flag, for a way of paging with a field `end`.
macro_rules! flag_setters {
    ($style:ident) => {
        impl $style {
            /// Sets where a response holds a flag that is true if another page follows.
            ///
            /// Text such as `"true"` counts as a flag. A page without the flag is an error, and so is a page that
            /// announces another one without a cursor or link to it.
            pub fn more_at(mut self, flag: impl Into<$crate::rest::ValueLocation>) -> Self {
                self.end.more = Some(flag.into());
                self
            }

            /// Sets where a response holds a flag that is true on the last page: the opposite of
            /// [`more_at`](Self::more_at), which takes precedence.
            pub fn last_page_at(mut self, flag: impl Into<$crate::rest::ValueLocation>) -> Self {
                self.end.last = Some(flag.into());
                self
            }
        }
    };
}

/// The setter of the value that ends a walk.
macro_rules! end_value_setter {
    ($style:ident) => {
        impl $style {
            /// Sets a cursor or link that means "no further page", such as `-1` or `0`. Null, empty and absent always
            /// do.
            pub fn end_value(mut self, value: impl Into<String>) -> Self {
                self.end.end_value = Some(value.into());
                self
            }
        }
    };
}

/// Setters for APIs that do not announce where the list ends.
macro_rules! open_end_setters {
    ($style:ident) => {
        impl $style {
            /// Treats "not found" (404 or 410) after at least one page as the end. By default it is an error.
            pub fn not_found_is_end(mut self) -> Self {
                self.end.not_found = true;
                self
            }

            /// Treats a page with fewer items than requested as the last one, which saves a request. Has no effect
            /// unless the page size is sent.
            ///
            /// Use it only for servers that fill every page and refuse sizes that are too large: if a server silently
            /// returns fewer items than requested, the walk ends early. A flag or a total that says otherwise takes
            /// precedence.
            pub fn short_page_is_end(mut self) -> Self {
                self.end.short_page = true;
                self
            }
        }
    };
}

pub(super) use {end_value_setter, flag_setters, open_end_setters};
