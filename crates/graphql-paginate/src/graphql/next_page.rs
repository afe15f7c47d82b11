//! Finds the next page of a list: from `pageInfo`, a token, a count, or the key of the last item.

use super::counted::CountedPage;
use super::json_path::{token_page, value_or_null_parent};
use crate::connection::{Connected, Direction, EndMark, Numbering};
use crate::driver::{NextPage, PageRequest};
use crate::error::ErrorKind;
use crate::page::PageInfo;

/// Where a page shows which one is next. Paths are response keys from `data`.
pub(crate) enum NextPageSource<'p> {
    /// In its `pageInfo`, which has been read.
    PageInfo,
    Token(&'p [&'p str]),
    /// In the number of its items, and in a field that marks the end, if there is one.
    Counted(Numbering, Option<(EndMark, &'p [&'p str])>),
    /// The key of its last item.
    LastKey(Option<String>),
}

impl NextPageSource<'_> {
    /// The page after one that was requested for a position; its flag and cursor are set in the `pageInfo`.
    ///
    /// # Errors
    ///
    /// Those of tokens and positions in an unknown form.
    pub(crate) fn next_page<'t, T>(
        self,
        connected: &mut Connected<T>,
        data: impl FnOnce() -> &'t str,
        direction: Direction,
        position: &PageRequest,
    ) -> Result<NextPage, ErrorKind> {
        let received = connected.items.len() as u64;
        let page_info = &mut connected.page_info;
        match self {
            Self::PageInfo => {}
            Self::Token(path) => {
                let next = token_page(data(), path)?;
                page_info.turn_to(direction, &next);
                if let NextPage::Unknown { .. } = next {
                    return Ok(next);
                }
            }
            Self::Counted(numbering, end) => {
                let page = CountedPage {
                    position,
                    received,
                    end: end.map(|(mark, path)| (mark, value_or_null_parent(data(), path))),
                    field: end
                        .and_then(|(_, path)| path.last().copied())
                        .unwrap_or_default(),
                    total: connected.total_count,
                };
                let (next, cursor) = numbering.next_page(&page)?;
                page_info.turn(direction, next != NextPage::End, cursor);
                return Ok(next);
            }
            Self::LastKey(key) => page_info.turn(direction, received > 0, key),
        }
        let asked = position.cursor.as_deref();
        Ok(next_page(page_info, received == 0, direction, asked))
    }
}

/// The page after one that was requested with the cursor `asked`. Many APIs end a list with an empty page that returns
/// the cursor of the request.
pub(crate) fn next_page(
    page_info: &PageInfo,
    is_empty: bool,
    direction: Direction,
    asked: Option<&str>,
) -> NextPage {
    let next_page = page_info.next_page(direction);
    match &next_page {
        NextPage::At(cursor) if is_empty && asked == Some(cursor) => NextPage::End,
        _ => next_page,
    }
}
