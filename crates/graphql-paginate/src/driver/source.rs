//! What a protocol tells the driver: how to ask for a page, and how to read a response.

use std::borrow::Cow;

use bytes::Bytes;
use http::{Request, Response};

use super::Inspected;
use crate::checkpoint::Fingerprint;
use crate::error::ErrorKind;
use crate::page::Page;

/// One paged collection of some protocol.
///
/// A source has no state of its own: where the walk stands is the driver's business, so that a request can be sent
/// again, with another size, or after a restart.
pub(crate) trait Source: Send + Sync + 'static {
    /// What a page consists of.
    type Item: Send + 'static;
    /// What comes with it.
    type Data: Send + 'static;

    /// The name under which errors speak of the walk: the operation's, for GraphQL.
    fn operation(&self) -> &str;

    /// Which items of a page come first in the order of the walk.
    fn order(&self) -> Order;

    /// The request for the page at a position; endpoint credentials are the client's business.
    fn request(&self, position: &Position) -> Result<Request<Bytes>, ErrorKind>;

    /// Where the page behind the one at a cursor begins, if that one has `step` items of the `total`; `None` where that
    /// cannot be told, or where nothing is left.
    fn predict_cursor(&self, cursor: Option<&str>, step: u64, total: i64) -> Option<String> {
        let _ = (cursor, step, total);
        None
    }

    /// What a checkpoint must agree in: the source without its position.
    ///
    /// By default the URL and the body of the request for the first page; its parameters count as variables.
    fn fingerprint(&self) -> Result<Fingerprint, ErrorKind> {
        let request = self.request(&Position::default())?;
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

    /// What the body of a page says about its single items, of which there are `count`; `None` where nothing tells them
    /// apart, and a resumed walk can only count.
    ///
    /// Not part of [`read`](Source::read), since only checkpoints inside a page need it.
    fn inspect(&self, body: &Bytes, count: usize) -> Option<Inspected> {
        let _ = (body, count);
        None
    }

    /// The parts of a cursor that must be new with each page: all of it, unless it holds several cursors.
    fn loop_keys(&self, cursor: &str) -> Vec<String> {
        vec![cursor.to_owned()]
    }

    /// The page in a response of any status to the request at that position.
    fn read(
        &self,
        position: &Position,
        response: &Response<Bytes>,
    ) -> Result<Fetched<Self::Item, Self::Data>, ErrorKind>;
}

/// Where a page begins, and how long it may be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Position {
    /// Opaque to the driver; `None` at the beginning, never empty.
    pub(crate) cursor: Option<String>,
    /// Items per page; `None` leaves it to the server.
    pub(crate) size: Option<u32>,
    /// The largest nested page size; `None` leaves nested sizes as they are.
    pub(crate) nested_size: Option<u32>,
}

/// A page, and what follows it.
#[derive(Debug)]
pub(crate) struct Fetched<T, D> {
    pub(crate) page: Page<T, D>,
    pub(crate) onward: NextPage,
    /// A hash of the items, to recognize a page that comes again; `None` where the server gives cursors of its own.
    pub(crate) fingerprint: Option<u64>,
}

/// What a response says about the page after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NextPage {
    /// There is none. The cursor, where there is one, marks the end reached.
    End,
    /// It begins at this cursor.
    At(String),
    /// There is one, but nothing says where: the field is null or empty.
    NoCursor { field: Cow<'static, str> },
    /// Nothing says whether there is one: the field is null or absent.
    Unknown { field: Cow<'static, str> },
}

/// How the items of a page lie in the order of the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// The page's first item comes first.
    Same,
    /// The page's last item comes first: a backward walk, whose pages keep the server's order.
    Reversed,
}

impl Order {
    /// Keeps the items before the first that does not pass, in the order of the walk; `passes` takes places on the page.
    pub(crate) fn keep_first<T>(self, items: &mut Vec<T>, passes: impl Fn(usize) -> bool) {
        let all = items.len();
        match self {
            Self::Same => items.truncate((0..all).take_while(|place| passes(*place)).count()),
            Self::Reversed => {
                let kept = (0..all).rev().take_while(|place| passes(*place)).count();
                items.drain(..all - kept);
            }
        }
    }
}
