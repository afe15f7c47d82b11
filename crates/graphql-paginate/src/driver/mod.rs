//! The page driver: in which order pages are fetched, and when a walk ends.
//!
//! It knows no protocol and no transport. A [`Source`] makes requests and reads responses; the driver owns the rest.
//! Per page: ask the source for the request at the position, send it, let the source read the answer, and only then
//! decide the next position. A walk ends in one of three ways: the source says that nothing follows, a limit of the
//! caller is reached, or one error is yielded. What a page brought is always yielded before the error that its own
//! continuation is.
//!
//! The state moves only when a page is complete, and the request under way lives in the stream: dropping a `next()`
//! loses nothing, dropping the stream stops everything.

mod seen;
mod source;

use std::collections::HashSet;

use futures_core::stream::BoxStream;
use futures_util::stream;

use self::seen::Seen;
pub(crate) use self::source::{Fetched, Onward, Order, Position, Source};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::page::Page;

/// A lazy stream of pages that ends after its first error.
pub(crate) type Walk<T, D> = BoxStream<'static, Result<Page<T, D>, Error>>;

/// How far a walk may go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) items: Option<u64>,
    pub(crate) pages: Option<u64>,
}

/// Walks a source from a position on.
pub(crate) fn walk<S: Source>(
    source: S,
    client: Client,
    limits: Limits,
    start: Position,
) -> Walk<S::Item, S::Data> {
    let driver = Driver::new(source, client, limits, start);
    Box::pin(stream::try_unfold(driver, Driver::advance))
}

/// A walk that cannot begin.
pub(crate) fn refuse<T: Send + 'static, D: Send + 'static>(error: Error) -> Walk<T, D> {
    Box::pin(stream::once(async { Err(error) }))
}

struct Driver<S> {
    source: S,
    client: Client,
    limits: Limits,
    /// The size that the caller wants, whatever the last request asked for.
    size: Option<u32>,
    next: Next,
    /// Where the last page with a cursor ended.
    cursor: Option<String>,
    seen: Seen,
    /// Of pages: a server that ignores the cursor is not always caught by it.
    fingerprints: HashSet<u64>,
    items: u64,
    pages: u64,
}

enum Next {
    Fetch(Position),
    Fail(Error),
    End,
}

impl<S: Source> Driver<S> {
    fn new(source: S, client: Client, limits: Limits, start: Position) -> Self {
        let mut seen = Seen::default();
        if let Some(cursor) = &start.cursor {
            seen.insert(cursor);
        }
        let (size, cursor) = (start.size, start.cursor.clone());
        let fingerprints = HashSet::new();
        let mut driver = Self {
            source,
            client,
            limits,
            size,
            next: Next::End,
            cursor,
            seen,
            fingerprints,
            items: 0,
            pages: 0,
        };
        driver.next = driver.fetch_at(start.cursor);
        driver
    }

    /// One step of the stream. Consumes the driver and gives it back with the page: a failure ends the walk.
    async fn advance(mut self) -> Result<Option<(Page<S::Item, S::Data>, Self)>, Error> {
        match std::mem::replace(&mut self.next, Next::End) {
            Next::End => Ok(None),
            Next::Fail(error) => Err(error),
            Next::Fetch(position) => {
                let cursor = position.cursor.clone();
                let fetched = self.fetch(position).await?;
                if fetched.fingerprint.is_some_and(|fingerprint| !self.fingerprints.insert(fingerprint)) {
                    return Err(self.failure(ErrorKind::RepeatedPage, self.pages + 1, cursor));
                }
                let page = self.settle(fetched);
                Ok(Some((page, self)))
            }
        }
    }

    /// Retries, waits and smaller pages belong here: all of them ask again for the same position.
    async fn fetch(&self, position: Position) -> Result<Fetched<S::Item, S::Data>, Error> {
        let failed = |kind| self.failure(kind, self.pages + 1, position.cursor.clone());
        let request = self.source.request(&position).map_err(failed)?;
        let response = self.client.send(request).await.map_err(failed)?;
        self.source.read(&position, &response).map_err(|kind| failed(kind).answered(response))
    }

    /// Counts a page in, cuts it to the caller's limit, and decides what comes next.
    fn settle(&mut self, fetched: Fetched<S::Item, S::Data>) -> Page<S::Item, S::Data> {
        let Fetched { mut page, onward, .. } = fetched;
        // An empty last page has no cursor; the walk then still stands behind the page before.
        if page.cursor.is_none() {
            page.cursor.clone_from(&self.cursor);
        }
        let began = std::mem::replace(&mut self.cursor, page.cursor.clone());
        self.cut(&mut page.items);
        self.items += page.items.len() as u64;
        self.pages += 1;
        self.next = self.follow(onward, began);
        page
    }

    /// What comes after the page that began at this cursor.
    fn follow(&mut self, onward: Onward, began: Option<String>) -> Next {
        if self.is_over() {
            return Next::End;
        }
        let problem = match onward {
            Onward::End => return Next::End,
            Onward::At(cursor) if self.seen.insert(&cursor) => return self.fetch_at(Some(cursor)),
            Onward::At(cursor) => ErrorKind::Stalled { cursor },
            Onward::NoCursor { field } => ErrorKind::MissingCursor { field },
            Onward::Unknown { field } => ErrorKind::MissingPageInfo { field },
        };
        Next::Fail(self.failure(problem, self.pages, began))
    }

    fn fetch_at(&self, cursor: Option<String>) -> Next {
        if self.is_over() {
            return Next::End;
        }
        Next::Fetch(Position { cursor, size: self.wanted_size() })
    }

    /// The caller's page size, or what is missing to their limit where that is less.
    fn wanted_size(&self) -> Option<u32> {
        let left = self.items_left().map(|left| u32::try_from(left).unwrap_or(u32::MAX));
        self.size.map(|size| left.map_or(size, |left| size.min(left)))
    }

    fn is_over(&self) -> bool {
        self.items_left() == Some(0) || self.limits.pages.is_some_and(|limit| self.pages >= limit)
    }

    fn items_left(&self) -> Option<u64> {
        self.limits.items.map(|limit| limit.saturating_sub(self.items))
    }

    /// Where the page size is not ours to choose, a page may hold more than is missing.
    fn cut(&self, items: &mut Vec<S::Item>) {
        let Some(left) = self.items_left().and_then(|left| usize::try_from(left).ok()) else { return };
        let surplus = items.len().saturating_sub(left);
        match self.source.order() {
            Order::Same => items.truncate(left),
            Order::Reversed => drop(items.drain(..surplus)),
        }
    }

    fn failure(&self, kind: ErrorKind, page: u64, cursor: Option<String>) -> Error {
        Error::new(kind).in_operation(self.source.operation()).at(page, cursor)
    }
}
