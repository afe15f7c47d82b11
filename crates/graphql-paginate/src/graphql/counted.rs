//! Pages with offsets or page numbers, which the client computes.

use serde_json::{Number, Value};

use crate::connection::{EndMark, Numbering, Unit};
use crate::counted_cursor::CountedCursor;
use crate::driver::{NextPage, Position};
use crate::error::ErrorKind;

/// The parts of a response that determine the next page.
pub(crate) struct CountedPage<'p> {
    pub(crate) position: &'p Position,
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
        let cursor: CountedCursor = cursor.parse().map_err(|_| {
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

    /// The page size of the request for a position.
    pub(crate) fn size(self, position: &Position) -> Result<Option<u32>, ErrorKind> {
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
            Some(next) => return Ok((next, None)),
        }
        let mut next = self.next(current, page);
        let asked = self.size(page.position)?;
        let is_full = asked.is_some_and(|size| page.received >= u64::from(size));
        let has_more = match &page.end {
            Some((EndMark::HasMore, Some(Value::Bool(more)))) => *more,
            Some((EndMark::HasMore, _)) => {
                let field = page.field.to_owned().into();
                return Ok((NextPage::Unknown { field }, None));
            }
            Some((EndMark::Next, None)) => {
                let field = page.field.to_owned().into();
                return Ok((NextPage::Unknown { field }, None));
            }
            Some((EndMark::Next, Some(value))) => {
                if let Some(number) = value.as_u64() {
                    next.number = number;
                }
                !value.is_null()
            }
            Some((EndMark::Pages, Some(Value::Number(pages)))) => match whole(pages) {
                // A page with items is not beyond the last one; the number is not to be trusted.
                None | Some(0) => page.received > 0,
                Some(pages) => current.number.saturating_add(1) < self.first.saturating_add(pages),
            },
            Some((EndMark::LastPage, Some(Value::Number(last)))) => match whole(last) {
                Some(last) if last >= current.number => last > current.number,
                // A page with items is not beyond the last one.
                _ => page.received > 0,
            },
            Some((EndMark::Total, Some(Value::Number(total)))) if page.received > 0 => {
                match (total.as_u64(), self.seen(next)) {
                    // More pages may follow a full last page, because the total may not be exact.
                    (Some(total), Some(seen)) => seen != total || is_full,
                    _ => true,
                }
            }
            _ => page.received > 0,
        };
        let cursor = next.to_string();
        if has_more {
            return Ok((NextPage::At(cursor.clone()), Some(cursor)));
        }
        // Items may be added to a numbered page that is not full.
        let is_position = self.unit == Unit::Item || is_full;
        Ok((NextPage::End, is_position.then_some(cursor)))
    }

    /// What follows a page that leaves it unclear whether the numbers of pages start where this walk does; `None` if the
    /// usual rules apply.
    ///
    /// If they start at 0 and the walk started at 1, the page with the number of the last page is empty, and the first page
    /// was never requested. One empty page may also be an empty list, which some servers count as one page: then the page
    /// with the other first number is requested, and the list ends if it is empty, too.
    fn unclear_next(
        self,
        current: CountedCursor,
        page: &CountedPage<'_>,
    ) -> Result<Option<NextPage>, ErrorKind> {
        if self.unit == Unit::Item || !self.is_first_assumed {
            return Ok(None);
        }
        let Some((mark, announced)) = page.announced() else {
            return Ok(None);
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
            let is_empty = page.total == Some(0) || (mark == EndMark::Pages && announced == 0);
            if is_empty {
                return Ok(None);
            }
            let number = self.other_first();
            let other = CountedCursor { number, ..current };
            return Ok(Some(NextPage::At(other.to_string())));
        }
        if is_beyond {
            return Ok(None);
        }
        Err(empty(current.number))
    }

    /// The number of the first page, if it is not the assumed one.
    fn other_first(self) -> u64 {
        if self.first == 0 { 1 } else { self.first - 1 }
    }

    /// The position after a page of `step` items, if the list has `total` items and more of them follow.
    pub(crate) fn predict(self, cursor: Option<&str>, step: u64, total: i64) -> Option<String> {
        let cursor: CountedCursor = cursor?.parse().ok()?;
        let next = self.behind(cursor, step);
        let total = u64::try_from(total).ok()?;
        if self.seen(next)? >= total {
            return None;
        }
        Some(next.to_string())
    }

    fn next(self, cursor: CountedCursor, page: &CountedPage<'_>) -> CountedCursor {
        self.behind(cursor, page.received)
    }

    fn behind(self, cursor: CountedCursor, received: u64) -> CountedCursor {
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
    fn seen(self, cursor: CountedCursor) -> Option<u64> {
        match self.unit {
            Unit::Item => Some(cursor.number.saturating_sub(self.first)),
            Unit::Page => cursor.received,
        }
    }
}

/// The value of a number without fraction, which some servers write as `2.0`.
fn whole(number: &Number) -> Option<u64> {
    /// Above this, not every integer is exactly representable as a floating-point number.
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    if let Some(number) = number.as_u64() {
        return Some(number);
    }
    let number = number.as_f64()?;
    if number.fract() != 0.0 || !(0.0..LARGEST).contains(&number) {
        return None;
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is a small positive integer"
    )]
    Some(number as u64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ITEMS: Numbering = Numbering {
        unit: Unit::Item,
        first: 0,
        is_first_assumed: false,
    };
    const PAGES: Numbering = Numbering {
        unit: Unit::Page,
        first: 1,
        is_first_assumed: false,
    };
    const ASSUMED: Numbering = Numbering {
        is_first_assumed: true,
        ..PAGES
    };

    fn check(
        numbering: Numbering,
        cursor: Option<&str>,
        received: u64,
        end: Option<(EndMark, Value)>,
        expected: Option<&str>,
    ) {
        let position = Position {
            cursor: cursor.map(str::to_owned),
            size: Some(50),
            nested_size: None,
        };
        let page = CountedPage {
            position: &position,
            received,
            end: end.clone().map(|(mark, value)| (mark, Some(value))),
            field: "field",
            total: None,
        };
        let (next, _) = numbering.next_page(&page).unwrap();
        let next = match next {
            NextPage::At(cursor) => Some(cursor),
            NextPage::End => None,
            other => panic!("{other:?}"),
        };
        assert_eq!(next.as_deref(), expected, "{cursor:?} {received} {end:?}");
    }

    /// The next page after one without items, or the error.
    fn after_empty(
        numbering: Numbering,
        cursor: Option<&str>,
        end: (EndMark, u64),
        total: Option<i64>,
    ) -> Result<NextPage, String> {
        let position = Position {
            cursor: cursor.map(str::to_owned),
            size: Some(2),
            nested_size: None,
        };
        let page = CountedPage {
            position: &position,
            received: 0,
            end: Some((end.0, Some(json!(end.1)))),
            field: "totalPages",
            total,
        };
        match numbering.next_page(&page) {
            Ok((next, _)) => Ok(next),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn an_empty_page_that_the_number_of_pages_announces_is_an_error_if_the_first_is_assumed() {
        let error = "page 3 is empty, though `totalPages` is 3; declare the number of the first page: `first = 0` or `first = 1`";
        for mark in [EndMark::Pages, EndMark::LastPage] {
            let after = |numbering, cursor, number| {
                after_empty(numbering, Some(cursor), (mark, number), None)
            };
            assert_eq!(after(ASSUMED, "3x2+4", 3), Err(error.to_owned()));
            assert_eq!(after(PAGES, "3x2+4", 3), Ok(NextPage::End));
            assert_eq!(after(ASSUMED, "4x2+6", 3), Ok(NextPage::End));
            check(ASSUMED, Some("3x2+4"), 1, Some((mark, json!(3))), None);
        }
    }

    #[test]
    fn one_empty_page_is_an_empty_list_if_no_page_has_the_other_first_number() {
        let from_zero = Numbering {
            first: 0,
            ..ASSUMED
        };
        let one = (EndMark::Pages, 1);
        for (numbering, other) in [(ASSUMED, "0x2+0"), (from_zero, "1x2+0")] {
            let next = after_empty(numbering, None, one, None);
            assert_eq!(next, Ok(NextPage::At(other.to_owned())));
            let end = after_empty(numbering, Some(other), one, None);
            assert_eq!(end, Ok(NextPage::End));
            let total = after_empty(numbering, None, one, Some(0));
            assert_eq!(total, Ok(NextPage::End));
        }
        assert_eq!(after_empty(PAGES, None, one, None), Ok(NextPage::End));
        let none = after_empty(ASSUMED, None, (EndMark::Pages, 0), None);
        assert_eq!(none, Ok(NextPage::End));
        for last in [0, 1] {
            let next = after_empty(ASSUMED, None, (EndMark::LastPage, last), None);
            assert_eq!(next, Ok(NextPage::At("0x2+0".to_owned())));
        }
    }

    #[test]
    fn without_an_end_field_only_an_empty_page_is_the_end() {
        check(ITEMS, None, 50, None, Some("50"));
        check(ITEMS, Some("50"), 7, None, Some("57"));
        check(ITEMS, Some("57"), 0, None, None);
        check(PAGES, None, 50, None, Some("2x50+50"));
        check(PAGES, Some("2x50+50"), 7, None, Some("3x50+57"));
        check(PAGES, Some("3x50+57"), 0, None, None);
    }

    #[test]
    fn a_flag_precedes_all_other_end_fields() {
        let more = |more: bool| Some((EndMark::HasMore, json!(more)));
        check(ITEMS, None, 7, more(true), Some("7"));
        check(ITEMS, None, 50, more(false), None);
        check(PAGES, Some("2"), 0, more(true), Some("3x50"));
    }

    #[test]
    fn the_number_of_pages_or_a_null_next_page_ends_the_list() {
        let pages = |pages: u64| Some((EndMark::Pages, json!(pages)));
        check(PAGES, None, 50, pages(2), Some("2x50+50"));
        check(PAGES, Some("2x50+50"), 50, pages(2), None);
        check(PAGES, None, 0, pages(0), None);
        check(
            PAGES,
            Some("4"),
            20,
            Some((EndMark::Next, json!(5))),
            Some("5x50"),
        );
        check(
            PAGES,
            Some("4"),
            20,
            Some((EndMark::Next, Value::Null)),
            None,
        );
    }

    #[test]
    fn the_last_page_has_the_number_that_a_field_says_whatever_the_first_is() {
        let last = |number: u64| Some((EndMark::LastPage, json!(number)));
        check(PAGES, None, 50, last(2), Some("2x50+50"));
        check(PAGES, Some("2x50+50"), 50, last(2), None);
        check(PAGES, None, 0, last(0), None);
        check(PAGES, None, 50, last(0), Some("2x50+50"));
        let from_zero = Numbering { first: 0, ..PAGES };
        check(from_zero, None, 50, last(2), Some("1x50+50"));
        check(from_zero, Some("1x50+50"), 50, last(2), Some("2x50+100"));
        check(from_zero, Some("2x50+100"), 50, last(2), None);
        check(from_zero, None, 50, last(0), None);
        // Of a server that counts pages by such a field, an empty page is requested.
        check(from_zero, Some("2x50+100"), 0, last(2), None);
    }

    #[test]
    fn a_total_that_a_full_page_reaches_is_not_trusted() {
        let total = |total: u64| Some((EndMark::Total, json!(total)));
        check(ITEMS, None, 50, total(57), Some("50"));
        check(ITEMS, Some("50"), 7, total(57), None);
        check(ITEMS, Some("50"), 50, total(100), Some("100"));
        check(ITEMS, Some("100"), 0, total(100), None);
        check(ITEMS, Some("50"), 20, total(57), Some("70"));
        check(PAGES, Some("2x50+50"), 7, total(57), None);
        // A walk that starts at a page number does not know how many items there are before it.
        check(PAGES, Some("2"), 7, total(57), Some("3x50"));
    }

    #[test]
    fn numbered_pages_keep_their_size() {
        let position = |cursor: &str| Position {
            cursor: Some(cursor.to_owned()),
            size: Some(20),
            nested_size: None,
        };
        assert_eq!(PAGES.size(&position("3x50+100")).unwrap(), Some(50));
        assert_eq!(PAGES.size(&position("3x0+100")).unwrap(), None);
        assert_eq!(PAGES.size(&position("3")).unwrap(), Some(20));
        assert_eq!(ITEMS.size(&position("40")).unwrap(), Some(20));
        let error = PAGES.size(&position("Y3Vyc29y")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`Y3Vyc29y` is not the number of a page; start at one such as `3`"
        );
    }

    #[test]
    fn a_null_flag_is_ignored() {
        let position = Position::default();
        let page = CountedPage {
            position: &position,
            received: 3,
            end: Some((EndMark::HasMore, None)),
            field: "hasMore",
            total: None,
        };
        let (next, _) = ITEMS.next_page(&page).unwrap();
        let field = "hasMore".into();
        assert_eq!(next, NextPage::Unknown { field });
    }

    #[test]
    fn a_prediction_ends_with_the_total() {
        assert_eq!(ITEMS.predict(Some("50"), 50, 120).as_deref(), Some("100"));
        assert_eq!(ITEMS.predict(Some("100"), 50, 120), None);
        assert_eq!(
            PAGES.predict(Some("2x50+50"), 50, 120).as_deref(),
            Some("3x50+100")
        );
        assert_eq!(PAGES.predict(Some("2"), 50, 120), None);
    }
}
