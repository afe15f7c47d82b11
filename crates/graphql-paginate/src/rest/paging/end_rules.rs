//! When a collection ends: one set of rules for every way of paging.

use std::borrow::Cow;

use crate::driver::NextPage;
use crate::error::ErrorKind;
use crate::rest::Location;
use crate::rest::response::PageResponse;

/// The end rules of a way of paging, as configured.
#[derive(Debug, Clone, Default)]
pub(crate) struct EndRules {
    /// A flag that tells whether another page follows.
    pub(super) more: Option<Location>,
    /// A flag that tells whether this page is the last one.
    pub(super) last: Option<Location>,
    /// A cursor or link that stands for "no further page".
    pub(super) end_value: Option<String>,
    pub(super) short_page: bool,
    /// Whether "not found" behind at least one page is the end.
    pub(crate) not_found: bool,
}

/// How a page says that the walk goes on, apart from a flag.
#[derive(Debug)]
pub(crate) enum Continuation {
    /// The server named neither a cursor nor a link.
    Nothing { field: Cow<'static, str> },
    /// It named this one.
    Named {
        cursor: String,
        /// Whether it leads back to the same page.
        is_own: bool,
    },
    /// The client counts pages or items.
    Counted(Counted),
    /// The page lacks what would tell.
    Unknown { field: Cow<'static, str> },
}

/// A page of a way of paging that counts.
#[derive(Debug)]
pub(crate) struct Counted {
    /// The cursor of the next page.
    pub(super) next: String,
    /// The same, when the total says that nothing follows: the page is requested to make sure.
    pub(super) next_past_total: String,
    /// How many items this and all earlier pages had; `None` where that is not known.
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

    /// What follows a page.
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

    /// Whether this cursor or link stands for "no further page".
    pub(super) fn is_end_value(&self, value: &str) -> bool {
        self.end_value.as_deref() == Some(value)
    }

    /// The flag, and its value when another page follows.
    fn flag(&self) -> Option<(&Location, bool)> {
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
            // Many APIs close a list with an empty page that leads to itself.
            Continuation::Named { is_own: true, .. } if response.received == 0 => NextPage::End,
            Continuation::Named { .. } if self.is_short(response) => NextPage::End,
            Continuation::Named { cursor, .. } => NextPage::At(cursor),
            Continuation::Counted(counted) => self.count(response, counted),
        }
    }

    fn count(&self, response: &PageResponse<'_>, counted: Counted) -> NextPage {
        match counted.is_last {
            // A full last page may have others behind it.
            Some(true) if is_full(response) => return NextPage::At(counted.next_past_total),
            Some(true) => return NextPage::End,
            // Pages in between may be empty, where items are hidden from the caller.
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
        // More items than announced show that the total is not exact, and so may a last page that is full.
        if received > total || is_full(response) {
            return NextPage::At(counted.next_past_total);
        }
        NextPage::End
    }

    /// A total tells more than the length of a page.
    fn is_short(&self, response: &PageResponse<'_>) -> bool {
        let size = response.position.size;
        self.short_page
            && response.total.is_none()
            && size.is_some_and(|size| response.received < size as usize)
    }
}

/// The page behind one whose flag announces it.
fn announced(continuation: Continuation) -> NextPage {
    match continuation {
        Continuation::Named { cursor, .. } => NextPage::At(cursor),
        Continuation::Nothing { field } => NextPage::NoCursor { field },
        Continuation::Counted(counted) => NextPage::At(counted.next),
        Continuation::Unknown { field } => NextPage::Unknown { field },
    }
}

/// Whether a page has as many items as were asked for; the size that a server chooses is not known.
fn is_full(response: &PageResponse<'_>) -> bool {
    let size = response.position.size;
    size.is_some_and(|size| response.received >= size as usize)
}

/// Setters of the flag, for a way of paging with a field `end`.
macro_rules! flag_setters {
    ($style:ident) => {
        impl $style {
            /// A flag here tells whether another page follows.
            ///
            /// Text such as `"true"` counts as the flag it names. A page without the flag is an error, and so is a page
            /// that announces another one without telling where it is.
            pub fn more_at(mut self, flag: impl Into<$crate::rest::Location>) -> Self {
                self.end.more = Some(flag.into());
                self
            }

            /// A flag here tells whether this page is the last one: the opposite of [`more_at`](Self::more_at), which
            /// takes precedence.
            pub fn last_page_at(mut self, flag: impl Into<$crate::rest::Location>) -> Self {
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
            /// A cursor or link that stands for "no further page", such as `-1` or `0`. Null, empty and absent always do.
            pub fn end_value(mut self, value: impl Into<String>) -> Self {
                self.end.end_value = Some(value.into());
                self
            }
        }
    };
}

/// Setters for APIs that do not tell in advance where the list ends.
macro_rules! open_end_setters {
    ($style:ident) => {
        impl $style {
            /// Takes "not found" (404 or 410) behind at least one page for the end. It is an error by default.
            pub fn not_found_is_end(mut self) -> Self {
                self.end.not_found = true;
                self
            }

            /// Takes a page with fewer items than were asked for as the last one, which saves a request.
            ///
            /// Only for servers that fill every page and refuse sizes that are too large: one that cuts pages without a
            /// word would end the walk early. A flag or a total that says otherwise takes precedence.
            pub fn short_page_is_end(mut self) -> Self {
                self.end.short_page = true;
                self
            }
        }
    };
}

pub(super) use {end_value_setter, flag_setters, open_end_setters};
