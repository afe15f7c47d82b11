//! A list in the responses of a walk: finds its next page and checks its end, for typed and dynamic queries alike.

use bytes::Bytes;

use super::json_path::{last_key, raw_at};
use super::next_page::NextPageSource;
use super::source::items_hash;
use super::{check_end, check_explained_end};
use crate::connection::{Connected, Direction, EndMark, EndPath, Keys, NextPageRule, Numbering};
use crate::driver::{Fetched, NextPage, OtherStart, PageRequest};
use crate::error::ErrorKind;

/// A list, and how its next page is found.
pub(crate) struct PagedList<'l, P> {
    pub(crate) rule: &'l NextPageRule<P>,
    pub(crate) direction: Direction,
    /// Response keys from `data` to the list of items, or to the connection if its list is `nodes` or `edges`.
    pub(crate) path: Vec<&'l str>,
    /// Response keys from `data` to each list that may be the list of items.
    pub(crate) lists: Vec<Vec<&'l str>>,
}

impl<P: Keys> PagedList<'_, P> {
    /// The page after one that was requested for a position. Its `pageInfo` has to be read before.
    ///
    /// # Errors
    ///
    /// Those of tokens and positions in an unknown form.
    pub(crate) fn next_page<'t, T>(
        &self,
        connected: &mut Connected<T>,
        data: impl Fn() -> &'t str,
        position: &PageRequest,
    ) -> Result<NextPage, ErrorKind> {
        let path;
        let source = match self.rule {
            NextPageRule::Taken | NextPageRule::PageInfo(_) => NextPageSource::PageInfo,
            NextPageRule::Token(token) => {
                path = token.keys();
                NextPageSource::Token(&path)
            }
            NextPageRule::Counted(numbering, None) => NextPageSource::Counted(*numbering, None),
            NextPageRule::Counted(numbering, Some(end)) => {
                path = end.path.keys();
                NextPageSource::Counted(*numbering, Some((end.mark, &path)))
            }
            NextPageRule::KeySet(key) => {
                let list = raw_at(data(), &self.path);
                NextPageSource::LastKey(list.and_then(|list| last_key(list.get(), &key.keys())))
            }
        };
        source.next_page(connected, data, self.direction, position)
    }

    /// Refuses a page that seems to be the last one because of an error, or that is the first one of the list where the
    /// last one was requested.
    pub(crate) fn check<T, D>(
        &self,
        fetched: &Fetched<T, D>,
        position: &PageRequest,
    ) -> Result<(), ErrorKind> {
        let Fetched {
            page, next_page, ..
        } = fetched;
        if let Some(path) = self.rule.null_end() {
            check_explained_end(next_page, &path.keys(), &page.errors)?;
        }
        let is_empty = page.items.is_empty() && page.null_items == 0;
        let has_more = page.page_info.has_more(self.direction) == Some(true);
        if is_empty && (has_more || self.rule.ends_when_empty()) {
            for path in &self.lists {
                check_explained_end(next_page, path, &page.errors)?;
            }
        }
        check_end(self.direction, position.cursor.as_deref(), &page.page_info)
    }

    /// Sets what recognizes a page of a list with offsets or page numbers: a server that ignores them sends the same items
    /// again.
    pub(crate) fn recognize<T, D>(&self, fetched: &mut Fetched<T, D>, body: &Bytes) {
        if self.rule.numbering().is_some() {
            fetched.fingerprint = items_hash(body, &self.path, fetched.page.items.len());
        }
    }
}

impl<P: Keys> NextPageRule<P> {
    /// What the positions of a list with offsets or page numbers count.
    pub(crate) fn numbering(&self) -> Option<Numbering> {
        match self {
            Self::Counted(numbering, _) => Some(*numbering),
            _ => None,
        }
    }

    /// The page size of the request for a position: numbered pages keep the size of the first one.
    pub(crate) fn size(&self, position: &PageRequest) -> Result<Option<u32>, ErrorKind> {
        match self.numbering() {
            Some(numbering) => numbering.size(position),
            None => Ok(position.size),
        }
    }

    /// See [`Source::sized_start`](crate::driver::Source::sized_start).
    pub(crate) fn sized_start(
        &self,
        cursor: String,
        meant: Option<u32>,
        size: Option<u32>,
    ) -> Result<String, ErrorKind> {
        match self.numbering() {
            Some(numbering) => numbering.sized_start(cursor, meant, size),
            None => Ok(cursor),
        }
    }

    /// See [`Source::predict_cursor`](crate::driver::Source::predict_cursor).
    pub(crate) fn predict_cursor(
        &self,
        cursor: Option<&str>,
        page_len: u64,
        total: i64,
    ) -> Option<String> {
        self.numbering()?.predict(cursor, page_len, total)
    }

    /// See [`Source::other_start`](crate::driver::Source::other_start).
    pub(crate) fn other_start(&self, cursor: Option<&str>, is_empty: bool) -> Option<OtherStart> {
        match self {
            Self::Counted(numbering, end) => {
                let mark = end.as_ref().map(|end| end.mark);
                numbering.other_start(cursor, mark, is_empty)
            }
            _ => None,
        }
    }

    /// Response keys from `data` to the field whose null ends the list, if there is one.
    fn null_end(&self) -> Option<&P> {
        match self {
            Self::Token(path)
            | Self::Counted(
                _,
                Some(EndPath {
                    mark: EndMark::Next,
                    path,
                }),
            ) => Some(path),
            _ => None,
        }
    }

    /// Whether an empty page may end the list.
    fn ends_when_empty(&self) -> bool {
        matches!(self, Self::Counted(..) | Self::KeySet(_))
    }
}
