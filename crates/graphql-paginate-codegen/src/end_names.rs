//! The usual names of fields that mark the end of a list, and of objects with such fields.
//!
//! All are in the form of [`normalized`], the most usual first.

pub use crate::name::normalized;

/// Objects beside a list that may have its flag, its token or its total.
pub const INFOS: &[&str] = &[
    "pageinfo",
    "info",
    "meta",
    "pagination",
    "paginatorinfo",
    "paging",
    "pager",
    "page",
];

/// Flags that are true if there are further pages.
pub const FLAGS: &[&str] = &[
    "hasnextpage",
    "hasnext",
    "hasmore",
    "hasmorepages",
    "hasmoreitems",
    "hasnextchunk",
];

/// The number or address of the next page.
pub const NEXTS: &[&str] = &["nextpage", "next"];

/// The number of the last page.
pub const LAST_PAGES: &[&str] = &["lastpage"];

/// The number of all pages.
pub const PAGES: &[&str] = &["totalpages", "pagecount", "numpages", "nbpages", "pages"];

/// The number of all items.
pub const TOTALS: &[&str] = &[
    "total",
    "totalcount",
    "totalitems",
    "totalresults",
    "totalelements",
    "totalrecords",
    HITS,
];

/// The number of all hits of a search.
pub const HITS: &str = "nbhits";
