//! The ways in which REST APIs page.

mod cursor;
mod link_header;
mod next_link;
mod odata_next_link;
mod odata_skip;
mod page_number;
pub(super) mod style;

pub use self::cursor::RestCursor;
pub use self::link_header::LinkHeader;
pub use self::next_link::NextLink;
pub use self::odata_next_link::ODataNextLink;
pub use self::odata_skip::ODataSkip;
pub use self::page_number::PageNumber;

use std::sync::Arc;

use self::style::Style;

/// A way of paging: how the next page is asked for, and how the last one is known.
///
/// Implemented by [`NextLink`], [`RestCursor`], [`ODataSkip`], [`ODataNextLink`], [`LinkHeader`] and [`PageNumber`],
/// and nowhere else.
pub trait Paging: Into<Way> {}

/// A way of paging, whichever it is.
#[derive(Debug, Clone)]
pub struct Way(pub(super) Arc<dyn Style>);

impl<S: Style> From<S> for Way {
    fn from(style: S) -> Self {
        Self(Arc::new(style))
    }
}

impl Paging for NextLink {}
impl Paging for RestCursor {}
impl Paging for ODataSkip {}
impl Paging for ODataNextLink {}
impl Paging for LinkHeader {}
impl Paging for PageNumber {}

/// A way of paging whose pages can be told in advance once the number of items is known.
///
/// Implemented by [`ODataSkip`].
pub trait Offset: Paging {}

impl Offset for ODataSkip {}
