//! The interface between the driver and a protocol: how to request a page and how to read a response.

use std::borrow::Cow;

use bytes::Bytes;
use http::{Request, Response};

use super::{Mark, Order, PageIdentities};
use crate::checkpoint::Fingerprint;
use crate::error::ErrorKind;
use crate::page::Page;

/// A paginated collection of some protocol: a GraphQL connection or a REST list.
///
/// A source has no state of its position: the driver owns that, so that it can send a request again, with another page
/// size, or after a restart. It may remember what all pages have in common, such as the name of their list.
pub(crate) trait Source: Send + Sync + 'static {
    /// An item of a page.
    type Item: Send + 'static;
    /// The rest of a response, yielded with the page.
    type Data: Send + 'static;

    /// The name of the walk in errors; for GraphQL, the name of the operation.
    fn operation(&self) -> &str;

    /// How the order of a page relates to the order of the walk.
    fn order(&self) -> Order;

    /// The request for the page at a position, without credentials: the client adds those.
    fn request(&self, position: &PageRequest) -> Result<Request<Bytes>, ErrorKind>;

    /// Whether the cursor combines positions in several lists, so that the end of one is not the end of the walk.
    fn has_several_lists(&self) -> bool {
        false
    }

    /// The cursor at which a walk starts, in a form that does not depend on the page size of its request. `meant` is the
    /// page size that the caller counts pages by, if one is known, and `size` that of the requests.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Setup`] if the cursor means other items with the page size of the requests.
    fn sized_start(
        &self,
        cursor: String,
        meant: Option<u32>,
        size: Option<u32>,
    ) -> Result<String, ErrorKind> {
        let _ = (meant, size);
        Ok(cursor)
    }

    /// The cursor of the page after the one at `cursor`, if that one has `page_len` items and the list has `total`. `None`
    /// if it cannot be predicted, or if nothing is left.
    fn predict_cursor(&self, cursor: Option<&str>, page_len: u64, total: i64) -> Option<String> {
        let _ = (cursor, page_len, total);
        None
    }

    /// Whether positions are numbers of items or pages, so that items move to other positions when earlier ones are deleted.
    fn counts(&self) -> bool {
        false
    }

    /// Whether each page announces how many pages there are. A server that refuses the page after the last one agrees with
    /// that number; with a number of items, it may return only the first ones of a longer list.
    fn announces_pages(&self) -> bool {
        false
    }

    /// Whether a page at this cursor is past the announced end of the list, and requested only to verify that.
    fn is_past_total(&self, cursor: &str) -> bool {
        let _ = cursor;
        false
    }

    /// Whether the last page before this cursor past the announced end may get more items, so that a later walk has to
    /// read it again.
    fn may_page_before_grow(&self, cursor: &str) -> bool {
        let _ = cursor;
        false
    }

    /// The assumed first page of a walk that ended at a cursor, and the page that may be the first one instead. `None` if
    /// the first page is known, or if the walk did not begin there. `is_empty` says whether the last page had no items.
    fn other_start(&self, cursor: Option<&str>, is_empty: bool) -> Option<OtherStart> {
        let _ = (cursor, is_empty);
        None
    }

    /// The fingerprint that a checkpoint must match to be resumed: the source without its position.
    ///
    /// By default, hashes of the URL, parameters and body of the request for the first page.
    fn fingerprint(&self) -> Result<Fingerprint, ErrorKind> {
        let request = self.request(&PageRequest::default())?;
        let (url, body) = (
            request.uri().to_string(),
            String::from_utf8_lossy(request.body()),
        );
        let (endpoint, parameters) = url.split_once('?').unwrap_or((&url, ""));
        Ok(Fingerprint::new(
            "",
            &format!("{parameters}{body}"),
            endpoint,
        ))
    }

    /// Identifies the `count` items of a page that was requested with `cursor`. With `None` for the cursor, the identities
    /// of pages are compared regardless of their cursors. `None` if the source cannot identify items; a resumed walk then
    /// counts them.
    ///
    /// Separate from [`read`](Source::read), because only checkpoints inside a page need it.
    fn identify(&self, body: &Bytes, count: usize, cursor: Option<&str>) -> Option<PageIdentities> {
        let _ = (body, count, cursor);
        None
    }

    /// The parts of a cursor that must be new on each page, to detect loops: the whole cursor, unless it combines several.
    fn loop_keys(&self, cursor: &str) -> Vec<String> {
        vec![cursor.to_owned()]
    }

    /// The mark at the end of the list, if its last page has this cursor.
    fn end_mark(&self, cursor: &str) -> Mark {
        Mark::at(cursor.to_owned())
    }

    /// Reads the page from the response, of any status, to the request at `position`.
    fn read(
        &self,
        position: &PageRequest,
        response: &Response<Bytes>,
    ) -> Result<Fetched<Self::Item, Self::Data>, ErrorKind>;
}

/// Where a page begins, and how many items it may have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PageRequest {
    /// Opaque to the driver; `None` at the beginning, never empty.
    pub(crate) cursor: Option<String>,
    /// Items per page; `None` leaves it to the server.
    pub(crate) size: Option<u32>,
    /// The largest nested page size; `None` leaves nested sizes as they are.
    pub(crate) nested_size: Option<u32>,
    /// Whether an earlier page of the list was received, so that a refused request may be past its end.
    pub(crate) follows_page: bool,
    /// The number of items on the largest page that this walk has received; `None` before the first one.
    pub(crate) largest_page: Option<u64>,
}

/// A first page with fewer items than this is not taken for a full one, unless that many were requested: no API is known
/// whose largest page is smaller.
const SMALLEST_FULL_PAGE: u64 = 10;

impl PageRequest {
    /// Whether a page of `received` items may be full, so that more may follow although the announced end is reached.
    /// `size` is the page size of the request, if one is known.
    ///
    /// The server may return fewer items than requested, so a page is also full if no earlier one has more items.
    pub(crate) fn may_be_full(&self, received: u64, size: Option<u32>) -> bool {
        if received == 0 {
            return false;
        }
        match (size, self.largest_page) {
            (Some(size), _) if received >= u64::from(size) => true,
            (_, Some(largest)) => received >= largest,
            (_, None) => received >= SMALLEST_FULL_PAGE,
        }
    }
}

/// A page, and where the next one begins.
#[derive(Debug)]
pub(crate) struct Fetched<T, D> {
    pub(crate) page: Page<T, D>,
    pub(crate) next_page: NextPage,
    /// The lists inside the items that hold fewer items than the server has, if the source counts them.
    pub(crate) cut_lists: Vec<CutList>,
    /// What recognizes the page if it comes again; `None` if the server supplies cursors.
    pub(crate) fingerprint: Option<PageHash>,
    /// Whether the server refused the page, and that is taken for the end of the list.
    pub(crate) is_refused: bool,
}

/// The assumed first page of a list, and the page that would be the first one if the assumption is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OtherStart {
    pub(crate) first: StartPage,
    pub(crate) other: StartPage,
}

/// A page with its number and cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StartPage {
    pub(crate) number: u64,
    pub(crate) cursor: String,
}

/// A list inside an item that holds fewer items than the server has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CutList {
    /// The index of the item on the page.
    pub(crate) item: usize,
    /// Names from the item to the list, joined with dots.
    pub(crate) path: String,
}

/// A hash of the items of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageHash {
    pub(crate) hash: u64,
    pub(crate) of: HashOf,
}

/// What a page is recognized by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HashOf {
    /// Ids or whole rows: an equal page is the same page again.
    Ids,
    /// Different items without ids: an equal page is probably the same page again.
    Contents,
    /// One item without an id, several times: the next pages may be equal too.
    OneItem,
}

/// The next page, as a response announces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NextPage {
    /// There is no next page.
    End,
    /// The next page begins at this cursor.
    At(String),
    /// There is a next page, but its cursor is missing: this field is null or empty.
    NoCursor { field: Cow<'static, str> },
    /// Whether there is a next page is unknown: this field is null or absent.
    Unknown { field: Cow<'static, str> },
}
