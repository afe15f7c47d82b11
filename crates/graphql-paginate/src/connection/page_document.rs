//! The document that requests one page, with its paging variables and the rule for the next page.

use super::next_page_rule::{EndMark, EndPath, NextPageRule, Numbering, PageInfoPaths, Unit};

/// A document that requests one page, and its paging variables.
#[derive(Debug, Clone, Copy)]
pub struct PageDocument {
    pub(crate) text: &'static str,
    pub(crate) size: Option<&'static str>,
    pub(crate) cursor: &'static str,
    pub(crate) default_size: PageDefault,
    pub(crate) default_cursor: PageDefault,
    pub(crate) is_size_required: bool,
    pub(crate) is_cursor_integer: bool,
    pub(crate) unsent_variables: &'static [&'static str],
    pub(crate) object_defaults: &'static [(&'static str, &'static str)],
    pub(crate) next_page: NextPageRule,
}

/// A page size or cursor in the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageDefault {
    /// Nothing.
    None,
    /// A literal: digits, or the text of a cursor.
    Literal(&'static str),
    /// A variable of the caller.
    Variable(&'static str),
    /// A variable of the caller, with its default in the document. The default of `options.skip` is used only if
    /// `options` is not set.
    VariableOr(&'static str, &'static str),
}

/// The variables of a page's size and cursor; the document is set with `of`.
#[must_use]
pub const fn by(size: &'static str, cursor: &'static str) -> PageDocument {
    PageDocument::new("", cursor).size(size)
}

impl PageDocument {
    /// A document with the variable that holds the cursor of a page. `options.skip` is the member `skip` of the
    /// variable `options`, and `options.paging.page` one of an object inside it; this holds for all names of variables.
    #[must_use]
    pub const fn new(text: &'static str, cursor: &'static str) -> Self {
        Self {
            text,
            size: None,
            cursor,
            default_size: PageDefault::None,
            default_cursor: PageDefault::None,
            is_size_required: false,
            is_cursor_integer: false,
            unsent_variables: &[],
            object_defaults: &[],
            next_page: NextPageRule::Taken,
        }
    }

    /// The same settings for another document.
    #[doc(hidden)]
    #[must_use]
    pub const fn of(mut self, text: &'static str) -> Self {
        self.text = text;
        self
    }

    /// Sets the variable of the page size. Without it, the document or the server determines the size.
    #[must_use]
    pub const fn size(mut self, variable: &'static str) -> Self {
        self.size = Some(variable);
        self
    }

    /// Sets the page size that is used if the walk sets none.
    #[must_use]
    pub const fn default_size(mut self, default: PageDefault) -> Self {
        self.default_size = default;
        self
    }

    /// Sets the caller's variable that holds the page size if the walk sets none.
    #[must_use]
    pub const fn size_from(self, variable: &'static str) -> Self {
        self.default_size(PageDefault::Variable(variable))
    }

    /// Sets the cursor at which a walk begins by default.
    #[must_use]
    pub const fn default_cursor(mut self, default: PageDefault) -> Self {
        self.default_cursor = default;
        self
    }

    /// The variables of the caller that have the names of the size and cursor variables are the defaults.
    #[must_use]
    pub const fn default_variables(mut self) -> Self {
        if let Some(size) = self.size {
            self.default_size = PageDefault::Variable(size);
        }
        self.default_cursor = PageDefault::Variable(self.cursor);
        self
    }

    /// The schema requires a page size.
    #[must_use]
    pub const fn size_required(mut self) -> Self {
        self.is_size_required = true;
        self
    }

    /// Cursors are integers, such as `after: Int`.
    #[must_use]
    pub const fn integer_cursor(mut self) -> Self {
        self.is_cursor_integer = true;
        self
    }

    /// Sets the caller's variables that are not sent, because the document does not declare them.
    #[must_use]
    pub const fn leave_out(mut self, variables: &'static [&'static str]) -> Self {
        self.unsent_variables = variables;
        self
    }

    /// Sets the defaults, as JSON objects, of variables in which the walk sets members, and of objects inside them
    /// (`options.paging`). They are sent if the caller sets no value, so that their other members are kept.
    #[must_use]
    pub const fn object_defaults(
        mut self,
        defaults: &'static [(&'static str, &'static str)],
    ) -> Self {
        self.object_defaults = defaults;
        self
    }

    /// Sets the response keys from `data` to the flag and the cursor of the next page, for a query that does not select
    /// them itself: they are read from the JSON of the response.
    #[must_use]
    pub const fn page_info_at(
        mut self,
        has_more: &'static [&'static str],
        cursor: &'static [&'static str],
    ) -> Self {
        self.next_page = NextPageRule::PageInfo(PageInfoPaths {
            key: None,
            has_more,
            cursor,
        });
        self
    }

    /// The same as [`page_info_at`](Self::page_info_at) for `hasNextPage` and `endCursor` of an object in the connection,
    /// by its response key, such as `pageInfo`.
    #[must_use]
    pub const fn next_in(mut self, object: &'static str) -> Self {
        self.next_page = NextPageRule::PageInfo(PageInfoPaths {
            key: Some(object),
            has_more: &["hasNextPage"],
            cursor: &["endCursor"],
        });
        self
    }

    /// The same as [`next_in`](Self::next_in) for a backward walk: `hasPreviousPage` and `startCursor`.
    #[must_use]
    pub const fn previous_in(mut self, object: &'static str) -> Self {
        self.next_page = NextPageRule::PageInfo(PageInfoPaths {
            key: Some(object),
            has_more: &["hasPreviousPage"],
            cursor: &["startCursor"],
        });
        self
    }

    /// The next page begins at a token, at these response keys from `data`; the list ends if it is null or empty.
    #[must_use]
    pub const fn token_at(mut self, path: &'static [&'static str]) -> Self {
        self.next_page = NextPageRule::Token(path);
        self
    }

    /// The cursor variable holds the number of items before the page, starting at `first`.
    ///
    /// An empty page ends the list, unless [`end_at`](Self::end_at) sets a field that marks the end.
    #[must_use]
    pub const fn offset(mut self, first: u64) -> Self {
        self.next_page = NextPageRule::Counted(Numbering::new(Unit::Item, first), None);
        self
    }

    /// The cursor variable holds the number of the page, starting at `first`.
    ///
    /// An empty page ends the list, unless [`end_at`](Self::end_at) sets a field that marks the end.
    #[must_use]
    pub const fn page_number(mut self, first: u64) -> Self {
        self.next_page = NextPageRule::Counted(Numbering::new(Unit::Page, first), None);
        self
    }

    /// The number of the first page is an assumption: neither the schema nor the caller says it.
    ///
    /// An empty page that the number of pages announces is then
    /// [`ErrorKind::EmptyPage`](crate::ErrorKind::EmptyPage), because the numbers may start at another one. Unless the total
    /// or the number of pages proves the number, page 0 is requested at the end of a walk from page 1: if it has other items
    /// than page 1, the error is [`ErrorKind::OtherFirstPage`](crate::ErrorKind::OtherFirstPage). If page 0 is assumed to be
    /// the first one and is empty, page 1 is requested, and if it has items, the error is
    /// [`ErrorKind::EmptyFirstPage`](crate::ErrorKind::EmptyFirstPage).
    #[must_use]
    pub const fn first_assumed(mut self) -> Self {
        if let NextPageRule::Counted(numbering, end) = self.next_page {
            self.next_page = NextPageRule::Counted(numbering.assumed(), end);
        }
        self
    }

    /// Sets the field that marks the end of a list with offsets or page numbers, as response keys from `data`.
    #[must_use]
    pub const fn end_at(mut self, mark: EndMark, path: &'static [&'static str]) -> Self {
        if let NextPageRule::Counted(numbering, _) = self.next_page {
            self.next_page = NextPageRule::Counted(numbering, Some(EndPath { mark, path }));
        }
        self
    }

    /// The cursor variable holds the key of the last item before the page, at these response keys from the item. The
    /// list has to be sorted by that key.
    #[must_use]
    pub const fn key_set(mut self, key: &'static [&'static str]) -> Self {
        self.next_page = NextPageRule::KeySet(key);
        self
    }
}
