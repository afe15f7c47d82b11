//! What follows a page with a position that the client computes, by the field that marks the end of the list.

use serde_json::Value;

use super::CountedPage;
use crate::connection::{EndMark, Numbering};
use crate::counted_cursor::CountedCursor;
use crate::json::whole;

/// What follows a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Following {
    Pages,
    /// By the announced number nothing, but that number may be too low.
    Unverified,
    Nothing,
}

impl Following {
    fn pages_if(has_more: bool) -> Self {
        if has_more { Self::Pages } else { Self::Nothing }
    }

    /// What follows the last page by the announced number. More may follow it if it is full.
    fn last_page(may_be_full: bool) -> Self {
        if may_be_full {
            Self::Unverified
        } else {
            Self::Nothing
        }
    }
}

impl Numbering {
    /// What follows a page, by the field that marks the end of the list; `None` if that field is missing or no flag.
    pub(super) fn following(
        self,
        current: CountedCursor,
        next: CountedCursor,
        page: &CountedPage<'_>,
        may_be_full: bool,
    ) -> Option<Following> {
        let has_items = page.received > 0;
        let if_items = Following::pages_if(has_items);
        let last_page = Following::last_page(may_be_full);
        let Some((mark, value)) = &page.end else {
            return Some(if_items);
        };
        let following = match (mark, value) {
            (EndMark::HasMore, Some(Value::Bool(more))) => Following::pages_if(*more),
            (EndMark::HasMore, _) | (EndMark::Next, None) => return None,
            (EndMark::Next, Some(value)) => Following::pages_if(!value.is_null()),
            (EndMark::Pages, Some(Value::Number(pages))) => match whole(pages) {
                // A page with items is not beyond the last one; the number is not to be trusted.
                None | Some(0) => if_items,
                Some(pages) => {
                    let end = self.largest_first(current).saturating_add(pages);
                    if current.number.saturating_add(1) < end {
                        Following::Pages
                    } else {
                        last_page
                    }
                }
            },
            (EndMark::LastPage, Some(Value::Number(last))) => match whole(last) {
                Some(last) if last > current.number => Following::Pages,
                Some(last) if last == current.number => last_page,
                // A page with items is not beyond the last one.
                _ => if_items,
            },
            (EndMark::Total, Some(Value::Number(total))) if has_items => {
                match (whole(total), self.seen(next)) {
                    (Some(total), Some(seen)) if seen == total => last_page,
                    (Some(total), Some(seen)) if seen > total => Following::Unverified,
                    _ => Following::Pages,
                }
            }
            _ => if_items,
        };
        Some(following)
    }
}
