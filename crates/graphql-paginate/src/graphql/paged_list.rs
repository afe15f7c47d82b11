//! A list in the responses of a walk: finds its next page and checks its end, for typed and dynamic queries alike.

use bytes::Bytes;

use super::json_path::{last_key, raw_at};
use super::next_page::NextPageSource;
use super::{check_explained_end, identify};
use crate::checkpoint::hash_of;
use crate::connection::{Connected, Direction, EndMark, EndPath, Keys, NextPageRule, Numbering};
use crate::counted_cursor::past_total;
use crate::driver::{Fetched, HashOf, NextPage, OtherStart, PageHash, PageRequest};
use crate::error::ErrorKind;
use crate::page::PageInfo;

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

    /// See [`Source::announces_pages`](crate::driver::Source::announces_pages).
    pub(crate) fn announces_pages(&self) -> bool {
        match self {
            Self::Counted(_, Some(end)) => {
                matches!(end.mark, EndMark::Pages | EndMark::LastPage)
            }
            _ => false,
        }
    }

    /// See [`Source::is_past_total`](crate::driver::Source::is_past_total).
    pub(crate) fn is_past_total(&self, cursor: &str) -> bool {
        self.numbering().is_some() && past_total::is_marked(Some(cursor))
    }

    /// See [`Source::may_page_before_grow`](crate::driver::Source::may_page_before_grow).
    pub(crate) fn may_page_before_grow(&self, cursor: &str) -> bool {
        self.numbering()
            .is_some_and(|numbering| numbering.may_page_before_grow(cursor))
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

/// Returns an error if the first page of a list arrives where the last one was requested: a server that ignores `last`
/// answers with the first items, with none before them and more after them.
pub(crate) fn check_end(
    direction: Direction,
    asked: Option<&str>,
    page_info: &PageInfo,
) -> Result<(), ErrorKind> {
    let is_first_page =
        page_info.has_previous_page == Some(false) && page_info.has_next_page == Some(true);
    if direction == Direction::Backward && asked.is_none() && is_first_page {
        return Err(ErrorKind::WrongEnd);
    }
    Ok(())
}

/// A hash of the items of a page, by their ids if they have any. A server that ignores offsets or page numbers sends
/// the same items again. `None` for an empty page.
fn items_hash(body: &Bytes, path: &[&str], count: usize) -> Option<PageHash> {
    if count == 0 {
        return None;
    }
    let page_identities = identify(body, &[path], count)?;
    let mut text = String::new();
    for identity in &page_identities.identities {
        text.push_str(&format!("{} ", identity.hash));
    }
    let first = page_identities.identities.first();
    let of = if page_identities.is_by_id {
        HashOf::Ids
    } else if count > 1
        && page_identities
            .identities
            .iter()
            .all(|item| Some(item) == first)
    {
        HashOf::OneItem
    } else {
        HashOf::Contents
    };
    let hash = hash_of(&text);
    Some(PageHash { hash, of })
}
