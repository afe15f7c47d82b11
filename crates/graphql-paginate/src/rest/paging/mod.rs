//! Ways of paging: how REST APIs split a list into pages.

mod cursor;
mod link_header;
mod next_link;
mod odata_next_link;
mod odata_skip;
mod offset_limit;
mod page_number;

pub(super) mod end_rules;
pub(super) mod style;

pub use self::cursor::RestCursor;
pub use self::link_header::LinkHeader;
pub use self::next_link::NextLink;
pub use self::odata_next_link::ODataNextLink;
pub use self::odata_skip::ODataSkip;
pub use self::offset_limit::OffsetLimit;
pub use self::page_number::PageNumber;

use std::sync::Arc;

use self::style::StyleRules;

/// A way of paging: how the next page is requested, and how the last one is recognized.
///
/// Implemented by [`NextLink`], [`LinkHeader`], [`RestCursor`], [`OffsetLimit`], [`PageNumber`], [`ODataNextLink`],
/// [`ODataSkip`], and by the ways of paging of the typed clients. Sealed: it cannot be implemented outside this crate.
pub trait PagingStyle: Into<AnyPaging> {}

/// Any way of paging.
#[derive(Debug, Clone)]
pub struct AnyPaging(pub(super) Arc<dyn StyleRules>);

impl<S: StyleRules> From<S> for AnyPaging {
    fn from(style: S) -> Self {
        Self(Arc::new(style))
    }
}

impl PagingStyle for NextLink {}
impl PagingStyle for LinkHeader {}
impl PagingStyle for RestCursor {}
impl PagingStyle for OffsetLimit {}
impl PagingStyle for PageNumber {}
impl PagingStyle for ODataNextLink {}
impl PagingStyle for ODataSkip {}

/// A way of paging whose pages can be requested in any order once the total is known.
///
/// Implemented by [`OffsetLimit`], [`PageNumber`] and [`ODataSkip`].
pub trait RandomAccess: PagingStyle {}

impl RandomAccess for OffsetLimit {}
impl RandomAccess for PageNumber {}
impl RandomAccess for ODataSkip {}
