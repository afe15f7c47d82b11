//! The usual names around lists, compared without case and underscores.

use graphql_paginate_codegen::end_names::{
    FLAGS, INFOS, LAST_PAGES, NEXTS, PAGES, TOTALS, normalized,
};
use graphql_paginate_sync::InnerEnd;

/// Arguments with the number of elements that are requested.
const SIZES: [&str; 12] = [
    "first",
    "last",
    "limit",
    "take",
    "top",
    "perpage",
    "pagesize",
    "maxresults",
    "itemsperpage",
    "hitsperpage",
    "perchunk",
    "maxitems",
];

/// Arguments with the place where a page begins.
const POSITIONS: [&str; 13] = [
    "after",
    "before",
    "cursor",
    "nexttoken",
    "pagetoken",
    "nextcursor",
    "aftercursor",
    "offset",
    "skip",
    "currentpage",
    "pagenumber",
    "pageindex",
    "chunk",
];

/// Arguments that are objects with these, or a page number.
const PAGING_OBJECTS: [&str; 5] = ["page", "paging", "pagination", "paginate", "pager"];

/// Fields with the elements of a list.
const ELEMENTS: [&str; 9] = [
    "nodes", "edges", "items", "results", "data", "records", "entries", "rows", "list",
];

/// The flags of a list that is read from its last element back.
const PREVIOUS_FLAGS: [&str; 2] = ["haspreviouspage", "hasprevious"];

/// Tokens of the next page.
const TOKENS: &[&str] = &["nexttoken", "nextcursor", "nextpagetoken"];

/// The fields that show the end of a list, the most reliable first: totals are estimates in some APIs.
const ENDS: [(InnerEnd, &[&str]); 6] = [
    (InnerEnd::Flag, FLAGS),
    (InnerEnd::Next, TOKENS),
    (InnerEnd::Next, NEXTS),
    (InnerEnd::Pages, LAST_PAGES),
    (InnerEnd::Pages, PAGES),
    (InnerEnd::Total, TOTALS),
];

pub(super) fn is_size(name: &str) -> bool {
    SIZES.contains(&normalized(name).as_str())
}

pub(super) fn is_position(name: &str) -> bool {
    POSITIONS.contains(&normalized(name).as_str())
}

pub(super) fn is_paging_object(name: &str) -> bool {
    PAGING_OBJECTS.contains(&normalized(name).as_str())
}

pub(super) fn is_elements(name: &str) -> bool {
    ELEMENTS.contains(&normalized(name).as_str())
}

pub(super) fn is_info(name: &str) -> bool {
    INFOS.contains(&normalized(name).as_str())
}

/// The names of the fields that show the end of a list, the most reliable first.
pub(super) fn ends(is_backward: bool) -> Vec<(InnerEnd, &'static [&'static str])> {
    let mut ends = ENDS.to_vec();
    if is_backward {
        // Its pages are counted from the other end.
        ends.retain(|(end, _)| *end == InnerEnd::Total);
        ends.insert(0, (InnerEnd::Flag, &PREVIOUS_FLAGS));
    }
    ends
}

/// Whether a field of a page is about the page itself, and not one of an object of another kind.
pub(super) fn is_about_page(name: &str) -> bool {
    let normalized = normalized(name);
    let mut ends = ENDS.iter();
    name == "__typename"
        || normalized == "count"
        || is_info(name)
        || is_size(name)
        || is_position(name)
        || ends.any(|(_, names)| names.contains(&normalized.as_str()))
}
