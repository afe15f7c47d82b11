//! Tests of pages with offsets or page numbers, as tables of pages and the positions after them.

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
const ASSUMED_ZERO: Numbering = Numbering {
    first: 0,
    ..ASSUMED
};

fn check(
    numbering: Numbering,
    cursor: Option<&str>,
    received: u64,
    end: Option<(EndMark, Value)>,
    expected: Option<&str>,
) {
    let position = PageRequest {
        cursor: cursor.map(str::to_owned),
        size: Some(50),
        largest_page: Some(50),
        ..PageRequest::default()
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
    let position = PageRequest {
        cursor: cursor.map(str::to_owned),
        size: Some(2),
        ..PageRequest::default()
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
fn an_empty_page_0_is_checked_against_page_1_if_it_is_assumed_to_be_the_first() {
    let at = |cursor: &str| Ok(NextPage::At(cursor.to_owned()));
    for (end, total, expected) in [
        ((EndMark::Total, 5), Some(5), at("1x2+0")),
        ((EndMark::Total, 0), Some(0), Ok(NextPage::End)),
    ] {
        let next = after_empty(ASSUMED_ZERO, None, end, total);
        assert_eq!(next, expected, "{end:?} {total:?}");
        let next = after_empty(ASSUMED_ZERO, Some("1x2+0"), end, total);
        assert_eq!(next, Ok(NextPage::End), "{end:?} {total:?}");
    }
    check(ASSUMED_ZERO, None, 0, None, Some("1x50+0"));
    let flag = |more: bool| Some((EndMark::HasMore, json!(more)));
    check(ASSUMED_ZERO, None, 0, flag(false), Some("1x50+0"));
    check(ASSUMED_ZERO, Some("1x50+0"), 0, flag(false), None);
    check(ASSUMED_ZERO, Some("1x50+0"), 0, flag(true), Some("2x50+0"));
    check(ASSUMED_ZERO, None, 0, flag(true), Some("1x50"));
    check(ASSUMED_ZERO, Some("1x50"), 3, flag(true), Some("2x50"));
    let position = PageRequest {
        cursor: Some("1x2+0".to_owned()),
        size: Some(2),
        ..PageRequest::default()
    };
    let page = CountedPage {
        position: &position,
        received: 2,
        end: None,
        field: "",
        total: None,
    };
    let error = ASSUMED_ZERO.next_page(&page).unwrap_err().to_string();
    assert_eq!(
        error,
        "page 0 is empty, though further pages are not; declare the number of the first page: `first = 0` or `first = 1`"
    );
}

#[test]
fn the_last_page_is_not_left_out_of_a_walk_from_a_given_number() {
    let pages = |pages: u64| Some((EndMark::Pages, json!(pages)));
    check(ASSUMED_ZERO, Some("2x50"), 50, pages(3), Some("3x50"));
    check(ASSUMED_ZERO, Some("3x50"), 49, pages(3), None);
    check(ASSUMED_ZERO, Some("2x50+100"), 49, pages(3), None);
    let known = Numbering {
        is_first_assumed: false,
        ..ASSUMED_ZERO
    };
    check(known, Some("2x50"), 49, pages(3), None);
}

#[test]
fn an_empty_page_that_the_number_of_pages_announces_is_an_error_if_the_first_is_assumed() {
    let error = "page 3 is empty, though `totalPages` is 3; declare the number of the first page: `first = 0` or `first = 1`, for a REST collection `.first(0)` or `.first(1)`";
    for mark in [EndMark::Pages, EndMark::LastPage] {
        let after =
            |numbering, cursor, number| after_empty(numbering, Some(cursor), (mark, number), None);
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
    for (numbering, other) in [(ASSUMED, "0"), (from_zero, "1")] {
        assert_eq!(after_empty(numbering, None, one, None), Ok(NextPage::End));
        let start = numbering.other_start(None, Some(one.0), true).unwrap();
        assert_eq!(start.other.cursor, other);
        assert_eq!(start.first.cursor, numbering.first.to_string());
    }
    assert_eq!(after_empty(PAGES, None, one, None), Ok(NextPage::End));
    let none = after_empty(ASSUMED, None, (EndMark::Pages, 0), None);
    assert_eq!(none, Ok(NextPage::End));
    for last in [0, 1] {
        let next = after_empty(ASSUMED, None, (EndMark::LastPage, last), None);
        assert_eq!(next, Ok(NextPage::End));
    }
}

#[test]
fn an_assumed_first_page_is_checked_unless_the_last_page_proves_it() {
    let start = |numbering: Numbering, cursor, mark, is_empty| {
        let start = numbering.other_start(cursor, mark, is_empty)?;
        Some((start.first.cursor, start.other.cursor))
    };
    let found = |first: &str, other: &str| Some((first.to_owned(), other.to_owned()));
    let (more, last) = (Some(EndMark::HasMore), Some(EndMark::LastPage));
    for mark in [None, more, last] {
        assert_eq!(
            start(ASSUMED, Some("3x2+4"), mark, false),
            found("1x2", "0x2")
        );
        assert_eq!(start(ASSUMED, None, mark, true), found("1", "0"));
        assert_eq!(start(PAGES, Some("3x2+4"), mark, false), None);
        assert_eq!(start(ASSUMED_ZERO, Some("3x2+4"), mark, false), None);
        // The walk began at a number of the caller's.
        assert_eq!(start(ASSUMED, Some("3x2"), mark, false), None);
    }
    assert_eq!(
        start(ASSUMED, Some("3x2+4"), Some(EndMark::Pages), false),
        None
    );
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
    check(PAGES, Some("2x50+50"), 49, pages(2), None);
    // More pages may follow a full last page.
    check(PAGES, Some("2x50+50"), 50, pages(2), Some("3x50+100!"));
    check(PAGES, Some("3x50+100!"), 0, pages(2), None);
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
    check(PAGES, Some("2x50+50"), 49, last(2), None);
    check(PAGES, Some("2x50+50"), 50, last(2), Some("3x50+100!"));
    check(PAGES, None, 0, last(0), None);
    check(PAGES, None, 50, last(0), Some("2x50+50"));
    let from_zero = Numbering { first: 0, ..PAGES };
    check(from_zero, None, 50, last(2), Some("1x50+50"));
    check(from_zero, Some("1x50+50"), 50, last(2), Some("2x50+100"));
    check(from_zero, Some("2x50+100"), 49, last(2), None);
    check(from_zero, None, 49, last(0), None);
    // Of a server that counts pages by such a field, an empty page is requested.
    check(from_zero, Some("2x50+100"), 0, last(2), None);
}

#[test]
fn a_total_that_a_full_page_reaches_is_not_trusted() {
    let total = |total: u64| Some((EndMark::Total, json!(total)));
    check(ITEMS, None, 50, total(57), Some("50"));
    check(ITEMS, Some("50"), 7, total(57), None);
    check(ITEMS, Some("50"), 50, total(100), Some("100!"));
    check(ITEMS, Some("100"), 0, total(100), None);
    check(ITEMS, Some("50"), 20, total(57), Some("70!"));
    check(PAGES, Some("2x50+50"), 7, total(57), None);
    // A walk that starts at a page number does not know how many items there are before it.
    check(PAGES, Some("2"), 7, total(57), Some("3x50"));
}

#[test]
fn numbered_pages_keep_their_size() {
    let position = |cursor: &str| PageRequest {
        cursor: Some(cursor.to_owned()),
        size: Some(20),
        ..PageRequest::default()
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
    let position = PageRequest::default();
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
